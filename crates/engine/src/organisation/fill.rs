//! Giving every role that has to be held to somebody, without a conflict: how template organisations come to be.
//!
//! What has to be held is what governance finds missing, so a template is complete whatever is declared.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId, TeamId};
use declare::{AppointmentText, Day, HolderText, Organisation, ScopeText};
use governance::{Finding, FindingKind, Roster, Scope};
use model::{Holder, RoleIx, ScopeKind, ScopedBy, Site};

use super::{Ids, draw};

/// Who may be given roles, in order of preference: those who hold least come first.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// People, by key.
    pub people: Vec<String>,
    /// Teams, by key.
    pub teams: Vec<String>,
    /// Where the work of a role is done, by keys of role and team: such a role is given over that team, or to it.
    pub homes: BTreeMap<String, String>,
}

/// Adds appointments until no role that has to be held is held by nobody. Gives back what could be given to none of the
/// candidates without a conflict: role and scope.
pub fn fill(site: &Site, organisation: &mut Organisation, among: &Candidates, now: Instant) -> Vec<(String, String)> {
    let mut left = Vec::new();
    loop {
        let drawn = draw(site, organisation, &Ids::default(), now);
        let gaps = gaps(site, &drawn.roster, (among, now));
        let before = organisation.appointments.len();
        let mut held = Held::of(&drawn.roster);
        left.clear();
        for (role, scope) in gaps {
            let Some(text) = text(site, &drawn.roster, scope) else { continue };
            match held.give(site, among, role) {
                Some(holder) => organisation.appointments.push(appointment(site, role, holder, text)),
                None => left.push((key(site, role), text.to_string())),
            }
        }
        // Whoever was given something may have to be appointed by a role that is in use only now.
        if organisation.appointments.len() == before {
            return left;
        }
    }
}

/// Roles that nobody holds over a scope, and for each activity that nobody can do, one role that would let somebody.
fn gaps(site: &Site, roster: &Roster, (among, now): (&Candidates, Instant)) -> Vec<(RoleIx, Scope)> {
    let mut found: Vec<(RoleIx, Scope)> = Vec::new();
    for it in governance::findings(roster, site, now).into_iter().filter(|it| it.kind == FindingKind::Gap) {
        let home = |role: RoleIx| among.home(site, roster, role);
        let wanted = match (it.scope, it.activity, it.roles.first()) {
            (Some(scope), _, Some(role)) => Some((*role, scope)),
            (None, None, Some(role)) => home(*role).map(|scope| (*role, scope)),
            (_, _, _) => doing(site, (roster, &home), &it),
        };
        found.extend(wanted.filter(|it| !found.contains(it)));
    }
    found
}

type Home<'a> = &'a dyn Fn(RoleIx) -> Option<Scope>;

