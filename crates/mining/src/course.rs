//! What is declared about a record type, to hold foreign events against: which activity leads from one state to another,
//! and which roles its cells give it to.

use std::{collections::BTreeMap, sync::Arc};

use model::{Activity, ActivityIx, Does, Phase, RecordType, RoleIx, Site, StateIx};

use crate::{Act, Standing};

/// A record type's states, moves and cells.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    site: &'a Site,
    of: &'a RecordType,
    /// The activities of the moves from a state (or from none) to another.
    leading: BTreeMap<(Option<StateIx>, StateIx), Vec<ActivityIx>>,
    states: Vec<(Arc<str>, Phase)>,
    activities: BTreeMap<ActivityIx, Arc<str>>,
}

impl<'a> Course<'a> {
    /// Of a type.
    pub fn new(site: &'a Site, of: &'a RecordType) -> Self {
        let mut leading: BTreeMap<(Option<StateIx>, StateIx), Vec<ActivityIx>> = BTreeMap::new();
        let mut activities = BTreeMap::new();
        for (ix, row) in site.on(of.ix) {
            activities.insert(ix, Arc::from(row.key.as_str()));
            let Does::Move(_, step) = &row.does else { continue };
            let Some(step) = of.lifecycle.step(*step) else { continue };
            let Some(to) = step.to else { continue };
            if step.opens {
                leading.entry((None, to)).or_default().push(ix);
            }
            let from = (0..of.lifecycle.states.len()).map(StateIx::of).filter(|it| !step.opens && step.from.has(*it));
            for state in from {
                leading.entry((Some(state), to)).or_default().push(ix);
            }
        }
        let states = of.lifecycle.states.iter().map(|it| (Arc::from(it.key.as_str()), it.phase)).collect();
        Self { site, of, leading, states, activities }
    }

    /// A state by its key, with the phase that it belongs to.
    pub fn state(&self, key: &str) -> Option<(Arc<str>, Phase)> {
        self.states.iter().find(|(it, _)| it.as_ref() == key).cloned()
    }

    /// The activities whose moves lead from one state (or from none) to another, by their keys.
    pub fn leading(&self, from: Option<&str>, to: &str) -> &[ActivityIx] {
        let find = |key: &str| self.of.lifecycle.find_state(key);
        let from = match from {
            Some(key) => match find(key) {
                Some(state) => Some(state),
                None => return &[],
            },
            None => None,
        };
        let found = find(to).and_then(|to| self.leading.get(&(from, to)));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// An activity's key.
    pub fn key(&self, activity: ActivityIx) -> Option<Arc<str>> {
        self.activities.get(&activity).cloned()
    }

    /// Whether a cell gives an activity to a role, or to the generic role that it specialises in this practice.
    pub fn gives(&self, activity: ActivityIx, role: RoleIx) -> bool {
        let generic = self.site.role(role).and_then(|it| it.specialises.as_ref());
        let generic = generic.filter(|(_, practices)| practices.contains(&self.of.practice)).map(|(it, _)| *it);
        let cells = self.site.activity(activity).into_iter().flat_map(|it: &Activity| &it.cells);
        cells.filter(|it| it.letter.may_do()).any(|it| it.role == role || Some(it.role) == generic)
    }

    /// Holds the acts of a case against the matrix: which activity each stands for, and whether `may` gives it to whoever
    /// did it (`None` where there is nobody to ask about). What is judged already stays as it is; an act that leaves the
    /// state as it was is not judged.
    pub fn judge(&self, acts: &mut [Act], mut may: impl FnMut(usize, &Act, ActivityIx) -> Option<bool>) {
        let mut before: Option<Arc<str>> = None;
        for (at, act) in acts.iter_mut().enumerate() {
            let Some((to, _)) = act.state.clone() else { continue };
            if before.as_ref() == Some(&to) {
                continue;
            }
            if act.standing == Standing::Unjudged {
                let candidates = self.leading(before.as_deref(), &to);
                // Whoever wrote it down may have said which of them it was.
                let named = candidates.iter().find(|ix| self.key(**ix).as_ref() == Some(&act.what));
                let candidates = named.map_or(candidates, std::slice::from_ref);
                (act.activity, act.standing) = self.best(candidates, |ix| may(at, act, ix));
            }
            before = Some(to);
        }
    }

    fn best(
        &self,
        candidates: &[ActivityIx],
        mut may: impl FnMut(ActivityIx) -> Option<bool>,
    ) -> (Option<Arc<str>>, Standing) {
        let Some(first) = candidates.first() else { return (None, Standing::NoMove) };
        let mut standing = Standing::Unjudged;
        for ix in candidates {
            match may(*ix) {
                Some(true) => return (self.key(*ix), Standing::Within),
                Some(false) => standing = Standing::Outside,
                None => {}
            }
        }
        (self.key(*first), standing)
    }

    /// Whether cells give an activity to the role that an act names; `None` where it names none that is declared.
    pub fn gives_to_named(&self, act: &Act, activity: ActivityIx) -> Option<bool> {
        let role = self.site.find_role(act.role.as_deref()?)?;
        Some(self.gives(activity, role))
    }
}

/// Names acts that came from elsewhere by the activity that they stand for, or by the state that they led to where no
/// move leads there. An act that left the state as it was is no step.
pub fn name_by_activity(act: &mut Act, changed: bool) {
    act.is_step = changed;
    act.what = match (&act.activity, &act.state) {
        (_, _) if !changed => Arc::from(UNMOVED),
        (Some(activity), _) => Arc::clone(activity),
        (None, Some((state, _))) => Arc::clone(state),
        (None, None) => Arc::from(UNMOVED),
    };
}

/// What an act is called that left the state as it was.
const UNMOVED: &str = "(state unchanged)";
