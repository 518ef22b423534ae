//! Work that is due: clocks, notices and the outbox. Claimed with a lease, so that two nodes never do it twice.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, PersonId, RecordId, Span};

use crate::{Bind, Commit, Conflict, Expect, Fault, Store, binds};

/// A clock of a record as last computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub record: RecordId,
    /// The clock's key.
    pub clock: String,
    /// When it ends; `None` while it stands still or has ended.
    #[expect(clippy::struct_field_names, reason = "a clock is due at its due instant")]
    pub due: Option<Instant>,
    /// `running`, `paused`, `met`, `missed`.
    pub state: String,
}

/// Something to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id: the stable key for those who receive it twice.
    pub id: i64,
    /// What kind of delivery.
    pub kind: String,
    /// What, as JSON text.
    pub payload: String,
    /// How often it was tried.
    pub tries: i64,
}

impl Store {
    /// Adds a record's clock to a commit.
    pub fn put_clock(&self, commit: &mut Commit, it: &Due) {
        commit.run(
            "INSERT INTO clock (record, clock, due, state, told) VALUES ($1, $2, $3, $4, 0) \
             ON CONFLICT (record, clock) DO UPDATE SET told = CASE WHEN clock.due = $3 THEN clock.told ELSE 0 END, due = $3, state = $4",
            binds![it.record.get(), it.clock.as_str(), it.due.map(Instant::micros), it.state.as_str()],
            Expect::Any,
        );
    }

    /// The clocks of a record.
    pub async fn clocks(&self, record: RecordId) -> Result<Vec<Due>, Fault> {
        let rows = self
            .rows("SELECT record, clock, due, state FROM clock WHERE record = $1 ORDER BY clock", &binds![record.get()])
            .await?;
        rows.iter()
            .map(|it| {
                Ok(Due {
                    record: RecordId::new(it.int(0)?),
                    clock: it.text(1).to_owned(),
                    due: it.instant(2),
                    state: it.text(3).to_owned(),
                })
            })
            .collect()
    }

    /// Clocks that have run out and nobody was told of.
    pub async fn clocks_due(&self, now: Instant, limit: i64) -> Result<Vec<Due>, Fault> {
        let rows = self
            .rows(
                "SELECT record, clock, due, state FROM clock WHERE due IS NOT NULL AND told = 0 AND due <= $1 ORDER BY due LIMIT $2",
                &binds![now, limit],
            )
            .await?;
        rows.iter()
            .map(|it| {
                Ok(Due {
                    record: RecordId::new(it.int(0)?),
                    clock: it.text(1).to_owned(),
                    due: it.instant(2),
                    state: it.text(3).to_owned(),
                })
            })
            .collect()
    }

    /// Adds to a commit that people were told that a clock ran out; fails where another node was first.
    pub fn put_told(&self, commit: &mut Commit, it: &Due) {
        commit.run(
            "UPDATE clock SET told = 1 WHERE record = $1 AND clock = $2 AND told = 0 AND due = $3",
            binds![it.record.get(), it.clock.as_str(), it.due.map(Instant::micros)],
            Expect::One(Conflict::Claimed),
        );
    }

    /// Adds to a commit that nobody need be told of a record's clocks that ran out before an instant.
    pub fn put_old_told(&self, commit: &mut Commit, record: RecordId, before: Instant) {
        commit.run(
            "UPDATE clock SET told = 1 WHERE record = $1 AND due < $2",
            binds![record.get(), before],
            Expect::Any,
        );
    }

    /// Adds a notice to a commit.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
    pub fn put_notice(
        &self,
        commit: &mut Commit,
        id: i64,
        person: PersonId,
        record: Option<RecordId>,
        why: &str,
        text: &str,
        at: Instant,
    ) {
        commit.run(
            "INSERT INTO notice (id, person, record, seq, why, text, at) VALUES ($1, $2, $3, 0, $4, $5, $6)",
            binds![id, person.get(), record.map(RecordId::get), why, text, at],
            Expect::Any,
        );
    }

