//! Lays one tree over another: adds keys, sets scalars and lists on existing keys, retires what says so.
//! Refuses to turn one shape into another and to change what stored records depend on.

use indexmap::map::Entry as Slot;

use crate::{
    log::Log,
    node::{Node, Tree},
};

/// Keys whose value an overlay can't change, with the reason.
const FIXED: [(&str, &str); 4] = [
    ("kind", "stored values are of that kind: add a field with another key and retire this one"),
    ("as", "stored values are held there: add a field with another key and retire this one"),
    ("prefix", "numbers that people have written down begin with it"),
    ("opens", "records were opened by it: add a move with another key and retire this one"),
];

/// Keys whose value is set as a whole, whatever its shape: the cells of a letter are one thing, be they written as a
/// role, a table or a list. Merged, a cell would keep a condition that the overlay did not mean.
pub(crate) const WHOLE: [&str; 4] = ["A", "R", "C", "I"];

/// Lays `above` over `below`.
pub(crate) fn lay(below: &mut Node, above: Node, log: &Log<'_>) {
    match (&mut below.tree, above.tree) {
        (Tree::Table(under), Tree::Table(over)) => {
            for (key, entry) in *over {
                match under.entry(key) {
                    Slot::Vacant(free) => {
                        free.insert(entry);
                    }
                    Slot::Occupied(mut taken) if WHOLE.contains(&taken.key().as_str()) => {
                        taken.insert(entry);
                    }
                    Slot::Occupied(mut taken) => {
                        if !is_fixed(taken.key(), &taken.get().node, &entry.node, log) {
                            lay(&mut taken.get_mut().node, entry.node, log);
                        }
                    }
                }
            }
        }
        (Tree::Table(_), other) => {
            let found = Node { at: above.at, tree: other };
            let message = format!("an overlay can't replace a table by {}", found.shape());
            log.error(&found.at, message, "set its keys one by one, or say `retired = true` in it");
        }
        (_, Tree::Table(_)) => {
            let message = format!("an overlay can't replace {} by a table", below.shape());
            log.error(&above.at, message, "keep the shape that the shipped file has");
        }
        (under, over) => {
            *under = over;
            below.at = above.at;
        }
    }
}

fn is_fixed(key: &str, below: &Node, above: &Node, log: &Log<'_>) -> bool {
    let reason = FIXED.iter().find(|(fixed, _)| *fixed == key && !matches!(below.tree, Tree::Table(_)));
    let Some((_, why)) = reason.filter(|_| below.tree != above.tree) else { return false };
    log.error(&above.at, format!("an overlay can't change `{key}`"), *why);
    true
}
