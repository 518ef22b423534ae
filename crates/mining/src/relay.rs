//! Who hands over to whom, and what goes back and forth.

use std::hash::Hash;

use crate::{
    report::{Bounces, Handovers, Pair},
    tally::Tally,
};

/// Pairs kept one by one.
const PAIRS: usize = 200_000;

/// Handovers between holders of one sort: people, teams or lines.
#[derive(Clone, Debug)]
pub(crate) struct Relay<K> {
    handed: Tally<(K, K)>,
    cases: u64,
    bounced: Tally<(K, K)>,
    bounced_cases: u64,
}

impl<K: Copy + Ord + Hash> Default for Relay<K> {
    fn default() -> Self {
        Self { handed: Tally::of(PAIRS), cases: 0, bounced: Tally::of(PAIRS), bounced_cases: 0 }
    }
}

impl<K: Copy + Ord + Hash> Relay<K> {
    /// Takes the holders of one case, in order. A handover is a change of holder; a bounce is a handover straight back to
    /// whoever had it before.
    pub(crate) fn case(&mut self, holders: impl Iterator<Item = K>) {
        let (mut last, mut before): (Option<K>, Option<K>) = (None, None);
        let (handed, bounced) = (self.handed.total(), self.bounced.total());
        for holder in holders {
            let Some(from) = last else {
                last = Some(holder);
                continue;
            };
            if from == holder {
                continue;
            }
            self.handed.add((from, holder));
            if before == Some(holder) {
                self.bounced.add((from.min(holder), from.max(holder)));
            }
            (before, last) = (Some(from), Some(holder));
        }
        self.cases = self.cases.saturating_add(u64::from(self.handed.total() > handed));
        self.bounced_cases = self.bounced_cases.saturating_add(u64::from(self.bounced.total() > bounced));
    }

    /// The handovers, the most frequent first.
    pub(crate) fn handovers(&self, most: usize, name: impl Fn(K) -> String) -> Handovers {
        let pairs = self.handed.largest(most, |(from, to)| (name(*from), name(*to)));
        let pairs = pairs.into_iter().map(|(from, to, count)| Pair { from, to, count }).collect();
        Handovers { total: self.handed.total(), cases: self.cases, ways: self.handed.len(), pairs }
    }

    /// The ping-pong, the most frequent first; a pair's names stand in their own order.
    pub(crate) fn bounces(&self, most: usize, name: impl Fn(K) -> String) -> Bounces {
        let pairs = self.bounced.largest(most, |(one, other)| {
            let (one, other) = (name(*one), name(*other));
            if one <= other { (one, other) } else { (other, one) }
        });
        let pairs = pairs.into_iter().map(|(from, to, count)| Pair { from, to, count }).collect();
        Bounces { total: self.bounced.total(), cases: self.bounced_cases, ways: self.bounced.len(), pairs }
    }
}
