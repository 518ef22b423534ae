//! What has to happen by itself: clocks that run out are told of, what is old is cleared away.

use std::{collections::BTreeMap, sync::Arc};

use base::{PersonId, Span};
use governance::Holder;
use model::{Header, Letter, Record};
use serde_json::json;
use store::{Commit, CommitError, Conflict, Due, Entry};

use crate::{Desk, Engine, Fault};

/// How many clocks are told of in one go.
const AT_ONCE: i64 = 200;
/// How long a request's answer is kept for its repeats.
const ANSWERS: Span = Span::from_secs(2 * 86_400);

impl Engine {
    /// Tells of clocks that have run out, each once, whichever node comes first. Gives how many.
    pub async fn tell_due(self: &Arc<Self>) -> Result<usize, Fault> {
        let due = self.store.clocks_due(self.now(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let desk = self.nobody().await?;
        let mut told = 0usize;
        for it in &due {
            if self.tell_one(&desk, it).await? {
                told = told.saturating_add(1);
            }
        }
        Ok(told)
    }

    async fn tell_one(&self, desk: &Desk, it: &Due) -> Result<bool, Fault> {
        let Some(record) = self.store.record(it.record).await? else { return Ok(false) };
        let title = self
            .site
            .clocks
            .iter()
            .find(|rule| rule.of == record.of && rule.key == it.clock)
            .map_or(it.clock.as_str(), |rule| rule.title.as_str());
        let now = self.now();
        let mut commit = Commit::new();
        self.store.put_told(&mut commit, it);
        for (person, why) in self.concerned(desk, &record) {
            let text = format!("{title} ran out: {}", record.title());
            self.store.put_notice(&mut commit, self.store.next_id(now), person, Some(record.id), why, &text, now);
        }
        commit.enter(Entry {
            at: it.due.unwrap_or(now),
            recorded: now,
            activity: "clock:ran-out".to_owned(),
            record: Some(record.id),
            what: json!({ "number": record.number, "clock": it.clock, "title": title }).to_string(),
            ..Entry::default()
        });
        match self.store.commit(commit).await {
            Ok(_) => Ok(true),
            Err(CommitError::Conflict(Conflict::Claimed)) => Ok(false),
            Err(CommitError::Conflict(other)) => Err(Fault::Inner(format!("telling of a clock met {other:?}"))),
            Err(CommitError::Fault(fault)) => Err(fault.into()),
        }
    }

    /// Who must know that a clock ran out: whoever has the record, and those who answer for it.
    fn concerned(&self, desk: &Desk, record: &Record) -> BTreeMap<PersonId, &'static str> {
        let mut told = BTreeMap::new();
        told.extend(record.person(Header::HolderPerson).map(|it| (it, "You have it")));
        let follow =
            desk.site().on(record.of).find(|(_, it)| matches!(it.does, model::Does::Follow(_))).map(|(ix, _)| ix);
        for answer in
            follow.into_iter().flat_map(|ix| governance::who(desk.roster(), desk.site(), ix, record, desk.now()))
        {
            let Holder::Person(person) = answer.holder else { continue };
            // Whoever owns what it is about is told too: one person, over this one service or item.
            let owns = matches!(answer.scope, governance::Scope::Record(..))
                && self.site.role(answer.role).is_some_and(|it| it.cardinality == model::Cardinality::ExactlyOne);
            if answer.letter == Letter::A || owns {
                told.entry(person).or_insert(if owns { "It is about what you own" } else { "You answer for it" });
                told.extend(answer.deputy.map(|it| (it, "You stand in for who answers for it")));
            }
        }
        told
    }

    /// Clears away ended sessions, spent links and old answers.
    pub async fn tidy(&self) -> Result<(), Fault> {
        let now = self.now();
        self.store.sweep(now, now.plus(Span::ZERO.minus(ANSWERS))).await?;
        self.tidy_duties().await
    }
}
