//! The queue: a list grouped by clock on the left, one record on the right.

use super::acts::{Link, Seal};
use super::form::{Field, NamedChoice};
use super::parts::{ClockChip, Person, Priority, Status, Tag, Tone};
use super::record::Record;

/// A queue with the chosen record beside it.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// Name of the view, for example `Open`.
    pub title: String,
    /// Whose it is, for readers of the heading only.
    pub label: String,
    /// How many in all, already capped.
    pub count: String,
    /// Path of the view, where the filter form sends its terms.
    pub url: String,
    /// Where a new record is made.
    pub new_url: Option<String>,
    /// Filter terms in force.
    pub filters: Vec<FilterChip>,
    /// Fields of the filter menu.
    pub filter_fields: Vec<Field>,
    /// Whether the filter can't be read: its form then stands in place of the rows.
    pub is_unread: bool,
    /// Terms the filter form must keep, as name and value.
    pub keep: Vec<(String, String)>,
    /// The order in force, for example `Clock`.
    pub sort: String,
    /// Other orders.
    pub sorts: Vec<Link>,
    /// Layouts and densities.
    pub layouts: Vec<Link>,
    /// Rows by group.
    pub groups: Vec<QueueGroup>,
    /// What can be done with many at once.
    pub bulk: Option<Bulk>,
    /// `1 to 50 of 132`, empty when one page holds all.
    pub range: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Heading and reason when there is nothing.
    pub empty: (String, String),
    /// The record beside the list.
    pub record: Option<Record>,
    /// Whether the reader chose it; a phone then shows the record instead of the list.
    pub chosen: bool,
}

/// A filter term in force.
#[derive(Debug, Clone, Default)]
pub struct FilterChip {
    /// For example `Team is`.
    pub name: String,
    /// For example `Service desk`.
    pub value: String,
    /// The view without this term.
    pub remove: String,
}

/// Rows under one heading.
#[derive(Debug, Clone, Default)]
pub struct QueueGroup {
    /// For example `Past due`.
    pub title: String,
    /// How many in the group.
    pub count: String,
    /// How loud the heading.
    pub tone: Tone,
    /// The rows.
    pub rows: Vec<QueueRow>,
}

/// A row of the queue.
#[derive(Debug, Clone, Default)]
pub struct QueueRow {
    /// The record's id as the bulk form sends it.
    pub id: String,
    /// Title.
    pub title: String,
    /// The view with this record chosen.
    pub url: String,
    /// Number and a word of context.
    pub meta: String,
    /// A word before the number, for example `Major`.
    pub tag: Option<Tag>,
    /// Priority.
    pub priority: Option<Priority>,
    /// Status.
    pub status: Status,
    /// Who has it.
    pub assignee: Option<Person>,
    /// The clock that runs out next.
    pub clock: Option<ClockChip>,
    /// Not opened yet by the reader.
    pub unread: bool,
    /// Shown beside the list.
    pub current: bool,
}

/// What the bulk bar offers.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// Where it posts.
    pub action: String,
    /// Seal.
    pub seal: Seal,
    /// Moves and changes that apply to all.
    pub choices: Vec<NamedChoice>,
}
