//! Duties at a desk: which there are, where each stands and by what, attesting those that no record proves.
//!
//! Nothing of a duty is stored: governance computes them from appointments; here the acts that prove them are fetched.

mod attest;
mod evidence;
mod tell;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use base::{Instant, PersonId, RecordId};
use clocks::TimeZone;
use governance::{Appointment, Duty, Holder, Judge, Roster, Shown, Standing, Timetable, answers_for_duty};
use model::{Header, RoleIx, Site, Value, When};
use store::{Direction, Disjunct, Find, Sort};

pub use attest::Attestation;

use crate::{Desk, Directory, Engine, Fault, Halt, Named, directory};

/// The most duties that one look brings.
const MOST: usize = 1000;
/// The most appointments of one person that their record goes back to.
const PAST_MOST: usize = 1000;

/// The calendar by which daily duties rest: nobody is asked for a day's work on a day without hours.
pub(crate) const WORKING: &str = "office";

/// Since when the journal can tell whether what recurs was done.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    since: OnceLock<Instant>,
}

impl Calendar {
    /// What recurs by a site, in a time zone.
    pub(crate) fn table(site: &Site, zone: &str) -> Timetable {
        Timetable::of(site, TimeZone::get(zone).unwrap_or(TimeZone::UTC))
    }
}

/// Whose duties are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The asker's: in person, by team, by standing in.
    Mine,
    /// Those of others for which the asker answers.
    Answered,
    /// A person's own, also by appointments that have ended, and those of their teams that they did.
    Of(PersonId),
}

/// Which duties are looked for: those that fall due after `from` and not after `until`.
#[derive(Clone, Copy, Debug)]
pub struct DutyQuery {
    /// Whose.
    pub whose: Whose,
    /// After this instant.
    pub from: Instant,
    /// Not after this one.
    pub until: Instant,
    /// Of this role only.
    pub role: Option<RoleIx>,
    /// Only those that can be done already, or could.
    pub begun: bool,
}

/// A duty as the asker may see it.
#[derive(Clone, Debug)]
pub struct DutyView {
    /// The duty.
    pub duty: Duty,
    /// The instant at which it was judged.
    pub now: Instant,
    /// What names it for good.
    pub id: String,
    /// Its role's title.
    pub role: String,
    /// Over what, in words.
    pub scope: String,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it was attested after its period only.
    pub is_late: bool,
    /// How it was done.
    pub done: Option<DutyDone>,
    /// Who stands in for its holder now.
    pub stand_ins: Vec<PersonId>,
    /// Who answers where it is missed.
    pub answers: Vec<PersonId>,
    /// Whether it is the asker's to do now.
    pub is_mine: bool,
    /// For whom the asker would do it, where they stand in.
    pub on_behalf_of: Option<PersonId>,
    /// What proves it, in words.
    pub proof: String,
    /// The type on whose records it is proved, by key; `None` where it is attested.
    pub proved_on: Option<String>,
    /// Whether the asker can attest it now.
    pub can_attest: bool,
}

/// How a duty was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyDone {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: PersonId,
    /// For whom, where a deputy did it.
    pub on_behalf_of: Option<PersonId>,
    /// Its place in the journal.
    pub seq: i64,
    /// The record, where the asker may name it.
    pub record: Option<Named>,
    /// Whether there is a record that the asker may not name.
    pub is_hidden: bool,
    /// What was done, or what was attested.
    pub words: String,
    /// The file that was named, by id.
    pub file: Option<i64>,
}

impl DutyView {
    /// The person who has it.
    pub fn person(&self) -> Option<PersonId> {
        match self.duty.appointment.holder {
            Holder::Person(id) => Some(id),
            Holder::Team(_) => None,
        }
    }
    /// The team that has it.
    pub fn team(&self) -> Option<base::TeamId> {
        match self.duty.appointment.holder {
            Holder::Person(_) => None,
            Holder::Team(id) => Some(id),
        }
    }
}

