//! Expiries: what ends within a month and has nobody to follow.

use base::{Instant, Span};

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Holder, who::View};

/// How far ahead is looked.
pub(super) const AHEAD: Span = Span::from_secs(30 * 86_400);

/// From when on it is told that something ends at an instant.
pub(super) fn told_from(end: Instant) -> Instant {
    end.plus(Span::ZERO.minus(AHEAD))
}

/// A live appointment that ends soon, where no appointment to the same role over the same scope goes on.
pub(super) fn of(view: &View<'_>, it: &Appointment) -> Option<Finding> {
    let end = it.until.filter(|end| told_from(*end) <= view.now)?;
    (!goes_on(view, it, end)).then(|| finding(it, end))
}

fn goes_on(view: &View<'_>, ending: &Appointment, end: Instant) -> bool {
    let same = view.roster.appointed_over(ending.role, ending.scope).filter(|it| it.id != ending.id);
    same.filter(|it| it.is_live(end)).any(|it| view.roster.is_held(it.holder))
}

fn finding(it: &Appointment, end: Instant) -> Finding {
    let (persons, teams) = match it.holder {
        Holder::Person(id) => (vec![id], Vec::new()),
        Holder::Team(id) => (Vec::new(), vec![id]),
    };
    Finding {
        roles: vec![it.role],
        scope: Some(it.scope),
        persons,
        teams,
        appointments: vec![it.id],
        until: Some(end),
        fix: Some(Fix::Extend { appointment: it.id }),
        ..Finding::new(FindingKind::Expiry, Severity::Warning, "expiry.no-successor")
    }
}
