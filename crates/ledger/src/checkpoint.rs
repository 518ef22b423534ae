//! Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, signed, and never for a log that was rewritten.
//! Knows neither when one is due nor where it is kept.

use std::fmt;

use crate::{BadNote, Consistency, Disproved, Hash, Signer, Verifier, text};

/// What a log had at one moment: so many entries, with this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
}

/// A checkpoint that cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the origin of a log may not be empty nor hold line ends or control characters")]
pub struct BadCheckpoint;

/// What shows that the log grew by appending only since the last checkpoint.
#[derive(Clone, Copy, Debug)]
pub enum Growth<'a> {
    /// A consistency proof from the last size to the next.
    Proof(&'a Consistency),
    /// The root at the last size, computed anew from the same leaves as the next root.
    Recomputed(Hash),
}

/// Why a checkpoint is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The last checkpoint is that of another log.
    #[error("the last checkpoint is that of another log")]
    OtherOrigin,
    /// The log is smaller than it was.
    #[error("the log has {size} entries, but {last} were signed for")]
    Shrunk {
        /// How many entries there are.
        size: u64,
        /// How many the last checkpoint signed for.
        last: u64,
    },
    /// The consistency proof is of other sizes.
    #[error("the consistency proof is not of these two checkpoints")]
    OtherProof,
    /// The log no longer begins with what the last checkpoint signed for.
    #[error("the first {size} entries are not those that were signed for")]
    Rewritten {
        /// How many entries the last checkpoint signed for.
        size: u64,
        /// What was wrong with the proof, where one was given.
        #[source]
        source: Option<Disproved>,
    },
}

impl Checkpoint {
    /// The checkpoint of a log of this origin, size and root.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, BadCheckpoint> {
        if origin.is_empty() || origin.chars().any(char::is_control) {
            return Err(BadCheckpoint);
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }
    /// The name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }
    /// How many entries it had.
    pub const fn size(&self) -> u64 {
        self.size
    }
    /// The root over them.
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    fn read(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.strip_suffix('\n')?.split('\n').collect();
        let [origin, size, root] = lines.as_slice() else { return None };
        Self::new(origin, text::decimal(size)?, text::hash_from_base64(root)?).ok()
    }

    /// Refuses this checkpoint where it is not what `last` grew into.
    fn follows(&self, last: &Self, growth: Growth<'_>) -> Result<(), Refused> {
        if self.origin != last.origin {
            return Err(Refused::OtherOrigin);
        }
        if self.size < last.size {
            return Err(Refused::Shrunk { size: self.size, last: last.size });
        }
        let rewritten = |source| Refused::Rewritten { size: last.size, source };
        match growth {
            Growth::Proof(proof) if (proof.from, proof.to) != (last.size, self.size) => Err(Refused::OtherProof),
            Growth::Proof(proof) => proof.check(&last.root, &self.root).map_err(|disproved| rewritten(Some(disproved))),
            Growth::Recomputed(root) if root != last.root => Err(rewritten(None)),
            Growth::Recomputed(_) if self.size == last.size && self.root != last.root => Err(rewritten(None)),
            Growth::Recomputed(_) => Ok(()),
        }
    }
}

/// The three lines that are signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, text::base64_of(self.root.as_bytes()))
    }
}

impl Signer {
    /// Signs the first checkpoint of a log. For each later one use [`Signer::sign_next`].
    pub fn sign_first(&self, checkpoint: &Checkpoint) -> String {
        self.sign_text(&checkpoint.to_string())
    }
    /// Signs the next checkpoint, unless it is not consistent with the last. Take `last` from its signed note with
    /// [`Verifier::checkpoint`], not from columns anyone could have changed.
    pub fn sign_next(&self, last: &Checkpoint, next: &Checkpoint, growth: Growth<'_>) -> Result<String, Refused> {
        next.follows(last, growth)?;
        Ok(self.sign_text(&next.to_string()))
    }
}

