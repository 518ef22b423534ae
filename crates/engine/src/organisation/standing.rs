//! The stored organisation as text, with the ids behind its keys and the point at which it was read.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId, RecordId, TeamId};
use declare::{
    AppointmentText, Day, DeputyText, Filed, Given, HolderText, Organisation, PersonText, ScopeText, TeamText,
};
use governance::{Holder, Scope};
use indexmap::IndexMap;
use jiff::{civil::Date, tz::TimeZone};
use model::{Field, Header, Record, RecordType, ScopeKind, Site, Value};
use store::{DeputyRow, PersonRow, TeamRow};

use crate::{
    Engine, Fault,
    directory::{APPOINTMENT, appointment, each, every},
};

/// The point at which a plan was made: it holds only while this is the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The epoch of authority.
    pub epoch: i64,
    /// How many entries the journal had.
    pub entries: i64,
    /// The root of their tree, hexadecimal.
    pub root: String,
}

/// Ids by the keys that text uses.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    /// People.
    pub people: BTreeMap<String, PersonId>,
    /// Teams.
    pub teams: BTreeMap<String, TeamId>,
    /// Records that are scopes, by type and key.
    pub records: BTreeMap<(String, String), RecordId>,
    /// Open appointments.
    pub appointments: BTreeMap<String, RecordId>,
}

/// What a stored deputy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeputyAt {
    /// A row of its own.
    Row(DeputyRow),
    /// An appointment that says for whom it stands in.
    Record(RecordId),
}

/// The stored organisation as text.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// As text; deputies that have ended, and appointments that have, are left out.
    pub organisation: Organisation,
    /// Ids behind the keys.
    pub ids: Ids,
    /// The state of each open appointment, by key.
    pub(crate) states: BTreeMap<String, String>,
    /// What each deputy is, by key.
    pub(crate) deputies: BTreeMap<String, DeputyAt>,
    /// People by id.
    pub(crate) people: BTreeMap<PersonId, PersonRow>,
    /// Teams by id.
    pub(crate) teams: BTreeMap<TeamId, TeamRow>,
    /// When it was read, if it was.
    pub base: Option<Base>,
}

/// Bytes as hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|it| [it >> 4, it & 15]);
    halves.filter_map(|it| char::from_digit(u32::from(it), 16)).collect()
}

/// Whether records of this kind of scope belong to the organisation, and are not work that passes.
pub(crate) fn is_lasting(kind: ScopeKind) -> bool {
    match kind {
        ScopeKind::Change | ScopeKind::Incident => false,
        ScopeKind::Organisation
        | ScopeKind::Programme
        | ScopeKind::Process
        | ScopeKind::ServiceLine
        | ScopeKind::Service
        | ScopeKind::Ci
        | ScopeKind::Team
        | ScopeKind::Customer
        | ScopeKind::Supplier
        | ScopeKind::Project
        | ScopeKind::Application
        | ScopeKind::Facility
        | ScopeKind::Control => true,
    }
}

impl Engine {
    /// Reads the stored organisation as text.
    pub async fn standing(&self) -> Result<Standing, Fault> {
        // The spine is read first: what is read after it is at least as new, and a write in between moves the epoch.
        let spine = self.store.spine().await?;
        let root = hex(&spine.root);
        let mut it = Reading {
            site: &self.site,
            zone: TimeZone::get(self.zone()).unwrap_or(TimeZone::UTC),
            now: self.now(),
            out: Standing {
                base: Some(Base { epoch: spine.epoch, entries: spine.size, root }),
                organisation: Organisation {
                    title: self.organisation(),
                    zone: self.zone().to_owned(),
                    ..Organisation::default()
                },
                ..Standing::default()
            },
            names: Names::default(),
        };
        it.people(self.store.people().await?, self.store.teams().await?);
        let mut kept: Vec<(&RecordType, Vec<Record>)> = Vec::new();
        for of in self.site.types.iter().filter(|it| it.place.is_some_and(is_lasting)) {
            let records = every(&self.store, of, false).await?;
            it.name_records(of, &records, &self.keys_of(of).await?);
            kept.push((of, records));
        }
        for (of, records) in &kept {
            it.records(of, records);
        }
        if let Some(of) = self.site.find_type(APPOINTMENT) {
            let keys = self.keys_of(of).await?;
            let mut seeing = it.seeing();
            each(&self.store, of, true, |record| it.appointment(of, &record, &keys, &mut seeing)).await?;
        }
        it.deputies(self.store.deputies().await?);
        Ok(it.out)
    }

