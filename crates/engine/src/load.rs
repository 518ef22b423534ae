//! Taking an organisation in from its files, on an empty installation: people, teams, places, appointments, records.

use std::{collections::BTreeMap, sync::Arc};

use base::{Instant, PersonId, RecordId, TeamId};
use declare::{AppointmentText, Filed, HolderText, Organisation};
use jiff::{civil::Date, tz::TimeZone};
use model::{Asker, Kind, RecordType, ScopedBy, Value, When};
use serde_json::json;
use store::{Commit, DeputyRow, Direction, Disjunct, Entry, Find, PersonRow, Sort, TeamRow};

use crate::{Engine, Fault, ImportCase, ImportStep, Imported, directory::APPOINTMENT, entry};

/// What loading is at, for those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// People and teams.
    People(usize),
    /// Records of a kind.
    Records(usize),
    /// Appointments.
    Appointments(usize),
}

/// Ids by natural key, as they come to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) people: BTreeMap<String, PersonId>,
    pub(crate) teams: BTreeMap<String, TeamId>,
    pub(crate) records: BTreeMap<(String, String), RecordId>,
}

/// What stands as basis in the journal for what the installation itself did.
const BASIS: &str = "{\"installation\":true}";

impl Engine {
    /// Takes an organisation in. Refused where anybody is there already.
    pub async fn load(self: &Arc<Self>, from: &Organisation, mut progress: impl FnMut(Loading)) -> Result<(), Fault> {
        if !self.is_empty().await? {
            return Err(Fault::Inner(
                "the installation is not empty; load an organisation into an empty one".to_owned(),
            ));
        }
        let mut keys = Keys::default();
        progress(Loading::People(from.people.len()));
        let commit = self.people_of(from, &mut keys);
        self.written(commit).await?;
        self.load_rest(from, &mut keys, progress).await
    }

    /// Everything but people and teams, which are there.
    pub(crate) async fn load_rest(
        self: &Arc<Self>,
        from: &Organisation,
        keys: &mut Keys,
        mut progress: impl FnMut(Loading),
    ) -> Result<(), Fault> {
        if !from.title.is_empty() {
            self.name_organisation(&from.title).await?;
        }
        progress(Loading::Records(from.records.len()));
        // Records may name each other in any order: every one has its id before the first is written.
        for it in &from.records {
            keys.records.insert((it.of.clone(), it.key.clone()), RecordId::new(self.store.next_id(self.now())));
        }
        for of in self.loading_order() {
            self.load_records(of, from, keys).await?;
        }
        progress(Loading::Appointments(from.appointments.len()));
        self.load_appointments(from, keys).await?;
        self.load_deputies(from, keys).await?;
        self.recount_all().await
    }

    /// Scopes first, then everything else.
    fn loading_order(&self) -> Vec<&RecordType> {
        let mut order: Vec<&RecordType> = self.site.types.iter().filter(|it| it.key != APPOINTMENT).collect();
        order.sort_by_key(|of| (of.place.is_none(), of.ix));
        order
    }

    /// The commit that brings in people and teams.
    pub(crate) fn people_of(&self, from: &Organisation, keys: &mut Keys) -> Commit {
        let now = self.now();
        let mut commit = Commit::new();
        for it in &from.teams {
            keys.teams.insert(it.key.clone(), TeamId::new(self.store.next_id(now)));
        }
        for it in &from.people {
            let id = PersonId::new(self.store.next_id(now));
            keys.people.insert(it.key.clone(), id);
            let row = PersonRow {
                id: id.get(),
                key: it.key.clone(),
                name: it.name.clone(),
                mail: it.mail.to_lowercase(),
                phone: it.phone.clone(),
                zone: it.zone.clone(),
                is_active: !it.has_left,
                title: it.title.clone(),
                place: it.place.clone(),
                country: it.country.clone(),
                home: it.teams.first().and_then(|it| keys.teams.get(it)).map(|it| it.get()),
            };
            self.store.put_person(&mut commit, &row);
            commit.enter(installed(now, "person:bring-in", &json!({ "key": it.key, "id": id.get(), "name": it.name })));
        }
        let mut members: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for it in &from.people {
            let Some(id) = keys.people.get(&it.key) else { continue };
            it.teams.iter().for_each(|team| members.entry(team).or_default().push(id.get()));
        }
        for it in &from.teams {
            let Some(id) = keys.teams.get(&it.key) else { continue };
            let row = TeamRow {
                id: id.get(),
                key: it.key.clone(),
                name: it.title.clone(),
                parent: it.parent.as_ref().and_then(|it| keys.teams.get(it)).map(|it| it.get()),
                line: it.line,
                members: members.get(it.key.as_str()).cloned().unwrap_or_default(),
                lead: it.lead.as_ref().and_then(|it| keys.people.get(it)).map(|it| it.get()),
                mail: it.mail.clone(),
                calendar: it.calendar.clone().unwrap_or_default(),
            };
            self.store.put_team(&mut commit, &row);
            commit.enter(installed(
                now,
                "team:bring-in",
                &json!({ "key": it.key, "id": id.get(), "members": row.members }),
            ));
        }
        commit
    }

