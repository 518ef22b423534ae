//! Appointments and deputies.

use model::{Holder, Role, ScopeKind, ScopedBy, Site};

use super::{AppointmentText, Day, DeputyText, HolderText, Known, ScopeText, people, words};
use crate::{
    files::Files,
    log::Log,
    nearest,
    table::{Table, Word},
};

/// All appointments.
pub(super) fn appointments(files: &Files, site: &Site, known: &Known, log: &Log<'_>) -> Vec<AppointmentText> {
    people::each(files, "appointments", "appointment", log, |word, table| {
        let role = table.needed("role").and_then(|it| role(it, site, log));
        let holder = holder(word, table, role, known, log);
        let scope = scope(table, role, site, known, log);
        let from = table.word("from").and_then(|it| words::day(it, log)).unwrap_or(Day::FromToday(0));
        let until = table.word("until").and_then(|it| words::day(it, log));
        let by = people::known(table.word("by"), &known.people, log);
        let is_accepted = table.node.entry("accepted").is_none() || table.yes("accepted");
        if let (Day::On(from), Some(Day::On(until))) = (from, until)
            && until < from
        {
            log.error(word.at, format!("{} ends before it begins", table.what), "");
        }
        Some(AppointmentText {
            key: word.text.to_owned(),
            role: role?.key.clone(),
            holder: holder?,
            scope: scope?,
            from,
            until,
            by,
            is_accepted,
            declared_at: log.line_of(word.at),
        })
    })
}

fn role<'s>(word: Word<'_>, site: &'s Site, log: &Log<'_>) -> Option<&'s Role> {
    let found = site.roles.iter().find(|it| it.key == word.text);
    if found.is_none() {
        let help = nearest::help(word.text, site.roles.iter().map(|it| it.key.as_str()));
        log.error(word.at, format!("no role `{}`", word.text), help);
    }
    found
}

fn holder(word: Word<'_>, table: &Table<'_>, role: Option<&Role>, known: &Known, log: &Log<'_>) -> Option<HolderText> {
    let (person, team) = (table.word("person"), table.word("team"));
    let allowed = role.map_or(Holder::Either, |it| it.holder);
    match (person, team) {
        (Some(person), None) => {
            refuse(person, allowed == Holder::Team, "a team", role, log);
            people::known(Some(person), &known.people, log).map(HolderText::Person)
        }
        (None, Some(team)) => {
            refuse(team, allowed == Holder::Person, "a person", role, log);
            people::known(Some(team), &known.teams, log).map(HolderText::Team)
        }
        (_, _) => {
            log.error(word.at, format!("{} needs either `person` or `team`", table.what), "");
            None
        }
    }
}

fn refuse(word: Word<'_>, is_wrong: bool, wanted: &str, role: Option<&Role>, log: &Log<'_>) {
    if let Some(role) = role.filter(|_| is_wrong) {
        log.error(word.at, format!("role `{}` is held by {wanted}", role.key), format!("see {}", role.declared_at));
    }
}

/// `service:payroll`, or `organisation`.
fn scope(table: &Table<'_>, role: Option<&Role>, site: &Site, known: &Known, log: &Log<'_>) -> Option<ScopeText> {
    let word = table.needed("scope")?;
    let (kind, key) = word.text.split_once(':').unwrap_or((word.text, ""));
    let Some(kind) = ScopeKind::find(kind) else {
        let help = nearest::help(kind, ScopeKind::ALL.iter().map(|it| it.name()));
        log.error(word.at, format!("no scope kind `{kind}`"), help);
        return None;
    };
    if kind.is_whole() != key.is_empty() {
        let help = if kind.is_whole() { "there is only one: leave the name away" } else { "write `kind:name`" };
        log.error(word.at, format!("`{}` is not a scope", word.text), help);
        return None;
    }
    if let Some(role) = role.filter(|it| it.scope != kind && !it.also_scopes.contains(&kind)) {
        let message = format!("role `{}` is over a {}, not a {}", role.key, role.scope.name(), kind.name());
        log.error(word.at, message, format!("see {}", role.declared_at));
    }
    let below = Word { text: key, at: word.at };
    let is_known = match kind.by() {
        ScopedBy::Practice => practice(below, site, log),
        ScopedBy::Team => known.teams.find(below, log).is_some(),
        ScopedBy::Nothing => true,
        ScopedBy::Record => place(below, kind, site, known, log),
    };
    is_known.then(|| ScopeText { kind, key: key.to_owned() })
}

/// Whether a first record of the type behind a scope kind bears this key.
fn place(word: Word<'_>, kind: ScopeKind, site: &Site, known: &Known, log: &Log<'_>) -> bool {
    let Some(of) = site.place_type(kind) else {
        let message = format!("nothing that is kept is a {}", kind.name());
        log.error(word.at, message, format!("a record type says `is_scope = \"{}\"`", kind.name()));
        return false;
    };
    let filed = format!("{}:{}", of.key, word.text);
    known.records.find(Word { text: &filed, at: word.at }, log).is_some()
}

fn practice(word: Word<'_>, site: &Site, log: &Log<'_>) -> bool {
    let found = site.find_practice(word.text).is_some();
    if !found {
        let help = nearest::help(word.text, site.practices.iter().map(|it| it.key.as_str()));
        log.error(word.at, format!("no practice `{}`", word.text), help);
    }
    found
}

/// All deputies.
pub(super) fn deputies(files: &Files, site: &Site, known: &Known, log: &Log<'_>) -> Vec<DeputyText> {
    people::each(files, "deputies", "deputy", log, |word, table| {
        let person = people::known(table.needed("person"), &known.people, log);
        let stands_in_for = people::known(table.needed("stands_in_for"), &known.people, log);
        let roles = table.words("roles").into_iter().filter_map(|it| role(it, site, log)).map(|it| it.key.clone());
        let roles = roles.collect();
        let from = table.needed("from").and_then(|it| words::day(it, log));
        let until = table.needed("until").and_then(|it| words::day(it, log));
        let why = table.text("why");
        if person.is_some() && person == stands_in_for {
            log.error(word.at, "nobody can stand in for themselves", "");
        }
        Some(DeputyText {
            key: word.text.to_owned(),
            person: person?,
            stands_in_for: stands_in_for?,
            roles,
            from: from?,
            until: until?,
            why,
            declared_at: log.line_of(word.at),
        })
    })
}
