//! A record: who, what, by when, on whose authority.

use super::acts::{Act, Link, Seal};
use super::parts::{ClockChip, Letter, Moment, Person, Phrase, Priority, Status, Tone};
use crate::look::prose::Html;
use maud::Markup;

/// A record as one reader sees it; the same on its own page, in the split and on a phone.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// For example `INC-20418`.
    pub number: String,
    /// For example `Incident`.
    pub kind: String,
    /// Icon by name.
    pub icon: String,
    /// Title.
    pub title: String,
    /// Its own page.
    pub url: String,
    /// The list it came from.
    pub back: Option<Link>,
    /// The record before in the list.
    pub previous: Option<String>,
    /// The record after in the list.
    pub next: Option<String>,
    /// Who else reads or writes.
    pub presence: Vec<Presence>,
    /// Chips below the title.
    pub chips: Vec<Chip>,
    /// Buttons at the top right, at most three.
    pub acts: Vec<Act>,
    /// Further actions, in the menu.
    pub more: Vec<Act>,
    /// Hints above the timeline.
    pub hints: Vec<Hint>,
    /// The story so far, oldest first.
    pub timeline: Vec<Entry>,
    /// Where to write; none when the reader may not.
    pub composer: Option<Composer>,
    /// Why there is nowhere to write.
    pub closed: Option<String>,
    /// Clocks.
    pub clocks: Vec<ClockFact>,
    /// How they are counted.
    pub clocks_url: Option<String>,
    /// Who is on it.
    pub holders: Vec<Holder>,
    /// Why they are.
    pub holders_url: Option<String>,
    /// What the reader can do, and who decides the rest.
    pub can: Can,
    /// Blocks of the record's own type: approvals, risk, tasks.
    pub sections: Vec<Section>,
    /// Linked records.
    pub related: Vec<Related>,
    /// Where to link another.
    pub link_url: Option<String>,
    /// Remaining fields.
    pub details: Vec<Detail>,
    /// Where to edit them.
    pub edit_url: Option<String>,
}

/// Somebody else on the page.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    /// Who.
    pub person: Person,
    /// For example `Tomás is writing a note`.
    pub text: String,
}

/// What a chip shows before its words.
#[derive(Debug, Clone, Default)]
pub enum ChipGlyph {
    /// Nothing.
    #[default]
    None,
    /// A status shape.
    Status(Status),
    /// A priority.
    Priority(Priority),
    /// An icon by name.
    Icon(String),
    /// A person.
    Person(Person),
    /// Nobody yet.
    Nobody,
}

/// A property below the title.
#[derive(Debug, Clone, Default)]
pub struct Chip {
    /// For readers who cannot see the glyph, for example `Status`.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Before the words.
    pub glyph: ChipGlyph,
    /// Where to change it; none if the reader may not.
    pub url: Option<String>,
    /// The single key that goes there.
    pub key: Option<String>,
    /// Whether it is an empty slot, drawn dashed.
    pub slot: bool,
}

/// A hint above the timeline.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    /// Icon by name.
    pub icon: String,
    /// How loud.
    pub tone: Tone,
    /// What it says.
    pub text: Phrase,
}

/// A step of the story.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Words from a person.
    Message(Message),
    /// What happened, one line each; many are folded.
    Events(Vec<Event>),
}

/// Words from a person.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Anchor, for example `e57`.
    pub id: String,
    /// Who wrote it.
    pub person: Person,
    /// To whom or by which way, for example `to Ingrid`.
    pub detail: String,
    /// When.
    pub at: Moment,
    /// Whether only colleagues see it.
    pub internal: bool,
    /// The words.
    pub body: Html,
    /// Files.
    pub files: Vec<FileLink>,
}

/// A file that came with something.
#[derive(Debug, Clone, Default)]
pub struct FileLink {
    /// Name.
    pub name: String,
    /// For example `182 KB`.
    pub size: String,
    /// Where to fetch it.
    pub url: String,
    /// Whether it is a picture.
    pub picture: bool,
}

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub struct Event {
    /// Icon by name, unless a status shape stands there.
    pub icon: String,
    /// The status it led to.
    pub status: Option<Status>,
    /// What happened.
    pub text: Phrase,
    /// When.
    pub at: Moment,
}

/// Where to write.
#[derive(Debug, Clone, Default)]
pub struct Composer {
    /// Where it posts.
    pub action: String,
    /// Seal.
    pub seal: Seal,
    /// For example `Reply to Ingrid`; none if the reader may only write notes.
    pub reply: Option<String>,
    /// For example `Internal note`; none if the reader may not write notes.
    pub note: Option<String>,
    /// Whether the note is chosen at first.
    pub note_first: bool,
    /// The draft kept for the reader.
    pub draft: String,
    /// For example `Draft saved 13:19`.
    pub saved: Option<String>,
    /// Where drafts are posted.
    pub draft_url: String,
    /// The record's number, sent with drafts.
    pub number: String,
    /// Saved replies, as links that fill the box.
    pub replies: Vec<Link>,
    /// Where articles are looked up.
    pub articles: Option<String>,
    /// Second ways to send: value of `then` and label, for example `wait`, `Send and wait`.
    pub sends: Vec<(String, String)>,
}

/// A clock in the panel.
#[derive(Debug, Clone, Default)]
pub struct ClockFact {
    /// For example `Fix`.
    pub name: String,
    /// State and text, for example `38m left`.
    pub chip: ClockChip,
    /// Target, calendar, agreement in a line.
    pub detail: String,
}

/// Somebody who is on it.
#[derive(Debug, Clone, Default)]
pub struct Holder {
    /// In which letter.
    pub letter: Letter,
    /// Name, `You` for the reader.
    pub name: String,
    /// By which role.
    pub role: String,
    /// The avatar.
    pub person: Option<Person>,
    /// Why them.
    pub url: Option<String>,
}

/// What the reader can do.
#[derive(Debug, Clone, Default)]
pub struct Can {
    /// Allowed.
    pub allowed: Vec<Act>,
    /// Not allowed, and who decides.
    pub locked: Vec<Locked>,
}

/// An action that is somebody else's.
#[derive(Debug, Clone, Default)]
pub struct Locked {
    /// The action.
    pub label: String,
    /// For example `The incident manager decides.`
    pub reason: String,
    /// The why page.
    pub why: String,
    /// Where to ask, for example `Ask Jonas`.
    pub ask: Option<Link>,
}

/// A block of the record's own type in the panel.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Heading.
    pub title: String,
    /// A link beside the heading.
    pub link: Option<Link>,
    /// What it holds.
    pub body: Markup,
}

/// A linked record.
#[derive(Debug, Clone, Default)]
pub struct Related {
    /// Icon by name.
    pub icon: String,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// How it is related, for example `caused by`.
    pub relation: String,
    /// Its page.
    pub url: String,
}

/// A field in the panel.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Label.
    pub name: String,
    /// Value in words.
    pub value: String,
    /// A page behind the value.
    pub url: Option<String>,
    /// Whether it is an identifier, set in fixed width.
    pub code: bool,
}
