//! A roster drawn from text alone: natural keys become ids, each with the line it comes from.

use std::collections::BTreeMap;

use base::{Instant, PersonId, RecordId, TeamId};
use declare::{AppointmentText, Filed, Given, HolderText, Organisation, ScopeText};
use governance::{Appointment, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};
use jiff::{civil::Date, tz::TimeZone};
use model::{ScopeKind, ScopedBy, Site};

use super::Ids;

/// A roster with the lines it comes from.
#[derive(Debug)]
pub struct Drawn {
    /// The roster.
    pub roster: Roster,
    /// Where appointments and deputies are declared, by row.
    pub rows: BTreeMap<RecordId, String>,
    /// Where scopes are declared.
    pub scopes: BTreeMap<Scope, String>,
}

struct Drawing<'a> {
    site: &'a Site,
    from: &'a Organisation,
    people: BTreeMap<&'a str, PersonId>,
    teams: BTreeMap<&'a str, TeamId>,
    places: BTreeMap<(ScopeKind, &'a str), RecordId>,
    /// Places by key alone: the field that names the place above says no kind.
    bare: BTreeMap<&'a str, RecordId>,
    rows: &'a BTreeMap<String, RecordId>,
    zone: TimeZone,
    today: Date,
    now: Instant,
}

/// Draws the roster as of an instant. What is stored already keeps its ids; everything else gets ids below zero.
pub fn draw(site: &Site, from: &Organisation, ids: &Ids, now: Instant) -> Drawn {
    let it = Drawing::new(site, from, ids, now);
    let appointments = it.appointments();
    let deputies = it.deputies();
    let mut rows = BTreeMap::new();
    for (at, text) in from.appointments.iter().enumerate() {
        rows.insert(it.row(at, &text.key), text.declared_at.clone());
    }
    let first = from.appointments.len();
    for (at, text) in from.deputies.iter().enumerate() {
        rows.insert(fresh_row(first.saturating_add(at)), text.declared_at.clone());
    }
    let mut scopes: BTreeMap<Scope, String> = BTreeMap::new();
    for filed in &from.records {
        let place = place_kind(site, filed).and_then(|kind| Some((kind, it.places.get(&(kind, filed.key.as_str()))?)));
        if let Some((kind, id)) = place {
            scopes.insert(Scope::Record(kind, *id), filed.declared_at.clone());
        }
    }
    for team in &from.teams {
        if let Some(id) = it.teams.get(team.key.as_str()) {
            scopes.insert(Scope::Team(*id), team.declared_at.clone());
        }
    }
    let (people, teams, places) = (it.people(), it.teams(), it.places());
    let parts = Parts { epoch: 1, people, teams, places, appointments, deputies };
    Drawn { roster: Roster::build(parts), rows, scopes }
}

/// The kind of scope that a filed record is.
fn place_kind(site: &Site, it: &Filed) -> Option<ScopeKind> {
    site.find_type(&it.of)?.place
}

/// An id that nothing stored has.
fn fresh(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1).saturating_neg()
}

/// Rows and places are both records: their ids are kept apart.
fn fresh_row(at: usize) -> RecordId {
    RecordId::new(fresh(at).saturating_sub(1_000_000_000))
}

