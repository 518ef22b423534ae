//! Clocks: computed from what the journal says happened to a record, under the terms of the agreement in force.

use std::{collections::BTreeMap, sync::Arc};

use base::{Instant, Span};
use clocks::{Calendar, Phase, Reading};
use model::{Agreement, ClockRule, Draft, Header, Record, RecordType, Site, StateIx, TypeIx, Value};
use serde_json::Value as Json;
use store::{Commit, Due, Journaled};

use crate::{Desk, Halt, write::Act};

/// A clock that ran out longer ago than this before it was first read is no news: it came with an import.
const OLD: Span = Span::from_secs(86_400);

/// The terms that agreements give, ready to look up.
#[derive(Debug)]
pub(crate) struct Terms {
    agreements: Vec<Agreement>,
    calendars: BTreeMap<String, Arc<Calendar>>,
}

/// A clock of a record as read now.
#[derive(Clone, Debug)]
pub struct ClockView {
    /// Its key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// The reading, with its segments.
    pub reading: Reading,
    /// Where its terms come from.
    pub counted: Counted,
    /// Whether it is agreed within IT only: lists go by what was promised outside, and nobody outside sees it.
    pub is_inner: bool,
}

/// Where a clock's terms come from.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The agreement's title.
    pub agreement: String,
    /// Where it is declared.
    pub declared_at: String,
    /// The calendar's title.
    pub calendar: String,
    /// The calendar's time zone.
    pub zone: String,
    /// Whether every instant counts by it.
    pub never_closes: bool,
    /// The priority that it is for.
    pub priority: i64,
    /// The support tier that it is for, if it measures a line.
    pub tier: Option<i64>,
}

/// What a clock depends on, from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Situation {
    state: StateIx,
    priority: Option<i64>,
    tier: Option<i64>,
}

/// Something that happened to a record and matters to its clocks.
#[derive(Clone, Copy, Debug)]
struct Turn {
    at: Instant,
    now: Situation,
    is_reply: bool,
    is_handed_on: bool,
}

impl Terms {
    pub(crate) fn new(site: &Site, calendars: BTreeMap<String, Arc<Calendar>>) -> Self {
        Self { agreements: site.agreements.clone(), calendars }
    }

    /// A calendar by its key.
    pub(crate) fn calendar(&self, key: &str) -> Option<&Calendar> {
        self.calendars.get(key).map(AsRef::as_ref)
    }

    /// The terms of a clock for a situation: those of the service's own agreement, else of the one for all others.
    fn find(
        &self,
        of: &RecordType,
        rule: &ClockRule,
        service: Option<&str>,
        it: &Situation,
    ) -> Option<(clocks::Terms, Counted)> {
        let named = |agreement: &&Agreement| service.is_some_and(|it| agreement.services.iter().any(|key| key == it));
        let mut order: Vec<&Agreement> = self.agreements.iter().filter(named).collect();
        order.extend(self.agreements.iter().filter(|it| it.services.is_empty()));
        order.into_iter().find_map(|agreement| self.target(of, rule, agreement, it))
    }

    fn target(
        &self,
        of: &RecordType,
        rule: &ClockRule,
        agreement: &Agreement,
        it: &Situation,
    ) -> Option<(clocks::Terms, Counted)> {
        let priority = it.priority?;
        let fits = |target: &&model::Target| {
            target.of == of.key
                && target.clock == rule.key
                && target.priority == priority
                && (!rule.by_tier || target.tier.is_none() || target.tier == it.tier)
        };
        // A target for this very tier comes before one for any.
        let exact = agreement.targets.iter().filter(fits).find(|target| target.tier == it.tier);
        let target = exact.or_else(|| agreement.targets.iter().find(fits))?;
        let calendar = self.calendars.get(&target.calendar)?;
        let counted = Counted {
            agreement: agreement.title.clone(),
            declared_at: agreement.declared_at.clone(),
            calendar: calendar.title().to_owned(),
            zone: calendar.zone_name().to_owned(),
            never_closes: calendar.never_closes(),
            priority,
            tier: target.tier,
        };
        Some((clocks::Terms::new(Arc::clone(calendar), target.within), counted))
    }
}

impl Situation {
    fn of(record: &Record, tier: Option<model::Slot>) -> Self {
        Self {
            state: record.state,
            priority: record.header(Header::Priority).number(),
            tier: tier.and_then(|it| record.get(it).number()),
        }
    }
}

impl Desk {
    fn rules(&self, of: TypeIx) -> impl Iterator<Item = &ClockRule> {
        self.site().clocks.iter().filter(move |it| it.of == of)
    }

    /// Adds the record's clocks, as they stand after an act, to its commit, and its next due date to the draft.
    pub(crate) async fn put_clocks(
        &self,
        commit: &mut Commit,
        act: &mut Act<'_>,
        spoke: bool,
        inside: bool,
    ) -> Result<(), Halt> {
        if self.rules(act.of.ix).next().is_none() {
            return Ok(());
        }
        let past = match act.before {
            Some(before) => self.engine.store.journal_of(before.id, 2000).await?,
            None => Vec::new(),
        };
        let turns = self.turns(act.of, &act.draft.record, &past, spoke && !inside);
        self.set_clocks(commit, act.of, &mut act.draft, &turns);
        Ok(())
    }

