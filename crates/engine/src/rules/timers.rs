//! Timers: moves that the platform makes once an instant in a field has passed. Each once, never early, on whichever node.

use std::sync::Arc;

use base::{Instant, PersonId, Span};
use jiff::tz::TimeZone;
use model::{Asker, Draft, Record, RecordType, Value, When, rules::Timer};
use store::{Commit, CommitError, Conflict, Direction, Disjunct, Find, Ringing, Sort};

use super::{
    deeds::{Deed, Left},
    effects::{Cause, Link, ends},
};
use crate::{Desk, Engine, Fault, Halt};

/// How many timers are read in one go, and how many goes a tick has at most: the rest waits for the next one.
const AT_ONCE: i64 = 200;
const GOES: usize = 20;
/// When a timer that could do nothing is looked at again.
const AGAIN: Span = Span::from_secs(3600);

/// What became of a timer.
#[derive(Debug, PartialEq, Eq)]
enum Rung {
    /// Its move was made.
    Moved,
    /// It waits for something else by now, or for nothing.
    Reset,
    /// Its move could not be made.
    Left(Left),
}

impl Engine {
    /// Makes the moves whose time has passed. Gives how many.
    pub async fn move_due(self: &Arc<Self>) -> Result<usize, Fault> {
        let mut made = 0usize;
        for _go in 0..GOES {
            let due = self.store.timers_due(self.now(), AT_ONCE).await?;
            for it in &due {
                made = made.saturating_add(usize::from(self.ring(it).await?));
            }
            if i64::try_from(due.len()).unwrap_or(AT_ONCE) < AT_ONCE {
                break;
            }
        }
        Ok(made)
    }

    /// One timer: the move and all that follows from it in one commit, or a later look where it can't be made.
    async fn ring(self: &Arc<Self>, it: &Ringing) -> Result<bool, Fault> {
        let desk = self.nobody().await?;
        let mut commit = Commit::new();
        commit.at_epoch(desk.roster().epoch());
        let rung = match desk.put_ring(&mut commit, it).await {
            Ok(rung) => rung,
            Err(Halt::Refused(refused)) => Rung::Left(Left::Condition(refused.message)),
            Err(Halt::Failed(fault)) => return Err(fault),
        };
        if let Rung::Left(left) = &rung {
            tracing::warn!(record = it.record.get(), timer = it.timer, why = left.words(), "a timer could do nothing");
            commit = Commit::new();
            self.store.put_look_again(&mut commit, it, self.now().plus(AGAIN));
        }
        match self.store.commit(commit).await {
            Ok(_) => Ok(rung == Rung::Moved),
            // Another node was first, or somebody acts on the record right now: the next look shows what is left.
            Err(CommitError::Conflict(Conflict::Claimed | Conflict::Version | Conflict::Epoch)) => Ok(false),
            Err(CommitError::Conflict(other)) => Err(Fault::Inner(format!("a timer met {other:?}"))),
            Err(CommitError::Fault(fault)) => Err(fault.into()),
        }
    }

    /// What a timer of a record waits for; nothing where its move can't be made now.
    fn waits_for(&self, of: &RecordType, timer: &Timer, record: &Record) -> Option<Instant> {
        let step = of.lifecycle.step(timer.makes).filter(|it| it.from.has(record.state))?;
        let nobody = Asker::myself(PersonId::new(0), std::collections::BTreeSet::new());
        if !timer.when.holds(&nobody, record) || !step.when.holds(&nobody, record) {
            return None;
        }
        let passed = match record.get(timer.past) {
            Value::Instant(at) => *at,
            // A day has passed when it is over, where the organisation is.
            Value::Date(day) => {
                let zone = TimeZone::get(self.zone()).unwrap_or(TimeZone::UTC);
                day.tomorrow().ok()?.to_zoned(zone).ok()?.timestamp().into()
            }
            Value::Empty
            | Value::Text(_)
            | Value::Int(_)
            | Value::YesNo(_)
            | Value::Money(_)
            | Value::Duration(_)
            | Value::Record(_)
            | Value::Records(_)
            | Value::Person(_)
            | Value::Team(_)
            | Value::File(_) => return None,
        };
        Some(passed.plus(timer.after))
    }

    /// Adds to a commit what a record's timers wait for, where an act has changed that.
    pub(crate) fn put_timers(&self, commit: &mut Commit, of: &RecordType, before: Option<&Record>, after: &Record) {
        for timer in self.site.rules.timers_of(of.ix) {
            let was = before.and_then(|it| self.waits_for(of, timer, it));
            let is = self.waits_for(of, timer, after);
            if was != is {
                self.store.put_timer(commit, after.id, &timer.key, is);
            }
        }
    }

