//! Bringing in history: records with what happened to them at their own times. One writer for event logs, tables, other
//! tools' exports and the sample organisation.

use std::collections::BTreeMap;

use base::{Instant, PersonId, RecordId, TeamId};
use model::{Draft, Header, Kind, Record, RecordType, StateIx, Value};
use serde_json::{Map, Value as Json, json};
use store::{Commit, Entry, PersonRow, TeamRow};

use crate::{Desk, Engine, Fault, Halt};

/// One record with its history.
#[derive(Clone, Debug, Default)]
pub struct ImportCase {
    /// The id it is to have; `None` for a fresh one.
    pub id: Option<RecordId>,
    /// Its natural key: the same key brought in again is the same record.
    pub key: String,
    /// A digest of all that is brought in; equal digests are not brought in again.
    pub digest: String,
    /// The number it bears; `None` for the next free one.
    pub number: Option<String>,
    /// When it was opened.
    pub opened: Instant,
    /// Who opened it.
    pub opened_by: Option<PersonId>,
    /// Its values by field key, as they are at the end.
    pub values: Vec<(String, Value)>,
    /// The state it is in at the end; the first where none is named.
    pub state: Option<String>,
    /// What happened, oldest first.
    pub steps: Vec<ImportStep>,
}

/// One thing that happened.
#[derive(Clone, Debug, Default)]
pub struct ImportStep {
    /// When.
    pub at: Instant,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// The activity's key, or a word of the log's own.
    pub activity: String,
    /// The move's key, where it is known to be one.
    pub step: Option<String>,
    /// The state it led to.
    pub state: Option<String>,
    /// Fields that changed with it.
    pub changes: Vec<(String, Value)>,
    /// What was said, and whether for those inside only.
    pub comment: Option<(String, bool)>,
    /// What the log says besides.
    pub notes: Vec<(String, String)>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Records made.
    pub made: u64,
    /// Records that had been brought in before and gained something.
    pub grown: u64,
    /// Records that had been brought in before and are the same.
    pub same: u64,
    /// Journal entries written.
    pub entries: u64,
    /// Teams, people and services made on the way.
    pub named: u64,
}

/// An import in progress. Nothing of it is lost when it is cut off: whole batches are on disk, and bringing the same
/// thing in again goes on where it ended.
#[derive(Debug)]
pub struct Imported<'a> {
    engine: &'a Engine,
    basis: String,
    on_behalf: Option<PersonId>,
    now: Instant,
    known: BTreeMap<String, (RecordId, String)>,
    of: &'a RecordType,
    batch: Commit,
    pending: u64,
    numbers: (i64, i64),
    /// What it did so far.
    pub report: ImportReport,
}

/// How many records share one commit.
const BATCH: u64 = 100;

impl Desk {
    /// Begins an import of records of a type. It needs an appointment that brings history in.
    pub async fn importer(&self, kind: &str) -> Result<Imported<'_>, Halt> {
        let basis = self.entitled("history:import")?;
        let of = self
            .site()
            .find_type(kind)
            .ok_or_else(|| Halt::from(crate::Refused::not_found(&format!("kind of record called `{kind}`"))))?;
        let text = serde_json::to_string(&basis.summary(self.site())).unwrap_or_default();
        Ok(Imported::begin(&self.engine, of, text, Some(self.person())).await?)
    }
}

impl<'a> Imported<'a> {
    pub(crate) async fn begin(
        engine: &'a Engine,
        of: &'a RecordType,
        basis: String,
        on_behalf: Option<PersonId>,
    ) -> Result<Self, Fault> {
        let known = engine.store.naturals(of).await?;
        Ok(Self {
            engine,
            basis,
            on_behalf,
            now: engine.now(),
            known,
            of,
            batch: Commit::new(),
            pending: 0,
            numbers: (0, 0),
            report: ImportReport::default(),
        })
    }

    /// The type that is brought in.
    pub fn of(&self) -> &RecordType {
        self.of
    }

    /// The digest under which a key was brought in before.
    pub fn known(&self, key: &str) -> Option<&str> {
        self.known.get(key).map(|(_, digest)| digest.as_str())
    }

    /// The record that a key was brought in as.
    pub fn id_of(&self, key: &str) -> Option<RecordId> {
        self.known.get(key).map(|(id, _)| *id)
    }

    /// Brings one record in and writes it at once, opened now: for what others refer to.
    pub async fn add_now(&mut self, case: &ImportCase) -> Result<RecordId, Fault> {
        let step = ImportStep {
            at: self.now,
            activity: "history:import".to_owned(),
            state: case.state.clone(),
            ..ImportStep::default()
        };
        let case = ImportCase { opened: self.now, steps: vec![step], ..case.clone() };
        let id = self.add(&case).await?;
        self.flush().await?;
        Ok(id)
    }

    /// Notes that a key was brought in before and is the same.
    pub fn same(&mut self) {
        self.report.same = self.report.same.saturating_add(1);
    }

