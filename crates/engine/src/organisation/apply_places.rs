//! Records that are scopes: brought in as history is, changed by the moves and corrections that are the person's.

use declare::Filed;
use governance::Basis;
use model::{ActivityIx, Does, Draft, Header, Move, Record, RecordType, Slot, Value};

use super::apply::{Applying, lost};
use crate::{
    Desk, Fault, Ground, Halt, Refused, search,
    write::{Act, involved},
};

/// The duty of bringing records in as they are, whatever moves led there.
const IMPORT: &str = "history:import";

/// By what something is done to a record.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) activity: ActivityIx,
    pub(super) basis: Basis,
    pub(super) step: Option<&'a Move>,
}

impl<'a> Applying<'a> {
    /// Brings a record in as it is.
    pub(super) async fn bring(&mut self, it: &Filed) -> Result<(), Halt> {
        let by = importing(self.desk)?;
        let of = self.type_named(&it.of)?;
        let id = *self.keys.records.get(&(it.of.clone(), it.key.clone())).ok_or_else(|| lost(&it.key))?;
        let state = of.lifecycle.find_state(&it.state).ok_or_else(|| lost(&it.state))?;
        let number = self.desk.engine.next_number(of.ix).await?;
        let mut draft = Draft::of(Record::new(of, id, number, state));
        draft.set(Header::OpenedBy.slot(), Value::Person(self.desk.person()));
        draft.set(Header::Opened.slot(), Value::Instant(self.desk.now));
        for (key, given) in &it.values {
            let slot = of.slot(key).ok_or_else(|| lost(key))?;
            draft.set(slot, self.desk.engine.given(of, key, given, &self.keys)?);
        }
        self.desk.engine.behaviours.settle(&mut draft);
        self.desk.put_times(of, &mut draft);
        self.enter(of, None, &draft, by);
        self.put_new(of, &draft.record)?;
        self.desk.engine.store.put_natural_anew(&mut self.commit, of, &it.key, id);
        Ok(())
    }

    /// Changes fields and state of a record: by a correction and a move where those are the person's, else as history is
    /// brought in.
    pub(super) async fn record(&mut self, (old, new): (&Filed, &Filed), fields: &[String]) -> Result<(), Halt> {
        let of = self.type_named(&old.of)?;
        let id = *self.keys.records.get(&(old.of.clone(), old.key.clone())).ok_or_else(|| lost(&old.key))?;
        let stored = self.desk.engine.store.record(id).await.map_err(Fault::from)?.ok_or_else(|| lost(&old.key))?;
        let mut whole = Draft::of(stored.clone());
        if !fields.is_empty() {
            let mut draft = Draft::of(stored.clone());
            let mut slots = Vec::new();
            for key in fields {
                let slot = of.slot(key).ok_or_else(|| lost(key))?;
                let value = match new.values.get(key) {
                    Some(given) => self.desk.engine.given(of, key, given, &self.keys)?,
                    None => Value::Empty,
                };
                draft.set(slot, value);
                slots.push(slot);
            }
            self.desk.engine.behaviours.settle(&mut draft);
            let by = match self.correcting(of, &stored, &slots) {
                Some(by) => by,
                None => importing(self.desk)?,
            };
            self.enter(of, Some(&stored), &draft, by);
            join(&mut whole, draft);
        }
        if old.state != new.state {
            let before = whole.record.clone();
            let (draft, by) = self.moved(of, &before, new)?;
            self.enter(of, Some(&before), &draft, by);
            join(&mut whole, draft);
        }
        self.desk.put_times(of, &mut whole);
        self.put_changed(of, &whole)
    }

