//! One grant: a cell of the matrix that reaches a person through one appointment.

use std::sync::Arc;

use base::{PersonId, RecordId};
use model::{ActivityIx, Asker, Letter, Record, RoleIx, When};

use crate::{Basis, Scope};

/// A cell that reaches a person through an appointment.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The appointment.
    pub appointment: RecordId,
    /// The role that it gives.
    pub role: RoleIx,
    /// The cell's letter.
    pub letter: Letter,
    /// The activity.
    pub activity: ActivityIx,
    /// Who asks, as conditions see them.
    pub asker: Arc<Asker>,
    /// The principal, where it comes by standing in.
    pub for_: Option<PersonId>,
    /// The appointment's scope.
    pub scope: Scope,
    /// Which records lie within the scope (or all, where the cell reaches everywhere).
    pub within: When,
    /// The cell's own condition.
    pub cell: When,
    /// The separation of duties: nobody involved has done what it is kept apart from.
    pub apart: When,
    /// The move's condition as this grant must read it, where it differs from the declared one.
    pub step: Option<Box<When>>,
    /// Whether the role is inside IT.
    pub inside: bool,
}

impl Grant {
    /// Whether it gives the act on this record; the move's state and condition are asked besides.
    pub fn holds(&self, record: &Record) -> bool {
        let asker = &self.asker;
        self.letter.may_do()
            && self.within.holds(asker, record)
            && self.cell.holds(asker, record)
            && self.apart.holds(asker, record)
    }
    /// On which records it gives the act, as one condition.
    pub fn when(&self) -> When {
        When::all([self.within.clone(), self.cell.clone(), self.apart.clone()])
    }
    /// The basis that it is.
    pub fn basis(&self) -> Basis {
        Basis {
            activity: self.activity,
            appointment: self.appointment,
            role: self.role,
            letter: self.letter,
            on_behalf_of: self.for_,
            scope: self.scope,
        }
    }
}

/// The condition as a deputy must read it, so that it never holds where it would not hold for the principal alone.
///
/// A deputy's asker involves two persons. Where that could open something (`Involves`, `Acted` outside a negation), only
/// the principal counts; where it can only close something (inside a negation), both count. What the principal has done
/// can't be told from what the deputy has done, so an `Acted` outside a negation never holds for a deputy.
pub(crate) fn attenuated(when: &When) -> When {
    polar(when, Side::Opens)
}

/// Whether reading a condition with two persons involved differs from reading it with the principal alone.
pub(crate) fn names_involved(when: &When) -> bool {
    let mut found = false;
    when.visit(&mut |it| found |= matches!(it, When::Involves(_) | When::Acted(_)));
    found
}

#[derive(Clone, Copy)]
enum Side {
    Opens,
    Closes,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Opens => Self::Closes,
            Self::Closes => Self::Opens,
        }
    }
}

fn polar(when: &When, side: Side) -> When {
    match (when, side) {
        (When::Involves(slot), Side::Opens) => When::IsActor(*slot),
        (When::Acted(_), Side::Opens) => When::Never,
        (When::All(of), _) => When::all(of.iter().map(|it| polar(it, side))),
        (When::Any(of), _) => When::any(of.iter().map(|it| polar(it, side))),
        (When::Not(of), _) => polar(of, side.other()).negated(),
        (
            When::Always
            | When::Never
            | When::IsActor(_)
            | When::Involves(_)
            | When::InMyTeams(_)
            | When::Empty(_)
            | When::Is(..)
            | When::IsOneOf(..)
            | When::In(..)
            | When::AtMost(..)
            | When::AtLeast(..)
            | When::InState(_)
            | When::Itself(_)
            | When::Acted(_),
            _,
        ) => when.clone(),
    }
}
