//! What is said about people, teams, appointments, calendars, agreements and first records.

use super::check;

#[test]
fn people_and_teams_are_known() {
    check(
        "people.toml",
        r#"[person.ada]
name = "Ada"
teams = ["dsk"]
zone = "Europe/Gothenburg"
[person.Bo]
name = ""
mail = "b"
age = 3"#,
        &[
            r#"site/people.toml:1:9: person `ada` needs `mail` (write `mail = "..."`)"#,
            "site/people.toml:3:10: no team `dsk` (none is declared)",
            "site/people.toml:4:8: no time zone `Europe/Gothenburg` (write an IANA name such as `Europe/Stockholm`)",
            "site/people.toml:5:9: `Bo` is not a name for a person (small letters, digits, `-` and `_`, beginning with a letter; `:` joins type and verb)",
            "site/people.toml:6:8: `name` of person `Bo` is empty",
            "site/people.toml:8:1: person `Bo` has no `age` (known: teams, name, mail, title, phone, zone, place, country, left)",
        ],
    );
    check(
        "teams.toml",
        r#"[team.desk]
title = "Desk"
line = 4
lead = "ada"
[team.desk2]
title = "Two"
parent = "dask""#,
        &[
            "site/teams.toml:3:8: a line of support is 1, 2 or 3",
            "site/teams.toml:4:8: no person `ada` (none is declared)",
            "site/teams.toml:7:10: no team `dask` (did you mean `desk`?)",
        ],
    );
}

#[test]
fn an_appointment_fits_its_role() {
    check(
        "appointments.toml",
        r#"[appointment.a]
role = "service-ownr"
person = "ada"
scope = "service"
[appointment.b]
role = "service-owner"
team = "desk"
scope = "team:desk"
from = "soon"
[appointment.c]
role = "process-owner"
scope = "process:incidents"
[appointment.d]
role = "it-manager"
person = "ada"
scope = "organisation:all"
from = "2026-02-01"
until = "2026-01-01"
[appointment.e]
role = "it-manager"
person = "ada"
scope = "world""#,
        &[
            "site/appointments.toml:2:8: no role `service-ownr` (did you mean `service-owner`?)",
            "site/appointments.toml:3:10: no person `ada` (none is declared)",
            "site/appointments.toml:4:9: `service` is not a scope (write `kind:name`)",
            "site/appointments.toml:7:8: no team `desk` (none is declared)",
            "site/appointments.toml:7:8: role `service-owner` is held by a person (see declared/roles/design.toml:3)",
            "site/appointments.toml:8:9: no team `desk` (none is declared)",
            "site/appointments.toml:8:9: role `service-owner` is over a service, not a team (see declared/roles/design.toml:3)",
            "site/appointments.toml:9:8: `soon` is not a day (write `2026-01-01`, or `+20d` and `-400d` to count from the day of loading)",
            "site/appointments.toml:10:14: appointment `c` needs either `person` or `team`",
            "site/appointments.toml:12:9: no practice `incidents` (known: access-management, application-management, availability-management, capacity-management, change-control, compliance-management, continual-improvement, demand-management, escalation-process, facilities-management, feedback-process, financial-management and 27 more)",
            "site/appointments.toml:13:14: appointment `d` ends before it begins",
            "site/appointments.toml:15:10: no person `ada` (none is declared)",
            "site/appointments.toml:16:9: `organisation:all` is not a scope (there is only one: leave the name away)",
            "site/appointments.toml:21:10: no person `ada` (none is declared)",
            "site/appointments.toml:22:9: no scope kind `world` (known: organisation, programme, process, service-line, service, ci, team, customer, supplier, project, application, facility and 3 more)",
        ],
    );
}

#[test]
fn a_deputy_is_somebody_else_for_some_days() {
    check(
        "deputies.toml",
        r#"[deputy.a]
person = "ada"
stands_in_for = "ada"
from = "+1d""#,
        &[
            r#"site/deputies.toml:1:9: deputy `a` needs `until` (write `until = "..."`)"#,
            "site/deputies.toml:2:10: no person `ada` (none is declared)",
            "site/deputies.toml:3:17: no person `ada` (none is declared)",
        ],
    );
}

