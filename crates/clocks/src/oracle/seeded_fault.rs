//! Shows that the oracle turns red: the same calendars counted by adding 24 hours instead of walking local days.

use base::{Instant, Span};
use jiff::civil::Time;

use super::{Count, Draft, GRID_MINUTES, Scene, scenes};
use crate::{Calendar, Window, working};

/// The fault: each day begins 24 hours after the day before it, and a window so many minutes after its day.
fn working_by_adding_24_hours(calendar: &Calendar, a: Instant, b: Instant) -> Span {
    let mut day = calendar.zone().to_datetime(a.timestamp()).date();
    let mut midnight: Instant = day.to_zoned(calendar.zone().clone()).unwrap().timestamp().into();
    let mut sum = Span::ZERO;
    while midnight < b {
        for window in calendar.hours_on(day) {
            let (from, to) = minutes_of(*window);
            let (from, to) = (midnight.plus(from).max(a), midnight.plus(to).min(b));
            sum = sum.plus(to.since(from).max(Span::ZERO));
        }
        midnight = midnight.plus(Span::from_mins(24 * 60));
        day = day.tomorrow().unwrap();
    }
    sum
}

fn minutes_of(window: Window) -> (Span, Span) {
    let since_midnight = |time: Time| Span::from_mins(i64::from(time.hour()) * 60 + i64::from(time.minute()));
    (since_midnight(window.from()), window.to().map_or(Span::from_mins(24 * 60), since_midnight))
}

/// How many of some spans across the change of the clock are counted otherwise than by the oracle.
fn differences(scene: &Scene, count_it: impl Fn(&Calendar, Instant, Instant) -> Span) -> usize {
    let draft = Draft::plain();
    let (calendar, count) = (draft.calendar(scene), Count::of(scene, &draft));
    let spans = (1..20).map(|step| (GRID_MINUTES / 2 - step * 97, GRID_MINUTES / 2 + step * 131));
    spans
        .filter(|(a, b)| {
            let expected = Span::from_mins(i64::from(count.between(*a, *b)));
            count_it(&calendar, scene.at(*a), scene.at(*b)) != expected
        })
        .count()
}

#[test]
fn adding_24_hours_turns_the_oracle_red_where_the_clock_changes_and_only_there() {
    for scene in scenes() {
        let wrong = differences(scene, working_by_adding_24_hours);
        assert_eq!(wrong > 0, scene.changes, "{} {}: {wrong} spans differ", scene.zone, scene.start);
    }
}

#[test]
fn walking_local_days_leaves_the_oracle_green() {
    for scene in scenes() {
        assert_eq!(differences(scene, working), 0, "{} {}", scene.zone, scene.start);
    }
}
