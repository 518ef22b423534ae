//! Who answers where a duty is missed: the A of its activity, then the role that appoints whoever has it.

use std::collections::BTreeSet;

use base::{Instant, PersonId};
use model::{Letter, RoleIx, ScopeKind, Site};

use super::Duty;
use crate::{Appointment, Holder, Roster, Scope, who::with_cells_of};

/// One step of the line: a role, with the appointments to it that reach the duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The role.
    pub role: RoleIx,
    /// Whether it appoints whoever has the duty, rather than answering for the activity.
    pub appoints: bool,
    /// Who holds it.
    pub by: Vec<Appointment>,
}

impl Rung {
    /// The active persons on it, each once, in order.
    pub fn persons(&self, roster: &Roster) -> Vec<PersonId> {
        let all: BTreeSet<PersonId> = self.by.iter().flat_map(|it| roster.persons(it.holder)).collect();
        all.into_iter().collect()
    }
}

/// Who answers for a duty besides whoever has it: the nearest step that anybody else stands on.
pub fn answers_for_duty(roster: &Roster, site: &Site, duty: &Duty, now: Instant) -> Option<Rung> {
    let own = roster.persons(duty.appointment.holder);
    line(roster, site, duty, now).into_iter().find(|rung| rung.persons(roster).iter().any(|it| !own.contains(it)))
}

/// The whole line: those who answer for the activity, then those who appoint.
fn line(roster: &Roster, site: &Site, duty: &Duty, now: Instant) -> Vec<Rung> {
    let mut found = Vec::new();
    let activity = duty.what.activity.and_then(|it| site.activity(it));
    let practice = activity.map(|it| it.of().and_then(|of| site.of(of)).map_or(it.practice, |of| of.practice));
    let over = |role: RoleIx, appoints: bool| Rung {
        role,
        appoints,
        by: roster
            .holders(role, now)
            .filter(|it| it.id != duty.appointment.id && covers(roster, it.scope, duty.appointment.scope, practice))
            .cloned()
            .collect(),
    };
    for cell in activity.into_iter().flat_map(|it| it.with(Letter::A)) {
        let roles = practice.map_or_else(|| vec![cell.role], |it| with_cells_of(site, cell.role, it));
        found.extend(roles.into_iter().filter(|it| *it != duty.appointment.role).map(|it| over(it, false)));
    }
    found.extend(site.role(duty.appointment.role).and_then(|it| it.appointed_by).map(|it| over(it, true)));
    found.retain(|it| !it.by.is_empty());
    found
}

/// Whether one scope holds another; a practice holds what is done in it.
fn covers(roster: &Roster, wide: Scope, narrow: Scope, practice: Option<model::PracticeIx>) -> bool {
    match (wide, narrow) {
        (Scope::Whole(ScopeKind::Organisation | ScopeKind::Programme), _) => true,
        (Scope::Process(one), Scope::Process(two)) => one == two,
        (Scope::Process(one), _) => practice == Some(one),
        (Scope::Team(one), Scope::Team(two)) => roster.teams_above(two).contains(&one),
        (Scope::Record(_, one), Scope::Record(_, two)) => roster.places_above(two).contains(&one),
        (Scope::Whole(_) | Scope::Team(_) | Scope::Record(..), _) => false,
    }
}

/// That a duty is somebody's to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The holder, where they stand in.
    pub on_behalf_of: Option<PersonId>,
}

/// How what an appointment asks for is a person's to do at an instant: in person, by team or by standing in.
fn share(roster: &Roster, appointment: &Appointment, person: PersonId, now: Instant) -> Option<Share> {
    let own = Share { on_behalf_of: None };
    if !roster.is_active(person) {
        return None;
    }
    match appointment.holder {
        Holder::Person(it) if it == person => Some(own),
        Holder::Team(team) => roster.team(team).filter(|it| it.members.contains(&person)).map(|_| own),
        Holder::Person(of) => {
            let stands = roster.is_active(of) && roster.deputies_of(of, appointment.role, now).contains(&person);
            stands.then_some(Share { on_behalf_of: Some(of) })
        }
    }
}

/// Whether what an appointment asks for is a person's to do at an instant: in person, by team or by standing in.
pub fn is_to_do(roster: &Roster, appointment: &Appointment, person: PersonId, now: Instant) -> bool {
    share(roster, appointment, person, now).is_some()
}

impl Duty {
    /// Whether it is a person's to do at an instant, and for whom they would do it.
    pub fn is_for(&self, roster: &Roster, person: PersonId, now: Instant) -> Option<Share> {
        share(roster, &self.appointment, person, now)
    }
    /// Who stands in for its holder at an instant; nobody stands in for a team.
    pub fn stand_ins(&self, roster: &Roster, now: Instant) -> Vec<PersonId> {
        match self.appointment.holder {
            Holder::Person(of) => roster.deputies_of(of, self.appointment.role, now),
            Holder::Team(_) => Vec::new(),
        }
    }
}
