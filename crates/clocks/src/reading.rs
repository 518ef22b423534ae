//! What a clock shows at an instant. Knows how to judge a reading; does not make one.

use base::{Instant, Span};
use serde::Serialize;

use crate::{Segment, Threshold};

/// What a clock shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// How it stands.
    pub state: ClockState,
    /// Whether it is paused: a clock that was missed may be, too.
    pub is_paused: bool,
    /// Working time that has passed.
    pub elapsed: Span,
    /// Working time left; negative when over.
    pub left: Span,
    /// The earliest instant at which the target has passed. Done at this very instant is still in time.
    ///
    /// For a running clock the day it falls due if nothing changes; for a stopped one when it was, or would have been,
    /// due. `None` before it starts, while it is paused in time, and where the calendar never opens for long enough.
    pub due: Option<Instant>,
    /// How much working time may pass.
    pub target: Span,
    /// From when it is near.
    pub near: Threshold,
    /// From when it is very near.
    pub very_near: Threshold,
    /// How it was counted, without holes from the start until the reading or the stop; empty from [`crate::glance`].
    pub segments: Vec<Segment>,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockState {
    /// It has not started.
    Waiting,
    /// It runs and is in time.
    Running,
    /// It is paused and in time.
    Paused,
    /// It is past due and has not stopped.
    Missed,
    /// It stopped in time.
    Met,
    /// It stopped past due.
    MetLate,
}

/// How urgent a clock is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Nothing presses.
    Fine,
    /// By default: less than an hour or than a fifth of the target is left.
    Near,
    /// By default: less than a quarter of an hour or than a twentieth of the target is left.
    VeryNear,
    /// It is past due.
    Over,
}

impl Reading {
    /// How urgent it is at `now`, which may be later than the reading.
    ///
    /// For a running clock [`Urgency::Over`] is exact at any `now`; the nearer steps take what was left when it was
    /// read, or the time until it is due where that is less, so a page may keep a reading for some minutes.
    pub fn urgency(&self, now: Instant) -> Urgency {
        match self.state {
            ClockState::Waiting | ClockState::Met => Urgency::Fine,
            ClockState::Missed | ClockState::MetLate => Urgency::Over,
            ClockState::Paused => self.nearness(self.left),
            ClockState::Running => match self.due {
                Some(due) if now > due => Urgency::Over,
                Some(due) => self.nearness(self.left.min(due.since(now))),
                None => self.nearness(self.left),
            },
        }
    }

    fn nearness(&self, left: Span) -> Urgency {
        if self.very_near.is_crossed(left, self.target) {
            Urgency::VeryNear
        } else if self.near.is_crossed(left, self.target) {
            Urgency::Near
        } else {
            Urgency::Fine
        }
    }
}
