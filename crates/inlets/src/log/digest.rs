//! A stable digest of what would be written: 128 bits of SHA-256, the same on every machine and in every release.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

/// The digest of a case up to and including one step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(u128);

/// A text that is not a digest.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a digest: 32 hexadecimal digits are wanted")]
pub struct BadDigest(String);

impl Digest {
    /// The digest of these parts; where one part ends and the next begins makes a difference.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::finish(Self::feed(Sha256::new(), parts))
    }

    /// The digest of this one followed by these parts.
    pub(super) fn then<'a>(self, parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::finish(Self::feed(Sha256::new().chain_update(self.0.to_be_bytes()), parts))
    }

    fn feed<'a>(hasher: Sha256, parts: impl IntoIterator<Item = &'a str>) -> Sha256 {
        parts.into_iter().fold(hasher, |hasher, part| {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hasher.chain_update(length.to_be_bytes()).chain_update(part)
        })
    }

    fn finish(hasher: Sha256) -> Self {
        let bytes = hasher.finalize();
        Self(bytes.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte)))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = BadDigest;
    fn from_str(text: &str) -> Result<Self, BadDigest> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = if is_hex { u128::from_str_radix(text, 16).ok() } else { None };
        number.map(Self).ok_or_else(|| BadDigest(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_same_in_every_release() {
        assert_eq!(Digest::of(["a", "b"]).to_string(), "3c9d591045bc8876f9d0399bbfb05c6a");
    }

    #[test]
    fn where_a_part_ends_makes_a_difference() {
        assert_ne!(Digest::of(["ab", "c"]), Digest::of(["a", "bc"]));
        assert_ne!(Digest::of(["a"]).then(["b"]), Digest::of(["a", "b"]));
    }

    #[test]
    fn a_digest_reads_back_as_it_was_written() {
        let digest = Digest::of(["x"]);
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("+0000000000000000000000000000001".parse::<Digest>().is_err());
    }
}
