//! Effects: what a move leads to on other records, in the same commit.

use std::collections::{BTreeMap, VecDeque};

use base::{PersonId, RecordId};
use model::{
    Draft, Header, Move, MoveIx, Record, RecordType, TypeIx, Value,
    rules::{Effect, Makes},
};
use serde_json::json;
use store::Commit;

use super::{
    TOUCHED_MOST,
    deeds::{Deed, Left},
};
use crate::{Desk, Fault, Ground, Halt, Refused};

/// How far one thing may lead to another.
const DEPTH_MOST: u8 = 6;

/// Who set something off, and by what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    /// Whoever acted, then the one stood in for; nobody where a time passed.
    pub(crate) persons: Vec<PersonId>,
    /// What they did: `CRS-4 control-result:report`.
    pub(crate) because: String,
}

/// An act that may lead to others.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) step: MoveIx,
    /// The record after it, with its new version.
    pub(crate) record: Record,
    /// Whether it came to its end by it.
    pub(crate) has_ended: bool,
    pub(crate) depth: u8,
}

/// What has been put into the commit so far.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    written: BTreeMap<RecordId, Record>,
    queue: VecDeque<Link>,
    made: usize,
}

impl Chain {
    /// Takes in an act: its record is as this act leaves it.
    pub(crate) fn push(&mut self, link: Link) {
        self.written.insert(link.record.id, link.record.clone());
        self.queue.push_back(link);
        self.made = self.made.saturating_add(1);
    }
    /// A record as this commit has left it so far.
    pub(crate) fn written(&self, id: RecordId) -> Option<&Record> {
        self.written.get(&id)
    }
    /// Notes a record as it was left by something that leads to nothing.
    pub(crate) fn note(&mut self, record: Record) {
        self.written.insert(record.id, record);
        self.made = self.made.saturating_add(1);
    }
}

impl Desk {
    /// Adds everything that an act leads to to its commit.
    pub(crate) async fn put_effects(&self, commit: &mut Commit, first: Link, cause: &Cause) -> Result<(), Halt> {
        let mut chain = Chain::default();
        chain.push(first);
        while let Some(link) = chain.queue.pop_front() {
            if link.depth > DEPTH_MOST || chain.made > TOUCHED_MOST {
                let message = format!("{} leads to too much at once. Do it in smaller parts.", link.record.number);
                return Err(Refused::new(Ground::Invalid, "too-many", message).into());
            }
            if link.has_ended {
                self.put_ends(commit, &mut chain, &link, cause).await?;
            }
            for effect in self.site().rules.effects_of(link.record.of, link.step) {
                if effect.when.holds(self.authority.asker(), &link.record) {
                    self.put_effect(commit, &mut chain, (&link, effect), cause).await?;
                }
            }
        }
        Ok(())
    }

    async fn put_effect(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        (link, effect): (&Link, &Effect),
        cause: &Cause,
    ) -> Result<(), Halt> {
        match &effect.makes {
            Makes::Opens(of, step) => self.put_opened(commit, chain, (link, effect, (*of, *step)), cause).await,
            Makes::Tells(roles) => self.put_calls(commit, (link, effect, roles)).await,
            Makes::Says(text, inside) => {
                for id in self.led(effect, link).await? {
                    self.put_said(commit, chain, (id, effect, text, *inside), cause).await?;
                }
                Ok(())
            }
            Makes::Moves(moves) => {
                for id in self.led(effect, link).await? {
                    self.put_moved(commit, chain, (link, effect, moves, id), cause).await?;
                }
                Ok(())
            }
        }
    }

    async fn led(&self, effect: &Effect, link: &Link) -> Result<Vec<RecordId>, Halt> {
        match effect.to {
            Some(via) => self.led_to(via, &link.record).await,
            None => Ok(Vec::new()),
        }
    }

    /// A record as it stands, or as this commit has left it so far.
    pub(crate) async fn standing(&self, chain: &Chain, id: RecordId) -> Result<Option<Record>, Halt> {
        match chain.written(id) {
            Some(record) => Ok(Some(record.clone())),
            None => Ok(self.engine.store.record(id).await?),
        }
    }

    async fn put_moved(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        (link, effect, moves, id): (&Link, &Effect, &[(TypeIx, MoveIx)], RecordId),
        cause: &Cause,
    ) -> Result<(), Halt> {
        let Some(before) = self.standing(chain, id).await? else { return Ok(()) };
        let ix = moves.iter().find(|(of, _)| *of == before.of).map(|(_, ix)| *ix);
        let Some((of, ix)) = self.site().of(before.of).zip(ix) else { return Ok(()) };
        let Some(step) = of.lifecycle.step(ix) else { return Ok(()) };
        let mut draft = Draft::of(before.clone());
        self.put_fills(of, &mut draft, (link, &effect.fills), cause);
        let made = match self.possible(step, &before).and_then(|()| self.lawful(of, ix, &before, cause)) {
            Ok(()) => self.finish_draft(of, (ix, step), &mut draft).await?,
            Err(left) => Err(left),
        };
        match made {
            Ok(()) => {
                let has_ended = ends(of, Some(&before), &draft.record);
                let deed = Deed { of, step: (ix, step), before: Some(&before), draft, rule: &effect.declared_at };
                let record = self.put_deed(commit, deed, cause).await?;
                chain.push(Link { step: ix, record, has_ended, depth: link.depth.saturating_add(1) });
                Ok(())
            }
            Err(left) => self.left(commit, (link, effect), (&before, &left), cause),
        }
    }

