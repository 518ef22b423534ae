//! What waits for the reader: the next step of records is theirs to take, or somebody told them of something.
//!
//! A record waits for whoever has it. Where whoever has it can't take the next step, because it is a decision of somebody
//! else, it waits for those who can. What only could be done, from a state in which nothing waits, is on nobody's list.

use std::collections::BTreeSet;

use base::Instant;
use engine::Seen;
use governance::Holder;
use model::{ActivityIx, Does, Header, Letter, Move, Record, RecordType, RoleIx, StateIx, StateSet, When};

use super::is_late;
use crate::{asker::Asker, look::view::Waiting, problem::Problem, urls, views, words};

/// How many activities are looked at, and how many records of each.
const ACTIVITIES: usize = 80;
const RECORDS: usize = 24;
/// How many lines one activity takes while others have none.
const OF_ONE: usize = 3;
/// How many notices are looked at.
const TOLD: i64 = 20;

/// A usual next step that the reader may take.
struct Step<'a> {
    ix: ActivityIx,
    of: &'a RecordType,
    step: &'a Move,
    /// Whether it is a step of whoever has the record, and so waits only for the one whom the record names.
    is_holders: bool,
    /// Whether it is meant when home is looked at by one role.
    is_meant: bool,
}

/// A record that waits, and for which step.
struct Found<'a> {
    step: &'a Step<'a>,
    seen: Seen,
}

/// What waits, the next to run out first, at most so many lines; and how much there is in all.
pub(super) async fn waits(asker: &Asker, role: Option<RoleIx>, lines: usize) -> Result<(Vec<Waiting>, usize), Problem> {
    let steps = steps(asker, role);
    let mut found: Vec<Found<'_>> = Vec::new();
    for step in &steps {
        let states = When::InState(waiting_states(step));
        let filter = if step.is_holders { When::all([states, names_me()]) } else { states };
        for seen in asker.desk.waiting(step.ix, filter, RECORDS).await? {
            let is_mine = step.is_holders || !is_another_s(asker, step, seen.record());
            let is_new = found.iter().all(|it| it.seen.number() != seen.number());
            if is_mine && is_new && (step.is_meant || is_late(asker, &seen)) {
                found.push(Found { step, seen });
            }
        }
    }
    let told = told(asker, role, &found).await?;
    let total = found.len().saturating_add(told.len());
    found.sort_by_key(|it| order(asker.times.now(), &it.seen));
    let (first, rest) = spread(found);
    let records = first.iter().chain(&rest).map(|it| to_act(asker, it.step.of, it.step.step, &it.seen));
    // Notices come after what only the reader can move on, but before the fourth of a kind.
    let (first_of, told_of) = (first.len(), told.len());
    let mut all: Vec<Waiting> = records.collect();
    let after = all.split_off(first_of);
    all.extend(told.into_iter().take(told_of));
    all.extend(after);
    all.truncate(lines);
    Ok((all, total))
}

/// What is past due, what runs out soonest, what lies longest.
fn order(now: Instant, seen: &Seen) -> (bool, bool, Instant) {
    let due = seen.record().instant(Header::Due);
    let is_late = due.is_some_and(|it| it <= now);
    (!is_late, due.is_none(), due.or_else(|| seen.record().instant(Header::Changed)).unwrap_or(now))
}

/// Of each step a few, then the rest, so that many of one kind don't hide what is there but once.
fn spread(found: Vec<Found<'_>>) -> (Vec<Found<'_>>, Vec<Found<'_>>) {
    let mut seen: Vec<ActivityIx> = Vec::new();
    found.into_iter().partition(|it| {
        seen.push(it.step.ix);
        seen.iter().filter(|ix| **ix == it.step.ix).count() <= OF_ONE
    })
}

fn names_me() -> When {
    When::any([Header::HolderPerson, Header::ForPerson].map(|it| When::IsActor(it.slot())))
}

/// The states from which the step is taken and in which something waits.
fn waiting_states(step: &Step<'_>) -> StateSet {
    let waits = |it: &StateIx| step.of.lifecycle.state(*it).is_some_and(|it| !it.rests);
    step.step.from.states().filter(waits).collect()
}

