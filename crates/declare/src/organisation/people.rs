//! People and teams.

use super::{Known, PersonText, TeamText};
use crate::{
    files::Files,
    log::Log,
    names::Names,
    table::{Table, Word, children},
};

/// The keys below a table of a root file.
pub(super) fn names(files: &Files, file: &str, key: &'static str, log: &Log<'_>) -> Names {
    let mut found = Names::new(key);
    let entry = files.root(file).and_then(|it| it.node.entry(key));
    for (word, _) in entry.map(|it| children(&it.node)).unwrap_or_default() {
        found.add(word, log);
    }
    found
}

/// The tables below a key of a root file, each read by `read`.
pub(super) fn each<T>(
    files: &Files,
    file: &str,
    key: &'static str,
    log: &Log<'_>,
    mut read: impl FnMut(Word<'_>, &Table<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(it) = files.root(file) else { return Vec::new() };
    let root = Table::new(&it.node, &it.at, format!("`{file}.toml`"), log);
    let mut found = Vec::new();
    for (word, table) in root.tables(key, key) {
        found.extend(read(word, &table));
        table.done();
    }
    root.done();
    found
}

/// The key behind a word, where it is known; an unknown one is a fault.
pub(super) fn known(word: Option<Word<'_>>, names: &Names, log: &Log<'_>) -> Option<String> {
    word.filter(|it| names.find(*it, log).is_some()).map(|it| it.text.to_owned())
}

/// All people.
pub(super) fn people(files: &Files, all: &Known, log: &Log<'_>) -> Vec<PersonText> {
    each(files, "people", "person", log, |word, table| {
        let teams = table.words("teams").into_iter().filter_map(|it| known(Some(it), &all.teams, log)).collect();
        Some(PersonText {
            key: word.text.to_owned(),
            name: table.needed("name").map(|it| it.text.to_owned()).unwrap_or_default(),
            mail: table.needed("mail").map(|it| it.text.to_owned()).unwrap_or_default(),
            title: table.text("title"),
            phone: table.text("phone"),
            teams,
            zone: zone(table, log),
            place: table.text("place"),
            country: table.text("country"),
            has_left: table.yes("left"),
            declared_at: log.line_of(word.at),
        })
    })
}

fn zone(table: &Table<'_>, log: &Log<'_>) -> String {
    let Some(word) = table.word("zone") else { return String::new() };
    if jiff::tz::TimeZone::get(word.text).is_err() {
        log.error(word.at, format!("no time zone `{}`", word.text), "write an IANA name such as `Europe/Stockholm`");
    }
    word.text.to_owned()
}

/// All teams.
pub(super) fn teams(files: &Files, all: &Known, log: &Log<'_>) -> Vec<TeamText> {
    each(files, "teams", "team", log, |word, table| {
        let line = table.whole("line");
        if let (Some(entry), Some(_)) = (table.node.entry("line"), line.filter(|it| !(1..=3).contains(it))) {
            log.error(&entry.node.at, "a line of support is 1, 2 or 3", "");
        }
        Some(TeamText {
            key: word.text.to_owned(),
            title: table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default(),
            parent: known(table.word("parent"), &all.teams, log),
            lead: known(table.word("lead"), &all.people, log),
            line,
            mail: table.text("mail"),
            calendar: known(table.word("calendar"), &all.calendars, log),
            declared_at: log.line_of(word.at),
        })
    })
}
