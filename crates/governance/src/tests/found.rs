//! Computing only what a change touches comes to the same as computing everything: over random worlds and changes.

use base::{PersonId, RecordId, TeamId};
use model::{Apart, Cardinality, Letter, RoleIx};

use super::{
    build,
    world::{Random, World, at},
};
use crate::{Away, Facts, Found, Missed, Parts, Roster, Scope, Used};

/// A world in which much can be wrong: roles that must be held, and that must be apart.
fn troubled(seed: u64) -> World {
    let mut r = Random::new(seed ^ 0x5eed);
    let mut world = World::of(seed);
    for at in 0..world.site.roles.len() {
        let cardinality = r.one(&[Cardinality::ExactlyOne, Cardinality::AtLeastOne, Cardinality::Any]);
        world.site.roles[at].cardinality = cardinality;
        world.site.roles[at].is_self_taken = r.percent(10);
        let other = RoleIx::of(usize::try_from(r.below(6)).unwrap());
        if r.percent(60) && other.at() != at {
            let when = r.one(&[Apart::Always, Apart::SameScope, Apart::Avoid]);
            world.site.roles[at].conflicts.push(build::apart(other, when));
        }
    }
    for activity in &mut world.site.activities {
        activity.cells.push(build::cell(RoleIx::of(usize::try_from(r.below(6)).unwrap()), Letter::A));
    }
    world
}

/// Something that happens in an organisation.
fn change(r: &mut Random, parts: &mut Parts, others: &Parts) {
    match r.below(9) {
        0 => parts.people.iter_mut().take(1).for_each(|it| it.is_active = !it.is_active),
        1 => {
            let at = usize::try_from(r.below(i64::try_from(parts.people.len()).unwrap())).unwrap();
            parts.people[at].is_active = r.percent(50);
        }
        2 if !parts.appointments.is_empty() => {
            let n = i64::try_from(parts.appointments.len()).unwrap();
            parts.appointments.remove(usize::try_from(r.below(n)).unwrap());
        }
        3 => {
            let mut taken = r.one(&others.appointments);
            taken.id = RecordId::new(9_000 + r.below(50));
            if parts.appointments.iter().all(|it| it.id != taken.id) {
                parts.appointments.push(taken);
            }
        }
        4 if !parts.deputies.is_empty() => drop(parts.deputies.pop()),
        5 if !others.deputies.is_empty() => {
            let mut taken = r.one(&others.deputies);
            taken.id = RecordId::new(8_000 + r.below(50));
            parts.deputies.push(taken);
        }
        6 => {
            let at = usize::try_from(r.below(i64::try_from(parts.teams.len()).unwrap())).unwrap();
            let person = PersonId::new(r.below(super::world::PERSONS));
            if parts.teams[at].members.contains(&person) {
                parts.teams[at].members.retain(|it| *it != person);
            } else {
                parts.teams[at].members.push(person);
            }
        }
        7 => {
            let at = usize::try_from(r.below(i64::try_from(parts.teams.len()).unwrap())).unwrap();
            parts.teams[at].parent = r.percent(50).then(|| TeamId::new(r.below(4)));
        }
        _place => {
            let at = usize::try_from(r.below(i64::try_from(parts.places.len()).unwrap())).unwrap();
            if r.percent(30) {
                parts.places.remove(at);
            } else {
                parts.places[at].parent = r.percent(70).then(|| RecordId::new(r.below(7)));
            }
        }
    }
}

fn used(r: &mut Random, parts: &Parts) -> Used {
    let mut used = Used::since(r.percent(50).then(|| at(-5_000_000_000_000)));
    for it in &parts.appointments {
        if r.percent(50) {
            used.note(it.id, at(r.below(8)));
        }
    }
    used
}

#[test]
fn what_a_change_touches_is_all_that_differs() {
    let mut tally = [0usize; 3];
    for seed in 1..=600u64 {
        let world = troubled(seed);
        let others = World::of(seed + 10_000).parts;
        let mut r = Random::new(seed ^ 0xf00d);
        let mut parts = world.parts.clone();
        let mut roster = Roster::build(parts.clone());
        let (mut now, mut use_) = (at(r.below(6)), used(&mut r, &parts));
        let missed = [Missed {
            activity: model::ActivityIx(0),
            role: RoleIx(0),
            scope: Scope::Process(model::PracticeIx(0)),
            appointment: None,
            person: None,
            due: at(3),
        }];
        let mut found = Found::all(&Facts { roster: &roster, site: &world.site, now, used: &use_, missed: &missed });
        for step in 0..6 {
            let mut next = roster.clone();
            if step != 2 {
                (0..=r.below(2)).for_each(|_| change(&mut r, &mut parts, &others));
                next = roster.rebuilt(parts.clone());
            }
            if r.percent(30) {
                let person = PersonId::new(r.below(4));
                next = next.with_away([Away { person, from: at(r.below(4)), until: at(4 + r.below(4)) }]);
            }
            if r.percent(20) {
                next = next.with_ended([RecordId::new(r.below(7))].into());
            }
            let later = if r.percent(60) { at(r.below(8)) } else { now };
            let use_next = if r.percent(20) { used(&mut r, &parts) } else { use_.clone() };
            let before = Facts { roster: &roster, site: &world.site, now, used: &use_, missed: &missed };
            let after = Facts { roster: &next, site: &world.site, now: later, used: &use_next, missed: &missed };
            let whole = Found::all(&after);
            let part = found.after(&before, &after);
            assert_eq!(part.list(), whole.list(), "world {seed}, step {step}");
            assert_eq!(part, whole, "world {seed}, step {step}");
            tally[0] += 1;
            tally[1] += usize::from(part.list() != found.list());
            tally[2] += part.list().len();
            (found, roster, now, use_) = (part, next, later, use_next);
        }
    }
    println!("{tally:?} steps, steps that changed something, findings");
    assert!(tally[1] * 2 > tally[0], "most changes must change something: {tally:?}");
    assert!(tally[2] > tally[0] * 3, "there must be something to find: {tally:?}");
}