    async fn put_opened(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        (link, effect, (of, ix)): (&Link, &Effect, (TypeIx, MoveIx)),
        cause: &Cause,
    ) -> Result<(), Halt> {
        let Some(of) = self.site().of(of) else { return Ok(()) };
        let Some(step) = of.lifecycle.step(ix) else { return Ok(()) };
        let Some(mut draft) = self.begin(of, step, cause) else { return Ok(()) };
        self.put_fills(of, &mut draft, (link, &effect.fills), cause);
        let made = match self.finish_draft(of, (ix, step), &mut draft).await? {
            Ok(()) => self.possible(step, &draft.record).and_then(|()| self.lawful(of, ix, &draft.record, cause)),
            Err(left) => Err(left),
        };
        match made {
            Ok(()) => {
                draft.record.number = self.engine.next_number(of.ix).await?;
                let deed = Deed { of, step: (ix, step), before: None, draft, rule: &effect.declared_at };
                let record = self.put_deed(commit, deed, cause).await?;
                chain.push(Link { step: ix, record, has_ended: false, depth: link.depth.saturating_add(1) });
                Ok(())
            }
            Err(left) => self.left(commit, (link, effect), (&link.record, &left), cause),
        }
    }

    /// What happens where an effect can't: the whole act is refused where it must, else it is noted on the record from which
    /// it came. That the other record is past it is no news.
    fn left(
        &self,
        commit: &mut Commit,
        (link, effect): (&Link, &Effect),
        (other, left): (&Record, &Left),
        cause: &Cause,
    ) -> Result<(), Halt> {
        if effect.must {
            let named = self.authority.sees(other).map_or("another record", |_| other.number.as_str());
            let message = format!("It goes together with {named}, and {}.", left.words().trim_end_matches('.'));
            return Err(Refused::new(Ground::Forbidden, "effect", message).into());
        }
        if matches!(left, Left::State) {
            return Ok(());
        }
        let what = json!({ "number": link.record.number, "effect": effect.key, "left": left.words(), "link_id": other.id.get() });
        commit.enter(self.entry_under(
            &effect.declared_at,
            cause,
            link.record.id,
            (Some("rule:left".to_owned()), what),
        ));
        Ok(())
    }

    async fn put_said(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        (id, effect, text, inside): (RecordId, &Effect, &str, bool),
        cause: &Cause,
    ) -> Result<(), Halt> {
        let Some(record) = self.standing(chain, id).await? else { return Ok(()) };
        let mut draft = Draft::of(record);
        draft.set(Header::Changed.slot(), Value::Instant(self.now));
        self.engine.store.put_changed(commit, &draft)?;
        let what = json!({ "number": draft.record.number, "comment": text, "inside": inside });
        commit.enter(self.entry_under(&effect.declared_at, cause, id, (Some("record:speak".to_owned()), what)));
        self.notify_speech(commit, &draft.record, inside);
        draft.record.version = draft.record.version.saturating_add(1);
        chain.note(draft.record);
        Ok(())
    }

    /// Tells whoever holds roles over the records that are meant, or everywhere where none are.
    async fn put_calls(
        &self,
        commit: &mut Commit,
        (link, effect, roles): (&Link, &Effect, &[model::RoleIx]),
    ) -> Result<(), Halt> {
        let over: Vec<_> = match effect.to {
            Some(via) => self.led_to(via, &link.record).await?.into_iter().map(|id| self.scope_of(id)).collect(),
            None => vec![None],
        };
        let mut told = BTreeMap::new();
        for role in roles {
            for scope in over.iter().filter(|it| it.is_some() || effect.to.is_none()) {
                let persons = governance::holders_over(self.roster(), *role, *scope, self.now);
                told.extend(persons.into_iter().map(|it| (it, "You are called")));
            }
        }
        let title =
            self.site().of(link.record.of).and_then(|it| it.lifecycle.step(link.step)).map(|it| it.title.as_str());
        self.tell(commit, &link.record, told, title.unwrap_or_default());
        Ok(())
    }
}

/// Whether a record has come to its end by an act.
pub(crate) fn ends(of: &RecordType, before: Option<&Record>, after: &Record) -> bool {
    let is_closed = |it: &Record| of.lifecycle.state(it.state).is_some_and(|it| it.phase == model::Phase::Closed);
    is_closed(after) && !before.is_some_and(is_closed)
}

/// Where an act leads on from, made of what was just put into a commit.
pub(crate) fn link(of: &RecordType, step: MoveIx, before: Option<&Record>, after: &Record) -> Link {
    let mut record = after.clone();
    record.version = record.version.saturating_add(1);
    Link { step, has_ended: ends(of, before, after), record, depth: 0 }
}

/// The move of a type with its index, by key.
pub(crate) fn indexed<'a>(of: &'a RecordType, step: &Move) -> Result<(MoveIx, &'a Move), Fault> {
    of.lifecycle.find_move(&step.key).ok_or_else(|| Fault::Inner(format!("{} has no move {}", of.key, step.key)))
}
