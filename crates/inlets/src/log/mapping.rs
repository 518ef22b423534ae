//! The mapping: what a log's names mean in records of one type. A text file; every fault in it is told with its place.
//!
//! Where a name of the log is asked for, `case` is the case's own key, `case:NAME` is said of the case as a whole, and any
//! other `NAME` is said of the event (in a table: a column of the row).

mod check;
mod fault;
mod file;
mod template;

use indexmap::IndexMap;

pub use fault::{BadMapping, MappingFault};
pub use file::{As, Rows};
pub use template::{Place, Template};

use super::{Attributes, Names, PlannedValue};

/// A checked mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The record type the cases become.
    pub record_type: String,
    /// What readers must know.
    pub names: Names,
    /// What a row of a table is; an XES log needs none.
    pub rows: Rows,
    /// The record's title, from the case's first event.
    pub title: Template,
    /// The record's fields.
    pub fields: IndexMap<String, FieldRule>,
    /// The record's state after each event.
    pub state: Option<StateRule>,
    /// Who did each event.
    pub by: Who,
    /// Moments of a row beyond its first, where a row is a case.
    pub later: Vec<Later>,
    /// Attributes kept as notes on each step, and what they are called there.
    pub keep: IndexMap<Place, String>,
}

/// How a field gets its value.
#[derive(Clone, Debug)]
pub struct FieldRule {
    /// Where the text comes from.
    pub from: Place,
    /// Texts that stand for no value.
    pub unknown: Vec<String>,
    /// What the text becomes.
    pub gives: Gives,
}

/// What a field's text becomes.
#[derive(Clone, Debug)]
pub enum Gives {
    /// The text read as a plain value.
    Plain(As),
    /// One of these; where it is none of them, the default, or a fault.
    Mapped(IndexMap<String, PlannedValue>, Option<PlannedValue>),
    /// A record, team or person of this kind with the text as natural key.
    Make(String, Option<Line>),
    /// The support line that the text's ending tells.
    Line(Line),
}

/// How a team's name tells its support line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Endings and their lines; of several that fit, the longest counts.
    pub endings: IndexMap<String, u8>,
    /// The line of a name with none of them.
    pub otherwise: Option<u8>,
}

/// How an event tells the state.
#[derive(Clone, Debug)]
pub struct StateRule {
    /// Where the texts come from; joined by `/`.
    pub from: Vec<Place>,
    /// States by joined texts, for a case's first event.
    pub first: IndexMap<String, String>,
    /// States by joined texts.
    pub values: IndexMap<String, String>,
    /// The state for any other; without one it is a fault.
    pub default: Option<String>,
}

/// Who did an event.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The person.
    pub person: Option<FieldRule>,
    /// The team.
    pub team: Option<FieldRule>,
    /// In which role: nothing of it is brought in, but mining holds it against the matrix.
    pub role: Option<RoleRule>,
}

/// In which role an event was done.
#[derive(Clone, Debug)]
pub struct RoleRule {
    /// Where the text comes from.
    pub from: Place,
    /// Texts that stand for no role.
    pub unknown: Vec<String>,
    /// Whether the text is a team's name whose ending tells a support line.
    pub line: Option<Line>,
    /// Declared roles by texts or lines; without any, the text itself is the role.
    pub values: IndexMap<String, String>,
}

/// A further moment of a row that is a whole case.
#[derive(Clone, Debug)]
pub struct Later {
    /// The column with the time; empty where it did not happen.
    pub at: Place,
    /// The state from then on.
    pub state: String,
}

impl Mapping {
    /// Reads a mapping; `file` is its name in what is said of it.
    pub fn parse(text: &str, file: &str) -> Result<Self, BadMapping> {
        check::read(text).map_err(|faults| BadMapping::new(file, text, faults))
    }
}

impl Line {
    /// The support line of a team's name.
    pub fn of(&self, name: &str) -> Option<u8> {
        let fitting = self.endings.iter().filter(|(ending, _)| name.ends_with(ending.as_str()));
        fitting.max_by_key(|(ending, _)| ending.len()).map(|(_, line)| *line).or(self.otherwise)
    }
}

impl RoleRule {
    /// The role of an event; `None` where it does not tell.
    pub(super) fn role(&self, words: &Words<'_>) -> Option<String> {
        let text = words.at(&self.from).filter(|text| !self.unknown.iter().any(|unknown| unknown == text))?;
        let text = match &self.line {
            Some(line) => line.of(text)?.to_string(),
            None => text.to_owned(),
        };
        if self.values.is_empty() { Some(text) } else { self.values.get(&text).cloned() }
    }
}

/// Where the words of one event are looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) key: &'a str,
    pub(super) case: &'a Attributes,
    pub(super) event: &'a Attributes,
}

impl<'a> Words<'a> {
    pub(super) fn at(&self, place: &Place) -> Option<&'a str> {
        match place {
            Place::Key => Some(self.key),
            Place::Case(name) => super::case::text(self.case, name),
            Place::Event(name) => super::case::text(self.event, name),
        }
    }
}

#[cfg(test)]
mod tests;
