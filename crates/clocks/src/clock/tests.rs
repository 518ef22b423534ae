//! Clocks with known courses, read at known instants.

use std::sync::Arc;

use jiff::civil::{Weekday, date};

use super::*;
use crate::{
    Calendar,
    Urgency::{Fine, Near, Over, VeryNear},
};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// From nine to five in Berlin, Monday to Friday, not at Christmas.
fn office() -> Arc<Calendar> {
    let hours = "09:00-17:00".parse().unwrap();
    let open = Calendar::new("office", "Office", "Europe/Berlin").unwrap();
    let open = open.open(Weekday::Monday.cycle_forward().take(5), &hours);
    Arc::new(open.holidays([(date(2026, 12, 25), "Christmas Day".to_owned())]))
}

fn day_and_night() -> Arc<Calendar> {
    Arc::new(Calendar::new("always", "Day and night", "Europe/Berlin").unwrap().always())
}

fn hours(count: i64) -> Span {
    Span::from_mins(count * 60)
}

/// Reads a clock that starts on Thursday the 19th at ten local time; writes state, minutes gone, minutes left and due.
fn check(target: Span, course: &[Phase], now: &str, said: &str) {
    let mut all = vec![Phase::running(at("2026-11-19T09:00:00Z"))];
    all.extend(course.iter().cloned());
    let reading = read(&Terms::new(office(), target), &all, at(now));
    let due = reading.due.map_or_else(|| "never".to_owned(), |due| due.to_string());
    let (gone, left) = (reading.elapsed.secs() / 60, reading.left.secs() / 60);
    assert_eq!(format!("{:?} {gone} {left} {due}", reading.state), said, "{now}");
    assert_eq!(glance(&Terms::new(office(), target), &all, at(now)), Reading { segments: Vec::new(), ..reading });
}

#[test]
fn a_clock_counts_working_time_only() {
    check(hours(8), &[], "2026-11-19T08:59:00Z", "Waiting 0 480 never");
    check(hours(8), &[], "2026-11-19T09:00:00Z", "Running 0 480 2026-11-20T09:00:00Z");
    check(hours(8), &[], "2026-11-19T20:00:00Z", "Running 420 60 2026-11-20T09:00:00Z");
    check(hours(8), &[], "2026-11-20T09:00:00Z", "Running 480 0 2026-11-20T09:00:00Z");
    check(hours(8), &[], "2026-11-20T09:30:00Z", "Missed 510 -30 2026-11-20T09:00:00Z");
}

#[test]
fn a_pause_pushes_the_due_time_out() {
    let course = [Phase::paused(at("2026-11-19T12:00:00Z"), "parts"), Phase::running(at("2026-11-20T10:00:00Z"))];
    check(hours(8), &course[..1], "2026-11-19T15:00:00Z", "Paused 180 300 never");
    check(hours(8), &course, "2026-11-20T10:00:00Z", "Running 180 300 2026-11-20T15:00:00Z");
    // Over the weekend.
    check(hours(10), &course, "2026-11-20T10:00:00Z", "Running 180 420 2026-11-23T09:00:00Z");
}

#[test]
fn a_clock_paused_when_over_stays_missed() {
    let course = [Phase::paused(at("2026-11-19T15:00:00Z"), "parts")];
    check(hours(2), &course, "2026-11-21T00:00:00Z", "Missed 360 -240 2026-11-19T11:00:00Z");
}

#[test]
fn stopping_in_time_is_met_and_the_due_time_itself_is_in_time() {
    let stop = |text: &str| [Phase::stopped(at(text))];
    check(hours(2), &stop("2026-11-19T10:00:00Z"), "2026-12-01T00:00:00Z", "Met 60 60 2026-11-19T11:00:00Z");
    check(hours(2), &stop("2026-11-19T11:00:00Z"), "2026-12-01T00:00:00Z", "Met 120 0 2026-11-19T11:00:00Z");
    check(hours(2), &stop("2026-11-19T11:01:00Z"), "2026-12-01T00:00:00Z", "MetLate 121 -1 2026-11-19T11:00:00Z");
    // Due at five; done in the evening, though no working time has passed since.
    check(hours(7), &stop("2026-11-19T16:00:01Z"), "2026-12-01T00:00:00Z", "MetLate 420 0 2026-11-19T16:00:00Z");
}

#[test]
fn a_clock_that_is_started_again_goes_on_from_what_had_passed() {
    let course = [Phase::stopped(at("2026-11-19T10:00:00Z")), Phase::running(at("2026-11-20T10:00:00Z"))];
    check(hours(2), &course, "2026-11-20T10:30:00Z", "Running 90 30 2026-11-20T11:00:00Z");
}

