//! Doing what a plan says: every step decided as if it were done by hand, all of them in one commit, or none.
//!
//! People and teams are kept by whoever keeps the directory, roles are given by whoever appoints to them, records come in
//! by whoever brings history in. Nobody appoints or lets in themselves, and an appointment waits for its holder to accept.

use std::collections::{BTreeMap, BTreeSet};

use base::{PersonId, TeamId};
use declare::{Organisation, PersonText, TeamText, cells::Layer};
use governance::{Basis, Holder};
use serde_json::json;
use store::{Commit, PersonRow, Published, TeamRow};

use super::{Standing, Step, differ::same_team, spoken::Spoken};
use crate::{
    Desk, Fault, FieldFault, Ground, Halt, Refused,
    force::{self, BY_FILES},
    load::Keys,
    people::KEEP,
};

/// The duty of bringing the organisation in line with its files.
const APPLY: &str = "organisation:apply";
/// The duty of putting declared files into force.
const DECLARE: &str = "organisation:declare";
/// How many steps a journal entry tells in words.
const WORDS_MOST: usize = 200;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// How many steps.
    pub done: usize,
    /// The place of its first entry in the journal; 0 where nothing was done.
    pub first_seq: i64,
    /// What others have to do yet: whoever was appointed has to accept.
    pub waiting: Vec<String>,
    /// Steps that were not this person's to do, in words, with the reason.
    pub left: Vec<FieldFault>,
}

/// Steps on their way into one commit.
pub(super) struct Applying<'a> {
    pub(super) desk: &'a Desk,
    pub(super) standing: &'a Standing,
    pub(super) target: &'a Organisation,
    pub(super) keys: Keys,
    pub(super) commit: Commit,
    pub(super) waiting: Vec<String>,
}

/// A plan whose every step was found to be somebody's to do. Nothing of it is written yet.
#[derive(Debug)]
pub struct Prepared<'a> {
    desk: &'a Desk,
    commit: Commit,
    name: Option<String>,
    done: usize,
    waiting: Vec<String>,
    left: Vec<FieldFault>,
}

/// Which steps of a plan somebody applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them, or none.
    All,
    /// Those that are theirs to do; the others are left to others.
    Mine,
}

impl Desk {
    /// Decides the steps from `standing` to `target`. Refused as a whole where one of them is not this person's to do,
    /// and where the organisation has moved on since it was read.
    ///
    /// `spoken` are the same steps in words, for refusals and for what waits.
    #[expect(clippy::too_many_arguments, reason = "a plan is these three, and they are made by three who need no more")]
    pub async fn prepare<'a>(
        &'a self,
        standing: &'a Standing,
        target: &'a Organisation,
        steps: &[Step],
        spoken: &[Spoken],
        which: Which,
    ) -> Result<Prepared<'a>, Halt> {
        let basis = self.entitled(APPLY)?;
        self.check_base(standing)?;
        let keys = Keys {
            people: standing.ids.people.clone(),
            teams: standing.ids.teams.clone(),
            records: standing.ids.records.clone(),
        };
        let mut it = Applying { desk: self, standing, target, keys, commit: Commit::new(), waiting: Vec::new() };
        it.commit.at_epoch(self.roster().epoch());
        it.name_all(steps);
        let (mut faults, mut done) = (Vec::new(), 0_usize);
        for (step, words) in steps.iter().zip(spoken) {
            // A step that is refused half way leaves nothing behind.
            let before = std::mem::take(&mut it.commit);
            let outcome = it.step(step, &words.text).await;
            let own = std::mem::replace(&mut it.commit, before);
            match outcome {
                Ok(()) => {
                    it.commit.join(own);
                    done = done.saturating_add(usize::from(!matches!(step, Step::Unnamed(_))));
                }
                Err(halt) => faults.push(it.left(step, &words.text, halt, &faults)?),
            }
        }
        let before = std::mem::take(&mut it.commit);
        let outcome = it.teams();
        let own = std::mem::replace(&mut it.commit, before);
        match outcome {
            Ok(()) => drop(it.commit.join(own)),
            Err(Halt::Refused(why)) => {
                faults.push(FieldFault { field: "Who is in which team.".to_owned(), message: why.to_string() });
            }
            Err(failed @ Halt::Failed(_)) => return Err(failed),
        }
        if !faults.is_empty() && which == Which::All {
            return Err(refused(faults).into());
        }
        let words: Vec<&String> = spoken.iter().map(|it| &it.text).take(WORDS_MOST).collect();
        it.commit.enter(self.kept(&basis, APPLY, &json!({ "steps": done, "words": words })));
        let name = steps.iter().find_map(|it| if let Step::Name { to } = it { Some(to.clone()) } else { None });
        Ok(Prepared { desk: self, commit: it.commit, name, done, waiting: it.waiting, left: faults })
    }

    /// The basis on which this person puts declared files into force.
    pub fn may_declare(&self) -> Result<Basis, Halt> {
        self.entitled(DECLARE)
    }

    fn check_base(&self, standing: &Standing) -> Result<(), Halt> {
        let epoch = standing.base.as_ref().map(|it| it.epoch);
        if epoch == Some(self.roster().epoch()) {
            return Ok(());
        }
        let message =
            "The organisation has changed since the plan was made. Make a new plan, look at it, and apply that.";
        Err(Refused::new(Ground::Stale, "plan-stale", message).into())
    }
}

