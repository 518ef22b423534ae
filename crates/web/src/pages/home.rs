//! Home: five blocks, filled from the reader's roles. People outside IT get the portal.

mod answers;
mod begin;
mod waits;

use std::collections::BTreeSet;

use axum::{extract::Query as Asking, response::Response};
use base::Instant;
use engine::{Query, Seen};
use governance::Holder;
use maud::html;
use model::{ActivityIx, Does, Facing, Header, RoleIx, TypeIx};
use serde::Deserialize;

use super::{duties, portal};
use crate::{
    asker::Asker,
    find, frame,
    look::{
        home as drawn,
        view::{Act, Change, Home, HomeClock, Letter, Link, Phrase, Rest},
    },
    problem::Problem,
    urls, views, words,
};

/// How many lines a block shows.
const LINES: usize = 8;
/// The same where all of them are asked for.
const ALL: usize = 200;

/// By which of the reader's roles home is looked at; by all of them where none is named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    role: String,
    /// The block of which all lines are shown.
    #[serde(default)]
    all: String,
}

impl Asked {
    /// How many lines of a block are shown.
    fn lines(&self, block: &str) -> usize {
        if self.all == block { ALL } else { LINES }
    }

    /// What of a block is not shown, of so many lines.
    fn rest(&self, block: &str, total: usize) -> Rest {
        if total <= self.lines(block) {
            return Rest::default();
        }
        let all = (self.all != block).then(|| urls::with_query("/", &[("role", &self.role), ("all", block)]));
        Rest { total: find::capped(total), all }
    }
}

/// Home.
pub(crate) async fn show(asker: Asker, Asking(asked): Asking<Asked>) -> Result<Response, Problem> {
    if !asker.desk.is_inside() {
        return outside(&asker, &asked).await;
    }
    let mine = roles(&asker);
    let role = asker.desk.site().find_role(&asked.role).filter(|it| mine.contains(it));
    // A role that is not theirs is no filter, and is not passed on.
    let asked = Asked { role: role.map(|_| asked.role).unwrap_or_default(), ..asked };
    let (duties, next_duty) = duties::soon(&asker, role).await?;
    let (waits, waiting) = waits::waits(&asker, role, asked.lines("waits")).await?;
    let clocks = clocks(&asker, role).await?;
    let answers = answers::answers(&asker, role).await?;
    let home = Home {
        waits_rest: asked.rest("waits", waiting),
        clocks_rest: asked.rest("clocks", clocks.len()),
        answers_rest: asked.rest("answers", answers.len()),
        greeting: greeting(&asker),
        line: asker.times.day(asker.times.now()),
        acts: acts(&asker),
        roles: switch(&asker, &mine, role),
        checklist: begin::steps(&asker).await?,
        waits,
        next_duty,
        clocks: clocks.into_iter().take(asked.lines("clocks")).collect(),
        duties: duties.into_iter().take(LINES).collect(),
        answers: answers.into_iter().take(asked.lines("answers")).collect(),
        since: since(&asker),
    };
    frame::page(&asker, "Home", &drawn::home(&home)).await
}

/// The home of somebody outside IT: the portal, and what they answer for and have to do where they have a role of their own,
/// as owner of business for which a service runs, or as supplier.
async fn outside(asker: &Asker, asked: &Asked) -> Result<Response, Problem> {
    let answers = answers::answers(asker, None).await?;
    let (duties, next) = duties::soon(asker, None).await?;
    let rest = asked.rest("answers", answers.len());
    let own = html! {
        @if !answers.is_empty() || !duties.is_empty() {
            (drawn::answers(&answers.into_iter().take(asked.lines("answers")).collect::<Vec<_>>(), &rest))
            (drawn::duties(&duties.into_iter().take(LINES).collect::<Vec<_>>(), next.as_deref()))
        }
    };
    frame::page(asker, "Home", &portal::content(asker, &own).await?).await
}

