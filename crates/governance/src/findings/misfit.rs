//! Misfits: appointments, deputies and trees that can't be right. They give no authority, or not the one that was meant.

use std::collections::BTreeSet;

use base::{PersonId, RecordId, TeamId};
use model::Holder as Held;

use super::{Finding, FindingKind, Fix, Severity};
use crate::{Appointment, Deputy, Holder, Scope, belongs_to, who::View};

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

/// What can't be right about an appointment from the moment it is proposed; nothing of what others hold.
pub(crate) fn unfit(view: &View<'_>, it: &Appointment) -> Option<Finding> {
    appointment(view, it).into_iter().find(|it| it.code != "misfit.not-a-member")
}

fn faults(view: &View<'_>, it: &Appointment) -> [Option<&'static str>; 6] {
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
        is_outside(view, it).then_some("misfit.not-a-member"),
    ]
}

/// Whether somebody behind a live appointment does not belong to the team from which such holders come.
fn is_outside(view: &View<'_>, it: &Appointment) -> bool {
    let within = view.site.rules.membership_of(it.role).filter(|_| it.is_live(view.now));
    within.is_some_and(|role| {
        view.roster.behind(it.holder).any(|person| !belongs_to(view.roster, person, role, view.now))
    })
}

/// Teams that hold a role for which their members must come from several divisions, and don't.
pub(super) fn spreads(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in &view.site.rules.spreads {
        for it in view.roster.holders(rule.role, view.now) {
            let Holder::Team(team) = it.holder else { continue };
            let members = view.roster.persons(it.holder);
            let from: BTreeSet<_> = members.iter().flat_map(|it| divisions(view, *it, team)).collect();
            if from.len() < rule.least {
                let found_wrong = row(it.id, "misfit.one-division");
                let finding = Finding { roles: vec![it.role], scope: Some(it.scope), teams: vec![team], ..found_wrong };
                found.push(Finding { fix: None, ..finding });
            }
        }
    }
    found
}

/// The divisions of a person: the teams right below the top that theirs lie in. The team that is looked at is none.
fn divisions(view: &View<'_>, person: PersonId, besides: TeamId) -> Vec<TeamId> {
    let teams = view.roster.teams_of(person).iter().filter(|it| **it != besides);
    let topmost = teams.filter_map(|it| {
        let above = view.roster.teams_above(*it);
        let (top, below) = above.split_last()?;
        // A team at the very top is a division only where nothing lies below it.
        Some(below.last().copied().unwrap_or(*top)).filter(|it| !is_top_of_others(view, *it))
    });
    topmost.filter(|it| *it != besides).collect()
}

fn is_top_of_others(view: &View<'_>, team: TeamId) -> bool {
    view.roster.team(team).is_some_and(|it| it.parent.is_none()) && view.roster.teams_under(team).len() > 1
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
