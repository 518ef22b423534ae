//! Misfits: appointments, deputies and trees that can't be right. They give no authority, or not the one that was meant.

use base::RecordId;
use model::Holder as Held;

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Deputy, Holder, Scope, who::View};

/// What is wrong with an appointment as such.
pub(super) fn appointment(view: &View<'_>, it: &Appointment) -> Vec<Finding> {
    let (persons, teams) = match it.holder {
        Holder::Person(id) => (vec![id], Vec::new()),
        Holder::Team(id) => (Vec::new(), vec![id]),
    };
    let found = |code| Finding {
        roles: vec![it.role],
        scope: Some(it.scope),
        persons: persons.clone(),
        teams: teams.clone(),
        ..row(it.id, code)
    };
    faults(view, it).into_iter().flatten().map(found).collect()
}

fn faults(view: &View<'_>, it: &Appointment) -> [Option<&'static str>; 5] {
    let role = view.site.role(it.role);
    let wrong_holder = role.and_then(|role| match (role.holder, it.holder) {
        (Held::Person, Holder::Team(_)) => Some("misfit.team-holds-person-role"),
        (Held::Team, Holder::Person(_)) => Some("misfit.person-holds-team-role"),
        (Held::Person | Held::Either, Holder::Person(_)) | (Held::Team | Held::Either, Holder::Team(_)) => None,
    });
    let kind = it.scope.kind();
    let fits = role.is_none_or(|role| role.scope == kind || role.also_scopes.contains(&kind));
    let is_known = match it.holder {
        Holder::Person(id) => view.roster.person(id).is_some(),
        Holder::Team(id) => view.roster.team(id).is_some(),
    };
    let is_never = it.from.zip(it.until).is_some_and(|(from, until)| until <= from);
    [
        wrong_holder,
        (!fits || !is_own_practice(view, it)).then_some("misfit.scope-kind"),
        (!is_known || role.is_none()).then_some("misfit.unknown"),
        (!names_something(view, it.scope)).then_some("misfit.unknown-scope"),
        is_never.then_some("misfit.never-valid"),
    ]
}

/// Whether a special role over a practice is over one of its own.
fn is_own_practice(view: &View<'_>, it: &Appointment) -> bool {
    let special = view.site.role(it.role).and_then(|role| role.specialises.as_ref());
    match (it.scope, special) {
        (Scope::Process(practice), Some((_, practices))) => practices.contains(&practice),
        (Scope::Process(_) | Scope::Whole(_) | Scope::Team(_) | Scope::Record(..), _) => true,
    }
}

/// Whether the scope exists and is of the kind that it says.
fn names_something(view: &View<'_>, scope: Scope) -> bool {
    match scope {
        Scope::Whole(kind) => kind.is_whole(),
        Scope::Process(practice) => view.site.practice(practice).is_some(),
        Scope::Team(team) => view.roster.team(team).is_some(),
        Scope::Record(kind, id) => view.roster.place(id).is_some_and(|it| it.kind == kind),
    }
}

fn row(id: RecordId, code: &'static str) -> Finding {
    Finding {
        appointments: vec![id],
        fix: Some(Fix::Correct { row: id }),
        ..Finding::new(FindingKind::Misfit, Severity::Warning, code)
    }
}

/// What is wrong with a row by which somebody stands in.
pub(super) fn deputy(view: &View<'_>, id: RecordId) -> Option<Finding> {
    let it = view.roster.deputy(id).filter(|it| it.is_live(view.now))?;
    let persons = vec![it.of, it.deputy];
    Some(Finding { persons, ..row(it.id, deputy_fault(view, it)?) })
}

fn deputy_fault(view: &View<'_>, it: &Deputy) -> Option<&'static str> {
    if it.of == it.deputy {
        Some("misfit.deputy-of-self")
    } else if !view.roster.is_active(it.of) || !view.roster.is_active(it.deputy) {
        Some("misfit.deputy-not-there")
    } else if view.roster.held_by(Holder::Person(it.of)).any(|held| held.is_live(view.now) && it.covers(held.role)) {
        None
    } else {
        Some("misfit.deputy-of-nothing")
    }
}

/// Teams and places that lie above themselves.
pub(super) fn trees(view: &View<'_>) -> Vec<Finding> {
    let teams =
        view.roster.teams().filter(|it| it.parent.is_some_and(|up| view.roster.teams_above(up).contains(&it.id)));
    let places =
        view.roster.places().filter(|it| it.parent.is_some_and(|up| view.roster.places_above(up).contains(&it.id)));
    let looped = |scope| Finding {
        scope: Some(scope),
        ..Finding::new(FindingKind::Misfit, Severity::Warning, "misfit.above-itself")
    };
    let teams = teams.map(|it| looped(Scope::Team(it.id)));
    teams.chain(places.map(|it| looped(Scope::Record(it.kind, it.id)))).collect()
}
