//! Clocks in words: a chip for lists, a chip and a line for a record's panel.

use base::{Instant, Span};
use clocks::{ClockState as State, Reading, Urgency};
use model::{Header, Record};

use super::{Times, span};
use crate::look::view::{ClockChip, ClockState};

/// The chip of a record's next due time in a list; none where no clock runs.
pub(crate) fn due_chip(times: &Times, record: &Record) -> Option<ClockChip> {
    let due = record.instant(Header::Due)?;
    let left = due.since(times.now());
    let total = record.instant(Header::Opened).map_or(Span::ZERO, |it| due.since(it));
    let state = match left.secs() {
        secs if secs < 0 => ClockState::Over,
        secs if secs < 900 => ClockState::VeryNear,
        secs if secs < 3600 => ClockState::Near,
        _more => ClockState::Fine,
    };
    let text = if left.micros() < 0 { format!("{} over", span(left)) } else { span(left) };
    Some(ClockChip {
        state,
        text,
        used: used(total.minus(left), total),
        left: Some(minutes(left)),
        total: Some(minutes(total)),
    })
}

/// Whole minutes, rounded down, so that a page and its script agree.
fn minutes(it: Span) -> i64 {
    it.secs().div_euclid(60)
}

fn used(passed: Span, total: Span) -> u8 {
    let share = passed.micros().saturating_mul(100).checked_div(total.micros()).unwrap_or(100);
    u8::try_from(share.clamp(0, 100)).unwrap_or(100)
}

/// The chip of a clock on a record's page.
pub(crate) fn reading_chip(times: &Times, reading: &Reading) -> ClockChip {
    let left = span(reading.left);
    let (state, text) = match reading.state {
        State::Waiting => (ClockState::Fine, "not started".to_owned()),
        State::Running => (near(reading.urgency(times.now())), format!("{left} left")),
        State::Paused => (ClockState::Paused, format!("{left} left")),
        State::Missed => (ClockState::Over, format!("{left} over")),
        State::Met => (ClockState::Met, format!("{} of {}", span(reading.elapsed), span(reading.target))),
        State::MetLate => (ClockState::Over, format!("done {left} late")),
    };
    // Script may count on only while the calendar is open until the end.
    let straight =
        reading.state == State::Running && reading.due.is_some_and(|it| it.since(times.now()) == reading.left);
    ClockChip {
        state,
        text,
        used: used(reading.elapsed, reading.target),
        left: straight.then(|| minutes(reading.left)),
        total: straight.then(|| minutes(reading.target)),
    }
}

fn near(urgency: Urgency) -> ClockState {
    match urgency {
        Urgency::Fine => ClockState::Fine,
        Urgency::Near => ClockState::Near,
        Urgency::VeryNear => ClockState::VeryNear,
        Urgency::Over => ClockState::Over,
    }
}

/// When a clock is or was due, in words.
pub(crate) fn reading_words(times: &Times, reading: &Reading) -> String {
    let due = |word: &str| reading.due.map(|it: Instant| format!("{word} {}", times.words(it)));
    match reading.state {
        State::Waiting => "Not started".to_owned(),
        State::Running => {
            due("Due").unwrap_or_else(|| "No due time: the calendar never opens for long enough".to_owned())
        }
        State::Paused => "Paused".to_owned(),
        State::Missed => due("Was due").unwrap_or_else(|| "Past due".to_owned()),
        State::Met => due("Met; was due").unwrap_or_else(|| "Met".to_owned()),
        State::MetLate => due("Met late; was due").unwrap_or_else(|| "Met late".to_owned()),
    }
}
