//! Conditions made smaller before they are written down: alternatives joined, and what a pin already says left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{Asker, Kind, RecordType, Slot, When};

use crate::Disjunct;

/// One alternative is taken apart into this many at the most.
const PARTS: usize = 8;

/// The same scope in alternatives that can be read along an index each, and in few of them: an either-or is taken
/// apart, and those that name values of one field become one. Planning an OR costs more than reading a page, and grows
/// with its alternatives. Those that allow nothing are left out.
pub(super) fn joined(of: &RecordType, scope: &[Disjunct]) -> Vec<Disjunct> {
    let mut named: BTreeMap<Slot, BTreeSet<i64>> = BTreeMap::new();
    let mut rest: Vec<Disjunct> = Vec::new();
    for one in scope {
        for when in apart(&one.when) {
            match named_values(of, &one.asker, &when) {
                Some((_, values)) if values.is_empty() => {}
                Some((slot, values)) => named.entry(slot).or_default().extend(values),
                None if when == When::Never => {}
                None => {
                    let part = Disjunct { asker: Arc::clone(&one.asker), when };
                    if !rest.contains(&part) {
                        rest.push(part);
                    }
                }
            }
        }
    }
    let Some(asker) = scope.first().map(|it| Arc::clone(&it.asker)) else { return Vec::new() };
    let joined = named
        .into_iter()
        .map(|(slot, values)| Disjunct { asker: Arc::clone(&asker), when: When::In(slot, Arc::new(values)) });
    joined.chain(rest).collect()
}

/// The conditions of which one holds exactly where the whole does; the whole itself where they would be too many.
fn apart(when: &When) -> Vec<When> {
    let parts = match when {
        When::Any(of) => of.iter().flat_map(apart).collect(),
        When::All(of) => product(of),
        When::Always
        | When::Never
        | When::IsActor(_)
        | When::Involves(_)
        | When::InMyTeams(_)
        | When::Empty(_)
        | When::Is(..)
        | When::IsOneOf(..)
        | When::In(..)
        | When::AtMost(..)
        | When::AtLeast(..)
        | When::InState(_)
        | When::Itself(_)
        | When::Acted(_)
        | When::Not(_) => vec![when.clone()],
    };
    if parts.len() > PARTS { vec![when.clone()] } else { parts }
}

/// Every way to take one part of each condition.
fn product(of: &[When]) -> Vec<When> {
    let mut found = vec![When::Always];
    for parts in of.iter().map(apart) {
        if found.len().saturating_mul(parts.len()) > PARTS {
            return vec![When::all(of.iter().cloned())];
        }
        found = found
            .iter()
            .flat_map(|before| parts.iter().map(move |part| When::all([before.clone(), part.clone()])))
            .collect();
    }
    found
}

/// The field and the values that a leaf names, whoever asks; `None` for every other condition.
pub(super) fn named_values(of: &RecordType, asker: &Asker, when: &When) -> Option<(Slot, BTreeSet<i64>)> {
    let kind = |slot: &Slot| of.field(*slot).map(|it| &it.kind);
    match when {
        When::In(slot, values) => Some((*slot, (**values).clone())),
        When::IsActor(slot) if kind(slot) == Some(&Kind::Person) => Some((*slot, [asker.holder.get()].into())),
        When::Involves(slot) if kind(slot) == Some(&Kind::Person) => {
            Some((*slot, asker.involved.iter().map(|it| it.get()).collect()))
        }
        When::InMyTeams(slot) if kind(slot) == Some(&Kind::Team) => {
            Some((*slot, asker.teams.iter().map(|it| it.get()).collect()))
        }
        When::Always
        | When::Never
        | When::IsActor(_)
        | When::Involves(_)
        | When::InMyTeams(_)
        | When::Empty(_)
        | When::Is(..)
        | When::IsOneOf(..)
        | When::AtMost(..)
        | When::AtLeast(..)
        | When::InState(_)
        | When::Itself(_)
        | When::Acted(_)
        | When::All(_)
        | When::Any(_)
        | When::Not(_) => None,
    }
}

/// What is left of a condition where a field is known to hold one of some values.
pub(super) fn given(of: &RecordType, asker: &Asker, when: &When, known: (Slot, &[i64])) -> When {
    let inner = |it: &When| given(of, asker, it, known);
    if let When::All(parts) = when {
        return When::all(parts.iter().map(inner));
    }
    if let When::Any(parts) = when {
        return When::any(parts.iter().map(inner));
    }
    if let When::Not(part) = when {
        return inner(part).negated();
    }
    match named_values(of, asker, when) {
        Some((slot, values)) if slot == known.0 && known.1.iter().all(|it| values.contains(it)) => When::Always,
        Some((slot, values)) if slot == known.0 && !known.1.iter().any(|it| values.contains(it)) => When::Never,
        Some(_) | None => when.clone(),
    }
}

#[cfg(test)]
mod tests {
    use base::{PersonId, TeamId};
    use model::Header;
    use testkit::{Dice, random_condition};

    use super::*;

    fn asker() -> Arc<Asker> {
        Arc::new(Asker::myself(PersonId::new(1), BTreeSet::from([TeamId::new(2)])))
    }

    #[test]
    fn a_condition_reads_the_same_where_its_pin_is_known() {
        let site = testkit::site();
        let of = &site.types[0];
        let mut dice = Dice::new(3);
        let slot = Header::HolderTeam.slot();
        for n in 0..2000 {
            let when = random_condition(of, &[], &mut dice, 3);
            let mut record = model::Record::new(of, base::RecordId::new(1), "TKT-1".to_owned(), model::StateIx(0));
            for (at, field) in of.fields.iter().enumerate() {
                record.set(Slot::of(at), testkit::random_value(&field.kind, &mut dice));
            }
            record.set(slot, model::Value::Team(TeamId::new(2)));
            let left = given(of, &asker(), &when, (slot, if n % 2 == 0 { &[2] } else { &[1, 2, 3] }));
            assert_eq!(left.holds(&asker(), &record), when.holds(&asker(), &record), "{n}: {when:?} became {left:?}");
        }
    }

    #[test]
    fn alternatives_taken_apart_hold_where_the_whole_does() {
        let site = testkit::site();
        let of = &site.types[0];
        let mut dice = Dice::new(11);
        for n in 0..2000 {
            let when = random_condition(of, &[], &mut dice, 4);
            let mut record = model::Record::new(of, base::RecordId::new(1), "TKT-1".to_owned(), model::StateIx(0));
            for (at, field) in of.fields.iter().enumerate() {
                record.set(Slot::of(at), testkit::random_value(&field.kind, &mut dice));
            }
            let parts = joined(of, &[Disjunct { asker: asker(), when: when.clone() }]);
            let holds = parts.iter().any(|it| it.when.holds(&it.asker, &record));
            assert_eq!(holds, when.holds(&asker(), &record), "{n}: {when:?} became {parts:?}");
        }
    }

    #[test]
    fn alternatives_that_name_values_of_one_field_become_one() {
        let site = testkit::site();
        let slot = Header::HolderTeam.slot();
        let one = |when| Disjunct { asker: asker(), when };
        let none = one(When::In(Header::Ci.slot(), Arc::default()));
        let scope = [
            none,
            one(When::InMyTeams(slot)),
            one(When::In(slot, Arc::new([5].into()))),
            one(When::Empty(slot)),
            one(When::Never),
        ];
        let joined = joined(&site.types[0], &scope);
        let whens: Vec<_> = joined.into_iter().map(|it| it.when).collect();
        assert_eq!(whens, [When::In(slot, Arc::new([2, 5].into())), When::Empty(slot)]);
    }
}
