//! The acts that may prove duties, fetched from the journal by activity, person and time: no more than is needed.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId, RecordId};
use clocks::Every;
use governance::{Attested, Deed, Duty, Evidence, Holder, Judge, Roster, Standing, Summary};
use model::{Activity, ActivityIx, RecordType, Site, Slot};
use serde_json::Value as Json;
use store::{Journaled, Look};

use super::{attest::ATTEST, tell::IDLE};
use crate::{Directory, Engine, Fault};

/// What one look at the journal is for: duties of one length of period.
#[derive(Debug, Default)]
struct Wanted {
    activities: BTreeSet<ActivityIx>,
    persons: BTreeSet<i64>,
    span: Option<(Instant, Instant)>,
}

impl Wanted {
    fn add(&mut self, roster: &Roster, duty: &Duty) {
        let Some(proof) = &duty.what.proof else { return };
        self.activities.extend(proof.by.iter().copied());
        self.persons.extend(candidates(roster, duty).into_iter().map(PersonId::get));
        let (from, until) = self.span.unwrap_or((duty.from, duty.until));
        self.span = Some((from.min(duty.from), until.max(duty.until)));
    }
}

/// Everybody whose acts could prove a duty: the holder, the team's members, whoever stood in during its period.
fn candidates(roster: &Roster, duty: &Duty) -> BTreeSet<PersonId> {
    match duty.appointment.holder {
        Holder::Person(person) => {
            let overlaps = |it: &&governance::Deputy| {
                it.from.is_none_or(|from| from < duty.until) && it.until.is_none_or(|until| until > duty.from)
            };
            let stood = roster.stood_in_for(person).filter(overlaps).map(|it| it.deputy);
            std::iter::once(person).chain(stood).collect()
        }
        Holder::Team(team) => roster.team(team).into_iter().flat_map(|it| it.members.iter().copied()).collect(),
    }
}

impl Engine {
    /// What the journal and the records hold about these duties.
    pub(crate) async fn evidence(&self, directory: &Directory, all: &[Duty], now: Instant) -> Result<Evidence, Fault> {
        let roster = &directory.roster;
        let mut evidence = Evidence::default();
        let mut wanted: BTreeMap<Every, Wanted> = BTreeMap::new();
        for duty in all.iter().filter(|it| it.from <= now) {
            wanted.entry(duty.what.every).or_default().add(roster, duty);
        }
        for it in wanted.values() {
            self.gather(&mut evidence, it, None).await?;
        }
        self.read_records(&mut evidence).await?;
        self.read_attested(&mut evidence, all).await?;
        self.ask_everybody(&mut evidence, directory, all, now).await?;
        Ok(evidence)
    }

    /// Before a team is said to have missed a duty, acts of those who have left it are looked through too: by the
    /// appointment on which they rested.
    async fn ask_everybody(
        &self,
        evidence: &mut Evidence,
        directory: &Directory,
        all: &[Duty],
        now: Instant,
    ) -> Result<(), Fault> {
        let roster = &directory.roster;
        let mut wanted: BTreeMap<Every, Wanted> = BTreeMap::new();
        let mut appointments = BTreeSet::new();
        {
            let mut judge = Judge::new(roster, &directory.site, evidence);
            for duty in all.iter().filter(|it| matches!(it.appointment.holder, Holder::Team(_)) && it.until <= now) {
                if judge.proof(duty).is_some() && judge.stands(duty, now).standing == Standing::Missed {
                    wanted.entry(duty.what.every).or_default().add(roster, duty);
                    appointments.insert(duty.appointment.id);
                }
            }
        }
        for it in wanted.values() {
            self.gather(evidence, it, Some(&appointments)).await?;
        }
        self.read_records(evidence).await
    }

