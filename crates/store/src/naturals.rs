//! Natural keys: the names under which other systems know a record. And what names a record or is counted by team.

use std::collections::BTreeMap;

use base::{RecordId, TeamId};
use model::RecordType;

use crate::{Commit, Conflict, Expect, Fault, Store, binds};

impl Store {
    /// The record that a natural key of a type stands for, and the digest of what was last brought in under it.
    pub async fn natural(&self, of: &RecordType, key: &str) -> Result<Option<(RecordId, String)>, Fault> {
        let rows = self
            .rows(
                "SELECT record, digest FROM natural_key WHERE type = $1 AND key = $2",
                &binds![self.terms.of_type(of.ix), key],
            )
            .await?;
        rows.first().map(|it| Ok((RecordId::new(it.int(0)?), it.text(1).to_owned()))).transpose()
    }

    /// All natural keys of a type.
    pub async fn naturals(&self, of: &RecordType) -> Result<BTreeMap<String, (RecordId, String)>, Fault> {
        let rows = self
            .rows("SELECT key, record, digest FROM natural_key WHERE type = $1", &binds![self.terms.of_type(of.ix)])
            .await?;
        rows.iter().map(|it| Ok((it.text(0).to_owned(), (RecordId::new(it.int(1)?), it.text(2).to_owned())))).collect()
    }

    /// Adds to a commit that a natural key stands for a record.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
    pub fn put_natural(&self, commit: &mut Commit, of: &RecordType, key: &str, record: RecordId, digest: &str) {
        commit.run(
            "INSERT INTO natural_key (type, key, record, digest) VALUES ($1, $2, $3, $4) ON CONFLICT (type, key) DO UPDATE SET digest = $4 WHERE natural_key.record = $3",
            binds![self.terms.of_type(of.ix), key, record.get(), digest],
            Expect::One(Conflict::Taken),
        );
    }

    /// Adds to a commit that a natural key stands for this record from now on, whatever it stood for before.
    pub fn put_natural_anew(&self, commit: &mut Commit, of: &RecordType, key: &str, record: RecordId) {
        commit.run(
            "INSERT INTO natural_key (type, key, record, digest) VALUES ($1, $2, $3, '') ON CONFLICT (type, key) DO UPDATE SET record = $3, digest = ''",
            binds![self.terms.of_type(of.ix), key, record.get()],
            Expect::One(Conflict::Taken),
        );
    }

    /// Records that name this one in a field of several references.
    pub async fn pointing_at(&self, id: RecordId) -> Result<Vec<RecordId>, Fault> {
        let rows =
            self.rows("SELECT DISTINCT record FROM points WHERE target = $1 LIMIT 200", &binds![id.get()]).await?;
        rows.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }

    /// How many open records each team has.
    pub async fn open_by_team(&self) -> Result<BTreeMap<TeamId, i64>, Fault> {
        let rows = self
            .rows("SELECT holder_team, count(*) FROM record WHERE closed IS NULL AND holder_team IS NOT NULL GROUP BY holder_team", &[])
            .await?;
        rows.iter().map(|it| Ok((TeamId::new(it.int(0)?), it.int(1)?))).collect()
    }
}
