//! Responsibility mining: what happened to cases becomes variants, handovers, ping-pong, waiting, who did what (also
//! against the matrix) and a first matrix with its gaps and overlaps.
//!
//! Pure: it is handed one [`Case`] after the other and keeps counts, never the cases. Whoever reads a journal or a log
//! makes the cases; [`Course`] holds a foreign event against what is declared.
//!
//! Absent on purpose: files, databases, HTTP, the time of day, and any decision about who may do something.

mod case;
mod course;
mod did;
mod finding;
mod miner;
mod propose;
mod relay;
mod report;
mod spread;
mod stay;
mod tally;
mod text;
mod variants;
mod words;

pub use case::{Act, Case, Standing};
pub use course::{Course, name_by_activity};
pub use finding::{Finding, Kind as FindingKind};
pub use miner::Miner;
pub use report::{
    Against, Between, Bounces, Cell, Doer, Handovers, Mined, Outside, Pair, Row, Spans, Stay, Strayed, Variant, Who,
};
pub use text::{per_cent, span};

#[cfg(test)]
mod tests;
