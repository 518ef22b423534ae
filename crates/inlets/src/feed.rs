//! Feeding planned cases to a desk: names become people, teams and records; what was fed before is recognised.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};

use base::{PersonId, RecordId, TeamId};
use engine::{Desk, Fault, Halt, ImportCase, ImportReport, ImportStep, Imported};
use model::{RecordType, Value};

use crate::log::{Fresh, Import, Log, Made, Mapping, Planned, PlannedValue, Report, Step};

/// What feeding did.
#[derive(Clone, Debug)]
pub struct Fed {
    /// What was read, with every row that was bad.
    pub read: Report,
    /// What was written.
    pub written: ImportReport,
    /// Cases whose past differs from what was fed before; nothing of them was written.
    pub rewritten: Vec<String>,
    /// Values that did not fit the record type, with the case's line.
    pub unfit: Vec<String>,
}

/// How many lines of faults are kept.
const KEPT: usize = 10_000;

/// Reads a log by a mapping and brings it in at a desk. `progress` is told after every case: cases so far.
pub async fn feed(
    desk: &Desk,
    mapping: &Mapping,
    file: impl Read + Send,
    mut progress: impl FnMut(u64),
) -> Result<Fed, Halt> {
    let mut import = Import::new(Log::open(file, mapping), mapping);
    let mut feeder: Option<Feeder<'_>> = None;
    let mut cases = 0u64;
    while let Some(planned) = import.next() {
        let feeder = match &mut feeder {
            Some(open) => open,
            None => feeder.insert(Feeder::begin(desk, &planned.record_type).await?),
        };
        feeder.take(&planned).await?;
        cases = cases.saturating_add(1);
        progress(cases);
    }
    let read = import.into_report();
    match feeder {
        Some(feeder) => feeder.finish(read).await.map_err(Halt::from),
        None => Ok(Fed { read, written: ImportReport::default(), rewritten: Vec::new(), unfit: Vec::new() }),
    }
}

struct Feeder<'a> {
    desk: &'a Desk,
    main: Imported<'a>,
    others: BTreeMap<String, Imported<'a>>,
    people: BTreeMap<String, PersonId>,
    teams: BTreeMap<String, TeamId>,
    members: BTreeSet<(TeamId, PersonId)>,
    records: BTreeMap<(String, String), RecordId>,
    rewritten: Vec<String>,
    unfit: Vec<String>,
}

impl<'a> Feeder<'a> {
    async fn begin(desk: &'a Desk, kind: &str) -> Result<Self, Halt> {
        Ok(Self {
            desk,
            main: desk.importer(kind).await?,
            others: BTreeMap::new(),
            people: BTreeMap::new(),
            teams: BTreeMap::new(),
            members: BTreeSet::new(),
            records: BTreeMap::new(),
            rewritten: Vec::new(),
            unfit: Vec::new(),
        })
    }

    async fn take(&mut self, planned: &Planned) -> Result<(), Fault> {
        let known = self.main.known(&planned.key).map(str::parse).transpose().unwrap_or_default();
        let steps = match planned.since(known) {
            Fresh::Nothing => {
                self.main.same();
                return Ok(());
            }
            Fresh::Rewritten => {
                self.rewritten.push(planned.key.clone());
                return Ok(());
            }
            Fresh::Steps(steps) => steps,
        };
        let case = self.case(planned, steps).await?;
        self.main.add(&case).await.map(drop)
    }

    async fn case(&mut self, planned: &Planned, steps: &[Step]) -> Result<ImportCase, Fault> {
        let mut values = self.values(planned.fields.iter(), planned.line).await?;
        if !planned.title.is_empty() {
            values.push(("title".to_owned(), Value::Text(planned.title.clone())));
        }
        let mut told = Vec::with_capacity(steps.len());
        for step in steps {
            told.push(self.step(step, planned.line).await?);
        }
        let opened_by = match planned.steps.first().and_then(|it| it.person.as_ref()) {
            Some(made) => Some(self.person(made).await?),
            None => None,
        };
        Ok(ImportCase {
            id: None,
            key: planned.key.clone(),
            digest: planned.digest.to_string(),
            number: None,
            opened: planned.opened,
            opened_by,
            values,
            state: planned.state.clone(),
            steps: told,
        })
    }

