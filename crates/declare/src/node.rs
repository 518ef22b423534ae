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
        let whole = At::new(source, 0..0);
        if let Some(entries) = (text.len() > LARGE).then(|| in_parts(source, text)).flatten() {
            return Self { at: whole, tree: Tree::Table(Box::new(entries)) };
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            log.broken(&At::new(source, error.span().unwrap_or_default()), format!("not TOML: {}", error.message()));
        }
        Self { at: whole, tree: Tree::Table(Box::new(entries((source, 0), table.into_inner()))) }
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

/// Texts beyond this many bytes are parsed in parts of about that size: what the parser itself holds is several times
/// the text, and an organisation's appointments can be megabytes.
const LARGE: usize = 262_144;

/// The entries of a text that is parsed part by part, each beginning with a table's head. `None` where a part is not
/// sound by itself, or a table lies in two of them: then the text has to be parsed as a whole.
fn in_parts(source: usize, text: &str) -> Option<IndexMap<String, Entry>> {
    let mut found: IndexMap<String, Entry> = IndexMap::new();
    let mut start = 0;
    while start < text.len() {
        let least = text.ceil_char_boundary(start.saturating_add(LARGE));
        let end = text.get(least..)?.find("\n[").map_or(text.len(), |it| least + it + 1);
        let table = DeTable::parse(text.get(start..end)?).ok()?;
        for (key, entry) in entries((source, start), table.into_inner()) {
            match found.get_mut(&key) {
                None => drop(found.insert(key, entry)),
                Some(before) => join(&mut before.node, entry.node)?,
            }
        }
        start = end;
    }
    Some(found)
}

/// Puts the tables of a later part beside those of an earlier one.
fn join(before: &mut Node, after: Node) -> Option<()> {
    let (Tree::Table(before), Tree::Table(after)) = (&mut before.tree, after.tree) else { return None };
    for (key, entry) in *after {
        if before.insert(key, entry).is_some() {
            return None;
        }
    }
    Some(())
}

/// Where a text is: the source, and how far into it the parsed part begins.
type Origin = (usize, usize);

fn place((source, start): Origin, span: std::ops::Range<usize>) -> At {
    At::new(source, span.start.saturating_add(start)..span.end.saturating_add(start))
}

fn entries(origin: Origin, table: DeTable<'_>) -> IndexMap<String, Entry> {
    let mut out = IndexMap::with_capacity(table.len());
    for (key, value) in table {
        let key_at = place(origin, key.span());
        out.insert(key.into_inner().into_owned(), Entry { key_at, node: node(origin, value) });
    }
    out
}

fn node(origin: Origin, value: Spanned<DeValue<'_>>) -> Node {
    let at = place(origin, value.span());
    let tree = match value.into_inner() {
        DeValue::String(text) => Tree::Text(text.into_owned()),
        DeValue::Integer(n) => match i64::from_str_radix(n.as_str(), n.radix()) {
            Ok(whole) => Tree::Whole(whole),
            Err(_too_long) => Tree::Text(n.to_string()),
        },
        DeValue::Float(n) => Tree::Text(n.as_str().to_owned()),
        DeValue::Boolean(yes) => Tree::Yes(yes),
        DeValue::Datetime(when) => Tree::Text(when.to_string()),
        DeValue::Array(list) => Tree::List(list.into_iter().map(|it| node(origin, it)).collect()),
        DeValue::Table(table) => Tree::Table(Box::new(entries(origin, table))),
    };
    Node { at, tree }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sources;

    /// A text with so many tables, some comment between them, and something at the end.
    fn text(tables: usize, last: &str) -> String {
        let one = |n| format!("# the {n}th\n[person.\"p-{n}\"]\nname = \"Å {n}\"\nteams = [\n  \"a\",\n]\n\n");
        (0..tables).map(one).collect::<String>() + last
    }

    fn check(text: &str, is_parted: bool) {
        assert!(text.len() > LARGE);
        assert_eq!(in_parts(0, text).is_some(), is_parted);
        let sources = Sources::texts("", [("people.toml", text)]);
        let log = Log::new(&sources);
        let node = Node::parse(0, text, &log);
        let whole = entries((0, 0), DeTable::parse_recoverable(text).0.into_inner());
        assert_eq!(node.tree, Tree::Table(Box::new(whole)));
        assert_eq!(log.is_fatal(), DeTable::parse(text).is_err());
    }

    #[test]
    fn a_large_text_in_parts_is_the_same_as_a_whole_one() {
        check(&text(20_000, ""), true);
        check(&text(20_000, "[team.x]\ntitle = \"X\"\n"), true);
    }

    #[test]
    fn what_parts_cannot_tell_is_parsed_as_a_whole() {
        check(&text(20_000, "[person.\"p-3\".more]\nx = 1\n"), false);
        check(&text(20_000, "[person.\"p-3\"]\nname = \"again\"\n"), false);
        check(&text(20_000, "[person.x]\nname = \n"), false);
    }
}
