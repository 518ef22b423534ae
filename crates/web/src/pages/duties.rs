//! Duties: what the reader's roles ask of them again and again, or those for which they answer; a month at a time.

pub(crate) mod attest;
pub(crate) mod feed;
mod month;
pub(crate) mod record;

use std::collections::BTreeSet;

use axum::{extract::Query, response::Response};
use base::{Instant, Span};
use engine::{Desk, DutyQuery, DutyView, Whose};
use governance::{Holder, Standing};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use model::{Cadence, RoleIx};
use serde::Deserialize;

use crate::{
    asker::Asker,
    frame,
    look::{
        duties as drawn,
        view::{Act, Duties, Duty, DutyGroup, Link, NamedChoice, Tab, Tone},
    },
    problem::Problem,
    urls, words,
};

/// How far ahead home looks.
const SOON: Span = Span::from_secs(14 * 86_400);
/// How far ahead duties are shown that can be done already.
const FAR: Span = Span::from_secs(370 * 86_400);

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    whose: String,
    #[serde(default)]
    role: String,
}

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let desk = &asker.desk;
    let answered = asked.whose == "answer";
    let whose = if answered { Whose::Answered } else { Whose::Mine };
    let role = desk.site().find_role(&asked.role);
    let zone = desk.recurring().zone();
    let today = today(&asker, &zone);
    let month = month::read(&asked.month).unwrap_or(today.first_of_month());
    let (from, until) = month::bounds(month, &zone);
    let query = DutyQuery { whose, from, until, role, begun: false };
    let mut all = desk.duties(&query).await?;
    let in_month = all.len();
    if month == today.first_of_month() {
        let later = DutyQuery { from: until, until: until.plus(FAR), begun: true, ..query };
        all.extend(desk.duties(&later).await?);
    }
    let page = Duties {
        tabs: tabs(&asked, answered),
        whose: asked.whose.clone(),
        roles: roles(desk, &all, role),
        acts: vec![
            Act::open("My record", urls::with_query("/duties/record", &[("person", &own_key(desk))])).icon("doc"),
            Act::open("In my calendar", "/profile/feed").icon("cal"),
        ],
        month: month::drawn(month, today, all.get(..in_month).unwrap_or_default(), &asked),
        groups: groups(&asker, &all, answered),
        on_event: if answered { Vec::new() } else { on_event(&asker) },
    };
    frame::page(&asker, "Duties", &drawn::duties(&page)).await
}

/// The present day where duties fall due.
fn today(asker: &Asker, zone: &TimeZone) -> Date {
    asker.times.now().timestamp().to_zoned(zone.clone()).date()
}

fn own_key(desk: &Desk) -> String {
    desk.directory().person(desk.person()).map(|it| it.key.clone()).unwrap_or_default()
}

fn tabs(asked: &Asked, answered: bool) -> Vec<Tab> {
    let tab = |label: &str, whose: &str, current: bool| Tab {
        link: Link {
            current,
            ..Link::to(label, urls::with_query("/duties", &[("whose", whose), ("month", &asked.month)]))
        },
        count: None,
    };
    vec![tab("Mine", "", !answered), tab("I answer for", "answer", answered)]
}

/// The roles of the duties shown, and the one chosen.
fn roles(desk: &Desk, all: &[DutyView], chosen: Option<RoleIx>) -> Vec<NamedChoice> {
    let found: BTreeSet<RoleIx> = all.iter().map(|it| it.duty.appointment.role).chain(chosen).collect();
    let choice = |ix: RoleIx| {
        let role = desk.site().role(ix)?;
        Some(NamedChoice { chosen: chosen == Some(ix), ..NamedChoice::new(&role.key, &role.title) })
    };
    let mut choices: Vec<NamedChoice> = found.into_iter().filter_map(choice).collect();
    if chosen.is_some() && choices.len() == 1 {
        choices.push(NamedChoice::new("", "All of them"));
    }
    choices
}

