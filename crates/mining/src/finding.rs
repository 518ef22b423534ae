//! What stands out: gaps, overlaps and the rest, each with what it rests on and what would settle it.

use serde::Serialize;

/// What kind of thing stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// No role does most of it, or nobody is named: nobody would answer for it.
    Gap,
    /// Two or more do it alike: each can think that the other does.
    Overlap,
    /// One person does nearly all of it.
    SinglePerson,
    /// No cell gives it to those who do it.
    Outside,
    /// States change in a way that no move allows.
    Stray,
    /// Cases go back and forth.
    PingPong,
    /// Much of the time is spent waiting.
    Waiting,
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind.
    pub kind: Kind,
    /// In a few words.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What it rests on.
    pub text: String,
    /// What would settle it.
    pub fix: String,
    /// How much it weighs, to sort by: how many acts or cases it touches.
    pub weight: u64,
}

impl Kind {
    /// Its name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::SinglePerson => "single-person",
            Self::Outside => "outside",
            Self::Stray => "stray",
            Self::PingPong => "ping-pong",
            Self::Waiting => "waiting",
        }
    }
}
