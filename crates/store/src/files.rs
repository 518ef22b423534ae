//! Attachments and links.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, PersonId, RecordId};

use crate::{Commit, Expect, Fault, Row, Store, binds};

/// A file on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its id.
    pub id: i64,
    /// The record.
    pub record: RecordId,
    /// Its name as given.
    pub name: String,
    /// Its media type, from its content.
    pub media: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its content, hexadecimal.
    pub hash: String,
    /// When it was added.
    pub at: Instant,
    /// By whom.
    pub by: PersonId,
    /// Whether only those inside IT see it.
    pub inside: bool,
}

/// A link between two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// From.
    pub a: RecordId,
    /// To.
    pub b: RecordId,
    /// What the link says, read from `a` to `b`.
    pub kind: String,
}

const COLUMNS: &str = "SELECT id, record, name, media, size, hash, at, by_person, inside FROM attachment WHERE ";

fn attached(row: &Row) -> Result<Attached, Fault> {
    Ok(Attached {
        id: row.int(0)?,
        record: RecordId::new(row.int(1)?),
        name: row.text(2).to_owned(),
        media: row.text(3).to_owned(),
        size: row.int(4)?,
        hash: row.text(5).to_owned(),
        at: Instant::from_micros(row.int(6)?),
        by: PersonId::new(row.int(7)?),
        inside: row.int(8)? != 0,
    })
}

impl Store {
    /// Adds a file with its content to a commit.
    pub fn put_attachment(&self, commit: &mut Commit, it: &Attached, body: Vec<u8>) {
        commit.run(
            "INSERT INTO blob_store (hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            binds![it.hash.as_str(), body],
            Expect::Any,
        );
        commit.run(
            "INSERT INTO attachment (id, record, name, media, size, hash, at, by_person, inside) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            binds![it.id, it.record.get(), it.name.as_str(), it.media.as_str(), it.size, it.hash.as_str(), it.at, it.by.get(), it.inside],
            Expect::Any,
        );
    }

    /// The files on a record.
    pub async fn attachments(&self, record: RecordId) -> Result<Vec<Attached>, Fault> {
        let mut text = crate::sql::Text::new(COLUMNS);
        text.add("record = ").bind(record.get()).add(" ORDER BY id LIMIT 500");
        self.rows_of(text).await?.iter().map(attached).collect()
    }

    /// One file.
    pub async fn attachment(&self, id: i64) -> Result<Option<Attached>, Fault> {
        let mut text = crate::sql::Text::new(COLUMNS);
        text.add("id = ").bind(id);
        self.rows_of(text).await?.first().map(attached).transpose()
    }

    /// The content of a file.
    pub async fn blob(&self, hash: &str) -> Result<Option<Vec<u8>>, Fault> {
        let rows = self.rows("SELECT body FROM blob_store WHERE hash = $1", &binds![hash]).await?;
        Ok(rows.first().map(|it| it.bytes(0).to_vec()))
    }

    /// Adds a link to a commit.
    pub fn put_link(&self, commit: &mut Commit, link: &Linked, now: Instant) {
        commit.run(
            "INSERT INTO link (a, b, kind, seq_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            binds![link.a.get(), link.b.get(), link.kind.as_str(), now],
            Expect::Any,
        );
    }

    /// Adds the removal of a link to a commit.
    pub fn remove_link(&self, commit: &mut Commit, link: &Linked) {
        commit.run(
            "DELETE FROM link WHERE a = $1 AND b = $2 AND kind = $3",
            binds![link.a.get(), link.b.get(), link.kind.as_str()],
            Expect::Any,
        );
    }

    /// The links of a record, from and to it.
    pub async fn links(&self, record: RecordId) -> Result<Vec<Linked>, Fault> {
        let rows = self
            .rows(
                "SELECT a, b, kind FROM link WHERE a = $1 UNION SELECT a, b, kind FROM link WHERE b = $1 ORDER BY 1, 2 LIMIT 200",
                &binds![record.get()],
            )
            .await?;
        rows.iter()
            .map(|it| {
                Ok(Linked { a: RecordId::new(it.int(0)?), b: RecordId::new(it.int(1)?), kind: it.text(2).to_owned() })
            })
            .collect()
    }
}