/// The roles inside IT that the reader holds now, in person or by a team.
fn roles(asker: &Asker) -> BTreeSet<RoleIx> {
    let (desk, now) = (&asker.desk, asker.times.now());
    let held = desk.directory().roster.held_now(desk.person(), now).map(|it| it.role);
    held.filter(|it| desk.site().role(*it).is_some_and(|it| it.is_inside)).collect()
}

/// Links to look at home by one role; none for whoever has one only.
fn switch(asker: &Asker, mine: &BTreeSet<RoleIx>, open: Option<RoleIx>) -> Vec<Link> {
    if mine.len() < 2 {
        return Vec::new();
    }
    let all = Link { current: open.is_none(), ..Link::to("All roles", "/") };
    let link = |ix: &RoleIx| {
        let role = asker.desk.site().role(*ix)?;
        Some(Link {
            current: open == Some(*ix),
            ..Link::to(role.title.clone(), urls::with_query("/", &[("role", &role.key)]))
        })
    };
    std::iter::once(all).chain(mine.iter().filter_map(link)).collect()
}

/// Whether a record's clock has run out: then it is shown whatever role is looked by.
fn is_late(asker: &Asker, seen: &Seen) -> bool {
    seen.record().instant(Header::Due).is_some_and(|due| due <= asker.times.now())
}

fn greeting(asker: &Asker) -> String {
    let name = words::first_name(&asker.desk, asker.person());
    match asker.times.zoned(asker.times.now()).hour() {
        5..12 => format!("Good morning, {name}"),
        12..18 => format!("Good afternoon, {name}"),
        _late => format!("Good evening, {name}"),
    }
}

fn acts(asker: &Asker) -> Vec<Act> {
    let opens = asker.desk.site().types.iter().any(|it| !asker.desk.openings(it.ix).is_empty());
    if opens { vec![Act::open("New", "/new").icon("plus").on("c")] } else { Vec::new() }
}

/// Which way the reader looks by the roles that they hold now, in person or by a team; both ways where they are mixed.
fn facing(asker: &Asker) -> Facing {
    let site = asker.desk.site();
    let ways: BTreeSet<Facing> = roles(asker).iter().filter_map(|it| site.role(*it)).map(|it| it.facing).collect();
    match (ways.contains(&Facing::Front), ways.contains(&Facing::Back)) {
        (true, false) => Facing::Front,
        (false, true) => Facing::Back,
        (true, true) | (false, false) => Facing::Hybrid,
    }
}

/// Who looks towards people sees what somebody waits for first, who looks towards technology what nobody asked for:
/// components and jobs. What is past due stays above all of it.
fn faced(rows: &mut [(Seen, Letter)], facing: Facing, now: Instant) {
    let is_first = |it: &Seen| match facing {
        Facing::Front => it.record().person(Header::ForPerson).is_some(),
        Facing::Back => it.record().person(Header::ForPerson).is_none(),
        Facing::Hybrid | Facing::External => true,
    };
    let is_late = |it: &Seen| it.record().instant(Header::Due).is_some_and(|due| due <= now);
    rows.sort_by_key(|(it, _)| (!is_late(it), !is_first(it)));
}

/// The reader's own clocks, then those of their team; the next to run out first.
async fn clocks(asker: &Asker, role: Option<RoleIx>) -> Result<Vec<HomeClock>, Problem> {
    let mut rows = Vec::new();
    for filter in ["status:open assignee:me", "status:open team:mine -assignee:me"] {
        rows.extend(by_clock(asker, filter).await?.into_iter().map(|it| (it, Letter::Responsible)));
    }
    // What they answer for comes after what they do.
    let others = by_clock(asker, "status:open -assignee:me").await?.into_iter();
    let others = others.filter_map(|it| Some((letter(asker, &it)?, it))).map(|(letter, it)| (it, letter));
    let others: Vec<_> = others.filter(|(it, _)| rows.iter().all(|(own, _)| own.number() != it.number())).collect();
    rows.extend(others);
    rows.retain(|(it, _)| is_late(asker, it) || role.is_none_or(|role| concerns(asker, role, it.record().of)));
    faced(&mut rows, facing(asker), asker.times.now());
    let drawn = rows.iter().filter_map(|(it, letter)| clock(asker, it, *letter));
    Ok(drawn.collect())
}

