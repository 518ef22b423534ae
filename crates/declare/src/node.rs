//! A parsed text as a tree of keyed tables, lists and scalars that each know their place.

use indexmap::IndexMap;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::log::{At, Log};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Where.
    pub(crate) at: At,
    /// What.
    pub(crate) tree: Tree,
}

/// A key's value with the key's own place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where the key stands.
    pub(crate) key_at: At,
    /// Its value.
    pub(crate) node: Node,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// Keyed values in order.
    Table(Box<IndexMap<String, Entry>>),
    /// Values in order.
    List(Vec<Node>),
    /// Text; numbers, dates and times are kept as they are written.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Yes(bool),
}

impl Node {
    /// Parses one source; syntax faults go to the log, what could be read is returned.
    pub(crate) fn parse(source: usize, text: &str, log: &Log<'_>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = At::new(source, error.span().unwrap_or_default());
            log.broken(&at, format!("not TOML: {}", error.message()));
        }
        let whole = At::new(source, 0..0);
        Self { at: whole, tree: Tree::Table(Box::new(entries(source, table.into_inner()))) }
    }

    /// What it is, in words.
    pub(crate) fn shape(&self) -> &'static str {
        match &self.tree {
            Tree::Table(_) => "a table",
            Tree::List(_) => "a list",
            Tree::Text(_) => "a text",
            Tree::Whole(_) => "a number",
            Tree::Yes(_) => "true or false",
        }
    }

    /// Its entry with this key, where it is a table that has one.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        if let Tree::Table(entries) = &self.tree { entries.get(key) } else { None }
    }

    /// Whether it is a table that says `retired = true`.
    pub(crate) fn is_retired(&self) -> bool {
        self.entry("retired").is_some_and(|it| it.node.tree == Tree::Yes(true))
    }
}

fn entries(source: usize, table: DeTable<'_>) -> IndexMap<String, Entry> {
    let mut out = IndexMap::with_capacity(table.len());
    for (key, value) in table {
        let key_at = At::new(source, key.span());
        out.insert(key.into_inner().into_owned(), Entry { key_at, node: node(source, value) });
    }
    out
}

fn node(source: usize, value: Spanned<DeValue<'_>>) -> Node {
    let at = At::new(source, value.span());
    let tree = match value.into_inner() {
        DeValue::String(text) => Tree::Text(text.into_owned()),
        DeValue::Integer(n) => match i64::from_str_radix(n.as_str(), n.radix()) {
            Ok(whole) => Tree::Whole(whole),
            Err(_too_long) => Tree::Text(n.to_string()),
        },
        DeValue::Float(n) => Tree::Text(n.as_str().to_owned()),
        DeValue::Boolean(yes) => Tree::Yes(yes),
        DeValue::Datetime(when) => Tree::Text(when.to_string()),
        DeValue::Array(list) => Tree::List(list.into_iter().map(|it| node(source, it)).collect()),
        DeValue::Table(table) => Tree::Table(Box::new(entries(source, table))),
    };
    Node { at, tree }
}