    /// A person's unseen notices, newest first: id, record, why, text, when.
    pub async fn notices(
        &self,
        person: PersonId,
        limit: i64,
    ) -> Result<Vec<(i64, Option<RecordId>, String, String, Instant)>, Fault> {
        let rows = self
            .rows(
                "SELECT id, record, why, text, at FROM notice WHERE person = $1 AND seen IS NULL ORDER BY id DESC LIMIT $2",
                &binds![person.get(), limit],
            )
            .await?;
        rows.iter()
            .map(|it| {
                Ok((
                    it.int(0)?,
                    it.opt(1).map(RecordId::new),
                    it.text(2).to_owned(),
                    it.text(3).to_owned(),
                    Instant::from_micros(it.int(4)?),
                ))
            })
            .collect()
    }

    /// Adds to a commit that a person has seen one notice of theirs.
    pub fn put_seen_notice(&self, commit: &mut Commit, person: PersonId, id: i64, now: Instant) {
        commit.run(
            "UPDATE notice SET seen = $3 WHERE person = $1 AND id = $2 AND seen IS NULL",
            binds![person.get(), id, now],
            Expect::Any,
        );
    }

    /// Adds to a commit that a person has seen their notices about a record, or all of them.
    pub fn put_seen_notices(&self, commit: &mut Commit, person: PersonId, record: Option<RecordId>, now: Instant) {
        match record {
            Some(record) => commit.run(
                "UPDATE notice SET seen = $3 WHERE person = $1 AND record = $2 AND seen IS NULL",
                binds![person.get(), record.get(), now],
                Expect::Any,
            ),
            None => commit.run(
                "UPDATE notice SET seen = $2 WHERE person = $1 AND seen IS NULL",
                binds![person.get(), now],
                Expect::Any,
            ),
        };
    }

    /// Adds something to deliver to a commit.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
    pub fn put_outgoing(&self, commit: &mut Commit, id: i64, kind: &str, payload: &str, due: Instant) {
        commit.run(
            "INSERT INTO outbox (id, kind, payload, due, tries, lease) VALUES ($1, $2, $3, $4, 0, 0)",
            binds![id, kind, payload, due],
            Expect::Any,
        );
    }

    /// Takes what is due to be delivered, for a while; the try's number fences off late wakers.
    pub async fn claim_outgoing(&self, now: Instant, lease: Span, limit: i64) -> Result<Vec<Outgoing>, Fault> {
        let text = match self.dialect() {
            crate::Dialect::Sqlite => {
                "UPDATE outbox SET lease = $2, tries = tries + 1 WHERE id IN (SELECT id FROM outbox WHERE done IS NULL AND due <= $1 AND lease <= $1 ORDER BY due LIMIT $3) RETURNING id, kind, payload, tries"
            }
            crate::Dialect::Postgres => {
                "UPDATE outbox SET lease = $2, tries = tries + 1 WHERE id IN (SELECT id FROM outbox WHERE done IS NULL AND due <= $1 AND lease <= $1 ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id, kind, payload, tries"
            }
        };
        let rows = self.write_rows(text, binds![now, now.plus(lease), limit]).await?;
        rows.iter()
            .map(|it| {
                Ok(Outgoing {
                    id: it.int(0)?,
                    kind: it.text(1).to_owned(),
                    payload: it.text(2).to_owned(),
                    tries: it.int(3)?,
                })
            })
            .collect()
    }

    /// Adds the outcome of a delivery to a commit: done, or to be tried again at `next` with what went wrong.
    pub fn put_delivered(&self, commit: &mut Commit, it: &Outgoing, now: Instant, again: Option<(Instant, &str)>) {
        let (done, due, fault): (Bind, Bind, Bind) = match again {
            None => (now.into(), now.into(), Bind::Null),
            Some((next, fault)) => (Bind::Null, next.into(), fault.into()),
        };
        commit.run(
            "UPDATE outbox SET done = $3, due = $4, fault = $5, lease = 0 WHERE id = $1 AND tries = $2 AND done IS NULL",
            vec![it.id.into(), it.tries.into(), done, due, fault],
            Expect::One(Conflict::Claimed),
        );
    }

    /// Deliveries that failed so often that somebody must look: id, kind, tries, fault.
    pub async fn dead_letters(&self, tries: i64) -> Result<Vec<(i64, String, i64, String)>, Fault> {
        let rows = self
            .rows(
                "SELECT id, kind, tries, fault FROM outbox WHERE done IS NULL AND tries >= $1 ORDER BY id LIMIT 200",
                &binds![tries],
            )
            .await?;
        rows.iter().map(|it| Ok((it.int(0)?, it.text(1).to_owned(), it.int(2)?, it.text(3).to_owned()))).collect()
    }
}
