//! Who does what by person and by role, drafts of the matrix, its history, and the map of a role.

use super::acts::{Act, Link, Seal};
use super::governance::{Finding, Stamp, Tab};
use super::parts::{Letter, Moment, Person, Phrase, Tag};

/// What one holder does: for lists by person, and for the matrix on a narrow screen.
#[derive(Debug, Clone, Default)]
pub struct Carrier {
    /// The person, the team or the vacant role.
    pub name: String,
    /// A page of theirs.
    pub url: Option<String>,
    /// The avatar; none when vacant.
    pub person: Option<Person>,
    /// Roles, in a few words.
    pub detail: String,
    /// By letter: what.
    pub lines: Vec<(Letter, Vec<String>)>,
}

/// A page that reads from top to bottom under the tabs of who does what.
#[derive(Debug, Clone, Default)]
pub struct WhoPage {
    /// Heading.
    pub title: String,
    /// What is looked at, and others to go to.
    pub chooser: (String, Vec<Link>),
    /// As of when, and other days.
    pub times: (String, Vec<Link>),
    /// Buttons.
    pub acts: Vec<Act>,
    /// Other ways to look at it.
    pub tabs: Vec<Tab>,
    /// What it is, in a sentence.
    pub lead: String,
}

/// A change of the matrix that was published.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// For example `Version 3`.
    pub title: String,
    /// When.
    pub when: Moment,
    /// Who decided.
    pub person: Option<Person>,
    /// In words.
    pub detail: Phrase,
    /// The texts: path and content.
    pub texts: Vec<(String, String)>,
}

/// Something that happened to an appointment in the practice.
#[derive(Debug, Clone, Default)]
pub struct Appointed {
    /// Who, as what.
    pub text: Phrase,
    /// From when until when.
    pub detail: String,
}

/// A draft of the matrix.
#[derive(Debug, Clone, Default)]
pub struct DraftPage {
    /// Head and tabs.
    pub head: WhoPage,
    /// The draft's number and page, its state and who has it to decide.
    pub number: Option<Link>,
    /// In which state it is.
    pub state: Tag,
    /// What to do next, and what others decide.
    pub acts: Vec<Act>,
    /// Why an act is not the reader's: who decides.
    pub locked: Vec<String>,
    /// What was refused a moment ago.
    pub refused: Option<String>,
    /// Faults in the draft's text.
    pub faults: Vec<String>,
    /// What it would lead to, one activity after the other.
    pub effects: Vec<Effect>,
    /// Findings that it would open.
    pub opens: Vec<Finding>,
    /// Findings that it would close.
    pub closes: Vec<Finding>,
    /// The rows, by group.
    pub groups: Vec<(String, Vec<DraftRow>)>,
    /// What it says, as a file.
    pub text: String,
    /// Heading and reason where there is no draft.
    pub empty: Option<(String, String)>,
}

/// What a changed activity would mean.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// The activity.
    pub title: String,
    /// Who gains or loses what, a sentence a letter.
    pub lines: Vec<(Letter, String)>,
    /// How many open records are touched, in words.
    pub records: String,
}

/// An activity in a draft.
#[derive(Debug, Clone, Default)]
pub struct DraftRow {
    /// Anchor.
    pub id: String,
    /// What is done.
    pub title: String,
    /// Roles with their letters; changed ones say what they had.
    pub roles: Vec<DraftRole>,
    /// Where its form opens; none where the reader can't change it.
    pub change: Option<String>,
    /// Its form, open.
    pub form: Option<CellForm>,
}

/// A role in an activity of a draft.
#[derive(Debug, Clone, Default)]
pub struct DraftRole {
    /// Its letters in the draft.
    pub stamps: Vec<Stamp>,
    /// The role.
    pub role: String,
    /// Opens the form with this role chosen.
    pub change: Option<String>,
    /// For example `had R`; empty where nothing changed.
    pub had: String,
}

/// Something to choose: what is sent, what it says, whether it is chosen.
pub type Choice = (String, String, bool);

/// The form of one cell.
#[derive(Debug, Clone, Default)]
pub struct CellForm {
    /// Where it posts.
    pub action: String,
    /// The seal.
    pub seal: Seal,
    /// Hidden names and values.
    pub hidden: Vec<(String, String)>,
    /// Roles that have a cell in the practice, then all others: key, title, chosen.
    pub roles: Vec<(String, Vec<Choice>)>,
    /// Letters to choose: value, words, chosen.
    pub letters: Vec<Choice>,
    /// The way out.
    pub cancel: Link,
}

/// A role with everything that is known of it.
#[derive(Debug, Clone, Default)]
pub struct RolePage {
    /// Head and tabs.
    pub head: WhoPage,
    /// Facts: name and value.
    pub facts: Vec<(String, Phrase)>,
    /// The map.
    pub map: RoleMap,
    /// How many ties there are, and those of this page as a table.
    pub ties: (usize, Vec<TieRow>),
    /// Which of them these are.
    pub pages: super::Pages,
    /// Who holds it.
    pub holders: Vec<(Option<Person>, Phrase, String)>,
    /// What it does.
    pub duties: Vec<RoleDuty>,
    /// Roles that must be kept apart from it, and why.
    pub conflicts: Vec<(Link, String, String)>,
}

/// One tie of a role, for the table.
#[derive(Debug, Clone, Default)]
pub struct TieRow {
    /// What this role does or what is done to it.
    pub verb: String,
    /// The other role.
    pub other: Link,
    /// On what.
    pub over: String,
}

/// One responsibility of a role.
#[derive(Debug, Clone, Default)]
pub struct RoleDuty {
    /// Its letter.
    pub letter: Letter,
    /// What it says.
    pub text: String,
    /// The activity, and where it is shown.
    pub activity: Option<Link>,
    /// How often.
    pub cadence: String,
    /// What proves it.
    pub proof: String,
}

/// A role in the middle and at most a dozen around it.
#[derive(Debug, Clone, Default)]
pub struct RoleMap {
    /// The role in the middle.
    pub middle: String,
    /// Who acts towards it, on the left.
    pub left: Vec<Neighbour>,
    /// Towards whom it acts, on the right.
    pub right: Vec<Neighbour>,
    /// What is drawn, in a sentence.
    pub words: String,
}

/// A role beside the one in the middle.
#[derive(Debug, Clone, Default)]
pub struct Neighbour {
    /// The role, and its page.
    pub role: Link,
    /// What ties them.
    pub verb: String,
    /// On what, in a few words.
    pub over: String,
}

/// Roles by the stage of a service's life.
#[derive(Debug, Clone, Default)]
pub struct RolesPage {
    /// Head and tabs.
    pub head: WhoPage,
    /// Filters by which way a role looks.
    pub filters: Vec<Link>,
    /// Stages with their roles.
    pub stages: Vec<(String, Vec<RoleLine>)>,
}

/// A role in a list.
#[derive(Debug, Clone, Default)]
pub struct RoleLine {
    /// The role, and its page.
    pub role: Link,
    /// What it is over, and which way it looks.
    pub detail: String,
    /// Who holds it, in a word or two.
    pub holder: String,
    /// Whether nobody does.
    pub is_vacant: bool,
}
