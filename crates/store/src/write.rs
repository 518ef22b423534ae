//! What both writers share: giving journal entries their place in the chain.

use base::Instant;
use ledger::Range;

use crate::{Bind, Commit, Entry, Fault, Row, binds};

/// The row that all writers take in turn: the journal's tree, its latest instant and the epoch.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) range: Range,
    pub(crate) epoch: i64,
    latest: Instant,
}

/// Reads the head row's columns.
pub(crate) const READ_HEAD: &str = "SELECT tree, epoch, recorded FROM spine WHERE one = 1";
/// The same, holding the row until the transaction ends.
pub(crate) const LOCK_HEAD: &str = "SELECT tree, epoch, recorded FROM spine WHERE one = 1 FOR UPDATE";
/// Writes the head row.
pub(crate) const WRITE_HEAD: &str =
    "UPDATE spine SET size = $1, tree = $2, root = $3, epoch = $4, recorded = $5 WHERE one = 1";
/// Writes one journal row.
pub(crate) const WRITE_ENTRY: &str = "INSERT INTO journal \
    (seq, at, recorded, actor, on_behalf_of, activity, record, basis, what, leaf) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

impl Head {
    /// The head as read by [`READ_HEAD`] or [`LOCK_HEAD`].
    pub(crate) fn read(row: &Row) -> Result<Self, Fault> {
        let range =
            Range::from_bytes(row.bytes(0)).map_err(|fault| Fault::Shape(format!("the journal's head: {fault}")))?;
        Ok(Self { range, epoch: row.int(1)?, latest: Instant::from_micros(row.int(2)?) })
    }
    /// The binds of [`WRITE_HEAD`].
    pub(crate) fn binds(&self) -> Vec<Bind> {
        let size = i64::try_from(self.range.size()).unwrap_or(i64::MAX);
        binds![size, self.range.to_bytes(), self.range.root().as_bytes().to_vec(), self.epoch, self.latest]
    }
    /// Appends the entries of a commit and gives the rows to write, with the place of the first.
    pub(crate) fn append(&mut self, commit: &Commit) -> (i64, Vec<Vec<Bind>>) {
        let next = i64::try_from(self.range.size()).unwrap_or(i64::MAX).saturating_add(1);
        let rows = commit.entries.iter().zip(next..).map(|(entry, seq)| self.append_one(entry, seq)).collect();
        if commit.bumps_epoch {
            self.epoch = self.epoch.saturating_add(1);
        }
        (if commit.entries.is_empty() { 0 } else { next }, rows)
    }

    /// The instant of recording never falls along the journal, whatever the nodes' clocks do.
    fn append_one(&mut self, entry: &Entry, seq: i64) -> Vec<Bind> {
        self.latest = self.latest.max(entry.recorded);
        let leaf = ledger::Hash::leaf(&entry.canonical_recorded(seq, self.latest));
        self.range.append(leaf);
        binds![
            seq,
            entry.at,
            self.latest,
            entry.actor.map(base::PersonId::get),
            entry.on_behalf_of.map(base::PersonId::get),
            entry.activity.as_str(),
            entry.record.map(base::RecordId::get),
            entry.basis.as_str(),
            entry.what.as_str(),
            leaf.as_bytes().to_vec(),
        ]
    }
}

impl Entry {
    /// The bytes that the journal's tree is made of; see `docs/decisions/0005-journal.md`. They open with the place
    /// and the instant of recording, which never falls; when it happened follows, and may lie far back for imports.
    pub fn canonical(&self, seq: i64) -> Vec<u8> {
        self.canonical_recorded(seq, self.recorded)
    }

    fn canonical_recorded(&self, seq: i64, recorded: Instant) -> Vec<u8> {
        ledger::Canon::entry(u64::try_from(seq).unwrap_or_default(), recorded)
            .int(self.at.micros())
            .int(self.actor.map_or(0, base::PersonId::get))
            .int(self.on_behalf_of.map_or(0, base::PersonId::get))
            .text(&self.activity)
            .int(self.record.map_or(0, base::RecordId::get))
            .text(&self.basis)
            .text(&self.what)
            .finish()
    }

    /// The entry as both databases can hold it: PostgreSQL has no NUL in texts.
    pub(crate) fn held(mut self) -> Self {
        for text in [&mut self.activity, &mut self.basis, &mut self.what] {
            if text.contains('\0') {
                *text = text.replace('\0', "\u{fffd}");
            }
        }
        self
    }
}
