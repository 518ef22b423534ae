//! How fast somebody may try to sign in: a small bucket of tries per name and per peer, in memory.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use base::{Instant, Span};

/// How many tries there are at once for a name.
pub(crate) const NAME: i64 = 10;
/// How many there are at once from one address, behind which a whole office may be.
pub(crate) const PEER: i64 = 60;
/// How long it takes until one more is there.
const EACH: Span = Span::from_secs(30);
/// How many buckets are kept; beyond that, full ones are dropped first.
const BUCKETS: usize = 20_000;

/// Buckets by what they are for.
#[derive(Debug, Default)]
pub(crate) struct Taps(Mutex<BTreeMap<String, Tap>>);

#[derive(Clone, Copy, Debug)]
struct Tap {
    most: i64,
    left: i64,
    at: Instant,
}

impl Tap {
    fn filled(self, now: Instant) -> Self {
        let more = now.since(self.at).micros().max(0) / EACH.micros().max(1);
        let left = self.left.saturating_add(more).min(self.most);
        let used = Span::from_micros(EACH.micros().saturating_mul(more));
        Self { most: self.most, left, at: if left == self.most { now } else { self.at.plus(used) } }
    }
}

impl Taps {
    /// Takes one try from each bucket; `false` where one of them is empty.
    pub(crate) fn take(&self, keys: &[(String, i64)], now: Instant) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > BUCKETS {
            all.retain(|_, it| it.filled(now).left < it.most);
        }
        let mut fine = true;
        for (key, most) in keys {
            let tap = all.get(key).copied().unwrap_or(Tap { most: *most, left: *most, at: now }).filled(now);
            fine &= tap.left > 0;
            all.insert(key.clone(), Tap { left: tap.left.saturating_sub(1).max(0), ..tap });
        }
        fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_runs_dry_and_fills_again() {
        let (taps, mut now) = (Taps::default(), Instant::from_micros(0));
        let key = [("name:maya".to_owned(), NAME)];
        let tries = (0..20).filter(|_| taps.take(&key, now)).count();
        assert_eq!(tries, 10);
        assert!(taps.take(&[("name:ada".to_owned(), NAME)], now));
        now = now.plus(Span::from_secs(31));
        assert!(taps.take(&key, now));
        assert!(!taps.take(&key, now));
    }
}
