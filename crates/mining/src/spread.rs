//! Many spans boiled down to median, ninth tenth and longest: exact up to a number of them, from then on in steps of
//! less than one in a hundred, so that memory stays bounded however long the journal is.

use std::collections::BTreeMap;

use base::Span;

use crate::Spans;

/// So many spans are kept one by one.
const EXACT: usize = 65_536;
/// Each doubling has so many steps, as a power of two.
const FINE: u32 = 7;

/// Spans so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spread {
    exact: Vec<i64>,
    steps: BTreeMap<u32, u64>,
    count: u64,
    total: i128,
    longest: i64,
}

impl Spread {
    /// Adds one; a negative one counts as none.
    pub(crate) fn add(&mut self, span: Span) {
        let micros = span.micros().max(0);
        self.count = self.count.saturating_add(1);
        self.total = self.total.saturating_add(i128::from(micros));
        self.longest = self.longest.max(micros);
        if self.steps.is_empty() && self.exact.len() < EXACT {
            self.exact.push(micros);
            return;
        }
        for it in std::mem::take(&mut self.exact).into_iter().chain([micros]) {
            *self.steps.entry(step(it)).or_default() += 1;
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
    /// All of them together, in microseconds.
    pub(crate) fn total(&self) -> i128 {
        self.total
    }

    /// What they come to.
    pub(crate) fn settled(mut self) -> Spans {
        self.exact.sort_unstable();
        let upper = self.count / 2;
        let lower = if self.count % 2 == 0 { upper.saturating_sub(1) } else { upper };
        let median = i128::midpoint(i128::from(self.nth(lower)), i128::from(self.nth(upper)));
        let ninth = self.count.saturating_mul(9).div_ceil(10).saturating_sub(1);
        Spans {
            count: self.count,
            median_ms: millis(median),
            p90_ms: millis(i128::from(self.nth(ninth))),
            longest_ms: millis(i128::from(self.longest)),
            total_ms: millis(self.total),
            is_exact: self.steps.is_empty(),
        }
    }

    /// The span with so many shorter ones.
    fn nth(&self, at: u64) -> i64 {
        if self.steps.is_empty() {
            return usize::try_from(at).ok().and_then(|it| self.exact.get(it)).copied().unwrap_or_default();
        }
        let mut seen = 0u64;
        for (step, n) in &self.steps {
            seen = seen.saturating_add(*n);
            if seen > at {
                return middle(*step).min(self.longest);
            }
        }
        self.longest
    }
}

fn millis(micros: i128) -> i64 {
    i64::try_from(micros / 1000).unwrap_or(i64::MAX)
}

/// The step in which a number lies.
fn step(micros: i64) -> u32 {
    let n = u64::try_from(micros).unwrap_or_default();
    let bits = n.checked_ilog2().unwrap_or_default();
    if bits < FINE {
        return u32::try_from(n).unwrap_or_default();
    }
    let shift = bits - FINE;
    let within = u32::try_from((n >> shift) & ((1 << FINE) - 1)).unwrap_or_default();
    ((shift + 1) << FINE) | within
}

/// The middle of a step.
fn middle(step: u32) -> i64 {
    let (octave, within) = (step >> FINE, i64::from(step & ((1 << FINE) - 1)));
    if octave == 0 {
        return within;
    }
    let shift = octave - 1;
    (((1 << FINE) + within) << shift) + ((1i64 << shift) >> 1)
}

/// A share in whole parts of a thousand, rounded down.
pub(crate) fn per_mille(part: i128, whole: i128) -> u64 {
    u64::try_from(part.saturating_mul(1000).checked_div(whole).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(secs: &[i64], median_ms: i64, p90_ms: i64) {
        let mut spread = Spread::default();
        secs.iter().for_each(|it| spread.add(Span::from_secs(*it)));
        let spans = spread.settled();
        assert_eq!((spans.median_ms, spans.p90_ms, spans.is_exact), (median_ms, p90_ms, true), "{secs:?}");
    }

    #[test]
    fn a_median_is_the_middle_one_or_half_way_between_two() {
        check(&[], 0, 0);
        check(&[7], 7_000, 7_000);
        check(&[9, 1], 5_000, 9_000);
        check(&[3, 1, 2], 2_000, 3_000);
        check(&[10, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5_500, 9_000);
        check(&[-5, 1, 1], 1_000, 1_000);
    }

    proptest! {
        #[test]
        fn a_step_lies_within_one_in_a_hundred_of_what_it_holds(micros in 0..i64::MAX / 4) {
            let middle = middle(step(micros));
            prop_assert!((middle - micros).abs() <= micros / 100 + 1, "{micros} became {middle}");
        }
    }

    #[test]
    fn many_spans_are_boiled_down_and_stay_near() {
        let mut spread = Spread::default();
        (0..200_001).for_each(|it| spread.add(Span::from_secs(it)));
        let spans = spread.settled();
        assert!(!spans.is_exact && spans.count == 200_001 && spans.longest_ms == 200_000_000);
        assert!((spans.median_ms - 100_000_000).abs() < 1_000_000, "{}", spans.median_ms);
        assert!((spans.p90_ms - 180_000_000).abs() < 1_800_000, "{}", spans.p90_ms);
    }
}
