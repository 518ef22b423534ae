//! Who does what: the matrix and the findings in it.

use super::acts::{Act, Link};
use super::parts::{Letter, Person, Phrase, Tone};

/// Which of how many there are, and the addresses of those before and after.
pub type Pages = (String, Option<String>, Option<String>);

/// The matrix of one practice, as it is in force.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// Heading.
    pub title: String,
    /// The practice, and others to go to.
    pub practice: (String, Vec<Link>),
    /// The part of the organisation, and others to go to.
    pub scope: (String, Vec<Link>),
    /// For example `Draft 13, 3 edits`.
    pub draft: Option<String>,
    /// Buttons.
    pub acts: Vec<Act>,
    /// Other ways to look at it.
    pub tabs: Vec<Tab>,
    /// Figures above the matrix; the first may carry a trend.
    pub tiles: Vec<Tile>,
    /// Caption for readers who cannot see it.
    pub caption: String,
    /// Roles.
    pub columns: Vec<Column>,
    /// Activities by group.
    pub groups: Vec<MatrixGroup>,
    /// Which of how many activities, and the addresses of the parts before and after.
    pub pages: Pages,
    /// For example `Load, of 14 activities`.
    pub load_title: String,
    /// One per column.
    pub load: Vec<Load>,
    /// Findings beside it.
    pub findings: Vec<Finding>,
    /// The same by person: what a narrow screen shows instead of columns.
    pub carriers: Vec<super::who::Carrier>,
    /// Where all of them are.
    pub all_carriers: Option<String>,
}

/// A tab that is a page.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// Where it leads and whether it is open.
    pub link: Link,
    /// A count.
    pub count: Option<String>,
}

/// A figure.
#[derive(Debug, Clone, Default)]
pub struct Tile {
    /// What it counts.
    pub name: String,
    /// The number.
    pub number: String,
    /// Unit or target.
    pub unit: String,
    /// Icon by name.
    pub icon: Option<String>,
    /// How loud.
    pub tone: Tone,
    /// Past values, 0 to 100, oldest first.
    pub trend: Vec<u8>,
    /// The trend in words.
    pub trend_text: String,
}

/// A role as a column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The role.
    pub role: String,
    /// Who holds it, in a word or two.
    pub holder: String,
    /// The avatar; none when vacant.
    pub person: Option<Person>,
}

/// Activities under one heading.
#[derive(Debug, Clone, Default)]
pub struct MatrixGroup {
    /// Heading.
    pub title: String,
    /// Activities.
    pub rows: Vec<MatrixRow>,
}

/// How a finding marks a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowMark {
    /// It does not.
    #[default]
    None,
    /// Tinted: there is a finding.
    Has,
    /// Tinted and edged: it is the open one.
    Selected,
}

/// An activity.
#[derive(Debug, Clone, Default)]
pub struct MatrixRow {
    /// What is done.
    pub activity: String,
    /// Cells, as many as columns.
    pub cells: Vec<Cell>,
    /// Whether a finding marks it.
    pub mark: RowMark,
    /// How loud.
    pub tone: Tone,
    /// The finding at the end of the row.
    pub flag: Option<Flag>,
}

/// A cell: the letters of a role in an activity.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Letters.
    pub stamps: Vec<Stamp>,
    /// Whether a chain leads on to the cell below (same hands).
    pub chained: bool,
}

/// A letter, perhaps marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The letter.
    pub letter: Letter,
    /// The mark of a finding.
    pub mark: Mark,
}

/// How a finding marks a letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// It does not.
    #[default]
    None,
    /// Double ring: two answer for it.
    Clash,
    /// Dashed ring: nobody does; this is a suggestion.
    Missing,
    /// Linked ring: the same hands.
    Same,
}

/// A finding at the end of a row.
#[derive(Debug, Clone, Default)]
pub struct Flag {
    /// Icon by name.
    pub icon: String,
    /// What was found.
    pub text: String,
    /// Where it stands.
    pub url: String,
    /// How loud.
    pub tone: Tone,
}

/// How much a role carries.
#[derive(Debug, Clone, Default)]
pub struct Load {
    /// How many.
    pub count: String,
    /// Share of all, 0 to 100.
    pub share: u8,
    /// How loud.
    pub tone: Tone,
}

/// Something that is not in order.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// Anchor.
    pub id: String,
    /// Icon by name.
    pub icon: String,
    /// How loud.
    pub tone: Tone,
    /// What was found.
    pub title: String,
    /// In which activity, or by which rule.
    pub subject: String,
    /// Age in words, for example `21 d`.
    pub age: String,
    /// Whether it stands open.
    pub open: bool,
    /// Why it matters, with a real record.
    pub why: Phrase,
    /// Who is meant.
    pub holders: Vec<FindingHolder>,
    /// What would settle it.
    pub fix: Vec<FixStep>,
    /// What the reader can do.
    pub acts: Vec<Act>,
    /// Who decides.
    pub decides: Phrase,
    /// What the reader can't do, and who can.
    pub locked: Vec<String>,
    /// The rule, with its version.
    pub rule: Option<Link>,
}

/// Somebody a finding is about.
#[derive(Debug, Clone, Default)]
pub struct FindingHolder {
    /// In which letter.
    pub stamp: Stamp,
    /// The avatar.
    pub person: Option<Person>,
    /// The role.
    pub role: String,
    /// Who and since when.
    pub detail: String,
}

/// A step that would settle a finding.
#[derive(Debug, Clone, Default)]
pub struct FixStep {
    /// The letter afterwards.
    pub letter: Letter,
    /// Whose.
    pub text: String,
}

/// The page of all findings.
#[derive(Debug, Clone, Default)]
pub struct FindingsPage {
    /// Heading.
    pub title: String,
    /// What is looked at, in a sentence.
    pub lead: String,
    /// Kinds, as filters.
    pub kinds: Vec<Tab>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Which of how many, and the addresses of the pages before and after.
    pub pages: Pages,
    /// Heading and reason when there is nothing.
    pub empty: (String, String),
}