    async fn written(&self, commit: Commit) -> Result<(), Fault> {
        self.store
            .commit(commit)
            .await
            .map(drop)
            .map_err(|it| Fault::Inner(format!("the organisation could not be written: {it}")))
    }

    async fn load_records(&self, of: &RecordType, from: &Organisation, keys: &Keys) -> Result<(), Fault> {
        let mine: Vec<&Filed> = from.records.iter().filter(|it| it.of == of.key).collect();
        if mine.is_empty() {
            return Ok(());
        }
        // Whatever gets the next free number comes after every number that was given.
        let given = |it: &&Filed| it.number.as_deref()?.rsplit('-').next()?.parse::<i64>().ok();
        let highest = mine.iter().filter_map(given).max().unwrap_or_default();
        if highest > 0 {
            self.store.take_numbers(&of.prefix, highest).await?;
        }
        let mut import = Imported::begin(self, of, BASIS.to_owned(), None).await?;
        for it in mine {
            import.add(&self.case(of, it, keys)?).await?;
        }
        import.finish().await.map(drop)
    }

    fn case(&self, of: &RecordType, it: &Filed, keys: &Keys) -> Result<ImportCase, Fault> {
        let now = self.now();
        let mut values = Vec::new();
        for (key, given) in &it.values {
            values.push((key.clone(), self.given(of, key, given, keys)?));
        }
        let person = |key: &str| keys.people.get(key).copied();
        let opened = it.age.at(now);
        let mut steps: Vec<ImportStep> = it
            .steps
            .iter()
            .map(|step| {
                let to =
                    of.lifecycle.find_move(&step.makes).and_then(|(_, it)| it.to).and_then(|it| of.lifecycle.state(it));
                ImportStep {
                    at: step.age.at(now),
                    actor: person(&step.by),
                    activity: format!("{}:{}", of.key, step.makes),
                    step: Some(step.makes.clone()),
                    state: to.map(|it| it.key.clone()),
                    ..ImportStep::default()
                }
            })
            .collect();
        if steps.is_empty() {
            let first = of.lifecycle.moves.iter().find(|it| it.opens).map(|it| it.key.clone());
            steps.push(ImportStep {
                at: opened,
                activity: "installation:file".to_owned(),
                step: first,
                state: Some(it.state.clone()),
                ..ImportStep::default()
            });
        }
        for (step, changes) in steps.iter_mut().zip(self.unfolded(of, it, (&values, keys))?) {
            step.changes = changes;
        }
        steps.extend(it.messages.iter().map(|said| ImportStep {
            at: said.age.at(now),
            actor: person(&said.by),
            activity: "record:speak".to_owned(),
            comment: Some((said.text.clone(), said.is_inside)),
            notes: if said.by_way_of.is_empty() { Vec::new() } else { vec![("by".to_owned(), said.by_way_of.clone())] },
            ..ImportStep::default()
        }));
        steps.sort_by_key(|it| it.at);
        let opened_by = it.steps.first().and_then(|it| person(&it.by));
        let id = keys.records.get(&(of.key.clone(), it.key.clone())).copied();
        Ok(ImportCase {
            id,
            key: it.key.clone(),
            digest: String::new(),
            number: it.number.clone(),
            opened,
            opened_by,
            values,
            state: Some(it.state.clone()),
            steps,
        })
    }

