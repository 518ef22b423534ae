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
        ],
    );
}
