//! The small grammar that notes, proofs and receipts share: lines, decimal sizes, base64. Knows no meaning.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{Consistency, Hash};

const CONSISTENCY: &str = "remit/consistency@1";
/// More hashes than this no proof in a tree of 64 bits needs.
const MOST_HASHES: usize = 128;

/// A text that is not a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("could not read {what} of the proof")]
pub struct BadProofText {
    pub(crate) what: &'static str,
}

/// Standard base64 with padding.
pub(crate) fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a standard base64 text.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A hash in base64.
pub(crate) fn hash_from_base64(text: &str) -> Option<Hash> {
    Some(Hash::from_bytes(from_base64(text)?.try_into().ok()?))
}

/// A decimal number written the only way it can be: no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Reads the hashes of a path, one a line, to the end of the lines.
pub(crate) fn path<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Hash>, BadProofText> {
    let hashes: Option<Vec<Hash>> = lines.take(MOST_HASHES + 1).map(hash_from_base64).collect();
    hashes.filter(|hashes| hashes.len() <= MOST_HASHES).ok_or(BadProofText { what: "a hash" })
}

/// Writes the hashes of a path, one a line.
pub(crate) fn write_path(f: &mut fmt::Formatter<'_>, path: &[Hash]) -> fmt::Result {
    path.iter().try_for_each(|hash| writeln!(f, "{}", base64_of(hash.as_bytes())))
}

impl fmt::Display for Consistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{CONSISTENCY}\nold {}\nnew {}", self.from, self.to)?;
        write_path(f, &self.path)
    }
}

impl FromStr for Consistency {
    type Err = BadProofText;
    fn from_str(text: &str) -> Result<Self, BadProofText> {
        let mut lines = text.lines();
        if lines.next() != Some(CONSISTENCY) {
            return Err(BadProofText { what: "the first line" });
        }
        let mut size = |word: &str, what| {
            let number = lines.next().and_then(|line| decimal(line.strip_prefix(word)?));
            number.ok_or(BadProofText { what })
        };
        let (from, to) = (size("old ", "the old size")?, size("new ", "the new size")?);
        Ok(Self { from, to, path: path(lines)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_written_one_way_only() {
        assert_eq!(decimal("10"), Some(10));
        for bad in ["", "+1", "01", "-1", " 1", "1 ", "18446744073709551616"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_consistency_proof_reads_back_as_it_was_written() {
        let proof = Consistency { from: 3, to: 9, path: vec![Hash::leaf(b"a"), Hash::leaf(b"b")] };
        assert_eq!(proof.to_string().parse(), Ok(proof));
        for bad in ["", "remit/consistency@1\n", "remit/consistency@1\nold 3\nnew 9\nxx\n"] {
            assert!(bad.parse::<Consistency>().is_err(), "{bad}");
        }
    }
}
