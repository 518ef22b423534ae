//! The spec, `decide` and the trees of `scope` say the same, on random worlds.

use base::{Instant, PersonId};
use model::Record;

use super::{
    spec::Spec,
    world::{World, at},
};
use crate::{Authority, Disjunct};

/// What was compared.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    pub(crate) lists: usize,
    pub(crate) mixed: usize,
    pub(crate) decisions: usize,
}

impl Tally {
    fn note(&mut self, list: &[bool]) {
        self.lists += 1;
        self.decisions += list.len();
        self.mixed += usize::from(list.contains(&true) && list.contains(&false));
    }
}

fn in_trees(trees: &[Disjunct], record: &Record) -> bool {
    trees.iter().any(|it| it.when.holds(&it.asker, record))
}

/// The first disagreement on one person's authority, in words.
pub(crate) fn differs(w: &World, authority: &Authority, spec: &Spec<'_>, tally: &mut Tally) -> Option<String> {
    for of in &w.site.types {
        let records: Vec<&Record> = w.records.iter().filter(|it| it.of == of.ix).collect();
        let seen: Vec<bool> = records.iter().map(|it| spec.sees(it)).collect();
        tally.note(&seen);
        let (trees, inside) = (authority.scope(of.ix, false), authority.scope(of.ix, true));
        for (record, seen) in records.iter().zip(&seen) {
            let sighting = authority.sees(record);
            let inner = spec.sees_inside(record);
            let same = sighting.is_some() == *seen
                && in_trees(&trees, record) == *seen
                && in_trees(&inside, record) == inner
                && sighting.is_some_and(|it| it.inside) == inner
                && authority.speaks(record).is_ok() == spec.speaks(record);
            if !same {
                return Some(format!("sight of {}: spec {seen}/{inner}, {sighting:?}", record.number));
            }
        }
        for ix in &of.activities {
            let trees = authority.scope_for(&w.site, *ix);
            let may: Vec<bool> = records.iter().map(|it| spec.may(*ix, it)).collect();
            let open: Vec<bool> = records.iter().map(|it| spec.may_open(*ix, it)).collect();
            tally.note(if open.contains(&true) { &open } else { &may });
            for (record, (may, open)) in records.iter().zip(may.into_iter().zip(open)) {
                let decided = authority.decide(&w.site, *ix, record);
                let opened = authority.decide_open(&w.site, *ix, record).is_ok();
                let same = decided.is_ok() == may && in_trees(&trees, record) == may && opened == open;
                if !same {
                    return Some(format!("{ix:?} on {}: spec {may}, {decided:?}, opened {opened}", record.number));
                }
            }
        }
    }
    None
}

/// How production code is bent to show that the comparison notices.
pub(crate) type Bend<'a> = &'a dyn Fn(&mut Authority, &World);

/// The first disagreement in a world between the spec on it and production code on `tampered`.
pub(crate) fn disagreement(
    w: &World,
    tampered: &World,
    now: Instant,
    (bend, tally): (Bend<'_>, &mut Tally),
) -> Option<String> {
    let roster = tampered.roster();
    World::people().find_map(|person| {
        let mut authority = roster.authority(&tampered.site, person, now);
        bend(&mut authority, tampered);
        let spec = Spec::of(w, person, now);
        let said = differs(&World { site: tampered.site.clone(), ..w.clone() }, &authority, &spec, tally);
        said.map(|it| format!("person {person}: {it}"))
    })
}

fn straight(_authority: &mut Authority, _world: &World) {}

#[test]
fn spec_decide_and_scope_agree_on_a_thousand_worlds() {
    let mut tally = Tally::default();
    for seed in 1..=1000 {
        let w = World::of(seed);
        let now = at(2 + i64::try_from(seed % 5).unwrap());
        let said = disagreement(&w, &w, now, (&straight, &mut tally));
        assert_eq!(said, None, "world {seed}");
    }
    println!("{tally:?}");
    assert!(tally.mixed * 100 >= tally.lists * 40, "too many lists are empty or full: {tally:?}");
}

#[test]
fn they_agree_at_every_edge_of_validity_and_next_to_it() {
    let mut tally = Tally::default();
    for seed in 5000..5012 {
        let w = World::of(seed);
        for edge in w.edges() {
            for micros in [-1, 0, 1] {
                let now = edge.plus(base::Span::from_micros(micros));
                assert_eq!(disagreement(&w, &w, now, (&straight, &mut tally)), None, "world {seed} at {now}");
            }
        }
    }
}

#[test]
fn an_authority_stays_right_until_the_edge_that_it_names() {
    for seed in 7000..7025 {
        let w = World::of(seed);
        let roster = w.roster();
        let last = at(100);
        for person in World::people() {
            let mut now = at(-1);
            while now < last {
                let authority = roster.authority(&w.site, person, now);
                let edge = authority.valid_until().unwrap_or(last);
                assert!(edge > now);
                let before = edge.plus(base::Span::from_micros(-1));
                let spec = Spec::of(&w, person, before);
                assert_eq!(differs(&w, &authority, &spec, &mut Tally::default()), None, "world {seed} at {before}");
                now = edge;
            }
        }
    }
}

#[test]
fn nobody_unknown_may_anything() {
    let w = World::of(3);
    let authority = w.roster().authority(&w.site, PersonId::new(404), at(3));
    assert!(authority.grants().is_empty());
    assert!(w.records.iter().all(|it| authority.sees(it).is_none()));
}