    async fn step(&mut self, step: &Step, line: u64) -> Result<ImportStep, Fault> {
        let changes = self.values(step.changes.iter().map(|(key, value)| (key, value)), line).await?;
        let actor = match &step.person {
            Some(made) => Some(self.person(made).await?),
            None => None,
        };
        let team = match &step.team {
            Some(made) => Some(self.team(made).await?),
            None => None,
        };
        if let (Some(team), Some(person)) = (team, actor)
            && self.members.insert((team, person))
        {
            self.main.member(team, person);
        }
        Ok(ImportStep {
            at: step.at,
            actor,
            activity: "history:import".to_owned(),
            step: None,
            state: step.state.clone(),
            changes,
            comment: None,
            notes: step.notes.clone(),
        })
    }

    async fn values(
        &mut self,
        from: impl Iterator<Item = (&String, &PlannedValue)>,
        line: u64,
    ) -> Result<Vec<(String, Value)>, Fault> {
        let mut values = Vec::new();
        for (key, planned) in from {
            match self.value(key, planned).await? {
                Ok(value) => values.push((key.clone(), value)),
                Err(reason) if self.unfit.len() < KEPT => self.unfit.push(format!("line {line}: {key}: {reason}")),
                Err(_beyond) => {}
            }
        }
        Ok(values)
    }

    async fn value(&mut self, key: &str, planned: &PlannedValue) -> Result<Result<Value, String>, Fault> {
        Ok(match planned {
            PlannedValue::Text(text) | PlannedValue::Choice(text) => self.parsed(key, text),
            PlannedValue::Whole(n) => self.parsed(key, &n.to_string()),
            PlannedValue::At(at) => Ok(Value::Instant(*at)),
            PlannedValue::Make(made) => match made.kind.as_str() {
                "person" => Ok(Value::Person(self.person(made).await?)),
                "team" => Ok(Value::Team(self.team(made).await?)),
                _record => self.record(made).await?.map(Value::Record),
            },
        })
    }

    fn parsed(&self, key: &str, text: &str) -> Result<Value, String> {
        match self.main.parse(key, text) {
            Some(parsed) => parsed.map_err(|it| it.to_string()),
            None => Err(format!("{} has no such field", self.main.of().key)),
        }
    }

    async fn person(&mut self, made: &Made) -> Result<PersonId, Fault> {
        self.main.person(&mut self.people, &made.key).await
    }

    async fn team(&mut self, made: &Made) -> Result<TeamId, Fault> {
        self.main.team(&mut self.teams, &made.key, made.line).await
    }

    /// The record of another type with a natural key, made and written at once if there is none.
    async fn record(&mut self, made: &Made) -> Result<Result<RecordId, String>, Fault> {
        let at = (made.kind.clone(), made.key.clone());
        if let Some(id) = self.records.get(&at) {
            return Ok(Ok(*id));
        }
        if !self.others.contains_key(&made.kind) {
            match self.desk.importer(&made.kind).await {
                Ok(open) => self.others.insert(made.kind.clone(), open),
                Err(Halt::Failed(fault)) => return Err(fault),
                Err(Halt::Refused(refused)) => return Ok(Err(refused.to_string())),
            };
        }
        let Some(other) = self.others.get_mut(&made.kind) else { return Ok(Err("can't be made".to_owned())) };
        let id = match other.id_of(&made.key) {
            Some(id) => id,
            None => other.add_now(&named(other.of(), &made.key)).await?,
        };
        self.records.insert(at, id);
        Ok(Ok(id))
    }

    async fn finish(self, read: Report) -> Result<Fed, Fault> {
        let mut written = self.main.finish().await?;
        for other in self.others.into_values() {
            let more = other.finish().await?;
            written.named = written.named.saturating_add(more.made);
        }
        Ok(Fed { read, written, rewritten: self.rewritten, unfit: self.unfit })
    }
}

/// A record that has a name and nothing else, in the state where such records live.
fn named(of: &RecordType, key: &str) -> ImportCase {
    let live =
        of.lifecycle.states.iter().find(|it| it.phase == model::Phase::Active).or_else(|| of.lifecycle.states.first());
    ImportCase {
        key: key.to_owned(),
        digest: "named".to_owned(),
        values: vec![("title".to_owned(), Value::Text(key.to_owned()))],
        state: live.map(|it| it.key.clone()),
        ..ImportCase::default()
    }
}
