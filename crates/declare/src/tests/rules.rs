//! What is said about rules: timers, effects, guards, values from elsewhere, whose answers are waited for.

use super::{check, over};

const HEAD: &str = r#"[type]
title = "Thing"
plural = "Things"
prefix = "THI"
is_scope = "facility"
scopes = { process = "always" }
[field.title]
kind = "line"
[field.ends]
kind = "date"
[field.count]
kind = "whole"
[field.service]
kind = "reference"
to = ["service"]
[field.parts]
kind = "references"
to = ["thing"]
[field.who]
kind = "person"
[field.practice]
kind = "choice"
options = "practices"
[state.one]
phase = "new"
[state.two]
phase = "closed"
[move.start]
opens = true
to = "one"
asks = ["title!"]
[move.name]
from = ["one"]
asks = ["who!"]
[move.end]
from = ["one"]
to = "two"
"#;
/// The first line after the head.
const FIRST: usize = 38;

const ACTS: &str = r#"[activity."thing:start"]
title = "Start"
A = { role = "it-manager", reach = "everywhere" }
[activity."thing:name"]
title = "Name"
A = { role = "it-manager", reach = "everywhere" }
[activity."thing:end"]
title = "End"
A = { role = "it-manager", reach = "everywhere" }
"#;

/// What is said about rules below a whole type; places are counted from the first line of the rules.
fn rules(text: &str, expected: &[&str]) {
    let whole = format!("{HEAD}{text}\n");
    assert_eq!(HEAD.lines().count() + 1, FIRST);
    let said = super::said(&[("solution-build/thing.toml", &whole), ("solution-build/activities.toml", ACTS)]);
    let place = |line: &str| {
        let rest = line.strip_prefix("site/solution-build/thing.toml:").unwrap_or(line);
        let (at, rest) = rest.split_once(':').unwrap_or(("0", rest));
        let at = at.parse::<usize>().unwrap_or_default().wrapping_add(1).wrapping_sub(FIRST);
        format!("{at}:{rest}")
    };
    let said: Vec<String> = said.iter().map(|it| place(it)).collect();
    assert_eq!(said, expected, "{text}");
}

#[test]
fn rules_that_are_right_are_taken() {
    let text = r#"[timer.end]
move = "end"
when_past = "ends"
after = "-7d"
when = "count >= 2"
[effect.count-up]
on = "end"
to = "parts"
makes = "end"
when = "not count is empty"
sets = { count = "+ count", who = "actor", ends = "now + 90d" }
[effect.next]
on = ["end"]
opens = "thing:start"
sets = { title = "'Next'" }
[effect.call]
on = "start"
to = "service"
tells = ["service-owner"]
"#;
    let whole = HEAD.replace("[move.end]\n", "[move.end]\nguards = [{ all = \"thing.parts\", are = \"state is two\", unless = \"Not yet.\" }, { held = \"service-owner\", over = \"service\", unless = \"Nobody.\" }, { outsider = \"who\", in = \"practice\", unless = \"Inside.\" }]\nsets = { title = \"service.title\", who = \"holder of practice over service\" }\n");
    let loaded =
        over(&[("solution-build/thing.toml", &format!("{whole}{text}")), ("solution-build/activities.toml", ACTS)]);
    let site = loaded.unwrap_or_else(|it| panic!("{it}")).site;
    let of = site.find_type("thing").unwrap().ix;
    let timer = site.rules.timers_of(of).next().unwrap();
    assert_eq!(timer.after.secs(), -7 * 86_400);
    assert!(timer.declared_at.ends_with(&format!("thing.toml:{}", whole.lines().count() + 1)), "{}", timer.declared_at);
    assert_eq!(site.rules.effects.iter().filter(|it| it.of == of).count(), 3);
    assert_eq!(site.rules.guards.iter().filter(|it| it.of == of).count(), 3);
    assert_eq!(site.rules.lookups.iter().filter(|it| it.of == of).count(), 2);
}

#[test]
fn a_timer_waits_for_a_time_and_makes_a_move_that_asks_for_nothing() {
    rules(
        r#"[timer.a]
move = "ends"
when_past = "endz"
[timer.b]
move = "name"
when_past = "count"
after = "soon"
[timer.c]
move = "start"
when_past = "due"
when = "who is me"
[timer.d]
when_past = "ends""#,
        &[
            "2:8: no move `ends` in `thing` (did you mean `end`?)",
            "3:13: no field `endz` in `thing` (did you mean `ends`?)",
            "7:9: `soon` is not a length of time (write `90d`, `4h 30m` or `-7d`)",
            "9:8: move `start` opens a record: there is nothing whose time could pass (name a move that leads on, and let an effect of it open the record)",
            "9:8: timer `c` makes `start`, which asks for `title`, and nobody is there to fill it (ask for `title` without `!`, or let the move set it)",
            "10:13: `due` moves with every act and every message (name a field of the type's own, `opened` or `closed`)",
            "11:8: nobody acts when a time passes (leave out `me`, `my teams` and `acted`)",
            r#"12:8: timer `d` needs `move` (write `move = "..."`)"#,
        ],
    );
    rules(
        r#"[timer.b]
move = "name"
when_past = "count""#,
        &[
            "2:8: timer `b` makes `name`, which asks for `who`, and nobody is there to fill it (ask for `who` without `!`, or let the move set it)",
            "3:13: field `count` is a whole and never passes (a field of kind `date` or `instant`)",
        ],
    );
}

