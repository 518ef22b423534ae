//! One small pure file for each behaviour that data cannot express.
//!
//! A behaviour is bound at start to the fields that it reads and writes, proved to exist and to be of the right kind.
//! It is handed what it needs and gives back what should change; it knows no clock, database or randomness.

mod bind;
mod figure;
mod priority_matrix;

pub use bind::{BindFault, Bound, bind};

use model::{Draft, RecordType};

/// What a behaviour does with a draft before it is committed.
pub trait Behaviour: Send + Sync + std::fmt::Debug {
    /// Changes the draft as the practice demands.
    fn settle(&self, draft: &mut Draft);
    /// What it does, in a sentence for the manual and the why page.
    fn sentence(&self, of: &RecordType) -> String;
}