#[test]
fn new_terms_keep_what_has_elapsed_and_hold_from_the_start() {
    let change = |text: &str, target: Span, calendar: Arc<Calendar>| {
        [Phase::running(at(text)).under(Terms::new(calendar, target))]
    };
    let raised = change("2026-11-19T12:00:00Z", hours(4), office());
    check(hours(8), &raised, "2026-11-19T12:00:00Z", "Running 180 60 2026-11-19T13:00:00Z");
    let raised_too_late = change("2026-11-19T14:00:00Z", hours(4), office());
    check(hours(8), &raised_too_late, "2026-11-19T14:00:00Z", "Missed 300 -60 2026-11-19T13:00:00Z");
    let lowered = change("2026-11-19T12:00:00Z", hours(16), office());
    check(hours(2), &lowered, "2026-11-19T12:00:00Z", "Running 180 780 2026-11-23T09:00:00Z");
    let by_night = change("2026-11-19T12:00:00Z", hours(12), day_and_night());
    check(hours(8), &by_night, "2026-11-19T20:00:00Z", "Running 660 60 2026-11-19T21:00:00Z");
}

#[test]
fn terms_that_change_after_the_stop_change_nothing() {
    let course = [
        Phase::stopped(at("2026-11-19T10:00:00Z")),
        Phase::stopped(at("2026-11-19T12:00:00Z")).under(Terms::new(office(), Span::from_mins(10))),
    ];
    check(hours(2), &course, "2026-11-20T00:00:00Z", "Met 60 60 2026-11-19T11:00:00Z");
}

#[test]
fn a_clock_in_a_closed_calendar_is_never_due() {
    let closed = Arc::new(Calendar::new("closed", "Closed", "UTC").unwrap());
    let reading = glance(
        &Terms::new(closed, hours(1)),
        &[Phase::running(at("2026-11-19T09:00:00Z"))],
        at("2030-01-01T00:00:00Z"),
    );
    assert_eq!((reading.state, reading.due, reading.elapsed), (ClockState::Running, None, Span::ZERO));
}

#[test]
fn the_segments_tell_how_it_was_counted() {
    let course = [
        Phase::running(at("2026-12-23T14:00:00Z")),
        Phase::paused(at("2026-12-24T10:00:00Z"), "waits for the requester"),
        Phase::running(at("2026-12-24T12:00:00Z")),
        Phase::stopped(at("2026-12-28T09:00:00Z")),
    ];
    let reading = read(&Terms::new(office(), hours(9)), &course, at("2027-01-01T00:00:00Z"));
    let told: Vec<String> =
        reading.segments.iter().map(|it| format!("{} {:?} {}", it.from, it.kind, it.reason)).collect();
    assert_eq!(
        told,
        [
            "2026-12-23T14:00:00Z Counted open",
            "2026-12-23T16:00:00Z Closed outside hours",
            "2026-12-24T08:00:00Z Counted open",
            "2026-12-24T10:00:00Z Paused paused: waits for the requester",
            "2026-12-24T12:00:00Z Counted open",
            "2026-12-24T16:00:00Z Closed outside hours",
            "2026-12-24T23:00:00Z Closed holiday: Christmas Day",
            "2026-12-25T23:00:00Z Closed day off",
            "2026-12-27T23:00:00Z Closed outside hours",
            "2026-12-28T08:00:00Z Counted open",
        ]
    );
    assert_eq!(reading.segments.last().map(|it| it.to), Some(at("2026-12-28T09:00:00Z")));
    assert_eq!((reading.state, reading.elapsed), (ClockState::Met, hours(9)));
}

#[test]
fn urgency_grows_with_time() {
    let reading = glance(
        &Terms::new(office(), hours(10)),
        &[Phase::running(at("2026-11-19T09:00:00Z"))],
        at("2026-11-20T09:00:00Z"),
    );
    let mut seen = Vec::new();
    for minute in [0, 1, 90, 91, 120, 121] {
        seen.push(reading.urgency(at("2026-11-20T09:00:00Z").plus(Span::from_mins(minute))));
    }
    assert_eq!(seen, [Fine, Near, Near, VeryNear, VeryNear, Over]);
}

#[test]
fn a_share_of_the_target_has_an_instant_of_its_own() {
    let (terms, course) = (Terms::new(office(), hours(8)), [Phase::running(at("2026-11-19T09:00:00Z"))]);
    let warned = when_elapsed(&terms, &course, at("2026-11-19T09:00:00Z"), hours(6));
    assert_eq!(warned, Some(at("2026-11-19T15:00:00Z")));
}
