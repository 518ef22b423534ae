//! The write path. Opening, moving and amending are one road with three entrances.

use base::{PersonId, RecordId};
use governance::Basis;
use model::{ActivityIx, Does, Draft, Header, Move, MoveIx, Record, RecordType, Slot, Value};
use serde_json::{Map, Value as Json, json};
use store::{Commit, CommitError, Conflict, Entry};

use crate::{Desk, Fault, Ground, Halt, Input, Refused, Seen, halt, rules};

/// What an act led to.
#[derive(Clone, Debug)]
pub struct Done {
    /// The record after it.
    pub seen: Seen,
    /// Its place in the journal; 0 where the same request had been carried out before.
    pub seq: i64,
    /// Whether it had been carried out before, under the same idempotency key.
    pub repeated: bool,
}

/// An act on its way into a commit.
pub(crate) struct Act<'a> {
    pub(crate) of: &'a RecordType,
    pub(crate) activity: ActivityIx,
    pub(crate) basis: Basis,
    pub(crate) before: Option<&'a Record>,
    pub(crate) draft: Draft,
    pub(crate) step: Option<&'a Move>,
}

impl Desk {
    /// Opens a record by an opening move: `open_record("incident", "log", ...)`.
    pub async fn open_record(&self, kind: &str, step: &str, input: &Input) -> Result<Done, Halt> {
        let of = self.kind(kind)?;
        let (activity, step) = self.step_named(of, step, true)?;
        self.under_ceiling(activity)?;
        if let Some(done) = self.repeated(input, &[kind, &step.key]).await? {
            return Ok(done);
        }
        let state = step.to.ok_or_else(|| Fault::Declared(format!("`{}` opens nothing", step.key)))?;
        let id = RecordId::new(self.engine.store.next_id(self.now));
        let mut draft = Draft::of(Record::new(of, id, String::new(), state));
        draft.set(Header::OpenedBy.slot(), Value::Person(self.person()));
        draft.set(Header::Opened.slot(), Value::Instant(self.now));
        let allowed: Vec<Slot> = step.asks.iter().map(|(slot, _)| *slot).collect();
        self.put_given(of, &mut draft, input, &allowed).await?;
        let (ix, _) = rules::indexed(of, step)?;
        self.put_lookups(of, ix, &mut draft).await?;
        self.put_sets(&mut draft, step);
        self.put_title(of, &mut draft);
        self.put_times(of, &mut draft);
        self.check_filled(of, &draft.record, step)?;
        let basis = self
            .authority
            .decide_open(self.site(), activity, &draft.record)
            .map_err(|it| self.refuse(it, &of.title))?;
        self.check_guards(of, ix, &draft.record).await?;
        self.check_appointment(of, &draft.record)?;
        draft.record.number = self.engine.next_number(of.ix).await?;
        let act = Act { of, activity, basis, before: None, draft, step: Some(step) };
        self.carry_out(act, input, &[kind, &step.key]).await
    }

    /// Makes a move on a record: `make_move("INC-20418", "resolve", ...)`.
    pub async fn make_move(&self, number: &str, step: &str, input: &Input) -> Result<Done, Halt> {
        let before = self.load(number).await?;
        let of = self.type_of(&before)?;
        let (activity, step) = self.step_named(of, step, false)?;
        self.under_ceiling(activity)?;
        if let Some(done) = self.repeated(input, &[number, &step.key]).await? {
            return Ok(done);
        }
        let basis = self.authority.decide(self.site(), activity, &before).map_err(|it| self.refuse(it, number))?;
        check_version(&before, input)?;
        let mut draft = Draft::of(before.clone());
        let allowed: Vec<Slot> = step.asks.iter().map(|(slot, _)| *slot).collect();
        self.put_given(of, &mut draft, input, &allowed).await?;
        let (ix, _) = rules::indexed(of, step)?;
        self.put_lookups(of, ix, &mut draft).await?;
        self.put_sets(&mut draft, step);
        self.check_guards(of, ix, &draft.record).await?;
        self.check_answers(of, activity, &before).await?;
        if let Some(to) = step.to {
            draft.record.state = to;
            self.check_appointment(of, &draft.record)?;
        }
        self.put_times(of, &mut draft);
        self.check_filled(of, &draft.record, step)?;
        let act = Act { of, activity, basis, before: Some(&before), draft, step: Some(step) };
        self.carry_out(act, input, &[number, &step.key]).await
    }

