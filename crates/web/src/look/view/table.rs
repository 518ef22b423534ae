//! A generic list of any record type.

use super::acts::Act;
use super::form::Field;
use super::parts::{ClockChip, Person, Priority, Status, Tag};
use super::queue::FilterChip;

/// A list as a table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Heading of the page.
    pub title: String,
    /// What the table holds, for readers who cannot see it.
    pub caption: String,
    /// How many in all.
    pub count: String,
    /// Path of the list, where the filter form sends its terms.
    pub url: String,
    /// Buttons beside the heading.
    pub acts: Vec<Act>,
    /// Filter terms in force.
    pub filters: Vec<FilterChip>,
    /// Fields of the filter menu.
    pub filter_fields: Vec<Field>,
    /// Whether the filter can't be read: its form then stands in place of the rows.
    pub is_unread: bool,
    /// Columns.
    pub columns: Vec<ColumnHead>,
    /// Rows.
    pub rows: Vec<TableRow>,
    /// `1 to 50 of 132`.
    pub range: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Heading and reason when there is nothing.
    pub empty: (String, String),
}

/// How a column is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sorted {
    /// It is not.
    #[default]
    No,
    /// Rising.
    Up,
    /// Falling.
    Down,
}

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub struct ColumnHead {
    /// Label.
    pub label: String,
    /// Sorts by it, or turns the order.
    pub sort_url: Option<String>,
    /// How it is sorted.
    pub sorted: Sorted,
    /// Whether it holds figures.
    pub figures: bool,
}

/// A row; the first cell names it.
#[derive(Debug, Clone, Default)]
pub struct TableRow {
    /// The record's page.
    pub url: String,
    /// Cells, as many as columns.
    pub cells: Vec<Datum>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub enum Datum {
    /// Empty.
    #[default]
    None,
    /// Words.
    Text(String),
    /// Words in a second, quieter line below the first.
    Lines(String, String),
    /// A figure.
    Figure(String),
    /// A status.
    Status(Status),
    /// A priority.
    Priority(Priority),
    /// A person.
    Person(Person),
    /// A clock.
    Clock(ClockChip),
    /// A label.
    Tag(Tag),
}