#[test]
fn an_effect_does_one_thing_to_records_that_are_named() {
    rules(
        r#"[effect.a]
on = "fin"
to = "title"
makes = "end"
[effect.b]
on = "end"
makes = "end"
[effect.c]
on = "end"
to = "parts"
makes = "ends"
[effect.d]
on = "end"
to = "parts"
makes = "end"
says = "x"
[effect.e]
on = "end"
to = "incident.caller"
says = "x"
[effect.f]
to = "parts"
says = "x""#,
        &[
            "2:6: no move `fin` in `thing` (known: start, name, end)",
            "3:6: field `title` names no records (a field of kind `reference` or `references`, or `<type>.<field>`)",
            "7:9: effect `b` does not say on which records (write `to = \"<field>\"` or `to = \"<type>.<field>\"`)",
            "11:9: no move `ends` in `thing` (did you mean `end`?)",
            "12:9: effect `d` does one thing (one of `makes`, `opens`, `says`, `tells`)",
            "19:6: field `caller` of `incident` names no `thing`",
            r#"21:9: effect `f` needs `on` (write `on = "<move>"`)"#,
        ],
    );
    rules(
        r#"[effect.a]
on = "end"
opens = "thing:start"
[effect.b]
on = "end"
opens = "thing:end"
[effect.c]
on = "end"
to = "parts"
makes = "end"
sets = { who = "count", count = "+ title", ends = "soon", nn = 1 }
[effect.d]
on = "end"
to = "parts"
says = "x"
sets = { count = 1 }"#,
        &[
            "1:9: `thing:start` asks for `title`, and nobody is there to fill it (name `title` in `sets`)",
            "6:9: move `end` of `thing` does not open a record",
            "11:16: `who` is a person and can't hold what `count` holds (put quotes inside the quotes for a word: `\"'word'\"`)",
            "11:33: `title` can't be counted into `count` (both must be numbers of one kind)",
            "11:51: `soon` is not a date: write 2026-11-22 (a field of this type, a value in quotes, `itself`, `actor`, `now`, `now + 90d`, `increment`, `+ <field>`, `- <field>`)",
            "11:59: no field `nn` in `thing` (known: title, opened_by, service, due, opened, changed, closed, ends, count, parts, who, practice)",
            "12:9: effect `d` sets fields of nothing (only `makes` and `opens` have `sets`)",
        ],
    );
}

#[test]
fn a_guard_asks_one_thing_and_says_why_not() {
    rules(
        r#"[move.more]
from = ["one"]
guards = [
    { all = "parts", are = "state is thre", unless = "x" },
    { all = "parts", unless = "x" },
    { any = "parts", are = "always" },
    { held = "it-manger", unless = "x" },
    { outsider = "count", in = "practice", unless = "x" },
    { untaken = "title", are = "always", unless = "x" },
    { all = "parts", any = "parts", unless = "x" },
    7,
    { none = "parts", same = { count = "cuont" }, unless = "x" },
    { ahead = "count", unless = "x" },
    { earlier = "opened", unless = "x" },
]"#,
        &[
            "4:38: no state `thre` in `thing` (known: one, two)",
            "5:13: a guard says how the others must be (write `are = \"state is ...\"`)",
            "6:5: guard needs `unless` (write `unless = \"...\"`)",
            "7:14: no role `it-manger` (did you mean `it-manager`?)",
            "8:18: field `count` is no person",
            "9:17: field `title` holds no lines (a field of kind `text`)",
            "10:5: a guard asks one thing (one of `all`, `any`, `none`, `held`, `outsider`, `untaken`, `so`, `ahead`, `earlier`)",
            "11:5: a guard of move `more` must be a table, not a number",
            "12:40: no field `cuont` in `thing` (did you mean `count`?)",
            "13:15: field `count` holds no time (a field of kind `date` or `instant`)",
            "14:5: guard needs `than` (write `than = \"...\"`)",
        ],
    );
}

#[test]
fn a_value_from_elsewhere_fits_its_field() {
    rules(
        r#"[move.more]
from = ["one"]
sets = { count = "service.title", title = "service.titel", who = "holder of practice", ends = "now + soon" }"#,
        &[
            "3:18: field `count` is a whole and can't hold what `title` of `service` holds",
            "3:43: no field `titel` in `service` (did you mean `title`?)",
            "3:66: it does not say over what (write `holder of <field> over <field>`)",
            "3:95: `soon` is not a length of time (write `90d`, `4h 30m` or `-7d`)",
        ],
    );
}

#[test]
fn only_cells_that_are_asked_answer() {
    check(
        "solution-build/activities.toml",
        r#"[activity."build:adapt"]
I = [{ role = "it-manager", answers = "must", within = "2d", reach = "everywhere" }]
C = [
    { role = "service-owner", answers = "may", within = "2d", reach = "everywhere" },
    { role = "it-manager", answers = "must", reach = "everywhere" },
    { role = "lt-sponsor", quorum = "1/2", reach = "everywhere" },
    { role = "user", answers = "must", within = "2d", quorum = "3/2", reach = "everywhere" },
]"#,
        &[
            "site/solution-build/activities.toml:2:6: a cell with I answers nothing (only C cells are asked)",
            r#"site/solution-build/activities.toml:4:41: `answers` can't be `may` (write `answers = "must"`)"#,
            r#"site/solution-build/activities.toml:5:5: cell needs `within` (write `within = "..."`)"#,
            r#"site/solution-build/activities.toml:6:5: `quorum` says nothing without `answers` (write `answers = "must"`)"#,
            "site/solution-build/activities.toml:7:64: `3/2` is not a quorum (a fraction such as `2/3`, at most `1/1`)",
        ],
    );
}
