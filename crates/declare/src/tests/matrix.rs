//! What is said about activities, cells, roles, clocks, and files that stand in the wrong place.

use super::check;

#[test]
fn an_activity_does_something_that_exists() {
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:resolv"]
title = "X"
A = "incident-manger""#,
        &[
            "site/incident-management/activities.toml:1:11: no move `resolv` in `incident` (did you mean `resolve`?)",
            "site/incident-management/activities.toml:3:5: no role `incident-manger` (did you mean `incident-manager`?)",
        ],
    );
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "jump"
A = "incident-manager"
[activity."incident:y"]
title = "Y"
does = "duty"
A = "incident-manager""#,
        &[
            "site/incident-management/activities.toml:3:8: `jump` is nothing that an activity does (`<type>:<move>`, `amend <type>: <fields>`, `follow <type>` or `duty`)",
            "site/incident-management/activities.toml:5:11: activity `incident:y` is a duty and needs `cadence`",
        ],
    );
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "amend incident: titel, due"
R = [{ role = "user", when = "callr is me", reach = "everywere" }, 7, { rol = "user" }]"#,
        &[
            "site/incident-management/activities.toml:3:8: field `due` is computed and can't be amended",
            "site/incident-management/activities.toml:3:8: no field `titel` in `incident` (did you mean `tier`?)",
            "site/incident-management/activities.toml:4:31: no field `callr` in `incident` (did you mean `caller`?)",
            "site/incident-management/activities.toml:4:53: no reach `everywere` (did you mean `everywhere`?)",
            "site/incident-management/activities.toml:4:68: a cell must be a role or a table, not a number",
            r#"site/incident-management/activities.toml:4:71: a cell names a role (`role = "..."`, `roles = [...]`, or `roles = "appointers"` for all others who appoint)"#,
            "site/incident-management/activities.toml:4:73: cell has no `rol` (did you mean `role`?)",
        ],
    );
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "duty"
A = "user"
C = { role = "user", when = "caller is me" }
apart_from = ["incident:x", "incident:y"]
cadence = "dayly""#,
        &[
            "site/incident-management/activities.toml:1:11: activity `incident:x` is a duty and needs `cadence`",
            "site/incident-management/activities.toml:5:29: a duty is on no record, so its cells have no `when`",
            "site/incident-management/activities.toml:6:15: an activity can't be apart from itself",
            "site/incident-management/activities.toml:6:29: no activity `incident:y` (did you mean `incident:x`?)",
            "site/incident-management/activities.toml:7:11: no cadence `dayly` (did you mean `daily`?)",
        ],
    );
}

#[test]
fn a_cell_reaches_records_and_one_role_answers() {
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "follow incident"
R = ["problem-manager", "supplier"]"#,
        &[
            r#"site/incident-management/activities.toml:1:11: no `incident` lies within a process: role `problem-manager` never reaches one (say `reach = "everywhere"`, or give `incident` a field for that scope)"#,
            r#"site/incident-management/activities.toml:1:11: no `incident` lies within a supplier: role `supplier` never reaches one (say `reach = "everywhere"`, or give `incident` a field for that scope)"#,
            r#"site/incident-management/activities.toml:1:11: nobody answers for activity `incident:x` (give it `A = "<role>"`)"#,
        ],
    );
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "incident:resolve"
A = ["incident-manager", "process-owner"]
R = ["second-level-support", "second-level-support"]"#,
        &[
            r#"declared/incident-management/incident.toml:280:7: move `resolve` is 2 activities (declare `[activity."incident:resolve"]` in the practice's activities.toml)"#,
            "site/incident-management/activities.toml:1:11: role `second-level-support` has `R` twice in `incident:x`",
            "site/incident-management/activities.toml:1:11: two roles over a process answer for `incident:x` (exactly one role answers per activity and scope kind)",
        ],
    );
    check(
        "incident-management/activities.toml",
        r#"[activity."incident:x"]
title = "X"
does = "follow incident"
A = { role = "user", reach = "everywhere" }"#,
        &[
            "site/incident-management/activities.toml:1:11: role `user` can't answer for `incident:x` (a role with cardinality `any` may have no holder at all)",
        ],
    );
}

