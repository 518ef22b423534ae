//! Attesting: whoever has a duty says that it is done, where no field of a record could show it. Never anybody else, and
//! never where a record proves it.

use base::RecordId;
use clocks::Period;
use governance::{Duty, Judge, Standing, Summary};
use serde_json::{Map, json};
use store::{Commit, Entry};

use crate::{Desk, FieldFault, Ground, Halt, Refused, duties::evidence};

/// The journal's word for it.
pub(super) const ATTEST: &str = "duty:attest";
/// The longest note.
const NOTE_MOST: usize = 2000;

/// What somebody attests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attestation {
    /// What was done, in their words.
    pub note: String,
    /// A record that shows it, by number; empty for none.
    pub record: String,
    /// A file that shows it, by id: one that lies on a record which they see.
    pub file: Option<i64>,
}

impl Desk {
    /// The duty that an id names.
    pub(super) async fn find_duty(&self, id: &str) -> Result<Duty, Halt> {
        let not_found = || Halt::from(Refused::not_found("such duty"));
        let mut parts = id.splitn(3, '~');
        let (appointment, key, period) = (parts.next(), parts.next(), parts.next());
        let appointment = appointment.and_then(|it| it.parse().ok()).map(RecordId::new);
        let appointment = appointment.and_then(|it| self.roster().appointment(it)).ok_or_else(not_found)?;
        let period = period.and_then(Period::parse).ok_or_else(not_found)?;
        let since = self.engine.duties_since().await?;
        let found = self.directory.duties.find(appointment, since, key.unwrap_or_default(), period);
        found.ok_or_else(not_found)
    }

    /// Attests a duty of the asker's, or of the one for whom they stand in. Gives its place in the journal.
    pub async fn attest(&self, id: &str, given: &Attestation) -> Result<i64, Halt> {
        self.may_speak_at_all()?;
        let view = self.duty(id).await?;
        let duty = view.duty;
        let share = duty.is_for(self.roster(), self.person(), self.now).filter(|_| duty.appointment.is_live(self.now));
        let Some(governance::Share { on_behalf_of }) = share else {
            let message = "Whoever has a duty attests it, or whoever stands in for them. This one is not yours.";
            return Err(Refused::new(Ground::Forbidden, "not-yours", message).into());
        };
        self.attestable(&duty).await?;
        let what = self.attested_what(&duty, given).await?;
        let basis = Summary {
            activity: duty
                .what
                .activity
                .and_then(|it| self.site().activity(it))
                .map_or_else(|| ATTEST.to_owned(), |it| it.key.clone()),
            appointment: duty.appointment.id,
            role: self.site().role(duty.appointment.role).map(|it| it.key.clone()).unwrap_or_default(),
            letter: duty.what.letter.name().to_owned(),
            on_behalf_of,
            scope: duty.appointment.scope.text(self.site()),
        };
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        commit.enter(Entry {
            at: self.now,
            recorded: self.now,
            actor: Some(self.person()),
            on_behalf_of,
            activity: ATTEST.to_owned(),
            record: Some(duty.appointment.id),
            basis: serde_json::to_string(&basis).unwrap_or_default(),
            what,
        });
        Ok(self.engine.store.commit(commit).await?.first_seq)
    }

    /// Refuses what a record has to prove, what is done already, and what is not due yet.
    async fn attestable(&self, duty: &Duty) -> Result<(), Halt> {
        let evidence = self.engine.evidence(&self.directory, std::slice::from_ref(duty), self.now).await?;
        let mut judge = Judge::new(self.roster(), self.site(), &evidence);
        if judge.proof(duty).is_some() {
            let words = evidence::in_words(self.site(), duty, true);
            let message =
                format!("Nobody's word stands for this duty: what proves it is {words}. Do that, and it is done.");
            return Err(Refused::new(Ground::Forbidden, "proved-by-record", message).into());
        }
        match judge.stands(duty, self.now).standing {
            Standing::Open | Standing::Missed => Ok(()),
            Standing::Ahead => {
                let message = format!("Its time comes on {}; attest it from then on.", duty.period.first());
                Err(Refused::new(Ground::Later, "ahead", message).into())
            }
            Standing::Idle | Standing::Attested | Standing::Proved => {
                Err(Refused::new(Ground::Repeated, "done", "This duty is done already.").into())
            }
        }
    }

    async fn attested_what(&self, duty: &Duty, given: &Attestation) -> Result<String, Halt> {
        let note = given.note.trim();
        let mut faults = Vec::new();
        let mut fault = |field: &str, message: &str| {
            faults.push(FieldFault { field: field.to_owned(), message: message.to_owned() });
        };
        if note.is_empty() {
            fault("note", "is needed: say what you did and where it can be seen");
        } else if note.chars().count() > NOTE_MOST {
            fault("note", "is longer than 2000 characters; put the long part into a file");
        }
        let mut what = Map::new();
        what.insert("duty".into(), json!(duty.id()));
        what.insert("note".into(), json!(note));
        let number = given.record.trim();
        if !number.is_empty() {
            match self.load(number).await {
                Ok(record) => {
                    what.insert("record".into(), json!(record.number));
                    what.insert("record_id".into(), json!(record.id.get()));
                }
                Err(Halt::Refused(_)) => fault("record", "names no record that you can see; check the number"),
                Err(halt) => return Err(halt),
            }
        }
        if let Some(id) = given.file {
            let known = self.file_names(&[base::FileId::new(id)]).await?;
            match known.values().next() {
                Some(name) => {
                    what.insert("file_id".into(), json!(id));
                    what.insert("file".into(), json!(name));
                }
                None => fault("file", "names no file that you can see; attach it to a record first"),
            }
        }
        if faults.is_empty() {
            Ok(serde_json::Value::Object(what).to_string())
        } else {
            Err(Refused::invalid(faults).into())
        }
    }
}
