//! Findings as records: opened when the facts say so, changed when they change, closed when they no longer hold. Each
//! keeps its record, its number and its age for as long as it is the same finding. The platform decides nothing here
//! about anybody's records: what a person accepted stays accepted until its day or until the facts change.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Instant, PersonId, RecordId, Span};
use governance::{Finding, Owner};
use model::{Draft, Header, Record, RecordType, StateIx, Value};
use serde_json::{Map, Value as Json, json};
use store::{Commit, CommitError, Entry};

use crate::{
    Desk, Engine, Fault, Halt, Locked, Offer, Worded, directory::every, findings::Wording, present::Present,
    settle::scope_values,
};

/// The record type that findings are.
pub(crate) const FINDING: &str = "finding";
/// How often findings are kept while nobody's authority changes: days pass, examples close.
const AGAIN: Span = Span::from_secs(3_600);
/// How many records share one commit.
const BATCH: usize = 50;
/// What stands as basis in the journal for what the platform itself did.
const BASIS: &str = "{\"installation\":true}";

/// What one round of keeping did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Findings opened, or opened again.
    pub opened: usize,
    /// Findings whose facts changed.
    pub changed: usize,
    /// Findings that no longer hold.
    pub closed: usize,
}

impl Keeping {
    /// How many findings were written.
    pub const fn count(self) -> usize {
        self.opened.saturating_add(self.changed).saturating_add(self.closed)
    }
}

/// The record of a finding, as far as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub number: String,
    /// Its state's key.
    pub state: String,
    /// Since when it is found.
    pub found_on: Option<Instant>,
    /// Whose it is.
    pub owner: Option<PersonId>,
    /// Until when the risk is accepted, and by whom.
    pub accepted: Option<(String, Option<PersonId>)>,
    /// A record that shows what it is about, which the asker sees: number and title.
    pub affected: Option<(String, String)>,
    /// What the asker can do with it.
    pub offers: Vec<Offer>,
    /// What the asker can't do with it, and who could.
    pub locked: Vec<Locked>,
}

/// Where a finding is to go.
enum Turn {
    New,
    Again(Record),
    Changed(Record),
    Gone(Record),
}

impl Engine {
    /// Opens, changes and closes the records of findings, if anything has changed since the last time.
    pub async fn keep_findings(self: &Arc<Self>) -> Result<Keeping, Fault> {
        let Some(of) = self.site.find_type(FINDING) else { return Ok(Keeping::default()) };
        let mut kept = self.findings.kept.lock().await;
        let epoch = self.store.epoch().await?;
        let now = self.now();
        if kept.is_some_and(|(at, when)| at == epoch && now >= when && now < when.plus(AGAIN))
            || self.is_empty().await?
        {
            return Ok(Keeping::default());
        }
        self.ask_use().await?;
        let standing = self.found().await?;
        let round = Round { engine: self, of, standing: &standing, now };
        let done = round.keep().await?;
        // Where another node was faster, the next look finds out what is left.
        *kept = done.map(|_| (standing.directory.roster.epoch(), now));
        Ok(done.unwrap_or_default())
    }
}

/// One round of keeping.
struct Round<'a> {
    engine: &'a Arc<Engine>,
    of: &'a RecordType,
    standing: &'a Present,
    now: Instant,
}

