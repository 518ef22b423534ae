//! The declared names of one sort, in order: a name becomes an index here, or a fault that offers the nearest.

use indexmap::IndexMap;

use crate::{
    log::{At, Log},
    nearest,
    table::Word,
};

/// The names of one sort.
#[derive(Debug)]
pub(crate) struct Names {
    noun: &'static str,
    keys: IndexMap<String, At>,
}

/// All sorts of names that files refer to each other by.
#[derive(Debug)]
pub(crate) struct AllNames {
    pub(crate) practices: Names,
    pub(crate) roles: Names,
    pub(crate) types: Names,
    pub(crate) activities: Names,
    pub(crate) groups: Names,
}

impl Names {
    pub(crate) fn new(noun: &'static str) -> Self {
        Self { noun, keys: IndexMap::new() }
    }

    /// Takes a name in; one that is there already, or is not a plain name, is a fault.
    pub(crate) fn add(&mut self, word: Word<'_>, log: &Log<'_>) -> bool {
        // People may be known by their mail address: it is what those who were added on a page sign in with.
        let plain = if self.noun == "person" { word.text.replace(['@', '+'], "-") } else { word.text.to_owned() };
        if !is_name(&plain) {
            let help = "small letters, digits, `-` and `_`, beginning with a letter; `:` joins type and verb";
            log.error(word.at, format!("`{}` is not a name for a {}", word.text, self.noun), help);
        }
        if let Some(first) = self.keys.get(word.text) {
            let help = format!("the first stands at {}", log.line_of(first));
            log.error(word.at, format!("{} `{}` is declared twice", self.noun, word.text), help);
            return false;
        }
        self.keys.insert(word.text.to_owned(), *word.at);
        true
    }

    /// The index of a name; an unknown one is a fault.
    pub(crate) fn find(&self, word: Word<'_>, log: &Log<'_>) -> Option<usize> {
        let found = self.index(word.text);
        if found.is_none() {
            log.error(word.at, format!("no {} `{}`", self.noun, word.text), nearest::help(word.text, self.all()));
        }
        found
    }

    /// The index of a name, if it is known.
    pub(crate) fn index(&self, key: &str) -> Option<usize> {
        self.keys.get_index_of(key)
    }

    /// All of them in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }
}

/// Whether a text can be a name: small letters, digits, `-`, `_`, `:` and `.`, beginning with a letter or a digit.
pub fn is_name(text: &str) -> bool {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '-' | '_' | ':' | '.');
    text.starts_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit()) && text.chars().all(fits)
}