    /// The same for a comment, which may end a first-reply clock.
    pub(crate) async fn reread_clocks(
        &self,
        commit: &mut Commit,
        draft: &mut Draft,
        is_reply: bool,
    ) -> Result<(), Halt> {
        let Some(of) = self.site().of(draft.record.of) else { return Ok(()) };
        if self.rules(of.ix).next().is_none() {
            return Ok(());
        }
        let past = self.engine.store.journal_of(draft.record.id, 2000).await?;
        let turns = self.turns(of, &draft.record, &past, is_reply);
        self.set_clocks(commit, of, draft, &turns);
        Ok(())
    }

    /// Reads the clocks of a record anew: after an import, or where agreements have changed.
    pub(crate) async fn recount(&self, record: Record) -> Result<(), Halt> {
        let mut draft = Draft::of(record);
        let Some(of) = self.site().of(draft.record.of) else { return Ok(()) };
        let past = self.engine.store.journal_of(draft.record.id, 2000).await?;
        let mut turns = self.turns(of, &draft.record, &past, false);
        turns.pop();
        let mut commit = Commit::new();
        self.set_clocks(&mut commit, of, &mut draft, &turns);
        self.engine.store.put_changed(&mut commit, &draft)?;
        self.engine.store.put_old_told(&mut commit, draft.record.id, self.now.plus(Span::ZERO.minus(OLD)));
        self.engine.store.commit(commit).await?;
        Ok(())
    }

    fn set_clocks(&self, commit: &mut Commit, of: &RecordType, draft: &mut Draft, turns: &[Turn]) {
        let mut next: Option<Instant> = None;
        for (rule, reading, _) in self.readings(of, &draft.record, turns, false) {
            // What has not begun is neither kept nor missed.
            if reading.state == clocks::ClockState::Waiting {
                continue;
            }
            let running =
                matches!(reading.state, clocks::ClockState::Running | clocks::ClockState::Missed) && !reading.is_paused;
            let due = reading.due.filter(|_| running);
            // What was promised to the customer orders the queue; a line's own clock is shown on the record.
            if !rule.by_tier {
                next = [next, due].into_iter().flatten().min();
            }
            let state = format!("{:?}", reading.state).to_lowercase();
            self.engine.store.put_clock(commit, &Due { record: draft.record.id, clock: rule.key.clone(), due, state });
        }
        draft.set(Header::Due.slot(), next.map_or(Value::Empty, Value::Instant));
    }

    /// The record's clocks as they stand now, for its page.
    pub(crate) fn clocks_of(
        &self,
        of: &RecordType,
        (record, past): (&Record, &[Journaled]),
        inside: bool,
    ) -> Vec<ClockView> {
        let mut turns = self.turns(of, record, past, false);
        // The last turn stands for now; what has been journaled already says the same.
        turns.pop();
        let view = |(rule, reading, counted): (&ClockRule, Reading, Counted)| ClockView {
            key: rule.key.clone(),
            title: rule.title.clone(),
            reading,
            counted,
            is_inner: rule.is_inner(),
        };
        let all = self.readings(of, record, &turns, true).into_iter();
        all.filter(|(rule, ..)| inside || !rule.is_inner()).map(view).collect()
    }

    fn readings(
        &self,
        of: &RecordType,
        record: &Record,
        turns: &[Turn],
        whole: bool,
    ) -> Vec<(&ClockRule, Reading, Counted)> {
        let service =
            record.header(Header::Service).record().and_then(|it| self.roster().place(it)).map(|it| it.key.as_str());
        let mut found = Vec::new();
        for rule in self.rules(of.ix) {
            let from = if rule.by_tier { turns.iter().rposition(|it| it.is_handed_on).unwrap_or_default() } else { 0 };
            let Some((first, rest)) = turns.get(from..).and_then(|it| it.split_first()) else { continue };
            // A record that gets its priority later is measured from its opening all the same.
            let known = turns.iter().skip(from).find_map(|it| self.engine.terms.find(of, rule, service, &it.now));
            let Some((terms, mut counted)) = known else { continue };
            let mut phases = vec![phase(of, rule, first, false)];
            let mut replied = false;
            let mut present = first.now;
            for turn in rest {
                replied |= rule.ends_at_reply && turn.is_reply;
                let mut next = phase(of, rule, turn, replied);
                if (turn.now.priority, turn.now.tier) != (present.priority, present.tier)
                    && let Some((terms, later)) = self.engine.terms.find(of, rule, service, &turn.now)
                {
                    next = next.under(terms);
                    counted = later;
                }
                present = turn.now;
                phases.push(next);
            }
            let terms = begun(&mut phases).unwrap_or(terms);
            let reading =
                if whole { clocks::read(&terms, &phases, self.now) } else { clocks::glance(&terms, &phases, self.now) };
            found.push((rule, reading, counted));
        }
        found
    }