impl Round<'_> {
    /// Does all there is to do; `None` where another node came in between.
    async fn keep(&self) -> Result<Option<Keeping>, Fault> {
        let turns = self.turns().await?;
        let mut done = Keeping::default();
        let mut told: BTreeMap<PersonId, (usize, RecordId, String)> = BTreeMap::new();
        for some in turns.chunks(BATCH) {
            let mut commit = Commit::new();
            commit.at_epoch(self.standing.directory.roster.epoch());
            let mut fresh = Vec::new();
            for (turn, key, finding) in some {
                match turn {
                    Turn::New | Turn::Again(_) => done.opened = done.opened.saturating_add(1),
                    Turn::Changed(_) => done.changed = done.changed.saturating_add(1),
                    Turn::Gone(_) => done.closed = done.closed.saturating_add(1),
                }
                fresh.extend(self.put(&mut commit, (turn, key, *finding)).await?);
            }
            match self.engine.store.commit(commit).await {
                Ok(_) => {}
                Err(CommitError::Conflict(_)) => return Ok(None),
                Err(CommitError::Fault(fault)) => return Err(fault.into()),
            }
            for record in fresh {
                if let Some(person) = record.person(Header::HolderPerson) {
                    let (n, ..) = told.entry(person).or_insert((0, record.id, record.title().to_owned()));
                    *n = n.saturating_add(1);
                }
                self.clock(record).await?;
            }
        }
        self.tell(told).await?;
        Ok(Some(done))
    }

    /// What is to be done, finding by finding.
    async fn turns(&self) -> Result<Vec<(Turn, String, Option<&Finding>)>, Fault> {
        let site = &*self.standing.directory.site;
        let known = self.engine.store.naturals(self.of).await?;
        let open = every(&self.engine.store, self.of, true).await?;
        let mut open: BTreeMap<RecordId, Record> = open.into_iter().map(|it| (it.id, it)).collect();
        let mut turns = Vec::new();
        let mut standing: BTreeSet<String> = BTreeSet::new();
        for finding in &self.standing.list {
            let key = finding.key(site);
            if !standing.insert(key.clone()) {
                continue;
            }
            let turn = match known.get(&key) {
                None => Some(Turn::New),
                Some((id, facts)) => match open.remove(id) {
                    Some(record) => self.turn(record, *facts != digest(finding, site)),
                    None => self.engine.store.record(*id).await?.map(Turn::Again),
                },
            };
            turns.extend(turn.map(|it| (it, key, Some(finding))));
        }
        let gone = known.into_iter().filter(|(key, _)| !standing.contains(key));
        turns.extend(gone.filter_map(|(key, (id, _))| Some((Turn::Gone(open.remove(&id)?), key, None))));
        Ok(turns)
    }

    /// What becomes of an open finding that still holds.
    fn turn(&self, record: Record, differs: bool) -> Option<Turn> {
        let is_accepted = self.of.lifecycle.state(record.state).is_some_and(|it| it.key == "accepted");
        let until = self.of.slot("accepted_until").map(|slot| record.get(slot));
        let is_over = match until {
            Some(Value::Date(day)) => *day < self.engine.today(self.engine.zone()),
            Some(_) | None => false,
        };
        if is_accepted && (differs || is_over) {
            Some(Turn::Again(record))
        } else if differs && !is_accepted {
            Some(Turn::Changed(record))
        } else {
            None
        }
    }

    /// Puts one of them into a commit; gives the record where somebody has to be told.
    async fn put(
        &self,
        commit: &mut Commit,
        (turn, key, finding): (&Turn, &str, Option<&Finding>),
    ) -> Result<Option<Record>, Fault> {
        let store = &self.engine.store;
        let (mut draft, before) = match turn {
            Turn::New => {
                let id = RecordId::new(store.next_id(self.now));
                let number = self.engine.next_number(self.of.ix).await?;
                (Draft::of(Record::new(self.of, id, number, self.state("open")?)), None)
            }
            Turn::Again(record) | Turn::Changed(record) | Turn::Gone(record) => {
                (Draft::of(record.clone()), Some(record))
            }
        };
        let step = match turn {
            Turn::New => Some("detect"),
            Turn::Again(_) => Some("reopen"),
            Turn::Changed(_) => None,
            Turn::Gone(_) => Some("resolve"),
        };
        self.set_standing(&mut draft, turn)?;
        if let Some(finding) = finding {
            self.set_facts(&mut draft, finding, turn).await?;
            store.put_natural(commit, self.of, key, draft.record.id, &digest(finding, &self.standing.directory.site));
        }
        draft.set(Header::Changed.slot(), Value::Instant(self.now));
        let words = crate::search::words(self.of, &draft.record);
        match before {
            None => store.put_new(commit, &draft.record)?,
            Some(_) => store.put_changed(commit, &draft)?,
        }
        store.put_words(commit, &draft.record, &words, before.is_none());
        commit.enter(self.entry(&draft, before, step));
        Ok(matches!(turn, Turn::New | Turn::Again(_)).then_some(draft.record))
    }

    fn state(&self, key: &str) -> Result<StateIx, Fault> {
        let missing = || Fault::Declared(format!("findings are kept in the state `{key}`; declare it again"));
        self.of.lifecycle.find_state(key).ok_or_else(missing)
    }

    fn set(&self, draft: &mut Draft, key: &str, value: Value) {
        if let Some(slot) = self.of.slot(key) {
            draft.set(slot, value);
        }
    }

    /// State and dates, by what becomes of it.
    fn set_standing(&self, draft: &mut Draft, turn: &Turn) -> Result<(), Fault> {
        match turn {
            Turn::New => {
                draft.set(Header::Opened.slot(), Value::Instant(self.now));
                self.set(draft, "found_on", Value::Instant(self.now));
            }
            Turn::Again(record) => {
                // One that was closed begins anew; one that was accepted is as old as it was.
                if !self.of.lifecycle.state(record.state).is_some_and(|it| it.phase.is_open()) {
                    self.set(draft, "found_on", Value::Instant(self.now));
                }
                draft.record.state = self.state("open")?;
                for key in ["accepted_until", "accepted_why", "accepted_by", "resolved_by", "resolution"] {
                    self.set(draft, key, Value::Empty);
                }
                draft.set(Header::Closed.slot(), Value::Empty);
            }
            Turn::Changed(_) => {}
            Turn::Gone(_) => {
                draft.record.state = self.state("resolved")?;
                self.set(draft, "resolution", Value::Text("It no longer holds: the facts have changed.".to_owned()));
                draft.set(Header::Closed.slot(), Value::Instant(self.now));
            }
        }
        Ok(())
    }

    /// What is found, in words and in fields.
    async fn set_facts(&self, draft: &mut Draft, it: &Finding, turn: &Turn) -> Result<(), Fault> {
        let site = &*self.standing.directory.site;
        let facts = self.standing.facts();
        let wording = Wording::new(site, &self.standing.directory.roster, self.engine.zone());
        let Worded { title, about, text, fix, .. } = wording.worded(it.clone());
        let line: String = format!("{title}: {about}").chars().take(200).collect();
        let severity = match it.severity {
            governance::Severity::Critical => 1,
            governance::Severity::Warning => 2,
            governance::Severity::Note => 3,
        };
        let role = |at: usize| it.roles.get(at).and_then(|ix| site.role(*ix)).map(|it| it.key.clone());
        let text_or_none = |text: Option<String>| text.map_or(Value::Empty, Value::Text);
        let activity = it.activity.and_then(|ix| site.activity(ix)).map(|it| it.title.clone());
        self.set(draft, "title", Value::Text(line));
        self.set(draft, "kind", Value::Text(it.kind.name().to_owned()));
        self.set(draft, "severity", Value::Int(severity));
        self.set(draft, "code", Value::Text(it.code.to_owned()));
        self.set(draft, "role", text_or_none(role(0)));
        self.set(draft, "other_role", text_or_none(role(1)));
        self.set(draft, "responsibility", text_or_none(activity));
        self.set(draft, "explanation", Value::Text(text));
        self.set(draft, "suggestion", Value::Text(fix));
        self.set(draft, "begins_on", it.begins.map_or(Value::Empty, Value::Instant));
        for (key, value) in scope_values(site, it.scope) {
            self.set(draft, key, value);
        }
        let affected = self.engine.held_up(&self.standing.directory, it).await?;
        self.set(draft, "affected", affected.map_or(Value::Empty, Value::Record));
        // Whoever took it on keeps it; else it belongs to who answers for the thing.
        let is_taken = matches!(turn, Turn::Changed(record) if record.person(Header::HolderPerson).is_some());
        if !is_taken {
            let owner = governance::owner(&facts, it).map(|Owner { person, .. }| Value::Person(person));
            self.set(draft, "owner", owner.unwrap_or(Value::Empty));
        }
        Ok(())
    }

    fn entry(&self, draft: &Draft, before: Option<&Record>, step: Option<&str>) -> Entry {
        let record = &draft.record;
        let state = |it: StateIx| self.of.lifecycle.state(it).map(|it| it.key.clone());
        let mut what = Map::new();
        what.insert("number".into(), json!(record.number));
        if let Some(step) = step {
            what.insert("move".into(), json!(step));
        }
        if before.map(|it| it.state) != Some(record.state) {
            what.insert("state".into(), json!([before.and_then(|it| state(it.state)), state(record.state)]));
        }
        let set = crate::write::changed(self.of, draft, before);
        what.insert("set".into(), Json::Object(set));
        Entry {
            at: self.now,
            recorded: self.now,
            activity: format!("{FINDING}:{}", step.unwrap_or("detect")),
            record: Some(record.id),
            basis: BASIS.to_owned(),
            what: Json::Object(what).to_string(),
            ..Entry::default()
        }
    }

    /// Starts the clocks of a finding, where the site declares any.
    async fn clock(&self, record: Record) -> Result<(), Fault> {
        if self.engine.site.clocks.iter().any(|it| it.of == self.of.ix) {
            let stored = self.engine.store.record(record.id).await?.unwrap_or(record);
            let desk = self.engine.nobody().await?;
            desk.recount(stored).await.map_err(|it| Fault::Inner(it.to_string()))?;
        }
        Ok(())
    }

    /// Tells owners of what is new to them: each once a round, however much it is.
    async fn tell(&self, told: BTreeMap<PersonId, (usize, RecordId, String)>) -> Result<(), Fault> {
        let mut commit = Commit::new();
        for (person, (n, record, title)) in told {
            let (record, text) = if n == 1 {
                (Some(record), title)
            } else {
                (None, format!("{n} findings are yours now: see Findings"))
            };
            let (id, why) = (self.engine.store.next_id(self.now), "You answer for it");
            self.engine.store.put_notice(&mut commit, id, person, record, why, &text, self.now);
        }
        if commit.is_empty() {
            return Ok(());
        }
        self.engine.store.commit(commit).await.map(drop).map_err(|it| Fault::Inner(format!("telling owners: {it}")))
    }
}

