//! People, teams, places and appointments as last read: the roster that governance decides on, and names.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{PersonId, RecordId, TeamId};
use governance::{Appointment, Away, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team, Timetable};
use model::{Header, Phase, Record, RecordType, ScopeKind, ScopedBy, Site, Value, When};
use store::{Direction, Disjunct, Find, PersonRow, Published, Sort, Store};

use crate::{Fault, FieldFault, Halt, Refused, force::Declared};

/// People, teams, places and appointments at one epoch.
#[derive(Debug, Default)]
pub struct Directory {
    /// What governance decides on.
    pub roster: Roster,
    /// What is in force: the files with the published changes of the matrix over them.
    pub site: Arc<Site>,
    /// Those changes, the first first.
    pub published: Arc<Vec<Published>>,
    /// What recurs by it.
    pub(crate) duties: Arc<Timetable>,
    people: BTreeMap<i64, PersonRow>,
    by_key: BTreeMap<String, PersonId>,
    teams_by_key: BTreeMap<String, TeamId>,
    teams: BTreeMap<i64, (String, String)>,
}

impl Directory {
    /// A person's details.
    pub fn person(&self, id: PersonId) -> Option<&PersonRow> {
        self.people.get(&id.get())
    }
    /// A person's name; their id in words where they are unknown.
    pub fn name(&self, id: PersonId) -> String {
        self.person(id).map_or_else(|| format!("person {id}"), |it| it.name.clone())
    }
    /// A team's name.
    pub fn team_name(&self, id: TeamId) -> String {
        self.roster.team(id).map_or_else(|| format!("team {id}"), |it| it.name.clone())
    }
    /// Where mail for all of a team goes, and the calendar that it works by; either may be empty.
    pub(crate) fn team_reach(&self, id: TeamId) -> (&str, &str) {
        self.teams.get(&id.get()).map(|(mail, calendar)| (mail.as_str(), calendar.as_str())).unwrap_or_default()
    }
    /// The person with a natural key or a mail address.
    pub fn find_person(&self, key: &str) -> Option<PersonId> {
        let by_name = || {
            let mut named = self.people.values().filter(|it| it.name.eq_ignore_ascii_case(key));
            named.next().filter(|_| named.next().is_none()).map(|it| PersonId::new(it.id))
        };
        self.by_key.get(&key.to_lowercase()).copied().or_else(by_name)
    }
    /// The team with a natural key or a name.
    pub fn find_team(&self, key: &str) -> Option<TeamId> {
        let by_name = || self.roster.teams().find(|it| it.name.eq_ignore_ascii_case(key)).map(|it| it.id);
        self.teams_by_key.get(key).copied().or_else(by_name)
    }
    /// The same, or who was perhaps meant.
    pub fn person_named(&self, named: &str) -> Result<PersonId, Halt> {
        let known = || self.people().filter(|it| it.is_active).map(|it| (it.key.as_str(), it.name.as_str()));
        self.find_person(named).ok_or_else(|| nobody_such(("person", named, "nobody"), known()))
    }
    /// The team with a natural key or a name, or which was perhaps meant.
    pub(crate) fn team_named(&self, named: &str) -> Result<TeamId, Halt> {
        let known = || self.roster.teams().map(|it| (it.key.as_str(), it.name.as_str()));
        self.find_team(named).ok_or_else(|| nobody_such(("team", named, "no team"), known()))
    }
    /// Everyone, by id.
    pub fn people(&self) -> impl Iterator<Item = &PersonRow> {
        self.people.values()
    }
    /// A place's name.
    pub fn place_name(&self, id: RecordId) -> Option<&str> {
        self.roster.place(id).map(|it| it.name.as_str())
    }
}

/// How many of the nearest names are told.
const NEAREST: usize = 3;

/// That a word names nothing, with the nearest of what it could have named: key and name.
pub(crate) fn nobody_such<'a>(
    (field, named, what): (&str, &str, &str),
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Halt {
    let named: String = named.chars().filter(|it| !it.is_control()).take(80).collect();
    let near = declare::nearest::closest(&named, known, NEAREST);
    let near: Vec<String> = near.iter().map(|(key, name)| format!("{key} ({name})")).collect();
    let near = if near.is_empty() { String::new() } else { format!(" Nearest: {}.", near.join(", ")) };
    let message = format!("“{named}” names {what}.{near}");
    Refused::invalid(vec![FieldFault { field: field.to_owned(), message }]).into()
}

