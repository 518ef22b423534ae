//! Search results, by kind.

use super::parts::Status;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// The words asked for.
    pub query: String,
    /// How many in all, in words.
    pub total: String,
    /// Found things by kind.
    pub groups: Vec<HitGroup>,
    /// What to try when nothing was found.
    pub tip: String,
}

/// Found things of one kind.
#[derive(Debug, Clone, Default)]
pub struct HitGroup {
    /// For example `Incidents`.
    pub title: String,
    /// How many.
    pub count: String,
    /// All of them.
    pub all: Option<String>,
    /// The first few.
    pub hits: Vec<Hit>,
}

/// A found thing.
#[derive(Debug, Clone, Default)]
pub struct Hit {
    /// Icon by name.
    pub icon: String,
    /// Number, may be empty.
    pub number: String,
    /// Title.
    pub title: String,
    /// The passage, cut at the found words: every second piece is a hit.
    pub passage: Vec<String>,
    /// Its page.
    pub url: String,
    /// Its status.
    pub status: Option<Status>,
    /// A word at the right, for example a date.
    pub end: String,
}
