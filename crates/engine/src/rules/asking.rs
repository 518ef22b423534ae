//! Asking first: acts that wait for the answers of those whose C cells say so. An answer is bound to what was shown: an edit
//! voids it and begins a new round, in which everybody is asked anew. Rounds and answers are read from the journal.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId};
use governance::Asked;
use model::{ActivityIx, Does, Draft, Field, Header, MoveIx, Record, RecordType};
use serde_json::{Value as Json, json};
use store::{Commit, CommitError, Conflict, Journaled};

use crate::{Desk, FieldFault, Ground, Halt, Input, Refused, Seen, secret, write::Act};

/// How many entries of a record are read to see who has answered.
const ENTRIES: i64 = 2000;
/// How often an answer is tried again when others write on the record.
const TRIES: usize = 16;
/// The entry of an answer.
const ANSWER: &str = "record:answer";

/// What somebody says when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// For it.
    For,
    /// Against it.
    Against,
    /// Neither.
    Neither,
}

/// Whose answer a move waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The move's key.
    pub step: String,
    /// Its title.
    pub title: String,
    /// The role that is asked, by its title.
    pub role: String,
    /// The persons, each of whom can answer.
    pub persons: Vec<PersonId>,
    /// Who has answered in this round.
    pub answered: Vec<Answered>,
    /// How many must have answered.
    pub needed: usize,
    /// Until when it is waited for.
    pub until: Instant,
    /// Whether it is not waited for any more.
    pub is_settled: bool,
    /// Whether the asker is one of them and has not answered.
    pub is_mine: bool,
    /// What an answer is bound to: to be given back with it.
    pub shown: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Whose.
    pub person: PersonId,
    /// What they said.
    pub opinion: Opinion,
    /// When.
    pub at: Instant,
}

/// What has been asked and answered of one activity on a record, in the present round.
struct Round {
    shown: String,
    since: Instant,
    answers: BTreeMap<PersonId, Answered>,
}

impl Opinion {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Neither];

    /// Its name in the API and the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Neither => "neither",
        }
    }
    /// The opinion with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
    /// What is said where nothing is added.
    fn words(self) -> &'static str {
        match self {
            Self::For => "I am for it.",
            Self::Against => "I am against it.",
            Self::Neither => "I have nothing to say to it.",
        }
    }
}

impl Desk {
    /// Refuses an act that waits for somebody's answer.
    pub(crate) async fn check_answers(
        &self,
        of: &RecordType,
        activity: ActivityIx,
        record: &Record,
    ) -> Result<(), Halt> {
        match self.awaited(of, activity, record).await? {
            None => Ok(()),
            Some(words) => Err(Refused::new(Ground::Forbidden, "awaits", words).into()),
        }
    }

    /// Why a move that the asker may make is held back: by a guard, or because somebody's answer is waited for.
    pub(crate) async fn held_by_rules(
        &self,
        of: &RecordType,
        (step, activity): (MoveIx, ActivityIx),
        record: &Record,
    ) -> Result<Option<String>, Halt> {
        if let Some(words) = self.guarded_now(of, step, record).await? {
            return Ok(Some(words.to_owned()));
        }
        self.awaited(of, activity, record).await
    }

    async fn awaited(&self, of: &RecordType, activity: ActivityIx, record: &Record) -> Result<Option<String>, Halt> {
        if self.site().rules.consults_of(activity).next().is_none() {
            return Ok(None);
        }
        let past = self.engine.store.journal_of(record.id, ENTRIES).await?;
        let open: Vec<Asking> =
            self.asking_of(of, activity, record, &past).into_iter().filter(|it| !it.is_settled).collect();
        let Some(last) = open.iter().map(|it| it.until).max() else { return Ok(None) };
        let names: Vec<String> = open.iter().map(|it| format!("{} ({})", it.role, self.named(it))).collect();
        let zone = jiff::tz::TimeZone::get(self.engine.zone()).unwrap_or(jiff::tz::TimeZone::UTC);
        let last = last.timestamp().to_zoned(zone).strftime("%-d %B, %H:%M");
        Ok(Some(format!("It waits for the word of {}, until {last} at the latest.", names.join(" and "))))
    }

    /// Those of an asking who have not answered, by name; of many, how many.
    fn named(&self, it: &Asking) -> String {
        let silent: Vec<PersonId> = it
            .persons
            .iter()
            .filter(|person| !it.answered.iter().any(|answer| answer.person == **person))
            .copied()
            .collect();
        if silent.len() > 3 {
            return format!("{} of {} have answered", it.answered.len(), it.persons.len());
        }
        silent.into_iter().map(|it| self.directory().name(it)).collect::<Vec<_>>().join(", ")
    }

    /// Whose answers the moves wait for that could come next.
    pub(crate) fn asking(&self, of: &RecordType, record: &Record, past: &[Journaled]) -> Vec<Asking> {
        let next = self.site().on(of.ix).filter(|(_, it)| match it.does {
            Does::Move(_, ix) => of.lifecycle.step(ix).is_some_and(|it| it.from.has(record.state)),
            Does::Amend(..) | Does::Follow(_) | Does::Duty => false,
        });
        next.flat_map(|(ix, _)| self.asking_of(of, ix, record, past)).collect()
    }