impl Engine {
    /// Since when the journal is kept; now, where it has no entry yet.
    pub(crate) async fn duties_since(&self) -> Result<Instant, Fault> {
        if let Some(known) = self.duties.since.get() {
            return Ok(*known);
        }
        let found = self.store.journal_since().await?;
        Ok(found.map_or_else(|| self.now(), |it| *self.duties.since.get_or_init(|| it)))
    }

    /// The duties of everybody that are missed now: see [`governance::missed`].
    pub async fn missed_duties(&self, directory: &Directory) -> Result<Vec<Duty>, Fault> {
        let (since, now, roster) = (self.duties_since().await?, self.now(), &directory.roster);
        let mut all = directory.duties.over(roster, since, now);
        all.extend(directory.duties.running(roster, since, now));
        let evidence = self.evidence(directory, &all, now).await?;
        Ok(governance::missed(&directory.duties, (roster, &directory.site), &evidence, (since, now)))
    }
}

impl Desk {
    /// What is asked for again and again by the roles that the asker holds, and those that recur for them.
    pub fn recurring(&self) -> &Timetable {
        &self.directory.duties
    }

    /// When a day such as `2026-11-22` begins and ends in the calendar by which duties fall due.
    pub fn duty_day(&self, text: &str) -> Option<(Instant, Instant)> {
        let day = clocks::Period::parse(text).filter(|it| it.every() == clocks::Every::Day)?;
        let zone = self.recurring().zone();
        Some((day.starts(&zone), day.ends(&zone)))
    }

    /// The duties that are looked for, by when they fall due.
    pub async fn duties(&self, query: &DutyQuery) -> Result<Vec<DutyView>, Halt> {
        let since = self.engine.duties_since().await?;
        let appointments = match query.whose {
            Whose::Mine => self.reaching_me(),
            Whose::Answered => self.below(),
            Whose::Of(person) => self.ever_held(person).await?,
        };
        let wanted = appointments.iter().filter(|it| query.role.is_none_or(|role| it.role == role));
        let window = (query.from, query.until);
        let mut all: Vec<Duty> = wanted.flat_map(|it| self.directory.duties.duties(it, since, window)).collect();
        all.sort_by(|one, two| {
            (one.until, &one.what.title, one.appointment.id).cmp(&(two.until, &two.what.title, two.appointment.id))
        });
        all.retain(|it| !query.begun || it.from <= self.now);
        if query.whose == Whose::Answered {
            let mut line = Line::default();
            all.retain(|it| line.answers(self, it).contains(&self.person()));
        }
        all.truncate(MOST);
        let mut views = self.seen_duties(all).await?;
        if let Whose::Of(person) = query.whose {
            let did = |it: &DutyView| it.done.as_ref().is_some_and(|it| it.by == person);
            views.retain(|it| it.duty.appointment.holder == Holder::Person(person) || did(it));
        }
        Ok(views)
    }

    /// One duty, if the asker may see it.
    pub async fn duty(&self, id: &str) -> Result<DutyView, Halt> {
        let duty = self.find_duty(id).await?;
        let not_found = || Halt::from(crate::Refused::not_found("such duty"));
        self.seen_duties(vec![duty]).await?.pop().ok_or_else(not_found)
    }

    /// The appointments by which something is the asker's to do now.
    fn reaching_me(&self) -> Vec<Appointment> {
        let (roster, me) = (self.roster(), self.person());
        let stood = roster.standing_in(me).filter(|it| it.is_live(self.now)).map(|it| Holder::Person(it.of));
        let holders: BTreeSet<Holder> = roster.holders_of(me).chain(stood).collect();
        let held = holders.into_iter().flat_map(|it| roster.held_by(it)).filter(|it| it.is_live(self.now));
        held.filter(|it| governance::is_to_do(roster, it, me, self.now)).cloned().collect()
    }

