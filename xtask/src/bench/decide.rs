//! `decide` with its basis, on the declared model, for somebody with forty live appointments; raw: as many look-ups in
//! a map of forty scopes as it takes to know nothing else.

use std::{collections::BTreeMap, hint::black_box, time::Instant as Stopwatch};

use anyhow::Context as _;
use base::{Instant, PersonId, RecordId, TeamId};
use governance::{Appointment, Authority, Holder, Parts, Person, Place, Roster, Scope, Team};
use model::{ActivityIx, Header, Record, ScopeKind, Site, Value};

use super::figure::{Figure, float};

const ME: PersonId = PersonId::new(1);
const HELD: i64 = 40;
const ROUNDS: usize = 2000;
/// The most for half of the decisions, in microseconds.
const MOST: f64 = 1.0;
const ACTIVITIES: [&str; 4] = ["incident:resolve", "incident:take", "incident:hand-over", "incident:close"];

pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let site = declare::shipped();
    let authority = roster(site)?.authority(site, ME, Instant::from_micros(0));
    let records = records(site)?;
    let scopes: BTreeMap<i64, i64> = (0..HELD).map(|it| (it * 7, it)).collect();
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for key in ACTIVITIES {
        let (activity, _) = site.find_activity(key).with_context(|| format!("no activity {key}"))?;
        for _ in 0..ROUNDS {
            ours.push(round(&records, |it| decides(site, &authority, activity, it)));
            raw.push(round(&records, |it| {
                scopes.contains_key(&it.header(Header::Service).number().unwrap_or_default())
            }));
        }
    }
    Ok(vec![Figure::at_most("decide", "us", median(&mut ours), MOST).beside(median(&mut raw))])
}

fn decides(site: &Site, authority: &Authority, activity: ActivityIx, record: &Record) -> bool {
    black_box(authority.decide(site, activity, record)).is_ok()
}

/// How long one of them takes, in microseconds.
fn round(records: &[Record], act: impl Fn(&Record) -> bool) -> f64 {
    let begun = Stopwatch::now();
    let count = records.iter().filter(|it| black_box(act(it))).count();
    let took = begun.elapsed();
    black_box(count);
    took.as_secs_f64() * 1e6 / float(records.len().max(1))
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Forty appointments: to second-level support over teams, to owner over services, to incident manager.
fn roster(site: &Site) -> anyhow::Result<Roster> {
    let role = |key: &str| site.find_role(key).with_context(|| format!("no role {key}"));
    let (support, owner, manager) = (role("second-level-support")?, role("service-owner")?, role("incident-manager")?);
    let practice = site.find_practice("incident-management").context("no incident management")?.ix;
    let appointment = |it: i64| {
        let (role, scope) = match it % 4 {
            0 | 1 => (support, Scope::Team(TeamId::new(it))),
            2 => (owner, Scope::Record(ScopeKind::Service, RecordId::new(it * 7))),
            _manager if it == HELD - 1 => (manager, Scope::Process(practice)),
            _owner => (owner, Scope::Record(ScopeKind::Service, RecordId::new(it * 7))),
        };
        Appointment { id: RecordId::new(10_000 + it), role, holder: Holder::Person(ME), scope, from: None, until: None }
    };
    let team = |it: i64| Team {
        id: TeamId::new(it),
        key: String::new(),
        name: String::new(),
        parent: None,
        members: vec![ME],
        line: Some(2),
    };
    let place = |it: i64| Place {
        id: RecordId::new(it),
        kind: ScopeKind::Service,
        name: String::new(),
        parent: None,
        key: String::new(),
    };
    Ok(Roster::build(Parts {
        epoch: 1,
        people: vec![Person { id: ME, key: String::new(), name: String::new(), is_active: true }],
        teams: (0..100).map(team).collect(),
        places: (0..1000).map(place).collect(),
        appointments: (0..HELD).map(appointment).collect(),
        deputies: Vec::new(),
    }))
}

fn records(site: &Site) -> anyhow::Result<Vec<Record>> {
    let of = site.find_type("incident").context("no incidents")?;
    let states = ["in-progress", "classified", "resolved"].map(|it| of.lifecycle.find_state(it).unwrap_or_default());
    let record = |(n, state): (i64, model::StateIx)| {
        let mut record = Record::new(of, RecordId::new(50_000 + n), format!("INC-{n}"), state);
        record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(n % 60)));
        record.set(Header::Service.slot(), Value::Record(RecordId::new(n * 3 % 400)));
        record.set(Header::Priority.slot(), Value::Int(n % 4 + 1));
        record.set(Header::ForPerson.slot(), Value::Person(PersonId::new(n % 50)));
        record.acted =
            (0..4).map(|at| model::Acted { activity: ActivityIx(0), person: PersonId::new(n % 40 + at) }).collect();
        record
    };
    Ok((0..240).zip(states.into_iter().cycle()).map(record).collect())
}
