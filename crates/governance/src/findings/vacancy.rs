//! Vacancies: a live appointment behind which nobody is.

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Holder, who::View};

/// A live appointment whose holder left, or whose team has nobody left.
pub(super) fn of(view: &View<'_>, it: &Appointment) -> Option<Finding> {
    if view.roster.is_held(it.holder) {
        return None;
    }
    // A holder who is not in the roster at all is a misfit, not a vacancy.
    let (persons, teams, code) = match it.holder {
        Holder::Person(id) => (vec![view.roster.person(id)?.id], Vec::new(), "vacancy.holder-left"),
        Holder::Team(id) => (Vec::new(), vec![view.roster.team(id)?.id], "vacancy.team-empty"),
    };
    Some(Finding {
        roles: vec![it.role],
        scope: Some(it.scope),
        persons,
        teams,
        appointments: vec![it.id],
        fix: Some(Fix::End { appointment: it.id }),
        ..Finding::new(FindingKind::Vacancy, Severity::Warning, code)
    })
}
