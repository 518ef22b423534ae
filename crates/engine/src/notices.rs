//! Notices: who is told of what, written in the same commit as what they are told of.

use std::collections::{BTreeMap, BTreeSet};

use base::{PersonId, RecordId};
use governance::Holder;
use model::{ActivityIx, Draft, Header, Letter, Move, Record};
use store::Commit;

use crate::{Desk, Halt, write::Act};

/// How many persons one act tells at most; a team is told through its queue.
const TOLD_MOST: usize = 40;

/// A notice that somebody has not seen yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: i64,
    /// The record's number; empty where there is none.
    pub number: String,
    /// Why they are told.
    pub why: String,
    /// What.
    pub text: String,
    /// When.
    pub at: base::Instant,
}

impl Desk {
    /// Adds notices of an act to its commit: to the new holder, the requester, and to those whose cell says I.
    pub(crate) fn put_notices(&self, commit: &mut Commit, act: &Act<'_>) {
        self.put_told(commit, act.activity, &act.draft, act.step);
    }

    /// The same for whatever was done, by a person or under a rule.
    pub(crate) fn put_told(&self, commit: &mut Commit, activity: ActivityIx, draft: &Draft, step: Option<&Move>) {
        let record = &draft.record;
        let title = step.map_or_else(|| "Changed".to_owned(), |it| it.title.clone());
        let mut told: BTreeMap<PersonId, &'static str> = BTreeMap::new();
        if draft.changed.contains(&Header::HolderPerson.slot()) {
            told.extend(record.person(Header::HolderPerson).map(|it| (it, "It is yours now")));
        }
        if let (Some(person), Some(_)) = (record.person(Header::ForPerson), step) {
            told.entry(person).or_insert("It is about you");
        }
        for answer in governance::who(self.roster(), self.site(), activity, record, self.now) {
            if answer.letter != Letter::I {
                continue;
            }
            // A team is told through its queue, but for those of it whom the record itself names.
            let person = if let Holder::Person(person) = answer.holder { Some(person) } else { None };
            for it in person.into_iter().chain(answer.only) {
                told.entry(it).or_insert("Your role is told");
            }
        }
        self.tell(commit, record, told, &title);
    }

    /// Adds notices of a message to its commit: to the requester and the holder; of inner notes to the holder only.
    pub(crate) fn notify_speech(&self, commit: &mut Commit, record: &Record, inside: bool) {
        let mut told = BTreeMap::new();
        told.extend(record.person(Header::HolderPerson).map(|it| (it, "You have it")));
        if !inside {
            told.extend(record.person(Header::ForPerson).map(|it| (it, "It is about you")));
        }
        self.tell(commit, record, told, if inside { "Note" } else { "Message" });
    }

    pub(crate) fn tell(
        &self,
        commit: &mut Commit,
        record: &Record,
        told: BTreeMap<PersonId, &'static str>,
        title: &str,
    ) {
        for (person, why) in told.into_iter().filter(|(it, _)| *it != self.person()).take(TOLD_MOST) {
            let id = self.engine.store.next_id(self.now);
            let text = format!("{title}: {}", record.title());
            self.engine.store.put_notice(commit, id, person, Some(record.id), why, &text, self.now);
        }
    }

    /// What the asker has not seen yet, newest first. What is about a record they no longer see stays hidden.
    pub async fn told(&self, limit: i64) -> Result<Vec<Told>, Halt> {
        let notices = self.engine.store.notices(self.person(), limit).await?;
        let about: BTreeSet<RecordId> = notices.iter().filter_map(|(_, record, ..)| *record).collect();
        let records = self.engine.store.records(&about.into_iter().collect::<Vec<_>>()).await?;
        let seen = records.into_iter().filter(|it| self.authority.sees(it).is_some());
        let numbers: BTreeMap<RecordId, String> = seen.map(|it| (it.id, it.number)).collect();
        let told = notices.into_iter().filter_map(|(id, record, why, text, at)| {
            let number = match record {
                Some(record) => numbers.get(&record)?.clone(),
                None => String::new(),
            };
            Some(Told { id, number, why, text, at })
        });
        Ok(told.collect())
    }

    /// Notes that the asker has seen one notice, such as one that is about no record.
    pub async fn seen_notice(&self, id: i64) -> Result<(), Halt> {
        let mut commit = Commit::new();
        self.engine.store.put_seen_notice(&mut commit, self.person(), id, self.now);
        self.engine.store.commit(commit).await?;
        Ok(())
    }

    /// Notes that the asker has seen their notices: about one record, or all.
    pub async fn seen_notices(&self, number: Option<&str>) -> Result<(), Halt> {
        let record = match number {
            Some(number) => Some(self.load(number).await?.id),
            None => None,
        };
        let mut commit = Commit::new();
        self.engine.store.put_seen_notices(&mut commit, self.person(), record, self.now);
        self.engine.store.commit(commit).await?;
        Ok(())
    }
}
