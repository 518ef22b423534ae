//! Overload: somebody who answers in person for far more than others do.

use std::collections::BTreeSet;

use base::PersonId;
use model::{Letter, RoleIx};

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Holder, Scope, who::View};

/// Nobody is overloaded with fewer things than this.
const LEAST: usize = 12;
/// How many times what others answer for is too much.
const TIMES: usize = 3;

/// Everybody who answers for at least [`LEAST`] things and [`TIMES`] times as many as half of those
/// who answer for anything.
/// A role over a scope is one thing.
pub(super) fn all(view: &View<'_>) -> Vec<Finding> {
    let cells = view.site.activities.iter().flat_map(|it| it.with(Letter::A));
    let answering: BTreeSet<RoleIx> = cells.map(|it| it.role).collect();
    let generic = |role: RoleIx| view.site.role(role)?.specialises.as_ref().map(|(it, _)| *it);
    let answers = |role: RoleIx| answering.contains(&role) || generic(role).is_some_and(|it| answering.contains(&it));
    let mut held: Vec<(PersonId, RoleIx, Scope)> = Vec::new();
    for it in view.roster.appointments().iter().filter(|it| it.is_live(view.now) && answers(it.role)) {
        if let Holder::Person(person) = it.holder
            && view.roster.is_active(person)
        {
            held.push((person, it.role, it.scope));
        }
    }
    // A role over a scope is one thing, however many appointments give it.
    held.sort_unstable();
    held.dedup();
    let lists = || held.chunk_by(|(one, ..), (two, ..)| one == two);
    let mut counts: Vec<usize> = lists().map(<[_]>::len).collect();
    counts.sort_unstable();
    // The middle one, which those who carry too much do not move.
    let usual = counts.get(counts.len().saturating_sub(1) / 2).copied().unwrap_or_default().max(1);
    lists()
        .filter(|list| list.len() >= LEAST && list.len() >= usual.saturating_mul(TIMES))
        .filter_map(|list| finding(usual, list))
        .collect()
}

fn finding(usual: usize, list: &[(PersonId, RoleIx, Scope)]) -> Option<Finding> {
    let person = list.first()?.0;
    let roles: BTreeSet<RoleIx> = list.iter().map(|(_, role, _)| *role).collect();
    let scopes: Vec<Scope> = list.iter().map(|(.., scope)| *scope).collect();
    let found = Finding {
        persons: vec![person],
        count: Some(list.len()),
        words: Some(format!(
            "Half of those who answer for anything answer for no more than {usual}; this is in {}.",
            base::counted(roles.len(), "role", "roles")
        )),
        fix: Some(Fix::Share { of: person }),
        ..Finding::new(FindingKind::Overload, Severity::Note, "overload.answers-for-many")
    };
    // The scopes tell where; which of them it is that weighs, nobody can say.
    Some(Finding { scope: None, ..found.over(scopes) })
}