impl<'a> Drawing<'a> {
    fn new(site: &'a Site, from: &'a Organisation, ids: &'a Ids, now: Instant) -> Self {
        let zone = TimeZone::get(&from.zone).unwrap_or(TimeZone::UTC);
        let person = |(at, key): (usize, &'a str)| {
            (key, ids.people.get(key).copied().unwrap_or_else(|| PersonId::new(fresh(at))))
        };
        let team =
            |(at, key): (usize, &'a str)| (key, ids.teams.get(key).copied().unwrap_or_else(|| TeamId::new(fresh(at))));
        let mut places = BTreeMap::new();
        let mut bare = BTreeMap::new();
        for (at, it) in from.records.iter().enumerate() {
            let Some(kind) = place_kind(site, it) else { continue };
            let known = ids.records.get(&(it.of.clone(), it.key.clone())).copied();
            let id = known.unwrap_or_else(|| RecordId::new(fresh(at)));
            places.insert((kind, it.key.as_str()), id);
            bare.entry(it.key.as_str()).or_insert(id);
        }
        Self {
            site,
            from,
            people: from.people.iter().map(|it| it.key.as_str()).enumerate().map(person).collect(),
            teams: from.teams.iter().map(|it| it.key.as_str()).enumerate().map(team).collect(),
            places,
            bare,
            rows: &ids.appointments,
            today: now.timestamp().to_zoned(zone.clone()).date(),
            zone,
            now,
        }
    }

    fn row(&self, at: usize, key: &str) -> RecordId {
        self.rows.get(key).copied().unwrap_or_else(|| fresh_row(at))
    }

    fn people(&self) -> Vec<Person> {
        let all = self.from.people.iter();
        all.filter_map(|it| {
            Some(Person {
                id: *self.people.get(it.key.as_str())?,
                key: it.key.clone(),
                name: it.name.clone(),
                is_active: !it.has_left,
            })
        })
        .collect()
    }

    fn teams(&self) -> Vec<Team> {
        let mut members: BTreeMap<&str, Vec<PersonId>> = BTreeMap::new();
        for it in &self.from.people {
            let Some(id) = self.people.get(it.key.as_str()) else { continue };
            it.teams.iter().for_each(|team| members.entry(team).or_default().push(*id));
        }
        let all = self.from.teams.iter();
        all.filter_map(|it| {
            Some(Team {
                id: *self.teams.get(it.key.as_str())?,
                key: it.key.clone(),
                name: it.title.clone(),
                parent: it.parent.as_deref().and_then(|it| self.teams.get(it)).copied(),
                members: members.remove(it.key.as_str()).unwrap_or_default(),
                line: it.line.and_then(|it| u8::try_from(it).ok()),
            })
        })
        .collect()
    }

    fn places(&self) -> Vec<Place> {
        let all = self.from.records.iter();
        all.filter_map(|it| {
            let of = self.site.find_type(&it.of)?;
            let kind = of.place?;
            let above = of.parent.and_then(|slot| of.field(slot)).and_then(|field| it.values.get(&field.key));
            let parent = if let Some(Given::Key(key)) = above {
                self.bare.get(key.rsplit(':').next().unwrap_or(key)).copied()
            } else {
                None
            };
            let name =
                if let Some(Given::Text(title)) = it.values.get("title") { title.clone() } else { it.key.clone() };
            Some(Place { id: *self.places.get(&(kind, it.key.as_str()))?, kind, name, parent, key: it.key.clone() })
        })
        .collect()
    }

    fn appointments(&self) -> Vec<Appointment> {
        let all = self.from.appointments.iter().enumerate();
        // What is not accepted is not in force.
        all.filter(|(_, it)| it.is_accepted)
            .filter_map(|(at, it)| self.appointment(self.row(at, &it.key), it))
            .collect()
    }

    fn appointment(&self, id: RecordId, it: &AppointmentText) -> Option<Appointment> {
        let holder = match &it.holder {
            HolderText::Person(key) => Holder::Person(*self.people.get(key.as_str())?),
            HolderText::Team(key) => Holder::Team(*self.teams.get(key.as_str())?),
        };
        let after = it.until.map(|until| self.midnight(until.on(self.today).tomorrow().unwrap_or(Date::MAX)));
        Some(Appointment {
            id,
            role: self.site.find_role(&it.role)?,
            holder,
            scope: self.scope(&it.scope)?,
            from: Some(self.midnight(it.from.on(self.today))),
            until: after,
        })
    }

    fn scope(&self, it: &ScopeText) -> Option<Scope> {
        let kind = it.kind;
        Some(match kind.by() {
            ScopedBy::Nothing => Scope::Whole(kind),
            ScopedBy::Practice => Scope::Process(self.site.find_practice(&it.key)?.ix),
            ScopedBy::Team => Scope::Team(*self.teams.get(it.key.as_str())?),
            ScopedBy::Record => Scope::Record(kind, *self.places.get(&(kind, it.key.as_str()))?),
        })
    }

    fn deputies(&self) -> Vec<Deputy> {
        let first = self.from.appointments.len();
        let all = self.from.deputies.iter().enumerate();
        all.filter_map(|(at, it)| {
            let roles: Vec<_> = it.roles.iter().filter_map(|it| self.site.find_role(it)).collect();
            Some(Deputy {
                id: fresh_row(first.saturating_add(at)),
                of: *self.people.get(it.stands_in_for.as_str())?,
                deputy: *self.people.get(it.person.as_str())?,
                from: Some(self.midnight(it.from.on(self.today))),
                until: Some(self.midnight(it.until.on(self.today).tomorrow().unwrap_or(Date::MAX))),
                roles: (!it.roles.is_empty()).then_some(roles),
            })
        })
        .collect()
    }

    fn midnight(&self, date: Date) -> Instant {
        date.to_zoned(self.zone.clone()).map_or(self.now, |it| it.timestamp().into())
    }
}
