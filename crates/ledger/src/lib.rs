//! The tamper-evident journal tree: hashes, proofs, checkpoints, and the examiner that finds what was changed.
//!
//! Refuses to know storage, clocks and files: callers hand in bytes and hashes, and keep what comes back.
//! A hash chain would find edits only; the tree (RFC 6962/9162) with signed checkpoints kept elsewhere also finds a
//! cut tail and a wholly rebuilt journal, and proves one entry without showing the others.

mod canonical;
mod checkpoint;
mod examine;
mod fault;
mod hash;
mod note;
mod proof;
mod receipt;
mod text;
mod tree;

pub use canonical::{Canon, Place, Salt, commit};
pub use checkpoint::{BadCheckpoint, Checkpoint, Growth, Refused};
pub use examine::{Entry, Examiner};
pub use fault::{Fault, Report};
pub use hash::{BadHash, Hash};
pub use note::{BadKey, BadNote, Signer, Verifier};
pub use proof::{Consistency, Disproved, Inclusion, Leaves, Unprovable};
pub use receipt::{BadReceipt, Receipt};
pub use text::BadProofText;
pub use tree::{BadRange, Range};
