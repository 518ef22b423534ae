//! Effects: what a move leads to on other records.

use model::{
    Kind, MoveIx, RecordType, RoleIx, TypeIx, Value, When,
    rules::{Effect, Fill, Makes, Origin, Via},
};

use super::{Reader, span};
use crate::{
    nearest,
    node::{Node, Tree},
    resolve::{types, whens},
    table::{Table, Word, as_word},
};

/// The effects of a type.
pub(super) fn all(root: &Table<'_>, reader: &Reader<'_>) -> Vec<Effect> {
    let mut found = Vec::new();
    for (word, table) in root.tables("effect", "effect") {
        found.extend(effect(word, &table, reader));
        table.done();
    }
    found
}

fn effect(word: Word<'_>, table: &Table<'_>, reader: &Reader<'_>) -> Option<Effect> {
    let Reader { context, of, .. } = *reader;
    let on: Vec<MoveIx> = table.words("on").into_iter().filter_map(|it| step(it, of, reader)).collect();
    if table.node.entry("on").is_none() {
        context.log.error(word.at, format!("{} needs `on`", table.what), "write `on = \"<move>\"`");
    }
    let to = table.word("to").map(|it| reader.via(it));
    let when = table.word("when").map_or(When::Always, |it| whens::read(it, of, None, context));
    let must = table.yes("must");
    let (inside, sets) = (table.yes("inside"), table.keyed("sets"));
    // Read before anything is given up, so that a word is not called unknown for another's fault.
    let acts = (table.word("makes"), table.word("opens"), table.word("says"), table.words("tells"));
    let to = match to {
        Some(None) => return None,
        Some(Some(via)) => Some(via),
        None => None,
    };
    let makes = makes(table, acts, (to, inside), reader)?;
    let reached: Vec<&RecordType> = match (&makes, to) {
        (Makes::Opens(of, _), _) => reader.site.of(*of).into_iter().collect(),
        (Makes::Moves(_), Some(via)) => reader.reached(via),
        (Makes::Moves(_) | Makes::Says(..) | Makes::Tells(_), _) => Vec::new(),
    };
    if reached.is_empty() && !sets.is_empty() {
        context.log.error(
            word.at,
            format!("{} sets fields of nothing", table.what),
            "only `makes` and `opens` have `sets`",
        );
    }
    let mut fills = Vec::new();
    for other in &reached {
        for (key, node) in &sets {
            fills.extend(fill(*key, node, other, reader));
        }
    }
    if let Makes::Opens(..) = makes {
        unfilled(&makes, &fills, word, reader);
    }
    let declared_at = reader.line(word);
    Some(Effect { key: word.text.to_owned(), of: of.ix, on, to, makes, fills, when, must, declared_at })
}

fn step(word: Word<'_>, of: &RecordType, reader: &Reader<'_>) -> Option<MoveIx> {
    let found = of.lifecycle.find_move(word.text).map(|(ix, _)| ix);
    if found.is_none() {
        let help = nearest::help(word.text, of.lifecycle.moves.iter().map(|it| it.key.as_str()));
        reader.context.log.error(word.at, format!("no move `{}` in `{}`", word.text, of.key), help);
    }
    found
}

/// What it does: one of `makes`, `opens`, `says`, `tells`.
fn makes<'t>(
    table: &Table<'t>,
    (makes, opens, says, tells): (Option<Word<'t>>, Option<Word<'t>>, Option<Word<'t>>, Vec<Word<'t>>),
    (to, inside): (Option<Via>, bool),
    reader: &Reader<'_>,
) -> Option<Makes> {
    let log = reader.context.log;
    let wants_to = |at| {
        if to.is_none() {
            log.error(
                at,
                format!("{} does not say on which records", table.what),
                "write `to = \"<field>\"` or `to = \"<type>.<field>\"`",
            );
        }
        to
    };
    match (makes, opens, says, tells.as_slice()) {
        (Some(key), None, None, []) => {
            let reached = reader.reached(wants_to(key.at)?);
            let mut moves = Vec::new();
            for other in reached {
                let ix = step(key, other, reader)?;
                if other.lifecycle.step(ix).is_some_and(|it| it.opens) {
                    log.error(
                        key.at,
                        format!("move `{}` opens a record", key.text),
                        "write `opens = \"<type>:<move>\"` for that",
                    );
                }
                moves.push((other.ix, ix));
            }
            Some(Makes::Moves(moves))
        }
        (None, Some(key), None, []) => opened(key, reader),
        (None, None, Some(text), []) => wants_to(text.at).map(|_| Makes::Says(text.text.to_owned(), inside)),
        (None, None, None, [_, ..]) => {
            let names = &reader.context.names.roles;
            Some(Makes::Tells(tells.into_iter().filter_map(|it| names.find(it, log)).map(RoleIx::of).collect()))
        }
        (_, _, _, _) => {
            log.error(table.at, format!("{} does one thing", table.what), "one of `makes`, `opens`, `says`, `tells`");
            None
        }
    }
}

fn opened(key: Word<'_>, reader: &Reader<'_>) -> Option<Makes> {
    let log = reader.context.log;
    let Some((of, verb)) = key.text.split_once(':') else {
        log.error(key.at, format!("`{}` opens nothing", key.text), "write `opens = \"<type>:<move>\"`");
        return None;
    };
    let of = reader
        .context
        .names
        .types
        .find(Word { text: of, at: key.at }, log)
        .and_then(|it| reader.site.of(TypeIx::of(it)))?;
    let ix = step(Word { text: verb, at: key.at }, of, reader)?;
    if of.lifecycle.step(ix).is_some_and(|it| it.opens) {
        return Some(Makes::Opens(of.ix, ix));
    }
    log.error(key.at, format!("move `{verb}` of `{}` does not open a record", of.key), "");
    None
}