    /// Brings one record in: whole, or only `new_steps` and the values at the end where it was brought in before.
    pub async fn add(&mut self, case: &ImportCase) -> Result<RecordId, Fault> {
        let id = match self.known.get(&case.key).cloned() {
            Some((id, _)) => self.grow(id, case).await?,
            None => self.make(case).await?,
        };
        self.known.insert(case.key.clone(), (id, case.digest.clone()));
        self.pending = self.pending.saturating_add(1);
        if self.pending >= BATCH {
            self.flush().await?;
        }
        Ok(id)
    }

    /// Writes what is still waiting and gives the account.
    pub async fn finish(mut self) -> Result<ImportReport, Fault> {
        self.flush().await?;
        Ok(self.report)
    }

    async fn flush(&mut self) -> Result<(), Fault> {
        self.pending = 0;
        let mut batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        if crate::directory::is_of_roster(self.of) {
            batch.bump_epoch();
        }
        self.engine
            .store
            .commit(batch)
            .await
            .map(drop)
            .map_err(|it| Fault::Inner(format!("an import could not be written: {it}")))
    }

    async fn make(&mut self, case: &ImportCase) -> Result<RecordId, Fault> {
        let id = case.id.unwrap_or_else(|| RecordId::new(self.engine.store.next_id(self.now)));
        let number = match &case.number {
            Some(number) => number.clone(),
            None => self.number().await?,
        };
        let mut record = Record::new(self.of, id, number, StateIx(0));
        record.set(Header::Opened.slot(), Value::Instant(case.opened));
        record.set(Header::OpenedBy.slot(), case.opened_by.map_or(Value::Empty, Value::Person));
        let mut draft = Draft::of(record);
        self.settle(&mut draft, case);
        self.engine.store.put_new(&mut self.batch, &draft.record)?;
        let words = crate::search::words(self.of, &draft.record);
        self.engine.store.put_words(&mut self.batch, &draft.record, &words, true);
        self.engine.put_timers(&mut self.batch, self.of, None, &draft.record);
        self.write_steps(&draft.record, case);
        self.engine.store.put_natural(&mut self.batch, self.of, &case.key, id, &case.digest);
        self.report.made = self.report.made.saturating_add(1);
        Ok(id)
    }

    async fn grow(&mut self, id: RecordId, case: &ImportCase) -> Result<RecordId, Fault> {
        // What waits may hold this very record.
        self.flush().await?;
        let Some(record) = self.engine.store.record(id).await? else {
            return Err(Fault::Inner(format!("{} was brought in before and is gone", case.key)));
        };
        let mut draft = Draft::of(record.clone());
        self.settle(&mut draft, case);
        self.engine.store.put_changed(&mut self.batch, &draft)?;
        self.engine.put_timers(&mut self.batch, self.of, Some(&record), &draft.record);
        self.write_steps(&draft.record, case);
        self.engine.store.put_natural(&mut self.batch, self.of, &case.key, id, &case.digest);
        self.report.grown = self.report.grown.saturating_add(1);
        Ok(id)
    }

    /// Puts the values and the state at the end into the draft, with the times that go with them.
    fn settle(&self, draft: &mut Draft, case: &ImportCase) {
        for (key, value) in &case.values {
            if let Some(slot) = self.of.slot(key) {
                draft.set(slot, value.clone());
            }
        }
        self.engine.behaviours.settle(draft);
        let last = case.steps.last().map_or(case.opened, |it| it.at);
        if let Some(state) = case.state.as_deref().and_then(|it| self.of.lifecycle.find_state(it)) {
            draft.record.state = state;
        }
        draft.set(Header::Changed.slot(), Value::Instant(last));
        let open = self.of.lifecycle.state(draft.record.state).is_some_and(|it| it.phase.is_open());
        draft.set(
            Header::Closed.slot(),
            if open { Value::Empty } else { Value::Instant(self.ended(case).unwrap_or(last)) },
        );
    }

    /// When the record last came to an end: the first step of the last run of steps in ended states.
    fn ended(&self, case: &ImportCase) -> Option<Instant> {
        let is_open = |key: &str| {
            let state = self.of.lifecycle.find_state(key).and_then(|it| self.of.lifecycle.state(it));
            state.is_none_or(|it| it.phase.is_open())
        };
        let mut ended = None;
        for step in &case.steps {
            match &step.state {
                Some(state) if is_open(state) => ended = None,
                Some(_) => ended = ended.or(Some(step.at)),
                None => {}
            }
        }
        ended
    }

    fn write_steps(&mut self, record: &Record, case: &ImportCase) {
        let mut state: Option<String> = None;
        let mut known: BTreeMap<&str, Json> = BTreeMap::new();
        for step in &case.steps {
            let set = self.set(&mut known, step);
            let what = self.what(record, (step, set), state.as_deref());
            state = step.state.clone().or(state);
            if let (Some((ix, _)), Some(actor)) = (self.engine.site.find_activity(&step.activity), step.actor) {
                self.engine.store.put_acted(&mut self.batch, record.id, ix, actor);
            }
            self.batch.enter(Entry {
                at: step.at,
                recorded: self.now,
                actor: step.actor,
                on_behalf_of: None,
                activity: step.activity.clone(),
                record: Some(record.id),
                basis: self.basis.clone(),
                what: what.to_string(),
            });
            self.report.entries = self.report.entries.saturating_add(1);
        }
    }