    /// Changes fields of a record without a move. All of them must be open to the asker by one activity.
    pub async fn amend(&self, number: &str, input: &Input) -> Result<Done, Halt> {
        let before = self.load(number).await?;
        let of = self.type_of(&before)?;
        if let Some(done) = self.repeated(input, &[number, "amend"]).await? {
            return Ok(done);
        }
        let (activity, basis, allowed) = self.amending(of, &before, input)?;
        check_version(&before, input)?;
        let mut draft = Draft::of(before.clone());
        self.put_given(of, &mut draft, input, &allowed).await?;
        self.put_title(of, &mut draft);
        self.engine.behaviours.settle(&mut draft);
        self.check_needs(of, &draft.record, std::iter::empty(), "Correct it")?;
        self.check_corrected(of, &draft).await?;
        self.check_appointment(of, &draft.record)?;
        if draft.changed.is_empty() && input.comment.is_none() {
            return Ok(Done { seen: self.seen(before)?, seq: 0, repeated: false });
        }
        self.put_times(of, &mut draft);
        let act = Act { of, activity, basis, before: Some(&before), draft, step: None };
        self.carry_out(act, input, &[number, "amend"]).await
    }

    /// The activity that lets the asker change all the given fields, and every field that it opens.
    fn amending(
        &self,
        of: &RecordType,
        record: &Record,
        input: &Input,
    ) -> Result<(ActivityIx, Basis, Vec<Slot>), Halt> {
        let wanted: Vec<Slot> = input.values.iter().filter_map(|(key, _)| of.slot(key)).collect();
        let mut nearest = None;
        let mut open: Option<(ActivityIx, Basis, Vec<Slot>)> = None;
        for (ix, row) in self.site().on(of.ix) {
            let Does::Amend(_, slots) = &row.does else { continue };
            match self.authority.decide(self.site(), ix, record) {
                Ok(basis) if wanted.iter().all(|it| slots.contains(it)) => {
                    self.under_ceiling(ix)?;
                    return Ok((ix, basis, slots.clone()));
                }
                Ok(basis) => open = open.or(Some((ix, basis, slots.clone()))),
                Err(refusal) => nearest = nearest.or(Some(refusal)),
            }
        }
        if let Some(open) = open {
            self.under_ceiling(open.0)?;
            return Ok(open);
        }
        let refused = nearest.map(|it| self.refuse(it, &record.number));
        Err(refused.unwrap_or_else(|| {
            Refused::new(
                Ground::Forbidden,
                "not-here",
                format!("Fields of {} change by its moves only.", record.number),
            )
            .into()
        }))
    }

    /// Writes an act: record, who acted, journal, words, clocks, notices and the answer to a repeat, all or nothing.
    pub(crate) async fn carry_out(&self, mut act: Act<'_>, input: &Input, what: &[&str]) -> Result<Done, Halt> {
        let store = &self.engine.store;
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        let comment = self.comment_of(input)?;
        let entry = self.entry(&act, comment.as_ref());
        if act.of.key == crate::matrix::MATRIX_CHANGE {
            self.put_matrix(&mut commit, &act).await?;
        }
        self.put_clocks(&mut commit, &mut act, comment.is_some(), input.inside).await?;
        match act.before {
            None => store.put_new(&mut commit, &act.draft.record)?,
            Some(_) => store.put_changed(&mut commit, &act.draft)?,
        }
        self.put_words(&mut commit, &act);
        for person in involved(&act.basis, self.person()) {
            store.put_acted(&mut commit, act.draft.record.id, act.activity, person);
        }
        self.put_notices(&mut commit, &act);
        commit.enter(entry);
        self.put_rules(&mut commit, &act).await?;
        if crate::directory::is_of_roster(act.of) {
            commit.bump_epoch();
        }
        if let Some(key) = &input.idempotency {
            store.put_answer(
                &mut commit,
                self.person(),
                key,
                &fingerprint(input, what),
                &act.draft.record.number,
                self.now,
            );
        }
        match store.commit(commit).await {
            Ok(done) => self.finished(act, done.first_seq),
            Err(CommitError::Conflict(Conflict::Repeated)) => match self.repeated(input, what).await? {
                Some(done) => Ok(done),
                None => {
                    Err(Refused::new(Ground::Later, "repeated", "The same request is being carried out right now.")
                        .into())
                }
            },
            // The same request may have been carried out meanwhile, and have moved the version itself.
            Err(CommitError::Conflict(Conflict::Version)) => match self.repeated(input, what).await? {
                Some(done) => Ok(done),
                None => Err(Refused::stale(&act.draft.record.number).into()),
            },
            Err(fault) => Err(fault.into()),
        }
    }

