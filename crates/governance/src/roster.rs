//! The roster: the parts of an organisation at one epoch, with their indices.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId, RecordId, TeamId};
use model::{Asker, RoleIx, Site};

use crate::{
    Appointment, Authority, Away, Deputy, Holder, Parts, Person, Place, Scope, Team,
    closure::{Children, above},
    gather,
};

/// People, teams, places, appointments and deputies at one epoch. Never changed; shared behind an `Arc`.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    epoch: i64,
    people: BTreeMap<PersonId, Person>,
    teams: BTreeMap<TeamId, Team>,
    places: BTreeMap<RecordId, Place>,
    appointments: Vec<Appointment>,
    deputies: Vec<Deputy>,
    by_holder: BTreeMap<Holder, Vec<usize>>,
    by_role: BTreeMap<RoleIx, Vec<usize>>,
    by_scope: BTreeMap<(RoleIx, Scope), Vec<usize>>,
    by_place: BTreeMap<Scope, Vec<usize>>,
    by_id: BTreeMap<RecordId, usize>,
    deputy_by_id: BTreeMap<RecordId, usize>,
    ended: BTreeSet<RecordId>,
    away: BTreeMap<PersonId, Vec<Away>>,
    by_deputy: BTreeMap<PersonId, Vec<usize>>,
    by_principal: BTreeMap<PersonId, Vec<usize>>,
    teams_of: BTreeMap<PersonId, Vec<TeamId>>,
    /// The active members of each team, in order, each once.
    active: BTreeMap<TeamId, Vec<PersonId>>,
    teams_below: Children<TeamId>,
    places_below: Children<RecordId>,
}

impl Roster {
    /// The roster of these parts. References that lead nowhere give no authority; `findings` names them.
    pub fn build(parts: Parts) -> Self {
        let Parts { epoch, people, teams, places, appointments, deputies } = parts;
        let members = teams.iter().flat_map(|team| team.members.iter().map(|it| (*it, team.id)));
        let is_active: BTreeSet<PersonId> = people.iter().filter(|it| it.is_active).map(|it| it.id).collect();
        let mut active: BTreeMap<TeamId, Vec<PersonId>> =
            grouped(members.clone().filter(|(person, _)| is_active.contains(person)).map(|(it, team)| (team, it)));
        for members in active.values_mut() {
            members.sort_unstable();
            members.dedup();
        }
        Self {
            epoch,
            teams_of: grouped(members),
            active,
            teams_below: Children::of(teams.iter().map(|it| (it.id, it.parent))),
            places_below: Children::of(places.iter().map(|it| (it.id, it.parent))),
            by_holder: grouped(appointments.iter().enumerate().map(|(at, it)| (it.holder, at))),
            by_role: grouped(appointments.iter().enumerate().map(|(at, it)| (it.role, at))),
            by_scope: grouped(appointments.iter().enumerate().map(|(at, it)| ((it.role, it.scope), at))),
            by_place: grouped(appointments.iter().enumerate().map(|(at, it)| (it.scope, at))),
            by_id: appointments.iter().enumerate().map(|(at, it)| (it.id, at)).collect(),
            deputy_by_id: deputies.iter().enumerate().map(|(at, it)| (it.id, at)).collect(),
            ended: BTreeSet::new(),
            away: BTreeMap::new(),
            by_deputy: grouped(deputies.iter().enumerate().map(|(at, it)| (it.deputy, at))),
            by_principal: grouped(deputies.iter().enumerate().map(|(at, it)| (it.of, at))),
            people: people.into_iter().map(|it| (it.id, it)).collect(),
            teams: teams.into_iter().map(|it| (it.id, it)).collect(),
            places: places.into_iter().map(|it| (it.id, it)).collect(),
            appointments,
            deputies,
        }
    }

    /// The same, with the places that live no longer: nobody has to answer for them any more.
    #[must_use]
    pub fn with_ended(self, ended: BTreeSet<RecordId>) -> Self {
        Self { ended, ..self }
    }
    /// The same, with who is away when. It takes nobody's authority; it tells who can't be counted on.
    #[must_use]
    pub fn with_away(self, away: impl IntoIterator<Item = Away>) -> Self {
        Self { away: grouped(away.into_iter().map(|it| (it.person, it))), ..self }
    }
    /// What it was built from, to build another one like it.
    pub fn parts(&self) -> Parts {
        Parts {
            epoch: self.epoch,
            people: self.people.values().cloned().collect(),
            teams: self.teams.values().cloned().collect(),
            places: self.places.values().cloned().collect(),
            appointments: self.appointments.clone(),
            deputies: self.deputies.clone(),
        }
    }
    /// Another one of these parts, with the same ended places and absences.
    #[must_use]
    pub fn rebuilt(&self, parts: Parts) -> Self {
        Self { ended: self.ended.clone(), away: self.away.clone(), ..Self::build(parts) }
    }

