//! Single points of failure: one person behind a role over a scope, and nobody to stand in.

use std::collections::{BTreeMap, BTreeSet};

use base::PersonId;
use model::RoleIx;

use super::{Finding, FindingKind, Fix, Severity, gap::Filled};
use crate::{Appointment, Holder, who::View};

/// One finding for each person and role, with every scope that hangs on them.
pub(super) fn points(view: &View<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut found: BTreeMap<(PersonId, RoleIx), Vec<&Filled<'_>>> = BTreeMap::new();
    for it in filled {
        if let Some(person) = only_one(view, it) {
            found.entry((person, it.role)).or_default().push(it);
        }
    }
    found.into_iter().map(|((person, role), over)| finding(person, role, &over)).collect()
}

/// The one person on whom a role over a scope hangs.
fn only_one(view: &View<'_>, filled: &Filled<'_>) -> Option<PersonId> {
    let mut able = filled.by.iter().flat_map(|it| view.roster.behind(it.holder));
    let one = able.next()?;
    let others = |it: &&Appointment| match it.holder {
        Holder::Person(person) => view.roster.deputies_of(person, it.role, view.now),
        Holder::Team(_) => Vec::new(),
    };
    let is_alone = able.all(|it| it == one) && filled.by.iter().flat_map(others).all(|it| it == one);
    is_alone.then_some(one)
}

fn finding(person: PersonId, role: RoleIx, over: &[&Filled<'_>]) -> Finding {
    let appointments: BTreeSet<_> = over.iter().flat_map(|it| it.by.iter().map(|by| by.id)).collect();
    let found = Finding {
        roles: vec![role],
        persons: vec![person],
        appointments: appointments.into_iter().collect(),
        fix: Some(Fix::NameDeputy { of: person, role }),
        ..Finding::new(FindingKind::SinglePoint, Severity::Note, "single-point.no-deputy")
    };
    found.over(over.iter().map(|it| it.scope).collect())
}
