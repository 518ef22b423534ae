//! Overlaps: two holders of a role that exactly one holds, and two roles that both answer for one activity.

use std::collections::BTreeSet;

use model::{Activity, ActivityIx, Cardinality, Cell, Letter, RoleIx, When};

use super::{Finding, FindingKind, Fix, Severity, instances::Cover};
use crate::{Appointment, Holder, who::View};

/// Two or more holders of a role that exactly one holds, over one scope.
pub(super) fn holders(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, role) in view.site.roles.iter().enumerate().filter(|(_, it)| it.cardinality == Cardinality::ExactlyOne) {
        let ix = RoleIx::of(at);
        let mut scopes: Vec<_> = view.roster.holders(ix, view.now).map(|it| it.scope).collect();
        scopes.sort();
        scopes.dedup();
        for scope in scopes {
            let over: Vec<&Appointment> = view.roster.holders(ix, view.now).filter(|it| it.scope == scope).collect();
            let holders: BTreeSet<Holder> = over.iter().map(|it| it.holder).collect();
            if holders.len() > 1 {
                let finding = finding(ix, "overlap.two-holders", &over);
                found.push(Finding { scope: Some(scope), words: Some(role.title.clone()), ..finding });
            }
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
pub(super) fn answers(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, activity) in view.site.activities.iter().enumerate() {
        let ix = ActivityIx::of(at);
        for (one, two) in rivals(activity) {
            if let Some((first, second)) = meeting(view, one.role, two.role) {
                let overlap = finding(one.role, "overlap.two-answer", &[first, second]);
                let fix = Some(Fix::Declare { activity: ix });
                found.push(Finding { roles: vec![one.role, two.role], activity: Some(ix), fix, ..overlap });
            }
        }
    }
    found
}

/// Pairs of A cells that can hold for one record. Conditions that differ are taken to tell records apart.
fn rivals(activity: &Activity) -> impl Iterator<Item = (&Cell, &Cell)> {
    let answering: Vec<&Cell> = activity.with(Letter::A).collect();
    let later = answering.clone().into_iter().enumerate();
    later
        .flat_map(move |(at, one)| {
            let rest: Vec<&Cell> = answering.iter().skip(at + 1).copied().collect();
            rest.into_iter().map(move |two| (one, two))
        })
        .filter(|(one, two)| one.role != two.role)
        .filter(|(one, two)| one.when == two.when || one.when == When::Always || two.when == When::Always)
}

/// The first two live appointments of different holders to these roles whose scopes meet.
fn meeting<'a>(view: &View<'a>, one: RoleIx, two: RoleIx) -> Option<(&'a Appointment, &'a Appointment)> {
    let (firsts, seconds) = (Cover::of(view, one), Cover::of(view, two));
    for (scope, list) in firsts.scopes() {
        for (_, others) in seconds.scopes().filter(|(other, _)| scope.meets(*other, view.roster)) {
            let pairs = list.iter().flat_map(|first| others.iter().map(move |second| (*first, *second)));
            let mut differ = pairs.filter(|(first, second)| first.holder != second.holder);
            if let Some(pair) = differ.next() {
                return Some(pair);
            }
        }
    }
    None
}
