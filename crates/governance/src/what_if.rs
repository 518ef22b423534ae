//! What would be if somebody left, a team were dissolved, a service moved or an appointment ended: the roster as it would
//! be, which findings would open and close, and by which appointments something can no longer be done.

use std::collections::BTreeMap;

use base::{PersonId, RecordId, TeamId};

use crate::{Appointment, Facts, Finding, Found, Holder, Roster, Scope};

/// What would happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody leaves.
    Leave(PersonId),
    /// A team is dissolved; the teams below it come under the one above.
    Dissolve(TeamId),
    /// A service, line or item comes to lie under another.
    Move {
        /// Which.
        place: RecordId,
        /// Under what.
        to: RecordId,
    },
    /// An appointment ends.
    End(RecordId),
}

/// What would be different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Findings that would open, the worst first.
    pub opened: Vec<Finding>,
    /// Findings that would close.
    pub closed: Vec<Finding>,
}

/// An appointment by which something could be done and no longer can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The appointment.
    pub appointment: Appointment,
    /// The persons who acted by it.
    pub persons: Vec<PersonId>,
}

impl Change {
    /// The roster as it would be.
    pub fn applied(&self, roster: &Roster) -> Roster {
        let mut parts = roster.parts();
        match *self {
            Self::Leave(person) => {
                parts.people.iter_mut().filter(|it| it.id == person).for_each(|it| it.is_active = false);
            }
            Self::Dissolve(team) => {
                let above = roster.team(team).and_then(|it| it.parent);
                parts.teams.retain(|it| it.id != team);
                parts.teams.iter_mut().filter(|it| it.parent == Some(team)).for_each(|it| it.parent = above);
                // What was given to the team, and what was given over it, goes with it.
                let goes = |it: &Appointment| it.holder == Holder::Team(team) || it.scope == Scope::Team(team);
                parts.appointments.retain(|it| !goes(it));
            }
            Self::Move { place, to } => {
                parts.places.iter_mut().filter(|it| it.id == place).for_each(|it| it.parent = Some(to));
            }
            Self::End(id) => parts.appointments.retain(|it| it.id != id),
        }
        roster.rebuilt(parts)
    }
}

/// Which findings would open and close between two states of the facts.
pub fn shift(found: &Found, before: &Facts<'_>, after: &Facts<'_>) -> Shift {
    let next = found.after(before, after);
    let keyed = |found: Vec<&Finding>| -> BTreeMap<String, Finding> {
        found.into_iter().map(|it| (it.key(before.site), it.clone())).collect()
    };
    let (was, will) = (keyed(found.apart_from(&next)), keyed(next.apart_from(found)));
    let only = |these: &BTreeMap<String, Finding>, others: &BTreeMap<String, Finding>| {
        let mut list: Vec<Finding> =
            these.iter().filter(|(key, _)| !others.contains_key(*key)).map(|(_, it)| it.clone()).collect();
        list.sort_by_key(|it| (it.severity, it.kind, it.code));
        list
    };
    Shift { opened: only(&will, &was), closed: only(&was, &will) }
}

/// The live appointments that would no longer give what they give.
pub fn lost(before: &Facts<'_>, change: &Change) -> Vec<Lost> {
    let roster = before.roster;
    let mut appointments: Vec<&Appointment> = match *change {
        Change::Leave(person) => roster.held_by(Holder::Person(person)).collect(),
        Change::Dissolve(team) => roster.held_by(Holder::Team(team)).chain(roster.over(Scope::Team(team))).collect(),
        Change::Move { place, to } => {
            let stays = roster.places_above(to);
            let left = roster.places_above(place).into_iter().filter(|it| *it != place && !stays.contains(it));
            left.filter_map(|id| Some(Scope::Record(roster.place(id)?.kind, id)))
                .flat_map(|it| roster.over(it))
                .collect()
        }
        Change::End(id) => roster.appointment(id).into_iter().collect(),
    };
    appointments.retain(|it| it.is_live(before.now));
    appointments.sort_by_key(|it| it.id);
    appointments.dedup_by_key(|it| it.id);
    appointments.into_iter().map(|it| Lost { appointment: it.clone(), persons: roster.persons(it.holder) }).collect()
}
