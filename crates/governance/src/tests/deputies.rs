//! Whoever stands in for somebody never may more than that somebody may at that moment.

use std::sync::Arc;

use base::PersonId;
use model::{Asker, Record};

use super::world::{World, at};
use crate::{Authority, Grant};

/// Whether one grant, taken alone, gives the act.
fn alone(w: &World, grant: &Grant, record: &Record) -> bool {
    let row = &w.site.activities[grant.activity.at()];
    let model::Does::Move(of, step) = row.does else { return grant.holds(record) };
    let step = &w.site.types[of.at()].lifecycle.moves[step.at()];
    let when = grant.step.as_deref().unwrap_or(&step.when);
    !step.opens && step.from.has(record.state) && grant.holds(record) && when.holds(&grant.asker, record)
}

/// Compares each deputised grant of one person with what the principal may; returns how many cases there were.
fn attenuated(w: &World, authority: &Authority, all: &[Authority]) -> (usize, usize) {
    let of = |it: PersonId| &all[usize::try_from(it.get()).unwrap()];
    let (mut cases, mut allowed) = (0, 0);
    for grant in authority.grants().iter().filter(|it| it.for_.is_some()) {
        let principal = of(grant.for_.unwrap());
        let on = w.site.activities[grant.activity.at()].of();
        for record in w.records.iter().filter(|it| Some(it.of) == on) {
            cases += 1;
            if alone(w, grant, record) {
                allowed += 1;
                let may = principal.decide(&w.site, grant.activity, record);
                assert!(may.is_ok(), "{:?} on {}: {may:?}", grant.basis(), record.number);
            }
        }
    }
    for seeing in w.site.types.iter().flat_map(|it| authority.ways(it.ix)) {
        let Some(principal) = seeing.grant.on_behalf_of else { continue };
        let principal = of(principal);
        for record in w.records.iter().filter(|it| authority.sees(it).is_some_and(|by| by.basis == seeing.grant)) {
            assert!(principal.sees(record).is_some(), "{:?} sees {}", seeing.grant, record.number);
        }
    }
    (cases, allowed)
}

#[test]
fn a_deputy_never_may_more_than_the_principal_over_a_hundred_thousand_cases() {
    let (mut cases, mut allowed) = (0, 0);
    for seed in 20_000.. {
        let w = World::of(seed);
        let roster = w.roster();
        for now in [2, 4, 6].map(at) {
            let all: Vec<Authority> = World::people().map(|it| roster.authority(&w.site, it, now)).collect();
            for authority in &all {
                let (more, yes) = attenuated(&w, authority, &all);
                (cases, allowed) = (cases + more, allowed + yes);
            }
        }
        if cases >= 100_000 {
            break;
        }
    }
    println!("{cases} cases, {allowed} allowed");
    assert!(allowed > 5000);
}

#[test]
fn a_deputy_can_not_pass_on_what_is_lent() {
    for seed in 30_000..30_200 {
        let w = World::of(seed);
        let authority = w.roster().authority(&w.site, PersonId::new(1), at(4));
        for grant in authority.grants() {
            let Asker { holder, involved, .. } = grant.asker.as_ref();
            let held = w.parts.appointments.iter().find(|it| it.id == grant.appointment).unwrap();
            match grant.for_ {
                None => assert!(Arc::ptr_eq(&grant.asker, authority.asker())),
                Some(of) => {
                    assert_eq!((*holder, involved.as_slice()), (of, [PersonId::new(1), of].as_slice()));
                    assert_eq!(held.holder, crate::Holder::Person(of));
                }
            }
        }
    }
}