    /// The appointments of others that may lie below one of the asker's; the line of each duty decides.
    fn below(&self) -> Vec<Appointment> {
        let (roster, me) = (self.roster(), self.person());
        let mine: BTreeSet<RecordId> = self.reaching_me().iter().map(|it| it.id).collect();
        let live = roster.appointments().iter().filter(|it| it.is_live(self.now) && roster.is_held(it.holder));
        live.filter(|it| !mine.contains(&it.id) && it.holder != Holder::Person(me)).cloned().collect()
    }

    /// The appointments of a person, also those that have ended, and those of their teams.
    async fn ever_held(&self, person: PersonId) -> Result<Vec<Appointment>, Halt> {
        let roster = self.roster();
        let teams = roster.teams_of(person).iter().flat_map(|it| roster.held_by(Holder::Team(*it))).cloned();
        let mut found: Vec<Appointment> = teams.collect();
        let Some(of) = self.site().find_type(directory::APPOINTMENT) else { return Ok(found) };
        let kinds = roster.places().map(|it| (it.id, it.kind)).collect();
        let asker = Arc::clone(self.authority.asker());
        let find = Find {
            of: of.ix,
            open_only: false,
            filter: When::In(Header::HolderPerson.slot(), Arc::new(BTreeSet::from([person.get()]))),
            asker: Arc::clone(&asker),
            sort: Sort::Opened,
            direction: Direction::Down,
            after: None,
            limit: PAST_MOST,
            among: None,
        };
        let listed = self.engine.store.list(&find, &[Disjunct { asker, when: When::Always }]).await?;
        for record in &listed.records {
            let get = |key: &str| of.slot(key).map_or(&Value::Empty, |slot| record.get(slot));
            let was_accepted =
                Some(record.state) == of.lifecycle.find_state("active") || !get("accepted_at").is_empty();
            if !was_accepted || !get("stands_in_for").is_empty() {
                continue;
            }
            // Whoever is suspended may do nothing by it from then on.
            let is_suspended = Some(record.state) == of.lifecycle.find_state("suspended");
            let ended = record.instant(if is_suspended { Header::Changed } else { Header::Closed });
            found.extend(
                directory::appointment(self.site(), of, record, &kinds)
                    .map(|it| Appointment { until: [it.until, ended].into_iter().flatten().min(), ..it }),
            );
        }
        Ok(found)
    }

    /// Duties with where they stand, as far as the asker may see them.
    async fn seen_duties(&self, all: Vec<Duty>) -> Result<Vec<DutyView>, Halt> {
        let evidence = self.engine.evidence(&self.directory, &all, self.now).await?;
        let shown = self.appointments_seen(&all).await?;
        let mut views = Vec::new();
        {
            let (mut judge, mut line) = (Judge::new(self.roster(), self.site(), &evidence), Line::default());
            for duty in all {
                let found = judge.stands(&duty, self.now);
                let has_proof = judge.proof(&duty).is_some();
                let answers = line.answers(self, &duty);
                let is_shown = shown.contains(&duty.appointment.id);
                views.extend(self.duty_view(duty, (found, has_proof), answers, is_shown));
            }
        }
        self.name_records(&mut views).await?;
        Ok(views.into_iter().map(|(view, _)| view).collect())
    }

    /// The appointments of these duties whose records the asker sees, as far as sight is needed.
    async fn appointments_seen(&self, all: &[Duty]) -> Result<BTreeSet<RecordId>, Halt> {
        let me = self.person();
        let others = all.iter().filter(|it| it.appointment.holder != Holder::Person(me));
        let ids: BTreeSet<RecordId> = others.map(|it| it.appointment.id).collect();
        let records = self.engine.store.records(&ids.into_iter().collect::<Vec<_>>()).await?;
        Ok(records.iter().filter(|it| self.authority.sees(it).is_some()).map(|it| it.id).collect())
    }