    /// The activity that lets the person correct all these fields.
    fn correcting(&self, of: &RecordType, record: &Record, slots: &[Slot]) -> Option<By<'a>> {
        let site = self.desk.site();
        let opens = |does: &Does| matches!(does, Does::Amend(_, open) if slots.iter().all(|it| open.contains(it)));
        site.on(of.ix).filter(|(ix, it)| opens(&it.does) && self.desk.under_ceiling(*ix).is_ok()).find_map(|(ix, _)| {
            let basis = self.desk.authority().decide(site, ix, record).ok()?;
            Some(By { activity: ix, basis, step: None })
        })
    }

    /// The record in its new state, by one move where one leads there and is the person's.
    fn moved(&self, of: &'a RecordType, before: &Record, new: &Filed) -> Result<(Draft, By<'a>), Halt> {
        let to = of.lifecycle.find_state(&new.state).ok_or_else(|| lost(&new.state))?;
        let steps = of.lifecycle.moves.iter().filter(|it| !it.opens && it.to == Some(to) && it.from.has(before.state));
        for step in steps {
            if let Ok((draft, by)) = self.desk.moving(of, before, step, &[]) {
                return Ok((draft, by));
            }
        }
        let mut draft = Draft::of(before.clone());
        draft.record.state = to;
        importing(self.desk).map(|by| (draft, by)).map_err(|_more_words| {
            let message = format!(
                "No single move of yours leads from {} to {}. Make the moves on its page, or have somebody bring it in who may.",
                of.lifecycle.state(before.state).map(|it| it.key.as_str()).unwrap_or_default(),
                new.state
            );
            Refused::new(Ground::Forbidden, "no-move", message).into()
        })
    }

    pub(super) fn type_named(&self, key: &str) -> Result<&'a RecordType, Halt> {
        self.desk.site().find_type(key).ok_or_else(|| lost(key).into())
    }

    /// Puts a new record into the commit.
    pub(super) fn put_new(&mut self, of: &RecordType, record: &Record) -> Result<(), Halt> {
        let store = &self.desk.engine.store;
        store.put_new(&mut self.commit, record).map_err(Fault::from)?;
        store.put_words(&mut self.commit, record, &search::words(of, record), true);
        self.commit.bump_epoch();
        Ok(())
    }

    /// Puts a changed record into the commit.
    pub(super) fn put_changed(&mut self, of: &RecordType, draft: &Draft) -> Result<(), Halt> {
        let store = &self.desk.engine.store;
        store.put_changed(&mut self.commit, draft).map_err(Fault::from)?;
        store.put_words(&mut self.commit, &draft.record, &search::words(of, &draft.record), false);
        self.commit.bump_epoch();
        Ok(())
    }

    /// Puts into the commit that an act was done: the journal entry, who did it, who is told.
    pub(super) fn enter(&mut self, of: &RecordType, before: Option<&Record>, draft: &Draft, by: By<'_>) {
        let By { activity, basis, step } = by;
        let act = Act { of, activity, basis, before, draft: draft.clone(), step };
        let id = draft.record.id;
        for person in involved(&basis, self.desk.person()) {
            self.desk.engine.store.put_acted(&mut self.commit, id, activity, person);
        }
        self.desk.put_notices(&mut self.commit, &act);
        self.commit.enter(self.desk.entry(&act, None));
    }
}

impl Desk {
    /// The record after a move, decided and filled; `fill` goes into those of its fields that the move asks for.
    pub(super) fn moving<'s>(
        &self,
        of: &RecordType,
        before: &Record,
        step: &'s Move,
        fill: &[(Slot, Value)],
    ) -> Result<(Draft, By<'s>), Halt> {
        let (activity, _) = self.step_named(of, &step.key, step.opens)?;
        self.under_ceiling(activity)?;
        let mut draft = Draft::of(before.clone());
        let asked = |slot: &Slot| step.asks.iter().any(|(it, _)| it == slot);
        for (slot, value) in fill.iter().filter(|(slot, _)| asked(slot)) {
            draft.set(*slot, value.clone());
        }
        // An opening is decided on what will be, everything else on what is.
        let decided = if step.opens {
            self.authority.decide_open(self.site(), activity, &draft.record)
        } else {
            self.authority.decide(self.site(), activity, before)
        };
        let basis = decided.map_err(|it| self.refuse(it, &of.title))?;
        self.put_sets(&mut draft, step);
        if let Some(to) = step.to {
            draft.record.state = to;
        }
        self.put_times(of, &mut draft);
        self.check_filled(of, &draft.record, step)?;
        Ok((draft, By { activity, basis, step: Some(step) }))
    }
}

fn importing<'s>(desk: &Desk) -> Result<By<'s>, Halt> {
    let basis = desk.entitled(IMPORT)?;
    Ok(By { activity: basis.activity, basis, step: None })
}

/// Puts one act's changes on top of those before it.
fn join(whole: &mut Draft, act: Draft) {
    for slot in act.changed {
        if let Err(at) = whole.changed.binary_search(&slot) {
            whole.changed.insert(at, slot);
        }
    }
    whole.record = act.record;
}
