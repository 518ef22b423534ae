//! One piece of the way a clock was counted, and why it counts or does not.

use std::fmt;

use base::{Instant, Span};
use serde::Serialize;

/// A stretch of time that counts, or the reason why it does not. `from` belongs to it, `to` does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub to: Instant,
    /// Whether it counts.
    pub kind: Kind,
    /// Why.
    pub reason: Reason,
}

/// Whether time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It counts against the target.
    Counted,
    /// The clock was paused.
    Paused,
    /// The calendar was closed.
    Closed,
    /// The clock had stopped, and was started again later.
    Stopped,
}

/// Why time counts or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The calendar is open.
    Open,
    /// Before opening, after closing or in a break of a working day.
    OutsideHours,
    /// A weekday without hours.
    DayOff,
    /// A holiday, with its name.
    Holiday(String),
    /// Paused, with the reason that was given.
    Paused(String),
    /// Stopped.
    Stopped,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::OutsideHours => f.write_str("outside hours"),
            Self::DayOff => f.write_str("day off"),
            Self::Holiday(name) => write!(f, "holiday: {name}"),
            Self::Paused(reason) => write!(f, "paused: {reason}"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl Segment {
    /// How long it is, counted or not.
    pub const fn length(&self) -> Span {
        self.to.since(self.from)
    }
}

/// Appends a segment: an empty one is left out, one that goes on as the last did makes the last longer.
pub(crate) fn push(all: &mut Vec<Segment>, next: Segment) {
    if next.to <= next.from {
        return;
    }
    match all.last_mut() {
        Some(last) if last.to == next.from && last.kind == next.kind && last.reason == next.reason => last.to = next.to,
        _ => all.push(next),
    }
}
