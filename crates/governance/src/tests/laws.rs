//! Laws: more appointments never show less; the basis named is the one that decides; order does not matter.

use base::RecordId;
use model::{ActivityIx, Record, When};

use super::world::{World, at};
use crate::{Authority, Roster, simplify, who, who_could};

fn without(w: &World, appointment: RecordId) -> Roster {
    let mut parts = w.parts.clone();
    parts.appointments.retain(|it| it.id != appointment);
    Roster::build(parts)
}

fn allowed(w: &World, authority: &Authority) -> Vec<(ActivityIx, usize)> {
    let each = |ix: ActivityIx| {
        let on = |(_, it): &(usize, &Record)| authority.decide(&w.site, ix, it).is_ok();
        w.records.iter().enumerate().filter(on).map(move |(at, _)| (ix, at)).collect::<Vec<_>>()
    };
    w.activities().flat_map(each).collect()
}

#[test]
fn an_appointment_more_never_takes_a_row_away() {
    for seed in 40_000..40_050 {
        let w = World::of(seed);
        let (full, less) = (w.roster(), without(&w, RecordId::new(1000)));
        for person in World::people() {
            let (full, less) = (full.authority(&w.site, person, at(4)), less.authority(&w.site, person, at(4)));
            let all = allowed(&w, &full);
            assert!(allowed(&w, &less).iter().all(|it| all.contains(it)), "world {seed}");
            assert!(w.records.iter().all(|it| less.sees(it).is_none() || full.sees(it).is_some()), "world {seed}");
        }
    }
}

#[test]
fn without_the_appointment_named_the_act_is_denied_or_rests_on_another() {
    let (mut denied, mut another) = (0, 0);
    for seed in 41_000..41_020 {
        let w = World::of(seed);
        let roster = w.roster();
        for person in World::people() {
            let authority = roster.authority(&w.site, person, at(4));
            for (ix, record) in w.activities().flat_map(|ix| w.records.iter().map(move |it| (ix, it))) {
                let Ok(basis) = authority.decide(&w.site, ix, record) else { continue };
                let less = without(&w, basis.appointment).authority(&w.site, person, at(4));
                match less.decide(&w.site, ix, record) {
                    Ok(other) => {
                        assert_ne!(other.appointment, basis.appointment, "world {seed}");
                        another += 1;
                    }
                    Err(_) => denied += 1,
                }
            }
        }
    }
    assert!(denied > 250 && another > 250, "{denied} denied, {another} on another");
}

#[test]
fn every_refusal_has_the_ground_that_holds() {
    for seed in 42_000..42_060 {
        let w = World::of(seed);
        let roster = w.roster();
        for person in World::people() {
            let authority = roster.authority(&w.site, person, at(4));
            for (ix, record) in w.activities().flat_map(|ix| w.records.iter().map(move |it| (ix, it))) {
                if let Err(refusal) = authority.decide(&w.site, ix, record) {
                    assert_eq!(refusal.code() == "unseen", authority.sees(record).is_none(), "world {seed}");
                    let doing = authority.grants_of(ix).iter().filter(|it| it.letter.may_do()).count();
                    if !matches!(refusal.code(), "unseen" | "not-here") {
                        assert_eq!((refusal.code() == "no-role", refusal.misses.is_empty()), (doing == 0, doing == 0));
                        let all = refusal.code() == "out-of-scope";
                        assert!(!all || refusal.misses.len() == doing, "{refusal:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_parts_changes_nothing_that_is_allowed() {
    for seed in 43_000..43_030 {
        let w = World::of(seed);
        let mut parts = w.parts.clone();
        parts.appointments.reverse();
        parts.deputies.reverse();
        parts.teams.reverse();
        let (one, two) = (w.roster(), Roster::build(parts));
        for person in World::people() {
            let (one, two) = (one.authority(&w.site, person, at(4)), two.authority(&w.site, person, at(4)));
            assert_eq!(allowed(&w, &one), allowed(&w, &two), "world {seed}");
        }
    }
}

#[test]
fn a_person_with_two_services_gets_one_id_set() {
    let slot = model::Header::Service.slot();
    let ids = |it: &[i64]| std::sync::Arc::new(it.iter().copied().collect());
    let low = When::AtMost(model::Header::Priority.slot(), 2);
    let both = |set: &[i64]| When::all([When::In(slot, ids(set)), low.clone()]);
    let simple = |of: Vec<When>| simplify::any(of);
    assert_eq!(simple(vec![When::In(slot, ids(&[1])), When::In(slot, ids(&[2]))]), When::In(slot, ids(&[1, 2])));
    assert_eq!(simple(vec![both(&[1]), both(&[2])]), both(&[1, 2]));
    assert_eq!(simple(vec![both(&[1]), When::In(slot, ids(&[1, 3]))]), When::In(slot, ids(&[1, 3])));
    assert_eq!(simple(vec![both(&[1]), When::Always]), When::Always);
    assert_eq!(simple(vec![low.clone(), low.clone()]), low);
    assert_eq!(simple(vec![]), When::Never);
}

#[test]
fn who_sees_everything_gets_one_condition_and_no_more() {
    let mut whole = 0;
    for seed in 44_000..44_200 {
        let w = World::of(seed);
        let roster = w.roster();
        for person in World::people() {
            let authority = roster.authority(&w.site, person, at(4));
            for of in &w.site.types {
                let trees = authority.scope(of.ix, false);
                assert!(trees.iter().all(|it| it.when != When::Never));
                if trees.iter().any(|it| it.when == When::Always) {
                    assert_eq!(trees.len(), 1);
                    whole += 1;
                }
            }
        }
    }
    assert!(whole > 100);
}

#[test]
fn who_could_names_exactly_those_with_a_grant_that_holds() {
    let mut named = 0;
    for seed in 45_000..45_020 {
        let w = World::of(seed);
        let roster = w.roster();
        let all: Vec<Authority> = World::people().map(|it| roster.authority(&w.site, it, at(4))).collect();
        for (ix, record) in w.activities().flat_map(|ix| w.records.iter().map(move |it| (ix, it))) {
            let on_type = w.site.activities[ix.at()].of() == Some(record.of);
            let could = who_could(&roster, &w.site, ix, record, at(4));
            for authority in &all {
                let grants = authority.grants_of(ix).iter().filter(|it| on_type && it.holds(record));
                let (own, lent): (Vec<_>, Vec<_>) = grants.partition(|it| it.for_.is_none());
                let me = authority.person();
                assert_eq!(could.iter().any(|it| it.persons.contains(&me)), !own.is_empty(), "world {seed}");
                assert_eq!(could.iter().any(|it| it.deputies.contains(&me)), !lent.is_empty(), "world {seed}");
                named += usize::from(!own.is_empty());
            }
            let answers = who(&roster, &w.site, ix, record, at(4));
            let covers = |it: &&crate::Who| !it.persons.is_empty();
            assert!(could.iter().filter(covers).all(|it| answers.iter().any(|by| by.appointment == it.appointment)));
        }
    }
    assert!(named > 500);
}
