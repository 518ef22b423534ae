//! Why something may not be done, as data: a stable code, what is missing, and the nearest misses.

use base::{PersonId, RecordId};
use model::{ActivityIx, Letter, RoleIx, StateSet, When};

use crate::Grant;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Refusal {
    /// The activity that was asked for; `None` where the voice on a record was.
    pub activity: Option<ActivityIx>,
    /// The ground: that of the nearest miss.
    pub kind: RefusalKind,
    /// The grants that nearly gave it, nearest first: those within whose scope the record lies, or else all.
    pub misses: Vec<Miss>,
}

/// The ground of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalKind {
    /// The record is not seen; to the asker it does not exist.
    #[error("there is no such record")]
    Unseen,
    /// The activity is not one on such a record (another type, an opening move, a duty).
    #[error("this is not done on such a record")]
    NotHere,
    /// No role of the asker has a cell that gives it.
    #[error("none of your roles does this")]
    NoRole,
    /// A role gives it, but the record lies outside every appointment's scope.
    #[error("the record lies outside the scope of your appointment")]
    OutOfScope,
    /// A role gives it within scope, but the cell's condition does not hold.
    #[error("a condition of your role does not hold on this record")]
    Condition {
        /// The role.
        role: RoleIx,
        /// What would have to hold.
        when: Box<When>,
    },
    /// The asker may, but not in the record's present state.
    #[error("this can't be done in the record's present state")]
    State {
        /// The states in which it can be done.
        needed: StateSet,
    },
    /// Somebody involved has done what it must be kept apart from.
    #[error("it must be kept apart from what the same person has done on this record")]
    Apart {
        /// What was done.
        activity: ActivityIx,
        /// By whom: the asker or the one stood in for.
        person: PersonId,
    },
    /// The asker may, the state is right, but the move's own condition does not hold.
    #[error("{words}")]
    MoveCondition {
        /// Why, as declared with the move.
        words: String,
    },
}

/// A grant that nearly gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The appointment.
    pub appointment: RecordId,
    /// The role.
    pub role: RoleIx,
    /// The cell's letter.
    pub letter: Letter,
    /// The principal, where it comes by standing in.
    pub on_behalf_of: Option<PersonId>,
    /// What failed.
    pub kind: MissKind,
}

/// What failed in a miss; the later, the nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissKind {
    /// The scope.
    OutOfScope,
    /// The cell's condition.
    Condition,
    /// The separation of duties.
    Apart,
    /// The record's state.
    State,
    /// The move's condition.
    MoveCondition,
}

impl Miss {
    pub(crate) fn of(grant: &Grant, kind: MissKind) -> Self {
        Self { appointment: grant.appointment, role: grant.role, letter: grant.letter, on_behalf_of: grant.for_, kind }
    }
}

impl Refusal {
    /// A refusal without misses.
    pub(crate) fn plain(activity: Option<ActivityIx>, kind: RefusalKind) -> Self {
        Self { activity, kind, misses: Vec::new() }
    }
    /// The stable code of its ground.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl RefusalKind {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::NotHere => "not-here",
            Self::NoRole => "no-role",
            Self::OutOfScope => "out-of-scope",
            Self::Condition { .. } => "condition",
            Self::State { .. } => "state",
            Self::Apart { .. } => "apart",
            Self::MoveCondition { .. } => "move-condition",
        }
    }
}
