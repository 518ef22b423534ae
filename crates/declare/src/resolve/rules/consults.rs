//! Whose answers an activity waits for: C cells that say `answers = "must"`.

use model::{RoleIx, Site, When, rules::Consult};

use super::span;
use crate::{
    node::{Node, Tree},
    resolve::{Context, whens},
    table::{Table, Word},
};

/// The consultations that the activities of a file ask for.
pub(super) fn all(root: &Table<'_>, context: &Context<'_>, site: &Site) -> Vec<Consult> {
    let mut found = Vec::new();
    for (word, table) in root.tables("activity", "activity") {
        for letter in ["A", "R", "I"] {
            for node in table.items(letter).iter().filter(|it| it.entry("answers").is_some()) {
                context.log.error(&node.at, format!("a cell with {letter} answers nothing"), "only C cells are asked");
            }
        }
        for node in table.items("C").iter().filter(|it| matches!(it.tree, Tree::Table(_))) {
            found.extend(cell(word, node, context, site));
        }
    }
    found
}

fn cell(activity: Word<'_>, node: &Node, context: &Context<'_>, site: &Site) -> Vec<Consult> {
    let table = Table::new(node, &node.at, "cell", context.log);
    let Some(answers) = table.word("answers") else {
        for key in ["within", "quorum"].into_iter().filter(|it| node.entry(it).is_some()) {
            context.log.error(
                &node.at,
                format!("`{key}` says nothing without `answers`"),
                "write `answers = \"must\"`",
            );
        }
        return Vec::new();
    };
    if answers.text != "must" {
        context.log.error(answers.at, format!("`answers` can't be `{}`", answers.text), "write `answers = \"must\"`");
    }
    let within = table.needed("within").and_then(|it| span(it, context));
    let quorum = table.word("quorum").and_then(|it| quorum(it, context));
    let (Some((ix, row)), Some(within)) = (site.find_activity(activity.text), within) else { return Vec::new() };
    let of = row.of().and_then(|it| site.of(it));
    if !matches!(row.does, model::Does::Move(..)) {
        context.log.error(answers.at, format!("`{}` is no move that could wait", row.key), "");
    }
    let roles = table.words("role").into_iter().chain(table.words("roles"));
    let one = |role: Word<'_>| {
        let when = table.word("when").zip(of);
        let when = when.map_or(When::Always, |(text, of)| whens::read(text, of, Some(role.text), context));
        let role = context.names.roles.index(role.text).map(RoleIx::of)?;
        Some(Consult { activity: ix, role, when, within, quorum, declared_at: context.log.line_of(&node.at) })
    };
    roles.filter_map(one).collect()
}

/// `2/3`: of how many how many.
fn quorum(word: Word<'_>, context: &Context<'_>) -> Option<(u32, u32)> {
    let parts =
        word.text.split_once('/').and_then(|(of, all)| Some((of.trim().parse().ok()?, all.trim().parse().ok()?)));
    let found = parts.filter(|(part, whole): &(u32, u32)| *part > 0 && part <= whole);
    if found.is_none() {
        context.log.error(
            word.at,
            format!("`{}` is not a quorum", word.text),
            "a fraction such as `2/3`, at most `1/1`",
        );
    }
    found
}
