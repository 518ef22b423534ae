//! A person's authority at an instant: every grant that reaches them, by activity.

use std::{ops::Range, sync::Arc};

use base::{Instant, PersonId};
use model::{ActivityIx, Asker, Does, Move, Record, Site, TypeIx, When};

use crate::{
    Basis, Disjunct, Grant, Miss, MissKind, Refusal, RefusalKind,
    gather::step_of,
    sight::{Seeing, Sights},
    simplify,
};

/// Everything that a person may, at an instant and for one epoch of the roster.
#[derive(Clone, Debug)]
pub struct Authority {
    seams: Seams,
    grants: Vec<Grant>,
    by_activity: Vec<Range<usize>>,
    by_type: Vec<Sights>,
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
        let by_type = by_type.into_iter().map(|it| Sights::of(&seams.asker, it)).collect();
        Self { seams, grants, by_activity, by_type }
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
    pub(crate) fn sights(&self, of: TypeIx) -> Option<&Sights> {
        self.by_type.get(of.at())
    }

    /// Whether the activity may be done on an existing record, and by what.
    pub fn decide(&self, site: &Site, activity: ActivityIx, record: &Record) -> Result<Basis, Refusal> {
        let asks = Asks::on_existing(site, activity, record);
        match self.weigh(asks.as_ref(), activity, record) {
            Ok(basis) => Ok(basis),
            Err(_) if !self.shows(record) => Err(Refusal::plain(Some(activity), RefusalKind::Unseen)),
            Err(near) => Err(self.refusal(site, activity, record, (asks.as_ref(), near))),
        }
    }

    /// Whether a record may be opened by the activity, with the fields of the draft.
    pub fn decide_open(&self, site: &Site, activity: ActivityIx, draft: &Record) -> Result<Basis, Refusal> {
        let asks = Asks::on_opening(site, activity, draft);
        self.weigh(asks.as_ref(), activity, draft)
            .map_err(|near| self.refusal(site, activity, draft, (asks.as_ref(), near)))
    }

    /// The opening activities of a type for which there is any grant that can hold.
    pub fn may_open(&self, site: &Site, of: TypeIx) -> Vec<ActivityIx> {
        let opens = |does: &Does| step_of(site.of(of), does).is_some_and(|it| it.opens);
        let opening = site.on(of).filter(|(_, it)| opens(&it.does)).map(|(ix, _)| ix);
        opening.filter(|ix| self.doing(*ix).any(|it| it.when() != When::Never)).collect()
    }

    /// The basis on which a duty is this person's to do.
    pub fn duty(&self, activity: ActivityIx) -> Option<Basis> {
        let grant = self.doing(activity).find(|it| it.within == When::Always)?;
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
        let parts = self.doing(activity).map(|it| {
            let declared = || step.map_or(When::Always, |it| it.when.clone());
            let moving = it.step.as_deref().cloned().unwrap_or_else(declared);
            (&it.asker, When::all([it.when(), state.clone(), moving]))
        });
        simplify::disjuncts(self.asker(), parts)
    }

    /// The first grant that gives the act, or those within whose scope the record lies and that do not give it.
    fn weigh(
        &self,
        asks: Option<&Asks<'_>>,
        activity: ActivityIx,
        record: &Record,
    ) -> Result<Basis, Vec<(MissKind, &Grant)>> {
        let mut near = Vec::new();
        let Some(asks) = asks else { return Err(near) };
        for grant in self.doing(activity) {
            match asks.missing(grant, record) {
                None => return Ok(grant.basis()),
                Some(MissKind::OutOfScope) => {}
                Some(kind) => near.push((kind, grant)),
            }
        }
        Err(near)
    }

    /// The grants of an activity that give the act itself.
    fn doing(&self, activity: ActivityIx) -> impl Iterator<Item = &Grant> {
        self.grants_of(activity).iter().filter(|it| it.letter.may_do())
    }

    fn shows(&self, record: &Record) -> bool {
        self.sights(record.of).is_some_and(|it| it.shows(record))
    }

    /// The refusal that the nearest misses give; where the record lies within no scope, all grants are as near.
    fn refusal(
        &self,
        site: &Site,
        activity: ActivityIx,
        record: &Record,
        (asks, mut near): (Option<&Asks<'_>>, Vec<(MissKind, &Grant)>),
    ) -> Refusal {
        let Some(asks) = asks else { return Refusal::plain(Some(activity), RefusalKind::NotHere) };
        if near.is_empty() {
            near.extend(self.doing(activity).map(|it| (MissKind::OutOfScope, it)));
        }
        near.sort_by_key(|(kind, _)| std::cmp::Reverse(*kind));
        let kind = near.first().map_or(RefusalKind::NoRole, |(kind, grant)| asks.ground(site, *kind, grant, record));
        let misses = near.into_iter().map(|(kind, grant)| Miss::of(grant, kind)).collect();
        Refusal { activity: Some(activity), kind, misses }
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

    /// What fails first in a grant; nothing where it gives the act.
    fn missing(&self, grant: &Grant, record: &Record) -> Option<MissKind> {
        if !grant.within.holds(&grant.asker, record) {
            Some(MissKind::OutOfScope)
        } else if !grant.cell.holds(&grant.asker, record) {
            Some(MissKind::Condition)
        } else if !grant.apart.holds(&grant.asker, record) {
            Some(MissKind::Apart)
        } else if !self.in_state {
            Some(MissKind::State)
        } else if self.step_holds(grant, record) {
            None
        } else {
            Some(MissKind::MoveCondition)
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
