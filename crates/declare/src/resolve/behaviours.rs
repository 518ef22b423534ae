//! The behaviours that a type names, with their parameters. What they do is Rust, and bound at start.

use indexmap::IndexMap;

use super::Context;
use crate::{
    node::Tree,
    table::{Table, as_word},
};

/// The behaviours in order.
pub(super) fn all(root: &Table<'_>, context: &Context<'_>) -> Vec<(String, IndexMap<String, String>)> {
    let mut found = Vec::new();
    for (name, node) in root.keyed("behaviour") {
        let mut parameters = IndexMap::new();
        for (key, value) in crate::table::children(node) {
            match (&value.tree, as_word(value)) {
                (_, Some(text)) => parameters.insert(key.text.to_owned(), text.text.to_owned()),
                (Tree::Whole(n), None) => parameters.insert(key.text.to_owned(), n.to_string()),
                (Tree::Yes(yes), None) => parameters.insert(key.text.to_owned(), yes.to_string()),
                (_, None) => {
                    let message = format!("parameter `{}` can't be {}", key.text, value.shape());
                    context.log.error(&value.at, message, "write a text, a number, true or false");
                    None
                }
            };
        }
        found.push((name.text.to_owned(), parameters));
    }
    found
}
