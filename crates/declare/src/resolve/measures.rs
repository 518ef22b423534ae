//! Measures: what is counted, resolved to slots and conditions. What a share is tested for, the other kinds count by.

mod parts;
mod targets;

use model::{Calc, Measure, PracticeIx, Site, Tells, Unit};

use super::Context;
use crate::{
    files::Purpose,
    table::{Table, Word},
};

pub(super) use targets::targets;

/// The kinds of figure, by name.
const KINDS: [(&str, Tells); 6] = [
    ("share", Tells::Share),
    ("count", Tells::Count),
    ("average", Tells::Average),
    ("median-time", Tells::Median),
    ("sum", Tells::Sum),
    ("rate", Tells::Rate),
];

/// All measures, in order of practice and file.
pub(super) fn all(context: &Context<'_>, site: &Site) -> Vec<Measure> {
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        let Purpose::Measures { practice } = purpose else { continue };
        let Some(ix) = context.names.practices.index(practice).map(PracticeIx::of) else { continue };
        let root = Table::new(&file.node, &file.at, format!("measures of `{practice}`"), context.log);
        for (word, table) in root.tables("measure", "measure") {
            found.push(measure(word, &table, ix, (context, site)));
            table.done();
        }
        let _read_by_targets = root.keyed("targets");
        root.done();
    }
    found
}

fn measure(word: Word<'_>, table: &Table<'_>, practice: PracticeIx, within: (&Context<'_>, &Site)) -> Measure {
    let text = |key| table.needed(key).map(|it| it.text.to_owned()).unwrap_or_default();
    let (title, formula) = (text("title"), text("formula"));
    let kind = table.word("kind").and_then(|it| one_of(it, table, "kind", &KINDS));
    let unit = table.word("unit").and_then(|it| one_of(it, table, "unit", &Unit::ALL.map(|it| (it.name(), it))));
    let better = table.word("better").and_then(|it| one_of(it, table, "better", &[("up", true), ("down", false)]));
    let note = table.text("note");
    if kind.is_none() && note.trim().is_empty() && table.node.entry("kind").is_none() {
        let help = "write `kind = \"share\"` and what it counts, or say in `note` why it is not computed";
        table.log.error(word.at, format!("{} is neither computed nor excused", table.what), help);
    }
    if kind.is_some() && unit.is_none() && table.node.entry("unit").is_none() {
        table.log.error(word.at, format!("{} needs `unit`", table.what), "write `unit = \"percent\"`");
    }
    let calc = kind.and_then(|tells| calc(tells, table, within));
    Measure {
        key: word.text.to_owned(),
        title,
        formula,
        practice,
        unit: unit.unwrap_or(Unit::Count),
        up_is_better: better.unwrap_or(true),
        calc,
        note,
        declared_at: table.log.line_of(word.at),
    }
}

fn calc(tells: Tells, table: &Table<'_>, within: (&Context<'_>, &Site)) -> Option<Calc> {
    let first = parts::part(table, tells, within);
    let more = |key: &'static str| -> Vec<_> {
        let tables =
            table.items(key).iter().map(|it| Table::new(it, &it.at, format!("`{key}` of {}", table.what), table.log));
        tables
            .filter_map(|it| {
                let part = parts::part(&it, tells, within);
                it.done();
                part
            })
            .collect()
    };
    let (also, per) = (more("also"), if tells == Tells::Rate { more("per") } else { Vec::new() });
    if tells == Tells::Rate && per.is_empty() {
        table.log.error(
            table.at,
            format!("{} is a rate over nothing", table.what),
            "write `per = [{ type = \"...\" }]`",
        );
    }
    let by = table.words("by").into_iter().filter_map(|it| parts::told_apart(it, table, first.as_ref()?.of, within));
    let found = Calc {
        by: by.collect(),
        tells,
        over: first.into_iter().chain(also).collect(),
        per,
        complement: table.whole("complement"),
        less_last_year: table.yes("less_last_year"),
    };
    (!found.over.is_empty()).then_some(found)
}

/// The value that a word stands for; an unknown one is a fault that lists all.
fn one_of<T: Copy>(word: Word<'_>, table: &Table<'_>, key: &str, all: &[(&str, T)]) -> Option<T> {
    let found = all.iter().find(|(name, _)| *name == word.text).map(|(_, it)| *it);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let help = format!("it is one of {}", names.join(", "));
        table.log.error(word.at, format!("`{key}` of {} can't be `{}`", table.what, word.text), help);
    }
    found
}