/// What a finding rests on, as the natural key keeps it; how it is worded counts too.
fn digest(finding: &Finding, site: &model::Site) -> String {
    let ahead = if finding.begins.is_some() { "ahead" } else { "now" };
    crate::secret::hash_text(&format!("{} {ahead}", finding.facts(site)))
}

impl Desk {
    /// The records of these findings that the asker sees, by the finding's key.
    pub async fn finding_records(&self, findings: &[&Finding]) -> Result<BTreeMap<String, Kept>, Halt> {
        let Some(of) = self.site().find_type(FINDING) else { return Ok(BTreeMap::new()) };
        let known = self.engine.store.naturals(of).await?;
        let keys: BTreeMap<RecordId, String> =
            findings.iter().map(|it| it.key(self.site())).filter_map(|key| Some((known.get(&key)?.0, key))).collect();
        let ids: Vec<RecordId> = keys.keys().copied().collect();
        let mut records = Vec::new();
        for some in ids.chunks(100) {
            records.extend(self.engine.store.records(some).await?);
        }
        records.retain(|it| self.authority.sees(it).is_some());
        let affected = |it: &Record| of.slot("affected").and_then(|slot| it.get(slot).record());
        let named = self.record_names(&records.iter().filter_map(affected).collect::<Vec<_>>()).await?;
        let mut found = BTreeMap::new();
        for record in records {
            let Some(key) = keys.get(&record.id) else { continue };
            let mut kept = self.as_kept(of, &record).await?;
            kept.affected =
                affected(&record).and_then(|id| named.get(&id)).map(|it| (it.number.clone(), it.title.clone()));
            // What the platform chose may not be the asker's to see: then one that is.
            if let (None, Some(finding)) = (&kept.affected, findings.iter().find(|it| it.key(self.site()) == *key)) {
                kept.affected = self.example_of(finding).await?;
            }
            found.insert(key.clone(), kept);
        }
        Ok(found)
    }

    async fn as_kept(&self, of: &RecordType, record: &Record) -> Result<Kept, Halt> {
        let get = |key: &str| of.slot(key).map_or(Value::Empty, |slot| record.get(slot).clone());
        let accepted = if let Value::Date(day) = get("accepted_until") {
            Some((day.to_string(), get("accepted_by").person()))
        } else {
            None
        };
        let (offers, locked) = self.held_back(of, record, self.steps(of, record)).await?;
        Ok(Kept {
            number: record.number.clone(),
            state: of.lifecycle.state(record.state).map(|it| it.key.clone()).unwrap_or_default(),
            found_on: get("found_on").instant(),
            owner: record.person(Header::HolderPerson),
            accepted,
            affected: None,
            offers,
            locked,
        })
    }
}