    /// Sets the timers of every record of a type whose timers are declared otherwise than they were before.
    pub(crate) async fn set_timers(&self) -> Result<(), Fault> {
        for of in &self.site.types {
            let timers: Vec<&Timer> = self.site.rules.timers_of(of.ix).collect();
            let words: Vec<String> = timers.iter().map(|it| said(of, it)).collect();
            let said = format!("{} {}", self.zone(), words.join("; "));
            let key = format!("timers:{}", of.key);
            let known = self.store.meta(&key).await?;
            if timers.is_empty() && known.is_none() || known.as_deref() == Some(&said) {
                continue;
            }
            for timer in timers {
                self.set_timer(of, timer).await?;
            }
            self.store.set_meta(&key, &said).await?;
        }
        Ok(())
    }

    async fn set_timer(&self, of: &RecordType, timer: &Timer) -> Result<(), Fault> {
        let Some(step) = of.lifecycle.step(timer.makes) else { return Ok(()) };
        let asker = Arc::new(Asker::myself(PersonId::new(0), std::collections::BTreeSet::new()));
        let all = [Disjunct { asker: Arc::clone(&asker), when: When::Always }];
        let mut find = Find {
            of: of.ix,
            open_only: false,
            filter: When::all([When::InState(step.from), When::Empty(timer.past).negated()]),
            asker,
            sort: Sort::Opened,
            direction: Direction::Up,
            after: None,
            limit: 500,
            among: None,
        };
        loop {
            let page = self.store.list(&find, &all).await?;
            let mut commit = Commit::new();
            for record in &page.records {
                self.store.put_timer(&mut commit, record.id, &timer.key, self.waits_for(of, timer, record));
            }
            if !commit.is_empty() {
                let written = self.store.commit(commit).await;
                written.map_err(|it| Fault::Inner(format!("timers could not be set: {it}")))?;
            }
            find.after = page.next;
            if find.after.is_none() {
                return Ok(());
            }
        }
    }
}

/// A timer in words that change when it does.
fn said(of: &RecordType, timer: &Timer) -> String {
    let field = of.field(timer.past).map(|it| it.key.as_str()).unwrap_or_default();
    let step = of.lifecycle.step(timer.makes);
    let from: Vec<&str> = step
        .into_iter()
        .flat_map(|it| it.from.states())
        .filter_map(|it| of.lifecycle.state(it))
        .map(|it| it.key.as_str())
        .collect();
    let key = step.map(|it| it.key.as_str()).unwrap_or_default();
    format!("{} {key} {from:?} {field} {} {:?}", timer.key, timer.after.micros(), timer.when)
}

impl Desk {
    /// Adds what a timer does to a commit.
    async fn put_ring(&self, commit: &mut Commit, it: &Ringing) -> Result<Rung, Halt> {
        let store = &self.engine.store;
        let known = match store.record(it.record).await? {
            Some(record) => self.site().of(record.of).map(|of| (record, of)),
            None => None,
        };
        let timer = known.as_ref().and_then(|(record, of)| {
            let timer = self.site().rules.timers_of(of.ix).find(|timer| timer.key == it.timer)?;
            Some((record, *of, timer))
        });
        let Some((before, of, timer)) = timer else {
            store.put_timer(commit, it.record, &it.timer, None);
            return Ok(Rung::Reset);
        };
        let waits = self.engine.waits_for(of, timer, before);
        if waits != Some(it.due) {
            store.put_timer(commit, it.record, &it.timer, waits);
            return Ok(Rung::Reset);
        }
        let Some(step) = of.lifecycle.step(timer.makes) else { return Ok(Rung::Reset) };
        let mut draft = Draft::of(before.clone());
        if let Err(left) = self.finish_draft(of, (timer.makes, step), &mut draft).await? {
            return Ok(Rung::Left(left));
        }
        store.put_rung(commit, it);
        let has_ended = ends(of, Some(before), &draft.record);
        let cause = Cause { persons: Vec::new(), because: format!("{} timer:{}", before.number, timer.key) };
        let deed = Deed { of, step: (timer.makes, step), before: Some(before), draft, rule: &timer.declared_at };
        let record = self.put_deed(commit, deed, &cause).await?;
        self.put_effects(commit, Link { step: timer.makes, record, has_ended, depth: 0 }, &cause).await?;
        Ok(Rung::Moved)
    }
}
