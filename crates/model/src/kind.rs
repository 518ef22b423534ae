//! The closed set of field kinds. Storage, pages, API, search, import and export each match it exhaustively.

use crate::TypeIx;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text, at most that many characters.
    Line(u32),
    /// Text in Markdown, at most 64 KiB.
    Text,
    /// A whole number.
    Whole,
    /// A decimal number, stored scaled by that many places.
    Decimal(u8),
    /// An amount with its currency.
    Money,
    /// Yes or no.
    YesNo,
    /// A calendar date.
    Date,
    /// A point in time.
    Instant,
    /// A length of time.
    Duration,
    /// One of a list.
    Choice(Options),
    /// One of an ordered list; the first is level 1.
    Level(Options),
    /// One record of one of these types.
    Reference(Vec<TypeIx>),
    /// Several records of these types.
    References(Vec<TypeIx>),
    /// A person.
    Person,
    /// A team.
    Team,
    /// A file.
    Attachment,
}

/// The list behind a choice or a level, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(pub Vec<Opt>);

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// Its stable key.
    pub key: String,
    /// How it is shown.
    pub title: String,
}

impl Options {
    /// The option with this key.
    pub fn find(&self, key: &str) -> Option<&Opt> {
        self.0.iter().find(|it| it.key == key)
    }
    /// The level (from 1) of the option with this key.
    pub fn level(&self, key: &str) -> Option<i64> {
        let at = self.0.iter().position(|it| it.key == key)?;
        i64::try_from(at).ok()?.checked_add(1)
    }
    /// The option at a level (from 1).
    pub fn at_level(&self, level: i64) -> Option<&Opt> {
        self.0.get(usize::try_from(level.checked_sub(1)?).ok()?)
    }
}

/// A column type that both databases have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// 64-bit integer.
    Int,
    /// Text.
    Text,
    /// No column: rows of a child table.
    Child,
}

impl Kind {
    /// The columns that hold it: suffix and type. Money has two; references none of their own.
    pub fn columns(&self) -> &'static [(&'static str, Column)] {
        match self {
            Self::Line(_) | Self::Text | Self::Choice(_) => &[("", Column::Text)],
            Self::Whole
            | Self::Decimal(_)
            | Self::YesNo
            | Self::Date
            | Self::Instant
            | Self::Duration
            | Self::Level(_)
            | Self::Reference(_)
            | Self::Person
            | Self::Team
            | Self::Attachment => &[("", Column::Int)],
            Self::Money => &[("", Column::Int), ("_currency", Column::Text)],
            Self::References(_) => &[("", Column::Child)],
        }
    }
    /// Its name in files, in the API and in errors.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::Text => "text",
            Self::Whole => "whole",
            Self::Decimal(_) => "decimal",
            Self::Money => "money",
            Self::YesNo => "yes-no",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Duration => "duration",
            Self::Choice(_) => "choice",
            Self::Level(_) => "level",
            Self::Reference(_) => "reference",
            Self::References(_) => "references",
            Self::Person => "person",
            Self::Team => "team",
            Self::Attachment => "attachment",
        }
    }
}
