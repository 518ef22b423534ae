//! The comparison with the spec turns red for every fault seeded here: by tampered input, or by bent grants.

use std::sync::Arc;

use model::{Asker, PracticeIx, Reach, When};

use super::{
    agree::{Tally, disagreement},
    world::{World, at},
};
use crate::{Authority, grant::attenuated};

fn noticed(fault: &str, tamper: impl Fn(&mut World), bend: impl Fn(&mut Authority, &World)) {
    let found = (1..=300u64).find(|seed| {
        let w = World::of(*seed);
        let mut tampered = w.clone();
        tamper(&mut tampered);
        let now = at(2 + i64::try_from(seed % 5).unwrap());
        disagreement(&w, &tampered, now, (&bend, &mut Tally::default())).is_some()
    });
    println!("{fault}: noticed in world {found:?}");
    assert!(found.is_some(), "{fault} goes unnoticed");
}

fn tampered(fault: &str, tamper: impl Fn(&mut World)) {
    noticed(fault, tamper, |_, _| {});
}

fn bent(fault: &str, bend: impl Fn(&mut Authority, &World)) {
    noticed(fault, |_| {}, bend);
}

#[test]
fn faults_in_what_is_kept_apart_are_noticed() {
    tampered("self-approval forgotten", |w| w.site.activities.iter_mut().for_each(|it| it.apart_from.clear()));
    bent("delegator forgotten", |authority, _| {
        authority.bend(|it| {
            let Asker { holder, involved, teams } = it.asker.as_ref().clone();
            it.asker = Arc::new(Asker { holder, involved: vec![involved[0]], teams });
        });
    });
    bent("deputy forgotten", |authority, _| {
        authority.bend(|it| {
            let Asker { holder, teams, .. } = it.asker.as_ref().clone();
            it.asker = Arc::new(Asker { holder, involved: vec![holder], teams });
        });
    });
    bent("deputies not attenuated", |authority, w| {
        let cells = |it: &crate::Grant| w.site.activities[it.activity.at()].cells.clone();
        authority.bend(|it| {
            if let (Some(_), Some(cell)) =
                (it.for_, cells(it).iter().find(|cell| cell.letter == it.letter && attenuated(&cell.when) == it.cell))
            {
                it.cell = cell.when.clone();
            }
        });
    });
}

#[test]
fn faults_in_conditions_are_noticed() {
    let cells = |w: &mut World, change: &dyn Fn(&mut model::Cell)| {
        w.site.activities.iter_mut().flat_map(|it| &mut it.cells).for_each(change);
    };
    tampered("condition dropped", |w| cells(w, &|it| it.when = When::Always));
    tampered("reach forgotten", |w| cells(w, &|it| it.reach = Reach::Scope));
    tampered("reach everywhere", |w| cells(w, &|it| it.reach = Reach::Everywhere));
    let step = |w: &mut World, change: &dyn Fn(&mut model::Move)| {
        w.site.types.iter_mut().flat_map(|it| &mut it.lifecycle.moves).for_each(change);
    };
    tampered("move's condition dropped", |w| step(w, &|it| it.when = When::Always));
    tampered("state dropped", |w| {
        step(w, &|it| it.from = (0..4).map(model::StateIx).collect());
    });
    bent("scope dropped", |authority, _| authority.bend(|it| it.within = When::Always));
    bent("step of a deputy not attenuated", |authority, _| authority.bend(|it| it.step = None));
}

#[test]
fn faults_in_trees_and_teams_are_noticed() {
    tampered("place tree not descended", |w| w.parts.places.iter_mut().for_each(|it| it.parent = None));
    tampered("team tree not descended", |w| w.parts.teams.iter_mut().for_each(|it| it.parent = None));
    tampered("team members forgotten", |w| w.parts.teams.iter_mut().for_each(|it| it.members.clear()));
    tampered("those who left still act", |w| w.parts.people.iter_mut().for_each(|it| it.is_active = true));
}

#[test]
fn faults_in_validity_and_standing_in_are_noticed() {
    tampered("start forgotten", |w| w.parts.appointments.iter_mut().for_each(|it| it.from = None));
    tampered("end forgotten", |w| w.parts.appointments.iter_mut().for_each(|it| it.until = None));
    tampered("deputy's dates forgotten", |w| {
        w.parts.deputies.iter_mut().for_each(|it| (it.from, it.until) = (None, None));
    });
    tampered("deputy's roles forgotten", |w| w.parts.deputies.iter_mut().for_each(|it| it.roles = None));
    tampered("deputies forgotten", |w| w.parts.deputies.clear());
}

#[test]
fn faults_in_special_roles_are_noticed() {
    tampered("generic cells forgotten", |w| w.site.roles.iter_mut().for_each(|it| it.specialises = None));
    tampered("practices of a special role forgotten", |w| {
        for (_, practices) in w.site.roles.iter_mut().filter_map(|it| it.specialises.as_mut()) {
            *practices = vec![PracticeIx(0), PracticeIx(1)];
        }
    });
    tampered("inside forgotten", |w| w.site.roles.iter_mut().for_each(|it| it.is_inside = true));
}
