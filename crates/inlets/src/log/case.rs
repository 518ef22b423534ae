//! A case and its events, as plain names and texts with the line each stands on.

use base::Instant;

use super::{Cut, Fault, Moments};

/// Names and texts in the order of the file.
pub type Attributes = Vec<(String, String)>;

/// One case of a log: an incident, a request, a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the log calls it.
    pub key: String,
    /// Where it begins in the file.
    pub line: u64,
    /// What is said of the case as a whole.
    pub attributes: Attributes,
    /// What happened, by time, then by line; never empty.
    pub events: Vec<Event>,
}

/// One thing that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where it begins in the file.
    pub line: u64,
    /// When it happened.
    pub at: Instant,
    /// What is said of it.
    pub attributes: Attributes,
}

/// What a reader hands out, one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A whole case.
    Case(Case),
    /// Something that could not be read, while the rest goes on.
    Fault(Fault),
    /// The reading ended before the end; nothing follows but cases that were read before it.
    Cut(Cut),
}

/// What a reader must know of a log: the names of two attributes, and how its times are written.
#[derive(Clone, Debug)]
pub struct Names {
    /// The attribute or column that names the case.
    pub case: String,
    /// The attribute or column that tells when an event happened.
    pub at: String,
    /// How times are written.
    pub moments: Moments,
}

impl Case {
    /// Puts the events in order: by time, and by line where the time is the same.
    pub(super) fn settle(mut self) -> Self {
        self.events.sort_by_key(|event| (event.at, event.line));
        self
    }
}

/// The text under a name; an empty one counts as absent.
pub(super) fn text<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}
