//! The mapping as it stands in the file, before anything is checked but its shape.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "type")]
    pub(super) record_type: Spanned<String>,
    pub(super) case: String,
    pub(super) at: String,
    #[serde(default)]
    pub(super) rows: Rows,
    pub(super) zone: Option<Spanned<String>>,
    pub(super) format: Option<String>,
    pub(super) title: Title,
    #[serde(default)]
    pub(super) fields: IndexMap<Spanned<String>, Field>,
    pub(super) state: Option<State>,
    #[serde(default)]
    pub(super) by: By,
    #[serde(default)]
    pub(super) later: Vec<Later>,
    #[serde(default)]
    pub(super) keep: IndexMap<String, String>,
}

/// What one row of a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rows {
    /// A case, with everything known of it.
    Case,
    /// An event; the case it belongs to is named in a column.
    #[default]
    Event,
}

/// What a text is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum As {
    /// A text.
    #[default]
    Text,
    /// A whole number.
    Whole,
    /// The key of a choice.
    Choice,
    /// An instant, written as the log's other times.
    Instant,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Title {
    pub(super) text: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) from: Spanned<String>,
    #[serde(default)]
    pub(super) unknown: Vec<String>,
    #[serde(rename = "as")]
    pub(super) read_as: Option<As>,
    pub(super) values: Option<IndexMap<String, Value>>,
    pub(super) default: Option<Spanned<Value>>,
    pub(super) make: Option<Spanned<String>>,
    pub(super) line: Option<Line>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a whole number, or the key of a choice as text")]
pub(super) enum Value {
    Whole(i64),
    Choice(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) endings: IndexMap<String, u8>,
    pub(super) otherwise: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) from: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) first: IndexMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) values: IndexMap<Spanned<String>, Spanned<String>>,
    pub(super) default: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct By {
    pub(super) person: Option<Maker>,
    pub(super) team: Option<Maker>,
    pub(super) role: Option<Quality>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quality {
    pub(super) from: Spanned<String>,
    #[serde(default)]
    pub(super) unknown: Vec<String>,
    pub(super) line: Option<Line>,
    #[serde(default)]
    pub(super) values: IndexMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Maker {
    pub(super) from: Spanned<String>,
    #[serde(default)]
    pub(super) unknown: Vec<String>,
    pub(super) line: Option<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Later {
    pub(super) at: Spanned<String>,
    pub(super) state: Spanned<String>,
}
