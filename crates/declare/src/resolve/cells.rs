//! The cells of one activity: a role's name, or a table that also says on which records.

use std::collections::BTreeSet;

use model::{Cell, Letter, Reach, RecordType, RoleIx, When};

use super::{Context, whens};
use crate::{
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word},
};

/// All cells of an activity, in order of letter.
pub(super) fn all(table: &Table<'_>, of: Option<&RecordType>, context: &Context<'_>) -> Vec<Cell> {
    let mut found = Vec::new();
    for (letter, key) in [(Letter::A, "A"), (Letter::R, "R"), (Letter::C, "C"), (Letter::I, "I")] {
        for node in table.items(key) {
            let named = found.iter().map(|it: &Cell| it.role).collect::<BTreeSet<_>>();
            found.extend(cell(letter, node, of, &named, context));
        }
    }
    found
}

fn cell(
    letter: Letter,
    node: &Node,
    of: Option<&RecordType>,
    named: &BTreeSet<RoleIx>,
    context: &Context<'_>,
) -> Vec<Cell> {
    if let Some(word) = as_word(node) {
        return make(letter, word, When::Always, Reach::Scope, context).into_iter().collect();
    }
    if !matches!(node.tree, Tree::Table(_)) {
        context.log.error(&node.at, format!("a cell must be a role or a table, not {}", node.shape()), "");
        return Vec::new();
    }
    let table = Table::new(node, &node.at, "cell", context.log);
    let (role, roles, when) = (table.word("role"), table.words("roles"), table.word("when"));
    let reach = reach(&table, context);
    // Whose answers are waited for is read with the other rules.
    for key in ["answers", "within", "quorum"] {
        table.get(key);
    }
    table.done();
    let others = appointers(named, context);
    let roles: Vec<Word<'_>> = match (role, roles.as_slice()) {
        (Some(one), []) => vec![one],
        (None, [Word { text: "appointers", at }]) => others.iter().map(|text| Word { text, at }).collect(),
        (None, [_, ..]) => roles,
        (_, _) => {
            let help = "`role = \"...\"`, `roles = [...]`, or `roles = \"appointers\"` for all others who appoint";
            context.log.error(&node.at, "a cell names a role", help);
            return Vec::new();
        }
    };
    let one = |role: Word<'_>| {
        let when = match (when, of) {
            (None, _) => When::Always,
            (Some(text), Some(of)) => whens::read(text, of, Some(role.text), context),
            (Some(text), None) => {
                context.log.error(text.at, "a duty is on no record, so its cells have no `when`", "");
                When::Never
            }
        };
        make(letter, role, when, reach, context)
    };
    roles.into_iter().filter_map(one).collect()
}

/// The roles that appoint others and have no cell here yet, in order of columns.
fn appointers(named: &BTreeSet<RoleIx>, context: &Context<'_>) -> Vec<String> {
    let all = context.names.roles.all().enumerate().filter(|(at, _)| !named.contains(&RoleIx::of(*at)));
    all.filter(|(_, key)| context.appointed.contains_key(*key)).map(|(_, key)| key.to_owned()).collect()
}

fn reach(table: &Table<'_>, context: &Context<'_>) -> Reach {
    match table.word("reach") {
        None | Some(Word { text: "scope", .. }) => Reach::Scope,
        Some(Word { text: "everywhere", .. }) => Reach::Everywhere,
        Some(other) => {
            let help = nearest::help(other.text, ["scope", "everywhere"]);
            context.log.error(other.at, format!("no reach `{}`", other.text), help);
            Reach::Scope
        }
    }
}

fn make(letter: Letter, role: Word<'_>, when: When, reach: Reach, context: &Context<'_>) -> Option<Cell> {
    let ix = context.names.roles.find(role, context.log).map(RoleIx::of)?;
    Some(Cell { role: ix, letter, when, reach, responsibility: None, declared_at: context.log.line_of(role.at) })
}
