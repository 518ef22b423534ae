//! Activities: the rows of the matrix.

use model::{Activity, ActivityIx, Does, Duty, PracticeIx, RecordType, Site, TypeIx};

use super::{Context, cells, roles, types};
use crate::{
    files::Purpose,
    nearest,
    table::{Table, Word},
};

/// All activities, in order of their names.
pub(super) fn all(context: &Context<'_>, site: &Site) -> Vec<Activity> {
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        let Purpose::Activities { practice } = purpose else { continue };
        let root = Table::new(&file.node, &file.at, format!("activities of `{practice}`"), context.log);
        let owner = context.names.practices.index(practice).map(PracticeIx::of).unwrap_or_default();
        for (word, table) in root.tables("activity", "activity") {
            if context.names.activities.index(word.text) == Some(found.len()) {
                found.push(activity(word, &table, owner, context, site));
                table.done();
            }
        }
        root.done();
    }
    found
}

fn activity(word: Word<'_>, table: &Table<'_>, practice: PracticeIx, context: &Context<'_>, site: &Site) -> Activity {
    let does = does(word, table, context, site);
    let must_recur = does == Some(Does::Duty);
    let mut found = Activity {
        key: word.text.to_owned(),
        title: table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default(),
        practice,
        group: table.text("group"),
        does: does.unwrap_or(Does::Duty),
        cells: Vec::new(),
        apart_from: apart_from(word, table, context),
        duty: duty(table, context),
        declared_at: context.log.line_of(word.at),
    };
    let of = found.of().and_then(|it| site.of(it));
    found.cells = cells::all(table, of, context);
    if must_recur && found.duty.is_none() {
        context.log.error(word.at, format!("{} is a duty and needs `cadence`", table.what), "");
    }
    found
}

fn apart_from(word: Word<'_>, table: &Table<'_>, context: &Context<'_>) -> Vec<ActivityIx> {
    let mut found = Vec::new();
    for other in table.words("apart_from") {
        if other.text == word.text {
            context.log.error(other.at, "an activity can't be apart from itself", "");
        }
        found.extend(context.names.activities.find(other, context.log).map(ActivityIx::of));
    }
    found
}

fn duty(table: &Table<'_>, context: &Context<'_>) -> Option<Duty> {
    let evidence = table.text("evidence");
    let cadence = roles::cadence(table.word("cadence")?, context)?;
    Some(Duty { cadence, evidence })
}

/// What `does` says; without it, the move that the key names.
fn does(word: Word<'_>, table: &Table<'_>, context: &Context<'_>, site: &Site) -> Option<Does> {
    let said = table.word("does").unwrap_or(word);
    if said.text == "duty" {
        return Some(Does::Duty);
    }
    if let Some(key) = said.text.strip_prefix("follow ") {
        return record_type(Word { text: key, at: said.at }, context, site).map(|it| Does::Follow(it.ix));
    }
    if let Some(rest) = said.text.strip_prefix("amend ") {
        return amend(Word { text: rest, at: said.at }, context, site);
    }
    step(said, context, site)
}

fn amend(said: Word<'_>, context: &Context<'_>, site: &Site) -> Option<Does> {
    let Some((key, fields)) = said.text.split_once(':') else {
        context.log.error(said.at, "`amend` names no fields", "write `amend incident: title, description`");
        return None;
    };
    let of = record_type(Word { text: key.trim(), at: said.at }, context, site)?;
    let words = fields.split(',').map(|it| Word { text: it.trim(), at: said.at });
    let slots: Vec<_> = words.filter_map(|it| types::slot(it, of, context)).collect();
    for slot in &slots {
        if let Some(field) = of.field(*slot).filter(|it| it.is_computed) {
            context.log.error(said.at, format!("field `{}` is computed and can't be amended", field.key), "");
        }
    }
    Some(Does::Amend(of.ix, slots))
}

fn step(said: Word<'_>, context: &Context<'_>, site: &Site) -> Option<Does> {
    let Some((key, verb)) = said.text.split_once(':') else {
        let help = "`<type>:<move>`, `amend <type>: <fields>`, `follow <type>` or `duty`";
        context.log.error(said.at, format!("`{}` is nothing that an activity does", said.text), help);
        return None;
    };
    let of = record_type(Word { text: key, at: said.at }, context, site)?;
    let found = of.lifecycle.find_move(verb);
    if found.is_none() {
        let known = of.lifecycle.moves.iter().map(|it| it.key.as_str());
        context.log.error(said.at, format!("no move `{verb}` in `{key}`"), nearest::help(verb, known));
    }
    found.map(|(ix, _)| Does::Move(of.ix, ix))
}

fn record_type<'s>(word: Word<'_>, context: &Context<'_>, site: &'s Site) -> Option<&'s RecordType> {
    context.names.types.find(word, context.log).and_then(|it| site.of(TypeIx::of(it)))
}

/// Gives each type its activities.
pub(super) fn bind(site: &mut Site) {
    for (ix, activity) in site.activities.iter().enumerate() {
        let of = activity.of().and_then(|it| site.types.get_mut(it.at()));
        if let Some(of) = of {
            of.activities.push(ActivityIx::of(ix));
        }
    }
}
