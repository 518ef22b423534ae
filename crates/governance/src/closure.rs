//! A tree read downwards: a node with everything below it. Cycles in the data end the walk, they don't hang it.

use std::collections::{BTreeMap, BTreeSet};

/// The children of each node.
#[derive(Clone, Debug)]
pub(crate) struct Children<K>(BTreeMap<K, Vec<K>>);

impl<K> Default for Children<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Copy + Ord> Children<K> {
    /// The children, from pairs of node and parent.
    pub(crate) fn of(pairs: impl IntoIterator<Item = (K, Option<K>)>) -> Self {
        let mut children: BTreeMap<K, Vec<K>> = BTreeMap::new();
        for (node, parent) in pairs {
            if let Some(parent) = parent {
                children.entry(parent).or_default().push(node);
            }
        }
        Self(children)
    }

    /// The node and all nodes below it.
    pub(crate) fn under(&self, node: K) -> BTreeSet<K> {
        let mut found = BTreeSet::from([node]);
        let mut waiting = vec![node];
        while let Some(next) = waiting.pop() {
            for child in self.0.get(&next).into_iter().flatten() {
                if found.insert(*child) {
                    waiting.push(*child);
                }
            }
        }
        found
    }
}

/// The node and all nodes above it, nearest first.
pub(crate) fn above<K: Copy + Ord>(node: K, parent: impl Fn(K) -> Option<K>) -> Vec<K> {
    let mut found = vec![node];
    let mut next = parent(node);
    while let Some(at) = next {
        if found.contains(&at) {
            break;
        }
        found.push(at);
        next = parent(at);
    }
    found
}
