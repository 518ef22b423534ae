//! Scopes of appointments, and the condition that tells which records of a type lie within one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{PersonId, RecordId, TeamId};
use model::{Asker, PracticeIx, Record, RecordType, Role, ScopeKind, Site, When, Within};

use crate::Roster;

/// What an appointment is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The organisation or the service management programme.
    Whole(ScopeKind),
    /// One practice.
    Process(PracticeIx),
    /// One team, with the teams below it.
    Team(TeamId),
    /// One record, with what lies below it.
    Record(ScopeKind, RecordId),
}

impl Scope {
    /// Its kind.
    pub fn kind(self) -> ScopeKind {
        match self {
            Self::Whole(kind) | Self::Record(kind, _) => kind,
            Self::Process(_) => ScopeKind::Process,
            Self::Team(_) => ScopeKind::Team,
        }
    }

    /// How narrow it is; the narrower answers first.
    pub fn narrowness(self) -> u8 {
        match self {
            Self::Whole(_) => 0,
            Self::Process(_) => 1,
            Self::Team(_) => 2,
            Self::Record(ScopeKind::ServiceLine, _) => 3,
            Self::Record(..) => 4,
        }
    }

    /// Whether a record can lie in both. Scopes of different dimensions (a team, a service) can always meet.
    pub fn meets(self, other: Self, roster: &Roster) -> bool {
        match (self, other) {
            (Self::Process(one), Self::Process(two)) => one == two,
            (Self::Team(one), Self::Team(two)) => {
                roster.teams_above(one).contains(&two) || roster.teams_above(two).contains(&one)
            }
            (Self::Record(kind, one), Self::Record(other_kind, two)) => {
                family(kind) != family(other_kind)
                    || roster.places_above(one).contains(&two)
                    || roster.places_above(two).contains(&one)
            }
            (Self::Whole(_) | Self::Process(_) | Self::Team(_) | Self::Record(..), _) => true,
        }
    }
}

/// The tree that a kind of place belongs to: services, lines, applications and items share one.
pub(crate) fn family(kind: ScopeKind) -> ScopeKind {
    match kind {
        ScopeKind::ServiceLine | ScopeKind::Service | ScopeKind::Ci | ScopeKind::Application => ScopeKind::Service,
        ScopeKind::Organisation
        | ScopeKind::Programme
        | ScopeKind::Process
        | ScopeKind::Team
        | ScopeKind::Customer
        | ScopeKind::Supplier
        | ScopeKind::Project
        | ScopeKind::Facility
        | ScopeKind::Control
        | ScopeKind::Change
        | ScopeKind::Incident => kind,
    }
}

/// Makes scope conditions, each id set once.
#[derive(Debug)]
pub(crate) struct Scoping<'a> {
    roster: &'a Roster,
    site: &'a Site,
    sets: BTreeMap<Scope, Arc<BTreeSet<i64>>>,
}

impl<'a> Scoping<'a> {
    /// For one roster.
    pub(crate) fn over(roster: &'a Roster, site: &'a Site) -> Self {
        Self { roster, site, sets: BTreeMap::new() }
    }

    /// Which records of a type lie within an appointment's scope.
    pub(crate) fn condition(&mut self, scope: Scope, role: &Role, of: &RecordType) -> When {
        match scope {
            Scope::Whole(kind) => whole(kind, of),
            Scope::Process(practice) => match of.within(ScopeKind::Process) {
                // Records of another practice that name this one: an appointment over it, a finding about it.
                Some(Within::Slot(slot)) if process(practice, role, practice) == When::Always => {
                    self.site.practice(practice).map_or(When::Never, |it| When::Is(*slot, it.key.clone()))
                }
                Some(Within::Slot(_)) => When::Never,
                Some(Within::Always | Within::Itself) | None => process(practice, role, of.practice),
            },
            Scope::Team(_) => match of.within(ScopeKind::Team) {
                Some(Within::Always) => When::Always,
                Some(Within::Slot(slot)) => When::In(*slot, self.ids(scope)),
                Some(Within::Itself) | None => When::Never,
            },
            Scope::Record(kind, _) => match of.within(kind) {
                Some(Within::Always) => When::Always,
                Some(Within::Slot(slot)) => When::In(*slot, self.ids(scope)),
                Some(Within::Itself) => When::Itself(self.ids(scope)),
                None => When::Never,
            },
        }
    }

    /// Whether a record lies within an appointment's scope: the same as its condition, found from the record upwards, so
    /// that a scope with thousands of places costs no more than one with a single one.
    pub(crate) fn holds(&mut self, scope: Scope, role: &Role, (of, record): (&RecordType, &Record)) -> bool {
        let upwards = match scope {
            Scope::Whole(_) | Scope::Process(_) => None,
            Scope::Team(team) => match of.within(ScopeKind::Team) {
                Some(Within::Slot(slot)) if record.get(*slot).is_empty() => Some(false),
                Some(Within::Slot(slot)) => {
                    record.get(*slot).team().map(|id| self.roster.teams_above(id).contains(&team))
                }
                Some(Within::Always | Within::Itself) | None => None,
            },
            Scope::Record(kind, place) => match of.within(kind) {
                Some(Within::Slot(slot)) if record.get(*slot).is_empty() => Some(false),
                Some(Within::Slot(slot)) => {
                    record.get(*slot).record().map(|id| self.roster.places_above(id).contains(&place))
                }
                Some(Within::Itself) => Some(self.roster.places_above(record.id).contains(&place)),
                Some(Within::Always) | None => None,
            },
        };
        // A scope condition reads nothing of the asker.
        let nobody = || Asker::myself(PersonId::new(0), BTreeSet::new());
        upwards.unwrap_or_else(|| self.condition(scope, role, of).holds(&nobody(), record))
    }

    /// The ids within a scope.
    fn ids(&mut self, scope: Scope) -> Arc<BTreeSet<i64>> {
        let roster = self.roster;
        let made = self.sets.entry(scope).or_insert_with(|| Arc::new(ids(roster, scope)));
        Arc::clone(made)
    }
}

fn ids(roster: &Roster, scope: Scope) -> BTreeSet<i64> {
    match scope {
        Scope::Whole(_) | Scope::Process(_) => BTreeSet::new(),
        Scope::Team(team) => roster.teams_under(team).into_iter().map(TeamId::get).collect(),
        Scope::Record(_, id) => roster.places_under(id).into_iter().map(RecordId::get).collect(),
    }
}

/// The whole holds every record, unless the type says otherwise.
fn whole(kind: ScopeKind, of: &RecordType) -> When {
    match of.within(kind) {
        None | Some(Within::Always) if kind.is_whole() => When::Always,
        None | Some(Within::Always | Within::Slot(_) | Within::Itself) => When::Never,
    }
}

/// A practice holds the records of its own types; a special case of a generic role never leaves its practices.
pub(crate) fn process(practice: PracticeIx, role: &Role, owner: PracticeIx) -> When {
    let is_own = role.specialises.as_ref().is_none_or(|(_, practices)| practices.contains(&practice));
    if is_own && practice == owner { When::Always } else { When::Never }
}
