//! Whose a finding is: the one who answers for the thing that it is about; else whoever could put it right.

use base::PersonId;
use model::{RoleIx, ScopeKind};

use super::{Facts, Finding, instances::wider};
use crate::{Scope, who::View};

/// Whose a finding is, and in which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The person.
    pub person: PersonId,
    /// The role in which they answer.
    pub role: RoleIx,
}

/// The owner of a finding; `None` where nobody is left who could be. Nobody owns a finding about themselves.
pub fn owner(facts: &Facts<'_>, it: &Finding) -> Option<Owner> {
    let view = facts.view();
    let scope = it.all_scopes().next();
    candidates(&view, it, scope).into_iter().find_map(|role| {
        let person = holder(&view, role, scope, &it.persons)?;
        Some(Owner { person, role })
    })
}

/// The roles that come into question, the nearest first.
fn candidates(view: &View<'_>, it: &Finding, scope: Option<Scope>) -> Vec<RoleIx> {
    let site = view.site;
    let mut found = Vec::new();
    if let Some(activity) = it.activity.and_then(|ix| site.activity(ix)) {
        let practice = site.practice(activity.practice);
        found.extend(practice.and_then(|it| it.manager));
        found.extend(practice.and_then(|it| it.owner));
    }
    match scope {
        Some(Scope::Process(ix)) => {
            found.extend(site.practice(ix).and_then(|it| it.manager));
            found.extend(site.practice(ix).and_then(|it| it.owner));
        }
        Some(Scope::Record(kind, _)) => found.extend(answering_for(view, kind)),
        Some(Scope::Whole(_) | Scope::Team(_)) | None => {}
    }
    // Then whoever appoints to the role, and whoever appoints them.
    let mut role = it.roles.first().copied();
    for _ in 0..4 {
        role = role.and_then(|ix| site.role(ix)).and_then(|it| it.appointed_by);
        found.extend(role);
    }
    let practice = site.find_type("finding").and_then(|of| site.practice(of.practice));
    found.extend(practice.and_then(|it| it.manager));
    found.extend(practice.and_then(|it| it.owner));
    found.retain(|role| !it.roles.contains(role) || it.persons.is_empty() && it.activity.is_some());
    found
}

/// The role that answers for places of a kind.
fn answering_for(view: &View<'_>, kind: ScopeKind) -> Option<RoleIx> {
    let of = view.site.place_type(kind)?;
    of.answers.or_else(|| view.site.practice(of.practice)?.manager)
}

/// Somebody there who holds a role over a scope, or over one that holds it, the narrowest first.
fn holder(view: &View<'_>, role: RoleIx, scope: Option<Scope>, except: &[PersonId]) -> Option<PersonId> {
    let over = scope.map_or_else(Vec::new, |it| wider(view, it));
    let near = over.iter().rev().flat_map(|it| view.roster.appointed_over(role, *it));
    // A special case of a role is bound to its practices already: wherever it is held, it is the one that is meant.
    let is_special = view.site.role(role).is_some_and(|it| it.specialises.is_some());
    let anywhere = view.roster.appointed_to(role).filter(|_| scope.is_none() || is_special);
    let live = near.chain(anywhere).filter(|it| it.is_live(view.now));
    live.flat_map(|it| view.roster.behind(it.holder)).find(|it| !except.contains(it))
}
