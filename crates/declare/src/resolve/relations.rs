//! How roles stand to each other: `[relation.<role>.<verb>]` with a line a role and what it is about.

use model::{Relation, RoleIx, ScopeKind, Site, Verb};

use super::Context;
use crate::{
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word, children},
};

/// All relations, in order of the roles that they begin at.
pub(super) fn all(context: &Context<'_>, site: &Site) -> Vec<Relation> {
    let Some(file) = context.files.root("relations") else { return Vec::new() };
    let root = Table::new(&file.node, &file.at, "relations", context.log);
    let mut found = Vec::new();
    for (word, below) in root.tables("relation", "relations of") {
        let from = context.names.roles.find(word, context.log).map(RoleIx::of);
        for (verb, node) in children(below.node) {
            let known = verb_of(verb, context);
            if let (Some(from), Some(verb)) = (from, known) {
                found.extend(towards(from, verb, node, context, site));
            }
        }
    }
    root.done();
    found
}

fn verb_of(word: Word<'_>, context: &Context<'_>) -> Option<Verb> {
    let found = Verb::find(word.text);
    if found.is_none() {
        let help = nearest::help(word.text, Verb::ALL.iter().map(|it| it.name()));
        context.log.error(word.at, format!("no relation `{}`", word.text), help);
    }
    found
}

/// The lines of one verb: another role, and on what.
fn towards(from: RoleIx, verb: Verb, node: &Node, context: &Context<'_>, site: &Site) -> Vec<Relation> {
    if !matches!(node.tree, Tree::Table(_)) {
        let message = format!("relations that a role `{}` must be a table, not {}", verb.name(), node.shape());
        context.log.error(&node.at, message, "write a line a role: `change-manager = \"change\"`");
        return Vec::new();
    }
    let mut found = Vec::new();
    for (word, over) in children(node) {
        let Some(to) = context.names.roles.find(word, context.log).map(RoleIx::of) else { continue };
        if to == from {
            context.log.error(word.at, "a role stands in no relation to itself", "");
        }
        for about in about(over, context) {
            known(about, context, site);
            let declared_at = context.log.line_of(word.at);
            found.push(Relation { from, verb, to, over: about.text.to_owned(), declared_at });
        }
    }
    found
}

/// What a relation is about: a text, or a list of texts.
fn about<'n>(node: &'n Node, context: &Context<'_>) -> Vec<Word<'n>> {
    let items = if let Tree::List(items) = &node.tree { items.as_slice() } else { std::slice::from_ref(node) };
    let word = |it: &'n Node| {
        let found = as_word(it);
        if found.is_none() {
            context.log.error(&it.at, format!("what a relation is about must be a text, not {}", it.shape()), "");
        }
        found
    };
    items.iter().filter_map(word).collect()
}

fn known(word: Word<'_>, context: &Context<'_>, site: &Site) {
    let is_known = site.find_type(word.text).is_some()
        || context.names.practices.index(word.text).is_some()
        || ScopeKind::find(word.text).is_some();
    if !is_known {
        let types = site.types.iter().map(|it| it.key.as_str());
        let all = types.chain(context.names.practices.all()).chain(ScopeKind::ALL.iter().map(|it| it.name()));
        let help = nearest::help(word.text, all);
        context.log.error(word.at, format!("no record type, practice or scope kind `{}`", word.text), help);
    }
}
