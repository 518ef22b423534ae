//! Evaluates one clock from its course. Pure: the same course and instant give the same reading, today and in an audit.
//!
//! When terms change, what has elapsed is kept as it was counted, in the calendar of its time, and the new target holds
//! from the start: a record raised to a four-hour target after three hours has one hour left, and one raised after five
//! is missed at once, with the due time it would have had. Starting afresh at each change would make raising and
//! lowering the priority a way to win time.

#[cfg(test)]
mod tests;

use base::{Instant, Span};

use crate::{
    Kind, Motion, Phase, Reason, Terms,
    reading::{ClockState, Reading},
    segment::{Segment, push},
    working::{add, segments, working},
};

/// One phase with its end and the terms it was counted under.
struct Leg<'a> {
    from: Instant,
    to: Instant,
    motion: &'a Motion,
    terms: &'a Terms,
}

/// Reads a clock at `now`, with the segments that say how it was counted.
///
/// `terms` hold until a phase brings others. The phases may come in any order; of two at one instant the later in the
/// list holds. Phases after `now` are left out of account.
pub fn read(terms: &Terms, phases: &[Phase], now: Instant) -> Reading {
    let legs = legs(terms, phases, now);
    Reading { segments: explain(&legs), ..judge(terms, &legs) }
}

/// The same without the segments, for lists of many records.
pub fn glance(terms: &Terms, phases: &[Phase], now: Instant) -> Reading {
    judge(terms, &legs(terms, phases, now))
}

/// The earliest instant at which `goal` of working time has or will have passed, if the course goes on as at `now`.
///
/// For a warning at a share of the target. `None` before the start, while paused before the goal, and where the calendar
/// never opens for long enough.
pub fn when_elapsed(terms: &Terms, phases: &[Phase], now: Instant, goal: Span) -> Option<Instant> {
    tally(&legs(terms, phases, now), goal).1
}

/// Cuts the course at `now` into legs. Two stops in a row are one: terms that change after a stop change nothing.
fn legs<'a>(terms: &'a Terms, phases: &'a [Phase], now: Instant) -> Vec<Leg<'a>> {
    let mut sorted: Vec<&Phase> = phases.iter().filter(|phase| phase.from <= now).collect();
    sorted.sort_by_key(|phase| phase.from);
    let mut terms = terms;
    let mut all: Vec<Leg<'a>> = Vec::with_capacity(sorted.len());
    let ends = sorted.iter().skip(1).map(|phase| phase.from).chain([now]);
    for (phase, to) in sorted.iter().zip(ends) {
        terms = phase.terms.as_ref().unwrap_or(terms);
        match all.last_mut() {
            Some(last) if phase.motion == Motion::Stopped && last.motion == &Motion::Stopped => last.to = to,
            _ => all.push(Leg { from: phase.from, to, motion: &phase.motion, terms }),
        }
    }
    all
}

/// What has elapsed, and the earliest instant at which `goal` has or will have.
fn tally(legs: &[Leg<'_>], goal: Span) -> (Span, Option<Instant>) {
    let mut elapsed = Span::ZERO;
    let mut reached = None;
    for leg in legs.iter().filter(|leg| leg.motion == &Motion::Running) {
        let after = elapsed.plus(working(&leg.terms.calendar, leg.from, leg.to));
        if reached.is_none() && after >= goal {
            reached = add(&leg.terms.calendar, leg.from, goal.minus(elapsed));
        }
        elapsed = after;
    }
    let ahead = || {
        let last = legs.last()?;
        let from = match last.motion {
            Motion::Running => last.to,
            Motion::Stopped => last.from,
            Motion::Paused(_) => return None,
        };
        add(&last.terms.calendar, from, goal.minus(elapsed))
    };
    (elapsed, reached.or_else(ahead))
}

/// The reading, without segments.
fn judge(terms: &Terms, legs: &[Leg<'_>]) -> Reading {
    let terms = legs.last().map_or(terms, |leg| leg.terms);
    let (elapsed, due) = tally(legs, terms.target);
    Reading {
        state: legs.last().map_or(ClockState::Waiting, |last| state(last, due)),
        is_paused: legs.last().is_some_and(|last| matches!(last.motion, Motion::Paused(_))),
        elapsed,
        left: terms.target.minus(elapsed),
        due,
        target: terms.target,
        near: terms.near,
        very_near: terms.very_near,
        segments: Vec::new(),
    }
}

/// How it stands in its last leg. Judged by the due time, not by what has elapsed: done on Saturday is late for Friday
/// at five, though no working time lies between.
fn state(last: &Leg<'_>, due: Option<Instant>) -> ClockState {
    let is_past = |at: Instant| due.is_some_and(|due| at > due);
    match last.motion {
        Motion::Stopped if is_past(last.from) => ClockState::MetLate,
        Motion::Stopped => ClockState::Met,
        Motion::Running | Motion::Paused(_) if is_past(last.to) => ClockState::Missed,
        Motion::Running => ClockState::Running,
        Motion::Paused(_) => ClockState::Paused,
    }
}

/// How it was counted, piece by piece, until the reading or the last stop.
fn explain(legs: &[Leg<'_>]) -> Vec<Segment> {
    let mut all = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let one = |kind, reason| vec![Segment { from: leg.from, to: leg.to, kind, reason }];
        let pieces = match leg.motion {
            Motion::Running => segments(&leg.terms.calendar, leg.from, leg.to),
            Motion::Paused(reason) => one(Kind::Paused, Reason::Paused(reason.clone())),
            Motion::Stopped if place.saturating_add(1) == legs.len() => Vec::new(),
            Motion::Stopped => one(Kind::Stopped, Reason::Stopped),
        };
        for piece in pieces {
            push(&mut all, piece);
        }
    }
    all
}
