//! What does not hold yet: looked at each day of the coming month on which anything begins or ends.

use std::collections::{BTreeMap, BTreeSet};

use base::Instant;

use super::{Facts, Finding, FindingKind, Found, expiry, instances::wider, sorted};

const DAY: i64 = 86_400_000_000;

/// The findings that will come, each once, with when it begins.
pub(super) fn ahead(found: &Found, facts: &Facts<'_>) -> Vec<Finding> {
    let ending: Vec<&Finding> = found.each().filter(|it| it.kind == FindingKind::Expiry).collect();
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut coming = Vec::new();
    let (mut before, mut last) = (facts.now, found.clone());
    for (begins, at) in days(facts) {
        let next = last.after(&facts.at(before), &facts.at(at));
        let present: BTreeSet<String> = found.apart_from(&next).iter().map(|it| it.key(facts.site)).collect();
        for it in next.apart_from(found).into_iter().filter(|it| is_told_ahead(it)) {
            let key = it.key(facts.site);
            if !is_told_already(facts, &ending, it, at) && !present.contains(&key) && told.insert(key) {
                coming.push(Finding { begins: Some(begins), ..it.clone() });
            }
        }
        (before, last) = (at, next);
    }
    sorted(coming)
}

/// The days on which something begins or ends: the first such instant of each, and the last, at which it is looked.
fn days(facts: &Facts<'_>) -> Vec<(Instant, Instant)> {
    let held = facts.roster.appointments().iter().flat_map(|it| [it.from, it.until]);
    let standing = facts.roster.deputies().iter().flat_map(|it| [it.from, it.until]);
    let away = facts.roster.absences().values().flatten().flat_map(|it| [Some(it.from), Some(it.until)]);
    let end = facts.now.plus(expiry::AHEAD);
    let mut found: BTreeMap<i64, (Instant, Instant)> = BTreeMap::new();
    for at in held.chain(standing).chain(away).flatten().filter(|it| *it > facts.now && *it <= end) {
        let day = found.entry(at.micros().div_euclid(DAY)).or_insert((at, at));
        *day = (day.0.min(at), day.1.max(at));
    }
    found.into_values().collect()
}

/// The kinds that tell something new before they hold. The others say themselves when, or do not depend on the day.
fn is_told_ahead(it: &Finding) -> bool {
    match it.kind {
        FindingKind::Gap | FindingKind::Overlap | FindingKind::Conflict | FindingKind::SinglePoint => true,
        FindingKind::Vacancy
        | FindingKind::Expiry
        | FindingKind::Misfit
        | FindingKind::Overload
        | FindingKind::Idle
        | FindingKind::MissedDuty
        | FindingKind::Decorative => false,
    }
}

/// Whether an appointment to the same role that holds this scope is known to end by then with nobody to follow: that is
/// the same news.
fn is_told_already(facts: &Facts<'_>, ending: &[&Finding], it: &Finding, at: Instant) -> bool {
    let Some(scope) = it.scope.filter(|_| it.kind == FindingKind::Gap) else { return false };
    let over = wider(&facts.view(), scope);
    let holds = |other: &Finding| other.scope.is_some_and(|it| over.contains(&it)) && other.roles == it.roles;
    ending.iter().any(|other| other.until.is_some_and(|end| end <= at) && holds(other))
}
