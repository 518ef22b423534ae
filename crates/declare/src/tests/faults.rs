//! What is said about record types: fields, states, moves, and texts that are no TOML.

use super::check;

const HEAD: &str = r#"[type]
title = "Thing"
plural = "Things"
prefix = "THI"
scopes = { process = "always" }
"#;
const CYCLE: &str = r#"[state.one]
phase = "new"
[state.two]
phase = "closed"
[move.start]
opens = true
to = "one"
[move.end]
from = ["one"]
to = "two"
"#;

/// A whole type around fields, states or moves, which begin in line 6.
fn thing(text: &str, expected: &[&str]) {
    check("solution-build/thing.toml", &format!("{HEAD}{text}\n{CYCLE}"), expected);
}

#[test]
fn a_field_says_what_it_holds() {
    thing(
        r#"[field.a]
kind = "lin""#,
        &["site/solution-build/thing.toml:7:8: no kind `lin` (did you mean `line`?)"],
    );
    thing(
        r#"[field.a]
title = 7
kind = "line"
hlep = "x""#,
        &[
            "site/solution-build/thing.toml:7:9: `title` of field `a` must be a text, not a number",
            "site/solution-build/thing.toml:9:1: field `a` has no `hlep` (did you mean `help`?)",
        ],
    );
    thing(
        r#"[field.a]
title = "A""#,
        &[r#"site/solution-build/thing.toml:6:8: field `a` needs `kind` (write `kind = "..."`)"#],
    );
    thing(
        r#"[field.a]
kind = "choice"
[field.b]
kind = "level"
options = {}
[field.c]
kind = "choice"
options = "role""#,
        &[
            "site/solution-build/thing.toml:7:8: field `a` is a choice and needs `options`",
            r#"site/solution-build/thing.toml:10:11: `options` of field `b` is empty (write `{ key = "Title" }`)"#,
            "site/solution-build/thing.toml:13:11: no list `role` (did you mean `roles`?)",
        ],
    );
    thing(
        r#"[field.a]
kind = "reference"
to = ["servise"]
[field.b]
kind = "whole"
options = { x = "X" }"#,
        &[
            "site/solution-build/thing.toml:8:7: no record type `servise` (did you mean `service`?)",
            "site/solution-build/thing.toml:11:1: a field of kind `whole` has no `options`",
        ],
    );
}

#[test]
fn a_field_has_a_name_and_a_place_of_its_own() {
    thing(
        r#"[field.A]
kind = "line"
[field.state]
kind = "line"
[field.b]
kind = "line"
as = "titel"
[field.c]
kind = "text"
as = "title""#,
        &[
            "site/solution-build/thing.toml:6:8: `A` is not a key for a field (small letters, digits and `_`, beginning with a letter)",
            "site/solution-build/thing.toml:8:8: `state` means something else in conditions and tables (choose another key)",
            "site/solution-build/thing.toml:12:6: no header field `titel` (did you mean `title`?)",
            "site/solution-build/thing.toml:13:8: field `c` is of kind `text` and can't take over `title` (`title` is of kind `line`)",
        ],
    );
    thing(
        r#"[field.title]
kind = "line"
[field.b]
kind = "line"
as = "title"
[field.due]
kind = "line"
[field.x]
kind = "line"
sight = "insde""#,
        &[
            "site/solution-build/thing.toml:8:8: field `b` takes over `title`, which `title` has (only one field can take over a header field)",
            "site/solution-build/thing.toml:11:8: field `due` is of kind `line` and can't take over `due` (`due` is of kind `instant`)",
            "site/solution-build/thing.toml:15:9: no sight `insde` (did you mean `inside`?)",
        ],
    );
}

#[test]
fn a_type_has_a_head() {
    check(
        "solution-build/thing.toml",
        r#"title = "x""#,
        &[
            "site/solution-build/thing.toml:1:1: no move opens record type `thing` (write `opens = true` in one of the moves)",
            "site/solution-build/thing.toml:1:1: record type `thing` has no `title` (known: type, field, state, move, behaviour, timer, effect)",
            "site/solution-build/thing.toml:1:1: record type `thing` has no states (write `[state.<key>]`)",
            "site/solution-build/thing.toml:1:1: record type `thing` needs a table `[type]`",
        ],
    );
    check(
        "solution-build/thing.toml",
        r#"[type]
title = "Thing"
plural = "Things"
prefix = "thing"
scopes = { proces = "always" }
[state.one]
phase = "new"
[state.two]
phase = "closed"
[move.start]
opens = true
to = "one"
[move.end]
from = ["one"]
to = "two"
"#,
        &[
            "site/solution-build/thing.toml:4:10: `thing` is not a prefix (two to four capital letters)",
            "site/solution-build/thing.toml:5:12: no scope kind `proces` (did you mean `process`?)",
        ],
    );
    check(
        "solution-build/thing.toml",
        r#"[type]
title = "Thing"
plural = "Things"
prefix = "THI"
scopes = { process = "always" }
list = ["nam"]
includes = ["hold"]
parent = "p"
[state.one]
phase = "new"
[state.two]
phase = "closed"
[move.start]
opens = true
to = "one"
[move.end]
from = ["one"]
to = "two"
"#,
        &[
            "site/solution-build/thing.toml:6:9: no field `nam` in `thing` (known: opened_by, due, opened, changed, closed)",
            "site/solution-build/thing.toml:7:13: no field group `hold` (did you mean `held`?)",
            "site/solution-build/thing.toml:8:10: no field `p` in `thing` (known: opened_by, due, opened, changed, closed)",
        ],
    );
}

#[test]
fn a_text_that_is_no_toml_is_only_that() {
    check(
        "solution-build/thing.toml",
        r#"[type
title = "x"
[field.a]
kind = "line"
kind = "text"
x = "#,
        &[
            "site/solution-build/thing.toml:1:6: not TOML: unclosed table, expected `]`",
            "site/solution-build/thing.toml:5:1: not TOML: duplicate key",
            "site/solution-build/thing.toml:6:5: not TOML: string values must be quoted, expected literal string",
        ],
    );
}

#[test]
fn a_move_leads_from_states_to_a_state() {
    thing(
        r#"[field.note]
kind = "text"
[field.n]
kind = "whole"
[field.who]
kind = "person"
computed = true
[move.a]
from = ["won"]
to = "tow"
asks = ["not!", "who"]
sets = { n = "many", who = 3, nn = 1 }"#,
        &[
            "site/solution-build/thing.toml:13:7: move `a` needs `from` or `opens = true`",
            "site/solution-build/thing.toml:14:9: no state `won` in `thing` (known: one, two)",
            "site/solution-build/thing.toml:15:6: no state `tow` in `thing` (known: one, two)",
            "site/solution-build/thing.toml:16:9: move `a` asks for field `not`, which `thing` does not declare (did you mean `note`?)",
            "site/solution-build/thing.toml:16:17: move `a` asks for `who`, which is computed",
            "site/solution-build/thing.toml:17:14: `many` is not a whole number (a value, `actor` for a person, `now` for a date or instant, `increment` for a whole number)",
            "site/solution-build/thing.toml:17:31: no field `nn` in `thing` (did you mean `n`?)",
        ],
    );
    thing(
        r#"[field.note]
kind = "text"
[field.n]
kind = "whole"
[field.who]
kind = "person"
computed = true
[move.a]
opens = true
from = ["one"]
[move.b]
to = "one"
[move.c]
from = ["one"]
when = "nte is empty""#,
        &[
            "site/solution-build/thing.toml:13:7: move `a` opens: it needs `to` and has no `from`",
            "site/solution-build/thing.toml:16:7: move `b` needs `from` or `opens = true`",
            "site/solution-build/thing.toml:18:7: move `c` has `when` and needs `unless` (say in words why it can't be made then)",
            "site/solution-build/thing.toml:20:9: no field `nte` in `thing` (did you mean `note`?)",
        ],
    );
    thing(
        r#"[state.three]
phase = "nw"
tone = "blue""#,
        &[
            "site/solution-build/thing.toml:7:9: no phase `nw` (did you mean `new`?)",
            "site/solution-build/thing.toml:8:8: no tone `blue` (known: neutral, info, warn, plan, ok, crit)",
        ],
    );
}

#[test]
fn a_lifecycle_has_no_trap_and_its_moves_are_activities() {
    thing(
        r#"[state.lost]
phase = "new"
[state.trap]
phase = "active"
[move.fall]
from = ["one"]
to = "trap""#,
        &[
            "site/solution-build/thing.toml:6:8: no move leads to state `lost`",
            "site/solution-build/thing.toml:8:8: no move leads out of state `trap` (only closed states may end)",
            r#"site/solution-build/thing.toml:10:7: move `fall` is no activity, so nobody may make it (declare `[activity."thing:fall"]` in the practice's activities.toml)"#,
            r#"site/solution-build/thing.toml:17:7: move `start` is no activity, so nobody may make it (declare `[activity."thing:start"]` in the practice's activities.toml)"#,
            r#"site/solution-build/thing.toml:20:7: move `end` is no activity, so nobody may make it (declare `[activity."thing:end"]` in the practice's activities.toml)"#,
        ],
    );
}

#[test]
fn a_behaviour_has_plain_parameters() {
    thing(
        r"[behaviour.priority-matrix]
grid = [1, 2]",
        &[
            "site/solution-build/thing.toml:7:8: parameter `grid` can't be a list (write a text, a number, true or false)",
        ],
    );
}
