//! Expiries: what ends within a month and has nobody to follow.

use base::{Instant, Span};

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, who::View};

/// How far ahead is looked.
const AHEAD: Span = Span::from_secs(30 * 86_400);

/// Every live appointment that ends soon, with no appointment to the same role over the same scope that goes on.
pub(super) fn all(view: &View<'_>) -> Vec<Finding> {
    let live = view.roster.appointments().iter().filter(|it| it.is_live(view.now));
    let ending = live.filter_map(|it| Some((it, it.until.filter(|end| *end <= view.now.plus(AHEAD))?)));
    ending.filter(|(it, end)| !goes_on(view, it, *end)).map(|(it, end)| finding(it, end)).collect()
}

fn goes_on(view: &View<'_>, ending: &Appointment, end: Instant) -> bool {
    let same = view.roster.appointed_to(ending.role).filter(|it| it.id != ending.id && it.scope == ending.scope);
    same.filter(|it| it.is_live(end)).any(|it| view.roster.is_held(it.holder))
}

fn finding(it: &Appointment, end: Instant) -> Finding {
    Finding {
        roles: vec![it.role],
        scope: Some(it.scope),
        appointments: vec![it.id],
        until: Some(end),
        fix: Some(Fix::Extend { appointment: it.id }),
        ..Finding::new(FindingKind::Expiry, Severity::Warning, "expiry.no-successor")
    }
}
