//! What a field holds, read from its table.

use std::collections::BTreeMap;

use model::{Kind, Opt, Options, ScopeKind, TypeIx};

use super::{Context, role_files};
use crate::{
    files::Purpose,
    names, nearest,
    node::Node,
    table::{Table, Word, as_word, children},
};

const KINDS: [&str; 16] = [
    "line",
    "text",
    "whole",
    "decimal",
    "money",
    "yes-no",
    "date",
    "instant",
    "duration",
    "choice",
    "level",
    "reference",
    "references",
    "person",
    "team",
    "attachment",
];

/// How long a line may be where nothing is said.
const LINE_MOST: u32 = 200;

/// The kind of a field.
pub(super) fn kind(table: &Table<'_>, context: &Context<'_>) -> Option<Kind> {
    let most = table.whole("most");
    let places = table.whole("places");
    let to = targets(table, context);
    let options = options(table, context);
    let word = table.needed("kind")?;
    let kind = match word.text {
        "line" => Kind::Line(most.and_then(|it| u32::try_from(it).ok()).unwrap_or(LINE_MOST)),
        "text" => Kind::Text,
        "whole" => Kind::Whole,
        "decimal" => Kind::Decimal(places.and_then(|it| u8::try_from(it).ok()).unwrap_or(2).min(9)),
        "money" => Kind::Money,
        "yes-no" => Kind::YesNo,
        "date" => Kind::Date,
        "instant" => Kind::Instant,
        "duration" => Kind::Duration,
        "choice" => Kind::Choice(needs(options, "options", table, word)?),
        "level" => Kind::Level(needs(options, "options", table, word)?),
        "reference" => Kind::Reference(needs(to, "to", table, word)?),
        "references" => Kind::References(needs(to, "to", table, word)?),
        "person" => Kind::Person,
        "team" => Kind::Team,
        "attachment" => Kind::Attachment,
        other => {
            context.log.error(word.at, format!("no kind `{other}`"), nearest::help(other, KINDS));
            return None;
        }
    };
    extra(table, &kind);
    Some(kind)
}

fn needs<T>(found: Option<T>, key: &str, table: &Table<'_>, word: Word<'_>) -> Option<T> {
    if found.is_none() && table.node.entry(key).is_none() {
        table.log.error(word.at, format!("{} is a {} and needs `{key}`", table.what, word.text), "");
    }
    found
}

/// Keys that say nothing about this kind are faults.
fn extra(table: &Table<'_>, kind: &Kind) {
    let has_options = matches!(kind, Kind::Choice(_) | Kind::Level(_));
    let has_targets = matches!(kind, Kind::Reference(_) | Kind::References(_));
    let said = [
        ("options", has_options),
        ("to", has_targets),
        ("most", matches!(kind, Kind::Line(_))),
        ("places", matches!(kind, Kind::Decimal(_))),
    ];
    for (key, fits) in said {
        if let Some(entry) = table.node.entry(key).filter(|_| !fits) {
            table.log.error(&entry.key_at, format!("a field of kind `{}` has no `{key}`", kind.name()), "");
        }
    }
}

fn targets(table: &Table<'_>, context: &Context<'_>) -> Option<Vec<TypeIx>> {
    let words = table.words("to");
    if words.is_empty() {
        return None;
    }
    if let [Word { text: "any", .. }] = words.as_slice() {
        return Some((0..context.names.types.all().count()).map(TypeIx::of).collect());
    }
    Some(words.into_iter().filter_map(|it| context.names.types.find(it, context.log)).map(TypeIx::of).collect())
}

/// A keyed table of titles, or the name of a list that is known elsewhere.
fn options(table: &Table<'_>, context: &Context<'_>) -> Option<Options> {
    let node = table.get("options")?;
    if let Some(word) = as_word(node) {
        return known_list(word, context);
    }
    let mut found = Vec::new();
    for (key, title) in table.keyed("options") {
        match as_word(title) {
            Some(title) => found.push(Opt { key: key.text.to_owned(), title: title.text.to_owned() }),
            None if title.is_retired() => {}
            None => table.wrong(key.text, "a text", title),
        }
    }
    if found.is_empty() {
        table.log.error(&node.at, format!("`options` of {} is empty", table.what), "write `{ key = \"Title\" }`");
    }
    Some(Options(found))
}

fn known_list(word: Word<'_>, context: &Context<'_>) -> Option<Options> {
    let names = &context.names;
    let with = |keys: &names::Names, titles: &BTreeMap<&str, &str>| {
        let title = |key: &str| titles.get(key).map_or_else(|| titled(key), |it| (*it).to_owned());
        Some(Options(keys.all().map(|key| Opt { title: title(key), key: key.to_owned() }).collect()))
    };
    match word.text {
        "roles" => with(&names.roles, &role_titles(context)),
        "practices" => with(&names.practices, &practice_titles(context)),
        "record-types" => with(&names.types, &type_titles(context)),
        "measures" => Some(measures(context)),
        "scope-kinds" => {
            let kinds = ScopeKind::ALL.iter().map(|it| it.name());
            Some(Options(kinds.map(|key| Opt { title: titled(key), key: key.to_owned() }).collect()))
        }
        other => {
            let known = ["roles", "practices", "record-types", "measures", "scope-kinds"];
            context.log.error(word.at, format!("no list `{other}`"), nearest::help(other, known));
            None
        }
    }
}

/// What a table calls itself.
fn title_in(node: &Node) -> Option<&str> {
    as_word(&node.entry("title")?.node).map(|it| it.text)
}

/// The titles that files give to roles, by key: what a role is called is said in one place.
fn role_titles<'a>(context: &Context<'a>) -> BTreeMap<&'a str, &'a str> {
    let files = role_files(context.files).into_iter().filter_map(|(_, file)| file.node.entry("role"));
    let roles = files.flat_map(|it| children(&it.node));
    roles.filter_map(|(word, node)| Some((word.text, title_in(node)?))).collect()
}

fn practice_titles<'a>(context: &Context<'a>) -> BTreeMap<&'a str, &'a str> {
    let files = context.files.all();
    files
        .filter_map(|(purpose, file)| {
            if let Purpose::Practice { practice } = purpose { Some((practice, title_in(&file.node)?)) } else { None }
        })
        .collect()
}

fn type_titles<'a>(context: &Context<'a>) -> BTreeMap<&'a str, &'a str> {
    let files = context.files.all();
    files
        .filter_map(|(purpose, file)| {
            let Purpose::Type { key, .. } = purpose else { return None };
            Some((key, title_in(&file.node.entry("type")?.node)?))
        })
        .collect()
}

/// All measures, as `practice/measure`.
fn measures(context: &Context<'_>) -> Options {
    let practices = practice_titles(context);
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        let Purpose::Measures { practice } = purpose else { continue };
        let of = practices.get(practice).map_or_else(|| titled(practice), |it| (*it).to_owned());
        for (word, node) in file.node.entry("measure").map(|it| children(&it.node)).unwrap_or_default() {
            let own = title_in(node).map_or_else(|| titled(word.text), str::to_owned);
            let title = format!("{of}: {own}");
            found.push(Opt { key: format!("{practice}/{}", word.text), title });
        }
    }
    Options(found)
}

/// A key as words: `service-owner` becomes `Service owner`.
pub(super) fn titled(key: &str) -> String {
    let words = key.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
