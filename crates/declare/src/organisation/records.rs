//! First records: services, items, sample incidents. Field values are checked against the record type.

use indexmap::IndexMap;
use model::{Field, Kind, RecordType, Site, TypeIx, Value};

use super::{Age, Filed, Given, Known, Message, Step, words};
use crate::{
    files::{Files, Purpose},
    log::Log,
    names::Names,
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word, children},
};

/// Keys of a filed record that are no fields.
const OWN: [&str; 6] = ["state", "age", "number", "steps", "messages", "retired"];

/// `<type>:<key>` of all of them.
pub(super) fn names(files: &Files, site: &Site, log: &Log<'_>) -> Names {
    let mut found = Names::new("record");
    for (_, of, word, _) in nodes(files, site, log) {
        let key = format!("{}:{}", of.key, word.text);
        found.add(Word { text: &key, at: word.at }, log);
    }
    found
}

type Place<'f, 's> = (bool, &'s RecordType, Word<'f>, &'f Node);

fn nodes<'f, 's>(files: &'f Files, site: &'s Site, log: &Log<'_>) -> Vec<Place<'f, 's>> {
    let mut found = Vec::new();
    for (purpose, file) in files.all() {
        if purpose != Purpose::Records {
            continue;
        }
        for (word, below) in children(&file.node) {
            if let Some(of) = site.find_type(word.text) {
                found.extend(children(below).into_iter().map(|(key, node)| (true, of, key, node)));
            } else {
                let help = nearest::help(word.text, site.types.iter().map(|it| it.key.as_str()));
                log.error(word.at, format!("no record type `{}`", word.text), help);
            }
        }
    }
    found
}

/// All of them.
pub(super) fn all(files: &Files, site: &Site, known: &Known, log: &Log<'_>) -> Vec<Filed> {
    let found = nodes(files, site, log).into_iter();
    found.filter_map(|(_, of, word, node)| filed(of, word, node, &Refer { site, known, log })).collect()
}

struct Refer<'a> {
    site: &'a Site,
    known: &'a Known,
    log: &'a Log<'a>,
}

fn filed(of: &RecordType, word: Word<'_>, node: &Node, refer: &Refer<'_>) -> Option<Filed> {
    let log = refer.log;
    let table = Table::new(node, word.at, format!("{} `{}`", of.key, word.text), log);
    let state = table.needed("state")?;
    if of.lifecycle.find_state(state.text).is_none() {
        let help = nearest::help(state.text, of.lifecycle.states.iter().map(|it| it.key.as_str()));
        log.error(state.at, format!("no state `{}` in `{}`", state.text, of.key), help);
    }
    let mut values = IndexMap::new();
    for (key, node) in children(node) {
        if !OWN.contains(&key.text) {
            values.extend(value(of, key, node, refer).map(|it| (key.text.to_owned(), it)));
        }
    }
    let steps = steps(&table, of, refer);
    ends_in(&steps, of, state, log);
    Some(Filed {
        of: of.key.clone(),
        key: word.text.to_owned(),
        number: table.word("number").map(|it| it.text.to_owned()),
        state: state.text.to_owned(),
        age: table.word("age").and_then(|it| words::age(it, log)).unwrap_or_default(),
        values,
        messages: messages(&table, refer),
        steps,
        declared_at: log.line_of(word.at),
    })
}

/// Moves must follow each other and end in the state.
fn ends_in(steps: &[Step], of: &RecordType, state: Word<'_>, log: &Log<'_>) {
    let mut now = None;
    for step in steps {
        let Some((_, found)) = of.lifecycle.find_move(&step.makes) else { return };
        let follows = if found.opens { now.is_none() } else { now.is_some_and(|it| found.from.has(it)) };
        if !follows {
            log.error(state.at, format!("move `{}` does not follow what came before", step.makes), "");
            return;
        }
        now = found.to.or(now);
    }
    if let Some(last) = now.and_then(|it| of.lifecycle.state(it)).filter(|it| it.key != state.text) {
        log.error(state.at, format!("the steps end in state `{}`", last.key), "");
    }
}

fn value(of: &RecordType, key: Word<'_>, node: &Node, refer: &Refer<'_>) -> Option<Given> {
    let field = of.slot(key.text).and_then(|it| of.field(it));
    let Some(field) = field else {
        let help = nearest::help(key.text, of.shown().map(|(_, it)| it.key.as_str()));
        refer.log.error(key.at, format!("no field `{}` in `{}`", key.text, of.key), help);
        return None;
    };
    if let (Kind::References(to), Tree::List(items)) = (&field.kind, &node.tree) {
        let keys = items.iter().filter_map(as_word).filter_map(|it| record(it, to, refer));
        return Some(Given::Keys(keys.collect()));
    }
    let text = match (&node.tree, as_word(node)) {
        (_, Some(word)) => word.text.to_owned(),
        (Tree::Whole(n), None) => n.to_string(),
        (Tree::Yes(yes), None) => if *yes { "yes" } else { "no" }.to_owned(),
        (_, None) => {
            refer.log.error(&node.at, format!("field `{}` can't be {}", key.text, node.shape()), "");
            return None;
        }
    };
    given(field, Word { text: &text, at: &node.at }, refer)
}

