//! Statements, bound values and rows; the two drivers below them.

pub(crate) mod postgres;
pub(crate) mod sqlite;
mod text;

pub use text::{Name, Text};

use crate::Fault;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// A bound value or a column read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<i64> for Bind {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
impl From<Option<i64>> for Bind {
    fn from(n: Option<i64>) -> Self {
        n.map_or(Self::Null, Self::Int)
    }
}
impl Bind {
    /// The values of one statement; see [`crate::binds`].
    pub fn row<const WIDTH: usize>(values: [Self; WIDTH]) -> Vec<Self> {
        Vec::from(values)
    }
}

/// Text holds no NUL: PostgreSQL can't, so neither database does.
impl From<&str> for Bind {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
impl From<String> for Bind {
    fn from(text: String) -> Self {
        Self::Text(if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text })
    }
}
impl From<Option<String>> for Bind {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Into::into)
    }
}
impl From<Vec<u8>> for Bind {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
impl From<bool> for Bind {
    fn from(yes: bool) -> Self {
        Self::Int(i64::from(yes))
    }
}
impl From<base::Instant> for Bind {
    fn from(at: base::Instant) -> Self {
        Self::Int(at.micros())
    }
}

/// One row read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Bind>);

impl Row {
    /// The integer in a column, or `None` where it is NULL.
    pub fn opt(&self, at: usize) -> Option<i64> {
        if let Some(Bind::Int(n)) = self.0.get(at) { Some(*n) } else { None }
    }
    /// The integer in a column.
    pub fn int(&self, at: usize) -> Result<i64, Fault> {
        self.opt(at).ok_or_else(|| Fault::Shape(format!("column {at} holds no integer")))
    }
    /// The text in a column; empty where it is NULL.
    pub fn text(&self, at: usize) -> &str {
        if let Some(Bind::Text(text)) = self.0.get(at) { text } else { "" }
    }
    /// The text in a column, or `None` where it is NULL.
    pub fn opt_text(&self, at: usize) -> Option<String> {
        if let Some(Bind::Text(text)) = self.0.get(at) { Some(text.clone()) } else { None }
    }
    /// The bytes in a column; empty where it is NULL.
    pub fn bytes(&self, at: usize) -> &[u8] {
        if let Some(Bind::Bytes(bytes)) = self.0.get(at) { bytes } else { &[] }
    }
    /// The instant in a column, or `None` where it is NULL.
    pub fn instant(&self, at: usize) -> Option<base::Instant> {
        self.opt(at).map(base::Instant::from_micros)
    }
}

/// Binds, written shortly: `binds![1i64, "text"]`.
#[macro_export]
macro_rules! binds {
    ($($value:expr),* $(,)?) => { $crate::Bind::row([$($crate::Bind::from($value)),*]) };
}
