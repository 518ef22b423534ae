//! Event logs and tables, read by a mapping file into plain cases and planned steps.
//!
//! Knows XES, CSV and the mapping; refuses to know records, rights and databases. The way through it:
//! [`Mapping::parse`] the mapping, [`Log::open`] the file, [`Import::new`] both, take each [`Planned`] case from the
//! iterator, and keep [`Import::into_report`] at the end.

mod case;
mod digest;
mod import;
mod mapping;
mod moment;
mod plan;
mod report;
mod source;
mod table;
mod xes;

pub use case::{Attributes, Case, Event, Item, Names};
pub use digest::{BadDigest, Digest};
pub use import::{Import, Log};
pub use mapping::{
    As, BadMapping, FieldRule, Gives, Later, Line, Mapping, MappingFault, Place, RoleRule, Rows, StateRule, Template,
    Who,
};
pub use moment::Moments;
pub use plan::{Fresh, Made, Notes, Plan, Planned, PlannedValue, Step};
pub use report::{Cut, Fault, Lost, Report, Why};
pub use source::Source;
pub use table::Table;
pub use xes::Xes;
