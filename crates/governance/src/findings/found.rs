//! What was found, in units: one for each role, activity, person and row. A change touches some of them; only those are
//! computed again. A property test holds that this comes to the same as computing all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{PersonId, RecordId};
use model::{ActivityIx, RoleIx};

use super::{
    Facts, Finding, ahead, conflict, expiry, frame::Frame, gap, idle, instances::Cover, load, misfit, missed, overlap,
    single, sorted, touched::Touched, vacancy,
};
use crate::who::View;

/// What a unit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Role(RoleIx),
    Activity(ActivityIx),
    Person(PersonId),
    Row(RecordId),
    Deputy(RecordId),
    Trees,
    Load,
    Idle,
    Missed,
}

/// What was found at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    frame: Arc<Frame>,
    units: BTreeMap<Unit, Arc<Vec<Finding>>>,
    /// Which roles have a gap, and which are held by anybody who is there.
    gapped: Vec<bool>,
    alive: Vec<bool>,
    /// Two appointments that both answer, for each pair of roles whose holders meet.
    meetings: BTreeMap<(RoleIx, RoleIx), (RecordId, RecordId)>,
}

impl Found {
    /// Everything, computed anew.
    pub fn all(facts: &Facts<'_>) -> Self {
        let frame = Arc::new(Frame::of(facts.site));
        let roles = facts.site.roles.len();
        let mut it = Self { frame, gapped: vec![false; roles], alive: vec![false; roles], ..Self::default() };
        it.compute(facts, &Touched::everything(facts));
        it
    }

    /// What is found after a change: only what the change touches is computed again.
    #[must_use]
    pub fn after(&self, before: &Facts<'_>, after: &Facts<'_>) -> Self {
        let mut it = self.clone();
        it.compute(after, &Touched::between(before, after, &self.frame));
        it
    }

    /// The findings, the worst first.
    pub fn list(&self) -> Vec<Finding> {
        sorted(self.each().cloned().collect())
    }

    /// The findings in no order.
    pub fn each(&self) -> impl Iterator<Item = &Finding> {
        self.units.values().flat_map(|it| it.iter())
    }

    /// The findings of those units that are not the same in another: whatever differs is among them.
    pub(crate) fn apart_from(&self, other: &Self) -> Vec<&Finding> {
        let differs =
            |(unit, it): &(&Unit, &Arc<Vec<Finding>>)| other.units.get(*unit).is_none_or(|its| !Arc::ptr_eq(it, its));
        self.units.iter().filter(differs).flat_map(|(_, it)| it.iter()).collect()
    }

    /// What does not hold yet and will within a month, each with the day from which it will.
    pub fn ahead(&self, facts: &Facts<'_>) -> Vec<Finding> {
        ahead::ahead(self, facts)
    }

    fn compute(&mut self, facts: &Facts<'_>, touched: &Touched) {
        let view = facts.view();
        for role in &touched.roles {
            self.role(&view, *role);
        }
        self.meet(&view, touched);
        for activity in self.activities(touched) {
            let found = self.activity(&view, activity);
            self.put(Unit::Activity(activity), found);
        }
        for person in &touched.persons {
            self.put(Unit::Person(*person), conflict::of_person(&view, *person));
        }
        for id in &touched.rows {
            self.put(Unit::Row(*id), row(&view, *id));
        }
        for id in &touched.deputies {
            self.put(Unit::Deputy(*id), misfit::deputy(&view, *id).into_iter().collect());
        }
        if touched.trees {
            self.put(Unit::Trees, misfit::trees(&view).into_iter().chain(misfit::spreads(&view)).collect());
        }
        if touched.load {
            self.put(Unit::Load, load::all(&view));
        }
        self.put(Unit::Idle, idle::all(facts));
        self.put(Unit::Missed, missed::all(facts));
    }

    fn put(&mut self, unit: Unit, found: Vec<Finding>) {
        if found.is_empty() {
            self.units.remove(&unit);
        } else if self.units.get(&unit).is_none_or(|it| **it != found) {
            self.units.insert(unit, Arc::new(found));
        }
    }

    /// Gaps, single points and double holders of one role.
    fn role(&mut self, view: &View<'_>, role: RoleIx) {
        let (filled, mut found) = gap::of_role(view, &self.frame, role);
        let is_gapped = !found.is_empty();
        found.extend(single::points(view, &filled));
        found.extend(overlap::holders(view, role));
        let is_alive = gap::is_alive(view, self.frame.family(role));
        for (flags, value) in [(&mut self.gapped, is_gapped), (&mut self.alive, is_alive)] {
            if let Some(flag) = flags.get_mut(role.at()) {
                *flag = value;
            }
        }
        self.put(Unit::Role(role), found);
    }

    fn meet(&mut self, view: &View<'_>, touched: &Touched) {
        let pairs = self.frame.rivals.keys();
        let pairs: Vec<_> =
            pairs.filter(|(one, two)| touched.roles.contains(one) || touched.roles.contains(two)).copied().collect();
        let roles: BTreeSet<RoleIx> = pairs.iter().flat_map(|(one, two)| [*one, *two]).collect();
        let covers: BTreeMap<RoleIx, Cover<'_>> =
            roles.into_iter().map(|it| (it, Cover::of(view, self.frame.family(it)))).collect();
        for (one, two) in pairs {
            let both = covers.get(&one).zip(covers.get(&two));
            match both.and_then(|it| overlap::meeting(view, it)) {
                Some(ids) => self.meetings.insert((one, two), ids),
                None => self.meetings.remove(&(one, two)),
            };
        }
    }

    /// The activities that name a touched role; all of them, where everything is touched.
    fn activities(&self, touched: &Touched) -> Vec<ActivityIx> {
        if touched.everything {
            return (0..touched.activities).map(ActivityIx::of).collect();
        }
        let named = touched.roles.iter().filter_map(|it| self.frame.activities.get(it.at())).flatten();
        let mut all: Vec<ActivityIx> = named.copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn activity(&self, view: &View<'_>, ix: ActivityIx) -> Vec<Finding> {
        let flag = |flags: &[bool], role: RoleIx| flags.get(role.at()).copied().unwrap_or_default();
        let is_gapped = |role| flag(&self.gapped, role);
        let is_alive = |role| flag(&self.alive, role);
        let mut found = gap::of_activity(view.site, ix, (&is_gapped, &is_alive));
        found.extend(overlap::answers(view, ix, &self.meetings));
        found
    }
}

/// What is wrong with one appointment.
fn row(view: &View<'_>, id: RecordId) -> Vec<Finding> {
    let Some(it) = view.roster.appointment(id) else { return Vec::new() };
    let mut found = misfit::appointment(view, it);
    if it.is_live(view.now) {
        found.extend(vacancy::of(view, it));
        found.extend(expiry::of(view, it));
    }
    found
}
