//! Values that a move takes from elsewhere: `contract.allowance`, `holder of to_role over service`, `now + 4h`.

use model::{
    Kind, RecordType, Slot,
    rules::{Lookup, Source},
};

use super::{Reader, effects::fits, span};
use crate::{
    node::Node,
    resolve::types,
    table::{Table, Word, as_word},
};

/// Whether a value in `sets` is one that is looked up.
pub(in crate::resolve) fn is_one(node: &Node, of: &RecordType) -> bool {
    as_word(node).is_some_and(|it| {
        it.text.starts_with("holder of ") || it.text.starts_with("now + ") || their_field(it.text, of).is_some()
    })
}

/// `<field>.<field>`, where the first names one record.
fn their_field<'a>(text: &'a str, of: &RecordType) -> Option<(Slot, &'a str)> {
    let (ours, theirs) = text.split_once('.')?;
    let slot = of.slot(ours)?;
    matches!(of.field(slot)?.kind, Kind::Reference(_)).then_some((slot, theirs))
}

/// What the moves of a type look up.
pub(super) fn all(root: &Table<'_>, reader: &Reader<'_>) -> Vec<Lookup> {
    let mut found = Vec::new();
    for (word, table) in root.tables("move", "move") {
        let Some((step, _)) = reader.of.lifecycle.find_move(word.text) else { continue };
        for (key, node) in table.keyed("sets") {
            let (true, Some(said)) = (is_one(node, reader.of), as_word(node)) else { continue };
            let Some(slot) = reader.of.slot(key.text) else { continue };
            let declared_at = reader.line(key);
            found.extend(source(said, slot, reader).map(|from| Lookup {
                of: reader.of.ix,
                step,
                slot,
                from,
                declared_at,
            }));
        }
    }
    found
}

fn source(said: Word<'_>, slot: Slot, reader: &Reader<'_>) -> Option<Source> {
    let Reader { context, of, .. } = *reader;
    let kind = &of.field(slot)?.kind;
    let unfit = |what: &str| {
        let key = of.field(slot).map(|it| it.key.as_str()).unwrap_or_default();
        context.log.error(said.at, format!("field `{key}` is a {} and can't hold {what}", kind.name()), "");
    };
    if let Some(length) = said.text.strip_prefix("now + ") {
        if !matches!(kind, Kind::Instant | Kind::Date) {
            unfit("a time");
        }
        return span(Word { text: length, at: said.at }, context).map(Source::Later);
    }
    if let Some(rest) = said.text.strip_prefix("holder of ") {
        if !matches!(kind, Kind::Person) {
            unfit("a person");
        }
        let Some((role, over)) = rest.split_once(" over ") else {
            context.log.error(said.at, "it does not say over what", "write `holder of <field> over <field>`");
            return None;
        };
        let slot = |text: &str| types::slot(Word { text: text.trim(), at: said.at }, of, context);
        return Some(Source::Holder(slot(role)?, slot(over)?));
    }
    let (ours, theirs) = their_field(said.text, of)?;
    let Some(Kind::Reference(to)) = of.field(ours).map(|it| &it.kind) else { return None };
    let mut found = Vec::new();
    for other in to.iter().filter_map(|it| reader.site.of(*it)) {
        let their = types::slot(Word { text: theirs, at: said.at }, other, context)?;
        let from = &other.field(their)?.kind;
        if !fits(from, kind) {
            unfit(&format!("what `{theirs}` of `{}` holds", other.key));
        }
        found.push((other.ix, their));
    }
    Some(Source::Theirs(ours, found))
}
