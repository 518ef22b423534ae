//! What duties are judged by: acts by activity, attestations; whom was told of which; feeds, of which only hashes are kept.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId};

use crate::{Commit, Conflict, Entry, Expect, Fault, Journaled, Row, Store, binds, sql::Text};

/// The most entries that one look brings.
const MOST: usize = 50_000;
/// How many names stand in one statement.
const NAMES: usize = 200;

/// Which entries are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Of these activities, by key.
    pub activities: &'a [&'a str],
    /// From this instant on.
    pub from: Instant,
    /// Before this one.
    pub until: Instant,
    /// By one of these persons or on behalf of one; by anybody where it is `None`.
    pub persons: Option<&'a [i64]>,
}

/// An address from which a calendar program reads somebody's duties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Whose.
    pub person: PersonId,
    /// When it was made.
    pub made: Instant,
    /// When it ends.
    pub ends: Instant,
    /// When it was last read, to the hour.
    pub used: Option<Instant>,
}

fn journaled(row: &Row) -> Result<Journaled, Fault> {
    Ok(Journaled {
        seq: row.int(0)?,
        entry: Entry {
            at: Instant::from_micros(row.int(1)?),
            recorded: Instant::from_micros(row.int(2)?),
            actor: row.opt(3).map(PersonId::new),
            on_behalf_of: row.opt(4).map(PersonId::new),
            activity: row.text(5).to_owned(),
            record: row.opt(6).map(RecordId::new),
            basis: row.text(7).to_owned(),
            what: row.text(8).to_owned(),
        },
        leaf: Vec::new(),
    })
}

const ENTRY: &str = "SELECT seq, at, recorded, actor, on_behalf_of, activity, record, basis, what FROM journal WHERE ";

impl Store {
    /// When the first entry of the journal was recorded: what lies before it, the journal can't tell.
    pub async fn journal_since(&self) -> Result<Option<Instant>, Fault> {
        let rows = self.rows("SELECT recorded FROM journal WHERE seq = 1", &[]).await?;
        rows.first().map(|it| Ok(Instant::from_micros(it.int(0)?))).transpose()
    }

    /// Acts on records that people did themselves at a desk, by activity; without their hashes.
    pub async fn acts(&self, look: Look<'_>) -> Result<Vec<Journaled>, Fault> {
        let mut found = Vec::new();
        for some in look.activities.chunks(NAMES) {
            let mut text = Text::new(ENTRY);
            text.add("activity IN (").bind_all(some.iter().copied()).add(")");
            text.add(" AND at >= ").bind(look.from).add(" AND at < ").bind(look.until);
            if let Some(persons) = look.persons {
                text.add(" AND (actor").among(self.dialect(), persons);
                text.add(" OR on_behalf_of").among(self.dialect(), persons).add(")");
            }
            // What an import brought in has no basis: nobody did it here.
            text.add(" AND record IS NOT NULL AND basis <> '' LIMIT ").number(MOST);
            for row in &self.rows_of(text).await? {
                found.push(journaled(row)?);
            }
        }
        Ok(found)
    }

    /// Entries of one activity on these records, oldest first; without their hashes.
    pub async fn acts_on(&self, activity: &'static str, records: &[RecordId]) -> Result<Vec<Journaled>, Fault> {
        let mut found = Vec::new();
        for some in records.chunks(500) {
            let mut text = Text::new(ENTRY);
            text.add("record").among(self.dialect(), &some.iter().map(|it| it.get()).collect::<Vec<_>>());
            text.add(" AND activity = ").bind(activity).add(" ORDER BY at, seq LIMIT ").number(MOST);
            for row in &self.rows_of(text).await? {
                found.push(journaled(row)?);
            }
        }
        Ok(found)
    }

    /// Which of these have been told of duties.
    pub async fn duties_told(&self, what: &[String]) -> Result<BTreeSet<String>, Fault> {
        let mut found = BTreeSet::new();
        for some in what.chunks(NAMES) {
            let mut text = Text::new("SELECT what FROM duty_told WHERE what IN (");
            text.bind_all(some.iter().map(String::as_str)).add(")");
            found.extend(self.rows_of(text).await?.iter().map(|it| it.text(0).to_owned()));
        }
        Ok(found)
    }

    /// Adds to a commit that a duty was told of, or need not be; fails where another node was first.
    pub fn put_duty_told(&self, commit: &mut Commit, what: &str, at: Instant) {
        commit.run(
            "INSERT INTO duty_told (what, at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            binds![what, at],
            Expect::One(Conflict::Claimed),
        );
    }

    /// Forgets what was told of duties before an instant, and feeds that have ended.
    pub async fn sweep_duties(&self, before: Instant, now: Instant) -> Result<(), Fault> {
        self.write_rows("DELETE FROM duty_told WHERE at < $1", binds![before]).await?;
        self.write_rows("DELETE FROM feed WHERE ends <= $1", binds![now]).await.map(drop)
    }

    /// Adds a person's feed to a commit, in place of the one they had.
    pub fn put_feed(&self, commit: &mut Commit, hash: &[u8], it: &Feed) {
        commit.run(
            "INSERT INTO feed (person, hash, made, ends) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person) DO UPDATE SET hash = $2, made = $3, ends = $4, used = NULL",
            binds![it.person.get(), hash.to_vec(), it.made, it.ends],
            Expect::Any,
        );
    }

    /// Adds the end of a person's feed to a commit.
    pub fn end_feed(&self, commit: &mut Commit, person: PersonId) {
        commit.run("DELETE FROM feed WHERE person = $1", binds![person.get()], Expect::Any);
    }

    /// The feed with a hash, if its person is active.
    pub async fn feed(&self, hash: &[u8]) -> Result<Option<Feed>, Fault> {
        let rows = self
            .rows(
                "SELECT f.person, f.made, f.ends, f.used FROM feed f JOIN person p ON p.id = f.person WHERE f.hash = $1 AND p.active = 1",
                &binds![hash.to_vec()],
            )
            .await?;
        rows.first().map(feed).transpose()
    }

    /// A person's feed.
    pub async fn feed_of(&self, person: PersonId) -> Result<Option<Feed>, Fault> {
        let rows =
            self.rows("SELECT person, made, ends, used FROM feed WHERE person = $1", &binds![person.get()]).await?;
        rows.first().map(feed).transpose()
    }

    /// Notes when a person's feed was last read.
    pub async fn note_feed(&self, person: PersonId, now: Instant) -> Result<(), Fault> {
        self.write_rows("UPDATE feed SET used = $2 WHERE person = $1", binds![person.get(), now]).await.map(drop)
    }
}

fn feed(row: &Row) -> Result<Feed, Fault> {
    Ok(Feed {
        person: PersonId::new(row.int(0)?),
        made: Instant::from_micros(row.int(1)?),
        ends: Instant::from_micros(row.int(2)?),
        used: row.instant(3),
    })
}
