//! Conditions made smaller before they are written down: alternatives joined, and what a pin already says left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{Asker, Kind, RecordType, Slot, When};

use crate::Disjunct;

/// The same scope in fewer alternatives: those that name values of one field become one. Planning an OR costs more
/// than reading a page, and grows with its alternatives. Those that allow nothing are left out.
pub(super) fn joined(of: &RecordType, scope: &[Disjunct]) -> Vec<Disjunct> {
    let mut named: BTreeMap<Slot, BTreeSet<i64>> = BTreeMap::new();
    let mut rest = Vec::new();
    for one in scope {
        match named_values(of, &one.asker, &one.when) {
            Some((slot, values)) => named.entry(slot).or_default().extend(values),
            None if one.when == When::Never => {}
            None => rest.push(one.clone()),
        }
    }
    let Some(asker) = scope.first().map(|it| Arc::clone(&it.asker)) else { return Vec::new() };
    let joined = named
        .into_iter()
        .map(|(slot, values)| Disjunct { asker: Arc::clone(&asker), when: When::In(slot, Arc::new(values)) });
    joined.chain(rest).collect()
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
