//! Authority that nobody uses: an appointment without a single act in a year, a role by which nobody ever acts. It is told
//! only once the journal has been kept for long enough to know.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, RecordId, Span};
use model::RoleIx;

use super::{Facts, Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Holder};

/// After how long without use an appointment is idle.
const YEAR: Span = Span::from_secs(365 * 86_400);
/// After how long without use by anybody a role is for show.
const QUARTER: Span = Span::from_secs(91 * 86_400);

/// When each appointment was last acted by, as the journal tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    since: Option<Instant>,
    last: BTreeMap<RecordId, Instant>,
}

impl Used {
    /// Nothing yet, of a journal that has been kept since then.
    pub fn since(since: Option<Instant>) -> Self {
        Self { since, last: BTreeMap::new() }
    }
    /// Notes that an appointment was acted by.
    pub fn note(&mut self, appointment: RecordId, at: Instant) {
        self.last.entry(appointment).and_modify(|it| *it = (*it).max(at)).or_insert(at);
    }
    /// When an appointment was last acted by.
    pub fn last(&self, appointment: RecordId) -> Option<Instant> {
        self.last.get(&appointment).copied()
    }
    /// Whether use is known as far back as an instant.
    fn reaches(&self, back: Instant) -> bool {
        self.since.is_some_and(|it| it <= back)
    }
}

/// Idle appointments and roles for show.
pub(super) fn all(facts: &Facts<'_>) -> Vec<Finding> {
    let (year, quarter) = (before(facts.now, YEAR), before(facts.now, QUARTER));
    if !facts.used.reaches(quarter) {
        return Vec::new();
    }
    let giving = giving(facts);
    let mut by_role: BTreeMap<RoleIx, Vec<&Appointment>> = BTreeMap::new();
    let live = facts.roster.appointments().iter().filter(|it| it.is_live(facts.now) && giving.contains(&it.role));
    for it in live.filter(|it| facts.roster.is_held(it.holder)) {
        by_role.entry(it.role).or_default().push(it);
    }
    let mut found = Vec::new();
    for (role, list) in by_role {
        let is_old = |it: &&Appointment, back: Instant| it.from.is_some_and(|from| from <= back);
        let is_used = |it: &&Appointment, back: Instant| facts.used.last(it.id).is_some_and(|at| at > back);
        if list.iter().all(|it| is_old(it, quarter) && facts.used.last(it.id).is_none()) {
            found.push(for_show(role, &list));
        } else if facts.used.reaches(year) {
            let idle = list.into_iter().filter(|it| is_old(it, year) && !is_used(it, year));
            found.extend(idle.map(|it| idle_one(facts, it)));
        }
    }
    found
}

fn before(now: Instant, span: Span) -> Instant {
    now.plus(Span::ZERO.minus(span))
}

/// The roles inside IT that give anything to do on records.
fn giving(facts: &Facts<'_>) -> BTreeSet<RoleIx> {
    let acting = facts.site.activities.iter().filter(|it| it.of().is_some()).flat_map(|it| &it.cells);
    let named: BTreeSet<RoleIx> = acting.filter(|it| it.letter.may_do()).map(|it| it.role).collect();
    let roles = facts.site.roles.iter().enumerate().map(|(at, it)| (RoleIx::of(at), it));
    roles
        .filter(|(ix, it)| {
            let generic = it.specialises.as_ref().map(|(it, _)| *it);
            it.is_inside && (named.contains(ix) || generic.is_some_and(|it| named.contains(&it)))
        })
        .map(|(ix, _)| ix)
        .collect()
}

fn for_show(role: RoleIx, list: &[&Appointment]) -> Finding {
    let found = Finding {
        roles: vec![role],
        appointments: list.iter().map(|it| it.id).collect(),
        since: list.iter().filter_map(|it| it.from).min(),
        count: Some(list.len()),
        fix: Some(Fix::Retire { role }),
        ..Finding::new(FindingKind::Decorative, Severity::Note, "decorative.never-acts")
    };
    Finding { scope: None, ..found.over(list.iter().map(|it| it.scope).collect()) }
}

fn idle_one(facts: &Facts<'_>, it: &Appointment) -> Finding {
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
        since: facts.used.last(it.id).or(it.from),
        fix: Some(Fix::End { appointment: it.id }),
        ..Finding::new(FindingKind::Idle, Severity::Note, "idle.never-used")
    }
}
