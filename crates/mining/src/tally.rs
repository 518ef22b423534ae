//! Counts by key, of no more than so many keys: what comes beyond is counted together.

use std::hash::Hash;

use indexmap::IndexMap;

/// Counts.
#[derive(Clone, Debug)]
pub(crate) struct Tally<K> {
    counts: IndexMap<K, u64>,
    most: usize,
    total: u64,
}

impl<K: Hash + Eq + Ord + Clone> Tally<K> {
    /// Of at most so many keys.
    pub(crate) fn of(most: usize) -> Self {
        Self { counts: IndexMap::new(), most, total: 0 }
    }
    /// Counts one more.
    pub(crate) fn add(&mut self, key: K) {
        self.total = self.total.saturating_add(1);
        let is_full = self.counts.len() >= self.most;
        if let Some(n) = self.counts.get_mut(&key) {
            *n = n.saturating_add(1);
        } else if !is_full {
            self.counts.insert(key, 1);
        }
    }
    /// All that was counted, also of keys beyond the most.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }
    /// How many keys are kept.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }
    /// The counts, as they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, u64)> {
        self.counts.iter().map(|(key, n)| (key, *n))
    }
    /// The counts, the largest first; where they are alike, by name.
    pub(crate) fn largest(&self, most: usize, name: impl Fn(&K) -> (String, String)) -> Vec<(String, String, u64)> {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        // Names are made only for what can be among them.
        let least = counts.get(most.saturating_sub(1)).copied().unwrap_or_default();
        let all = self.iter().filter(|(_, n)| *n >= least);
        let mut named: Vec<((String, String), u64)> = all.map(|(key, n)| (name(key), n)).collect();
        named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        named.into_iter().take(most).map(|((one, other), n)| (one, other, n)).collect()
    }
}
