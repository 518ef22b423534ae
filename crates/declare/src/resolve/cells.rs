//! The cells of one activity: a role's name, or a table that also says on which records.

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
            found.extend(cell(letter, node, of, context));
        }
    }
    found
}

fn cell(letter: Letter, node: &Node, of: Option<&RecordType>, context: &Context<'_>) -> Vec<Cell> {
    if let Some(word) = as_word(node) {
        return make(letter, word, When::Always, Reach::Scope, context).into_iter().collect();
    }
    if !matches!(node.tree, Tree::Table(_)) {
        context.log.error(&node.at, format!("a cell must be a role or a table, not {}", node.shape()), "");
        return Vec::new();
    }
    let table = Table::new(node, &node.at, "cell", context.log);
    let (role, roles, when) = (table.word("role"), table.word("roles"), table.word("when"));
    let reach = reach(&table, context);
    table.done();
    let named = match (role, roles) {
        (Some(one), None) => vec![one.text.to_owned()],
        (None, Some(Word { text: "appointers", .. })) => appointers(context),
        (_, _) => {
            let help = "`role = \"...\"`, or `roles = \"appointers\"` for all who appoint others";
            context.log.error(&node.at, "a cell names one role", help);
            return Vec::new();
        }
    };
    let at = role.or(roles).map_or(&node.at, |it| it.at);
    let mut found = Vec::new();
    for key in &named {
        let when = match (when, of) {
            (None, _) => When::Always,
            (Some(text), Some(of)) => whens::read(text, of, Some(key), context),
            (Some(text), None) => {
                context.log.error(text.at, "a duty is on no record, so its cells have no `when`", "");
                When::Never
            }
        };
        found.extend(make(letter, Word { text: key, at }, when, reach, context));
    }
    found
}

/// The roles that appoint others, in order of columns.
fn appointers(context: &Context<'_>) -> Vec<String> {
    context.names.roles.all().filter(|it| context.appointed.contains_key(*it)).map(ToOwned::to_owned).collect()
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