fn given(field: &Field, word: Word<'_>, refer: &Refer<'_>) -> Option<Given> {
    let (known, log) = (refer.known, refer.log);
    let key = || Given::Key(word.text.to_owned());
    match &field.kind {
        Kind::Person => known.people.find(word, log).map(|_| key()),
        Kind::Team => known.teams.find(word, log).map(|_| key()),
        Kind::Reference(to) => record(word, to, refer).map(Given::Key),
        Kind::References(to) => record(word, to, refer).map(|it| Given::Keys(vec![it])),
        Kind::Instant | Kind::Date if word.text.starts_with(['+', '-']) => words::age(word, log).map(Given::Ago),
        Kind::Line(_)
        | Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_)
        | Kind::Attachment => match Value::parse(&field.kind, word.text) {
            Ok(_) => Some(Given::Text(word.text.to_owned())),
            Err(why) => {
                log.error(word.at, format!("{}: {why}", field.key), "");
                None
            }
        },
    }
}

/// A record of one of these types by its key; `type:key` where several types are meant.
fn record(word: Word<'_>, to: &[TypeIx], refer: &Refer<'_>) -> Option<String> {
    let types = to.iter().filter_map(|it| refer.site.of(*it));
    let found = types.map(|it| format!("{}:{}", it.key, word.text)).find(|it| refer.known.records.index(it).is_some());
    if found.is_some() || refer.known.records.index(word.text).is_some() {
        return Some(word.text.to_owned());
    }
    let known = refer.known.records.all().filter_map(|it| it.split_once(':').map(|(_, key)| key));
    refer.log.error(word.at, format!("no record `{}`", word.text), nearest::help(word.text, known));
    None
}

fn steps(table: &Table<'_>, of: &RecordType, refer: &Refer<'_>) -> Vec<Step> {
    let mut found = Vec::new();
    for node in table.items("steps") {
        let step = Table::new(node, &node.at, "step", refer.log);
        let (makes, by, age) = (step.needed("move"), step.needed("by"), step.needed("age"));
        let mut sets = IndexMap::new();
        for (key, node) in step.get("sets").map(children).unwrap_or_default() {
            sets.extend(value(of, key, node, refer).map(|it| (key.text.to_owned(), it)));
        }
        step.done();
        let Some((makes, by)) = makes.zip(by) else { continue };
        if of.lifecycle.find_move(makes.text).is_none() {
            let help = nearest::help(makes.text, of.lifecycle.moves.iter().map(|it| it.key.as_str()));
            refer.log.error(makes.at, format!("no move `{}` in `{}`", makes.text, of.key), help);
        }
        refer.known.people.find(by, refer.log);
        let age = age.and_then(|it| words::age(it, refer.log)).unwrap_or_default();
        found.push(Step { makes: makes.text.to_owned(), by: by.text.to_owned(), age, sets });
    }
    in_order(table, "steps", found.iter().map(|it| it.age), refer);
    found
}

fn messages(table: &Table<'_>, refer: &Refer<'_>) -> Vec<Message> {
    let mut found = Vec::new();
    for node in table.items("messages") {
        let message = Table::new(node, &node.at, "message", refer.log);
        let (by, age, text) = (message.needed("by"), message.needed("age"), message.needed("text"));
        let (is_inside, by_way_of) = (message.yes("inside"), message.text("by_way_of"));
        message.done();
        let Some((by, text)) = by.zip(text) else { continue };
        refer.known.people.find(by, refer.log);
        let age = age.and_then(|it| words::age(it, refer.log)).unwrap_or_default();
        found.push(Message { by: by.text.to_owned(), age, text: text.text.to_owned(), is_inside, by_way_of });
    }
    in_order(table, "messages", found.iter().map(|it| it.age), refer);
    found
}

fn in_order(table: &Table<'_>, key: &str, ages: impl Iterator<Item = Age>, refer: &Refer<'_>) {
    let ages: Vec<Age> = ages.collect();
    if let Some(entry) = table.node.entry(key).filter(|_| !ages.is_sorted_by(|first, next| first >= next)) {
        refer.log.error(&entry.key_at, format!("`{key}` of {} are not in order", table.what), "oldest first");
    }
}
