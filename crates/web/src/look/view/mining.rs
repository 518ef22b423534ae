//! What the page of responsibility mining shows.

use super::{Finding, Link};

/// The page.
#[derive(Debug, Clone, Default)]
pub struct MiningPage {
    /// Heading.
    pub title: String,
    /// What was mined, in a sentence.
    pub lead: String,
    /// Record types.
    pub kinds: (String, Vec<Link>),
    /// The tables, in order.
    pub tables: Vec<MiningTable>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Heading and reason when nothing was mined.
    pub empty: (String, String),
}

/// One table: a heading, what it counts, and lines with a bar each.
#[derive(Debug, Clone, Default)]
pub struct MiningTable {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// What it counts, in a sentence.
    pub lead: String,
    /// The heads of its columns; the first is that of the line's name.
    pub heads: Vec<String>,
    /// Lines.
    pub lines: Vec<MiningLine>,
}

/// A line of a table.
#[derive(Debug, Clone, Default)]
pub struct MiningLine {
    /// What it is about.
    pub name: String,
    /// Its share, 0 to 1000, drawn as a bar; none where a bar says nothing.
    pub share: Option<u64>,
    /// The other cells.
    pub cells: Vec<String>,
}
