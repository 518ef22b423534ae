//! Conditions: one closed language, read in memory here and compiled to SQL by `store` from the same tree.
//!
//! Conditions are two-valued: an empty field never makes one undecided. See `docs/decisions/0003-conditions.md`.

use std::{collections::BTreeSet, sync::Arc};

use base::{PersonId, RecordId, TeamId};

use crate::{ActivityIx, Record, Slot, StateSet, Value};

/// A condition on a record, as seen by an asker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Never.
    Never,
    /// The person field names the one whose authority is used.
    IsActor(Slot),
    /// The person field names anyone involved in the act: the one who acts or the one stood in for.
    Involves(Slot),
    /// The team field names one of the teams of the one whose authority is used.
    InMyTeams(Slot),
    /// The field holds nothing.
    Empty(Slot),
    /// The choice or line is exactly this.
    Is(Slot, String),
    /// The choice or line is one of these.
    IsOneOf(Slot, Arc<BTreeSet<String>>),
    /// The number behind the field is one of these (levels, yes/no, ids of records, persons or teams).
    In(Slot, Arc<BTreeSet<i64>>),
    /// The number behind the field is filled and at most this.
    AtMost(Slot, i64),
    /// The number behind the field is filled and at least this.
    AtLeast(Slot, i64),
    /// The record is in one of these states.
    InState(StateSet),
    /// The record is one of these.
    Itself(Arc<BTreeSet<i64>>),
    /// Anyone involved has done one of these activities on the record.
    Acted(Vec<ActivityIx>),
    /// All of them hold.
    All(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

/// Who asks, as far as conditions see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The person whose authority is used: the asker, or the one for whom a deputy acts.
    pub holder: PersonId,
    /// Everyone involved: the asker first, then the one stood in for, if any.
    pub involved: Vec<PersonId>,
    /// The teams of the holder, with the teams above them.
    pub teams: BTreeSet<TeamId>,
}

impl Asker {
    /// Somebody who acts for themselves.
    pub fn myself(person: PersonId, teams: BTreeSet<TeamId>) -> Self {
        Self { holder: person, involved: vec![person], teams }
    }
}

impl When {
    /// Reads the condition in memory.
    pub fn holds(&self, asker: &Asker, record: &Record) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::IsActor(slot) => *record.get(*slot) == Value::Person(asker.holder),
            Self::Involves(slot) => record.get(*slot).person().is_some_and(|id| asker.involved.contains(&id)),
            Self::InMyTeams(slot) => record.get(*slot).team().is_some_and(|id| asker.teams.contains(&id)),
            Self::Empty(slot) => record.get(*slot).is_empty(),
            Self::Is(slot, text) => record.get(*slot).text() == Some(text),
            Self::IsOneOf(slot, texts) => record.get(*slot).text().is_some_and(|it| texts.contains(it)),
            Self::In(slot, numbers) => record.get(*slot).number().is_some_and(|it| numbers.contains(&it)),
            Self::AtMost(slot, most) => record.get(*slot).number().is_some_and(|it| it <= *most),
            Self::AtLeast(slot, least) => record.get(*slot).number().is_some_and(|it| it >= *least),
            Self::InState(states) => states.has(record.state),
            Self::Itself(ids) => ids.contains(&record.id.get()),
            Self::Acted(activities) => record.has_acted(activities, &asker.involved),
            Self::All(of) => of.iter().all(|it| it.holds(asker, record)),
            Self::Any(of) => of.iter().any(|it| it.holds(asker, record)),
            Self::Not(of) => !of.holds(asker, record),
        }
    }

    /// All of these, simplified.
    pub fn all(of: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for it in of {
            if it == Self::Never {
                return Self::Never;
            }
            if let Self::All(inner) = it {
                parts.extend(inner);
            } else if it != Self::Always {
                parts.push(it);
            }
        }
        match parts.len() {
            0 => Self::Always,
            1 => parts.pop().unwrap_or(Self::Always),
            _more => Self::All(parts),
        }
    }

    /// One of these, simplified.
    pub fn any(of: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for it in of {
            if it == Self::Always {
                return Self::Always;
            }
            if let Self::Any(inner) = it {
                parts.extend(inner);
            } else if it != Self::Never && !parts.contains(&it) {
                parts.push(it);
            }
        }
        match parts.len() {
            0 => Self::Never,
            1 => parts.pop().unwrap_or(Self::Never),
            _more => Self::Any(parts),
        }
    }

    /// The opposite, simplified.
    #[must_use]
    pub fn negated(self) -> Self {
        if self == Self::Always {
            return Self::Never;
        }
        if self == Self::Never {
            return Self::Always;
        }
        if let Self::Not(inner) = self { *inner } else { Self::Not(Box::new(self)) }
    }

    /// The slots that it reads.
    pub fn slots(&self) -> BTreeSet<Slot> {
        let mut found = BTreeSet::new();
        self.visit(&mut |it| {
            if let Some(slot) = it.slot() {
                found.insert(slot);
            }
        });
        found
    }

    /// The slot that this leaf reads.
    pub fn slot(&self) -> Option<Slot> {
        match self {
            Self::IsActor(slot)
            | Self::Involves(slot)
            | Self::InMyTeams(slot)
            | Self::Empty(slot)
            | Self::Is(slot, _)
            | Self::IsOneOf(slot, _)
            | Self::In(slot, _)
            | Self::AtMost(slot, _)
            | Self::AtLeast(slot, _) => Some(*slot),
            Self::Always
            | Self::Never
            | Self::InState(_)
            | Self::Itself(_)
            | Self::Acted(_)
            | Self::All(_)
            | Self::Any(_)
            | Self::Not(_) => None,
        }
    }

    /// Whether it asks for this anywhere; that it be otherwise is no asking for it.
    pub fn asks(&self, for_: &Self) -> bool {
        match self {
            Self::All(of) | Self::Any(of) => of.iter().any(|it| it.asks(for_)),
            Self::Not(_) => false,
            Self::Always
            | Self::Never
            | Self::IsActor(_)
            | Self::Involves(_)
            | Self::InMyTeams(_)
            | Self::Empty(_)
            | Self::Is(..)
            | Self::IsOneOf(..)
            | Self::In(..)
            | Self::AtMost(..)
            | Self::AtLeast(..)
            | Self::InState(_)
            | Self::Itself(_)
            | Self::Acted(_) => self == for_,
        }
    }

    /// Calls `see` with this condition and every one inside it.
    pub fn visit(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        match self {
            Self::All(of) | Self::Any(of) => of.iter().for_each(|it| it.visit(see)),
            Self::Not(of) => of.visit(see),
            Self::Always
            | Self::Never
            | Self::IsActor(_)
            | Self::Involves(_)
            | Self::InMyTeams(_)
            | Self::Empty(_)
            | Self::Is(..)
            | Self::IsOneOf(..)
            | Self::In(..)
            | Self::AtMost(..)
            | Self::AtLeast(..)
            | Self::InState(_)
            | Self::Itself(_)
            | Self::Acted(_) => {}
        }
    }

    /// The same condition with every `Itself` id set given for one record.
    pub fn only(id: RecordId) -> Self {
        Self::Itself(Arc::new(BTreeSet::from([id.get()])))
    }
}
