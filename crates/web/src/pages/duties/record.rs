//! One person's duties of one year, with what proves each: made to be printed and filed.

use std::collections::BTreeMap;

use axum::{extract::Query, response::Response};
use base::PersonId;
use clocks::Every;
use engine::{DutyQuery, DutyView, Whose};
use governance::{Holder, Standing};
use jiff::civil::Date;
use serde::Deserialize;

use super::{loudness, stands, today};
use crate::{
    asker::Asker,
    frame,
    look::{
        duties as drawn,
        view::{DutyLine, DutyPart, DutyRecord, Link, NamedChoice},
    },
    problem::Problem,
    urls, words,
};

/// How many years back can be chosen.
const YEARS: i16 = 6;

/// Whose, and which year.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    year: String,
}

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let desk = &asker.desk;
    let person =
        if asked.person.is_empty() { Some(desk.person()) } else { desk.directory().find_person(&asked.person) };
    // Those outside IT look at nobody but themselves; whom one may not know of is not there.
    let person = person.filter(|it| *it == desk.person() || desk.is_inside()).ok_or(Problem::NoPage)?;
    let zone = desk.recurring().zone();
    let this = today(&asker, &zone).year();
    let year = asked.year.parse().ok().filter(|it| (1970..=9990).contains(it)).unwrap_or(this);
    let period = Every::Year.of(Date::new(year, 1, 1).map_err(|_beyond| Problem::NoPage)?);
    let query = DutyQuery {
        whose: Whose::Of(person),
        from: period.starts(&zone),
        until: period.ends(&zone),
        role: None,
        begun: true,
    };
    let all = desk.duties(&query).await?;
    let name = desk.directory().name(person);
    let page = DutyRecord {
        title: format!("Duties of {name}, {year}"),
        lead: lead(&asker, person),
        person: desk.directory().person(person).map(|it| it.key.clone()).unwrap_or_default(),
        years: (0..YEARS)
            .map(|back| this.saturating_sub(back))
            .map(|it| NamedChoice { chosen: it == year, ..NamedChoice::new(it.to_string(), it.to_string()) })
            .collect(),
        sums: sums(&all),
        parts: parts(&asker, &all),
    };
    frame::page(&asker, &page.title, &drawn::record(&page)).await
}

fn lead(asker: &Asker, person: PersonId) -> String {
    let desk = &asker.desk;
    let reader = desk.directory().name(desk.person());
    let mail = desk.directory().person(person).map(|it| it.mail.clone()).unwrap_or_default();
    format!(
        "{} ({mail}), {}. Drawn from the journal for {reader}, {}. A duty is proved by an act of its holder on a record; attested, where no record could show it.",
        desk.directory().name(person),
        desk.engine().organisation(),
        asker.times.exact(asker.times.now()),
    )
}

fn sums(all: &[DutyView]) -> Vec<(String, String)> {
    let count = |standing: Standing| all.iter().filter(|it| it.standing == standing).count().to_string();
    if all.is_empty() {
        return Vec::new();
    }
    vec![
        ("Duties".to_owned(), all.len().to_string()),
        ("Proved".to_owned(), count(Standing::Proved)),
        ("Attested".to_owned(), count(Standing::Attested)),
        ("Nothing came up".to_owned(), count(Standing::Idle)),
        ("Missed".to_owned(), count(Standing::Missed)),
        ("Still open".to_owned(), count(Standing::Open)),
    ]
}

fn parts(asker: &Asker, all: &[DutyView]) -> Vec<DutyPart> {
    let mut found: BTreeMap<String, Vec<DutyLine>> = BTreeMap::new();
    for it in all {
        let team = match it.duty.appointment.holder {
            Holder::Person(_) => String::new(),
            Holder::Team(id) => format!(", held by {}", asker.desk.directory().team_name(id)),
        };
        found.entry(format!("{}, {}{team}", it.role, it.scope)).or_default().push(line(asker, it));
    }
    found.into_iter().map(|(title, lines)| DutyPart { title, lines }).collect()
}

fn line(asker: &Asker, it: &DutyView) -> DutyLine {
    let last = it.duty.period.last();
    let due = asker.times.named(it.duty.until.plus(base::Span::from_micros(-1)), last.strftime("%-d %b").to_string());
    let mut line = DutyLine {
        title: it.duty.what.title.clone(),
        period: it.duty.period.name(),
        due,
        stands: stands(it).to_owned(),
        tone: loudness(it, asker.times.now()),
        ..DutyLine::default()
    };
    if let Some(done) = &it.done {
        let behalf = done.on_behalf_of.map(|of| format!(", for {}", words::name(&asker.desk, of))).unwrap_or_default();
        line.done = Some(asker.times.named(done.at, asker.times.exact(done.at)));
        line.by = format!("{}{behalf}", words::name(&asker.desk, done.by));
        line.on = done.record.as_ref().map(|it| Link::to(&it.number, urls::record(&it.number)));
        let hidden = if done.is_hidden { "a record that you can't see; " } else { "" };
        let file = done.file.map(|it| format!("; file {it}")).unwrap_or_default();
        line.words = format!("{hidden}{}{file}", done.words);
        line.entry = done.seq.to_string();
    }
    line
}