    /// Natural keys by record; of several, the first in order.
    async fn keys_of(&self, of: &RecordType) -> Result<BTreeMap<RecordId, String>, Fault> {
        let mut keys = BTreeMap::new();
        for (key, (id, _)) in self.store.naturals(of).await? {
            keys.entry(id).or_insert(key);
        }
        Ok(keys)
    }
}

/// Keys by id, as text uses them.
#[derive(Default)]
struct Names {
    people: BTreeMap<PersonId, String>,
    teams: BTreeMap<TeamId, String>,
    records: BTreeMap<RecordId, (ScopeKind, String)>,
}

/// What reading appointments one by one keeps in mind.
struct Seeing {
    places: BTreeMap<RecordId, ScopeKind>,
    taken: BTreeSet<String>,
}

struct Reading<'a> {
    site: &'a Site,
    zone: TimeZone,
    now: Instant,
    out: Standing,
    names: Names,
}

impl Reading<'_> {
    fn people(&mut self, people: Vec<PersonRow>, teams: Vec<TeamRow>) {
        let mut taken = BTreeSet::new();
        for it in &people {
            let key = person_named(&it.key, &mut taken);
            self.out.ids.people.insert(key.clone(), PersonId::new(it.id));
            self.names.people.insert(PersonId::new(it.id), key);
        }
        taken.clear();
        let mut teams_of: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for it in &teams {
            let key = named(&it.key, &mut taken);
            it.members.iter().for_each(|member| teams_of.entry(*member).or_default().push(key.clone()));
            self.out.ids.teams.insert(key.clone(), TeamId::new(it.id));
            self.names.teams.insert(TeamId::new(it.id), key);
        }
        for it in people {
            let text = self.person(&it, teams_of.remove(&it.id).unwrap_or_default());
            self.out.organisation.people.push(text);
            self.out.people.insert(PersonId::new(it.id), it);
        }
        for it in teams {
            let text = self.team(&it);
            self.out.organisation.teams.push(text);
            self.out.teams.insert(TeamId::new(it.id), it);
        }
    }

    fn person(&self, it: &PersonRow, mut teams: Vec<String>) -> PersonText {
        teams.sort();
        // The home team comes first.
        if let Some(home) = it.home.and_then(|it| self.names.teams.get(&TeamId::new(it))) {
            teams.sort_by_key(|it| it != home);
        }
        PersonText {
            key: self.names.people.get(&PersonId::new(it.id)).cloned().unwrap_or_default(),
            name: it.name.clone(),
            mail: it.mail.clone(),
            title: it.title.clone(),
            phone: it.phone.clone(),
            teams,
            zone: it.zone.clone(),
            place: it.place.clone(),
            country: it.country.clone(),
            has_left: !it.is_active,
            declared_at: String::new(),
        }
    }

    fn team(&self, it: &TeamRow) -> TeamText {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        TeamText {
            key: self.names.teams.get(&TeamId::new(it.id)).cloned().unwrap_or_default(),
            title: it.name.clone(),
            parent: it.parent.and_then(|it| self.names.teams.get(&TeamId::new(it)).cloned()),
            lead: it.lead.and_then(|it| self.names.people.get(&PersonId::new(it)).cloned()),
            line: it.line,
            mail: it.mail.clone(),
            calendar: some(&it.calendar),
            declared_at: String::new(),
        }
    }

    fn name_records(&mut self, of: &RecordType, records: &[Record], keys: &BTreeMap<RecordId, String>) {
        let mut taken = BTreeSet::new();
        let Some(kind) = of.place else { return };
        for it in records {
            let key = named(keys.get(&it.id).unwrap_or(&it.number), &mut taken);
            self.out.ids.records.insert((of.key.clone(), key.clone()), it.id);
            self.names.records.insert(it.id, (kind, key));
        }
    }

    fn records(&mut self, of: &RecordType, records: &[Record]) {
        for it in records {
            let Some((_, key)) = self.names.records.get(&it.id) else { continue };
            let mut values = IndexMap::new();
            for (slot, field) in of.shown().filter(|(_, it)| !it.header.is_some_and(Header::is_computed)) {
                values.extend(self.given(field, it.get(slot)).map(|it| (field.key.clone(), it)));
            }
            self.out.organisation.records.push(Filed {
                of: of.key.clone(),
                key: key.clone(),
                number: Some(it.number.clone()),
                state: of.lifecycle.state(it.state).map(|it| it.key.clone()).unwrap_or_default(),
                age: declare::Age::default(),
                values,
                steps: Vec::new(),
                messages: Vec::new(),
                declared_at: String::new(),
            });
        }
    }

    /// A stored value as text has it. What names something that no file holds (an incident, an attachment) is left out.
    fn given(&self, field: &Field, value: &Value) -> Option<Given> {
        let record = |id: &RecordId| self.names.records.get(id).map(|(_, key)| key.clone());
        match value {
            Value::Empty | Value::File(_) => None,
            Value::Person(id) => self.names.people.get(id).cloned().map(Given::Key),
            Value::Team(id) => self.names.teams.get(id).cloned().map(Given::Key),
            Value::Record(id) => record(id).map(Given::Key),
            Value::Records(ids) => {
                let mut keys: Vec<String> = ids.iter().filter_map(record).collect();
                keys.sort();
                (!keys.is_empty()).then_some(Given::Keys(keys))
            }
            Value::Text(_)
            | Value::Int(_)
            | Value::YesNo(_)
            | Value::Money(_)
            | Value::Date(_)
            | Value::Instant(_)
            | Value::Duration(_) => Some(Given::Text(value.print(&field.kind))),
        }
    }

    /// What reading appointments one by one keeps in mind.
    fn seeing(&self) -> Seeing {
        let places = self.names.records.iter().map(|(id, (kind, _))| (*id, *kind)).collect();
        Seeing { places, taken: BTreeSet::new() }
    }

    fn appointment(
        &mut self,
        of: &RecordType,
        record: &Record,
        keys: &BTreeMap<RecordId, String>,
        seeing: &mut Seeing,
    ) {
        // What names no role, no holder or a scope that passes is no part of the organisation.
        let Some(it) = appointment(self.site, of, record, &seeing.places) else { return };
        let (Some(holder), Some(scope)) = (self.holder(it.holder), self.scope(it.scope)) else { return };
        let Some(role) = self.site.role(it.role) else { return };
        let key = named(keys.get(&record.id).unwrap_or(&record.number), &mut seeing.taken);
        let stands_in_for = of.slot("stands_in_for").and_then(|it| record.get(it).person());
        if let (Some(principal), HolderText::Person(person)) = (stands_in_for, &holder) {
            let text = DeputyText {
                key: key.clone(),
                person: person.clone(),
                stands_in_for: self.names.people.get(&principal).cloned().unwrap_or_default(),
                roles: vec![role.key.clone()],
                from: self.begins(it.from),
                until: it.until.map_or(Day::On(Date::MAX), |it| self.last_day(it)),
                why: String::new(),
                declared_at: String::new(),
            };
            self.deputy(key, text, DeputyAt::Record(record.id), it.until);
            return;
        }
        let state = of.lifecycle.state(record.state).map(|it| it.key.clone()).unwrap_or_default();
        let by = of.slot("appointed_by").and_then(|it| record.get(it).person());
        let by = by.or_else(|| record.person(Header::OpenedBy));
        self.out.organisation.appointments.push(AppointmentText {
            key: key.clone(),
            role: role.key.clone(),
            holder,
            scope,
            from: self.begins(it.from),
            until: it.until.map(|it| self.last_day(it)),
            by: by.and_then(|it| self.names.people.get(&it).cloned()),
            is_accepted: state == "active",
            declared_at: String::new(),
        });
        self.out.ids.appointments.insert(key.clone(), record.id);
        self.out.states.insert(key, state);
    }

    fn holder(&self, it: Holder) -> Option<HolderText> {
        match it {
            Holder::Person(id) => self.names.people.get(&id).cloned().map(HolderText::Person),
            Holder::Team(id) => self.names.teams.get(&id).cloned().map(HolderText::Team),
        }
    }

    fn scope(&self, it: Scope) -> Option<ScopeText> {
        let key = match it {
            Scope::Whole(_) => String::new(),
            Scope::Process(ix) => self.site.practice(ix)?.key.clone(),
            Scope::Team(id) => self.names.teams.get(&id)?.clone(),
            Scope::Record(_, id) => self.names.records.get(&id)?.1.clone(),
        };
        Some(ScopeText { kind: it.kind(), key })
    }

    fn deputies(&mut self, rows: Vec<DeputyRow>) {
        let mut taken: BTreeSet<String> = self.out.deputies.keys().cloned().collect();
        for row in rows {
            let of = self.names.people.get(&row.of).cloned();
            let Some((of, person)) = of.zip(self.names.people.get(&row.deputy).cloned()) else { continue };
            let key = if row.key.is_empty() { format!("{person}-for-{of}") } else { row.key.clone() };
            let key = named(&key, &mut taken);
            let text = DeputyText {
                key: key.clone(),
                person,
                stands_in_for: of,
                roles: row.roles.clone(),
                from: self.begins(row.from),
                until: row.until.map_or(Day::On(Date::MAX), |it| self.last_day(it)),
                why: row.why.clone(),
                declared_at: String::new(),
            };
            let until = row.until;
            self.deputy(key, text, DeputyAt::Row(row), until);
        }
    }

    fn deputy(&mut self, key: String, text: DeputyText, at: DeputyAt, until: Option<Instant>) {
        if until.is_none_or(|it| it > self.now) {
            self.out.organisation.deputies.push(text);
            self.out.deputies.insert(key, at);
        }
    }

    fn day(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    fn begins(&self, from: Option<Instant>) -> Day {
        from.map_or(Day::FromToday(0), |it| Day::On(self.day(it)))
    }

    /// The last day on which something holds that holds no longer from an instant.
    fn last_day(&self, until: Instant) -> Day {
        Day::On(self.day(Instant::from_micros(until.micros().saturating_sub(1))))
    }
}

/// A key that files may use, and that nothing else has: the stored one where it is plain enough, else one made from it.
fn named(key: &str, taken: &mut BTreeSet<String>) -> String {
    unique(if declare::is_name(key) { key.to_owned() } else { made(key) }, taken)
}

/// The same for a person, who may be known by a mail address.
fn person_named(key: &str, taken: &mut BTreeSet<String>) -> String {
    unique(if declare::is_name(&key.replace(['@', '+'], "-")) { key.to_owned() } else { made(key) }, taken)
}

fn unique(base: String, taken: &mut BTreeSet<String>) -> String {
    let more = (2_usize..).map(|it| format!("{base}-{it}"));
    let free = std::iter::once(base.clone()).chain(more).find(|it| !taken.contains(it)).unwrap_or(base);
    taken.insert(free.clone());
    free
}

fn made(key: &str) -> String {
    let mut out = String::new();
    for it in key.to_lowercase().chars() {
        let fits = it.is_ascii_alphanumeric() || matches!(it, '_' | '.');
        if fits {
            out.push(it);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_matches(['-', '_', '.']);
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}