    /// What happened to the record, in order; the last turn is the present act.
    fn turns(&self, of: &RecordType, record: &Record, past: &[Journaled], is_reply: bool) -> Vec<Turn> {
        let tier = of.slot("tier");
        let end = Situation::of(record, tier);
        let requester = record.person(Header::ForPerson).or_else(|| record.person(Header::OpenedBy));
        let mut walk = Walk { of, end, turns: Vec::new(), requester };
        walk.start(past, tier);
        for it in past.iter() {
            walk.step(it, tier);
        }
        let at = if past.is_empty() { record.instant(Header::Opened).unwrap_or(self.now) } else { self.now };
        let by_requester = walk.requester == Some(self.person());
        let last_team = walk.turns.last().map(|it| it.now.tier);
        walk.turns.push(Turn {
            at,
            now: end,
            is_reply: is_reply && !by_requester,
            is_handed_on: past.is_empty() || last_team.is_some_and(|it| it != end.tier),
        });
        walk.turns
    }
}

/// Walks through a record's journal and notes the situation after each entry.
struct Walk<'a> {
    of: &'a RecordType,
    end: Situation,
    turns: Vec<Turn>,
    requester: Option<base::PersonId>,
}

impl Walk<'_> {
    /// What the record was like before the first entry says otherwise: fields never changed are as they are now.
    fn start(&mut self, past: &[Journaled], tier: Option<model::Slot>) {
        let first = |key: &str, end: Option<i64>| {
            past.iter().find_map(|it| changed(it, key)).map_or(end, |(before, _)| self.level(key, &before))
        };
        let priority = self.of.field(Header::Priority.slot()).map_or("priority", |it| it.key.as_str());
        let begin = Situation {
            state: StateIx(0),
            priority: first(priority, self.end.priority),
            tier: tier.and_then(|_| first("tier", self.end.tier)),
        };
        self.end = begin;
    }

    fn step(&mut self, it: &Journaled, tier: Option<model::Slot>) {
        let what: Json = serde_json::from_str(&it.entry.what).unwrap_or(Json::Null);
        let mut now = self.turns.last().map_or(self.end, |it| it.now);
        let before = now;
        if let Some(state) = what.get("state").and_then(|it| it.get(1)).and_then(Json::as_str) {
            now.state = self.of.lifecycle.find_state(state).unwrap_or(now.state);
        }
        let priority = self.of.field(Header::Priority.slot()).map_or("priority", |it| it.key.as_str());
        if let Some((_, after)) = changed_in(&what, priority) {
            now.priority = self.level(priority, &after);
        }
        if let (Some(_), Some((_, after))) = (tier, changed_in(&what, "tier")) {
            now.tier = self.level("tier", &after);
        }
        let public = what.get("comment").is_some() && what.get("inside") == Some(&Json::Bool(false));
        let is_reply = public && it.entry.actor.is_some() && it.entry.actor != self.requester;
        if now != before || is_reply || self.turns.is_empty() {
            let is_handed_on = self.turns.is_empty() || now.tier != before.tier;
            self.turns.push(Turn { at: it.entry.at, now, is_reply, is_handed_on });
        }
    }

    fn level(&self, key: &str, text: &str) -> Option<i64> {
        let slot = self.of.slot(key)?;
        Value::parse(&self.of.field(slot)?.kind, text).ok()?.number()
    }
}

fn changed(it: &Journaled, key: &str) -> Option<(String, String)> {
    changed_in(&serde_json::from_str(&it.entry.what).ok()?, key)
}

fn changed_in(what: &Json, key: &str) -> Option<(String, String)> {
    let pair = what.get("set")?.get(key)?;
    let text = |at: usize| pair.get(at).and_then(Json::as_str).unwrap_or_default().to_owned();
    Some((text(0), text(1)))
}

/// Takes away the phases before a clock first ran: it has not stopped then, it has not begun. Gives the terms that they
/// brought last.
fn begun(phases: &mut Vec<Phase>) -> Option<clocks::Terms> {
    let first = phases.iter().position(|it| it.motion != clocks::Motion::Stopped).unwrap_or(phases.len());
    phases.drain(..first).filter_map(|it| it.terms).last()
}

fn phase(of: &RecordType, rule: &ClockRule, turn: &Turn, replied: bool) -> Phase {
    let title = of.lifecycle.state(turn.now.state).map(|it| it.title.clone()).unwrap_or_default();
    if replied || !rule.runs_in.has(turn.now.state) && !rule.pauses_in.has(turn.now.state) {
        Phase::stopped(turn.at)
    } else if rule.pauses_in.has(turn.now.state) {
        Phase::paused(turn.at, &title)
    } else {
        Phase::running(turn.at)
    }
}
