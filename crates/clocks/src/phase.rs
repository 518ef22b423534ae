//! The course of one clock: when it ran, paused and stopped, and when its terms changed. Counts nothing.

use base::Instant;

use crate::Terms;

/// What a clock does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It counts working time.
    Running,
    /// It waits, and why.
    Paused(String),
    /// It has stopped: what it was waiting for was done. Running again goes on from what had passed.
    Stopped,
}

/// What a clock does from an instant on, until the next phase.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its first instant.
    pub from: Instant,
    /// What the clock does.
    pub motion: Motion,
    /// New terms, where they change here; otherwise those before go on.
    pub terms: Option<Terms>,
}

impl Phase {
    /// It runs from then on.
    pub const fn running(from: Instant) -> Self {
        Self { from, motion: Motion::Running, terms: None }
    }

    /// It is paused from then on.
    pub fn paused(from: Instant, reason: &str) -> Self {
        Self { from, motion: Motion::Paused(reason.to_owned()), terms: None }
    }

    /// It has stopped then.
    pub const fn stopped(from: Instant) -> Self {
        Self { from, motion: Motion::Stopped, terms: None }
    }

    /// The same, with new terms from then on.
    #[must_use]
    pub fn under(self, terms: Terms) -> Self {
        Self { terms: Some(terms), ..self }
    }
}

/// A time in which a clock does not count. Pauses may overlap and come in any order.
#[derive(Clone, Debug)]
pub struct Pause {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it; `None` while it lasts.
    pub until: Option<Instant>,
    /// Why.
    pub reason: String,
}

/// The phases of a clock that starts, is paused by any of these pauses, and may stop.
///
/// The pauses act as a set: it does not count where at least one of them holds. Where two overlap, the earlier gives the
/// reason as long as it lasts.
pub fn phases(start: Instant, pauses: &[Pause], stop: Option<Instant>) -> Vec<Phase> {
    let end = stop.unwrap_or(Instant::from_micros(i64::MAX));
    let mut sorted: Vec<&Pause> = pauses.iter().collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut all = vec![Phase::running(start)];
    let mut held = start;
    for pause in sorted {
        let until = pause.until.unwrap_or(end).min(end);
        if until <= held || until <= pause.from {
            continue;
        }
        if pause.from <= held {
            // It goes on where the pause before it ends, or the clock starts paused.
            all.pop();
        }
        all.push(Phase::paused(pause.from.max(held), &pause.reason));
        all.push(Phase::running(until));
        held = until;
    }
    all.retain(|phase| phase.from < end);
    all.extend(stop.map(Phase::stopped));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(second * 1_000_000)
    }

    fn check(pauses: &[(i64, Option<i64>, &str)], stop: Option<i64>, said: &str) {
        let pauses: Vec<Pause> = pauses
            .iter()
            .map(|(from, until, reason)| Pause { from: at(*from), until: until.map(at), reason: (*reason).to_owned() })
            .collect();
        let written: Vec<String> = phases(at(10), &pauses, stop.map(at))
            .iter()
            .map(|phase| match &phase.motion {
                Motion::Running => format!("{} runs", phase.from.micros() / 1_000_000),
                Motion::Paused(reason) => format!("{} {reason}", phase.from.micros() / 1_000_000),
                Motion::Stopped => format!("{} stops", phase.from.micros() / 1_000_000),
            })
            .collect();
        assert_eq!(written.join(", "), said);
    }

    #[test]
    fn pauses_act_as_a_set() {
        check(&[], None, "10 runs");
        check(&[(20, Some(30), "a")], Some(40), "10 runs, 20 a, 30 runs, 40 stops");
        check(&[(25, Some(40), "b"), (20, Some(30), "a")], None, "10 runs, 20 a, 30 b, 40 runs");
        check(&[(20, Some(50), "a"), (30, Some(40), "b")], None, "10 runs, 20 a, 50 runs");
        check(&[(20, Some(30), "a"), (30, Some(40), "b")], None, "10 runs, 20 a, 30 b, 40 runs");
        check(&[(5, Some(20), "a")], None, "10 a, 20 runs");
        check(&[(5, Some(10), "a"), (12, Some(11), "b")], None, "10 runs");
        check(&[(20, None, "a")], Some(40), "10 runs, 20 a, 40 stops");
        check(&[(20, None, "a")], None, "10 runs, 20 a");
        check(&[(50, Some(60), "a")], Some(40), "10 runs, 40 stops");
    }
}