#[test]
fn a_calendar_has_hours_that_can_be() {
    check(
        "calendars.toml",
        r#"[calendar.a]
title = "A"
zone = "Europe/Bonn"
hours = { mondy = "08:00-17:00", friday = "17:00-08:00", sunday = 3 }
holidays = { 2026-02-30 = "Leap", 2026-12-25 = 1 }
[calendar.a.extra.2026-12-24]
title = "Eve""#,
        &[
            "site/calendars.toml:3:8: calendar `a` names the zone `Europe/Bonn`, which is not known: write an IANA name such as `Europe/Berlin`",
            "site/calendars.toml:4:11: no day `mondy` (did you mean `monday`?)",
            "site/calendars.toml:4:43: hours `17:00-08:00` end before they begin: split a night at midnight, `22:00-24:00` and `00:00-06:00` the day after",
            "site/calendars.toml:4:67: `sunday` of calendar `a` must be a text such as `08:00-17:00`, not a number",
            "site/calendars.toml:5:14: `2026-02-30` is not a day (write it like `2026-12-25`)",
            "site/calendars.toml:5:48: `2026-12-25` of calendar `a` must be the name of the holiday, not a number",
            r#"site/calendars.toml:6:19: day `2026-12-24` needs `hours` (write `hours = "..."`)"#,
        ],
    );
}

#[test]
fn a_target_is_working_time_of_a_known_clock() {
    check(
        "agreements.toml",
        r#"[agreement.gold]
title = "Gold"
services = ["payrol"]
[agreement.gold.clock."incident:fixx"]
calendar = "offce"
[agreement.gold.clock."incident:fix"]
calendar = "office"
within = { p5 = "1h", p1 = "2d", p2 = { tim = "1h" } }
line = { 4 = { p1 = "1h" } }"#,
        &[
            "site/agreements.toml:3:13: no record `service:payrol` (none is declared)",
            "site/agreements.toml:4:23: no clock `incident:fixx` (did you mean `incident:fix`?)",
            "site/agreements.toml:5:12: no calendar `offce` (did you mean `office`?)",
            "site/agreements.toml:8:12: `incident` has no priority `p5` (did you mean `p1`?)",
            "site/agreements.toml:8:28: `2d` is not working time (write hours and minutes: how long a working day is depends on the calendar)",
            r#"site/agreements.toml:8:34: target `p2` needs `time` (write `time = "..."`)"#,
            "site/agreements.toml:8:41: target `p2` has no `tim` (did you mean `time`?)",
            "site/agreements.toml:9:10: `4` is not a line of support (write 1, 2 or 3)",
        ],
    );
}

#[test]
fn a_record_fits_its_type() {
    check(
        "records/first.toml",
        r#"[servise.x]
[service.payroll]
state = "alive"
title = "Payroll"
service_line = "people"
health = "fine"
cis = ["a"]
nam = 1
age = "old"
[incident.one]
state = "resolved"
caller = "ada"
hold_until = "+2d"
steps = [{ move = "log", by = "bo", age = "1h" }, { move = "resolve", by = "bo", age = "2h" }, { mov = "x" }]"#,
        &[
            "site/records/first.toml:1:2: no record type `servise` (did you mean `service`?)",
            "site/records/first.toml:3:9: no state `alive` in `service` (did you mean `live`?)",
            "site/records/first.toml:5:16: no record `people` (known: payroll, one)",
            "site/records/first.toml:6:10: health: `fine` is not in the list: down, degraded, good",
            "site/records/first.toml:7:8: no record `a` (known: payroll, one)",
            "site/records/first.toml:8:1: no field `nam` in `service` (known: title, opened_by, due, opened, changed, closed, description, service_line, lifecycle_stage, customer_needs, value_statement, definition_signed_off_by and 6 more)",
            "site/records/first.toml:9:7: `old` is not a length of time (write `2h 10m`, `3d` or `45m`)",
            "site/records/first.toml:11:9: move `resolve` does not follow what came before",
            "site/records/first.toml:12:10: no person `ada` (none is declared)",
            "site/records/first.toml:14:1: `steps` of incident `one` are not in order (oldest first)",
            "site/records/first.toml:14:31: no person `bo` (none is declared)",
            "site/records/first.toml:14:76: no person `bo` (none is declared)",
            r#"site/records/first.toml:14:96: step needs `age` (write `age = "..."`)"#,
            r#"site/records/first.toml:14:96: step needs `by` (write `by = "..."`)"#,
            r#"site/records/first.toml:14:96: step needs `move` (write `move = "..."`)"#,
            "site/records/first.toml:14:98: step has no `mov` (did you mean `move`?)",
        ],
    );
}
