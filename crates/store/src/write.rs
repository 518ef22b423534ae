//! What both writers share: giving journal entries their place in the chain.

use ledger::Range;

use crate::{Bind, Commit, Entry, Fault, binds};

/// The row that all writers take in turn: the journal's tree and the epoch.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) range: Range,
    pub(crate) epoch: i64,
    /// When the last entry was recorded: the journal's time never runs backwards, whatever a clock does.
    pub(crate) recorded: i64,
}

/// Reads the head row's columns.
pub(crate) const READ_HEAD: &str = "SELECT tree, epoch, recorded FROM spine WHERE one = 1";
/// The same, holding the row until the transaction ends.
pub(crate) const LOCK_HEAD: &str = "SELECT tree, epoch, recorded FROM spine WHERE one = 1 FOR UPDATE";
/// Writes the head row.
pub(crate) const WRITE_HEAD: &str = "UPDATE spine SET size = $1, tree = $2, root = $3, epoch = $4, recorded = $5 WHERE one = 1";
/// Writes one journal row.
pub(crate) const WRITE_ENTRY: &str = "INSERT INTO journal \
    (seq, at, recorded, actor, on_behalf_of, activity, record, basis, what, leaf) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

impl Head {
    pub(crate) fn read(tree: &[u8], epoch: i64, recorded: i64) -> Result<Self, Fault> {
        let range = Range::from_bytes(tree).map_err(|fault| Fault::Shape(format!("the journal's head: {fault}")))?;
        Ok(Self { range, epoch, recorded })
    }
    /// The binds of [`WRITE_HEAD`].
    pub(crate) fn binds(&self) -> Vec<Bind> {
        let size = i64::try_from(self.range.size()).unwrap_or(i64::MAX);
        binds![size, self.range.to_bytes(), self.range.root().as_bytes().to_vec(), self.epoch, self.recorded]
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

    fn append_one(&mut self, entry: &Entry, seq: i64) -> Vec<Bind> {
        self.recorded = self.recorded.max(entry.recorded.micros());
        let entry = &Entry { recorded: base::Instant::from_micros(self.recorded), ..entry.clone() };
        let leaf = ledger::Hash::leaf(&entry.canonical(seq));
        self.range.append(leaf);
        binds![
            seq,
            entry.at,
            entry.recorded,
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
    /// The bytes that the journal's tree is made of; see `docs/decisions/0005-journal.md`.
    pub fn canonical(&self, seq: i64) -> Vec<u8> {
        ledger::Canon::entry(u64::try_from(seq).unwrap_or_default(), self.recorded)
            .int(self.at.micros())
            .int(self.actor.map_or(0, base::PersonId::get))
            .int(self.on_behalf_of.map_or(0, base::PersonId::get))
            .text(&self.activity)
            .int(self.record.map_or(0, base::RecordId::get))
            .text(&self.basis)
            .text(&self.what)
            .finish()
    }
}
