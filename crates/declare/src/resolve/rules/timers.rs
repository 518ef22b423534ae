//! Timers: moves that the platform makes when a time has passed.

use base::Span;
use model::{Header, Kind, MoveIx, When, rules::Timer};

use super::{Reader, span};
use crate::{
    nearest,
    resolve::{types, whens},
    table::{Table, Word},
};

/// The timers of a type.
pub(super) fn all(root: &Table<'_>, reader: &Reader<'_>) -> Vec<Timer> {
    let mut found = Vec::new();
    for (word, table) in root.tables("timer", "timer") {
        found.extend(timer(word, &table, reader));
        table.done();
    }
    found
}

fn timer(word: Word<'_>, table: &Table<'_>, reader: &Reader<'_>) -> Option<Timer> {
    let Reader { context, of, .. } = *reader;
    let (makes, past) = (table.needed("move"), table.needed("when_past"));
    let after = match table.word("after") {
        Some(it) => span(it, context)?,
        None => Span::ZERO,
    };
    let when = table.word("when").map_or(When::Always, |it| whens::read(it, of, None, context));
    if let (Some(word), true) = (table.word("when"), speaks_of_somebody(&when)) {
        context.log.error(word.at, "nobody acts when a time passes", "leave out `me`, `my teams` and `acted`");
    }
    let makes = step(makes?, table, reader);
    let past = past?;
    let slot = types::slot(past, of, context)?;
    let field = of.field(slot)?;
    if !matches!(field.kind, Kind::Date | Kind::Instant) {
        let message = format!("field `{}` is a {} and never passes", field.key, field.kind.name());
        context.log.error(past.at, message, "a field of kind `date` or `instant`");
        return None;
    }
    if matches!(field.header, Some(Header::Due | Header::Changed)) {
        let message = format!("`{}` moves with every act and every message", field.key);
        context.log.error(past.at, message, "name a field of the type's own, `opened` or `closed`");
        return None;
    }
    Some(Timer {
        key: word.text.to_owned(),
        of: of.ix,
        makes: makes?,
        past: slot,
        after,
        when,
        declared_at: reader.line(word),
    })
}

/// Whether a condition depends on who acts or has acted.
fn speaks_of_somebody(when: &When) -> bool {
    let mut found = false;
    when.visit(&mut |it| {
        found |= matches!(it, When::IsActor(_) | When::Involves(_) | When::InMyTeams(_) | When::Acted(_));
    });
    found
}

/// The move that it makes: one from a state, for which nobody has to be there to fill anything in.
fn step(word: Word<'_>, table: &Table<'_>, reader: &Reader<'_>) -> Option<MoveIx> {
    let Reader { context, of, .. } = *reader;
    let Some((ix, step)) = of.lifecycle.find_move(word.text) else {
        let help = nearest::help(word.text, of.lifecycle.moves.iter().map(|it| it.key.as_str()));
        context.log.error(word.at, format!("no move `{}` in `{}`", word.text, of.key), help);
        return None;
    };
    if step.opens {
        let message = format!("move `{}` opens a record: there is nothing whose time could pass", step.key);
        context.log.error(word.at, message, "name a move that leads on, and let an effect of it open the record");
    }
    let sets = |slot| step.sets.iter().any(|it| it.slot == slot);
    for (slot, _) in step.asks.iter().filter(|(slot, must)| *must && !sets(*slot)) {
        let key = of.field(*slot).map(|it| it.key.as_str()).unwrap_or_default();
        let message =
            format!("{} makes `{}`, which asks for `{key}`, and nobody is there to fill it", table.what, step.key);
        context.log.error(word.at, message, format!("ask for `{key}` without `!`, or let the move set it"));
    }
    Some(ix)
}