    /// The authority of a person at an instant; good until its `valid_until` or the next epoch.
    pub fn authority(&self, site: &Site, person: PersonId, now: Instant) -> Authority {
        gather::authority(self, site, person, now)
    }

    /// The epoch that it was built for.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }
    /// All people, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }
    /// All teams, by id.
    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }
    /// All places, by id.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }
    /// All appointments, as they were given.
    pub fn appointments(&self) -> &[Appointment] {
        &self.appointments
    }
    /// All deputies, as they were given.
    pub fn deputies(&self) -> &[Deputy] {
        &self.deputies
    }
    /// A person.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }
    /// A team.
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }
    /// A place.
    pub fn place(&self, id: RecordId) -> Option<&Place> {
        self.places.get(&id)
    }
    /// The appointment with this id.
    pub fn appointment(&self, id: RecordId) -> Option<&Appointment> {
        self.appointments.get(*self.by_id.get(&id)?)
    }
    /// The appointments to a role over exactly this scope, live or not.
    pub fn appointed_over(&self, role: RoleIx, scope: Scope) -> impl Iterator<Item = &Appointment> {
        pick(&self.appointments, self.by_scope.get(&(role, scope)))
    }
    /// The row with this id by which somebody stands in.
    pub fn deputy(&self, id: RecordId) -> Option<&Deputy> {
        self.deputies.get(*self.deputy_by_id.get(&id)?)
    }
    /// The appointments over exactly this scope, live or not.
    pub fn over(&self, scope: Scope) -> impl Iterator<Item = &Appointment> {
        pick(&self.appointments, self.by_place.get(&scope))
    }
    /// Whether another one has the same places, lying in one another alike, and the same of them have ended.
    pub(crate) fn has_places_of(&self, other: &Self) -> bool {
        let same = |(one, two): (&Place, &Place)| one.id == two.id && one.kind == two.kind && one.parent == two.parent;
        self.places.len() == other.places.len()
            && self.places().zip(other.places()).all(same)
            && self.ended == other.ended
    }
    /// Whether a place lives no longer.
    pub fn is_ended(&self, place: RecordId) -> bool {
        self.ended.contains(&place)
    }
    /// Everybody's absences.
    pub(crate) fn absences(&self) -> &BTreeMap<PersonId, Vec<Away>> {
        &self.away
    }
    /// Somebody's absences that are not over, the first first.
    pub fn absences_of(&self, person: PersonId, now: Instant) -> Vec<Away> {
        let all = self.away.get(&person).map(Vec::as_slice).unwrap_or_default();
        let mut ahead: Vec<Away> = all.iter().filter(|it| it.until > now).cloned().collect();
        ahead.sort_by_key(|it| it.from);
        ahead
    }
    /// Whether somebody is away at an instant.
    pub fn is_away(&self, person: PersonId, now: Instant) -> bool {
        self.away.get(&person).is_some_and(|all| all.iter().any(|it| it.is_on(now)))
    }
    /// Whether somebody is known, active and not away.
    pub fn is_there(&self, person: PersonId, now: Instant) -> bool {
        self.is_active(person) && !self.is_away(person, now)
    }
    /// Whether the person is known and active.
    pub fn is_active(&self, person: PersonId) -> bool {
        self.person(person).is_some_and(|it| it.is_active)
    }
    /// The teams that a person is a member of.
    pub fn teams_of(&self, person: PersonId) -> &[TeamId] {
        self.teams_of.get(&person).map(Vec::as_slice).unwrap_or_default()
    }
    /// The holders that a person is behind: themselves, and each team that they are a member of. A team below another one
    /// holds nothing of what that one holds.
    pub fn holders_of(&self, person: PersonId) -> impl Iterator<Item = Holder> {
        std::iter::once(Holder::Person(person)).chain(self.teams_of(person).iter().copied().map(Holder::Team))
    }
    /// The appointments that a person has at an instant, in person or by a team.
    pub fn held_now(&self, person: PersonId, now: Instant) -> impl Iterator<Item = &Appointment> {
        self.holders_of(person).flat_map(|it| self.held_by(it)).filter(move |it| it.is_live(now))
    }
    /// The appointments of a holder, live or not.
    pub fn held_by(&self, holder: Holder) -> impl Iterator<Item = &Appointment> {
        pick(&self.appointments, self.by_holder.get(&holder))
    }
    /// The appointments to a role, live or not.
    pub fn appointed_to(&self, role: RoleIx) -> impl Iterator<Item = &Appointment> {
        pick(&self.appointments, self.by_role.get(&role))
    }
    /// The appointments to a role that hold at an instant.
    pub fn holders(&self, role: RoleIx, now: Instant) -> impl Iterator<Item = &Appointment> {
        self.appointed_to(role).filter(move |it| it.is_live(now))
    }
    /// The rows by which a person stands in for others, live or not.
    pub fn standing_in(&self, deputy: PersonId) -> impl Iterator<Item = &Deputy> {
        pick(&self.deputies, self.by_deputy.get(&deputy))
    }
    /// The active persons who stand in for a person in a role at an instant, in order, each once.
    pub fn deputies_of(&self, principal: PersonId, role: RoleIx, now: Instant) -> Vec<PersonId> {
        let rows = pick(&self.deputies, self.by_principal.get(&principal));
        let standing = rows.filter(|it| it.is_live(now) && it.covers(role) && it.deputy != principal);
        let found: BTreeSet<PersonId> = standing.map(|it| it.deputy).filter(|it| self.is_active(*it)).collect();
        found.into_iter().collect()
    }
    /// Everyone who stood in for a person in a role at an instant, whether they are still here or not.
    pub(crate) fn stood_in(&self, principal: PersonId, role: RoleIx, at: Instant) -> impl Iterator<Item = PersonId> {
        let rows = pick(&self.deputies, self.by_principal.get(&principal));
        rows.filter(move |it| it.is_live(at) && it.covers(role)).map(|it| it.deputy)
    }
    /// The rows by which others stand in for a person, live or not.
    pub fn stood_in_for(&self, principal: PersonId) -> impl Iterator<Item = &Deputy> {
        pick(&self.deputies, self.by_principal.get(&principal))
    }
    /// The active persons behind a holder, in order, each once.
    pub fn persons(&self, holder: Holder) -> Vec<PersonId> {
        self.behind(holder).collect()
    }
    /// How many active persons are behind a holder.
    pub fn size(&self, holder: Holder) -> usize {
        self.behind(holder).count()
    }
    /// Whether any active person is behind a holder.
    pub fn is_held(&self, holder: Holder) -> bool {
        self.behind(holder).next().is_some()
    }
    /// The active persons behind a holder, in order, each once.
    pub(crate) fn behind(&self, holder: Holder) -> impl Iterator<Item = PersonId> {
        let (person, team) = match holder {
            Holder::Person(id) => (Some(id).filter(|it| self.is_active(*it)), None),
            Holder::Team(id) => (None, self.active.get(&id)),
        };
        person.into_iter().chain(team.into_iter().flatten().copied())
    }
    /// Whether an active person is behind a holder.
    pub fn is_behind(&self, holder: Holder, person: PersonId) -> bool {
        match holder {
            Holder::Person(id) => id == person && self.is_active(id),
            Holder::Team(id) => self.active.get(&id).is_some_and(|it| it.binary_search(&person).is_ok()),
        }
    }
    /// A team and all teams below it.
    pub fn teams_under(&self, team: TeamId) -> BTreeSet<TeamId> {
        self.teams_below.under(team)
    }
    /// A place and all places below it.
    pub fn places_under(&self, place: RecordId) -> BTreeSet<RecordId> {
        self.places_below.under(place)
    }
    /// A team and all teams above it, nearest first.
    pub fn teams_above(&self, team: TeamId) -> Vec<TeamId> {
        above(team, |it| self.team(it)?.parent)
    }
    /// A place and all places above it, nearest first.
    pub fn places_above(&self, place: RecordId) -> Vec<RecordId> {
        above(place, |it| self.place(it)?.parent)
    }
    /// A person as conditions see them, acting for themselves.
    pub fn asker(&self, person: PersonId) -> Asker {
        let teams = self.teams_of(person).iter().flat_map(|it| self.teams_above(*it)).collect();
        Asker::myself(person, teams)
    }
    /// A deputy as conditions see them, acting for a principal.
    pub fn asker_for(&self, deputy: PersonId, principal: PersonId) -> Asker {
        Asker { involved: vec![deputy, principal], ..self.asker(principal) }
    }
}

fn grouped<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut found: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in pairs {
        found.entry(key).or_default().push(value);
    }
    found
}

fn pick<'a, T>(all: &'a [T], at: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a T> {
    at.into_iter().flatten().filter_map(|it| all.get(*it))
}
