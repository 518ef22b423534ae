//! How long the figures of a practice take at a million records, for people who see all of it and people who see some.
//!
//! `cargo run --release -p engine --example measures -- [records [sqlite|postgresql]]`; needs `PostgreSQL` as the tests do.
#![expect(clippy::print_stdout, reason = "it reports to whoever runs it")]

use std::{path::Path, sync::Arc, time::Duration};

use base::{Instant, ManualClock, PersonId, RecordId, Span, TeamId};
use declare::Sources;
use engine::{By, Desk, Engine, Of, Period, Setup, Step};
use model::{Header, Kind, Record, RecordType, StateIx, Value};
use store::{Commit, Due, Store};
use testkit::{Dice, Home, Place};

/// The records were opened within so many days.
const DAYS: i64 = 3 * 365;
/// So many records are written at once.
const BATCH: usize = 2000;
/// Each figure is asked for so often.
const ROUNDS: usize = 7;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let records: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |it| it.parse())?;
    let only = std::env::args().nth(2).unwrap_or_default();
    for name in ["sqlite", "postgresql"].into_iter().filter(|it| only.is_empty() || only == *it) {
        let place = if name == "sqlite" { Place::folder()? } else { Place::database()? };
        println!("== {} ==", place.shown());
        measure(&Home::at(place), records).await?;
    }
    Ok(())
}

async fn measure(home: &Home, records: usize) -> anyhow::Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let loaded = declare::load(&Sources::overlay(Sources::shipped(), Sources::folder(&sample)?))
        .map_err(|_faults| anyhow::anyhow!("the sample has faults"))?;
    let organisation = loaded.organisation;
    let now: Instant = "2026-11-16T08:00:00Z".parse()?;
    let site = Arc::new(loaded.site);
    let calendars =
        organisation.calendars.iter().filter_map(|it| Some((it.key.clone(), Arc::new(it.calendar().ok()?))));
    let setup = Setup {
        store: home.options(),
        site: Arc::clone(&site),
        files: loaded.sources,
        calendars: calendars.collect(),
        clock: Arc::new(ManualClock::at(now)),
        organisation: organisation.title.clone(),
        zone: organisation.zone.clone(),
    };
    let engine = Engine::open(setup).await?;
    engine.load(&organisation, |_| {}).await?;
    let store = home.open_for(Arc::clone(&site), now).await?;
    fill(&engine, &store, now, records).await?;
    for key in ["sofia-marin", "hanna-eriksson", "maya-okafor"] {
        let directory = engine.directory().await?;
        let Some(person) = directory.find_person(key) else { continue };
        let desk = engine.desk(person).await.map_err(|_halt| anyhow::anyhow!("no desk"))?;
        for practice in ["incident-management", "service-desk", "problem-management"] {
            report(&desk, key, practice).await?;
        }
    }
    Ok(())
}

/// Incidents with the times, states and holders of a desk that is kept busy.
async fn fill(engine: &Arc<Engine>, store: &Store, now: Instant, records: usize) -> anyhow::Result<()> {
    let begun = std::time::Instant::now();
    let of = engine.site().find_type("incident").ok_or_else(|| anyhow::anyhow!("no incidents"))?.clone();
    let directory = engine.directory().await?;
    let people: Vec<PersonId> = directory.people().map(|it| PersonId::new(it.id)).collect();
    let teams: Vec<TeamId> = directory.roster.teams().map(|it| it.id).collect();
    let services: Vec<RecordId> = directory.roster.places().map(|it| it.id).collect();
    let mut dice = Dice::new(1);
    let mut left = records;
    while left > 0 {
        let mut commit = Commit::new();
        for each in 0..left.min(BATCH) {
            let id = RecordId::new(store.next_id(now));
            let before = DAYS * 1440 * i64::try_from(left.saturating_sub(each))? / i64::try_from(records)?;
            let opened = now.plus(Span::from_mins(-before - dice.between(0, 600)));
            let record = incident(&of, id, opened, (&people, &teams, &services), &mut dice);
            store.put_new(&mut commit, &record)?;
            let state = if dice.chance(88) { "met" } else { "metlate" };
            store.put_clock(
                &mut commit,
                &Due { record: id, clock: "fix".to_owned(), due: None, state: state.to_owned() },
            );
        }
        store.commit(commit).await?;
        left = left.saturating_sub(BATCH);
    }
    println!("filled with {records} incidents in {:?}", begun.elapsed());
    Ok(())
}

fn incident(
    of: &RecordType,
    id: RecordId,
    opened: Instant,
    (people, teams, services): (&[PersonId], &[TeamId], &[RecordId]),
    dice: &mut Dice,
) -> Record {
    let is_open = dice.chance(2);
    let key = if is_open { "in-progress" } else { "closed" };
    let state = of.lifecycle.find_state(key).unwrap_or(StateIx(0));
    let mut record = Record::new(of, id, format!("{}-{}", of.prefix, id.get()), state);
    let took = Span::from_mins(dice.between(5, 4000));
    let mut put = |header: Header, value: Value| record.set(header.slot(), value);
    put(Header::Title, Value::Text("The network printer prints nothing".to_owned()));
    put(Header::Opened, Value::Instant(opened));
    put(Header::Changed, Value::Instant(opened.plus(took)));
    put(Header::Priority, Value::Int(dice.between(1, 4)));
    put(Header::HolderTeam, dice.one(teams).map_or(Value::Empty, |it| Value::Team(*it)));
    put(Header::HolderPerson, dice.one(people).map_or(Value::Empty, |it| Value::Person(*it)));
    put(Header::ForPerson, dice.one(people).map_or(Value::Empty, |it| Value::Person(*it)));
    put(Header::Service, dice.one(services).map_or(Value::Empty, |it| Value::Record(*it)));
    if !is_open {
        put(Header::Closed, Value::Instant(opened.plus(took).plus(Span::from_mins(2880))));
    }
    for (key, value) in [
        ("resolved_at", if is_open { Value::Empty } else { Value::Instant(opened.plus(took)) }),
        ("reopened_count", Value::Int(i64::from(dice.chance(6)))),
        ("tier", Value::Int(dice.between(1, 3))),
    ] {
        if let Some(slot) = of.slot(key) {
            record.set(slot, value);
        }
    }
    if let Some(slot) = of.slot("category")
        && let Some(Kind::Choice(options)) = of.field(slot).map(|it| &it.kind)
        && let Some(option) = dice.one(&options.0)
    {
        record.set(slot, Value::Text(option.key.clone()));
    }
    record
}

async fn report(desk: &Desk, who: &str, practice: &str) -> anyhow::Result<()> {
    let Some(of) = desk.site().find_practice(practice) else { return Ok(()) };
    let months = Period::last(Step::Month, desk.today(), 2);
    let year = Period::last(Step::Month, desk.today(), 12);
    let page = timed(desk, of.ix, &months, None).await?;
    let course = timed(desk, of.ix, &year, None).await?;
    let apart = timed(desk, of.ix, &months, Some(&By::Team)).await?;
    println!("{who:16} {practice:22} page {page:>9.1?}  12 months {course:>9.1?}  by team {apart:>9.1?}");
    Ok(())
}

/// The median time of all measures of a practice, one after the other.
async fn timed(desk: &Desk, of: model::PracticeIx, periods: &[Period], by: Option<&By>) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _round in 0..ROUNDS {
        let begun = std::time::Instant::now();
        for measure in desk.site().measures_of(of) {
            desk.series(measure, periods, &Of::default(), by).await.map_err(|it| anyhow::anyhow!("{it:?}"))?;
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(ROUNDS / 2).copied().unwrap_or_default())
}