    pub(crate) fn given(
        &self,
        of: &RecordType,
        key: &str,
        given: &declare::Given,
        keys: &Keys,
    ) -> Result<Value, Fault> {
        let wrong = |text: &str| Fault::Inner(format!("{}.{key}: `{text}` does not fit", of.key));
        let field = of.slot(key).and_then(|it| of.field(it)).ok_or_else(|| wrong("the field itself"))?;
        match given {
            declare::Given::Text(text) => Value::parse(&field.kind, text).map_err(|_bad| wrong(text)),
            declare::Given::Ago(age) if field.kind == Kind::Date => {
                let date = age.at(self.now()).timestamp().to_zoned(TimeZone::UTC).date();
                Ok(Value::Date(date))
            }
            declare::Given::Ago(age) => Ok(Value::Instant(age.at(self.now()))),
            declare::Given::Key(text) if field.kind == Kind::Person => {
                keys.people.get(text).copied().map(Value::Person).ok_or_else(|| wrong(text))
            }
            declare::Given::Key(text) if field.kind == Kind::Team => {
                keys.teams.get(text).copied().map(Value::Team).ok_or_else(|| wrong(text))
            }
            declare::Given::Key(text) => {
                self.filed(&field.kind, text, keys).map(Value::Record).ok_or_else(|| wrong(text))
            }
            declare::Given::Keys(texts) => {
                let ids = texts.iter().map(|it| self.filed(&field.kind, it, keys).ok_or_else(|| wrong(it)));
                Ok(Value::Records(ids.collect::<Result<_, _>>()?))
            }
        }
    }

    fn filed(&self, kind: &Kind, text: &str, keys: &Keys) -> Option<RecordId> {
        let (Kind::Reference(types) | Kind::References(types)) = kind else { return None };
        let bare = text.rsplit(':').next().unwrap_or(text);
        types
            .iter()
            .filter_map(|it| self.site.of(*it))
            .find_map(|of| keys.records.get(&(of.key.clone(), bare.to_owned())).copied())
    }

    async fn load_appointments(&self, from: &Organisation, keys: &Keys) -> Result<(), Fault> {
        let Some(of) = self.site.find_type(APPOINTMENT) else { return Ok(()) };
        let mut import = Imported::begin(self, of, BASIS.to_owned(), None).await?;
        for it in &from.appointments {
            let case = self.appointment_case(it, from, keys)?;
            import.add(&case).await?;
        }
        import.finish().await.map(drop)
    }

    /// The values of an appointment's record.
    pub(crate) fn appointment_values(
        &self,
        it: &AppointmentText,
        zone: &str,
        keys: &Keys,
    ) -> Result<Vec<(String, Value)>, Fault> {
        let lost = |what: &str| Fault::Inner(format!("{}: there is no {what}", it.declared_at));
        let role = self.site.find_role(&it.role).and_then(|it| self.site.role(it)).ok_or_else(|| lost(&it.role))?;
        let mut values = vec![
            ("title".to_owned(), Value::Text(role.title.clone())),
            ("role".to_owned(), Value::Text(it.role.clone())),
            ("scope_kind".to_owned(), Value::Text(it.scope.kind.name().to_owned())),
        ];
        let holder = match &it.holder {
            HolderText::Person(key) => ("holder_person", keys.people.get(key).copied().map(Value::Person)),
            HolderText::Team(key) => ("holder_team", keys.teams.get(key).copied().map(Value::Team)),
        };
        values.push((holder.0.to_owned(), holder.1.ok_or_else(|| lost(it.holder.key()))?));
        match it.scope.kind.by() {
            ScopedBy::Nothing => {}
            ScopedBy::Practice => values.push(("scope_process".to_owned(), Value::Text(it.scope.key.clone()))),
            ScopedBy::Team => {
                let team = keys.teams.get(&it.scope.key).copied().ok_or_else(|| lost(&it.scope.key))?;
                values.push(("scope_team".to_owned(), Value::Team(team)));
            }
            ScopedBy::Record => {
                let of = self.site.place_type(it.scope.kind).ok_or_else(|| lost(it.scope.kind.name()))?;
                let key = (of.key.clone(), it.scope.key.clone());
                let id = keys.records.get(&key).copied().ok_or_else(|| lost(&it.scope.key))?;
                values.push(("scope_record".to_owned(), Value::Record(id)));
            }
        }
        let today = self.today(zone);
        values.push(("from".to_owned(), Value::Instant(self.midnight(it.from.on(today), zone))));
        if let Some(until) = it.until {
            values.push(("until".to_owned(), Value::Instant(self.day_after(until.on(today), zone))));
        }
        Ok(values)
    }

