//! A large organisation: the sample one, with twenty thousand people more, a hundred teams, three hundred services.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context as _, anyhow};
use base::SystemClock;
use declare::{AppointmentText, Filed, Given, HolderText, Loaded, PersonText, ScopeText, Sources, TeamText};
use engine::{Engine, Setup};
use model::ScopeKind;
use store::Options;

/// How many people are added.
pub(crate) const PEOPLE: usize = 20_000;
/// How many teams.
pub(crate) const TEAMS: usize = 100;
/// How many services.
pub(crate) const SERVICES: usize = 300;
/// How many configuration items.
pub(crate) const ITEMS: usize = 2_000;
/// Everybody's calls are taken by her.
pub(crate) const ANALYST: &str = "maya-okafor";

/// What is declared, with the sample organisation.
pub(crate) fn declared() -> anyhow::Result<Loaded> {
    let sample = Sources::folder(&super::root().join("sample")).map_err(|it| anyhow!("{it}"))?;
    declare::load(&Sources::overlay(Sources::shipped(), sample)).map_err(|it| anyhow!("{}", it.human()))
}

/// An engine on what is declared; nobody is brought in.
pub(crate) async fn open(options: &Options) -> anyhow::Result<Arc<Engine>> {
    let loaded = declared()?;
    engine(options, &loaded).await
}

async fn engine(options: &Options, loaded: &Loaded) -> anyhow::Result<Arc<Engine>> {
    let mut calendars = BTreeMap::new();
    for it in &loaded.organisation.calendars {
        calendars.insert(it.key.clone(), Arc::new(it.calendar().map_err(|fault| anyhow!("{fault}"))?));
    }
    let setup = Setup {
        store: options.clone(),
        site: Arc::new(loaded.site.clone()),
        files: loaded.sources.clone(),
        calendars,
        clock: Arc::new(SystemClock),
        organisation: loaded.organisation.title.clone(),
        zone: loaded.organisation.zone.clone(),
    };
    Ok(Engine::open(setup).await?)
}

/// An engine on an empty database, with the large organisation brought in.
pub(crate) async fn build(options: &Options) -> anyhow::Result<Arc<Engine>> {
    let mut loaded = declared()?;
    grow(&mut loaded)?;
    let engine = engine(options, &loaded).await?;
    engine.load(&loaded.organisation, |_| {}).await?;
    Ok(engine)
}

fn grow(loaded: &mut Loaded) -> anyhow::Result<()> {
    let organisation = &mut loaded.organisation;
    organisation.teams.extend((0..TEAMS).map(team));
    organisation.people.extend((0..PEOPLE).map(person));
    let service = named(&organisation.records, "service")?;
    organisation.records.extend((0..SERVICES).map(|n| copied(&service, "service", n)));
    let item = named(&organisation.records, "ci")?;
    organisation.records.extend((0..ITEMS).map(|n| copied(&item, "ci", n)));
    let over = |kind, key| ScopeText { kind, key };
    for n in 0..TEAMS {
        let key = format!("group-{n}");
        organisation.appointments.push(appointed(
            "second-level-support",
            HolderText::Team(key.clone()),
            over(ScopeKind::Team, key),
        ));
    }
    for n in 0..SERVICES {
        let holder = HolderText::Person(format!("person-{}", 2000 + n));
        organisation.appointments.push(appointed(
            "service-owner",
            holder,
            over(ScopeKind::Service, format!("service-{n}")),
        ));
    }
    Ok(())
}

fn named(records: &[Filed], of: &str) -> anyhow::Result<Filed> {
    records.iter().find(|it| it.of == of).cloned().with_context(|| format!("the sample has no {of}"))
}

fn copied(from: &Filed, kind: &str, n: usize) -> Filed {
    let mut copy = Filed { key: format!("{kind}-{n}"), number: None, ..from.clone() };
    copy.values.retain(|key, _| !matches!(key.as_str(), "cis" | "depends_on"));
    copy.values.insert("title".to_owned(), Given::Text(format!("Number {n} of kind {kind}")));
    copy
}

fn team(n: usize) -> TeamText {
    TeamText {
        key: format!("group-{n}"),
        title: format!("Support group {n}"),
        parent: Some("it".to_owned()),
        lead: None,
        line: Some(2),
        mail: String::new(),
        calendar: None,
        declared_at: String::new(),
    }
}

fn person(n: usize) -> PersonText {
    let mut teams = vec!["nordhaven".to_owned()];
    teams.extend((n < TEAMS * 10).then(|| format!("group-{}", n % TEAMS)));
    PersonText {
        key: format!("person-{n}"),
        name: format!("Person Number {n}"),
        mail: format!("person-{n}@example.org"),
        title: String::new(),
        phone: String::new(),
        teams,
        zone: String::new(),
        place: String::new(),
        country: String::new(),
        has_left: false,
        declared_at: String::new(),
    }
}

fn appointed(role: &str, holder: HolderText, scope: ScopeText) -> AppointmentText {
    AppointmentText {
        key: format!("{role}.{}.{}", scope.key, holder.key()),
        role: role.to_owned(),
        holder,
        scope,
        from: declare::Day::FromToday(-400),
        until: None,
        by: None,
        is_accepted: true,
        declared_at: String::new(),
    }
}