impl Verifier {
    /// The checkpoint in a note this key signed.
    pub fn checkpoint(&self, note: &str) -> Result<Checkpoint, BadNote> {
        Checkpoint::read(self.open(note)?).ok_or(BadNote::NoCheckpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Range;

    fn leaves(count: u8) -> Vec<Hash> {
        (0..count).map(|n| Hash::leaf(&[n])).collect()
    }

    fn at(leaves: &[Hash]) -> Checkpoint {
        let range: Range = leaves.iter().copied().collect();
        Checkpoint::new("desk.example/journal", range.size(), range.root()).unwrap()
    }

    fn signer() -> Signer {
        Signer::from_seed("desk.example/journal", &[7; 32]).unwrap()
    }

    #[test]
    fn a_checkpoint_is_three_lines_and_a_signature() {
        let note = signer().sign_first(&at(&leaves(3)));
        let lines: Vec<&str> = note.lines().collect();
        assert_eq!(lines[..2], ["desk.example/journal", "3"]);
        assert_eq!((lines[2].len(), lines[3], lines.len()), (44, "", 5));
        assert_eq!(signer().verifier().checkpoint(&note), Ok(at(&leaves(3))));
    }

    #[test]
    fn a_changed_checkpoint_is_not_believed() {
        let note = signer().sign_first(&at(&leaves(3)));
        let check = |bad: String, why| assert_eq!(signer().verifier().checkpoint(&bad), Err(why), "{bad}");
        check(note.replace("\n3\n", "\n4\n"), BadNote::Forged);
        check(note.replacen("desk", "disk", 1), BadNote::Forged);
        check(signer().sign_text("a\n3\n"), BadNote::NoCheckpoint);
        check(signer().sign_text(&at(&leaves(3)).to_string().replace("\n3\n", "\n03\n")), BadNote::NoCheckpoint);
    }

    #[test]
    fn the_next_checkpoint_is_signed_where_the_log_only_grew() {
        let (last, next) = (at(&leaves(5)), at(&leaves(9)));
        let proof = Consistency::make(&leaves(9), 5, 9).unwrap();
        assert!(signer().sign_next(&last, &next, Growth::Proof(&proof)).is_ok());
        assert!(signer().sign_next(&last, &next, Growth::Recomputed(*last.root())).is_ok());
    }

    #[test]
    fn a_rewritten_or_shrunk_log_is_never_signed_for() {
        let mut forged = leaves(9);
        forged[2] = Hash::leaf(b"forged");
        let last = at(&leaves(5));
        let check = |next: &[Hash], growth: Growth<'_>| signer().sign_next(&last, &at(next), growth).unwrap_err();
        let proof = Consistency::make(&forged, 5, 9).unwrap();
        assert!(matches!(check(&forged, Growth::Proof(&proof)), Refused::Rewritten { size: 5, source: Some(_) }));
        let root = *at(&forged[..5]).root();
        assert_eq!(check(&forged, Growth::Recomputed(root)), Refused::Rewritten { size: 5, source: None });
        let same = Growth::Recomputed(*last.root());
        assert_eq!(check(&forged[..5], same), Refused::Rewritten { size: 5, source: None });
        assert_eq!(check(&leaves(4), same), Refused::Shrunk { size: 4, last: 5 });
        let other = Consistency { from: 0, to: 9, path: vec![] };
        assert_eq!(check(&leaves(9), Growth::Proof(&other)), Refused::OtherProof);
        let elsewhere = Checkpoint::new("elsewhere", 5, *last.root()).unwrap();
        assert_eq!(signer().sign_next(&elsewhere, &last, same), Err(Refused::OtherOrigin));
    }

    #[test]
    fn an_origin_with_a_line_end_is_refused() {
        for bad in ["", "a\nb", "a\r"] {
            assert_eq!(Checkpoint::new(bad, 0, Hash::empty()), Err(BadCheckpoint));
        }
    }
}