fn groups(asker: &Asker, all: &[DutyView], answered: bool) -> Vec<DutyGroup> {
    let mut seen = BTreeSet::new();
    let line = |it: &DutyView| line(asker, it, answered);
    let of = |standing: Standing| all.iter().filter(move |it| it.standing == standing);
    // Of what comes again and again within the month, the next time is enough.
    let ahead = of(Standing::Ahead).filter(|it| seen.insert((it.duty.appointment.id, it.duty.what.key.clone())));
    let ahead: Vec<Duty> = ahead.map(line).collect();
    let group = |title: &str, anchor: &str, is_folded: bool, duties: Vec<Duty>| DutyGroup {
        title: title.to_owned(),
        anchor: anchor.to_owned(),
        is_folded,
        duties,
    };
    let done = all.iter().filter(|it| it.standing.is_done()).map(line).collect();
    let mut found = vec![
        group("Missed", "missed", false, of(Standing::Missed).map(line).collect()),
        group("To do now", "open", false, of(Standing::Open).map(line).collect()),
        group("Comes later", "ahead", false, ahead),
        group("Done", "done", true, done),
    ];
    found.retain(|it| !it.duties.is_empty());
    found
}

/// The part of the list in which a duty stands.
fn anchor(standing: Standing) -> &'static str {
    match standing {
        Standing::Missed => "#missed",
        Standing::Open => "#open",
        Standing::Ahead => "#ahead",
        Standing::Idle | Standing::Attested | Standing::Proved => "#done",
    }
}

/// Where a duty stands, in a word.
pub(crate) fn stands(it: &DutyView) -> &'static str {
    match it.standing {
        Standing::Missed => "missed",
        Standing::Open => "to do",
        Standing::Ahead => "later",
        Standing::Attested if it.is_late => "attested late",
        Standing::Attested => "attested",
        Standing::Idle => "nothing came up",
        Standing::Proved => "proved",
    }
}

/// How loud a duty is: missed ones loudest, then those that end within a day.
pub(crate) fn loudness(it: &DutyView, now: Instant) -> Tone {
    match it.standing {
        Standing::Missed => Tone::Critical,
        Standing::Open if it.duty.until.since(now) <= Span::from_secs(2 * 86_400) => Tone::Warning,
        Standing::Open | Standing::Ahead => Tone::Plain,
        Standing::Idle | Standing::Attested => Tone::Info,
        Standing::Proved => Tone::Good,
    }
}

/// A duty as a line of a list.
fn line(asker: &Asker, it: &DutyView, answered: bool) -> Duty {
    let desk = &asker.desk;
    let mut detail = vec![format!("{}, {}", it.role, it.scope)];
    if answered {
        detail.push(holder(desk, it));
    }
    if let Some(of) = it.on_behalf_of {
        detail.push(format!("you stand in for {}", words::name(desk, of)));
    }
    let others: Vec<String> =
        it.stand_ins.iter().filter(|id| **id != desk.person()).map(|id| words::name(desk, *id)).collect();
    if !others.is_empty() {
        let verb = if others.len() == 1 { "stands" } else { "stand" };
        detail.push(format!("{} {verb} in", others.join(", ")));
    }
    detail.push(done(asker, it).unwrap_or_else(|| format!("{}; proof: {}", cadence(it.duty.what.cadence), it.proof)));
    let attest = it.can_attest.then(|| Act::open("Attest", urls::with_query("/duties/attest", &[("duty", &it.id)])));
    Duty {
        title: it.duty.what.title.clone(),
        detail: detail.join(" · "),
        url: link(desk, it),
        due: due(asker, it),
        tone: loudness(it, asker.times.now()),
        evidence: attest,
        is_done: it.standing.is_done(),
    }
}

/// Where a duty is done: the record that proves it, or the records on which it can be.
fn link(desk: &Desk, it: &DutyView) -> String {
    let proved = it.done.as_ref().and_then(|it| it.record.as_ref()).map(|it| urls::record(&it.number));
    let list = || it.proved_on.as_ref().filter(|it| desk.kind(it).is_ok()).map(|it| format!("/t/{it}"));
    proved.or_else(list).unwrap_or_default()
}