/// Reads everything that governance decides on. What is in force is made anew only where something else is published.
pub(crate) async fn read(
    store: &Store,
    declared: &Declared,
    known: Option<&Arc<Directory>>,
) -> Result<Directory, Fault> {
    // The epoch is read first: what is read after it is at least as new.
    let epoch = store.epoch().await?;
    let (in_force, published, duties) = in_force(store, declared, known).await?;
    let site = &*in_force;
    let people = store.people().await?;
    let teams = store.teams().await?;
    let deputies = store.deputies().await?;
    let (places, ended) = places(store, site).await?;
    let (appointments, standing_in) = appointments(store, site, &places).await?;
    let mut away: Vec<Away> = deputies.iter().filter_map(away).collect();
    away.extend(absences(store, site).await?);
    let parts = Parts {
        epoch,
        people: people.iter().map(person).collect(),
        teams: teams.iter().map(team).collect(),
        appointments,
        deputies: deputies.into_iter().map(|it| deputy(site, it)).chain(standing_in).collect(),
        places,
    };
    let keys = people.iter().flat_map(|it| [(it.key.to_lowercase(), it.id), (it.mail.to_lowercase(), it.id)]);
    Ok(Directory {
        roster: Roster::build(parts).with_ended(ended).with_away(away),
        site: Arc::clone(&in_force),
        published,
        duties,
        by_key: keys.filter(|(key, _)| !key.is_empty()).map(|(key, id)| (key, PersonId::new(id))).collect(),
        teams_by_key: teams.iter().map(|it| (it.key.clone(), TeamId::new(it.id))).collect(),
        teams: teams.into_iter().map(|it| (it.id, (it.mail, it.calendar))).collect(),
        people: people.into_iter().map(|it| (it.id, it)).collect(),
    })
}

/// What is in force, the changes that it is made of, and what recurs by it.
type InForce = (Arc<Site>, Arc<Vec<Published>>, Arc<Timetable>);

async fn in_force(store: &Store, declared: &Declared, known: Option<&Arc<Directory>>) -> Result<InForce, Fault> {
    let published = store.published().await?;
    match known.filter(|it| *it.published == published) {
        Some(known) => Ok((Arc::clone(&known.site), Arc::clone(&known.published), Arc::clone(&known.duties))),
        None => {
            let site = declared.in_force(&published)?;
            let duties = Arc::new(declared.duties(&site));
            Ok((site, Arc::new(published), duties))
        }
    }
}

fn person(row: &PersonRow) -> Person {
    Person { id: PersonId::new(row.id), key: row.key.clone(), name: row.name.clone(), is_active: row.is_active }
}

fn team(row: &store::TeamRow) -> Team {
    Team {
        id: TeamId::new(row.id),
        key: row.key.clone(),
        name: row.name.clone(),
        parent: row.parent.map(TeamId::new),
        members: row.members.iter().copied().map(PersonId::new).collect(),
        line: row.line.and_then(|it| u8::try_from(it).ok()),
    }
}

/// Somebody for whom another stands in for a time, in everything that they hold, is away for that time.
fn away(row: &store::DeputyRow) -> Option<Away> {
    let (from, until) = row.from.zip(row.until).filter(|_| row.roles.is_empty())?;
    Some(Away { person: row.of, from, until })
}

fn deputy(site: &Site, row: store::DeputyRow) -> Deputy {
    let roles: Vec<_> = row.roles.iter().filter_map(|it| site.find_role(it)).collect();
    Deputy {
        id: RecordId::new(row.id),
        of: row.of,
        deputy: row.deputy,
        from: row.from,
        until: row.until,
        roles: (!row.roles.is_empty()).then_some(roles),
    }
}

/// Every record of a type, in pages; for types of which an organisation has thousands, not millions.
pub(crate) async fn every(store: &Store, of: &RecordType, open_only: bool) -> Result<Vec<Record>, Fault> {
    let mut found = Vec::new();
    each(store, of, open_only, |it| found.push(it)).await?;
    Ok(found)
}

/// Shows every record of a type to `see`, without holding more of them than a page.
pub(crate) async fn each(
    store: &Store,
    of: &RecordType,
    open_only: bool,
    mut see: impl FnMut(Record),
) -> Result<(), Fault> {
    let asker = Arc::new(model::Asker::myself(PersonId::new(0), BTreeSet::new()));
    let all = [Disjunct { asker: Arc::clone(&asker), when: When::Always }];
    let mut find = Find {
        of: of.ix,
        open_only,
        filter: When::Always,
        asker,
        sort: Sort::Opened,
        direction: Direction::Up,
        after: None,
        limit: 2000,
        among: None,
    };
    loop {
        let page = store.list(&find, &all).await?;
        page.records.into_iter().for_each(&mut see);
        find.after = page.next;
        if find.after.is_none() {
            return Ok(());
        }
    }
}