    /// Adds acts: by those persons who are wanted, or by anybody on one of these appointments.
    async fn gather(
        &self,
        evidence: &mut Evidence,
        wanted: &Wanted,
        appointments: Option<&BTreeSet<RecordId>>,
    ) -> Result<(), Fault> {
        let Some((from, until)) = wanted.span.filter(|_| !wanted.activities.is_empty()) else { return Ok(()) };
        let known: BTreeMap<&str, (ActivityIx, &Activity)> = wanted
            .activities
            .iter()
            .filter_map(|ix| self.site.activity(*ix).map(|it| (it.key.as_str(), (*ix, it))))
            .collect();
        let keys: Vec<&str> = known.keys().copied().collect();
        let persons: Vec<i64> = wanted.persons.iter().copied().collect();
        let by = appointments.is_none().then_some(persons.as_slice());
        if by.is_some_and(<[i64]>::is_empty) {
            return Ok(());
        }
        for it in self.store.acts(Look { activities: &keys, from, until, persons: by }).await? {
            let Some((ix, activity)) = known.get(it.entry.activity.as_str()) else { continue };
            let Some(of) = activity.of().and_then(|it| self.site.of(it)) else { continue };
            let deed = deed(*ix, of, &it);
            let fits = |it: &Deed| appointments.is_none_or(|all| it.appointment.is_some_and(|it| all.contains(&it)));
            if let Some(deed) = deed.filter(fits) {
                evidence.add(deed);
            }
        }
        Ok(())
    }

    async fn read_records(&self, evidence: &mut Evidence) -> Result<(), Fault> {
        let ids: Vec<RecordId> = evidence.unread().into_iter().collect();
        for record in self.store.records(&ids).await? {
            evidence.add_record(record);
        }
        Ok(())
    }

    async fn read_attested(&self, evidence: &mut Evidence, all: &[Duty]) -> Result<(), Fault> {
        let ids: BTreeSet<RecordId> = all.iter().map(|it| it.appointment.id).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        for it in self.store.acts_on(ATTEST, &ids).await? {
            if let Some((duty, attested)) = attested(&it) {
                evidence.add_attested(duty, attested);
            }
        }
        for it in self.store.acts_on(IDLE, &ids).await? {
            let what: Json = serde_json::from_str(&it.entry.what).unwrap_or_default();
            if let Some(duty) = what.get("duty").and_then(Json::as_str) {
                evidence.add_idle(duty.to_owned());
            }
        }
        Ok(())
    }
}

/// An entry of the journal as an act that fills fields.
fn deed(activity: ActivityIx, of: &RecordType, it: &Journaled) -> Option<Deed> {
    let what: Json = serde_json::from_str(&it.entry.what).unwrap_or_default();
    // What somebody brought in from elsewhere says what happened there; nobody did it here.
    if what.get("imported_by").is_some() {
        return None;
    }
    let basis: Option<Summary> = serde_json::from_str(&it.entry.basis).ok();
    let filled = what.get("set").and_then(Json::as_object).into_iter().flatten();
    let filled = filled.filter(|(_, pair)| pair.get(1).is_some_and(|it| !it.is_null()));
    let set: Vec<Slot> = filled.filter_map(|(key, _)| of.slot(key)).collect();
    Some(Deed {
        seq: it.seq,
        at: it.entry.at,
        actor: it.entry.actor?,
        on_behalf_of: it.entry.on_behalf_of,
        appointment: basis.map(|it| it.appointment),
        activity,
        record: it.entry.record?,
        set,
    })
}

/// An entry of the journal as an attestation, with the duty that it is of.
fn attested(it: &Journaled) -> Option<(String, Attested)> {
    let what: Json = serde_json::from_str(&it.entry.what).ok()?;
    let text = |key: &str| what.get(key).and_then(Json::as_str).map(str::to_owned);
    let attested = Attested {
        seq: it.seq,
        at: it.entry.at,
        actor: it.entry.actor?,
        on_behalf_of: it.entry.on_behalf_of,
        note: text("note").unwrap_or_default(),
        record: what.get("record_id").and_then(Json::as_i64).map(RecordId::new),
        file: what.get("file_id").and_then(Json::as_i64),
    };
    Some((text("duty")?, attested))
}

/// What proves a duty, in words.
pub(super) fn in_words(site: &Site, duty: &Duty, has_proof: bool) -> String {
    let proof = duty.what.proof.as_ref().filter(|_| has_proof);
    let named = proof.and_then(|it| {
        let of = site.of(it.of)?;
        Some(format!("“{}” of {} set by you", of.field(it.slot)?.title, with_article(&of.title)))
    });
    named.unwrap_or_else(|| "your word, with a note".to_owned())
}

fn with_article(title: &str) -> String {
    let lower = title.to_lowercase();
    let article = if lower.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {lower}")
}
