//! A roster drawn from files alone: natural keys become numbers, each with the line it comes from.

use std::collections::BTreeMap;

use base::{Instant, PersonId, RecordId, TeamId};
use declare::{AppointmentText, Filed, HolderText, Loaded, Organisation};
use governance::{Appointment, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};
use jiff::{civil::Date, tz::TimeZone};
use model::{ScopeKind, Site};

/// A roster with the lines it comes from.
pub(crate) struct Drawn {
    pub(crate) roster: Roster,
    /// Where appointments and deputies are declared.
    pub(crate) rows: BTreeMap<RecordId, String>,
    /// Where scopes are declared.
    pub(crate) scopes: BTreeMap<Scope, String>,
}

struct Drawing<'a> {
    site: &'a Site,
    organisation: &'a Organisation,
    people: BTreeMap<&'a str, PersonId>,
    teams: BTreeMap<&'a str, TeamId>,
    places: BTreeMap<(ScopeKind, &'a str), RecordId>,
    zone: TimeZone,
    today: Date,
    now: Instant,
}

/// Draws the roster.
pub(crate) fn draw(loaded: &Loaded, now: Instant) -> Drawn {
    let it = Drawing::new(loaded, now);
    let parts = Parts {
        epoch: 1,
        people: it.people(),
        teams: it.teams(),
        places: it.places(),
        appointments: it.appointments(),
        deputies: it.deputies(),
    };
    let organisation = &loaded.organisation;
    let rows = organisation
        .appointments
        .iter()
        .map(|it| &it.declared_at)
        .chain(organisation.deputies.iter().map(|it| &it.declared_at));
    let rows = rows.enumerate().map(|(at, declared)| (row(at), declared.clone())).collect();
    let mut scopes: BTreeMap<Scope, String> = BTreeMap::new();
    for filed in &organisation.records {
        let kind = place_kind(&loaded.site, filed);
        if let Some((kind, id)) = kind.and_then(|kind| Some((kind, it.places.get(&(kind, filed.key.as_str()))?))) {
            scopes.insert(Scope::Record(kind, *id), filed.declared_at.clone());
        }
    }
    for team in &organisation.teams {
        if let Some(id) = it.teams.get(team.key.as_str()) {
            scopes.insert(Scope::Team(*id), team.declared_at.clone());
        }
    }
    Drawn { roster: Roster::build(parts), rows, scopes }
}

/// The kind of scope that a filed record is.
fn place_kind(site: &Site, it: &Filed) -> Option<ScopeKind> {
    site.find_type(&it.of)?.place
}

fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1)
}

fn row(at: usize) -> RecordId {
    RecordId::new(number(at).saturating_add(1_000_000))
}

impl<'a> Drawing<'a> {
    fn new(loaded: &'a Loaded, now: Instant) -> Self {
        let organisation = &loaded.organisation;
        let zone = TimeZone::get(&organisation.zone).unwrap_or(TimeZone::UTC);
        let scopes =
            organisation.records.iter().filter_map(|it| Some((place_kind(&loaded.site, it)?, it.key.as_str())));
        Self {
            site: &loaded.site,
            organisation,
            people: organisation
                .people
                .iter()
                .enumerate()
                .map(|(at, it)| (it.key.as_str(), PersonId::new(number(at))))
                .collect(),
            teams: organisation
                .teams
                .iter()
                .enumerate()
                .map(|(at, it)| (it.key.as_str(), TeamId::new(number(at))))
                .collect(),
            places: scopes.enumerate().map(|(at, key)| (key, RecordId::new(number(at)))).collect(),
            today: now.timestamp().to_zoned(zone.clone()).date(),
            zone,
            now,
        }
    }

    fn people(&self) -> Vec<Person> {
        let all = self.organisation.people.iter();
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
        let members = |key: &String| {
            self.organisation
                .people
                .iter()
                .filter(|it| it.teams.contains(key))
                .filter_map(|it| self.people.get(it.key.as_str()).copied())
                .collect()
        };
        let all = self.organisation.teams.iter();
        all.filter_map(|it| {
            Some(Team {
                id: *self.teams.get(it.key.as_str())?,
                key: it.key.clone(),
                name: it.title.clone(),
                parent: it.parent.as_deref().and_then(|it| self.teams.get(it)).copied(),
                members: members(&it.key),
                line: it.line.and_then(|it| u8::try_from(it).ok()),
            })
        })
        .collect()
    }

    fn places(&self) -> Vec<Place> {
        let all = self.organisation.records.iter();
        all.filter_map(|it| {
            let of = self.site.find_type(&it.of)?;
            let kind = of.place?;
            let above = of.parent.and_then(|slot| of.field(slot)).and_then(|field| it.values.get(&field.key));
            let parent = if let Some(declare::Given::Key(key)) = above { self.any_place(key) } else { None };
            let name = if let Some(declare::Given::Text(title)) = it.values.get("title") {
                title.clone()
            } else {
                it.key.clone()
            };
            Some(Place { id: *self.places.get(&(kind, it.key.as_str()))?, kind, name, parent, key: it.key.clone() })
        })
        .collect()
    }

    fn any_place(&self, key: &str) -> Option<RecordId> {
        let bare = key.rsplit(':').next().unwrap_or(key);
        self.places.iter().find(|((_, it), _)| *it == bare).map(|(_, id)| *id)
    }

    fn appointments(&self) -> Vec<Appointment> {
        let all = self.organisation.appointments.iter().enumerate();
        all.filter_map(|(at, it)| self.appointment(row(at), it)).collect()
    }

    fn appointment(&self, id: RecordId, it: &AppointmentText) -> Option<Appointment> {
        let holder = match &it.holder {
            HolderText::Person(key) => Holder::Person(*self.people.get(key.as_str())?),
            HolderText::Team(key) => Holder::Team(*self.teams.get(key.as_str())?),
        };
        let kind = it.scope.kind;
        let scope = match kind {
            ScopeKind::Organisation | ScopeKind::Programme => Scope::Whole(kind),
            ScopeKind::Process => Scope::Process(self.site.find_practice(&it.scope.key)?.ix),
            ScopeKind::Team => Scope::Team(*self.teams.get(it.scope.key.as_str())?),
            ScopeKind::ServiceLine
            | ScopeKind::Service
            | ScopeKind::Ci
            | ScopeKind::Customer
            | ScopeKind::Supplier
            | ScopeKind::Project
            | ScopeKind::Application
            | ScopeKind::Facility
            | ScopeKind::Control
            | ScopeKind::Change
            | ScopeKind::Incident => Scope::Record(kind, *self.places.get(&(kind, it.scope.key.as_str()))?),
        };
        let after = it.until.map(|until| self.midnight(until.on(self.today).tomorrow().unwrap_or(Date::MAX)));
        Some(Appointment {
            id,
            role: self.site.find_role(&it.role)?,
            holder,
            scope,
            from: Some(self.midnight(it.from.on(self.today))),
            until: after,
        })
    }

    fn deputies(&self) -> Vec<Deputy> {
        let first = self.organisation.appointments.len();
        let all = self.organisation.deputies.iter().enumerate();
        all.filter_map(|(at, it)| {
            let roles: Vec<_> = it.roles.iter().filter_map(|it| self.site.find_role(it)).collect();
            Some(Deputy {
                id: row(first.saturating_add(at)),
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