fn holder(desk: &Desk, it: &DutyView) -> String {
    match it.duty.appointment.holder {
        Holder::Person(id) => words::name(desk, id),
        Holder::Team(id) => desk.directory().team_name(id),
    }
}

/// How it was done, in words.
fn done(asker: &Asker, it: &DutyView) -> Option<String> {
    let done = it.done.as_ref()?;
    let behalf = done.on_behalf_of.map(|of| format!(" for {}", words::name(&asker.desk, of))).unwrap_or_default();
    let on = done.record.as_ref().map(|it| format!(" on {}", it.number)).unwrap_or_default();
    let who = words::name_or_you(&asker.desk, done.by);
    Some(format!("{} by {who}{behalf}{on}, {}, journal entry {}", stands(it), asker.times.words(done.at), done.seq))
}

/// When it is due: its last day, in words.
fn due(asker: &Asker, it: &DutyView) -> crate::look::view::Moment {
    let zone = asker.desk.recurring().zone();
    let (last, today) = (it.duty.period.last(), today(asker, &zone));
    let words = if last == today {
        "Today".to_owned()
    } else if last == today.saturating_add(1.day()) {
        "Tomorrow".to_owned()
    } else if last.year() == today.year() {
        last.strftime("%a %-d %b").to_string()
    } else {
        last.strftime("%-d %b %Y").to_string()
    };
    asker.times.named(it.duty.until.plus(Span::from_micros(-1)), words)
}

pub(crate) fn cadence(it: Cadence) -> &'static str {
    match it {
        Cadence::OnEvent => "when it happens",
        Cadence::Daily => "daily",
        Cadence::Weekly => "weekly",
        Cadence::Monthly => "monthly",
        Cadence::Quarterly => "every quarter",
        Cadence::Yearly => "yearly",
    }
}

/// What home shows: missed in the last two weeks, to do in the next; and when the next one falls due, in words.
pub(crate) async fn soon(asker: &Asker, role: Option<RoleIx>) -> Result<(Vec<Duty>, Option<String>), Problem> {
    let now = asker.times.now();
    let query = DutyQuery {
        whose: Whose::Mine,
        from: now.plus(Span::ZERO.minus(SOON)),
        until: now.plus(SOON),
        role: None,
        begun: true,
    };
    let mut all = asker.desk.duties(&query).await?;
    // What is missed is shown whatever role is looked by.
    let is_meant = |it: &DutyView| role.is_none_or(|role| it.duty.appointment.role == role);
    all.retain(|it| !it.standing.is_done() && (it.standing == Standing::Missed || is_meant(it)));
    let mut next = all.iter().find(|it| it.standing == Standing::Open).map(|it| due(asker, it).text);
    if next.is_none() {
        let later = DutyQuery { from: query.until, until: now.plus(LATER), ..query };
        let later = asker.desk.duties(&later).await?;
        let mut later = later.iter().filter(|it| !it.standing.is_done() && is_meant(it));
        next = later.next().map(|it| due(asker, it).text);
    }
    let next = next.map(|it| it.replace("Today", "today").replace("Tomorrow", "tomorrow"));
    Ok((all.iter().map(|it| line(asker, it, false)).collect(), next))
}

/// How far ahead the next duty is looked for where none is due soon.
const LATER: Span = Span::from_secs(100 * 86_400);

/// What the reader's roles ask of them when something happens.
fn on_event(asker: &Asker) -> Vec<Duty> {
    let desk = &asker.desk;
    let held = desk.directory().roster.held_now(desk.person(), desk.now());
    let roles: BTreeSet<RoleIx> = held.map(|it| it.role).collect();
    let mut found = Vec::new();
    for role in roles.into_iter().filter_map(|it| desk.site().role(it)) {
        let asked = role.responsibilities.iter().filter(|it| it.letter.may_do() && it.cadence == Cadence::OnEvent);
        found.extend(asked.map(|it| Duty {
            title: it.text.clone(),
            detail: format!("as {}; proof: {}", role.title, it.evidence.replace(['.', '_'], " ")),
            ..Duty::default()
        }));
    }
    found
}
