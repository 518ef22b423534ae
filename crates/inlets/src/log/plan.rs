//! What a case becomes: a record with its steps, as plain values, with a digest that makes a second import harmless.

mod apply;
mod value;

use std::collections::BTreeSet;

use base::Instant;
use indexmap::IndexMap;

use super::{Attributes, Case, Digest, Fault, Mapping};

/// A value for a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlannedValue {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// The key of a choice.
    Choice(String),
    /// An instant.
    At(Instant),
    /// A record, team or person to be looked up, or made where it is missing.
    Make(Made),
}

/// Something that a log names by its natural key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Made {
    /// What it is: `team`, `person`, or a record type.
    pub kind: String,
    /// What the log calls it.
    pub key: String,
    /// Its support line, where the name tells.
    pub line: Option<u8>,
}

/// What is kept beside the fields: label and text.
pub type Notes = Attributes;

/// One case, planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What the log calls it.
    pub key: String,
    /// The line where it begins.
    pub line: u64,
    /// The record's type.
    pub record_type: String,
    /// The record's title.
    pub title: String,
    /// When it began: the time of its first step.
    pub opened: Instant,
    /// Its state at the end.
    pub state: Option<String>,
    /// Its fields at the end.
    pub fields: IndexMap<String, PlannedValue>,
    /// What happened, by time; never empty.
    pub steps: Vec<Step>,
    /// The digest of the whole: that of its last step.
    pub digest: Digest,
}

/// One thing that happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// The state after it, where it tells.
    pub state: Option<String>,
    /// The fields it changed.
    pub changes: Vec<(String, PlannedValue)>,
    /// Who did it.
    pub person: Option<Made>,
    /// The team that did it.
    pub team: Option<Made>,
    /// The role in which it was done; for mining, not brought in.
    pub role: Option<String>,
    /// The log's own words for the state after it; for mining, not brought in.
    pub words: Option<String>,
    /// What else is kept of it.
    pub notes: Notes,
    /// Its line in the log.
    pub line: u64,
    /// The digest of the case up to and including this step.
    pub digest: Digest,
}

/// What is new in a case since an earlier import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fresh<'a> {
    /// Nothing: the case is as it was.
    Nothing,
    /// These steps came after those known.
    Steps(&'a [Step]),
    /// What was imported is not how this case begins: its past or its mapping changed.
    Rewritten,
}

/// A planned case with the faults found while planning it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The case.
    pub planned: Planned,
    /// Texts that the mapping has no meaning for.
    pub faults: Vec<Fault>,
}

impl Planned {
    /// What is new since the import that ended with this digest; `None` where there was none.
    pub fn since(&self, known: Option<Digest>) -> Fresh<'_> {
        let Some(known) = known else { return Fresh::Steps(&self.steps) };
        let rest = self.steps.iter().position(|step| step.digest == known).and_then(|at| self.steps.get(at + 1..));
        match rest {
            Some([]) => Fresh::Nothing,
            Some(rest) => Fresh::Steps(rest),
            None => Fresh::Rewritten,
        }
    }

    /// Everything that must exist before the case can be written.
    pub fn makes(&self) -> BTreeSet<&Made> {
        let changes = self.steps.iter().flat_map(|step| &step.changes);
        let in_fields = changes.filter_map(|(_, value)| value.made());
        let actors = self.steps.iter().flat_map(|step| step.person.iter().chain(&step.team));
        in_fields.chain(actors).collect()
    }
}

impl PlannedValue {
    /// What is to be made, if it is that.
    pub fn made(&self) -> Option<&Made> {
        match self {
            Self::Make(made) => Some(made),
            Self::Text(_) | Self::Whole(_) | Self::Choice(_) | Self::At(_) => None,
        }
    }
}

impl Mapping {
    /// Plans a case.
    pub fn plan(&self, case: &Case) -> Plan {
        apply::plan(self, case)
    }
}

#[cfg(test)]
mod tests;
