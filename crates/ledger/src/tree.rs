//! The tree as a compact range: the roots of its perfect subtrees, at most 64. Knows no leaves and makes no proofs.

use crate::Hash;

/// A tree reduced to what it takes to append to it and to tell its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    size: u64,
    /// One perfect subtree per set bit of `size`, the widest first.
    nodes: Vec<Hash>,
}

/// Bytes that are not a compact range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes do not hold a compact range of the size they name")]
pub struct BadRange {
    length: usize,
}

impl Range {
    /// A tree without leaves.
    pub const fn new() -> Self {
        Self { size: 0, nodes: Vec::new() }
    }
    /// How many leaves it has.
    pub const fn size(&self) -> u64 {
        self.size
    }
    /// Appends a leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        self.append_seeing(leaf, &mut |_, _, _| {});
    }
    /// Appends a leaf hash and shows each perfect subtree this completes as `(level, index, root)`, level 1 upwards;
    /// subtree `(level, index)` covers the leaves from `index << level`. Who stores those of levels 8, 16, 24 … (the
    /// tiles of 256) makes proofs without reading all leaves.
    pub fn append_seeing(&mut self, leaf: Hash, see: &mut dyn FnMut(u32, u64, Hash)) {
        let (mut node, mut index, mut level) = (leaf, self.size, 0);
        while index & 1 == 1 {
            let Some(left) = self.nodes.pop() else { break };
            node = Hash::node(&left, &node);
            index >>= 1;
            level += 1;
            see(level, index, node);
        }
        self.nodes.push(node);
        self.size += 1;
    }
    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let joined = self.nodes.iter().rev().copied().reduce(|right, left| Hash::node(&left, &right));
        joined.unwrap_or_else(Hash::empty)
    }
    /// The range as bytes: size (8, big end first), then the subtree roots (32 each).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        for node in &self.nodes {
            bytes.extend_from_slice(node.as_bytes());
        }
        bytes
    }
    /// Reads what [`Range::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadRange> {
        Self::read(bytes).ok_or(BadRange { length: bytes.len() })
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (size, mut rest) = bytes.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        let mut nodes = Vec::new();
        while let Some((node, after)) = rest.split_first_chunk::<32>() {
            nodes.push(Hash::from_bytes(*node));
            rest = after;
        }
        let fits = rest.is_empty() && u32::try_from(nodes.len()).is_ok_and(|count| count == size.count_ones());
        fits.then_some(Self { size, nodes })
    }
}

impl Extend<Hash> for Range {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }
}

impl FromIterator<Hash> for Range {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut range = Self::new();
        range.extend(leaves);
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of RFC 6962, section 2.1, word for word.
    fn naive(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::empty(),
            [leaf] => *leaf,
            _ => {
                let half = leaves.len().next_power_of_two() / 2;
                Hash::node(&naive(&leaves[..half]), &naive(&leaves[half..]))
            }
        }
    }

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|n| Hash::leaf(&n.to_be_bytes())).collect()
    }

    proptest! {
        #[test]
        fn the_compact_root_is_the_naive_root(count in 0u32..300) {
            let leaves = leaves(count);
            let range: Range = leaves.iter().copied().collect();
            prop_assert_eq!(range.root(), naive(&leaves));
            prop_assert_eq!(range.size(), u64::from(count));
        }

        #[test]
        fn a_saved_range_goes_on_as_if_never_saved(before in 0u32..150, after in 0u32..150) {
            let all = leaves(before + after);
            let split = usize::try_from(before).unwrap();
            let first: Range = all[..split].iter().copied().collect();
            let mut again = Range::from_bytes(&first.to_bytes()).unwrap();
            again.extend(all[split..].iter().copied());
            prop_assert_eq!(again, all.iter().copied().collect::<Range>());
        }

        #[test]
        fn no_bytes_make_reading_a_range_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            if let Ok(range) = Range::from_bytes(&bytes) {
                prop_assert_eq!(range.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn each_finished_subtree_is_shown_once_with_its_root() {
        let leaves = leaves(300);
        let (mut range, mut seen) = (Range::new(), Vec::new());
        for leaf in &leaves {
            range.append_seeing(*leaf, &mut |level, index, root| seen.push((level, index, root)));
        }
        for (level, index, root) in &seen {
            let from = usize::try_from(index << level).unwrap();
            assert_eq!(*root, naive(&leaves[from..from + (1 << level)]));
        }
        assert_eq!(seen.len(), 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1);
    }

    #[test]
    fn a_million_leaves_are_saved_in_a_few_hundred_bytes() {
        let range = Range { size: 1_000_000, nodes: leaves(7) };
        assert_eq!(range.to_bytes().len(), 8 + 7 * 32);
        assert_eq!(Range::from_bytes(&range.to_bytes()), Ok(range));
        assert!(Range::from_bytes(&[0; 40]).is_err());
    }
}
