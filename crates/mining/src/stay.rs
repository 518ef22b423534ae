//! How long cases stay in their states, and how long it takes from one step to the next.

use base::Instant;
use indexmap::IndexMap;
use model::Phase;

use crate::{
    report::{Between, Stay},
    spread::{Spread, per_mille},
    words::{Word, Words},
};

/// Pairs of steps kept one by one.
const PAIRS: usize = 20_000;

/// Stays so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stays {
    states: IndexMap<Word, (Phase, Spread)>,
    between: IndexMap<(Word, Word), Spread>,
}

impl Stays {
    /// Takes the states of one case with the times at which they were told. A stay ends where another state begins; the
    /// last one has no end and is not counted.
    pub(crate) fn states(&mut self, told: impl Iterator<Item = (Word, Phase, Instant)>) {
        let mut current: Option<(Word, Phase, Instant)> = None;
        for (state, phase, at) in told {
            match current {
                Some((same, ..)) if same == state => continue,
                Some((left, phase, since)) => {
                    let (_, spread) = self.states.entry(left).or_insert_with(|| (phase, Spread::default()));
                    spread.add(at.since(since));
                }
                None => {}
            }
            current = Some((state, phase, at));
        }
    }

    /// Takes the steps of one case.
    pub(crate) fn steps(&mut self, steps: &[(Word, Instant)]) {
        for pair in steps.windows(2) {
            let [(from, left), (to, came)] = pair else { continue };
            if self.between.len() >= PAIRS && !self.between.contains_key(&(*from, *to)) {
                continue;
            }
            self.between.entry((*from, *to)).or_default().add(came.since(*left));
        }
    }

    /// The states, by the time that went by in them.
    pub(crate) fn stays(&mut self, words: &Words) -> Vec<Stay> {
        let whole: i128 = self.states.values().map(|(_, it)| it.total()).sum();
        let mut all: Vec<(i128, Stay)> = Vec::new();
        for (state, (phase, spread)) in std::mem::take(&mut self.states) {
            let total = spread.total();
            let stay = Stay {
                state: words.text(state),
                phase: phase.name(),
                waits: phase == Phase::Waiting,
                per_mille: per_mille(total, whole),
                spans: spread.settled(),
            };
            all.push((total, stay));
        }
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.state.cmp(&b.1.state)));
        all.into_iter().map(|(_, it)| it).collect()
    }

    /// The pairs of steps between which the most time went by.
    pub(crate) fn slowest(&mut self, words: &Words, most: usize) -> Vec<Between> {
        let mut all: Vec<(i128, Between)> = Vec::new();
        for ((from, to), spread) in std::mem::take(&mut self.between) {
            let total = spread.total();
            all.push((total, Between { from: words.text(from), to: words.text(to), spans: spread.settled() }));
        }
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (&a.1.from, &a.1.to).cmp(&(&b.1.from, &b.1.to))));
        all.into_iter().take(most).map(|(_, it)| it).collect()
    }
}
