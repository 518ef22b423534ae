//! Over what a role has to be held: every live scope of its kind; and by whom one is covered.

use std::collections::{BTreeMap, BTreeSet};

use model::{Cardinality, PracticeIx, Role, RoleIx, ScopeKind};

use crate::{Appointment, Scope, who::View, who::with_cells_of};

/// The roles that a site lives by: those with a cell that acts or is asked, and those that appoint their holders.
pub(super) fn roles_in_use(view: &View<'_>) -> BTreeSet<RoleIx> {
    let cells = view.site.activities.iter().flat_map(|it| &it.cells).filter(|it| it.letter.may_speak());
    let mut found: BTreeSet<RoleIx> = BTreeSet::new();
    let mut waiting: Vec<RoleIx> = cells.map(|it| it.role).collect();
    while let Some(role) = waiting.pop() {
        if let Some(declared) = view.site.role(role)
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

/// The live scopes over which a role has to be held.
pub(super) fn instances(view: &View<'_>, ix: RoleIx, role: &Role) -> Vec<Scope> {
    match role.scope {
        ScopeKind::Organisation | ScopeKind::Programme => vec![Scope::Whole(role.scope)],
        ScopeKind::Process => processes(view, ix, role).into_iter().map(Scope::Process).collect(),
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
        | ScopeKind::Control
        | ScopeKind::Change
        | ScopeKind::Incident => {
            let of_kind = view.roster.places().filter(|it| it.kind == role.scope);
            of_kind.map(|it| Scope::Record(it.kind, it.id)).collect()
        }
    }
}

/// The practices in which a role has work: its own if it is a special case, else those with an activity that names it.
fn processes(view: &View<'_>, ix: RoleIx, role: &Role) -> BTreeSet<PracticeIx> {
    let naming = view.site.activities.iter().filter(|it| it.cells.iter().any(|cell| cell.role == ix));
    let named = naming.map(|it| it.of().and_then(|of| view.site.of(of)).map_or(it.practice, |of| of.practice));
    let all: BTreeSet<PracticeIx> = match &role.specialises {
        Some((_, practices)) => practices.iter().copied().collect(),
        None => named.collect(),
    };
    // A practice without records has nothing that could be left undone yet.
    all.into_iter().filter(|it| view.site.types.iter().any(|of| of.practice == *it)).collect()
}

/// Live appointments by scope.
#[derive(Debug, Default)]
pub(super) struct Cover<'a>(BTreeMap<Scope, Vec<&'a Appointment>>);

impl<'a> Cover<'a> {
    /// The live appointments to a role and to what specialises it, by scope.
    pub(super) fn of(view: &View<'a>, role: RoleIx) -> Self {
        let mut found: BTreeMap<Scope, Vec<&Appointment>> = BTreeMap::new();
        let special = view.site.practices.iter().flat_map(|it| with_cells_of(view.site, role, it.ix));
        let roles: BTreeSet<RoleIx> = special.chain([role]).collect();
        for appointment in roles.into_iter().flat_map(|it| view.roster.holders(it, view.now)) {
            found.entry(appointment.scope).or_default().push(appointment);
        }
        Self(found)
    }

    /// The appointments whose scope is this one or holds it.
    pub(super) fn over(&self, view: &View<'_>, scope: Scope) -> Vec<&'a Appointment> {
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
        wider.iter().filter_map(|it| self.0.get(it)).flatten().copied().collect()
    }

    /// The appointments by scope.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (Scope, &[&'a Appointment])> {
        self.0.iter().map(|(scope, list)| (*scope, list.as_slice()))
    }
}