/// The usual next steps that are the reader's to take.
fn steps(asker: &Asker, role: Option<RoleIx>) -> Vec<Step<'_>> {
    let desk = &asker.desk;
    let mut found = Vec::new();
    for (at, row) in desk.site().activities.iter().enumerate() {
        let ix = ActivityIx::of(at);
        let Does::Move(of, step) = &row.does else { continue };
        let Some((of, step)) = desk.site().of(*of).and_then(|of| Some((of, of.lifecycle.step(*step)?))) else {
            continue;
        };
        let grants = desk.authority().grants_of(ix);
        if step.opens || !step.is_primary || !grants.iter().any(|it| it.letter.may_do()) {
            continue;
        }
        let is_meant = role.is_none_or(|role| grants.iter().any(|it| it.role == role && it.letter.may_do()));
        let holders = [When::IsActor(Header::HolderPerson.slot()), When::InMyTeams(Header::HolderTeam.slot())];
        let does = row.cells.iter().filter(|it| it.letter.may_do());
        let is_holders = views::is_work(of) && does.clone().any(|it| holders.iter().any(|one| it.when.asks(one)));
        found.push(Step { ix, of, step, is_holders, is_meant });
    }
    found.truncate(ACTIVITIES);
    found
}

/// Whether the step is rather somebody else's: whoever has the record can take it, or somebody does it for whom the reader
/// only answers.
fn is_another_s(asker: &Asker, step: &Step<'_>, record: &Record) -> bool {
    let (desk, roster) = (&asker.desk, &asker.desk.directory().roster);
    let person = record.person(Header::HolderPerson);
    let team = record.header(Header::HolderTeam).team();
    if person == Some(desk.person()) {
        return false;
    }
    let does =
        |letter: Letter| desk.authority().grants_of(step.ix).iter().any(|it| it.letter == letter && it.holds(record));
    let could = governance::who_could(roster, desk.site(), step.ix, record, desk.now());
    if !does(Letter::R) && could.iter().any(|it| it.letter == Letter::R) {
        return true;
    }
    let in_team = |it: base::PersonId| team.is_some_and(|team| roster.is_behind(Holder::Team(team), it));
    let has = |it: base::PersonId| person.map_or_else(|| in_team(it), |holder| holder == it);
    !has(desk.person()) && could.iter().flat_map(|it| it.persons.iter().chain(&it.deputies)).any(|it| has(*it))
}

/// What the reader was told of, but for records that wait for them anyway.
async fn told(asker: &Asker, role: Option<RoleIx>, found: &[Found<'_>]) -> Result<Vec<Waiting>, Problem> {
    let mut named: BTreeSet<String> = found.iter().map(|it| it.seen.number().to_owned()).collect();
    let mut all = Vec::new();
    if role.is_some() {
        return Ok(all);
    }
    for told in asker.desk.told(TOLD).await? {
        if told.number.is_empty() || !named.insert(told.number.clone()) {
            continue;
        }
        let prefix = told.number.split('-').next().and_then(|it| asker.desk.site().find_prefix(it));
        all.push(Waiting {
            icon: prefix.map_or_else(|| "bell".to_owned(), words::icon_of),
            title: told.text,
            detail: format!("{} · {} · {}", told.number, told.why, asker.times.words(told.at)),
            url: urls::record(&told.number),
            verb: "Look".to_owned(),
            clock: None,
        });
    }
    Ok(all)
}

fn to_act(asker: &Asker, of: &RecordType, step: &Move, seen: &Seen) -> Waiting {
    let since = seen.record().instant(Header::Changed).map(|it| asker.times.words(it)).unwrap_or_default();
    let state = of.lifecycle.state(seen.state()).map(|it| it.title.clone()).unwrap_or_default();
    Waiting {
        icon: words::icon_of(of),
        title: if seen.title().is_empty() { of.title.clone() } else { seen.title().to_owned() },
        detail: format!("{} · {state} · since {since}", seen.number()),
        url: urls::record(seen.number()),
        verb: step.title.clone(),
        clock: words::due_chip(&asker.times, seen.record()),
    }
}
