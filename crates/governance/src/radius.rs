//! What a change of cells would mean for people: who gains and who loses which letter in which activity.

use std::collections::BTreeSet;

use base::{Instant, PersonId};
use model::{ActivityIx, Letter, Site};

use crate::{Roster, who::with_cells_of};

/// What changes for people in one activity, by letter; letters in which nothing changes are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The activity.
    pub activity: ActivityIx,
    /// By letter: who has it afterwards and had it not, and who had it and has it no longer.
    pub letters: Vec<(Letter, Vec<PersonId>, Vec<PersonId>)>,
}

/// What changes for people between two sites that differ in their cells only.
///
/// Whoever holds a role over anything counts for all its cells: a change of a cell's condition or reach shows as a
/// touched activity in which nobody gains or loses a letter.
pub fn radius(roster: &Roster, (before, after): (&Site, &Site), of: &[ActivityIx], now: Instant) -> Vec<Touched> {
    let touched = |activity: &ActivityIx| {
        let letters = Letter::ALL.into_iter().filter_map(|letter| {
            let had = with(roster, before, (*activity, letter), now);
            let has = with(roster, after, (*activity, letter), now);
            let gain: Vec<PersonId> = has.difference(&had).copied().collect();
            let lose: Vec<PersonId> = had.difference(&has).copied().collect();
            (!gain.is_empty() || !lose.is_empty()).then_some((letter, gain, lose))
        });
        Touched { activity: *activity, letters: letters.collect() }
    };
    of.iter().map(touched).collect()
}

/// Everybody who has a letter in an activity by a role that they hold now, themselves or by a team.
fn with(roster: &Roster, site: &Site, (ix, letter): (ActivityIx, Letter), now: Instant) -> BTreeSet<PersonId> {
    let Some(activity) = site.activity(ix) else { return BTreeSet::new() };
    let roles = activity.with(letter).flat_map(|it| with_cells_of(site, it.role, activity.practice));
    roles.flat_map(|role| roster.holders(role, now)).flat_map(|it| roster.persons(it.holder)).collect()
}

#[cfg(test)]
mod tests {
    use base::RecordId;
    use model::{Activity, Cell, Does, PracticeIx, Reach, RoleIx, ScopeKind, When};

    use super::*;
    use crate::{Appointment, Holder, Parts, Person, Scope};

    fn site(cells: &[(u16, Letter)]) -> Site {
        let cell = |(role, letter): &(u16, Letter)| Cell {
            role: RoleIx(*role),
            letter: *letter,
            when: When::Always,
            reach: Reach::Scope,
            responsibility: None,
            declared_at: String::new(),
        };
        let activity = Activity {
            key: "a:do".to_owned(),
            title: "Do it".to_owned(),
            practice: PracticeIx::of(0),
            group: String::new(),
            does: Does::Duty,
            cells: cells.iter().map(cell).collect(),
            apart_from: Vec::new(),
            duty: None,
            declared_at: String::new(),
        };
        Site { activities: vec![activity], ..Site::default() }
    }

    /// Person 1 holds role 0, person 2 holds roles 0 and 1, person 3 holds role 1 and has left.
    fn roster() -> Roster {
        let person =
            |id| Person { id: PersonId::new(id), key: format!("p{id}"), name: format!("P{id}"), is_active: id != 3 };
        let held = |id, person, role| Appointment {
            id: RecordId::new(id),
            role: RoleIx(role),
            holder: Holder::Person(PersonId::new(person)),
            scope: Scope::Whole(ScopeKind::Organisation),
            from: None,
            until: None,
        };
        Roster::build(Parts {
            people: (1..=3).map(person).collect(),
            appointments: vec![held(1, 1, 0), held(2, 2, 0), held(3, 2, 1), held(4, 3, 1)],
            ..Parts::default()
        })
    }

    fn check(before: &[(u16, Letter)], after: &[(u16, Letter)], expected: &[(Letter, &[i64], &[i64])]) {
        let found = radius(&roster(), (&site(before), &site(after)), &[ActivityIx::of(0)], Instant::from_micros(0));
        let persons = |all: &[i64]| all.iter().map(|it| PersonId::new(*it)).collect::<Vec<_>>();
        let expected: Vec<_> = expected.iter().map(|(it, gain, lose)| (*it, persons(gain), persons(lose))).collect();
        assert_eq!(found[0].letters, expected, "{before:?} to {after:?}");
    }

    #[test]
    fn whoever_has_it_by_another_role_neither_gains_nor_loses() {
        check(&[(0, Letter::R)], &[(0, Letter::R)], &[]);
        check(&[(0, Letter::R)], &[(1, Letter::R)], &[(Letter::R, &[], &[1])]);
        check(&[(1, Letter::R)], &[(0, Letter::R)], &[(Letter::R, &[1], &[])]);
        check(&[(0, Letter::R)], &[(0, Letter::C)], &[(Letter::R, &[], &[1, 2]), (Letter::C, &[1, 2], &[])]);
    }

    #[test]
    fn who_has_left_neither_gains_nor_loses() {
        check(&[], &[(1, Letter::A)], &[(Letter::A, &[2], &[])]);
    }
}
