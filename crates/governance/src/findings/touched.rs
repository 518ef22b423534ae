//! What a change touches: from two states of the facts, the roles, persons and rows whose findings may differ.
//! It may name more than differs, never less; the property test of [`super::found`] holds that.

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId, TeamId};
use model::{RoleIx, ScopeKind};

use super::{Facts, expiry, frame::Frame};
use crate::{Appointment, Holder, Person, Place, Roster, Scope};

/// What has to be computed again.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) roles: BTreeSet<RoleIx>,
    pub(super) persons: BTreeSet<PersonId>,
    pub(super) rows: BTreeSet<RecordId>,
    pub(super) deputies: BTreeSet<RecordId>,
    pub(super) trees: bool,
    pub(super) load: bool,
    pub(super) everything: bool,
    pub(super) activities: usize,
}

impl Touched {
    /// Everything there is.
    pub(super) fn everything(facts: &Facts<'_>) -> Self {
        Self {
            roles: (0..facts.site.roles.len()).map(RoleIx::of).collect(),
            persons: facts.roster.people().map(|it| it.id).collect(),
            rows: facts.roster.appointments().iter().map(|it| it.id).collect(),
            deputies: facts.roster.deputies().iter().map(|it| it.id).collect(),
            trees: true,
            load: true,
            everything: true,
            activities: facts.site.activities.len(),
        }
    }

    /// What may differ between two states of the same site.
    pub(super) fn between(before: &Facts<'_>, after: &Facts<'_>, frame: &Frame) -> Self {
        let mut it = Spread { touched: Self::default(), before, after, frame };
        it.by_time();
        if !std::ptr::eq(before.roster, after.roster) {
            it.appointments();
            it.deputies();
            it.people();
            it.teams();
            it.places();
        }
        it.generics();
        it.touched
    }
}

struct Spread<'a> {
    touched: Touched,
    before: &'a Facts<'a>,
    after: &'a Facts<'a>,
    frame: &'a Frame,
}

impl<'a> Spread<'a> {
    /// Whether an instant lies between the two present ones, whichever comes first.
    fn is_passed(&self, at: Option<Instant>) -> bool {
        let (one, two) = (self.before.now, self.after.now);
        at.is_some_and(|it| one.min(two) < it && it <= one.max(two))
    }

    fn rosters(&self) -> [&'a Roster; 2] {
        [self.before.roster, self.after.roster]
    }

    /// What begins or ends between the two instants.
    fn by_time(&mut self) {
        if self.before.now == self.after.now {
            return;
        }
        let roster = self.after.roster;
        for it in roster.appointments() {
            if self.is_passed(it.from) || self.is_passed(it.until) || self.is_passed(it.until.map(expiry::told_from)) {
                self.appointment(it);
            }
        }
        for it in roster.deputies() {
            if self.is_passed(it.from) || self.is_passed(it.until) {
                self.deputy(it.id, it.of, it.deputy);
            }
        }
        for (person, all) in roster.absences() {
            if all.iter().any(|it| self.is_passed(Some(it.from)) || self.is_passed(Some(it.until))) {
                self.person(*person);
            }
        }
    }

    fn appointments(&mut self) {
        let [before, after] = self.rosters();
        let pairs = || before.appointments().iter().zip(after.appointments());
        let is_aligned = before.appointments().len() == after.appointments().len();
        // Most changes add and take away no row, so that the same rows stand at the same places.
        if is_aligned && pairs().all(|(one, two)| one.id == two.id) {
            for (one, two) in pairs().filter(|(one, two)| one != two) {
                self.appointment(one);
                self.appointment(two);
            }
            return;
        }
        for it in after.appointments() {
            let same = before.appointment(it.id);
            if same != Some(it) {
                self.appointment(it);
                same.into_iter().for_each(|it| self.appointment(it));
            }
        }
        for it in before.appointments().iter().filter(|it| after.appointment(it.id).is_none()) {
            self.appointment(it);
        }
    }

    fn deputies(&mut self) {
        let [before, after] = self.rosters();
        if before.deputies() == after.deputies() {
            return;
        }
        for (rows, others) in [(before, after), (after, before)] {
            let known: std::collections::BTreeMap<_, _> = others.deputies().iter().map(|it| (it.id, it)).collect();
            for it in rows.deputies().iter().filter(|it| known.get(&it.id) != Some(it)) {
                self.deputy(it.id, it.of, it.deputy);
            }
        }
    }

    fn people(&mut self) {
        let [before, after] = self.rosters();
        let mut changed: BTreeSet<PersonId> = BTreeSet::new();
        let same = |(one, two): (&Person, &Person)| one.id == two.id && one.is_active == two.is_active;
        let is_as_before = before.people().count() == after.people().count()
            && before.people().zip(after.people()).all(same)
            && before.absences() == after.absences();
        let both = if is_as_before { Vec::new() } else { vec![(before, after), (after, before)] };
        for (rows, others) in both {
            let differs = |id: PersonId, is_active: bool| others.person(id).is_none_or(|it| it.is_active != is_active);
            changed.extend(rows.people().filter(|it| differs(it.id, it.is_active)).map(|it| it.id));
            let absent = rows.absences().iter().filter(|(id, all)| others.absences().get(id) != Some(all));
            changed.extend(absent.map(|(id, _)| *id));
        }
        for person in changed {
            self.person(person);
        }
    }

