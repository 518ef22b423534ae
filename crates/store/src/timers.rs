//! Timers of records: what the platform has to do when an instant has passed. One row a record and timer, kept while it is
//! waited for; rung once for each instant, whichever node comes first.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, RecordId};

use crate::{Commit, Conflict, Expect, Fault, Store, binds};

/// A timer whose instant has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ringing {
    /// The record.
    pub record: RecordId,
    /// The timer's key within the record's type.
    pub timer: String,
    /// The instant.
    pub due: Instant,
}

impl Store {
    /// Adds to a commit that a record's timer waits for an instant, or for none. One that has rung for this very instant
    /// does not ring again, unless it was not waited for in between.
    pub fn put_timer(&self, commit: &mut Commit, record: RecordId, timer: &str, due: Option<Instant>) {
        match due {
            Some(due) => commit.run(
                "INSERT INTO timer (record, timer, due, look, done) VALUES ($1, $2, $3, $3, 0) \
                 ON CONFLICT (record, timer) DO UPDATE SET done = CASE WHEN timer.due = $3 THEN timer.done ELSE 0 END, \
                 look = CASE WHEN timer.due = $3 THEN timer.look ELSE $3 END, due = $3",
                binds![record.get(), timer, due],
                Expect::Any,
            ),
            None => commit.run(
                "DELETE FROM timer WHERE record = $1 AND timer = $2",
                binds![record.get(), timer],
                Expect::Any,
            ),
        };
    }

    /// Timers that have run out and have not rung, the oldest first.
    pub async fn timers_due(&self, now: Instant, limit: i64) -> Result<Vec<Ringing>, Fault> {
        let rows = self
            .rows(
                "SELECT record, timer, due FROM timer WHERE done = 0 AND look <= $1 ORDER BY look, record LIMIT $2",
                &binds![now, limit],
            )
            .await?;
        let ringing = |it: &crate::Row| {
            Ok(Ringing {
                record: RecordId::new(it.int(0)?),
                timer: it.text(1).to_owned(),
                due: Instant::from_micros(it.int(2)?),
            })
        };
        rows.iter().map(ringing).collect()
    }

    /// Adds to a commit that a timer has rung; fails where another node was first, or where it waits for something else.
    pub fn put_rung(&self, commit: &mut Commit, it: &Ringing) {
        commit.run(
            "UPDATE timer SET done = 1 WHERE record = $1 AND timer = $2 AND due = $3 AND done = 0",
            binds![it.record.get(), it.timer.as_str(), it.due],
            Expect::One(Conflict::Claimed),
        );
    }

    /// Adds to a commit that a timer that could do nothing is looked at again later.
    pub fn put_look_again(&self, commit: &mut Commit, it: &Ringing, look: Instant) {
        commit.run(
            "UPDATE timer SET look = $4 WHERE record = $1 AND timer = $2 AND due = $3 AND done = 0",
            binds![it.record.get(), it.timer.as_str(), it.due, look],
            Expect::Any,
        );
    }

    /// What a record's timers wait for, by key; those that have rung are left out.
    pub async fn timers(&self, record: RecordId) -> Result<Vec<(String, Instant)>, Fault> {
        let rows = self
            .rows("SELECT timer, due FROM timer WHERE record = $1 AND done = 0 ORDER BY timer", &binds![record.get()])
            .await?;
        rows.iter().map(|it| Ok((it.text(0).to_owned(), Instant::from_micros(it.int(1)?)))).collect()
    }
}