    /// What follows from an act by declared rules: timers, effects, and whom its next moves wait for.
    async fn put_rules(&self, commit: &mut Commit, act: &Act<'_>) -> Result<(), Halt> {
        self.engine.put_timers(commit, act.of, act.before, &act.draft.record);
        self.put_questions(commit, act);
        let Some(step) = act.step else { return Ok(()) };
        let (ix, _) = rules::indexed(act.of, step)?;
        let activity = self.site().activity(act.activity).map(|it| it.key.as_str()).unwrap_or_default();
        let cause = rules::Cause {
            persons: involved(&act.basis, self.person()).collect(),
            because: format!("{} {activity}", act.draft.record.number),
        };
        self.put_effects(commit, rules::link(act.of, ix, act.before, &act.draft.record), &cause).await
    }

    fn finished(&self, act: Act<'_>, seq: i64) -> Result<Done, Halt> {
        let mut record = act.draft.record;
        record.version = record.version.saturating_add(1);
        let acted = involved(&act.basis, self.person()).map(|person| model::Acted { activity: act.activity, person });
        record.acted.extend(acted);
        // Whoever has just opened or handed on a record is told its number even where they no longer see it.
        let sighting = self.authority.sees(&record).unwrap_or(governance::Sighting { basis: act.basis, inside: false });
        Ok(Done { seen: Seen::new(record, act.of, &sighting), seq, repeated: false })
    }

    /// What was answered when the same request came before.
    async fn repeated(&self, input: &Input, what: &[&str]) -> Result<Option<Done>, Halt> {
        let Some(key) = &input.idempotency else { return Ok(None) };
        let Some((request, answer)) = self.engine.store.answered(self.person(), key).await? else { return Ok(None) };
        if request != fingerprint(input, what) {
            let message =
                "This idempotency key was used for another request. Send each new request with a key of its own.";
            return Err(Refused::new(Ground::Repeated, "key-reused", message).into());
        }
        let record = self.load(&answer).await?;
        Ok(Some(Done { seen: self.seen(record)?, seq: 0, repeated: true }))
    }

    /// The journal entry of an act.
    pub(crate) fn entry(&self, act: &Act<'_>, comment: Option<&(String, bool)>) -> Entry {
        let record = &act.draft.record;
        let mut what = Map::new();
        what.insert("number".into(), json!(record.number));
        if let Some(step) = act.step {
            what.insert("move".into(), json!(step.key));
        }
        let title = |state| act.of.lifecycle.state(state).map(|it| it.key.clone());
        let before = act.before.map(|it| it.state);
        if before != Some(record.state) {
            what.insert("state".into(), json!([before.and_then(title), title(record.state)]));
        }
        let set = changes(act.of, act.before, &act.draft);
        if !set.is_empty() {
            what.insert("set".into(), Json::Object(set));
        }
        if let Some((text, inside)) = comment {
            what.insert("comment".into(), json!(text));
            what.insert("inside".into(), json!(inside));
        }
        self.journaled(act.activity, Some(&act.basis), Some(record.id), Json::Object(what))
    }

    /// A journal entry by this desk.
    pub(crate) fn journaled(
        &self,
        activity: ActivityIx,
        basis: Option<&Basis>,
        record: Option<RecordId>,
        what: Json,
    ) -> Entry {
        let site = self.site();
        let basis_text = basis.and_then(|it| serde_json::to_string(&it.summary(site)).ok()).unwrap_or_default();
        Entry {
            at: self.now,
            recorded: self.now,
            actor: Some(self.person()),
            on_behalf_of: basis.and_then(|it| it.on_behalf_of),
            activity: site.activity(activity).map(|it| it.key.clone()).unwrap_or_default(),
            record,
            basis: basis_text,
            what: what.to_string(),
        }
    }

