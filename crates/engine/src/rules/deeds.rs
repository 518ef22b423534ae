//! A deed: an act that the platform makes under a declared rule, on behalf of whoever set it off, or of nobody. It never does
//! what nobody could: state, conditions, guards, needed fields and the keeping apart of duties hold for it as for people.

use model::{Acted, Draft, Header, Move, MoveIx, Record, RecordType, Slot};
use serde_json::{Map, Value as Json, json};
use store::{Commit, Entry};

use super::effects::Cause;
use crate::{Desk, Halt, write};

/// An act of the platform on its way into a commit.
pub(crate) struct Deed<'a> {
    pub(crate) of: &'a RecordType,
    pub(crate) step: (MoveIx, &'a Move),
    pub(crate) before: Option<&'a Record>,
    pub(crate) draft: Draft,
    pub(crate) rule: &'a str,
}

/// Why a deed was left undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// The record is in another state.
    State,
    /// The move's own condition or guard does not hold.
    Condition(String),
    /// Whoever set it off did something that must be kept apart from it.
    Apart,
    /// Nobody holds a role by which it could be done.
    Nobody,
    /// A needed field is empty.
    Missing(String),
}

impl Left {
    /// In words, for whoever is refused because of it and for the journal.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::State => "it is not in a state for that".to_owned(),
            Self::Condition(words) => words.clone(),
            Self::Apart => "whoever does this has done what must be kept apart from it".to_owned(),
            Self::Nobody => "nobody holds a role by which it could be done".to_owned(),
            Self::Missing(field) => format!("`{field}` is not filled"),
        }
    }
}

impl Desk {
    /// Whether a move can be made on a record, as far as the record itself says.
    pub(crate) fn possible(&self, step: &Move, record: &Record) -> Result<(), Left> {
        if !step.opens && !step.from.has(record.state) {
            return Err(Left::State);
        }
        if !step.when.holds(self.authority.asker(), record) {
            return Err(Left::Condition(step.unless.clone()));
        }
        Ok(())
    }

    /// Whether a cause may have the activity of a move done on a record: kept apart, and by somebody's role.
    pub(crate) fn lawful(&self, of: &RecordType, step: MoveIx, record: &Record, cause: &Cause) -> Result<(), Left> {
        let site = self.site();
        let Some((ix, row)) = site.activity_of_move(of.ix, step).and_then(|ix| Some((ix, site.activity(ix)?))) else {
            return Err(Left::Nobody);
        };
        if record.has_acted(&row.apart_from, &cause.persons) {
            return Err(Left::Apart);
        }
        // Who could is asked of the record without what was done on it: that is judged for the cause, above.
        let bare = Record { acted: Vec::new(), ..record.clone() };
        if governance::who_could(self.roster(), site, ix, &bare, self.now).is_empty() {
            return Err(Left::Nobody);
        }
        Ok(())
    }

    /// Finishes the draft of a deed: what the move takes and sets, guards, the state, times, needed fields.
    pub(crate) async fn finish_draft(
        &self,
        of: &RecordType,
        (ix, step): (MoveIx, &Move),
        draft: &mut Draft,
    ) -> Result<Result<(), Left>, Halt> {
        self.put_lookups(of, ix, draft).await?;
        self.put_sets(draft, step);
        if let Some(guard) = self.guarded(of, ix, &draft.record).await? {
            return Ok(Err(Left::Condition(guard.unless.clone())));
        }
        if let Some(to) = step.to {
            draft.record.state = to;
        }
        self.put_times(of, draft);
        match self.check_filled(of, &draft.record, step) {
            Ok(()) => Ok(Ok(())),
            Err(Halt::Refused(refused)) => {
                let field = refused.fields.first().map(|it| it.field.clone()).unwrap_or_default();
                Ok(Err(Left::Missing(field)))
            }
            Err(failed) => Err(failed),
        }
    }

    /// Adds a deed to a commit; gives the record as it will be.
    pub(crate) async fn put_deed(&self, commit: &mut Commit, deed: Deed<'_>, cause: &Cause) -> Result<Record, Halt> {
        let store = &self.engine.store;
        let Deed { of, step: (ix, step), before, mut draft, rule } = deed;
        let entry = self.deed_entry(of, (ix, step), (before, &draft), (rule, cause));
        self.reread_clocks(commit, &mut draft, false).await?;
        match before {
            None => store.put_new(commit, &draft.record)?,
            Some(_) => store.put_changed(commit, &draft)?,
        }
        self.engine.put_timers(commit, of, before, &draft.record);
        self.put_words_of(commit, of, &draft, before.is_none());
        if let Some(activity) = self.site().activity_of_move(of.ix, ix) {
            for person in &cause.persons {
                store.put_acted(commit, draft.record.id, activity, *person);
                // What follows in the same commit is kept apart from it too.
                draft.record.acted.push(Acted { activity, person: *person });
            }
            self.put_told(commit, activity, &draft, Some(step));
        }
        commit.enter(entry);
        if crate::directory::is_of_roster(of) {
            commit.bump_epoch();
        }
        let mut record = draft.record;
        record.version = record.version.saturating_add(1);
        Ok(record)
    }

    fn deed_entry(
        &self,
        of: &RecordType,
        (ix, step): (MoveIx, &Move),
        (before, draft): (Option<&Record>, &Draft),
        (rule, cause): (&str, &Cause),
    ) -> Entry {
        let mut what = Map::new();
        what.insert("number".into(), json!(draft.record.number));
        what.insert("move".into(), json!(step.key));
        let key = |record: &Record| of.lifecycle.state(record.state).map(|it| it.key.clone());
        if before.map(|it| it.state) != Some(draft.record.state) {
            what.insert("state".into(), json!([before.and_then(key), key(&draft.record)]));
        }
        let set = write::changes(of, before, draft);
        if !set.is_empty() {
            what.insert("set".into(), Json::Object(set));
        }
        let activity = self.site().activity_of_move(of.ix, ix).and_then(|it| self.site().activity(it));
        self.entry_under(rule, cause, draft.record.id, (activity.map(|it| it.key.clone()), Json::Object(what)))
    }

    /// An entry of the platform under a rule.
    pub(crate) fn entry_under(
        &self,
        rule: &str,
        cause: &Cause,
        record: base::RecordId,
        (activity, what): (Option<String>, Json),
    ) -> Entry {
        Entry {
            at: self.now,
            recorded: self.now,
            actor: None,
            on_behalf_of: cause.persons.first().copied(),
            activity: activity.unwrap_or_default(),
            record: Some(record),
            basis: json!({ "rule": rule, "because": cause.because }).to_string(),
            what: what.to_string(),
        }
    }

    /// The title that a record was opened under for others: for records that an effect opens.
    pub(crate) fn begin(&self, of: &RecordType, step: &Move, cause: &Cause) -> Option<Draft> {
        let id = base::RecordId::new(self.engine.store.next_id(self.now));
        let mut draft = Draft::of(Record::new(of, id, String::new(), step.to?));
        if let Some(person) = cause.persons.first() {
            draft.set(Header::OpenedBy.slot(), model::Value::Person(*person));
        }
        draft.set(Header::Opened.slot(), model::Value::Instant(self.now));
        Some(draft)
    }
}

/// The first field of a type that a move must be given and that holds a text.
pub(crate) fn asked_text(of: &RecordType, step: &Move) -> Option<Slot> {
    let is_text =
        |slot: Slot| of.field(slot).is_some_and(|it| matches!(it.kind, model::Kind::Text | model::Kind::Line(_)));
    step.asks.iter().filter(|(_, must)| *must).map(|(slot, _)| *slot).find(|it| is_text(*it))
}
