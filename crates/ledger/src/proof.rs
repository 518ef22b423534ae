//! Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4): made from leaf hashes, checked against
//! roots. Knows neither where the leaves are kept nor who signed the roots.

use crate::Hash;

/// Where the leaf hashes come from. Any `Fn(u64) -> Option<Hash>` and any slice of hashes will do.
pub trait Leaves {
    /// The hash of the leaf at this place, counted from 0.
    fn leaf(&self, index: u64) -> Option<Hash>;
    /// The root of the perfect subtree of `1 << level` leaves from `index << level`, where it is at hand.
    fn subtree(&self, _level: u32, _index: u64) -> Option<Hash> {
        None
    }
}

impl<F: Fn(u64) -> Option<Hash> + ?Sized> Leaves for F {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self(index)
    }
}

impl Leaves for [Hash] {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self.get(usize::try_from(index).ok()?).copied()
    }
}

impl Leaves for Vec<Hash> {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self.as_slice().leaf(index)
    }
}

/// Why a proof cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unprovable {
    /// The place or size asked for lies outside the tree.
    #[error("{asked} lies outside a tree of {size} leaves")]
    Outside {
        /// What was asked for.
        asked: u64,
        /// How many leaves there are.
        size: u64,
    },
    /// A leaf hash the proof needs is not there.
    #[error("could not read the hash of leaf {index}")]
    NoLeaf {
        /// The missing leaf, counted from 0.
        index: u64,
    },
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disproved {
    /// It has too few or too many hashes, or places outside the tree.
    #[error("the proof does not have the shape its sizes demand")]
    Misshapen,
    /// It leads to another root.
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// Proof that one leaf is in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The place of the leaf, counted from 0.
    pub index: u64,
    /// The size of the tree.
    pub size: u64,
    /// The neighbours on the way from the leaf to the root.
    pub path: Vec<Hash>,
}

/// Proof that a tree grew out of a smaller one by appending only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// The size of the smaller tree.
    pub from: u64,
    /// The size of the larger tree.
    pub to: u64,
    /// The hashes that lead to both roots.
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// Proves the leaf at `index` in the tree of the first `size` leaves.
    pub fn make(leaves: &(impl Leaves + ?Sized), index: u64, size: u64) -> Result<Self, Unprovable> {
        if index >= size {
            return Err(Unprovable::Outside { asked: index, size });
        }
        let (mut low, mut high, mut path) = (0, size, Vec::new());
        while high - low > 1 {
            let middle = low + split(high - low);
            if index < middle {
                path.push(root_of(leaves, middle, high)?);
                high = middle;
            } else {
                path.push(root_of(leaves, low, middle)?);
                low = middle;
            }
        }
        path.reverse();
        Ok(Self { index, size, path })
    }

    /// Checks the proof for this leaf hash against the root of the tree.
    pub fn check(&self, leaf: &Hash, root: &Hash) -> Result<(), Disproved> {
        if self.index >= self.size {
            return Err(Disproved::Misshapen);
        }
        let mut climb = Climb { place: self.index, last: self.size - 1 };
        let mut hash = *leaf;
        for neighbour in &self.path {
            hash = match climb.step()? {
                Side::Left => Hash::node(neighbour, &hash),
                Side::Right => Hash::node(&hash, neighbour),
            };
        }
        climb.arrive(hash == *root)
    }
}

impl Consistency {
    /// Proves that the tree of the first `to` leaves begins with the tree of the first `from`.
    pub fn make(leaves: &(impl Leaves + ?Sized), from: u64, to: u64) -> Result<Self, Unprovable> {
        if from > to {
            return Err(Unprovable::Outside { asked: from, size: to });
        }
        let mut path = Vec::new();
        if from > 0 && from < to {
            let (mut low, mut high) = (0, to);
            while high != from {
                let middle = low + split(high - low);
                if from <= middle {
                    path.push(root_of(leaves, middle, high)?);
                    high = middle;
                } else {
                    path.push(root_of(leaves, low, middle)?);
                    low = middle;
                }
            }
            if low > 0 {
                path.push(root_of(leaves, low, high)?);
            }
            path.reverse();
        }
        Ok(Self { from, to, path })
    }

    /// Checks the proof against the roots of the smaller and of the larger tree.
    pub fn check(&self, from_root: &Hash, to_root: &Hash) -> Result<(), Disproved> {
        if self.from == 0 || self.from >= self.to {
            return self.check_edge(from_root, to_root);
        }
        let (first, rest) = match self.path.split_first() {
            _ if self.from.is_power_of_two() => (*from_root, self.path.as_slice()),
            Some((first, rest)) => (*first, rest),
            None => return Err(Disproved::Misshapen),
        };
        let down = (self.from - 1).trailing_ones();
        let mut climb = Climb { place: (self.from - 1) >> down, last: (self.to - 1) >> down };
        let (mut old, mut new) = (first, first);
        for hash in rest {
            match climb.step()? {
                Side::Left => {
                    old = Hash::node(hash, &old);
                    new = Hash::node(hash, &new);
                }
                Side::Right => new = Hash::node(&new, hash),
            }
        }
        climb.arrive(old == *from_root && new == *to_root)
    }

    /// The cases without a path: nothing before, or nothing new.
    fn check_edge(&self, from_root: &Hash, to_root: &Hash) -> Result<(), Disproved> {
        if !self.path.is_empty() || self.from > self.to {
            return Err(Disproved::Misshapen);
        }
        let unmoved = self.from < self.to || from_root == to_root;
        let rightly_empty = self.from > 0 || *from_root == Hash::empty();
        if unmoved && rightly_empty { Ok(()) } else { Err(Disproved::OtherRoot) }
    }
}

/// On which side of the way the next hash of a path stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: its place in its row, and the last place of that row.
struct Climb {
    place: u64,
    last: u64,
}

impl Climb {
    fn step(&mut self) -> Result<Side, Disproved> {
        if self.last == 0 {
            return Err(Disproved::Misshapen);
        }
        let left = self.place & 1 == 1 || self.place == self.last;
        if left && self.place & 1 == 0 {
            let alone = self.place.trailing_zeros().min(63);
            self.place >>= alone;
            self.last >>= alone;
        }
        self.place >>= 1;
        self.last >>= 1;
        Ok(if left { Side::Left } else { Side::Right })
    }

    fn arrive(&self, same: bool) -> Result<(), Disproved> {
        match (self.last, same) {
            (0, true) => Ok(()),
            (0, false) => Err(Disproved::OtherRoot),
            _ => Err(Disproved::Misshapen),
        }
    }
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count.max(2) - 1).ilog2()
}

/// The root over the leaves `low..high`, where `low` is a multiple of the power of two that covers them.
fn root_of(leaves: &(impl Leaves + ?Sized), low: u64, high: u64) -> Result<Hash, Unprovable> {
    let count = high - low;
    if count <= 1 {
        return leaves.leaf(low).ok_or(Unprovable::NoLeaf { index: low });
    }
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        if let Some(known) = leaves.subtree(level, low >> level) {
            return Ok(known);
        }
    }
    let middle = low + split(count);
    Ok(Hash::node(&root_of(leaves, low, middle)?, &root_of(leaves, middle, high)?))
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
