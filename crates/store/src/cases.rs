//! The journal case by case: the entries of one record after the other, so that whoever reads it needs to hold one record's
//! entries at a time.

use base::{Instant, PersonId, RecordId};
use model::TypeIx;

use crate::{Fault, Row, Store, sql::Text};

/// Where a reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasePlace {
    record: i64,
    at: i64,
    seq: i64,
}

/// An entry about a record, with the record's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEntry {
    /// The record.
    pub record: RecordId,
    /// Its number.
    pub number: String,
    /// The entry's place in the journal.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// Which activity it was.
    pub activity: String,
    /// On what basis, as JSON.
    pub basis: String,
    /// What happened, as JSON.
    pub what: String,
}

impl CasePlace {
    /// Before everything.
    pub const START: Self = Self { record: i64::MIN, at: i64::MIN, seq: i64::MIN };

    /// Before the entries of a record.
    pub fn before(record: RecordId) -> Self {
        Self { record: record.get(), at: i64::MIN, seq: i64::MIN }
    }
    /// After an entry.
    pub fn after(entry: &CaseEntry) -> Self {
        Self { record: entry.record.get(), at: entry.at.micros(), seq: entry.seq }
    }
}

impl Store {
    /// The entries about records of a type, by record and then by time, from a place on; none beyond the place `upto` of
    /// the journal, so that a long reading sees one journal.
    pub async fn journal_by_case(
        &self,
        of: TypeIx,
        from: CasePlace,
        upto: i64,
        limit: usize,
    ) -> Result<Vec<CaseEntry>, Fault> {
        // A cross join keeps the order: the journal's index by record is walked, and nothing is sorted.
        let mut text = Text::new(
            "SELECT j.record, r.number, j.seq, j.at, j.actor, j.activity, j.basis, j.what \
             FROM journal j CROSS JOIN record r WHERE j.record IS NOT NULL AND (j.record, j.at, j.seq) > (",
        );
        text.bind(from.record).add(", ").bind(from.at).add(", ").bind(from.seq).add(") AND j.seq <= ").bind(upto);
        text.add(" AND r.id = j.record AND r.type = ").bind(self.terms.of_type(of));
        text.add(" ORDER BY j.record, j.at, j.seq LIMIT ").number(limit);
        self.rows_of(text).await?.iter().map(entry).collect()
    }

    /// The oldest of the newest records of a type, at most so many; `None` where there are none.
    pub async fn newest_from(&self, of: TypeIx, most: usize) -> Result<Option<RecordId>, Fault> {
        let mut text = Text::new("SELECT min(newest.id) FROM (SELECT id FROM record WHERE type = ");
        text.bind(self.terms.of_type(of)).add(" ORDER BY id DESC LIMIT ").number(most).add(") AS newest");
        Ok(self.rows_of(text).await?.first().and_then(|it| it.opt(0)).map(RecordId::new))
    }
}

fn entry(row: &Row) -> Result<CaseEntry, Fault> {
    Ok(CaseEntry {
        record: RecordId::new(row.int(0)?),
        number: row.text(1).to_owned(),
        seq: row.int(2)?,
        at: Instant::from_micros(row.int(3)?),
        actor: row.opt(4).map(PersonId::new),
        activity: row.text(5).to_owned(),
        basis: row.text(6).to_owned(),
        what: row.text(7).to_owned(),
    })
}