impl Prepared<'_> {
    /// Adds that declared files and cells are put into force: by what, and which.
    pub fn declaring(&mut self, basis: &Basis, (files, cells): (&[String], &[String]), digest: &str) {
        let what = json!({ "files": files, "cells": cells, "digest": digest });
        self.commit.enter(self.desk.kept(basis, DECLARE, &what));
    }

    /// Adds what must be published for the files to hold over what was published before them, by practice.
    pub fn restating(&mut self, layers: &BTreeMap<String, Vec<Layer>>) {
        let desk = self.desk;
        for (practice, layers) in layers {
            let version = force::next_version(&desk.directory.published, practice);
            for layer in layers {
                let row = Published {
                    practice: practice.clone(),
                    version,
                    path: layer.path.clone(),
                    text: layer.text.clone(),
                    at: desk.now,
                    by: desk.person(),
                    record: BY_FILES,
                };
                desk.engine.store.put_published(&mut self.commit, &row);
            }
        }
    }

    /// Writes all of it, or nothing.
    pub async fn commit(self) -> Result<Applied, Halt> {
        let engine = &self.desk.engine;
        let committed = engine.store.commit(self.commit).await?;
        // The name lies beside the tables: it decides nothing.
        if let Some(name) = &self.name {
            engine.name_organisation(name).await?;
        }
        Ok(Applied { done: self.done, first_seq: committed.first_seq, waiting: self.waiting, left: self.left })
    }
}

fn refused(faults: Vec<FieldFault>) -> Refused {
    let message = format!(
        "Nothing was applied, because {} of its steps can't be done by you. Have somebody entitled apply it, or take those steps out.",
        faults.len()
    );
    Refused { fields: faults, ..Refused::new(Ground::Forbidden, "plan-refused", message) }
}

