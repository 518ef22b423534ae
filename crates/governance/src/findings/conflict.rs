//! Conflicts: one person who holds, directly, by a team or by standing in, two roles that must be apart.

use std::collections::BTreeMap;

use base::PersonId;
use model::{Apart, Conflict, RoleIx, ScopeKind};

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Holder, scope::family, who::View};

/// Every pair of live appointments of one person that must be apart.
pub(super) fn all(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (person, held) in by_person(view) {
        for (at, one) in held.iter().enumerate() {
            for two in held.iter().skip(at + 1).filter(|two| two.id != one.id) {
                found.extend(between(view, person, (one, two)));
            }
        }
    }
    found
}

/// The live appointments of each active person: in person, by team, by standing in.
fn by_person<'a>(view: &View<'a>) -> BTreeMap<PersonId, Vec<&'a Appointment>> {
    let mut found: BTreeMap<PersonId, Vec<&Appointment>> = BTreeMap::new();
    for appointment in view.roster.appointments().iter().filter(|it| it.is_live(view.now)) {
        let mut persons = view.roster.persons(appointment.holder);
        if let Holder::Person(principal) = appointment.holder
            && view.roster.is_active(principal)
        {
            persons.extend(view.roster.deputies_of(principal, appointment.role, view.now));
        }
        for person in persons {
            found.entry(person).or_default().push(appointment);
        }
    }
    found
}

fn between(view: &View<'_>, person: PersonId, (one, two): (&Appointment, &Appointment)) -> Option<Finding> {
    let rule = clash(view, one, two)?;
    let (severity, code) = match rule.when {
        Apart::Always => (Severity::Critical, "conflict.always"),
        Apart::SameScope => (Severity::Critical, "conflict.same-scope"),
        Apart::Avoid => (Severity::Warning, "conflict.avoid"),
    };
    let mut rows = [one, two];
    rows.sort_by_key(|it| it.role);
    let later = if one.from >= two.from { one } else { two };
    Some(Finding {
        roles: rows.iter().map(|it| it.role).collect(),
        scope: Some(one.scope).filter(|it| *it == two.scope),
        persons: vec![person],
        appointments: rows.iter().map(|it| it.id).collect(),
        since: one.from.max(two.from),
        words: Some(rule.why.clone()),
        fix: Some(Fix::End { appointment: later.id }),
        ..Finding::new(FindingKind::Conflict, severity, code)
    })
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
