//! Practices, their clocks, and the agreements that give clocks their targets.

use base::Span;

use crate::{PracticeIx, RoleIx, StateSet, TypeIx};

/// A practice (a process).
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its stable key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Its own index.
    pub ix: PracticeIx,
    /// The role that answers for its daily life.
    pub manager: Option<RoleIx>,
    /// The role that answers for its design.
    pub owner: Option<RoleIx>,
    /// The version that an overlay can name.
    pub version: String,
    /// Whether records of it can be filed (a practice may be declared by its roles alone).
    pub types: Vec<TypeIx>,
}

/// A clock on records of one type.
#[derive(Clone, Debug)]
pub struct ClockRule {
    /// Its stable key within the type: `fix`.
    pub key: String,
    /// How it is shown: `Fix`.
    pub title: String,
    /// The type.
    pub of: TypeIx,
    /// States in which it has not ended; it ends on leaving them (and runs on when the record comes back).
    pub runs_in: StateSet,
    /// States in which it stands still.
    pub pauses_in: StateSet,
    /// Whether it ends with the first reply to the requester instead of with a state.
    pub ends_at_reply: bool,
    /// Whether it measures the team that has the record, from the moment it got it (an internal agreement).
    pub by_tier: bool,
}

impl ClockRule {
    /// Whether it is agreed between those inside IT, and is nothing for anybody outside.
    pub fn is_inner(&self) -> bool {
        self.by_tier
    }
}

/// One target of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The record type's key.
    pub of: String,
    /// The clock's key.
    pub clock: String,
    /// The priority level it is for.
    pub priority: i64,
    /// The support tier it is for; `None` for any.
    pub tier: Option<i64>,
    /// How much working time there is.
    pub within: Span,
    /// The calendar that counts.
    pub calendar: String,
}

/// An agreement: targets for a service, or for all that have none of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its stable key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// The natural keys of services it is for; empty for all others.
    pub services: Vec<String>,
    /// Its targets.
    pub targets: Vec<Target>,
    /// The file and line that declared it.
    pub declared_at: String,
}