    /// What a step set: each field with its value before, as far as this import knows, and after.
    fn set<'s>(&self, known: &mut BTreeMap<&'s str, Json>, step: &'s ImportStep) -> Map<String, Json> {
        let mut set = Map::new();
        for (key, value) in &step.changes {
            let Some(field) = self.of.slot(key).and_then(|it| self.of.field(it)) else { continue };
            let after = if value.is_empty() { Json::Null } else { json!(value.print(&field.kind)) };
            let before = known.insert(key, after.clone()).unwrap_or(Json::Null);
            set.insert(key.clone(), json!([before, after]));
        }
        set
    }

    fn what(&self, record: &Record, (step, set): (&ImportStep, Map<String, Json>), before: Option<&str>) -> Json {
        let mut what = Map::new();
        what.insert("number".into(), json!(record.number));
        if let Some(by) = self.on_behalf {
            what.insert("imported_by".into(), json!(by.get()));
        }
        if let Some(it) = &step.step {
            what.insert("move".into(), json!(it));
        }
        if let Some(state) = &step.state {
            if before != Some(state) {
                what.insert("state".into(), json!([before, state]));
            }
        }
        if !set.is_empty() {
            what.insert("set".into(), Json::Object(set));
        }
        if let Some((text, inside)) = &step.comment {
            what.insert("comment".into(), json!(text));
            what.insert("inside".into(), json!(inside));
        }
        if !step.notes.is_empty() {
            what.insert(
                "notes".into(),
                Json::Object(step.notes.iter().map(|(key, text)| (key.clone(), json!(text))).collect()),
            );
        }
        Json::Object(what)
    }

    async fn number(&mut self) -> Result<String, Fault> {
        if self.numbers.0 >= self.numbers.1 {
            let first = self.engine.store.take_numbers(&self.of.prefix, 1000).await?;
            self.numbers = (first, first.saturating_add(1000));
        }
        let number = self.numbers.0;
        self.numbers.0 = number.saturating_add(1);
        Ok(format!("{}-{number}", self.of.prefix))
    }

    /// The value that a text is for a field; `None` where the field is not declared.
    pub fn parse(&self, key: &str, text: &str) -> Option<Result<Value, model::BadValue>> {
        let field = self.of.slot(key).and_then(|it| self.of.field(it))?;
        Some(Value::parse(&field.kind, &cut_to(&field.kind, text)))
    }

    /// The person with a natural key, made if there is none.
    pub async fn person(&mut self, names: &mut BTreeMap<String, PersonId>, key: &str) -> Result<PersonId, Fault> {
        if let Some(id) = names.get(key) {
            return Ok(*id);
        }
        let directory = self.engine.directory().await?;
        if let Some(id) = directory.find_person(key) {
            names.insert(key.to_owned(), id);
            return Ok(id);
        }
        let id = PersonId::new(self.engine.store.next_id(self.now));
        let row = PersonRow {
            id: id.get(),
            key: key.to_owned(),
            name: key.to_owned(),
            is_active: true,
            ..PersonRow::default()
        };
        self.engine.store.put_person(&mut self.batch, &row);
        self.note("person:bring-in", &json!({ "key": key, "id": id.get() }));
        names.insert(key.to_owned(), id);
        Ok(id)
    }

    /// The team with a natural key, made if there is none.
    pub async fn team(
        &mut self,
        names: &mut BTreeMap<String, TeamId>,
        key: &str,
        line: Option<u8>,
    ) -> Result<TeamId, Fault> {
        if let Some(id) = names.get(key) {
            return Ok(*id);
        }
        let directory = self.engine.directory().await?;
        if let Some(id) = directory.find_team(key) {
            names.insert(key.to_owned(), id);
            return Ok(id);
        }
        let id = TeamId::new(self.engine.store.next_id(self.now));
        let row = TeamRow {
            id: id.get(),
            key: key.to_owned(),
            name: key.to_owned(),
            line: line.map(i64::from),
            ..TeamRow::default()
        };
        self.engine.store.put_team(&mut self.batch, &row);
        self.note("team:bring-in", &json!({ "key": key, "id": id.get(), "line": line }));
        names.insert(key.to_owned(), id);
        Ok(id)
    }

    /// Makes a person a member of a team.
    pub fn member(&mut self, team: TeamId, person: PersonId) {
        self.engine.store.put_member(&mut self.batch, team, person);
    }

    fn note(&mut self, activity: &str, what: &Json) {
        self.report.named = self.report.named.saturating_add(1);
        self.batch.enter(Entry {
            at: self.now,
            recorded: self.now,
            actor: self.on_behalf,
            activity: activity.to_owned(),
            basis: self.basis.clone(),
            what: what.to_string(),
            ..Entry::default()
        });
    }
}

/// A text cut to what a line holds, so that a long title from elsewhere is not refused.
fn cut_to(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::Line(most) => {
            let clean: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
            clean.chars().take(usize::try_from(*most).unwrap_or(usize::MAX)).collect()
        }
        Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Choice(_)
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => text.to_owned(),
    }
}
