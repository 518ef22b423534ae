//! Home: five blocks, filled from the reader's roles.

use super::Link;
use super::acts::Act;
use super::entry::Step;
use super::parts::{ClockChip, Letter, Moment, Phrase, Tag, Tone};

/// The home page.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// Heading, for example `Good morning, Maya`.
    pub greeting: String,
    /// A line below, for example the day and the shift.
    pub line: String,
    /// Buttons beside the heading.
    pub acts: Vec<Act>,
    /// Roles to look by; empty for whoever has one only.
    pub roles: Vec<Link>,
    /// What is left to set up; empty when done.
    pub checklist: Vec<Step>,
    /// What only the reader can move on.
    pub waits: Vec<Waiting>,
    /// How many lines there are, and where the rest of them stands, by block.
    pub waits_rest: Rest,
    /// The same for clocks.
    pub clocks_rest: Rest,
    /// The same for what the reader answers for.
    pub answers_rest: Rest,
    /// When the next duty falls, for the empty state.
    pub next_duty: Option<String>,
    /// Clocks, next to run out first.
    pub clocks: Vec<HomeClock>,
    /// Duties of the next two weeks.
    pub duties: Vec<Duty>,
    /// What the reader answers for.
    pub answers: Vec<Answer>,
    /// What changed since yesterday; hidden when empty.
    pub since: Vec<Change>,
}

/// What of a block is not shown.
#[derive(Debug, Clone, Default)]
pub struct Rest {
    /// How many lines there are in all, as shown; empty: as many as are shown.
    pub total: String,
    /// Where all of them stand.
    pub all: Option<String>,
}

/// Something that waits for the reader.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// Icon by name.
    pub icon: String,
    /// What it is.
    pub title: String,
    /// Number, who asks, since when.
    pub detail: String,
    /// Where to act.
    pub url: String,
    /// The act in a word, for example `Approve`.
    pub verb: String,
    /// By when, if a clock runs.
    pub clock: Option<ClockChip>,
}

/// A clock the reader does or answers for.
#[derive(Debug, Clone, Default)]
pub struct HomeClock {
    /// In which letter the reader stands to it.
    pub letter: Letter,
    /// The record's title.
    pub title: String,
    /// Number and which clock.
    pub detail: String,
    /// The record.
    pub url: String,
    /// The clock.
    pub clock: ClockChip,
}

/// A duty due soon.
#[derive(Debug, Clone, Default)]
pub struct Duty {
    /// What is to be done.
    pub title: String,
    /// In which role, how often.
    pub detail: String,
    /// The duty's page.
    pub url: String,
    /// When it is due.
    pub due: Moment,
    /// How loud: plain, near, missed.
    pub tone: Tone,
    /// Where to record the evidence.
    pub evidence: Option<Act>,
    /// Whether nothing remains to be done.
    pub is_done: bool,
}

/// Something the reader answers for.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Icon by name.
    pub icon: String,
    /// A service, practice, supplier.
    pub title: String,
    /// One line on its health.
    pub detail: String,
    /// Its page.
    pub url: String,
    /// A word on its state.
    pub tag: Option<Tag>,
}

/// Something that changed.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Icon by name.
    pub icon: String,
    /// What changed.
    pub text: Phrase,
    /// When.
    pub at: Moment,
}