    fn asking_of(&self, of: &RecordType, activity: ActivityIx, record: &Record, past: &[Journaled]) -> Vec<Asking> {
        let asked = governance::asked(self.roster(), self.site(), activity, (record, PersonId::new(0)), self.now);
        if asked.is_empty() {
            return Vec::new();
        }
        let round = self.round(of, activity, record, past);
        let mut found: Vec<Asking> = Vec::new();
        for rule in self.site().rules.consults_of(activity) {
            let mine: Vec<&Asked<'_>> = asked.iter().filter(|it| it.rule == rule).collect();
            match rule.quorum {
                // Of all who are asked by the cell so many must have answered.
                Some((part, whole)) => {
                    let persons: BTreeSet<PersonId> = mine.iter().flat_map(|it| it.persons.iter().copied()).collect();
                    let all = u32::try_from(persons.len()).unwrap_or(u32::MAX);
                    let needed = all.saturating_mul(part).div_ceil(whole.max(1));
                    let needed = usize::try_from(needed).unwrap_or(usize::MAX);
                    found.extend(mine.first().map(|it| self.one(of, it, (persons, needed), &round)));
                }
                // Each holder answers for themselves, by whoever stands behind them.
                None => found.extend(mine.iter().map(|it| {
                    let persons: BTreeSet<PersonId> = it.persons.iter().copied().collect();
                    self.one(of, it, (persons, 1), &round)
                })),
            }
        }
        found
    }

    fn one(
        &self,
        of: &RecordType,
        it: &Asked<'_>,
        (persons, needed): (BTreeSet<PersonId>, usize),
        round: &Round,
    ) -> Asking {
        let row = self.site().activity(it.rule.activity);
        let step = row.and_then(|it| match it.does {
            Does::Move(_, ix) => of.lifecycle.step(ix),
            Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
        });
        let answered: Vec<Answered> = persons.iter().filter_map(|it| round.answers.get(it)).cloned().collect();
        let until = round.since.plus(it.rule.within);
        let me = self.person();
        Asking {
            step: step.map(|it| it.key.clone()).unwrap_or_default(),
            title: step.map(|it| it.title.clone()).unwrap_or_default(),
            role: self.role_title(it.role),
            is_settled: answered.len() >= needed || self.now >= until,
            is_mine: persons.contains(&me) && !round.answers.contains_key(&me),
            persons: persons.into_iter().collect(),
            answered,
            needed,
            until,
            shown: round.shown.clone(),
        }
    }

    /// The present round: since what is shown last changed, or the move first became possible.
    fn round(&self, of: &RecordType, activity: ActivityIx, record: &Record, past: &[Journaled]) -> Round {
        let row = self.site().activity(activity);
        let from = row.and_then(|it| match it.does {
            Does::Move(_, ix) => of.lifecycle.step(ix).map(|it| it.from),
            Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
        });
        let is_from = |key: &str| of.lifecycle.find_state(key).zip(from).is_some_and(|(it, from)| from.has(it));
        let key = row.map(|it| it.key.as_str()).unwrap_or_default();
        let shown = shown(of, record);
        let mut since = record.instant(Header::Opened).unwrap_or(self.now);
        let mut answers = BTreeMap::new();
        for it in past {
            let what: Json = serde_json::from_str(&it.entry.what).unwrap_or_default();
            let states = |at: usize| what.get("state").and_then(|it| it.get(at)).and_then(Json::as_str);
            let arrived = states(1).is_some_and(is_from) && !states(0).is_some_and(is_from);
            if arrived || changes_what_is_shown(of, &what) {
                since = it.entry.at;
            }
            let is_mine = it.entry.activity == ANSWER
                && what.get("answer").and_then(Json::as_str) == Some(key)
                && what.get("shown").and_then(Json::as_str) == Some(&shown);
            let opinion = what.get("opinion").and_then(Json::as_str).and_then(Opinion::find);
            if let (true, Some(person), Some(opinion)) = (is_mine, it.entry.actor, opinion) {
                answers.entry(person).or_insert(Answered { person, opinion, at: it.entry.at });
            }
        }
        Round { shown, since, answers }
    }

    /// Tells whoever is asked, when an act makes a move possible that waits for them, or changes what they were shown.
    pub(crate) fn put_questions(&self, commit: &mut Commit, act: &Act<'_>) {
        let record = &act.draft.record;
        let is_new = |ix: MoveIx| {
            act.of.lifecycle.step(ix).is_some_and(|step| {
                let arrived = !act.before.is_some_and(|it| step.from.has(it.state));
                let edited = act.draft.changed.iter().any(|it| act.of.field(*it).is_some_and(is_shown));
                step.from.has(record.state) && (arrived || edited)
            })
        };
        let mut told = BTreeMap::new();
        for (ix, row) in self.site().on(act.of.ix) {
            let Does::Move(_, step) = row.does else { continue };
            if self.site().rules.consults_of(ix).next().is_none() || !is_new(step) {
                continue;
            }
            let asked = governance::asked(self.roster(), self.site(), ix, (record, self.person()), self.now);
            told.extend(asked.into_iter().flat_map(|it| it.persons).map(|it| (it, "Your word is waited for")));
        }
        if !told.is_empty() {
            self.tell(commit, record, told, "You are asked");
        }
    }

