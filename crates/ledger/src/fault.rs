//! What the examiner can find wrong with a journal, and the report of it. Knows no reason and no culprit.

use base::Instant;

use crate::{BadNote, Hash};

/// One thing found wrong, with its place. Sequence numbers are the journal's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The content and the stored leaf hash do not agree.
    #[error("entry {seq} was changed: its content hashes to {computed}, its row says {stored}")]
    Changed {
        /// The entry.
        seq: u64,
        /// The hash in its row.
        stored: Hash,
        /// The hash of its content.
        computed: Hash,
    },
    /// Entries are gone from within the journal.
    #[error("entries {from} to {to} are missing")]
    Missing {
        /// The first one missing.
        from: u64,
        /// The last one missing.
        to: u64,
    },
    /// An entry came twice.
    #[error("entry {seq} is there twice")]
    Duplicate {
        /// The entry.
        seq: u64,
    },
    /// An entry came after a later one.
    #[error("entry {seq} stands after entry {after}")]
    OutOfOrder {
        /// The entry.
        seq: u64,
        /// The entry before it.
        after: u64,
    },
    /// The content says it belongs elsewhere.
    #[error("the content of entry {seq} is not that of this place (it says {says:?})")]
    Misplaced {
        /// Where it stands.
        seq: u64,
        /// Where it says it belongs, if it says so at all.
        says: Option<u64>,
    },
    /// An entry is older than one before it.
    #[error("entry {seq} of {at} stands after one of {before}")]
    BackDated {
        /// The entry.
        seq: u64,
        /// The time it claims.
        at: Instant,
        /// The latest time before it.
        before: Instant,
    },
    /// A checkpoint is not believed.
    #[error("checkpoint number {number} is not believed: {why}")]
    BadCheckpoint {
        /// Which one, counted from 1 in the order handed in.
        number: u64,
        /// Why not.
        why: BadNote,
    },
    /// A checkpoint contradicts the log where a later one agrees with it: the checkpoint is the odd one out.
    #[error("the checkpoint at {size} entries contradicts a later one that agrees with the journal")]
    OddCheckpoint {
        /// The size it speaks of.
        size: u64,
    },
    /// The journal agrees with itself, but not with a checkpoint signed earlier: it was rewritten.
    #[error("something from entry {from} to entry {to} was rewritten after a checkpoint was signed")]
    Rewritten {
        /// The first entry no agreeing checkpoint covers.
        from: u64,
        /// The last entry the first disagreeing checkpoint covers.
        to: u64,
    },
    /// A checkpoint or the stored state speaks of more entries than there are: cut off, or an older copy restored.
    #[error("entries {from} to {to} were cut off, or an older copy was restored")]
    TailCut {
        /// The first one gone.
        from: u64,
        /// The last one promised.
        to: u64,
    },
    /// The stored state of the tree has another root.
    #[error("the stored root is not that of entries {from} to {to}")]
    OtherRoot {
        /// The first entry no agreeing checkpoint covers.
        from: u64,
        /// The last entry the state covers.
        to: u64,
    },
    /// There are entries the stored state of the tree does not know.
    #[error("entries {from} to {to} were slipped in behind the stored state")]
    Surplus {
        /// The first one.
        from: u64,
        /// The last one.
        to: u64,
    },
}

/// What an examination found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries were read.
    pub entries: u64,
    /// The root over the stored leaf hashes up to the first gap.
    pub root: Hash,
    /// How many entries, from the first on, agree with a believed checkpoint.
    pub proven: u64,
    /// How many believed checkpoints could not be compared because entries are missing.
    pub uncompared: u64,
    /// The faults, in the order found.
    pub faults: Vec<Fault>,
    /// How many more faults there are than are listed.
    pub unlisted: u64,
}

impl Report {
    /// Whether nothing was found wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}
