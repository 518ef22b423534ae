//! Counting against the oracle, and the laws of counting: 2600 random calendars with eight random spans each.

use base::{Instant, Span};
use proptest::{collection, prelude::*, test_runner::Config};

use super::{Count, GRID_MINUTES, drafts, scenes::minutes};
use crate::{Calendar, Kind, add, segments, working};

/// Spans end a day and more before the scene does: its first and last local day are not whole.
const MARGIN: usize = 26 * 60;

/// A span of some minutes, and an instant some microseconds after its start.
type Ask = (usize, usize, i64);

pub(super) fn spans() -> impl Strategy<Value = (usize, usize)> {
    let middle = GRID_MINUTES / 2;
    // One in three edges lies in the hour of the change.
    let minute = || prop_oneof![2 => MARGIN..GRID_MINUTES - MARGIN, 1 => middle - 70..middle + 70];
    (minute(), minute()).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

pub(super) fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    collection::vec((spans(), 0_i64..1_000_000_000_000).prop_map(|((a, b), cut)| (a, b, cut)), 8)
}

fn is_additive_and_monotone(calendar: &Calendar, a: Instant, b: Instant, cut: Span) -> Result<(), TestCaseError> {
    let between = a.plus(cut).min(b);
    let (first, whole) = (working(calendar, a, between), working(calendar, a, b));
    prop_assert_eq!(first.plus(working(calendar, between, b)), whole);
    prop_assert!(Span::ZERO <= first && first <= whole && first <= between.since(a));
    prop_assert_eq!(working(calendar, b, a), Span::ZERO);
    let back = add(calendar, a, first).unwrap();
    prop_assert!(a <= back && back <= between);
    prop_assert_eq!(working(calendar, a, back), first);
    Ok(())
}

proptest! {
    #![proptest_config(config(2600))]

    #[test]
    fn counting_equals_the_minute_by_minute_count((scene, draft) in drafts(), asks in asks()) {
        let (calendar, count) = (draft.calendar(scene), Count::of(scene, &draft));
        for (a, b, cut) in asks {
            let (from, to) = (scene.at(a), scene.at(b));
            let open = count.between(a, b);
            let worked = working(&calendar, from, to);
            prop_assert_eq!(worked, Span::from_mins(i64::from(open)), "{} until {}", from, to);
            let earliest = count.earliest(a, open).map(|minute| scene.at(minute));
            prop_assert_eq!(add(&calendar, from, worked), earliest, "{} and {} minutes", from, open);
            is_additive_and_monotone(&calendar, from, to, Span::from_micros(cut))?;
        }
    }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn segments_leave_no_hole_and_sum_to_what_was_counted((scene, draft) in drafts(), (a, b) in spans()) {
        let calendar = draft.calendar(scene);
        let (from, to) = (scene.at(a), scene.at(b));
        let mut done = from;
        let mut counted = Span::ZERO;
        for segment in segments(&calendar, from, to) {
            prop_assert_eq!(segment.from, done);
            prop_assert!(segment.to > segment.from);
            let is_open = segment.kind == Kind::Counted;
            let expected = if is_open { segment.length() } else { Span::ZERO };
            prop_assert_eq!(working(&calendar, segment.from, segment.to), expected);
            counted = counted.plus(expected);
            done = segment.to;
        }
        prop_assert_eq!(done, to);
        prop_assert_eq!(counted, Count::of(scene, &draft).between(a, b).try_into().map(minutes).unwrap());
    }
}
