//! Reading the journal.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use std::collections::BTreeMap;

use base::{Instant, PersonId, RecordId};

use crate::{Commit, Entry, Expect, Fault, Row, Store, binds};

/// One entry with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journaled {
    /// Its place, from 1.
    pub seq: i64,
    /// The entry.
    pub entry: Entry,
    /// The stored hash of its canonical bytes.
    pub leaf: Vec<u8>,
}

/// The journal's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spine {
    /// How many entries there are.
    pub size: i64,
    /// The root of their tree.
    pub root: Vec<u8>,
    /// The state of the tree.
    pub tree: Vec<u8>,
    /// The present epoch of authority.
    pub epoch: i64,
}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The size it was made at.
    pub size: i64,
    /// When.
    pub at: Instant,
    /// The signed note.
    pub note: String,
}

/// How many entries are looked at in one go.
const WINDOW: i64 = 20_000;
const COLUMNS: &str = "SELECT seq, at, recorded, actor, on_behalf_of, activity, record, basis, what, leaf FROM journal";

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
        leaf: row.bytes(9).to_vec(),
    })
}

impl Store {
    /// The journal's end and the present epoch.
    pub async fn spine(&self) -> Result<Spine, Fault> {
        let rows = self.rows("SELECT size, root, tree, epoch FROM spine WHERE one = 1", &[]).await?;
        let row = rows.first().ok_or_else(|| Fault::Shape("the journal has no head".to_owned()))?;
        Ok(Spine { size: row.int(0)?, root: row.bytes(1).to_vec(), tree: row.bytes(2).to_vec(), epoch: row.int(3)? })
    }

    /// The present epoch of authority.
    pub async fn epoch(&self) -> Result<i64, Fault> {
        let rows = self.rows("SELECT epoch FROM spine WHERE one = 1", &[]).await?;
        rows.first().ok_or_else(|| Fault::Shape("the journal has no head".to_owned()))?.int(0)
    }

    /// Entries from a place on.
    pub async fn journal_from(&self, seq: i64, limit: i64) -> Result<Vec<Journaled>, Fault> {
        let mut text = crate::sql::Text::new(COLUMNS);
        text.add(" WHERE seq >= ").bind(seq).add(" ORDER BY seq LIMIT ").bind(limit);
        self.rows_of(text).await?.iter().map(journaled).collect()
    }

    /// The newest entries, newest first.
    pub async fn journal_latest(&self, limit: i64) -> Result<Vec<Journaled>, Fault> {
        let mut text = crate::sql::Text::new(COLUMNS);
        text.add(" ORDER BY seq DESC LIMIT ").bind(limit);
        self.rows_of(text).await?.iter().map(journaled).collect()
    }

    /// What happened to a record, oldest first.
    pub async fn journal_of(&self, record: RecordId, limit: i64) -> Result<Vec<Journaled>, Fault> {
        let mut text = crate::sql::Text::new(COLUMNS);
        text.add(" WHERE record = ").bind(record.get()).add(" ORDER BY at, seq LIMIT ").bind(limit);
        self.rows_of(text).await?.iter().map(journaled).collect()
    }

    /// Leaf hashes from a place on: what a proof is made of.
    pub async fn leaves(&self, seq: i64, limit: i64) -> Result<Vec<Vec<u8>>, Fault> {
        let rows =
            self.rows("SELECT leaf FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2", &binds![seq, limit]).await?;
        Ok(rows.iter().map(|it| it.bytes(0).to_vec()).collect())
    }

    /// Each basis that entries after a place name, with when it was last acted on; and the end up to which was read.
    pub async fn bases_after(&self, seq: i64) -> Result<(Vec<(String, Instant)>, i64), Fault> {
        let end = self.spine().await?.size;
        let text = "SELECT basis, max(at) FROM journal WHERE seq > $1 AND seq <= $2 AND basis <> '' GROUP BY basis";
        let mut last: BTreeMap<String, Instant> = BTreeMap::new();
        let mut from = seq;
        // Window by window: in one go, the database would sort the whole journal in memory.
        while from < end {
            let to = from.saturating_add(WINDOW).min(end);
            for row in self.rows(text, &binds![from, to]).await? {
                let at = Instant::from_micros(row.int(1)?);
                last.entry(row.text(0).to_owned()).and_modify(|it| *it = (*it).max(at)).or_insert(at);
            }
            from = to;
        }
        Ok((last.into_iter().collect(), end))
    }

    /// Since when the journal has been kept; `None` where it is empty.
    pub async fn kept_since(&self) -> Result<Option<Instant>, Fault> {
        let rows = self.rows("SELECT recorded FROM journal ORDER BY seq LIMIT 1", &[]).await?;
        Ok(rows.first().and_then(|it| it.opt(0)).map(Instant::from_micros))
    }

    /// The places of the first and the last entry; `None` where there is none.
    pub async fn journal_ends(&self) -> Result<Option<(i64, i64)>, Fault> {
        let rows = self.rows("SELECT min(seq), max(seq) FROM journal", &[]).await?;
        Ok(rows.first().and_then(|it| it.opt(0).zip(it.opt(1))))
    }

    /// Records after an id, with their numbers and the keys of their states: what the journal is held against.
    pub async fn states_after(&self, after: RecordId, limit: i64) -> Result<Vec<(RecordId, String, String)>, Fault> {
        let rows = self
            .rows(
                "SELECT record.id, record.number, term.key FROM record LEFT JOIN term ON term.no = record.state \
                 WHERE record.id > $1 ORDER BY record.id LIMIT $2",
                &binds![after.get(), limit],
            )
            .await?;
        rows.iter().map(|it| Ok((RecordId::new(it.int(0)?), it.text(1).to_owned(), it.text(2).to_owned()))).collect()
    }

    /// The checkpoints, oldest first.
    pub async fn marks(&self) -> Result<Vec<Mark>, Fault> {
        let rows = self.rows("SELECT size, at, note FROM checkpoint ORDER BY size", &[]).await?;
        rows.iter()
            .map(|it| Ok(Mark { size: it.int(0)?, at: Instant::from_micros(it.int(1)?), note: it.text(2).to_owned() }))
            .collect()
    }

    /// The newest checkpoint.
    pub async fn last_mark(&self) -> Result<Option<Mark>, Fault> {
        let rows = self.rows("SELECT size, at, note FROM checkpoint ORDER BY size DESC LIMIT 1", &[]).await?;
        rows.first()
            .map(|it| Ok(Mark { size: it.int(0)?, at: Instant::from_micros(it.int(1)?), note: it.text(2).to_owned() }))
            .transpose()
    }

    /// Adds a checkpoint to a commit.
    pub fn put_mark(&self, commit: &mut Commit, mark: &Mark) {
        commit.run(
            "INSERT INTO checkpoint (size, at, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            binds![mark.size, mark.at, mark.note.as_str()],
            Expect::Any,
        );
    }
}
