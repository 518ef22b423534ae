//! Agreements: how much working time there is, by clock, priority and line.

use base::Span;
use model::{Agreement, Header, Kind, RecordType, Site, Target};

use super::{Known, people, words};
use crate::{
    files::Files,
    log::Log,
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word},
};

/// All agreements.
pub(super) fn all(files: &Files, site: &Site, known: &Known, log: &Log<'_>) -> Vec<Agreement> {
    people::each(files, "agreements", "agreement", log, |word, table| {
        let services = table.words("services");
        let services = services.into_iter().filter(|it| {
            let key = format!("service:{}", it.text);
            known.records.find(Word { text: &key, at: it.at }, log).is_some()
        });
        let mut found = Agreement {
            key: word.text.to_owned(),
            title: table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default(),
            services: services.map(|it| it.text.to_owned()).collect(),
            targets: Vec::new(),
            declared_at: log.line_of(word.at),
        };
        for (clock, below) in table.tables("clock", "targets of clock") {
            found.targets.extend(targets(clock, &below, site, known, log));
            below.done();
        }
        Some(found)
    })
}

fn targets(clock: Word<'_>, table: &Table<'_>, site: &Site, known: &Known, log: &Log<'_>) -> Vec<Target> {
    let calendar = people::known(table.needed("calendar"), &known.calendars, log).unwrap_or_default();
    let any_line = table.keyed("within");
    let by_line = table.keyed("line");
    let rule = clock.text.split_once(':').and_then(|(of, key)| {
        let of = site.find_type(of)?;
        site.clocks.iter().find(|it| it.of == of.ix && it.key == key).map(|it| (of, it))
    });
    let Some((of, rule)) = rule else {
        let known = site.clocks.iter().filter_map(|it| Some(format!("{}:{}", site.of(it.of)?.key, it.key)));
        let known: Vec<String> = known.collect();
        let help = nearest::help(clock.text, known.iter().map(String::as_str));
        log.error(clock.at, format!("no clock `{}`", clock.text), help);
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |tier: Option<i64>, word: Word<'_>, node: &Node| {
        let target = level(word, of, log).and_then(|it| target(word, node, it, known, log));
        found.extend(target.map(|(priority, within, own)| Target {
            of: of.key.clone(),
            clock: rule.key.clone(),
            priority,
            tier,
            within,
            calendar: own.unwrap_or_else(|| calendar.clone()),
        }));
    };
    for (word, node) in any_line {
        add(None, word, node);
    }
    for (line, node) in by_line {
        let tier = line.text.parse().ok().filter(|it| (1..=3).contains(it));
        if tier.is_none() {
            log.error(line.at, format!("`{}` is not a line of support", line.text), "write 1, 2 or 3");
        }
        for (word, node) in crate::table::children(node) {
            add(tier, word, node);
        }
    }
    found
}

/// Priority, time and the target's own calendar.
type Found = (i64, Span, Option<String>);

/// `p2 = "8h"`, or `p1 = { time = "4h", calendar = "always" }`.
fn target(word: Word<'_>, node: &Node, priority: i64, known: &Known, log: &Log<'_>) -> Option<Found> {
    let (time, calendar) = match &node.tree {
        Tree::Table(_) => {
            let table = Table::new(node, word.at, format!("target `{}`", word.text), log);
            let (time, own) = (table.needed("time"), people::known(table.word("calendar"), &known.calendars, log));
            table.done();
            (time?, own)
        }
        Tree::Text(_) | Tree::List(_) | Tree::Whole(_) | Tree::Yes(_) => (as_word(node)?, None),
    };
    let span = words::span(time.text).filter(|_| !time.text.contains('d'));
    if span.is_none() {
        let help = "write hours and minutes: how long a working day is depends on the calendar";
        log.error(time.at, format!("`{}` is not working time", time.text), help);
    }
    Some((priority, span?, calendar))
}

fn level(word: Word<'_>, of: &RecordType, log: &Log<'_>) -> Option<i64> {
    let field = of.field(Header::Priority.slot())?;
    let Kind::Level(options) = &field.kind else { return None };
    let found = options.level(word.text);
    if found.is_none() {
        let help = nearest::help(word.text, options.0.iter().map(|it| it.key.as_str()));
        log.error(word.at, format!("`{}` has no priority `{}`", of.key, word.text), help);
    }
    found
}
