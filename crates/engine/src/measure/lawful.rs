//! Whose own figures somebody may see: their own, and those of people in teams that they answer for.

use std::collections::BTreeSet;

use base::{PersonId, TeamId};
use governance::Scope;
use model::{Letter, Value};

use super::{By, Figure, Of};
use crate::{Desk, Ground, Halt, Refused};

/// A team of fewer active members is a person by another name.
const FEW: usize = 2;

impl Desk {
    /// The teams that the asker answers for, with those below them.
    fn answered_for(&self) -> BTreeSet<TeamId> {
        let grants = self.authority.grants().iter().filter(|it| it.letter == Letter::A);
        let teams = grants.filter_map(|it| if let Scope::Team(team) = it.scope { Some(team) } else { None });
        let own: BTreeSet<TeamId> = teams.collect();
        own.into_iter().flat_map(|it| self.roster().teams_under(it)).collect()
    }

    /// The people whose own figures the asker may see.
    pub fn lawful_persons(&self) -> BTreeSet<PersonId> {
        let teams = self.answered_for();
        let members = teams.iter().filter_map(|it| self.roster().team(*it)).flat_map(|it| it.members.iter().copied());
        members.chain([self.person()]).collect()
    }

    /// Refuses figures of a person that are not the asker's to see.
    pub(super) fn check_lawful(&self, of: &Of) -> Result<(), Halt> {
        if of.person.is_some_and(|it| !self.lawful_persons().contains(&it)) {
            let message = "Figures of a single person are for that person and for whoever answers for their team. \
                           Ask for the team instead.";
            return Err(Refused::new(Ground::Forbidden, "one-person", message.to_owned()).into());
        }
        if of.team.is_some_and(|it| !self.is_lawful_team(it)) {
            let message = "This team has one member, so its figures are that person's own: they are for that person \
                           and for whoever answers for the team.";
            return Err(Refused::new(Ground::Forbidden, "one-person", message.to_owned()).into());
        }
        Ok(())
    }

    fn is_lawful_team(&self, team: TeamId) -> bool {
        let roster = self.roster();
        let below = roster.teams_under(team);
        let all: BTreeSet<PersonId> =
            below.iter().filter_map(|it| roster.team(*it)).flat_map(|it| it.members.iter().copied()).collect();
        let active: Vec<PersonId> = all.into_iter().filter(|it| roster.is_active(*it)).collect();
        active.len() >= FEW || active.iter().all(|it| self.lawful_persons().contains(it))
    }

    /// The groups that the asker may see: no team of one.
    pub(super) fn lawful_groups(&self, groups: Vec<(Value, Vec<Figure>)>, by: &By) -> Vec<(Value, Vec<Figure>)> {
        if *by != By::Team {
            return groups;
        }
        groups.into_iter().filter(|(value, _)| value.team().is_none_or(|it| self.is_lawful_team(it))).collect()
    }
}
