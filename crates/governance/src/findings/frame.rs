//! What all findings of a site share and no roster changes: which roles are in use, which are special cases of which,
//! which pairs of roles answer for the same activity.

use std::collections::{BTreeMap, BTreeSet};

use model::{ActivityIx, PracticeIx, RoleIx, Site};

use super::{instances, overlap};

/// What a site alone tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// The roles that a site lives by.
    pub(super) in_use: BTreeSet<RoleIx>,
    /// Each role with what specialises it: whoever holds one of these has its cells.
    pub(super) family: Vec<Vec<RoleIx>>,
    /// The practices in which each role has work.
    pub(super) practices: Vec<Vec<PracticeIx>>,
    /// Pairs of roles that both answer for an activity.
    pub(super) rivals: BTreeMap<(RoleIx, RoleIx), Vec<ActivityIx>>,
    /// The activities in which each role has a cell.
    pub(super) activities: Vec<Vec<ActivityIx>>,
}

impl Frame {
    pub(super) fn of(site: &Site) -> Self {
        let roles = || (0..site.roles.len()).map(RoleIx::of);
        let mut activities = vec![Vec::new(); site.roles.len()];
        let mut rivals: BTreeMap<(RoleIx, RoleIx), Vec<ActivityIx>> = BTreeMap::new();
        for (at, activity) in site.activities.iter().enumerate() {
            let ix = ActivityIx::of(at);
            let named: BTreeSet<RoleIx> = activity.cells.iter().map(|it| it.role).collect();
            for role in named {
                if let Some(list) = activities.get_mut(role.at()) {
                    list.push(ix);
                }
            }
            for pair in overlap::rivals(activity) {
                rivals.entry(pair).or_default().push(ix);
            }
        }
        Self {
            in_use: instances::roles_in_use(site),
            family: roles().map(|it| family(site, it)).collect(),
            practices: roles().map(|it| instances::processes(site, it)).collect(),
            rivals,
            activities,
        }
    }

    /// A role with what specialises it.
    pub(super) fn family(&self, role: RoleIx) -> &[RoleIx] {
        self.family.get(role.at()).map(Vec::as_slice).unwrap_or_default()
    }
}

fn family(site: &Site, role: RoleIx) -> Vec<RoleIx> {
    let special = site.roles.iter().enumerate();
    let special = special.filter(|(_, it)| it.specialises.as_ref().is_some_and(|(generic, _)| *generic == role));
    let mut all: BTreeSet<RoleIx> = special.map(|(at, _)| RoleIx::of(at)).collect();
    all.insert(role);
    all.into_iter().collect()
}
