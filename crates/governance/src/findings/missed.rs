//! Missed duties, as whoever keeps duties tells them.

use base::{Instant, PersonId, RecordId};
use model::{ActivityIx, RoleIx};

use super::{Facts, Finding, FindingKind, Fix, Severity};
use crate::Scope;

/// A duty that was due and not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The duty.
    pub activity: ActivityIx,
    /// The role whose duty it is.
    pub role: RoleIx,
    /// Over what.
    pub scope: Scope,
    /// The appointment by which it is somebody's.
    pub appointment: Option<RecordId>,
    /// Whose it was.
    pub person: Option<PersonId>,
    /// When it was due.
    pub due: Instant,
}

/// A finding for each missed duty; one that is missed again stays the same finding.
pub(super) fn all(facts: &Facts<'_>) -> Vec<Finding> {
    facts.missed.iter().filter(|it| it.due <= facts.now).map(finding).collect()
}

fn finding(it: &Missed) -> Finding {
    Finding {
        roles: vec![it.role],
        scope: Some(it.scope),
        persons: it.person.into_iter().collect(),
        activity: Some(it.activity),
        appointments: it.appointment.into_iter().collect(),
        since: Some(it.due),
        fix: Some(Fix::Do { activity: it.activity }),
        ..Finding::new(FindingKind::MissedDuty, Severity::Warning, "missed-duty.not-done")
    }
}
