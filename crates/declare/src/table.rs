//! Reads one table key by key: each wrong shape is a fault with its place, and at the end so is each key nobody asked for.

use std::cell::RefCell;

use crate::{
    log::{At, Log},
    nearest,
    node::{Node, Tree},
};

/// A table being read.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// The table itself.
    pub(crate) node: &'a Node,
    /// Where the key that holds it stands.
    pub(crate) at: &'a At,
    /// What it is, for messages: "field `impact`".
    pub(crate) what: String,
    /// Where faults go.
    pub(crate) log: &'a Log<'a>,
    asked: RefCell<Vec<&'static str>>,
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// The word.
    pub(crate) text: &'a str,
    /// Where.
    pub(crate) at: &'a At,
}

impl<'a> Table<'a> {
    /// Begins to read; a node that is no table is a fault and reads as an empty one.
    pub(crate) fn new(node: &'a Node, at: &'a At, what: impl Into<String>, log: &'a Log<'a>) -> Self {
        let what = what.into();
        if !matches!(node.tree, Tree::Table(_)) {
            log.error(&node.at, format!("{what} must be a table, not {}", node.shape()), "");
        }
        Self { node, at, what, log, asked: RefCell::new(vec!["retired"]) }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &'static str) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key);
        self.node.entry(key).map(|it| &it.node)
    }

    /// A text.
    pub(crate) fn word(&self, key: &'static str) -> Option<Word<'a>> {
        let node = self.get(key)?;
        let word = as_word(node);
        if word.is_none() {
            self.wrong(key, "a text", node);
        }
        word
    }

    /// A text, empty where there is none.
    pub(crate) fn text(&self, key: &'static str) -> String {
        self.word(key).map(|it| it.text.to_owned()).unwrap_or_default()
    }

    /// A text that must be there and not be empty.
    pub(crate) fn needed(&self, key: &'static str) -> Option<Word<'a>> {
        if self.node.entry(key).is_none() {
            let message = format!("{} needs `{key}`", self.what);
            self.log.error(self.at, message, format!("write `{key} = \"...\"`"));
        }
        let word = self.word(key)?;
        if word.text.trim().is_empty() {
            self.log.error(word.at, format!("`{key}` of {} is empty", self.what), "");
        }
        Some(word)
    }

    /// Yes or no; no where it is not said.
    pub(crate) fn yes(&self, key: &'static str) -> bool {
        match self.get(key) {
            Some(Node { tree: Tree::Yes(yes), .. }) => *yes,
            Some(other) => {
                self.wrong(key, "true or false", other);
                false
            }
            None => false,
        }
    }

    /// A whole number.
    pub(crate) fn whole(&self, key: &'static str) -> Option<i64> {
        match self.get(key)? {
            Node { tree: Tree::Whole(n), .. } => Some(*n),
            other => {
                self.wrong(key, "a whole number", other);
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(crate) fn words(&self, key: &'static str) -> Vec<Word<'a>> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let Tree::List(items) = &node.tree else {
            return self.only_word(key, node).into_iter().collect();
        };
        items.iter().filter_map(|it| self.only_word(key, it)).collect()
    }

    /// The values of a list; a single value is a list of one.
    pub(crate) fn items(&self, key: &'static str) -> &'a [Node] {
        match self.get(key) {
            Some(Node { tree: Tree::List(items), .. }) => items,
            Some(single) => std::slice::from_ref(single),
            None => &[],
        }
    }

    /// The keyed values below a key, those that are retired left out.
    pub(crate) fn keyed(&self, key: &'static str) -> Vec<(Word<'a>, &'a Node)> {
        match self.get(key) {
            Some(node) => {
                if !matches!(node.tree, Tree::Table(_)) {
                    self.wrong(key, "a table", node);
                }
                children(node)
            }
            None => Vec::new(),
        }
    }

    /// The tables below a key, with `noun` and key as what they are.
    pub(crate) fn tables(&self, key: &'static str, noun: &str) -> Vec<(Word<'a>, Table<'a>)> {
        let below = self.keyed(key).into_iter();
        below
            .map(|(word, node)| (word, Table::new(node, word.at, format!("{noun} `{}`", word.text), self.log)))
            .collect()
    }

    /// Says that a value is wrong.
    pub(crate) fn wrong(&self, key: &str, wanted: &str, found: &Node) {
        self.log.error(&found.at, format!("`{key}` of {} must be {wanted}, not {}", self.what, found.shape()), "");
    }

    /// Ends the reading: keys that nobody asked for are faults.
    pub(crate) fn done(self) {
        let Tree::Table(entries) = &self.node.tree else { return };
        let asked = self.asked.into_inner();
        for (key, entry) in entries.iter() {
            if !asked.contains(&key.as_str()) {
                let known = asked.iter().copied().filter(|it| *it != "retired");
                self.log.error(&entry.key_at, format!("{} has no `{key}`", self.what), nearest::help(key, known));
            }
        }
    }

    fn only_word(&self, key: &str, node: &'a Node) -> Option<Word<'a>> {
        let word = as_word(node);
        if word.is_none() {
            self.wrong(key, "a text or a list of texts", node);
        }
        word
    }
}

/// The keyed values of a table, those that are retired left out.
pub(crate) fn children(node: &Node) -> Vec<(Word<'_>, &Node)> {
    let Tree::Table(entries) = &node.tree else { return Vec::new() };
    let kept = entries.iter().filter(|(_, entry)| !entry.node.is_retired());
    kept.map(|(key, entry)| (Word { text: key, at: &entry.key_at }, &entry.node)).collect()
}

/// The node as a word, where it is a text.
pub(crate) fn as_word(node: &Node) -> Option<Word<'_>> {
    if let Tree::Text(text) = &node.tree { Some(Word { text, at: &node.at }) } else { None }
}
