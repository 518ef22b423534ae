//! Measures: what doesn't fit is told with its place.

use super::check;

#[test]
fn a_measure_says_what_is_counted_and_how() {
    check(
        "incident-management/measures.toml",
        r#"[measure.one]
title = "One"
formula = "Words."
kind = "shar"
[measure.two]
title = "Two"
formula = "Words."
kind = "share"
type = "incident"
unit = "percent"
[measure.three]
title = "Three"
formula = "Words."
[measure.four]
title = "Four"
formula = "Words."
kind = "average"
type = "incident"
unit = "hours"
from = "opened"
to = "category"
[measure.five]
title = "Five"
formula = "Words."
kind = "rate"
type = "incident"
unit = "ratio"
of = "nothing is empty"
colour = "red"
[measure.six]
title = "Six"
formula = "Words."
kind = "share"
type = "incident"
clock = "incident:fixx"
in_time = ["resolved_at", "title"]
moved = ["clos"]
covered_by = { type = "sla" }
unit = "percent""#,
        &[
            "site/incident-management/measures.toml:4:8: `kind` of measure `one` can't be `shar` (it is one of share, count, average, median-time, sum, rate)",
            "site/incident-management/measures.toml:5:10: measure `two` is a share of all by all (name what the records are tested for: `when`, `in_time`, `clock`, `covered_by` ...)",
            "site/incident-management/measures.toml:11:10: measure `three` is neither computed nor excused (write `kind = \"share\"` and what it counts, or say in `note` why it is not computed)",
            "site/incident-management/measures.toml:14:10: measure `four` needs an amount (write `value`, or `from` and `to`)",
            "site/incident-management/measures.toml:21:6: `category` is neither a date nor an instant",
            "site/incident-management/measures.toml:22:10: measure `five` is a rate over nothing (write `per = [{ type = \"...\" }]`)",
            "site/incident-management/measures.toml:28:7: no field `nothing` in `incident` (known: title, assigned_team, assignee, caller, opened_by, service, ci, priority, due, opened, changed, closed and 23 more)",
            "site/incident-management/measures.toml:29:1: measure `five` has no `colour` (known: title, formula, kind, unit, better, note, type, of, of_moved, when, moved, grace and 23 more)",
            "site/incident-management/measures.toml:35:9: incident has no clock `incident:fixx` (did you mean `incident:fix`?)",
            "site/incident-management/measures.toml:36:27: `resolved_at` and `title` can't be held against each other (both are moments, or durations, or decimals)",
            "site/incident-management/measures.toml:37:10: incident has no move `clos` (did you mean `close`?)",
            "site/incident-management/measures.toml:38:14: `covered_by` of measure `six` leads nowhere (`by` is the field of the other record that leads here, `via` the field here that leads there)",
        ],
    );
}