/// Every place, and those that live no longer.
async fn places(store: &Store, site: &Site) -> Result<(Vec<Place>, BTreeSet<RecordId>), Fault> {
    let (mut places, mut ended) = (Vec::new(), BTreeSet::new());
    for of in &site.types {
        let Some(kind) = of.place else { continue };
        let keys: BTreeMap<RecordId, String> =
            store.naturals(of).await?.into_iter().map(|(key, (id, _))| (id, key)).collect();
        let closed = of.lifecycle.in_phase(Phase::Closed);
        for record in every(store, of, false).await? {
            if closed.has(record.state) {
                ended.insert(record.id);
            }
            places.push(Place {
                id: record.id,
                kind,
                name: record.title().to_owned(),
                parent: of.parent.and_then(|it| record.get(it).record()),
                key: keys.get(&record.id).cloned().unwrap_or_else(|| record.number.clone()),
            });
        }
    }
    Ok((places, ended))
}

/// The record type that appointments are.
pub(crate) const APPOINTMENT: &str = "appointment";
/// The record type that absences are.
const ABSENCE: &str = "absence";

/// Whether records of a type decide who may do what or who is there: places, appointments, absences. A change of one makes
/// what was decided before it old.
pub(crate) fn is_of_roster(of: &RecordType) -> bool {
    of.place.is_some() || [APPOINTMENT, ABSENCE].contains(&of.key.as_str())
}

/// Absences that are noted as such, whoever stands in.
async fn absences(store: &Store, site: &Site) -> Result<Vec<Away>, Fault> {
    let Some(of) = site.find_type(ABSENCE) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    each(store, of, true, |record| {
        let get = |key: &str| of.slot(key).map_or(&Value::Empty, |slot| record.get(slot));
        let times = get("from").instant().zip(get("until").instant());
        found.extend(get("person").person().zip(times).map(|(person, (from, until))| Away { person, from, until }));
    })
    .await?;
    Ok(found)
}

/// Active appointments, and those among them by which somebody stands in for a holder.
async fn appointments(store: &Store, site: &Site, places: &[Place]) -> Result<(Vec<Appointment>, Vec<Deputy>), Fault> {
    let Some(of) = site.find_type(APPOINTMENT) else { return Ok((Vec::new(), Vec::new())) };
    let live = of.lifecycle.find_state("active");
    let places: BTreeMap<RecordId, ScopeKind> = places.iter().map(|it| (it.id, it.kind)).collect();
    let (mut held, mut standing_in) = (Vec::new(), Vec::new());
    each(store, of, true, |record| {
        if Some(record.state) != live {
            return;
        }
        let Some(it) = appointment(site, of, &record, &places) else { return };
        let principal = of.slot("stands_in_for").and_then(|slot| record.get(slot).person());
        match (principal, it.holder) {
            // Standing in gives nothing of its own: only what the principal holds, for as long as they hold it.
            (Some(principal), Holder::Person(deputy)) => {
                standing_in.push(Deputy {
                    id: it.id,
                    of: principal,
                    deputy,
                    from: it.from,
                    until: it.until,
                    roles: Some(vec![it.role]),
                });
            }
            (Some(_), Holder::Team(_)) => {}
            (None, _) => held.push(it),
        }
    })
    .await?;
    Ok((held, standing_in))
}

/// The appointment that a record is; `None` where it does not name a role, a holder and a fitting scope.
pub(crate) fn appointment(
    site: &Site,
    of: &RecordType,
    record: &Record,
    places: &BTreeMap<RecordId, ScopeKind>,
) -> Option<Appointment> {
    let get = |key: &str| of.slot(key).map_or(&Value::Empty, |slot| record.get(slot));
    let role = site.find_role(get("role").text()?)?;
    let holder = match (record.person(Header::HolderPerson), record.header(Header::HolderTeam).team()) {
        (Some(person), _) => Holder::Person(person),
        (None, Some(team)) => Holder::Team(team),
        (None, None) => return None,
    };
    let kind = ScopeKind::find(get("scope_kind").text()?)?;
    let scope = match kind.by() {
        ScopedBy::Nothing => Scope::Whole(kind),
        ScopedBy::Practice => Scope::Process(site.find_practice(get("scope_process").text()?)?.ix),
        ScopedBy::Team => Scope::Team(get("scope_team").team()?),
        ScopedBy::Record => {
            let id = get("scope_record").record()?;
            Scope::Record(places.get(&id).copied().unwrap_or(kind), id)
        }
    };
    // Without a day of its own it holds from the moment at which it was accepted.
    let from = get("from").instant().or_else(|| get("accepted_at").instant());
    Some(Appointment { id: record.id, role, holder, scope, from, until: get("until").instant() })
}