impl Applying<'_> {
    /// Gives everything that comes in its id, so that steps may name each other in any order.
    fn name_all(&mut self, steps: &[Step]) {
        let (store, now) = (&self.desk.engine.store, self.desk.now);
        for step in steps {
            match step {
                Step::Join(it) => {
                    self.keys.people.insert(it.key.clone(), PersonId::new(store.next_id(now)));
                }
                Step::Found(it) => {
                    self.keys.teams.insert(it.key.clone(), TeamId::new(store.next_id(now)));
                }
                Step::Bring(it) => {
                    let id = base::RecordId::new(store.next_id(now));
                    self.keys.records.insert((it.of.clone(), it.key.clone()), id);
                }
                Step::Name { .. }
                | Step::Person { .. }
                | Step::Team { .. }
                | Step::Record { .. }
                | Step::Unnamed(_)
                | Step::Appoint(_)
                | Step::Redate { .. }
                | Step::Confirm { .. }
                | Step::Suspend(_)
                | Step::End(_)
                | Step::Deputise(_)
                | Step::Relieve(_) => {}
            }
        }
    }

    /// A step that is not done. What was to come in does not, so nothing may name it.
    fn left(&mut self, step: &Step, words: &str, halt: Halt, before: &[FieldFault]) -> Result<FieldFault, Halt> {
        let message = match halt {
            Halt::Refused(why) => why.to_string(),
            // It names what was left before.
            Halt::Failed(Fault::Inner(why)) if !before.is_empty() => why,
            failed @ Halt::Failed(_) => return Err(failed),
        };
        if let Step::Join(it) = step {
            self.keys.people.remove(&it.key);
        } else if let Step::Found(it) = step {
            self.keys.teams.remove(&it.key);
        } else if let Step::Bring(it) = step {
            self.keys.records.remove(&(it.of.clone(), it.key.clone()));
        }
        Ok(FieldFault { field: words.to_owned(), message })
    }

    async fn step(&mut self, step: &Step, words: &str) -> Result<(), Halt> {
        match step {
            Step::Name { .. } | Step::Unnamed(_) => Ok(()),
            Step::Join(it) => self.person(it, None),
            Step::Person { before, after } => self.person(after, Some(before)),
            // Teams are written once, with their members, after all people are known.
            Step::Found(_) | Step::Team { .. } => self.desk.entitled(KEEP).map(drop),
            Step::Bring(it) => self.bring(it).await,
            Step::Record { before, after, fields } => self.record((before, after), fields).await,
            Step::Appoint(it) => self.appoint(it, words).await,
            Step::Redate { before, after } => self.redate(before, after).await,
            Step::Confirm { it, state } => self.confirm(it, state, words).await,
            Step::Suspend(it) => self.suspend(it).await,
            Step::End(it) => self.end(it).await,
            Step::Deputise(it) => self.deputise(it),
            Step::Relieve(it) => self.relieve(it).await,
        }
    }

    fn person(&mut self, it: &PersonText, before: Option<&PersonText>) -> Result<(), Halt> {
        let basis = self.desk.entitled(KEEP)?;
        let id = self.keys.people.get(&it.key).copied().ok_or_else(|| lost(&it.key))?;
        let moves = before.is_some_and(|old| old.has_left != it.has_left);
        if moves && id == self.desk.person() {
            let message = "Somebody else has to note that you leave or come back.";
            return Err(Refused::new(Ground::Forbidden, "apart", message).into());
        }
        let home = it.teams.first().and_then(|it| self.keys.teams.get(it)).map(|it| it.get());
        let row = PersonRow {
            id: id.get(),
            // The key that is stored is for good, even where files have to write another.
            key: self.standing.people.get(&id).map_or_else(|| it.key.clone(), |it| it.key.clone()),
            name: it.name.clone(),
            mail: it.mail.to_lowercase(),
            phone: it.phone.clone(),
            zone: it.zone.clone(),
            is_active: !it.has_left,
            title: it.title.clone(),
            place: it.place.clone(),
            country: it.country.clone(),
            home,
        };
        let store = &self.desk.engine.store;
        store.put_person(&mut self.commit, &row);
        if it.has_left {
            store.end_sessions(&mut self.commit, id, &[]);
        }
        let activity = match before {
            None => "person:add",
            Some(_) if moves && it.has_left => "person:left",
            Some(_) if moves => "person:back",
            Some(_) => "person:keep",
        };
        let what = json!({ "person": row.id, "key": row.key, "name": row.name, "mail": row.mail, "teams": it.teams });
        self.commit.enter(self.desk.kept(&basis, activity, &what));
        Ok(())
    }

    /// Writes every team that differs in itself or in its members.
    fn teams(&mut self) -> Result<(), Halt> {
        let (was, is) = (members(&self.standing.organisation), members(self.target));
        let stored: BTreeMap<&str, &TeamText> =
            self.standing.organisation.teams.iter().map(|it| (it.key.as_str(), it)).collect();
        let holding: BTreeSet<&str> = self.target.appointments.iter().filter_map(held_by_team).collect();
        for it in &self.target.teams {
            let key = it.key.as_str();
            let same = stored.get(key).is_some_and(|old| same_team(old, it));
            if same && was.get(key) == is.get(key) {
                continue;
            }
            let ids: Vec<i64> = is
                .get(key)
                .into_iter()
                .flatten()
                .filter_map(|it| self.keys.people.get(*it))
                .map(|it| it.get())
                .collect();
            self.check_own_membership(key, &ids, holding.contains(key))?;
            self.team(it, ids)?;
        }
        Ok(())
    }

    /// Nobody puts themselves into a team that holds a role, nor gives a role to one while going into it.
    fn check_own_membership(&self, key: &str, members: &[i64], will_hold: bool) -> Result<(), Halt> {
        let me = self.desk.person();
        let id = self.standing.ids.teams.get(key);
        let is_new = members.contains(&me.get()) && !id.is_some_and(|it| self.desk.roster().teams_of(me).contains(it));
        let holds = id.is_some_and(|it| self.desk.roster().held_by(Holder::Team(*it)).next().is_some());
        if is_new && (holds || will_hold) {
            let message = format!("The team {key} holds a role, so somebody else has to put you into it.");
            return Err(Refused::new(Ground::Forbidden, "apart", message).into());
        }
        Ok(())
    }

    fn team(&mut self, it: &TeamText, members: Vec<i64>) -> Result<(), Halt> {
        let basis = self.desk.entitled(KEEP)?;
        let id = self.keys.teams.get(&it.key).copied().ok_or_else(|| lost(&it.key))?;
        let row = TeamRow {
            id: id.get(),
            key: self.standing.teams.get(&id).map_or_else(|| it.key.clone(), |it| it.key.clone()),
            name: it.title.clone(),
            parent: it.parent.as_ref().and_then(|it| self.keys.teams.get(it)).map(|it| it.get()),
            line: it.line,
            members,
            lead: it.lead.as_ref().and_then(|it| self.keys.people.get(it)).map(|it| it.get()),
            mail: it.mail.clone(),
            calendar: it.calendar.clone().unwrap_or_default(),
        };
        self.desk.engine.store.put_team(&mut self.commit, &row);
        let what = json!({ "team": row.id, "key": row.key, "name": row.name, "members": row.members });
        self.commit.enter(self.desk.kept(&basis, "team:keep", &what));
        Ok(())
    }
}

/// Who is in which team; those who left are in none.
fn members(of: &Organisation) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for person in of.people.iter().filter(|it| !it.has_left || of.sections.is_empty()) {
        for team in &person.teams {
            found.entry(team).or_default().insert(&person.key);
        }
    }
    found
}

fn held_by_team(it: &declare::AppointmentText) -> Option<&str> {
    if let declare::HolderText::Team(key) = &it.holder { Some(key) } else { None }
}

/// A key that nothing stands behind: loading has ruled that out.
pub(super) fn lost(key: &str) -> Fault {
    Fault::Inner(format!("the plan names `{key}`, which is neither stored nor in its files"))
}