    fn duty_view(
        &self,
        duty: Duty,
        (found, has_proof): (Shown, bool),
        answers: Vec<PersonId>,
        is_shown: bool,
    ) -> Option<(DutyView, Option<RecordId>)> {
        let (roster, site, me) = (self.roster(), self.site(), self.person());
        let mine = duty.is_for(roster, me, self.now);
        let was_mine = duty.appointment.holder == Holder::Person(me);
        if mine.is_none() && !was_mine && !answers.contains(&me) && !is_shown {
            return None;
        }
        let (done, record) = self.done(&found);
        let live = duty.appointment.is_live(self.now);
        let view = DutyView {
            now: self.now,
            id: duty.id(),
            role: self.role_title(duty.appointment.role),
            scope: self.scope_in_words(duty.appointment.scope),
            standing: found.standing,
            is_late: found.is_late,
            done,
            stand_ins: duty.stand_ins(roster, self.now),
            answers,
            is_mine: mine.is_some() && live,
            on_behalf_of: mine.and_then(|it| it.on_behalf_of),
            proof: evidence::in_words(site, &duty, has_proof),
            proved_on: duty
                .what
                .proof
                .as_ref()
                .filter(|_| has_proof)
                .and_then(|it| site.of(it.of))
                .map(|it| it.key.clone()),
            can_attest: !has_proof && mine.is_some() && live && !found.standing.is_done() && self.now >= duty.from,
            duty,
        };
        Some((view, record))
    }

    fn done(&self, found: &Shown) -> (Option<DutyDone>, Option<RecordId>) {
        let title =
            |it: &governance::Deed| self.site().activity(it.activity).map(|it| it.title.clone()).unwrap_or_default();
        let by_deed = found.deed.as_ref().map(|it| {
            let done = DutyDone {
                at: it.at,
                by: it.actor,
                on_behalf_of: it.on_behalf_of,
                seq: it.seq,
                record: None,
                is_hidden: true,
                words: title(it),
                file: None,
            };
            (done, Some(it.record))
        });
        let by_word = || {
            found.attested.as_ref().map(|it| {
                let done = DutyDone {
                    at: it.at,
                    by: it.actor,
                    on_behalf_of: it.on_behalf_of,
                    seq: it.seq,
                    record: None,
                    is_hidden: it.record.is_some(),
                    words: it.note.clone(),
                    file: it.file,
                };
                (done, it.record)
            })
        };
        by_deed.or_else(by_word).map_or((None, None), |(done, record)| (Some(done), record))
    }

    /// Names the records that prove duties, where the asker may.
    async fn name_records(&self, views: &mut [(DutyView, Option<RecordId>)]) -> Result<(), Halt> {
        let ids: Vec<RecordId> = views.iter().filter_map(|(_, record)| *record).collect();
        let names: BTreeMap<RecordId, Named> = self.record_names(&ids).await?;
        for (view, record) in views {
            let named = record.and_then(|it| names.get(&it)).cloned();
            if let (Some(done), Some(named)) = (view.done.as_mut(), named) {
                done.record = Some(named);
                done.is_hidden = false;
            }
        }
        Ok(())
    }
}

/// Who answers for what recurs, worked out once for each appointment: periods change nothing about it.
#[derive(Debug, Default)]
struct Line(BTreeMap<(RecordId, String), Vec<PersonId>>);

impl Line {
    fn answers(&mut self, desk: &Desk, duty: &Duty) -> Vec<PersonId> {
        let known = self.0.entry((duty.appointment.id, duty.what.key.clone()));
        let found = || answers_for_duty(desk.roster(), desk.site(), duty, desk.now).map(|it| it.persons(desk.roster()));
        known.or_insert_with(|| found().unwrap_or_default()).clone()
    }
}

/// Everybody who has a duty now: its holder, or those of the team, and whoever stands in.
pub(crate) fn told_persons(roster: &Roster, duty: &Duty, now: Instant) -> BTreeSet<PersonId> {
    let mut all: BTreeSet<PersonId> = roster.persons(duty.appointment.holder).into_iter().collect();
    all.extend(duty.stand_ins(roster, now));
    all
}
