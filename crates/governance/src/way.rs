//! The shortest lawful way to an act that can't be done now.

use std::collections::{BTreeMap, VecDeque};

use base::{PersonId, RecordId};
use model::{ActivityIx, MoveIx, Record, RecordType, RoleIx, Site, StateIx, StateSet};

use crate::{Authority, Refusal, RefusalKind, Who};

/// A lawful way to what was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Make these moves first; each says whether the asker may make it.
    First(Vec<Step>),
    /// Ask one who could.
    Ask {
        /// The role.
        role: RoleIx,
        /// The person.
        person: PersonId,
        /// Their appointment.
        appointment: RecordId,
    },
    /// Nobody could: somebody has to be appointed.
    Appoint {
        /// To this role.
        role: RoleIx,
        /// By a holder of this role.
        by: Option<RoleIx>,
    },
    /// Change the record so that the move's condition holds.
    Amend {
        /// What has to hold, in the declaration's words.
        words: String,
    },
}

/// One move on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The move.
    pub makes: MoveIx,
    /// The activity that it is.
    pub activity: ActivityIx,
    /// The state it leads to.
    pub to: StateIx,
    /// Whether the asker has a grant for it that could hold on this record.
    pub by_asker: bool,
}

/// The shortest lawful way past a refusal; `None` where there is none or where naming one would tell too much.
pub(crate) fn way(
    site: &Site,
    authority: &Authority,
    refusal: &Refusal,
    (record, could): (&Record, &[Who]),
) -> Option<Way> {
    match &refusal.kind {
        RefusalKind::Unseen | RefusalKind::NotHere => None,
        RefusalKind::State { needed } => moves_first(site, authority, record, *needed),
        RefusalKind::MoveCondition { words } => Some(Way::Amend { words: words.clone() }),
        RefusalKind::NoRole | RefusalKind::OutOfScope | RefusalKind::Condition { .. } | RefusalKind::Apart { .. } => {
            ask(could, authority.person()).or_else(|| appoint(site, refusal.activity?))
        }
    }
}

fn ask(could: &[Who], asker: PersonId) -> Option<Way> {
    could.iter().find_map(|it| {
        let person = it.persons.iter().chain(&it.deputies).find(|person| **person != asker)?;
        Some(Way::Ask { role: it.role, person: *person, appointment: it.appointment })
    })
}

fn appoint(site: &Site, activity: ActivityIx) -> Option<Way> {
    let row = site.activity(activity)?;
    let cell = row.cells.iter().filter(|it| it.letter.may_do()).min_by_key(|it| it.letter)?;
    Some(Way::Appoint { role: cell.role, by: site.role(cell.role)?.appointed_by })
}

fn moves_first(site: &Site, authority: &Authority, record: &Record, needed: StateSet) -> Option<Way> {
    let of = site.of(record.of)?;
    let steps = path(of, record.state, needed)?;
    let named = steps.into_iter().filter_map(|(step, to)| {
        let activity = site.activity_of_move(of.ix, step)?;
        let by_asker = authority.grants_of(activity).iter().any(|it| it.holds(record));
        Some(Step { makes: step, activity, to, by_asker })
    });
    Some(Way::First(named.collect()))
}

/// The fewest moves that lead from a state to one of the needed states.
fn path(of: &RecordType, from: StateIx, needed: StateSet) -> Option<Vec<(MoveIx, StateIx)>> {
    let mut came: BTreeMap<StateIx, (MoveIx, StateIx)> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(at) = waiting.pop_front() {
        if needed.has(at) {
            return Some(walked(&came, from, at));
        }
        for (ix, step) in of.lifecycle.moves.iter().enumerate().filter(|(_, it)| !it.opens && it.from.has(at)) {
            if let Some(to) = step.to.filter(|to| *to != from && !came.contains_key(to)) {
                came.insert(to, (MoveIx::of(ix), at));
                waiting.push_back(to);
            }
        }
    }
    None
}

fn walked(came: &BTreeMap<StateIx, (MoveIx, StateIx)>, from: StateIx, end: StateIx) -> Vec<(MoveIx, StateIx)> {
    let mut steps = Vec::new();
    let mut at = end;
    while let Some((step, before)) = came.get(&at).filter(|_| at != from) {
        steps.push((*step, at));
        at = *before;
    }
    steps.reverse();
    steps
}
