//! The small things every view is made of: people, tones, clocks, sentences.

use super::acts::Link;

/// An instant, twice: for people and for machines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// In the reader's zone and words, for example `13:58`.
    pub text: String,
    /// RFC 3339, for the `datetime` attribute.
    pub machine: String,
}

impl Moment {
    /// Both readings of one instant.
    pub fn new(text: impl Into<String>, machine: impl Into<String>) -> Self {
        Self { text: text.into(), machine: machine.into() }
    }
}

/// A person (or a group) as an avatar and a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// One or two letters, or a head count for a group.
    pub initials: String,
    /// Any number; it picks one of seven hues.
    pub hue: u32,
}

impl Person {
    /// A person with initials and hue taken from the name, always the same ones.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
        let first = letters.next();
        let initials = first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect();
        let hue = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        Self { name, initials, hue }
    }

    /// The same person in a given hue.
    #[must_use]
    pub fn hue(mut self, hue: u32) -> Self {
        self.hue = hue;
        self
    }
}

/// How loud a thing is. Always shown with a shape and words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing asked.
    #[default]
    Plain,
    /// Act now.
    Critical,
    /// Act soon.
    Warning,
    /// Done, met, allowed.
    Good,
    /// Worth knowing.
    Info,
    /// Waits for a decision.
    Plan,
}

/// The shape of a status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusShape {
    /// Dashed ring: nobody has looked.
    #[default]
    New,
    /// Ring: somebody has it.
    Assigned,
    /// Half-filled ring: work goes on.
    Working,
    /// Dots in a ring: a person must decide or answer.
    WaitingPerson,
    /// Bars in a ring: somebody outside must act.
    WaitingSupplier,
    /// Filled with a tick.
    Done,
    /// Ring with a cross: stopped, withdrawn, refused.
    Stopped,
}

/// A status by name and shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The declared name, for example `In progress`.
    pub name: String,
    /// Its shape.
    pub shape: StatusShape,
}

impl Status {
    /// A status.
    pub fn new(name: impl Into<String>, shape: StatusShape) -> Self {
        Self { name: name.into(), shape }
    }
}

/// A priority by rank (1 is highest) and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priority {
    /// 1 to 5.
    pub rank: u8,
    /// In words, for example `P2 High`.
    pub name: String,
}

impl Priority {
    /// A priority.
    pub fn new(rank: u8, name: impl Into<String>) -> Self {
        Self { rank, name: name.into() }
    }
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClockState {
    /// Running with time in hand.
    #[default]
    Fine,
    /// Less than an hour or a fifth left.
    Near,
    /// Less than a quarter of an hour or a twentieth left.
    VeryNear,
    /// Past due.
    Over,
    /// Not counting at present.
    Paused,
    /// Stopped in time.
    Met,
}

/// A clock in a few characters, with a ring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClockChip {
    /// Where it stands.
    pub state: ClockState,
    /// For example `38m` or `14m over`.
    pub text: String,
    /// Share used up, 0 to 100.
    pub used: u8,
    /// Minutes left (negative when over); lets script tick. Leave out when the clock does not count now.
    pub left: Option<i64>,
    /// Minutes in all, for the ring.
    pub total: Option<i64>,
}

/// Letters of responsibility.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Letter {
    /// Answers for it.
    Accountable,
    /// Does it.
    #[default]
    Responsible,
    /// Is asked first.
    Consulted,
    /// Is told.
    Informed,
}

/// A short label with a tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tag {
    /// What it says.
    pub text: String,
    /// How loud.
    pub tone: Tone,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bit {
    /// Plain words.
    Plain(String),
    /// Words that carry the meaning.
    Strong(String),
    /// A thing with a page of its own.
    To(Link),
}

/// A sentence of plain, strong and linked pieces. Pieces are set side by side: write the blanks yourself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase(
    /// The pieces in order.
    pub Vec<Bit>,
);

impl Phrase {
    /// A sentence that starts with plain words.
    pub fn of(text: impl Into<String>) -> Self {
        Self(vec![Bit::Plain(text.into())])
    }

    /// More plain words.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Bit::Plain(text.into()));
        self
    }

    /// More words, strong.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Bit::Strong(text.into()));
        self
    }

    /// A link.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.0.push(Bit::To(Link::to(label, url)));
        self
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}
