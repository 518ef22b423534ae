//! Over what a role has to be held: every live scope of its kind; and by whom one is covered.

use std::collections::{BTreeMap, BTreeSet};

use model::{Cardinality, PracticeIx, Role, RoleIx, ScopeKind, Site};

use super::frame::Frame;
use crate::{Appointment, Scope, who::View};

/// The roles that a site lives by: those with a cell that acts or is asked, and those that appoint their holders.
pub(super) fn roles_in_use(site: &Site) -> BTreeSet<RoleIx> {
    let cells = site.activities.iter().flat_map(|it| &it.cells).filter(|it| it.letter.may_speak());
    let mut found: BTreeSet<RoleIx> = BTreeSet::new();
    let mut waiting: Vec<RoleIx> = cells.map(|it| it.role).collect();
    while let Some(role) = waiting.pop() {
        if let Some(declared) = site.role(role)
            && found.insert(role)
        {
            waiting.extend(declared.appointed_by);
        }
    }
    found
}

/// Whether somebody has to hold the role.
pub(super) fn must_be_held(role: &Role) -> bool {
    match role.cardinality {
        Cardinality::ExactlyOne | Cardinality::AtLeastOne => !role.is_self_taken,
        Cardinality::Any => false,
    }
}

/// The live scopes over which a role has to be held. Who has a part in a single change or incident is settled record by
/// record, by acting; nobody is appointed to each of them beforehand.
pub(super) fn instances(view: &View<'_>, frame: &Frame, ix: RoleIx, role: &Role) -> Vec<Scope> {
    match role.scope {
        ScopeKind::Organisation | ScopeKind::Programme => vec![Scope::Whole(role.scope)],
        ScopeKind::Process => frame.practices.get(ix.at()).into_iter().flatten().copied().map(Scope::Process).collect(),
        ScopeKind::Change | ScopeKind::Incident => Vec::new(),
        // Not every team needs such a role: only those that have, or had, somebody in it.
        ScopeKind::Team => view
            .roster
            .appointed_to(ix)
            .map(|it| it.scope)
            .filter(|it| it.kind() == ScopeKind::Team)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        ScopeKind::ServiceLine
        | ScopeKind::Service
        | ScopeKind::Ci
        | ScopeKind::Customer
        | ScopeKind::Supplier
        | ScopeKind::Project
        | ScopeKind::Application
        | ScopeKind::Facility
        | ScopeKind::Control => {
            let of_kind = view.roster.places().filter(|it| it.kind == role.scope && !view.roster.is_ended(it.id));
            of_kind.map(|it| Scope::Record(it.kind, it.id)).collect()
        }
    }
}

/// The practices in which a role has work: its own if it is a special case, else those with an activity that names it.
pub(super) fn processes(site: &Site, ix: RoleIx) -> Vec<PracticeIx> {
    let naming = site.activities.iter().filter(|it| it.cells.iter().any(|cell| cell.role == ix));
    let named = naming.map(|it| it.of().and_then(|of| site.of(of)).map_or(it.practice, |of| of.practice));
    let all: BTreeSet<PracticeIx> = match site.role(ix).and_then(|it| it.specialises.as_ref()) {
        Some((_, practices)) => practices.iter().copied().collect(),
        None => named.collect(),
    };
    // A practice without records has nothing that could be left undone yet.
    all.into_iter().filter(|it| site.types.iter().any(|of| of.practice == *it)).collect()
}

/// Live appointments by scope.
#[derive(Debug, Default)]
pub(super) struct Cover<'a>(BTreeMap<Scope, Vec<&'a Appointment>>);

impl<'a> Cover<'a> {
    /// The live appointments to a role and to what specialises it, by scope.
    pub(super) fn of(view: &View<'a>, family: &[RoleIx]) -> Self {
        let mut found: BTreeMap<Scope, Vec<&Appointment>> = BTreeMap::new();
        for appointment in family.iter().flat_map(|it| view.roster.holders(*it, view.now)) {
            found.entry(appointment.scope).or_default().push(appointment);
        }
        Self(found)
    }

    /// The appointments whose scope is this one or holds it.
    pub(super) fn over(&self, view: &View<'_>, scope: Scope) -> Vec<&'a Appointment> {
        wider(view, scope).iter().filter_map(|it| self.0.get(it)).flatten().copied().collect()
    }

    /// The appointments over exactly this scope.
    pub(super) fn at(&self, scope: Scope) -> &[&'a Appointment] {
        self.0.get(&scope).map(Vec::as_slice).unwrap_or_default()
    }

    /// The appointments by scope.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (Scope, &[&'a Appointment])> {
        self.0.iter().map(|(scope, list)| (*scope, list.as_slice()))
    }
}

/// A scope with all that hold it, the whole first.
pub(super) fn wider(view: &View<'_>, scope: Scope) -> Vec<Scope> {
    let mut wider = vec![Scope::Whole(ScopeKind::Organisation), Scope::Whole(ScopeKind::Programme)];
    match scope {
        Scope::Whole(_) => {}
        Scope::Process(_) => wider.push(scope),
        Scope::Team(team) => wider.extend(view.roster.teams_above(team).into_iter().map(Scope::Team)),
        Scope::Record(kind, id) => wider.extend(
            view.roster
                .places_above(id)
                .into_iter()
                .map(|it| Scope::Record(view.roster.place(it).map_or(kind, |place| place.kind), it)),
        ),
    }
    wider
}
