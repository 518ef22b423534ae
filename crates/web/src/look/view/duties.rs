//! Duties: a month as a calendar and as a list; what one person did in a year.

use super::acts::{Act, Link};
use super::form::NamedChoice;
use super::governance::Tab;
use super::home::Duty;
use super::parts::{Moment, Tone};

/// The page of duties.
#[derive(Debug, Clone, Default)]
pub struct Duties {
    /// Mine, or those that I answer for.
    pub tabs: Vec<Tab>,
    /// Whether others' are shown.
    pub whose: String,
    /// Roles to choose from, where there is more than one.
    pub roles: Vec<NamedChoice>,
    /// Buttons beside the heading.
    pub acts: Vec<Act>,
    /// The month.
    pub month: DutyMonth,
    /// Headed parts of the list; empty ones are left out.
    pub groups: Vec<DutyGroup>,
    /// What is done when something happens.
    pub on_event: Vec<Duty>,
}

/// A month of duties.
#[derive(Debug, Clone, Default)]
pub struct DutyMonth {
    /// Its name and year.
    pub title: String,
    /// As sent: `2026-11`.
    pub name: String,
    /// The month before.
    pub previous: Link,
    /// The month after.
    pub next: Link,
    /// Weeks from Monday, seven days each.
    pub weeks: Vec<Vec<DutyDay>>,
}

/// A day of a month.
#[derive(Debug, Clone, Default)]
pub struct DutyDay {
    /// Its number.
    pub number: String,
    /// For machines.
    pub machine: String,
    /// In words.
    pub words: String,
    /// Whether it belongs to another month.
    pub is_outside: bool,
    /// Whether it is today.
    pub is_today: bool,
    /// What falls due on it.
    pub marks: Vec<DutyMark>,
}

/// A duty on a day.
#[derive(Debug, Clone, Default)]
pub struct DutyMark {
    /// What.
    pub title: String,
    /// Where it stands, in a word.
    pub stands: String,
    /// How loud.
    pub tone: Tone,
    /// Where it stands in the list.
    pub url: String,
}

/// A headed part of the list.
#[derive(Debug, Clone, Default)]
pub struct DutyGroup {
    /// Its heading.
    pub title: String,
    /// Its name within the page.
    pub anchor: String,
    /// Whether it is folded.
    pub is_folded: bool,
    /// The duties.
    pub duties: Vec<Duty>,
}

/// What one person's roles asked of them in a year, and what became of it.
#[derive(Debug, Clone, Default)]
pub struct DutyRecord {
    /// Heading.
    pub title: String,
    /// What it is, made when and for whom.
    pub lead: String,
    /// The person by key, as sent.
    pub person: String,
    /// Years to choose from.
    pub years: Vec<NamedChoice>,
    /// Sums in words.
    pub sums: Vec<(String, String)>,
    /// By role and scope.
    pub parts: Vec<DutyPart>,
}

/// One role over one scope.
#[derive(Debug, Clone, Default)]
pub struct DutyPart {
    /// Role and scope.
    pub title: String,
    /// Its lines.
    pub lines: Vec<DutyLine>,
}

/// One duty of the record.
#[derive(Debug, Clone, Default)]
pub struct DutyLine {
    /// What.
    pub title: String,
    /// The period.
    pub period: String,
    /// By when.
    pub due: Moment,
    /// Where it stands.
    pub stands: String,
    /// How loud.
    pub tone: Tone,
    /// When it was done.
    pub done: Option<Moment>,
    /// By whom.
    pub by: String,
    /// On which record.
    pub on: Option<Link>,
    /// What was done or attested.
    pub words: String,
    /// Its place in the journal.
    pub entry: String,
}