/// Nobody is there to fill what an opened record needs.
fn unfilled(makes: &Makes, fills: &[Fill], word: Word<'_>, reader: &Reader<'_>) {
    let Makes::Opens(of, step) = makes else { return };
    let Some(other) = reader.site.of(*of) else { return };
    let Some(step) = other.lifecycle.step(*step) else { return };
    let is_filled = |slot| fills.iter().any(|it| it.slot == slot) || step.sets.iter().any(|it| it.slot == slot);
    for (slot, _) in step.asks.iter().filter(|(slot, must)| *must && !is_filled(*slot)) {
        let key = other.field(*slot).map(|it| it.key.as_str()).unwrap_or_default();
        let message = format!("`{}:{}` asks for `{key}`, and nobody is there to fill it", other.key, step.key);
        reader.context.log.error(word.at, message, format!("name `{key}` in `sets`"));
    }
}

fn fill(key: Word<'_>, node: &Node, other: &RecordType, reader: &Reader<'_>) -> Option<Fill> {
    let slot = types::slot(key, other, reader.context)?;
    let kind = &other.field(slot)?.kind;
    let from = origin(kind, node, key, reader)?;
    Some(Fill { of: other.ix, slot, from })
}

fn origin(kind: &Kind, node: &Node, key: Word<'_>, reader: &Reader<'_>) -> Option<Origin> {
    let log = reader.context.log;
    let text = match (&node.tree, as_word(node)) {
        (_, Some(word)) => word.text.to_owned(),
        (Tree::Whole(n), None) => n.to_string(),
        (Tree::Yes(yes), None) => if *yes { "yes" } else { "no" }.to_owned(),
        (_, None) => {
            log.error(&node.at, format!("an effect can't set a field to {}", node.shape()), "");
            return None;
        }
    };
    if let Some(found) = special(&text, kind, reader) {
        return Some(found);
    }
    if let (Some(length), Kind::Instant | Kind::Date) = (text.strip_prefix("now + "), kind) {
        return span(Word { text: length, at: &node.at }, reader.context).map(Origin::Later);
    }
    for (sign, more) in [("+ ", true), ("- ", false)] {
        let Some(field) = text.strip_prefix(sign) else { continue };
        let slot = types::slot(Word { text: field, at: &node.at }, reader.of, reader.context)?;
        let from = &reader.of.field(slot)?.kind;
        if !adds(from, kind) {
            log.error(
                &node.at,
                format!("`{field}` can't be counted into `{}`", key.text),
                "both must be numbers of one kind",
            );
        }
        return Some(if more { Origin::More(slot) } else { Origin::Less(slot) });
    }
    if let Some((slot, field)) = reader.of.slot(&text).and_then(|slot| Some((slot, reader.of.field(slot)?))) {
        if !fits(&field.kind, kind) {
            let message = format!("`{}` is a {} and can't hold what `{text}` holds", key.text, kind.name());
            log.error(&node.at, message, "put quotes inside the quotes for a word: `\"'word'\"`");
        }
        return Some(Origin::Field(slot));
    }
    let literal = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).unwrap_or(&text);
    match Value::parse(kind, literal) {
        Ok(value) => Some(Origin::Fixed(value)),
        Err(why) => {
            let help = "a field of this type, a value in quotes, `itself`, `actor`, `now`, `now + 90d`, `increment`, `+ <field>`, `- <field>`";
            log.error(&node.at, why.to_string(), help);
            None
        }
    }
}

fn special(text: &str, kind: &Kind, reader: &Reader<'_>) -> Option<Origin> {
    match (text, kind) {
        ("itself", Kind::Reference(to) | Kind::References(to)) if to.contains(&reader.of.ix) => Some(Origin::Itself),
        ("actor", Kind::Person) => Some(Origin::Actor),
        ("now", Kind::Instant | Kind::Date) => Some(Origin::Now),
        ("increment", Kind::Whole) => Some(Origin::Increment),
        (_, _) => None,
    }
}

fn adds(from: &Kind, to: &Kind) -> bool {
    match (from, to) {
        (Kind::Whole, Kind::Whole) | (Kind::Money, Kind::Money) | (Kind::Duration, Kind::Duration) => true,
        (Kind::Decimal(one), Kind::Decimal(two)) => one == two,
        (_, _) => false,
    }
}

/// Whether what one field holds can be put into another.
pub(super) fn fits(from: &Kind, to: &Kind) -> bool {
    match (from, to) {
        (Kind::Choice(one), Kind::Choice(two)) => one.0.iter().all(|it| two.find(&it.key).is_some()),
        (Kind::Level(one), Kind::Level(two)) => one.0.len() <= two.0.len(),
        (Kind::Reference(one), Kind::Reference(two) | Kind::References(two))
        | (Kind::References(one), Kind::References(two)) => one.iter().all(|it| two.contains(it)),
        (Kind::Decimal(one), Kind::Decimal(two)) => one == two,
        (Kind::Line(_) | Kind::Text | Kind::Choice(_), Kind::Text | Kind::Line(_)) => true,
        (one, two) => std::mem::discriminant(one) == std::mem::discriminant(two),
    }
}
