//! Gaps: a role that somebody must hold over a live scope, and nobody there does; an activity that nobody can do.

use std::collections::BTreeSet;

use base::Instant;
use model::{ActivityIx, Does, Letter, Role, RoleIx, ScopeKind, Site};

use super::{
    Finding, FindingKind, Fix, Severity,
    frame::Frame,
    instances::{Cover, instances, must_be_held},
};
use crate::{Appointment, Holder, Scope, who::View};

/// A role over a live scope, with the appointments whose holders are there.
pub(super) struct Filled<'a> {
    pub(super) role: RoleIx,
    pub(super) scope: Scope,
    pub(super) by: Vec<&'a Appointment>,
}

/// A role over every live scope over which it must be held: the filled ones, and a finding for each of the others.
pub(super) fn of_role<'a>(view: &View<'a>, frame: &Frame, role: RoleIx) -> (Vec<Filled<'a>>, Vec<Finding>) {
    let (mut filled, mut gaps) = (Vec::new(), Vec::new());
    let declared = view.site.role(role).filter(|it| frame.in_use.contains(&role) && must_be_held(it));
    let Some(declared) = declared else { return (filled, gaps) };
    let cover = Cover::of(view, frame.family(role));
    for scope in instances(view, frame, role, declared) {
        let by = cover.over(view, scope);
        let held: Vec<_> = by.iter().copied().filter(|it| view.roster.is_held(it.holder)).collect();
        if held.is_empty() {
            gaps.push(gap(view, role, scope, &by));
        } else if held.iter().any(|it| is_covered(view, it)) {
            filled.push(Filled { role, scope, by: held });
        } else {
            gaps.push(away(view, role, scope, &held));
        }
    }
    gaps.extend(is_nowhere(view, frame, role, declared).then(|| nowhere(role)));
    (filled, gaps)
}

/// Whether a role over teams is given over none. No team needs it by itself, so no single one is told of; but somebody has
/// to hold it somewhere.
fn is_nowhere(view: &View<'_>, frame: &Frame, ix: RoleIx, role: &Role) -> bool {
    role.scope == ScopeKind::Team && view.roster.appointed_to(ix).next().is_none() && !is_alive(view, frame.family(ix))
}

fn nowhere(role: RoleIx) -> Finding {
    Finding { roles: vec![role], ..Finding::new(FindingKind::Gap, Severity::Critical, "gap.nobody-appointed") }
}

/// Whether anybody behind an appointment, or standing in for its holder, is there and not away.
fn is_covered(view: &View<'_>, it: &Appointment) -> bool {
    let is_there = |person: &base::PersonId| view.roster.is_there(*person, view.now);
    view.roster.behind(it.holder).any(|it| is_there(&it))
        || match it.holder {
            Holder::Person(person) => view.roster.deputies_of(person, it.role, view.now).iter().any(is_there),
            Holder::Team(_) => false,
        }
}

fn gap(view: &View<'_>, role: RoleIx, scope: Scope, vacant: &[&Appointment]) -> Finding {
    let code = if vacant.is_empty() { "gap.nobody-appointed" } else { "gap.holder-not-there" };
    let ended = view.roster.appointed_over(role, scope).filter_map(|it| it.until);
    let since: Option<Instant> = ended.filter(|it| *it <= view.now).max();
    Finding { since, ..found(view, role, scope, (code, vacant)) }
}

/// Held by people who are all away, and nobody stands in for them.
fn away(view: &View<'_>, role: RoleIx, scope: Scope, held: &[&Appointment]) -> Finding {
    let found = found(view, role, scope, ("gap.holder-away", held));
    let fix = match held.first().map(|it| it.holder) {
        Some(Holder::Person(of)) => Some(Fix::NameDeputy { of, role }),
        Some(Holder::Team(_)) | None => found.fix,
    };
    Finding { fix, severity: Severity::Warning, ..found }
}

fn found(view: &View<'_>, role: RoleIx, scope: Scope, (code, by): (&'static str, &[&Appointment])) -> Finding {
    let persons = by.iter().filter_map(|it| match it.holder {
        Holder::Person(id) => Some(id),
        Holder::Team(_) => None,
    });
    let teams = by.iter().filter_map(|it| match it.holder {
        Holder::Team(id) => Some(id),
        Holder::Person(_) => None,
    });
    Finding {
        roles: vec![role],
        scope: Some(scope),
        persons: persons.collect::<BTreeSet<_>>().into_iter().collect(),
        teams: teams.collect::<BTreeSet<_>>().into_iter().collect(),
        appointments: by.iter().map(|it| it.id).collect(),
        fix: Some(Fix::Appoint { role, scope, by: view.site.role(role).and_then(|it| it.appointed_by) }),
        ..Finding::new(FindingKind::Gap, Severity::Critical, code)
    }
}

/// What a flag says of a role.
type Says<'a> = &'a dyn Fn(RoleIx) -> bool;

/// An activity for which the matrix names nobody who answers, or which nobody alive can do. Where a role has gaps of its
/// own, they tell enough.
pub(super) fn of_activity(site: &Site, ix: ActivityIx, (is_gapped, is_alive): (Says<'_>, Says<'_>)) -> Vec<Finding> {
    let Some(activity) = site.activity(ix) else { return Vec::new() };
    let mut found = Vec::new();
    if activity.with(Letter::A).next().is_none() && !matches!(activity.does, Does::Follow(_)) {
        found.push(missing(ix, Severity::Warning, "gap.nobody-answers"));
    }
    let doing: BTreeSet<RoleIx> = activity.cells.iter().filter(|it| it.letter.may_do()).map(|it| it.role).collect();
    // A role that is taken on by acting has its holders when somebody acts.
    let is_taken = |role: &RoleIx| site.role(*role).is_some_and(|it| it.is_self_taken);
    let is_named = doing.iter().any(|it| is_gapped(*it) || is_alive(*it) || is_taken(it));
    if !doing.is_empty() && !is_named {
        found
            .push(Finding { roles: doing.into_iter().collect(), ..missing(ix, Severity::Critical, "gap.nobody-does") });
    }
    found
}

fn missing(activity: ActivityIx, severity: Severity, code: &'static str) -> Finding {
    Finding {
        activity: Some(activity),
        fix: Some(Fix::Declare { activity }),
        ..Finding::new(FindingKind::Gap, severity, code)
    }
}

/// Whether anybody who is there holds one of these roles over anything.
pub(super) fn is_alive(view: &View<'_>, family: &[RoleIx]) -> bool {
    family.iter().flat_map(|it| view.roster.holders(*it, view.now)).any(|it| view.roster.is_held(it.holder))
}