#[test]
fn a_role_is_cut_from_known_words() {
    check(
        "roles/operation.toml",
        r#"[role.new-one]
title = "New"
scope = "serivce"
holder = "nobody"
cardinality = "one"
facing = "front"
appointed_by = "bos"
[role.new-one.conflict.usr]
when = "never""#,
        &[
            "site/roles/operation.toml:3:9: no scope kind `serivce` (did you mean `service`?)",
            "site/roles/operation.toml:4:10: `holder` of role `new-one` can't be `nobody` (known: person, team, either)",
            "site/roles/operation.toml:5:15: `cardinality` of role `new-one` can't be `one` (known: exactly-one, at-least-one, any)",
            "site/roles/operation.toml:7:16: no role `bos` (known: it-manager, itsm-management, itsm-steering-committee, itsm-programme-manager, lt-sponsor, itsm-consultant, it-steering-committee, service-strategy-manager, service-portfolio-manager, financial-manager, demand-manager, business-relationship-manager and 58 more)",
            r#"site/roles/operation.toml:8:24: conflict with `usr` needs `why` (write `why = "..."`)"#,
            "site/roles/operation.toml:8:24: no role `usr` (did you mean `user`?)",
            "site/roles/operation.toml:9:8: `when` of conflict with `usr` can't be `never` (known: always, same-scope, avoid)",
        ],
    );
}

#[test]
fn a_responsibility_is_bound_to_an_activity_a_cell_and_evidence() {
    check(
        "roles/operation.toml",
        r#"[role.incident-manager.responsibility.new]
letter = "A"
activity = "incident:resolv"
cadence = "daily"
evidence = "incident.resolvd_at"
text = "x"
where = { tier = "first" }
[role.incident-manager.responsibility.other]
letter = "C"
activity = "incident:resolve"
cadence = "daily"
evidence = "resolved"
text = "x""#,
        &[
            "site/roles/operation.toml:3:1: no activity `incident:resolv` (did you mean `incident:resolve`?)",
            "site/roles/operation.toml:5:1: no field `resolvd_at` in `incident` (did you mean `resolved_at`?)",
            "site/roles/operation.toml:7:1: `incident` has no field `tier` that can be `first`",
            "site/roles/operation.toml:9:1: `incident-manager` says `C`, but `incident:resolve` gives it no such cell (see declared/incident-management/activities.toml:105)",
            "site/roles/operation.toml:12:1: `resolved` is not `<type>.<field>`",
        ],
    );
}

#[test]
fn a_clock_runs_and_pauses_in_states() {
    check(
        "incident-management/clocks.toml",
        r#"[clock.fix]
title = "Fix"
[clock."incident:x"]
title = "X"
runs_in = ["loged"]
pauses_in = ["on-hold"]"#,
        &[
            r#"site/incident-management/clocks.toml:1:8: `fix` is not a key for a clock (the key is type and clock: `[clock."incident:fix"]`)"#,
            "site/incident-management/clocks.toml:3:8: clock `incident:x` pauses in `on-hold`, in which it does not run (a state in which it stands still is also one of `runs_in`)",
            r#"site/incident-management/clocks.toml:3:8: clock `incident:x` runs in no state (write `runs_in = "open"` or a list)"#,
            "site/incident-management/clocks.toml:5:12: no state `loged` in `incident` (did you mean `logged`?)",
        ],
    );
}

#[test]
fn a_file_stands_where_something_reads_it() {
    check(
        "practic/thing.toml",
        "[type]",
        &[
            "site/practic/thing.toml:1:1: no move opens record type `thing` (write `opens = true` in one of the moves)",
            "site/practic/thing.toml:1:1: no practice `practic` (known: access-management, application-management, availability-management, capacity-management, change-control, compliance-management, continual-improvement, demand-management, escalation-process, facilities-management, feedback-process, financial-management and 27 more)",
            "site/practic/thing.toml:1:1: record type `thing` has no states (write `[state.<key>]`)",
            r#"site/practic/thing.toml:1:1: record type `thing` needs `plural` (write `plural = "..."`)"#,
            r#"site/practic/thing.toml:1:1: record type `thing` needs `prefix` (write `prefix = "..."`)"#,
            r#"site/practic/thing.toml:1:1: record type `thing` needs `title` (write `title = "..."`)"#,
        ],
    );
    check(
        "people/x/y.toml",
        "x = 1",
        &[
            "site/people/x/y.toml:1:1: nothing reads `people/x/y.toml` (roles/<stage>.toml, <practice>/<type>.toml, records/<name>.toml or one of: groups, texts, organisation, people, teams, appointments, deputies, calendars, agreements, policies, relations)",
        ],
    );
    check(
        "solution-build/practice.toml",
        r#"key = "solution"
manager = "me""#,
        &[
            "site/solution-build/practice.toml:1:7: the folder is `solution-build`, the key `solution` (both must be the same)",
            "site/solution-build/practice.toml:2:11: no role `me` (known: it-manager, itsm-management, itsm-steering-committee, itsm-programme-manager, lt-sponsor, itsm-consultant, it-steering-committee, service-strategy-manager, service-portfolio-manager, financial-manager, demand-manager, business-relationship-manager and 57 more)",
        ],
    );
    check("texts.toml", "a = { b = 1 }", &["site/texts.toml:1:11: `a.b` must be a text, not a number"]);
}
