//! Changes of the matrix that were published: the texts that are laid over the files, in the order in which they came.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, PersonId, RecordId};

use crate::{Commit, Conflict, Expect, Fault, Store, binds};

/// One text of one published change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The practice.
    pub practice: String,
    /// Which change of that practice it is, from 1.
    pub version: i64,
    /// The path that a site's file would have.
    pub path: String,
    /// What it says.
    pub text: String,
    /// When it was published.
    pub at: Instant,
    /// Who decided.
    pub by: PersonId,
    /// The record of the decision.
    pub record: RecordId,
}

impl Store {
    /// Everything that was published, the first first: each is laid over those before it.
    pub async fn published(&self) -> Result<Vec<Published>, Fault> {
        let rows = self
            .rows(
                "SELECT practice, version, path, text, at, person, record FROM published ORDER BY at, record, path",
                &[],
            )
            .await?;
        rows.iter()
            .map(|it| {
                Ok(Published {
                    practice: it.text(0).to_owned(),
                    version: it.int(1)?,
                    path: it.text(2).to_owned(),
                    text: it.text(3).to_owned(),
                    at: Instant::from_micros(it.int(4)?),
                    by: PersonId::new(it.int(5)?),
                    record: RecordId::new(it.int(6)?),
                })
            })
            .collect()
    }

    /// Adds a text to a commit. A version that is there already is another's: the commit fails as taken.
    pub fn put_published(&self, commit: &mut Commit, it: &Published) {
        commit.run(
            "INSERT INTO published (practice, version, path, text, at, person, record) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            binds![
                it.practice.as_str(),
                it.version,
                it.path.as_str(),
                it.text.as_str(),
                it.at,
                it.by.get(),
                it.record.get()
            ],
            Expect::One(Conflict::Taken),
        );
        commit.bump_epoch();
    }

    /// What happened to the records of a type until an instant, oldest first: how each of them stood then.
    pub async fn journal_of_type(
        &self,
        of: model::TypeIx,
        until: Instant,
    ) -> Result<Vec<(RecordId, Instant, String)>, Fault> {
        let rows = self
            .rows(
                "SELECT journal.record, journal.at, journal.what FROM record JOIN journal ON journal.record = record.id \
                 WHERE record.type = $1 AND journal.at <= $2 ORDER BY journal.at, journal.seq",
                &binds![self.terms.of_type(of), until],
            )
            .await?;
        rows.iter()
            .map(|it| Ok((RecordId::new(it.int(0)?), Instant::from_micros(it.int(1)?), it.text(2).to_owned())))
            .collect()
    }
}
