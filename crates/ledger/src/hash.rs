//! SHA-256 as the tree uses it: leaves, nodes and commitments, told apart by a first byte. Knows no tree.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const LEAF: [u8; 1] = [0];
const NODE: [u8; 1] = [1];
const COMMITMENT: [u8; 1] = [2];

/// A SHA-256 hash; written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// A text that is not a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hex digits, not `{text}`")]
pub struct BadHash {
    text: String,
}

impl Hash {
    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// The root of a tree without leaves: the hash of nothing.
    pub fn empty() -> Self {
        Self::of(&[])
    }
    /// A leaf: SHA-256(0x00 ‖ canonical bytes).
    pub fn leaf(canonical: &[u8]) -> Self {
        Self::of(&[&LEAF, canonical])
    }
    /// An inner node: SHA-256(0x01 ‖ left ‖ right).
    pub fn node(left: &Self, right: &Self) -> Self {
        Self::of(&[&NODE, &left.0, &right.0])
    }
    /// A commitment: SHA-256(0x02 ‖ salt ‖ value).
    pub(crate) fn commitment(salt: &[u8; 16], value: &[u8]) -> Self {
        Self::of(&[&COMMITMENT, salt, value])
    }
    /// The plain hash of the parts, one after the other.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = BadHash;
    fn from_str(text: &str) -> Result<Self, BadHash> {
        read_hex(text).map(Self).ok_or_else(|| BadHash { text: text.chars().take(80).collect() })
    }
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
            _ => None,
        })
        .collect();
    bytes?.try_into().ok()
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_nothing_are_those_of_rfc_6962() {
        let check = |hash: Hash, hex: &str| assert_eq!(hash.to_string(), hex);
        check(Hash::empty(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check(Hash::leaf(b""), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn a_hash_reads_back_as_it_was_written_and_nothing_else_is_read() {
        let hash = Hash::leaf(b"x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for bad in ["", "00", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
    }

    #[test]
    fn leaf_node_and_commitment_of_the_same_bytes_differ() {
        let (a, b) = (Hash::leaf(b"a"), Hash::leaf(b"b"));
        let both = [a.0.as_slice(), b.0.as_slice()].concat();
        assert_ne!(Hash::leaf(&both), Hash::node(&a, &b));
        assert_ne!(Hash::commitment(&[0; 16], b"v"), Hash::leaf(&[&[0; 16], b"v".as_slice()].concat()));
    }
}
