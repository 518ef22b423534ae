//! The ways that cases take, with how many take each and how long that takes.

use base::Span;
use indexmap::IndexMap;

use crate::{
    report::Variant,
    spread::{Spread, per_mille},
    words::{Word, Words},
};

/// Variants kept one by one.
const MOST: usize = 200_000;

/// Variants so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variants {
    kept: IndexMap<Vec<Word>, Spread>,
    beyond: u64,
}

impl Variants {
    /// Takes the steps of one case and how long it took.
    pub(crate) fn add(&mut self, steps: Vec<Word>, took: Span) {
        if self.kept.len() >= MOST && !self.kept.contains_key(&steps) {
            self.beyond = self.beyond.saturating_add(1);
            return;
        }
        self.kept.entry(steps).or_default().add(took);
    }
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }
    /// How many cases took a way that was not kept.
    pub(crate) fn beyond(&self) -> u64 {
        self.beyond
    }
    /// How many of them one case alone took.
    pub(crate) fn singles(&self) -> usize {
        self.kept.values().filter(|it| it.count() == 1).count()
    }
    /// The most frequent first.
    pub(crate) fn frequent(&mut self, words: &Words, most: usize, cases: u64) -> Vec<Variant> {
        let mut counts: Vec<u64> = self.kept.values().map(Spread::count).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let least = counts.get(most.saturating_sub(1)).copied().unwrap_or_default();
        let kept = std::mem::take(&mut self.kept).into_iter().filter(|(_, it)| it.count() >= least);
        let texts = |steps: Vec<Word>| steps.into_iter().map(|it| words.text(it)).collect::<Vec<_>>();
        let mut named: Vec<(Vec<String>, Spread)> = kept.map(|(steps, it)| (texts(steps), it)).collect();
        named.sort_by(|a, b| b.1.count().cmp(&a.1.count()).then_with(|| a.0.cmp(&b.0)));
        let frequent = named.into_iter().take(most).map(|(steps, spread)| Variant {
            steps,
            per_mille: per_mille(spread.count().into(), cases.into()),
            spans: spread.settled(),
        });
        frequent.collect()
    }
}
