//! Forms: fields by kind, errors in words, what changed meanwhile.

use super::acts::{Link, Seal};
use super::parts::Person;
use super::record::FileLink;

/// A form that posts.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Where it posts.
    pub action: String,
    /// Seal.
    pub seal: Seal,
    /// Further hidden values.
    pub hidden: Vec<(String, String)>,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// What is wrong, in the order of the fields; shown on top with links.
    pub errors: Vec<FormError>,
    /// What somebody else changed since the reader opened it.
    pub changed: Vec<Changed>,
    /// The verb on the button.
    pub submit: String,
    /// The way out.
    pub cancel: Option<Link>,
}

/// A page that holds one form: a move, an edit or something new.
#[derive(Debug, Clone, Default)]
pub struct FormPage {
    /// Heading, for example `Resolve INC-20418`.
    pub title: String,
    /// What the form does, in a sentence.
    pub lead: Option<String>,
    /// The record it is about.
    pub record: Option<RecordRef>,
    /// The consequence, named, where it can't be undone.
    pub confirm: Option<String>,
    /// The form.
    pub form: Form,
}

/// Which record a page is about.
#[derive(Debug, Clone, Default)]
pub struct RecordRef {
    /// Icon by name.
    pub icon: String,
    /// Number.
    pub number: String,
    /// Type in words.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Its page.
    pub url: String,
}

/// Something wrong with the form.
#[derive(Debug, Clone, Default)]
pub struct FormError {
    /// Name of the field; empty for the form as a whole.
    pub field: String,
    /// What to do.
    pub message: String,
}

/// A value that moved on while the reader was typing.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    /// The field's label.
    pub label: String,
    /// What it is now, and by whom.
    pub theirs: String,
    /// What the reader entered.
    pub yours: String,
}

/// A field with its label.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Name it is sent under.
    pub name: String,
    /// Label.
    pub label: String,
    /// What belongs here.
    pub hint: Option<String>,
    /// What to do about it, if something is wrong.
    pub error: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// When it must be filled, where that depends on other fields: `needed without a team`.
    pub depends: Option<String>,
    /// The widget.
    pub widget: Widget,
}

impl Field {
    /// A field that may stay empty.
    pub fn new(name: impl Into<String>, label: impl Into<String>, widget: Widget) -> Self {
        Self { name: name.into(), label: label.into(), widget, ..Self::default() }
    }

    /// The same field, to be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same field with something wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }
}

/// One widget a kind of field. Values are as typed, so that a wrong entry comes back unharmed.
#[derive(Debug, Clone)]
pub enum Widget {
    /// One line.
    Line(String),
    /// Many lines of Markdown.
    Text(String),
    /// A whole number with bounds.
    Whole {
        /// As typed.
        value: String,
        /// Least.
        least: Option<i64>,
        /// Most.
        most: Option<i64>,
    },
    /// A number with a fixed count of decimals.
    Decimal {
        /// As typed.
        value: String,
        /// Decimals.
        places: u8,
    },
    /// An amount and its currency, the latter sent as `<name>.currency`.
    Money {
        /// As typed.
        amount: String,
        /// Currencies, one chosen.
        currencies: Vec<NamedChoice>,
    },
    /// Yes, no, or not said.
    YesNo(Option<bool>),
    /// A day, `2026-07-24`.
    Date(String),
    /// A day and time in a named zone.
    Instant {
        /// `2026-07-24T13:58`.
        value: String,
        /// The zone in words.
        zone: String,
    },
    /// A span, `2h 30m`.
    Duration(String),
    /// One of a few.
    Choice(Vec<NamedChoice>),
    /// One of an ordered few, side by side.
    Level(Vec<NamedChoice>),
    /// Another record.
    Reference {
        /// As typed or chosen.
        value: String,
        /// Likely ones.
        suggestions: Vec<Suggestion>,
    },
    /// Several other records.
    References {
        /// Chosen ones, each removable.
        chosen: Vec<NamedChoice>,
        /// Likely ones for the next.
        suggestions: Vec<Suggestion>,
    },
    /// A person.
    Person {
        /// As typed or chosen.
        value: String,
        /// Likely ones.
        suggestions: Vec<Suggestion>,
        /// The one chosen now.
        now: Option<Person>,
    },
    /// A team.
    Team(Vec<NamedChoice>),
    /// Files.
    Attachment {
        /// Those there already, each removable.
        files: Vec<FileLink>,
        /// The limit in words, for example `25 MB each`.
        limit: String,
    },
    /// Shown, not to be changed here.
    Fixed(String),
}

impl Default for Widget {
    fn default() -> Self {
        Self::Line(String::new())
    }
}

/// A choice by value and words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedChoice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// What it means.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl NamedChoice {
    /// A choice, not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// The same choice, chosen.
    #[must_use]
    pub fn chosen(mut self) -> Self {
        self.chosen = true;
        self
    }
}

/// A suggestion for a field that names a record or person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// What is filled in.
    pub value: String,
    /// What it is.
    pub label: String,
}
