//! Guards: what must hold on other records, or in who holds what, before a move.

use model::{
    Kind, MoveIx, RoleIx, Slot, When,
    rules::{Check, Guard, Others},
};

use super::Reader;
use crate::{
    node::{Node, Tree},
    resolve::{types, whens},
    table::{Table, Word, as_word},
};

/// What guards begin with.
const FORMS: [&str; 9] = ["all", "any", "none", "held", "outsider", "untaken", "so", "ahead", "earlier"];

/// The guards of a type's moves.
pub(super) fn all(root: &Table<'_>, reader: &Reader<'_>) -> Vec<Guard> {
    let mut found = Vec::new();
    for (word, table) in root.tables("move", "move") {
        let Some((step, _)) = reader.of.lifecycle.find_move(word.text) else { continue };
        for node in table.items("guards") {
            found.extend(guard(step, node, &table, reader));
        }
    }
    found
}

fn guard(step: MoveIx, node: &Node, of: &Table<'_>, reader: &Reader<'_>) -> Option<Guard> {
    let context = reader.context;
    if !matches!(node.tree, Tree::Table(_)) {
        context.log.error(&node.at, format!("a guard of {} must be a table, not {}", of.what, node.shape()), "");
        return None;
    }
    let table = Table::new(node, &node.at, "guard", context.log);
    let when = table.word("when").map_or(When::Always, |it| whens::read(it, reader.of, None, context));
    let unless = table.needed("unless").map(|it| it.text.to_owned()).unwrap_or_default();
    let check = check(&table, reader);
    table.done();
    let declared_at = context.log.line_of(&node.at);
    Some(Guard { of: reader.of.ix, step, when, check: check?, unless, declared_at })
}

fn check(table: &Table<'_>, reader: &Reader<'_>) -> Option<Check> {
    let said: Vec<&str> = FORMS.into_iter().filter(|it| table.node.entry(it).is_some()).collect();
    let [form] = said.as_slice() else {
        // All are asked for, so that none of them is told of as unknown besides.
        for form in FORMS {
            table.get(form);
        }
        table.log.error(
            table.at,
            "a guard asks one thing",
            "one of `all`, `any`, `none`, `held`, `outsider`, `untaken`, `so`, `ahead`, `earlier`",
        );
        return None;
    };
    match *form {
        "all" => others(table.word("all")?, table, reader).map(Check::All),
        "any" => others(table.word("any")?, table, reader).map(Check::Any),
        "none" => others(table.word("none")?, table, reader).map(Check::None),
        "held" => held(table, reader),
        "outsider" => outsider(table, reader),
        "so" => Some(Check::So(whens::read(table.word("so")?, reader.of, None, reader.context))),
        "ahead" => time(table.word("ahead")?, reader).map(Check::Ahead),
        "earlier" => earlier(table, reader),
        _untaken => untaken(table, reader),
    }
}

fn others(path: Word<'_>, table: &Table<'_>, reader: &Reader<'_>) -> Option<Others> {
    let (are, same) = (table.word("are"), table.keyed("same"));
    let via = reader.via(path)?;
    if are.is_none() && same.is_empty() {
        table.log.error(path.at, "a guard says how the others must be", "write `are = \"state is ...\"`");
        return None;
    }
    let reached = reader.reached(via);
    let read = |of| are.map_or(When::Always, |it| whens::read(it, of, None, reader.context));
    let mut pairs = Vec::new();
    for (theirs, node) in same {
        let Some(ours) = as_word(node) else {
            table.wrong(theirs.text, "a field", node);
            continue;
        };
        let ours = types::slot(ours, reader.of, reader.context)?;
        for of in &reached {
            pairs.push((of.ix, types::slot(theirs, of, reader.context)?, ours));
        }
    }
    Some(Others { via, are: reached.iter().map(|of| (of.ix, read(of))).collect(), same: pairs })
}

fn held(table: &Table<'_>, reader: &Reader<'_>) -> Option<Check> {
    let names = &reader.context.names.roles;
    let roles = table.words("held").into_iter().filter_map(|it| names.find(it, table.log)).map(RoleIx::of).collect();
    match table.word("over") {
        Some(over) => reference(over, reader).map(|slot| Check::Held(roles, Some(slot))),
        None if reader.of.place.is_some() => Some(Check::Held(roles, None)),
        None => {
            let message = format!("nobody can be appointed over a `{}`", reader.of.key);
            table.log.error(table.at, message, "say over what: `over = \"<field>\"`");
            None
        }
    }
}

/// A field that names one record, or a practice.
fn reference(word: Word<'_>, reader: &Reader<'_>) -> Option<Slot> {
    let slot = types::slot(word, reader.of, reader.context)?;
    if let Some(Kind::Reference(_) | Kind::Choice(_)) = reader.of.field(slot).map(|it| &it.kind) {
        return Some(slot);
    }
    let message = format!("field `{}` names no one thing that roles are held over", word.text);
    reader.context.log.error(word.at, message, "a field of kind `reference`, or a choice of `practices`");
    None
}

fn outsider(table: &Table<'_>, reader: &Reader<'_>) -> Option<Check> {
    let (person, over) = (table.needed("outsider")?, table.needed("in")?);
    let slot = types::slot(person, reader.of, reader.context)?;
    if !reader.of.field(slot).is_some_and(|it| matches!(it.kind, Kind::Person)) {
        table.log.error(person.at, format!("field `{}` is no person", person.text), "");
        return None;
    }
    Some(Check::Outsider(slot, reference(over, reader)?))
}

fn earlier(table: &Table<'_>, reader: &Reader<'_>) -> Option<Check> {
    let (first, than) = (table.needed("earlier")?, table.needed("than")?);
    let (one, two) = (time(first, reader)?, time(than, reader)?);
    if reader.of.field(one).map(|it| &it.kind) != reader.of.field(two).map(|it| &it.kind) {
        let message = format!("a day and an instant are not compared: `{}`, `{}`", first.text, than.text);
        reader.context.log.error(than.at, message, "fields of the same kind");
        return None;
    }
    Some(Check::Earlier(one, two))
}

/// A field that holds an instant or a day.
fn time(word: Word<'_>, reader: &Reader<'_>) -> Option<Slot> {
    let slot = types::slot(word, reader.of, reader.context)?;
    if reader.of.field(slot).is_some_and(|it| matches!(it.kind, Kind::Date | Kind::Instant)) {
        return Some(slot);
    }
    let message = format!("field `{}` holds no time", word.text);
    reader.context.log.error(word.at, message, "a field of kind `date` or `instant`");
    None
}

fn untaken(table: &Table<'_>, reader: &Reader<'_>) -> Option<Check> {
    let (lines, are) = (table.needed("untaken")?, table.needed("are")?);
    let slot = types::slot(lines, reader.of, reader.context)?;
    if !reader.of.field(slot).is_some_and(|it| matches!(it.kind, Kind::Text)) {
        table.log.error(lines.at, format!("field `{}` holds no lines", lines.text), "a field of kind `text`");
        return None;
    }
    Some(Check::Untaken(slot, whens::read(are, reader.of, None, reader.context)))
}