    fn appointment_case(&self, it: &AppointmentText, from: &Organisation, keys: &Keys) -> Result<ImportCase, Fault> {
        let values = self.appointment_values(it, &from.zone, keys)?;
        let begins = self.midnight(it.from.on(self.today(&from.zone)), &from.zone);
        let state = if it.is_accepted { "active" } else { "appointed" };
        let by = it.by.as_ref().and_then(|it| keys.people.get(it)).copied();
        let at = begins.min(self.now());
        let step = ImportStep {
            at,
            actor: by,
            activity: "appointment:appoint".to_owned(),
            step: Some("appoint".to_owned()),
            state: Some(state.to_owned()),
            changes: values.clone(),
            ..ImportStep::default()
        };
        Ok(ImportCase {
            key: it.key.clone(),
            opened: at,
            opened_by: by,
            values,
            state: Some(state.to_owned()),
            steps: vec![step],
            ..ImportCase::default()
        })
    }

    async fn load_deputies(&self, from: &Organisation, keys: &Keys) -> Result<(), Fault> {
        let today = self.today(&from.zone);
        let mut commit = Commit::new();
        for it in &from.deputies {
            let (Some(of), Some(deputy)) = (keys.people.get(&it.stands_in_for), keys.people.get(&it.person)) else {
                continue;
            };
            let row = DeputyRow {
                id: self.store.next_id(self.now()),
                of: *of,
                deputy: *deputy,
                from: Some(self.midnight(it.from.on(today), &from.zone)),
                until: Some(self.midnight(it.until.on(today).tomorrow().unwrap_or(Date::MAX), &from.zone)),
                roles: it.roles.clone(),
                key: it.key.clone(),
                why: it.why.clone(),
            };
            self.store.put_deputy(&mut commit, &row);
            commit.enter(installed(
                self.now(),
                "deputy:bring-in",
                &json!({ "of": of.get(), "deputy": deputy.get(), "why": it.why }),
            ));
        }
        if commit.is_empty() { Ok(()) } else { self.written(commit).await }
    }

    /// Reads the clocks of every open record anew.
    pub async fn recount_open(self: &Arc<Self>) -> Result<(), Fault> {
        for find in self.clocked() {
            self.recount_found(Find { open_only: true, ..find }).await?;
        }
        Ok(())
    }

    /// The same of those that have ended, too: what came in from files was never read.
    async fn recount_all(self: &Arc<Self>) -> Result<(), Fault> {
        for find in self.clocked() {
            self.recount_found(find).await?;
        }
        Ok(())
    }

    /// The records of each type that has clocks.
    fn clocked(&self) -> Vec<Find> {
        let asker = Arc::new(Asker::myself(PersonId::new(0), std::collections::BTreeSet::new()));
        let types = self.site.types.iter().filter(|of| self.site.clocks.iter().any(|it| it.of == of.ix));
        let find = |of: &RecordType| Find {
            of: of.ix,
            open_only: false,
            filter: When::Always,
            asker: Arc::clone(&asker),
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: 500,
            among: None,
        };
        types.map(find).collect()
    }

    async fn recount_found(self: &Arc<Self>, mut find: Find) -> Result<(), Fault> {
        let desk = self.nobody().await?;
        let all = [Disjunct { asker: Arc::clone(&find.asker), when: When::Always }];
        loop {
            let page = self.store.list(&find, &all).await?;
            for record in page.records {
                desk.recount(record).await.map_err(|it| Fault::Inner(it.to_string()))?;
            }
            find.after = page.next;
            if find.after.is_none() {
                return Ok(());
            }
        }
    }

    /// The first instant after a day.
    pub(crate) fn day_after(&self, day: Date, zone: &str) -> Instant {
        self.midnight(day.tomorrow().unwrap_or(Date::MAX), zone)
    }

    pub(crate) fn today(&self, zone: &str) -> Date {
        self.now().timestamp().to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).date()
    }

    pub(crate) fn midnight(&self, date: Date, zone: &str) -> Instant {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        date.to_zoned(zone).map_or(self.now(), |it| it.timestamp().into())
    }
}

fn installed(now: Instant, activity: &str, what: &serde_json::Value) -> Entry {
    Entry { actor: None, basis: BASIS.to_owned(), ..entry::entry(now, PersonId::new(0), activity, what) }
}