    fn teams(&mut self) {
        let [before, after] = self.rosters();
        for (rows, others) in [(before, after), (after, before)] {
            for it in rows.teams() {
                let other = others.team(it.id);
                if other.is_some_and(|other| other.members == it.members && other.parent == it.parent) {
                    continue;
                }
                self.touched.trees = true;
                self.touched.load = true;
                // Whoever stayed a member holds what they held; only those who came or went are touched themselves.
                let stayed = |person: &PersonId| other.is_some_and(|other| other.members.contains(person));
                self.touched.persons.extend(it.members.iter().copied().filter(|person| !stayed(person)));
                self.held_by_team(it.id);
                if other.is_none_or(|other| other.parent != it.parent) {
                    for below in rows.teams_under(it.id) {
                        self.over(Scope::Team(below));
                    }
                }
            }
        }
    }

    fn places(&mut self) {
        let [before, after] = self.rosters();
        let mut changed: Vec<&Place> = Vec::new();
        let is_as_before = before.has_places_of(after);
        let both = if is_as_before { Vec::new() } else { vec![(before, after), (after, before)] };
        for (rows, others) in both {
            let differs = |it: &&Place| {
                let same = others.place(it.id).is_some_and(|one| one.kind == it.kind && one.parent == it.parent);
                !same || before.is_ended(it.id) != after.is_ended(it.id)
            };
            changed.extend(rows.places().filter(differs));
        }
        let mut kinds: BTreeSet<ScopeKind> = BTreeSet::new();
        for it in changed {
            self.touched.trees = true;
            for roster in self.rosters() {
                for below in roster.places_under(it.id) {
                    for kind in [it.kind].into_iter().chain(roster.place(below).map(|it| it.kind)) {
                        kinds.insert(kind);
                        self.over(Scope::Record(kind, below));
                    }
                }
            }
        }
        if kinds.is_empty() {
            return;
        }
        for (at, role) in self.after.site.roles.iter().enumerate() {
            if kinds.contains(&role.scope) {
                self.touched.roles.insert(RoleIx::of(at));
            }
        }
        let after = self.after.roster;
        // An appointment that names a scope by another kind than it is of can't be found by its scope.
        let odd = self.rosters().into_iter().flat_map(Roster::appointments);
        let odd: Vec<&Appointment> = odd
            .filter(
                |it| matches!(it.scope, Scope::Record(kind, id) if after.place(id).is_none_or(|it| it.kind != kind)),
            )
            .collect();
        odd.into_iter().for_each(|it| self.appointment(it));
    }

    /// An appointment, with those over the same scope, the persons behind it and whoever stands in for them.
    fn appointment(&mut self, it: &Appointment) {
        self.role_and_rows(it);
        for roster in self.rosters() {
            match it.holder {
                Holder::Person(person) => self.person_and_deputies(roster, person),
                Holder::Team(team) => {
                    let members = roster.team(team).into_iter().flat_map(|it| it.members.iter().copied());
                    self.touched.persons.extend(members);
                }
            }
        }
    }

    fn role_and_rows(&mut self, it: &Appointment) {
        self.touched.load = true;
        self.touched.roles.insert(it.role);
        self.touched.rows.insert(it.id);
        for roster in self.rosters() {
            self.touched.rows.extend(roster.appointed_over(it.role, it.scope).map(|it| it.id));
        }
    }

    fn person_and_deputies(&mut self, roster: &Roster, person: PersonId) {
        self.touched.persons.insert(person);
        for row in roster.stood_in_for(person) {
            self.touched.persons.insert(row.deputy);
            self.touched.deputies.insert(row.id);
        }
    }

    fn deputy(&mut self, id: RecordId, of: PersonId, deputy: PersonId) {
        self.touched.deputies.insert(id);
        self.touched.persons.insert(deputy);
        self.held_by_person(of);
    }

    /// Somebody who came, left, or is away at other times.
    fn person(&mut self, person: PersonId) {
        self.touched.load = true;
        self.held_by_person(person);
        for roster in self.rosters() {
            self.person_and_deputies(roster, person);
            let teams = roster.teams_of(person).to_vec();
            teams.into_iter().for_each(|it| self.held_by_team(it));
            let rows: Vec<(RecordId, PersonId)> = roster.standing_in(person).map(|it| (it.id, it.of)).collect();
            for (row, of) in rows {
                self.touched.deputies.insert(row);
                self.held_by_person(of);
            }
        }
    }

    /// The roles and rows of what a person holds; whose else they are stays the same.
    fn held_by_person(&mut self, person: PersonId) {
        for roster in self.rosters() {
            roster.held_by(Holder::Person(person)).for_each(|it| self.role_and_rows(it));
        }
    }

    fn held_by_team(&mut self, team: TeamId) {
        for roster in self.rosters() {
            roster.held_by(Holder::Team(team)).for_each(|it| self.role_and_rows(it));
        }
    }

    fn over(&mut self, scope: Scope) {
        for roster in self.rosters() {
            roster.over(scope).for_each(|it| self.appointment(it));
        }
    }

    /// Whatever touches a special role touches the one that it is a case of.
    fn generics(&mut self) {
        let roles = &self.touched.roles;
        let generic = |role: &RoleIx| self.after.site.role(*role)?.specialises.as_ref().map(|(it, _)| *it);
        let above: Vec<RoleIx> = roles.iter().filter_map(generic).collect();
        self.touched.roles.extend(above);
        // What has a place nowhere in the frame has no findings of its own.
        self.touched.roles.retain(|it| it.at() < self.frame.family.len());
    }
}
