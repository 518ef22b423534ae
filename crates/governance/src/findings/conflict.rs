//! Conflicts: one person who holds, directly, by a team or by standing in, two roles that must be apart.

use std::collections::{BTreeMap, BTreeSet};

use base::{PersonId, RecordId};
use model::{Apart, Conflict, RoleIx, ScopeKind};

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Holder, scope::family, who::View};

/// Every pair of roles that one person holds and that must be apart, each with the scopes where they meet.
pub(super) fn of_person(view: &View<'_>, person: PersonId) -> Vec<Finding> {
    let held = held(view, person);
    let mut found = Vec::new();
    for (at, (one, ones)) in held.iter().enumerate() {
        for (two, twos) in held.iter().skip(at + 1) {
            let Some(rule) = rule(view, *one, *two).or_else(|| rule(view, *two, *one)) else { continue };
            let pairs = ones.iter().flat_map(|first| twos.iter().map(move |second| (*first, *second)));
            let clashing: Vec<_> = pairs.filter(|pair| meet(view, rule, *pair)).collect();
            found.extend(finding(person, rule, &clashing));
        }
    }
    found
}

/// The live appointments of an active person by role: in person, by team, by standing in.
fn held<'a>(view: &View<'a>, person: PersonId) -> BTreeMap<RoleIx, Vec<&'a Appointment>> {
    let roster = view.roster;
    let mut found: BTreeMap<RecordId, &Appointment> = BTreeMap::new();
    if roster.is_active(person) {
        found.extend(roster.held_now(person, view.now).map(|it| (it.id, it)));
        let rows = roster.standing_in(person).filter(|it| it.is_live(view.now) && it.of != person);
        for row in rows.filter(|it| roster.is_active(it.of)) {
            let of = roster.held_by(Holder::Person(row.of)).filter(|it| it.is_live(view.now) && row.covers(it.role));
            found.extend(of.map(|it| (it.id, it)));
        }
    }
    let mut by_role: BTreeMap<RoleIx, Vec<&Appointment>> = BTreeMap::new();
    for it in found.into_values() {
        by_role.entry(it.role).or_default().push(it);
    }
    by_role
}

fn meet(view: &View<'_>, rule: &Conflict, (one, two): (&Appointment, &Appointment)) -> bool {
    match rule.when {
        Apart::Always => true,
        Apart::SameScope | Apart::Avoid => {
            !is_taken(view, one)
                && !is_taken(view, two)
                && is_comparable(view, one, two)
                && one.scope.meets(two.scope, view.roster)
        }
    }
}

fn finding(person: PersonId, rule: &Conflict, pairs: &[(&Appointment, &Appointment)]) -> Option<Finding> {
    let (severity, code) = match rule.when {
        Apart::Always => (Severity::Critical, "conflict.always"),
        Apart::SameScope => (Severity::Critical, "conflict.same-scope"),
        Apart::Avoid => (Severity::Warning, "conflict.avoid"),
    };
    let (first, second) = pairs.first()?;
    let later = pairs.iter().flat_map(|(one, two)| [one, two]).max_by_key(|it| (it.from, it.id))?;
    // They meet where the narrower of the two is.
    let narrower = |(one, two): &(&Appointment, &Appointment)| {
        if one.scope.narrowness() >= two.scope.narrowness() { one.scope } else { two.scope }
    };
    let rows: BTreeSet<RecordId> = pairs.iter().flat_map(|(one, two)| [one.id, two.id]).collect();
    let found = Finding {
        roles: vec![first.role, second.role],
        persons: vec![person],
        appointments: rows.into_iter().collect(),
        since: pairs.iter().map(|(one, two)| one.from.max(two.from)).min().flatten(),
        words: Some(rule.why.clone()),
        fix: Some(Fix::End { appointment: later.id }),
        ..Finding::new(FindingKind::Conflict, severity, code)
    };
    Some(found.over(pairs.iter().map(narrower).collect()))
}

/// The rule by which two appointments of one person must be apart, where they meet as it says.
pub(crate) fn clash<'a>(view: &View<'a>, one: &Appointment, two: &Appointment) -> Option<&'a Conflict> {
    let rule = rule(view, one.role, two.role).or_else(|| rule(view, two.role, one.role))?;
    let meet = || {
        !is_taken(view, one)
            && !is_taken(view, two)
            && is_comparable(view, one, two)
            && one.scope.meets(two.scope, view.roster)
    };
    match rule.when {
        Apart::Always => Some(rule),
        Apart::SameScope | Apart::Avoid => meet().then_some(rule),
    }
}

/// Whether the role is taken on by acting. Such an appointment says who may take it on, record by record; there the
/// activities that must be kept apart hold the two roles apart.
fn is_taken(view: &View<'_>, it: &Appointment) -> bool {
    view.site.role(it.role).is_some_and(|it| it.is_self_taken)
}

/// Whether "the same scope" can be asked of two appointments at all. A sponsor can be one of a practice or of a service;
/// being the sponsor of a practice then says nothing of any service.
fn is_comparable(view: &View<'_>, one: &Appointment, two: &Appointment) -> bool {
    let over = |role: RoleIx, kind: ScopeKind| {
        view.site.role(role).is_some_and(|it| it.scope == kind || it.also_scopes.contains(&kind))
    };
    let (kind, other) = (one.scope.kind(), two.scope.kind());
    let is_whole = kind.is_whole() || other.is_whole();
    is_whole || family(kind) == family(other) || !(over(one.role, other) || over(two.role, kind))
}

/// The strictest rule of a role against another, or against the generic one that the other specialises.
fn rule<'a>(view: &View<'a>, role: RoleIx, other: RoleIx) -> Option<&'a Conflict> {
    let generic = view.site.role(other)?.specialises.as_ref().map(|(it, _)| *it);
    let rules = view.site.role(role)?.conflicts.iter().filter(|it| it.role == other || Some(it.role) == generic);
    rules.min_by_key(|it| match it.when {
        Apart::Always => 0,
        Apart::SameScope => 1,
        Apart::Avoid => 2,
    })
}
