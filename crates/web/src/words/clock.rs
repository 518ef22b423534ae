//! Clocks in words: a chip for lists, a chip and a line for a record's panel. Both say how long it is by the wall until, or
//! since, it is due; working time is said beside, with its calendar.

use base::{Instant, Span};
use clocks::{ClockState as State, Reading, Urgency};
use engine::ClockView;
use model::{Header, Record};

use super::{Times, span, worked};
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
pub(crate) fn reading_chip(times: &Times, it: &ClockView) -> ClockChip {
    let reading = &it.reading;
    let of_work = |span: Span| worked(span, it.counted.never_closes);
    // By the wall, as lists say it; a clock that stands still has working time only.
    let left = reading.due.map(|due| due.since(times.now()));
    let said = left.map_or_else(|| of_work(reading.left), span);
    let (state, text) = match reading.state {
        State::Waiting => (ClockState::Fine, "not begun".to_owned()),
        State::Running => (near(reading.urgency(times.now())), format!("{said} left")),
        State::Paused => (ClockState::Paused, format!("{} left", of_work(reading.left))),
        State::Missed => (ClockState::Over, format!("{said} over")),
        State::Met => (ClockState::Met, format!("{} of {}", of_work(reading.elapsed), of_work(reading.target))),
        State::MetLate => (ClockState::Over, format!("done {} late", late(reading).map_or(said, span))),
    };
    let begun = reading.segments.first().map(|it| it.from);
    let total = reading.due.zip(begun).map(|(due, begun)| due.since(begun));
    let counts = left.zip(total).filter(|_| reading.state == State::Running);
    ClockChip {
        state,
        text,
        used: counts.map_or_else(|| used(reading.elapsed, reading.target), |(left, all)| used(all.minus(left), all)),
        left: counts.map(|(left, _)| minutes(left)),
        total: counts.map(|(_, total)| minutes(total)),
    }
}

/// By how much a clock that has stopped was late.
fn late(reading: &Reading) -> Option<Span> {
    Some(reading.segments.last()?.to.since(reading.due?))
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
        State::Waiting => "Not begun".to_owned(),
        State::Running => {
            due("Due").unwrap_or_else(|| "No due time: the calendar never opens for long enough".to_owned())
        }
        State::Paused => "Paused".to_owned(),
        State::Missed => due("Was due").unwrap_or_else(|| "Past due".to_owned()),
        State::Met => due("Met; was due").unwrap_or_else(|| "Met".to_owned()),
        State::MetLate => due("Met late; was due").unwrap_or_else(|| "Met late".to_owned()),
    }
}
