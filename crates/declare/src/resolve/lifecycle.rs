//! States and moves of a record type.

use model::{Kind, Move, Phase, RecordType, Set, Slot, Source, State, StateIx, StateSet, Tone, Value, When};

use super::{Context, kinds, rules, types, whens};
use crate::{
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word},
};

const TONES: [(&str, Tone); 6] = [
    ("neutral", Tone::Neutral),
    ("info", Tone::Info),
    ("warn", Tone::Warn),
    ("plan", Tone::Plan),
    ("ok", Tone::Ok),
    ("crit", Tone::Crit),
];

/// The states in order.
pub(super) fn states(root: &Table<'_>, context: &Context<'_>) -> Vec<State> {
    let mut found = Vec::new();
    for (word, table) in root.tables("state", "state") {
        let title = table.word("title").map_or_else(|| kinds::titled(word.text), |it| it.text.to_owned());
        let phase = table.needed("phase").and_then(|it| phase(it, context)).unwrap_or(Phase::New);
        let tone = table.word("tone").and_then(|it| tone(it, context)).unwrap_or(Tone::Neutral);
        let rests = table.yes("rests");
        table.done();
        found.push(State { key: word.text.to_owned(), title, phase, tone, rests });
    }
    if found.is_empty() {
        context.log.error(root.at, format!("{} has no states", root.what), "write `[state.<key>]`");
    }
    if found.len() > StateSet::MOST {
        context.log.error(root.at, format!("{} has more than {} states", root.what, StateSet::MOST), "");
    }
    found
}

fn phase(word: Word<'_>, context: &Context<'_>) -> Option<Phase> {
    let found = Phase::ALL.into_iter().find(|it| it.name() == word.text);
    if found.is_none() {
        let help = nearest::help(word.text, Phase::ALL.iter().map(|it| it.name()));
        context.log.error(word.at, format!("no phase `{}`", word.text), help);
    }
    found
}

fn tone(word: Word<'_>, context: &Context<'_>) -> Option<Tone> {
    let found = TONES.iter().find(|(name, _)| *name == word.text).map(|(_, it)| *it);
    if found.is_none() {
        let help = nearest::help(word.text, TONES.iter().map(|(name, _)| *name));
        context.log.error(word.at, format!("no tone `{}`", word.text), help);
    }
    found
}

/// The moves in order.
pub(super) fn moves(root: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Vec<Move> {
    let mut found = Vec::new();
    for (word, table) in root.tables("move", "move") {
        found.push(step(word, &table, of, context));
        table.done();
    }
    if !found.iter().any(|it| it.opens) {
        let help = "write `opens = true` in one of the moves";
        context.log.error(root.at, format!("no move opens {} ", root.what).trim_end(), help);
    }
    found
}

fn step(word: Word<'_>, table: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Move {
    let opens = table.yes("opens");
    table.get("guards");
    let when = table.word("when").map_or(When::Always, |it| whens::read(it, of, None, context));
    let unless = table.text("unless");
    if when != When::Always && unless.is_empty() {
        context.log.error(
            word.at,
            format!("{} has `when` and needs `unless`", table.what),
            "say in words why it can't be made then",
        );
    }
    let from = from(table, of, context);
    let to = table.word("to").and_then(|it| state(it, of, context));
    if opens && (!from.is_empty() || to.is_none()) {
        context.log.error(word.at, format!("{} opens: it needs `to` and has no `from`", table.what), "");
    }
    if !opens && from.is_empty() {
        context.log.error(word.at, format!("{} needs `from` or `opens = true`", table.what), "");
    }
    Move {
        key: word.text.to_owned(),
        title: table.word("title").map_or_else(|| kinds::titled(word.text), |it| it.text.to_owned()),
        from,
        opens,
        to,
        asks: asks(table, of, context),
        sets: sets(table, of, context),
        when,
        unless,
        asks_reply: table.yes("asks_reply"),
        confirm: table.text("confirm"),
        is_primary: table.yes("primary"),
    }
}

/// The states of `from`: keys, or `open` for all in which work remains.
fn from(table: &Table<'_>, of: &RecordType, context: &Context<'_>) -> StateSet {
    set_of_states(&table.words("from"), of, context)
}

/// States by key; `open` stands for all in which work remains.
pub(super) fn set_of_states(words: &[Word<'_>], of: &RecordType, context: &Context<'_>) -> StateSet {
    if let [Word { text: "open", .. }] = words
        && of.lifecycle.find_state("open").is_none()
    {
        return of.lifecycle.open();
    }
    words.iter().filter_map(|it| state(*it, of, context)).collect()
}

fn state(word: Word<'_>, of: &RecordType, context: &Context<'_>) -> Option<StateIx> {
    let found = of.lifecycle.find_state(word.text);
    if found.is_none() {
        let help = nearest::help(word.text, of.lifecycle.states.iter().map(|it| it.key.as_str()));
        context.log.error(word.at, format!("no state `{}` in `{}`", word.text, of.key), help);
    }
    found
}

fn asks(table: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Vec<(Slot, bool)> {
    let mut found = Vec::new();
    for word in table.words("asks") {
        let (key, must) = word.text.strip_suffix('!').map_or((word.text, false), |it| (it, true));
        let Some(slot) = of.slot(key) else {
            let help = nearest::help(key, of.shown().map(|(_, it)| it.key.as_str()));
            let message = format!("{} asks for field `{key}`, which `{}` does not declare", table.what, of.key);
            context.log.error(word.at, message, help);
            continue;
        };
        if of.field(slot).is_some_and(|it| it.is_computed) {
            context.log.error(word.at, format!("{} asks for `{key}`, which is computed", table.what), "");
        }
        found.push((slot, must));
    }
    found
}

fn sets(table: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Vec<Set> {
    let mut found = Vec::new();
    for (word, node) in table.keyed("sets") {
        let Some(slot) = types::slot(word, of, context) else { continue };
        if rules::lookups::is_one(node, of) {
            continue;
        }
        let Some(kind) = of.field(slot).map(|it| &it.kind) else { continue };
        found.extend(source(kind, node, context).map(|to| Set { slot, to }));
    }
    found
}

fn source(kind: &Kind, node: &Node, context: &Context<'_>) -> Option<Source> {
    let text = match (&node.tree, as_word(node)) {
        (_, Some(word)) => word.text.to_owned(),
        (Tree::Whole(n), None) => n.to_string(),
        (Tree::Yes(yes), None) => yes.to_string(),
        (_, None) => {
            context.log.error(&node.at, format!("a move can't set a field to {}", node.shape()), "");
            return None;
        }
    };
    let special = match text.as_str() {
        "actor" => Some(Source::Actor),
        "now" => Some(Source::Now),
        "increment" => Some(Source::Increment),
        _fixed => None,
    };
    if let Some(special) = special.filter(|it| it.fits(kind)) {
        return Some(special);
    }
    match Value::parse(kind, &text) {
        Ok(value) => Some(Source::Fixed(value)),
        Err(why) => {
            let help = "a value, `actor` for a person, `now` for a date or instant, `increment` for a whole number";
            context.log.error(&node.at, why.to_string(), help);
            None
        }
    }
}
