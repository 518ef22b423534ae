//! Gaps: a role that somebody must hold over a live scope, and nobody there does; an activity that nobody can do.

use std::collections::BTreeSet;

use model::{ActivityIx, Does, Letter, RoleIx};

use super::{
    Finding, FindingKind, Fix, Severity,
    instances::{Cover, instances, must_be_held, roles_in_use},
};
use crate::{Appointment, Scope, who::View};

/// A role over a live scope, with the appointments whose holders are there.
pub(super) struct Filled<'a> {
    pub(super) role: RoleIx,
    pub(super) scope: Scope,
    pub(super) by: Vec<&'a Appointment>,
}

/// Every role that must be held, over every live scope: the filled ones, and a finding for each of the others.
pub(super) fn roles<'a>(view: &View<'a>) -> (Vec<Filled<'a>>, Vec<Finding>) {
    let (mut filled, mut gaps) = (Vec::new(), Vec::new());
    for role in roles_in_use(view) {
        let Some(declared) = view.site.role(role).filter(|it| must_be_held(it)) else { continue };
        let cover = Cover::of(view, role);
        for scope in instances(view, role, declared) {
            let mut by = cover.over(view, scope);
            let is_vacant = !by.is_empty();
            by.retain(|it| view.roster.is_held(it.holder));
            if by.is_empty() {
                gaps.push(gap(view, role, scope, is_vacant));
            } else {
                filled.push(Filled { role, scope, by });
            }
        }
    }
    (filled, gaps)
}

fn gap(view: &View<'_>, role: RoleIx, scope: Scope, is_vacant: bool) -> Finding {
    let code = if is_vacant { "gap.holder-not-there" } else { "gap.nobody-appointed" };
    let ended = view.roster.appointed_to(role).filter(|it| it.scope == scope).filter_map(|it| it.until);
    Finding {
        roles: vec![role],
        scope: Some(scope),
        since: ended.filter(|it| *it <= view.now).max(),
        fix: Some(Fix::Appoint { role, scope, by: view.site.role(role).and_then(|it| it.appointed_by) }),
        ..Finding::new(FindingKind::Gap, Severity::Critical, code)
    }
}

/// Activities for which the matrix names nobody who answers, or which nobody alive can do.
pub(super) fn activities(view: &View<'_>, gaps: &[Finding]) -> Vec<Finding> {
    let named: BTreeSet<RoleIx> = gaps.iter().flat_map(|it| it.roles.iter().copied()).collect();
    let mut found = Vec::new();
    for (at, activity) in view.site.activities.iter().enumerate() {
        let ix = ActivityIx::of(at);
        let with = |letter| activity.with(letter).next().is_some();
        if !with(Letter::A) && !matches!(activity.does, Does::Follow(_)) {
            found.push(of_activity(ix, Severity::Warning, "gap.nobody-answers"));
        }
        let doing: BTreeSet<RoleIx> = activity.cells.iter().filter(|it| it.letter.may_do()).map(|it| it.role).collect();
        if !doing.is_empty() && doing.is_disjoint(&named) && !doing.iter().any(|it| is_alive(view, *it)) {
            let roles = doing.into_iter().collect();
            found.push(Finding { roles, ..of_activity(ix, Severity::Critical, "gap.nobody-does") });
        }
    }
    found
}

fn of_activity(activity: ActivityIx, severity: Severity, code: &'static str) -> Finding {
    Finding {
        activity: Some(activity),
        fix: Some(Fix::Declare { activity }),
        ..Finding::new(FindingKind::Gap, severity, code)
    }
}

/// Whether anybody who is there holds the role, or a special case of it, over anything.
fn is_alive(view: &View<'_>, role: RoleIx) -> bool {
    let cover = Cover::of(view, role);
    cover.scopes().flat_map(|(_, list)| list).any(|it| view.roster.is_held(it.holder))
}