    /// The move of a type with this key, and its activity.
    pub(crate) fn step_named<'a>(
        &self,
        of: &'a RecordType,
        key: &str,
        opens: bool,
    ) -> Result<(ActivityIx, &'a Move), Halt> {
        let found = of.lifecycle.find_move(key).filter(|(_, it)| it.opens == opens);
        let activity = found.and_then(|(ix, _): (MoveIx, _)| self.site().activity_of_move(of.ix, ix));
        activity.zip(found).map(|(activity, (_, step))| (activity, step)).ok_or_else(|| {
            let known: Vec<&str> =
                of.lifecycle.moves.iter().filter(|it| it.opens == opens).map(|it| it.key.as_str()).collect();
            let message = format!(
                "There is no move `{}` on {}; there are: {}.",
                key.chars().take(40).collect::<String>(),
                of.plural.to_lowercase(),
                known.join(", ")
            );
            Refused::new(Ground::NotFound, "no-move", message).into()
        })
    }

    /// A record with this number that the asker sees; anything else is not found.
    pub(crate) async fn load(&self, number: &str) -> Result<Record, Halt> {
        let not_found = || Halt::from(Refused::not_found(&number.chars().take(40).collect::<String>()));
        let found = self.engine.store.record_numbered(&number.to_uppercase()).await?;
        found.filter(|it| self.authority.sees(it).is_some()).ok_or_else(not_found)
    }

    /// The type of a record.
    pub(crate) fn type_of(&self, record: &Record) -> Result<&RecordType, Halt> {
        self.site()
            .of(record.of)
            .ok_or_else(|| Fault::Inner(format!("{} is of no declared type", record.number)).into())
    }

    /// The record as the asker may see it.
    pub(crate) fn seen(&self, record: Record) -> Result<Seen, Halt> {
        let of = self.type_of(&record)?;
        let sighting = self.authority.sees(&record).ok_or_else(|| Halt::from(Refused::not_found(&record.number)))?;
        Ok(Seen::new(record, of, &sighting))
    }

    /// A refusal by governance, with who could instead.
    pub(crate) fn refuse(&self, refusal: governance::Refusal, what: &str) -> Halt {
        halt::refused(refusal, what).into()
    }
}

/// Everyone who has acted: the asker and the one stood in for.
pub(crate) fn involved(basis: &Basis, person: PersonId) -> impl Iterator<Item = PersonId> + use<> {
    std::iter::once(person).chain(basis.on_behalf_of)
}

fn check_version(before: &Record, input: &Input) -> Result<(), Halt> {
    if input.version.is_some_and(|it| it != before.version) {
        return Err(Refused::stale(&before.number).into());
    }
    Ok(())
}

/// The changed fields, before and after, as text; the engine's own times are left out.
pub(crate) fn changed(of: &RecordType, draft: &Draft, before: Option<&Record>) -> Map<String, Json> {
    changes(of, before, draft)
}

/// The same, for what is made by a rule.
pub(crate) fn changes(of: &RecordType, before: Option<&Record>, draft: &Draft) -> Map<String, Json> {
    let mut set = Map::new();
    for slot in &draft.changed {
        let Some(field) = of.field(*slot) else { continue };
        if field.header.is_some_and(Header::is_computed) || !field.is_declared {
            continue;
        }
        let shown = |record: &Record| {
            let value = record.get(*slot);
            if value.is_empty() { Json::Null } else { json!(value.print(&field.kind)) }
        };
        set.insert(field.key.clone(), json!([before.map_or(Json::Null, shown), shown(&draft.record)]));
    }
    set
}

/// What makes two requests the same: what is asked and what is given.
fn fingerprint(input: &Input, what: &[&str]) -> String {
    let text = format!("{what:?} {:?} {:?} {}", input.values, input.comment, input.inside);
    crate::secret::hash_text(&text)
}
