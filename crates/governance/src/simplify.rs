//! Makes a list of conditions as short as it can be, without changing which records they hold for.

use std::{collections::BTreeSet, sync::Arc};

use model::{Asker, When};

use crate::Disjunct;

/// The conditions by asker, each list simplified. Conditions that read nothing of the asker go to `myself`.
pub(crate) fn disjuncts<'a>(
    myself: &Arc<Asker>,
    all: impl IntoIterator<Item = (&'a Arc<Asker>, When)>,
) -> Vec<Disjunct> {
    let mut groups: Vec<(Arc<Asker>, Vec<When>)> = vec![(Arc::clone(myself), Vec::new())];
    for (asker, when) in all {
        let asker = if reads_asker(&when) { asker } else { myself };
        match groups.iter_mut().find(|(it, _)| Arc::ptr_eq(it, asker)) {
            Some((_, list)) => list.push(when),
            None => groups.push((Arc::clone(asker), vec![when])),
        }
    }
    let made: Vec<Disjunct> = groups
        .into_iter()
        .map(|(asker, list)| Disjunct { asker, when: any(list) })
        .filter(|it| it.when != When::Never)
        .collect();
    match made.iter().find(|it| it.when == When::Always) {
        Some(whole) => vec![whole.clone()],
        None => made,
    }
}

/// Whether what the condition says depends on who asks.
fn reads_asker(when: &When) -> bool {
    let mut found = false;
    when.visit(&mut |it| {
        found |= matches!(it, When::IsActor(_) | When::Involves(_) | When::InMyTeams(_) | When::Acted(_));
    });
    found
}

/// One of these, with id sets joined and what another one includes left out.
pub(crate) fn any(of: Vec<When>) -> When {
    let mut clauses: Vec<Vec<When>> = Vec::new();
    for when in flat(of) {
        join(&mut clauses, conjuncts(when));
    }
    let kept = clauses.iter().enumerate().filter(|(at, it)| !is_included(&clauses, *at, it)).map(|(_, it)| it.clone());
    When::any(kept.map(When::all))
}

/// The conditions with nested disjunctions opened up.
fn flat(of: Vec<When>) -> Vec<When> {
    let mut found = Vec::new();
    for when in of {
        if let When::Any(inner) = when {
            found.extend(flat(inner));
        } else {
            found.push(when);
        }
    }
    found
}

fn conjuncts(when: When) -> Vec<When> {
    match when {
        When::All(of) => of,
        other @ (When::Always
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
        | When::Any(_)
        | When::Not(_)) => vec![other],
    }
}

/// Adds a clause; one that differs from an earlier one only in its leading id set is joined with it.
fn join(clauses: &mut Vec<Vec<When>>, new: Vec<When>) {
    let joined = clauses.iter_mut().any(|old| match (old.split_first_mut(), new.split_first()) {
        (Some((old_head, old_rest)), Some((head, rest))) => *old_rest == *rest && widened(old_head, head),
        (None, _) | (_, None) => false,
    });
    if !joined {
        clauses.push(new);
    }
}

/// Widens a condition to hold where the other does too, if one id set can say it.
fn widened(old: &mut When, new: &When) -> bool {
    match (&mut *old, new) {
        (When::In(slot, ids), When::In(other, more)) if slot == other => widen(ids, more),
        (When::Itself(ids), When::Itself(more)) => widen(ids, more),
        _differ => return old == new,
    }
    true
}

fn widen(ids: &mut Arc<BTreeSet<i64>>, more: &Arc<BTreeSet<i64>>) {
    if !Arc::ptr_eq(ids, more) && !more.is_subset(ids) {
        Arc::make_mut(ids).extend(more.iter());
    }
}

/// Whether another clause holds wherever this one does; of two that say the same, the first stays.
fn is_included(clauses: &[Vec<When>], at: usize, clause: &[When]) -> bool {
    clauses
        .iter()
        .enumerate()
        .any(|(other, wider)| other != at && implies(clause, wider) && (other < at || !implies(wider, clause)))
}

/// Whether every part of `wider` follows from a part of `clause`.
fn implies(clause: &[When], wider: &[When]) -> bool {
    wider.iter().all(|wide| *wide == When::Always || clause.iter().any(|it| follows(it, wide)))
}

fn follows(narrow: &When, wide: &When) -> bool {
    match (narrow, wide) {
        (When::In(slot, ids), When::In(other, more)) => slot == other && ids.is_subset(more),
        (When::Itself(ids), When::Itself(more)) => ids.is_subset(more),
        _differ => narrow == wide,
    }
}