/// Whether a role gives the reader anything to do on records of a type.
fn concerns(asker: &Asker, role: RoleIx, of: TypeIx) -> bool {
    let site = asker.desk.site();
    let mut own = asker.desk.authority().grants().iter().filter(|it| it.role == role && it.letter.may_do());
    own.any(|it| site.activity(it.activity).and_then(model::Activity::of) == Some(of))
}

/// The letter in which the reader answers for what can come next on a record, or does it; `None` for whoever is only asked
/// or told.
fn letter(asker: &Asker, seen: &Seen) -> Option<Letter> {
    let (site, record) = (asker.desk.site(), seen.record());
    let is_next = |ix: ActivityIx| {
        site.activity(ix).is_some_and(|row| match row.does {
            Does::Move(of, step) => {
                let step = site.of(of).and_then(|it| it.lifecycle.step(step));
                of == record.of && step.is_some_and(|it| !it.opens && it.from.has(record.state))
            }
            Does::Amend(..) | Does::Follow(_) | Does::Duty => false,
        })
    };
    let grants = asker.desk.authority().grants().iter();
    let own = grants.filter(|it| it.letter == model::Letter::A && is_next(it.activity) && it.holds(record));
    own.map(|it| words::letter(it.letter)).next()
}

async fn by_clock(asker: &Asker, filter: &str) -> Result<Vec<Seen>, Problem> {
    let query = Query { filter: filter.to_owned(), sort: "clock".to_owned(), ..Query::default() };
    Ok(find::page(&asker.desk, &views::work(&asker.desk), &query).await?.rows)
}

fn clock(asker: &Asker, seen: &Seen, letter: Letter) -> Option<HomeClock> {
    let chip = words::due_chip(&asker.times, seen.record())?;
    let who = seen
        .record()
        .person(Header::HolderPerson)
        .map_or_else(|| "nobody has it".to_owned(), |it| words::name_or_you(&asker.desk, it));
    let due = seen.record().instant(Header::Due).map(|it| asker.times.words(it)).unwrap_or_default();
    Some(HomeClock {
        letter,
        title: seen.title().to_owned(),
        detail: format!("{} · {who} · due {due}", seen.number()),
        url: urls::record(seen.number()),
        clock: chip,
    })
}

/// What changed for the reader since yesterday: appointments and deputies that began or ended.
fn since(asker: &Asker) -> Vec<Change> {
    let (desk, roster, now) = (&asker.desk, &asker.desk.directory().roster, asker.times.now());
    let recent = |at: Option<Instant>| at.filter(|it| *it <= now && now.since(*it).secs() < 2 * 86_400);
    let mut found = Vec::new();
    let mine = roster.held_by(Holder::Person(desk.person()));
    for it in mine {
        let role = desk.site().role(it.role).map(|it| it.title.clone()).unwrap_or_default();
        let over = desk.scope_in_words(it.scope);
        let mut put = |at: Instant, text: &str| {
            found.push(Change {
                icon: "user".to_owned(),
                text: Phrase::of(text).strong(role.clone()).and(format!(", {over}")),
                at: asker.times.moment(at),
            });
        };
        if let Some(at) = recent(it.from) {
            put(at, "You are appointed ");
        }
        if let Some(at) = recent(it.until) {
            put(at, "You are no longer ");
        }
    }
    for it in roster.deputies().iter().filter(|it| it.deputy == desk.person()) {
        if let Some(at) = recent(it.from) {
            found.push(Change {
                icon: "user".to_owned(),
                text: Phrase::of("You stand in for ").strong(words::name(desk, it.of)),
                at: asker.times.moment(at),
            });
        }
    }
    found
}
