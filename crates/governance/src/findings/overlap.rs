//! Overlaps: two holders of a role that exactly one holds, and two roles that both answer for one activity.

use std::collections::{BTreeMap, BTreeSet};

use base::RecordId;
use model::{Activity, ActivityIx, Cardinality, Cell, Letter, RoleIx, ScopeKind, When};

use super::{
    Finding, FindingKind, Fix, Severity,
    instances::{Cover, wider},
};
use crate::{Appointment, Holder, Scope, scope::family, who::View};

/// Two or more holders of a role that exactly one holds, over one scope.
pub(super) fn holders(view: &View<'_>, ix: RoleIx) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(role) = view.site.role(ix).filter(|it| it.cardinality == Cardinality::ExactlyOne) else { return found };
    let mut scopes: BTreeMap<Scope, Vec<&Appointment>> = BTreeMap::new();
    for it in view.roster.holders(ix, view.now) {
        scopes.entry(it.scope).or_default().push(it);
    }
    for (scope, over) in scopes {
        let holders: BTreeSet<Holder> = over.iter().map(|it| it.holder).collect();
        if holders.len() > 1 {
            let finding = finding(ix, "overlap.two-holders", &over);
            found.push(Finding { scope: Some(scope), words: Some(role.title.clone()), ..finding });
        }
    }
    found
}

fn finding(role: RoleIx, code: &'static str, over: &[&Appointment]) -> Finding {
    let latest = over.iter().max_by_key(|it| (it.from, it.id));
    Finding {
        roles: vec![role],
        persons: over.iter().filter_map(|it| person(it.holder)).collect(),
        teams: over.iter().filter_map(|it| team(it.holder)).collect(),
        appointments: over.iter().map(|it| it.id).collect(),
        since: latest.and_then(|it| it.from),
        fix: latest.map(|it| Fix::End { appointment: it.id }),
        ..Finding::new(FindingKind::Overlap, Severity::Warning, code)
    }
}

fn person(holder: Holder) -> Option<base::PersonId> {
    if let Holder::Person(id) = holder { Some(id) } else { None }
}

fn team(holder: Holder) -> Option<base::TeamId> {
    if let Holder::Team(id) = holder { Some(id) } else { None }
}

/// Two roles that both answer for one activity on the same records.
pub(super) fn answers(
    view: &View<'_>,
    ix: ActivityIx,
    meetings: &BTreeMap<(RoleIx, RoleIx), (RecordId, RecordId)>,
) -> Vec<Finding> {
    let Some(activity) = view.site.activity(ix) else { return Vec::new() };
    let both = |pair: (RoleIx, RoleIx)| {
        let (one, two) = meetings.get(&pair)?;
        let (first, second) = (view.roster.appointment(*one)?, view.roster.appointment(*two)?);
        let overlap = finding(pair.0, "overlap.two-answer", &[first, second]);
        let fix = Some(Fix::Declare { activity: ix });
        let found = Finding { roles: vec![pair.0, pair.1], activity: Some(ix), fix, ..overlap };
        // They meet where the narrower of the two is.
        let narrower = if first.scope.narrowness() >= second.scope.narrowness() { first } else { second };
        Some(found.over(vec![narrower.scope]))
    };
    rivals(activity).filter_map(both).collect()
}

/// Pairs of roles with A cells that can hold for one record. Conditions that differ are taken to tell records apart.
pub(super) fn rivals(activity: &Activity) -> impl Iterator<Item = (RoleIx, RoleIx)> {
    let answering: Vec<&Cell> = activity.with(Letter::A).collect();
    let later = answering.clone().into_iter().enumerate();
    let pairs: BTreeSet<(RoleIx, RoleIx)> = later
        .flat_map(|(at, one)| answering.iter().skip(at + 1).map(move |two| (one, *two)))
        .filter(|(one, two)| one.role != two.role)
        .filter(|(one, two)| one.when == two.when || one.when == When::Always || two.when == When::Always)
        .map(|(one, two)| (one.role, two.role))
        .collect();
    pairs.into_iter()
}

/// Two live appointments of different holders to these roles whose scopes meet.
pub(super) fn meeting(view: &View<'_>, (firsts, seconds): (&Cover<'_>, &Cover<'_>)) -> Option<(RecordId, RecordId)> {
    let across = || {
        // Scopes of different dimensions always meet: it is enough to try one of each.
        let one_each = |cover: &Cover<'_>| {
            let mut found: BTreeMap<(u8, ScopeKind), Scope> = BTreeMap::new();
            for (scope, _) in cover.scopes() {
                found.entry(dimension(scope)).or_insert(scope);
            }
            found
        };
        let (first, second) = (one_each(firsts), one_each(seconds));
        first.iter().find_map(|(at, one)| {
            let mut others = second.iter().filter(|(other, _)| *other != at || at.0 == 0);
            others.find_map(|(_, two)| differing(firsts.at(*one), seconds.at(*two)))
        })
    };
    let down = |upper: &Cover<'_>, lower: &Cover<'_>, turned: bool| {
        lower.scopes().find_map(|(scope, list)| {
            wider(view, scope).into_iter().find_map(|above| {
                let found = differing(upper.at(above), list)?;
                Some(if turned { (found.1, found.0) } else { found })
            })
        })
    };
    down(firsts, seconds, false).or_else(|| down(seconds, firsts, true)).or_else(across)
}

/// What two scopes must share to be compared at all; whole ones meet everything.
fn dimension(scope: Scope) -> (u8, ScopeKind) {
    let kind = scope.kind();
    if kind.is_whole() { (0, ScopeKind::Organisation) } else { (1, family(kind)) }
}

/// The first two appointments of different holders.
fn differing(ones: &[&Appointment], twos: &[&Appointment]) -> Option<(RecordId, RecordId)> {
    let mut pairs = ones.iter().flat_map(|one| twos.iter().map(move |two| (*one, *two)));
    pairs.find(|(one, two)| one.holder != two.holder).map(|(one, two)| (one.id, two.id))
}