/// The first of an activity's roles for which there is a scope, with that scope.
fn doing(site: &Site, (roster, home): (&Roster, Home<'_>), gap: &Finding) -> Option<(RoleIx, Scope)> {
    let activity = site.activity(gap.activity?)?;
    let practice = activity.of().and_then(|it| site.of(it)).map_or(activity.practice, |it| it.practice);
    let over = |role: RoleIx, kind: ScopeKind| match kind.by() {
        ScopedBy::Nothing => Some(Scope::Whole(kind)),
        ScopedBy::Practice => Some(Scope::Process(practice)),
        ScopedBy::Team => home(role),
        ScopedBy::Record => roster.places().find(|it| it.kind == kind).map(|it| Scope::Record(it.kind, it.id)),
    };
    gap.roles.iter().find_map(|ix| {
        let role = site.role(*ix)?;
        let kinds = [role.scope].into_iter().chain(role.also_scopes.iter().copied());
        kinds.into_iter().find_map(|kind| over(*ix, kind)).map(|scope| (*ix, scope))
    })
}

impl Candidates {
    /// The team over which a role is given: where its work is done, else the first in which anybody is.
    fn home(&self, site: &Site, roster: &Roster, role: RoleIx) -> Option<Scope> {
        let wanted = site.role(role).and_then(|it| self.homes.get(&it.key));
        let own = wanted.and_then(|key| roster.teams().find(|it| it.key == *key));
        own.or_else(|| roster.teams().find(|it| !it.members.is_empty())).map(|it| Scope::Team(it.id))
    }
}

fn appointment(site: &Site, role: RoleIx, holder: HolderText, scope: ScopeText) -> AppointmentText {
    let role = key(site, role);
    let over = if scope.key.is_empty() { scope.kind.name().to_owned() } else { scope.key.clone() };
    AppointmentText {
        key: format!("{role}.{over}.{}", holder.key()),
        role,
        holder,
        scope,
        from: Day::FromToday(0),
        until: None,
        by: None,
        is_accepted: true,
        declared_at: String::new(),
    }
}

fn key(site: &Site, role: RoleIx) -> String {
    site.role(role).map(|it| it.key.clone()).unwrap_or_default()
}

fn text(site: &Site, roster: &Roster, scope: Scope) -> Option<ScopeText> {
    let key = match scope {
        Scope::Whole(_) => String::new(),
        Scope::Process(ix) => site.practice(ix)?.key.clone(),
        Scope::Team(id) => roster.team(id)?.key.clone(),
        Scope::Record(_, id) => roster.place(id)?.key.clone(),
    };
    Some(ScopeText { kind: scope.kind(), key })
}

/// Which roles everybody holds, in person or by a team.
struct Held {
    roles: BTreeMap<String, BTreeSet<RoleIx>>,
    members: BTreeMap<String, Vec<String>>,
}

impl Held {
    fn of(roster: &Roster) -> Self {
        let people: BTreeMap<PersonId, &str> = roster.people().map(|it| (it.id, it.key.as_str())).collect();
        let teams: BTreeMap<TeamId, &str> = roster.teams().map(|it| (it.id, it.key.as_str())).collect();
        let mut roles: BTreeMap<String, BTreeSet<RoleIx>> = BTreeMap::new();
        for it in roster.appointments() {
            for person in roster.persons(it.holder) {
                let key = people.get(&person).copied().unwrap_or_default();
                roles.entry(key.to_owned()).or_default().insert(it.role);
            }
        }
        let named = |ids: &[PersonId]| ids.iter().filter_map(|it| people.get(it)).map(|it| (*it).to_owned()).collect();
        let members = roster.teams().filter_map(|it| Some(((*teams.get(&it.id)?).to_owned(), named(&it.members))));
        let members = members.collect();
        Self { roles, members }
    }

    /// The first who may have the role beside what they hold: whoever works where its work is done, then whoever holds least.
    fn give(&mut self, site: &Site, among: &Candidates, role: RoleIx) -> Option<HolderText> {
        let declared = site.role(role)?;
        let home = among.homes.get(&declared.key);
        let is_home = |person: &str| {
            home.and_then(|it| self.members.get(it)).is_some_and(|all| all.iter().any(|it| it == person))
        };
        let by_team = || -> Option<HolderText> {
            let mut teams: Vec<&String> = among.teams.iter().collect();
            teams.retain(|it| {
                self.members
                    .get(*it)
                    .is_some_and(|all| !all.is_empty() && all.iter().all(|it| self.fits(site, it, role)))
            });
            teams.sort_by_key(|it| home != Some(*it));
            teams.into_iter().next().cloned().map(HolderText::Team)
        };
        let by_person = || -> Option<HolderText> {
            let mut people: Vec<&String> = among.people.iter().filter(|it| self.fits(site, it, role)).collect();
            // One person holds one role wherever it has to be held, before another is asked to.
            people
                .sort_by_key(|it| (!self.holds(it, role), !is_home(it), self.roles.get(*it).map_or(0, BTreeSet::len)));
            people.into_iter().next().cloned().map(HolderText::Person)
        };
        let found = match declared.holder {
            Holder::Team => by_team(),
            Holder::Person => by_person(),
            Holder::Either => by_person().or_else(by_team),
        }?;
        let persons = match &found {
            HolderText::Person(key) => vec![key.clone()],
            HolderText::Team(key) => self.members.get(key).cloned().unwrap_or_default(),
        };
        for it in persons {
            self.roles.entry(it).or_default().insert(role);
        }
        Some(found)
    }

    fn holds(&self, person: &str, role: RoleIx) -> bool {
        self.roles.get(person).is_some_and(|it| it.contains(&role))
    }

    /// Whether a person may hold the role beside what they hold already, over whatever scopes, and belongs where whoever
    /// holds it has to.
    fn fits(&self, site: &Site, person: &str, role: RoleIx) -> bool {
        if site.rules.membership_of(role).is_some_and(|within| !self.holds(person, within)) {
            return false;
        }
        let apart = |one: RoleIx, two: RoleIx| {
            site.role(one).is_some_and(|it| it.conflicts.iter().any(|rule| rule.role == two))
        };
        self.roles.get(person).into_iter().flatten().all(|it| !apart(*it, role) && !apart(role, *it))
    }
}