    /// Answers what is asked before a move: once in a round, by one of those who are asked. `shown` says what the answer is
    /// to, as it was shown; where that has changed meanwhile, there is no answer.
    pub async fn answer(
        &self,
        number: &str,
        step: &str,
        given: (Opinion, Option<&str>),
        input: &Input,
    ) -> Result<Seen, Halt> {
        for _ in 0..TRIES {
            if let Some(seen) = self.answer_once(number, step, given, input).await? {
                return Ok(seen);
            }
        }
        Err(Refused::stale(number).into())
    }

    /// The same; `None` where somebody else wrote on the record meanwhile. Members of a board who answer in the same moment
    /// are in nobody's way: it is read again, and answered if it still asks the same.
    async fn answer_once(
        &self,
        number: &str,
        step: &str,
        (opinion, shown): (Opinion, Option<&str>),
        input: &Input,
    ) -> Result<Option<Seen>, Halt> {
        let record = self.load(number).await?;
        let of = self.type_of(&record)?;
        let (activity, named) = self.step_named(of, step, false)?;
        // Once it is decided there is nothing left to say to it.
        let asks = named.from.has(record.state);
        let past = self.engine.store.journal_of(record.id, ENTRIES).await?;
        let asking = if asks { self.asking_of(of, activity, &record, &past) } else { Vec::new() };
        let mine: Vec<&Asking> = asking.iter().filter(|it| it.persons.contains(&self.person())).collect();
        let Some(first) = mine.first() else {
            let message = "Nobody asks you here. Write a message instead.";
            return Err(Refused::new(Ground::Forbidden, "not-asked", message).into());
        };
        if shown.is_some_and(|it| it != first.shown) || input.version.is_some_and(|it| it != record.version) {
            return Err(Refused::stale(&record.number).into());
        }
        if !mine.iter().any(|it| it.is_mine) {
            let message = "You have answered in this round. You are asked anew when something changes.";
            return Err(Refused::new(Ground::Forbidden, "answered-already", message).into());
        }
        let inside = self.authority.sees(&record).is_some_and(|it| it.inside);
        let basis = self.speaking(&record, inside)?;
        let said = self.comment_of(input)?.map_or_else(|| opinion.words().to_owned(), |(text, _)| text);
        let key = self.site().activity(activity).map(|it| it.key.clone()).unwrap_or_default();
        let what = json!({ "number": record.number, "answer": key, "opinion": opinion.name(), "shown": first.shown, "comment": said, "inside": inside });
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        let mut draft = Draft::of(record);
        draft.set(Header::Changed.slot(), model::Value::Instant(self.now));
        // The version holds the answer to the record as it was read: who edits meanwhile makes it void.
        self.engine.store.put_changed(&mut commit, &draft)?;
        let mut entry = self.journaled(activity, Some(&basis), Some(draft.record.id), what);
        ANSWER.clone_into(&mut entry.activity);
        commit.enter(entry);
        self.notify_speech(&mut commit, &draft.record, inside);
        match self.engine.store.commit(commit).await {
            Ok(_) => {}
            Err(CommitError::Conflict(Conflict::Version)) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        }
        draft.record.version = draft.record.version.saturating_add(1);
        self.seen(draft.record).map(Some)
    }

    /// An opinion by its name; anything else is told what there is.
    pub fn opinion(name: &str) -> Result<Opinion, Halt> {
        Opinion::find(name).ok_or_else(|| {
            let message = "is `for`, `against` or `neither`".to_owned();
            Refused::invalid(vec![FieldFault { field: "opinion".into(), message }]).into()
        })
    }
}

/// What an answer is to: a sum over the fields that people fill, but for who has the record.
fn shown(of: &RecordType, record: &Record) -> String {
    let fields = of.shown().filter(|(_, it)| is_shown(it));
    let text: Vec<String> =
        fields.map(|(slot, it)| format!("{:?}={:?}", it.key, record.get(slot).print(&it.kind))).collect();
    secret::hash_text(&text.join("\n"))
}

fn is_shown(field: &Field) -> bool {
    let is_holder = matches!(field.header, Some(Header::HolderTeam | Header::HolderPerson));
    field.is_declared && !field.is_computed && !is_holder
}

fn changes_what_is_shown(of: &RecordType, what: &Json) -> bool {
    let set = what.get("set").and_then(Json::as_object);
    set.is_some_and(|it| it.keys().any(|key| of.slot(key).and_then(|it| of.field(it)).is_some_and(is_shown)))
}
