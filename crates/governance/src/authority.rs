//! A person's authority at an instant: every grant that reaches them, by activity.

use std::{ops::Range, sync::Arc};

use base::{Instant, PersonId};
use model::{ActivityIx, Asker, Does, Move, Record, Site, TypeIx, When};

use crate::{
    Basis, Disjunct, Grant, Miss, MissKind, Refusal, RefusalKind,
    gather::step_of,
    sight::{Seeing, strongest_first},
    simplify,
};

/// Everything that a person may, at an instant and for one epoch of the roster.
#[derive(Clone, Debug)]
pub struct Authority {
    seams: Seams,
    grants: Vec<Grant>,
    by_activity: Vec<Range<usize>>,
    by_type: Vec<Vec<Seeing>>,
}

/// Whose it is and how long it is good.
#[derive(Clone, Debug)]
pub(crate) struct Seams {
    pub(crate) asker: Arc<Asker>,
    pub(crate) valid_until: Option<Instant>,
    pub(crate) epoch: i64,
}

/// What an activity asks of a record besides authority.
struct Asks<'a> {
    step: Option<&'a Move>,
    in_state: bool,
}

impl Authority {
    pub(crate) fn index(seams: Seams, site: &Site, mut grants: Vec<Grant>, by_type: Vec<Vec<Seeing>>) -> Self {
        grants.sort_by_key(|it| (it.activity, it.for_.is_some(), it.letter));
        let mut by_activity = vec![0..0; site.activities.len()];
        for (at, grant) in grants.iter().enumerate() {
            if let Some(range) = by_activity.get_mut(grant.activity.at()) {
                let start = if range.start == range.end { at } else { range.start };
                *range = start..at + 1;
            }
        }
        Self { seams, grants, by_activity, by_type: by_type.into_iter().map(strongest_first).collect() }
    }

    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.seams.asker.holder
    }
    /// The person as conditions see them, acting for themselves.
    pub fn asker(&self) -> &Arc<Asker> {
        &self.seams.asker
    }
    /// The next instant at which an appointment or a deputy that matters begins or ends: make it anew from then on.
    pub fn valid_until(&self) -> Option<Instant> {
        self.seams.valid_until
    }
    /// The epoch of the roster that it was made from.
    pub fn epoch(&self) -> i64 {
        self.seams.epoch
    }
    /// Every grant, by activity.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }
    /// The grants of one activity: the person's own first, then those by standing in; within them by letter.
    pub fn grants_of(&self, activity: ActivityIx) -> &[Grant] {
        let range = self.by_activity.get(activity.at()).cloned().unwrap_or_default();
        self.grants.get(range).unwrap_or_default()
    }
    /// Bends every grant: for tests that show how a fault is noticed.
    #[cfg(test)]
    pub(crate) fn bend(&mut self, how: impl FnMut(&mut Grant)) {
        self.grants.iter_mut().for_each(how);
    }
    pub(crate) fn seeing(&self, of: TypeIx) -> &[Seeing] {
        self.by_type.get(of.at()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the activity may be done on an existing record, and by what.
    pub fn decide(&self, site: &Site, activity: ActivityIx, record: &Record) -> Result<Basis, Refusal> {
        let Some(asks) = Asks::on_existing(site, activity, record) else {
            return Err(self.hidden(activity, record, RefusalKind::NotHere));
        };
        if asks.in_state
            && let Some(grant) =
                self.grants_of(activity).iter().find(|it| it.holds(record) && asks.step_holds(it, record))
        {
            return Ok(grant.basis());
        }
        Err(self.refuse(site, activity, record, &asks))
    }

    /// Whether a record may be opened by the activity, with the fields of the draft.
    pub fn decide_open(&self, site: &Site, activity: ActivityIx, draft: &Record) -> Result<Basis, Refusal> {
        let Some(asks) = Asks::on_opening(site, activity, draft) else {
            return Err(Refusal::plain(Some(activity), RefusalKind::NotHere));
        };
        match self.grants_of(activity).iter().find(|it| it.holds(draft) && asks.step_holds(it, draft)) {
            Some(grant) => Ok(grant.basis()),
            None => Err(self.nearest(site, activity, draft, &asks)),
        }
    }

    /// The opening activities of a type for which there is any grant that can hold.
    pub fn may_open(&self, site: &Site, of: TypeIx) -> Vec<ActivityIx> {
        let opens = |does: &Does| step_of(site.of(of), does).is_some_and(|it| it.opens);
        let opening = site.on(of).filter(|(_, it)| opens(&it.does)).map(|(ix, _)| ix);
        opening
            .filter(|ix| self.grants_of(*ix).iter().any(|it| it.letter.may_do() && it.when() != When::Never))
            .collect()
    }

    /// The basis on which a duty is this person's to do.
    pub fn duty(&self, activity: ActivityIx) -> Option<Basis> {
        let grant = self.grants_of(activity).iter().find(|it| it.letter.may_do() && it.within == When::Always)?;
        Some(grant.basis())
    }

    /// On which records the activity could be done now: what waits for this person.
    pub fn scope_for(&self, site: &Site, activity: ActivityIx) -> Vec<Disjunct> {
        let Some(row) = site.activity(activity) else { return Vec::new() };
        let step = step_of(row.of().and_then(|it| site.of(it)), &row.does);
        if row.does == Does::Duty || step.is_some_and(|it| it.opens) {
            return Vec::new();
        }
        let state = step.map_or(When::Always, |it| When::InState(it.from));
        let grants = self.grants_of(activity).iter().filter(|it| it.letter.may_do());
        let parts = grants.map(|it| {
            let declared = || step.map_or(When::Always, |it| it.when.clone());
            let moving = it.step.as_deref().cloned().unwrap_or_else(declared);
            (&it.asker, When::all([it.when(), state.clone(), moving]))
        });
        simplify::disjuncts(self.asker(), parts)
    }

    /// A refusal with this ground, if the record is seen at all.
    fn hidden(&self, activity: ActivityIx, record: &Record, kind: RefusalKind) -> Refusal {
        let kind = if self.sees(record).is_some() { kind } else { RefusalKind::Unseen };
        Refusal::plain(Some(activity), kind)
    }

    fn refuse(&self, site: &Site, activity: ActivityIx, record: &Record, asks: &Asks<'_>) -> Refusal {
        match self.sees(record) {
            Some(_) => self.nearest(site, activity, record, asks),
            None => Refusal::plain(Some(activity), RefusalKind::Unseen),
        }
    }

    /// The refusal that the nearest miss gives.
    fn nearest(&self, site: &Site, activity: ActivityIx, record: &Record, asks: &Asks<'_>) -> Refusal {
        let doing = self.grants_of(activity).iter().filter(|it| it.letter.may_do());
        let mut missed: Vec<(MissKind, &Grant)> = doing.map(|it| (asks.missing(it, record), it)).collect();
        missed.sort_by_key(|(kind, grant)| (std::cmp::Reverse(*kind), grant.for_.is_some()));
        let kind = missed.first().map_or(RefusalKind::NoRole, |(kind, grant)| asks.ground(site, *kind, grant, record));
        let misses = missed.into_iter().map(|(kind, grant)| Miss {
            appointment: grant.appointment,
            role: grant.role,
            letter: grant.letter,
            on_behalf_of: grant.for_,
            kind,
        });
        Refusal { activity: Some(activity), kind, misses: misses.collect() }
    }
}

impl<'a> Asks<'a> {
    /// What is asked of an existing record; `None` where the activity is not one on it.
    fn on_existing(site: &'a Site, activity: ActivityIx, record: &Record) -> Option<Self> {
        let row = site.activity(activity).filter(|it| it.of() == Some(record.of))?;
        let step = step_of(site.of(record.of), &row.does);
        match &row.does {
            Does::Move(..) => step.filter(|it| !it.opens).map(|_| ())?,
            Does::Amend(..) | Does::Follow(_) => (),
            Does::Duty => return None,
        }
        Some(Self { step, in_state: step.is_none_or(|it| it.from.has(record.state)) })
    }

    /// What is asked of a draft; `None` where the activity does not open records of its type.
    fn on_opening(site: &'a Site, activity: ActivityIx, draft: &Record) -> Option<Self> {
        let row = site.activity(activity).filter(|it| it.of() == Some(draft.of))?;
        let step = step_of(site.of(draft.of), &row.does).filter(|it| it.opens)?;
        Some(Self { step: Some(step), in_state: true })
    }

    fn step_holds(&self, grant: &Grant, record: &Record) -> bool {
        let when = grant.step.as_deref().or_else(|| self.step.map(|it| &it.when));
        when.is_none_or(|it| it.holds(&grant.asker, record))
    }

    /// What fails first in a grant that did not give it.
    fn missing(&self, grant: &Grant, record: &Record) -> MissKind {
        if !grant.within.holds(&grant.asker, record) {
            MissKind::OutOfScope
        } else if !grant.cell.holds(&grant.asker, record) {
            MissKind::Condition
        } else if !grant.apart.holds(&grant.asker, record) {
            MissKind::Apart
        } else if self.in_state {
            MissKind::MoveCondition
        } else {
            MissKind::State
        }
    }

    fn ground(&self, site: &Site, kind: MissKind, grant: &Grant, record: &Record) -> RefusalKind {
        match kind {
            MissKind::OutOfScope => RefusalKind::OutOfScope,
            MissKind::Condition => RefusalKind::Condition { role: grant.role, when: Box::new(grant.cell.clone()) },
            MissKind::Apart => done_before(site, grant, record).unwrap_or(RefusalKind::NoRole),
            MissKind::State => RefusalKind::State { needed: self.step.map(|it| it.from).unwrap_or_default() },
            MissKind::MoveCondition => {
                RefusalKind::MoveCondition { words: self.step.map(|it| it.unless.clone()).unwrap_or_default() }
            }
        }
    }
}

/// What somebody involved has done on the record that the activity must be kept apart from.
fn done_before(site: &Site, grant: &Grant, record: &Record) -> Option<RefusalKind> {
    let apart = &site.activity(grant.activity)?.apart_from;
    let done =
        record.acted.iter().find(|it| apart.contains(&it.activity) && grant.asker.involved.contains(&it.person))?;
    Some(RefusalKind::Apart { activity: done.activity, person: done.person })
}
