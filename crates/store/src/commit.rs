//! A write as data: statements, what each must hit, and journal entries; all or nothing.

use std::borrow::Cow;

use base::{Instant, PersonId, RecordId};

use crate::{Bind, sql::Text};

/// What a commit relied on and found changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The record has another version by now.
    Version,
    /// Appointments, teams or scopes have changed since the decision was made.
    Epoch,
    /// The same idempotency key has been used already.
    Repeated,
    /// A natural key is taken.
    Taken,
    /// What was claimed is claimed by another, or is done.
    Claimed,
    /// The database sends back a row that does not exist or is not unique.
    Missing,
}

/// How many rows a statement must hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Any number.
    Any,
    /// Exactly one; otherwise the commit fails with this conflict.
    One(Conflict),
}

impl Expect {
    /// The conflict to report where a unique key refused a row.
    pub(crate) fn or_taken(self) -> Conflict {
        match self {
            Self::One(conflict) => conflict,
            Self::Any => Conflict::Taken,
        }
    }
}

/// One statement of a commit.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) text: Cow<'static, str>,
    pub(crate) binds: Vec<Bind>,
    pub(crate) expect: Expect,
}

/// One journal entry, before it is given its place in the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: Instant,
    /// When it was recorded; later than `at` for imports.
    pub recorded: Instant,
    /// Who acted; `None` for the platform itself.
    pub actor: Option<PersonId>,
    /// For whom a deputy acted.
    pub on_behalf_of: Option<PersonId>,
    /// The activity's key, or one of the platform's own (`sign-in`, `clock:ran-out`).
    pub activity: String,
    /// The record.
    pub record: Option<RecordId>,
    /// The basis: appointment, role and cell, as JSON text.
    pub basis: String,
    /// What changed, as JSON text.
    pub what: String,
}

/// A write.
#[derive(Debug, Default)]
pub struct Commit {
    pub(crate) statements: Vec<Statement>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) epoch: Option<i64>,
    pub(crate) bumps_epoch: bool,
}

/// A write that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The place of its first entry in the journal, from 1; 0 where it had none.
    pub first_seq: i64,
    /// The epoch after it.
    pub epoch: i64,
}

impl Commit {
    /// A commit that writes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Holds only while the epoch is this one.
    pub fn at_epoch(&mut self, epoch: i64) -> &mut Self {
        self.epoch = Some(epoch);
        self
    }
    /// Changes who may do what: every decision made before must be made again.
    pub fn bump_epoch(&mut self) -> &mut Self {
        self.bumps_epoch = true;
        self
    }
    /// Adds a journal entry.
    pub fn enter(&mut self, entry: Entry) -> &mut Self {
        self.entries.push(entry.held());
        self
    }
    /// Adds a fixed statement.
    pub(crate) fn run(&mut self, text: &'static str, binds: Vec<Bind>, expect: Expect) -> &mut Self {
        self.statements.push(Statement { text: Cow::Borrowed(text), binds, expect });
        self
    }
    /// Adds a statement made for the declared model.
    pub(crate) fn run_text(&mut self, text: Text, expect: Expect) -> &mut Self {
        let (text, binds) = text.into_parts();
        self.statements.push(Statement { text, binds, expect });
        self
    }
    /// Takes in everything that another one does, after what this one does already.
    pub fn join(&mut self, other: Self) -> &mut Self {
        self.statements.extend(other.statements);
        self.entries.extend(other.entries);
        self.epoch = self.epoch.or(other.epoch);
        self.bumps_epoch |= other.bumps_epoch;
        self
    }
    /// How many statements it holds.
    pub fn len(&self) -> usize {
        self.statements.len()
    }
    /// Whether it does nothing at all.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.entries.is_empty() && !self.bumps_epoch
    }
}
