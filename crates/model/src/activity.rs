//! Activities and the cells of the matrix. A cell (activity x role) is the only source of authority.

use crate::{Cadence, MoveIx, PracticeIx, RoleIx, Slot, TypeIx, When};

/// The letter of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    /// Answers for it; exactly one per activity and scope. May do it too.
    A,
    /// Does it.
    R,
    /// Is asked before it.
    C,
    /// Is told after it.
    I,
}

impl Letter {
    /// All, in order of weight.
    pub const ALL: [Self; 4] = [Self::A, Self::R, Self::C, Self::I];

    /// The letter itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::R => "R",
            Self::C => "C",
            Self::I => "I",
        }
    }
    /// Whether the cell gives the act itself.
    pub fn may_do(self) -> bool {
        match self {
            Self::A | Self::R => true,
            Self::C | Self::I => false,
        }
    }
    /// Whether the cell gives a voice on the record (comments, links, files).
    pub fn may_speak(self) -> bool {
        match self {
            Self::A | Self::R | Self::C => true,
            Self::I => false,
        }
    }
}

/// How far a cell reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Over the records within the appointment's scope.
    #[default]
    Scope,
    /// Over every record of the type, whatever the appointment's scope.
    Everywhere,
}

/// One cell of the matrix.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The role.
    pub role: RoleIx,
    /// The letter.
    pub letter: Letter,
    /// On which records, beyond scope.
    pub when: When,
    /// How far.
    pub reach: Reach,
    /// The responsibility that it comes from, if it names one.
    pub responsibility: Option<String>,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// What an activity does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Makes a move; a move that opens makes the record.
    Move(TypeIx, MoveIx),
    /// Changes these fields without leaving the state.
    Amend(TypeIx, Vec<Slot>),
    /// Follows the record: sees it and speaks on it, nothing else.
    Follow(TypeIx),
    /// Nothing on a record: a recurring duty, proved by evidence.
    Duty,
}

/// A recurring duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// How often.
    pub cadence: Cadence,
    /// What proves it, as `type.field`.
    pub evidence: String,
}

/// One activity: a row of the matrix.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Its stable key: `incident:resolve`.
    pub key: String,
    /// As a sentence without a subject: `Resolve an incident`.
    pub title: String,
    /// The practice that it belongs to.
    pub practice: PracticeIx,
    /// The heading under which the matrix shows it.
    pub group: String,
    /// What it does.
    pub does: Does,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Activities that the same person may not have done on the same record.
    pub apart_from: Vec<crate::ActivityIx>,
    /// The duty that it is, if it recurs.
    pub duty: Option<Duty>,
    /// The file and line that declared it.
    pub declared_at: String,
}

impl Activity {
    /// The record type that it is done on.
    pub fn of(&self) -> Option<TypeIx> {
        match &self.does {
            Does::Move(of, _) | Does::Amend(of, _) | Does::Follow(of) => Some(*of),
            Does::Duty => None,
        }
    }
    /// The cells with a letter.
    pub fn with(&self, letter: Letter) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |it| it.letter == letter)
    }
}
