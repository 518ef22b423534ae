//! The first appointment on an empty installation, and what looks after the platform itself.

use std::sync::Arc;

use base::{PersonId, RecordId, TeamId};
use governance::Holder;
use model::{Draft, Header, Record, ScopeKind, Value};
use serde_json::json;
use store::{Commit, Entry, PersonRow, TeamRow};

use crate::{Desk, Engine, Fault, FieldFault, Ground, Halt, Refused, directory::APPOINTMENT, entry, secret};

/// The roles that the first person is appointed to, and the teams that stand for the leadership and for everybody:
/// from them every other appointment can be made by ordinary moves.
const FIRST_ROLES: [&str; 2] = ["it-manager", "itsm-programme-manager"];
/// Key, name and role of the first teams. Whoever is added later belongs to the last of them.
const FIRST_TEAMS: [(&str, &str, &str); 2] =
    [("leadership", "Leadership", "itsm-management"), (EVERYBODY, "Everybody", "user")];
/// The team that everybody belongs to.
pub(crate) const EVERYBODY: &str = "everybody";

impl Engine {
    /// Whether nobody has been appointed yet.
    pub async fn is_empty(&self) -> Result<bool, Fault> {
        Ok(self.directory().await?.people().next().is_none())
    }

    /// Makes the first person and appoints them. Refused once anybody is there.
    pub async fn first_appointment(
        self: &Arc<Self>,
        organisation: &str,
        name: &str,
        mail: &str,
        password: &str,
    ) -> Result<PersonId, Halt> {
        // The epoch is read before anything is looked at: of two who come at once, only one can be first.
        let epoch = self.store.epoch().await?;
        if !self.is_empty().await? {
            let message = "Somebody has been appointed already. Sign in, or ask them to appoint you.";
            return Err(Refused::new(Ground::Forbidden, "not-empty", message).into());
        }
        let mut faults = Vec::new();
        for (field, text) in [("organisation", organisation), ("name", name), ("mail", mail)] {
            if text.trim().is_empty() || text.chars().count() > 120 || text.chars().any(char::is_control) {
                faults.push(FieldFault {
                    field: field.into(),
                    message: "is needed, in at most 120 characters on one line".into(),
                });
            }
        }
        if !faults.is_empty() {
            return Err(Refused::invalid(faults).into());
        }
        entry::check_password(password, false)?;
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || secret::hash_password(&password)).await;
        let hashed = hashed.map_err(|_panicked| Fault::Inner("hashing stopped".to_owned()))??;
        let now = self.now();
        let person = PersonId::new(self.store.next_id(now));
        let mail = mail.trim().to_lowercase();
        let row = PersonRow {
            id: person.get(),
            key: mail.clone(),
            name: name.trim().to_owned(),
            mail,
            is_active: true,
            ..PersonRow::default()
        };
        let mut commit = Commit::new();
        self.store.put_person(&mut commit, &row);
        self.store.put_secret(&mut commit, person, &hashed);
        commit.enter(Entry {
            actor: None,
            ..entry::entry(
                now,
                person,
                "installation:first-person",
                &json!({ "person": person.get(), "name": row.name }),
            )
        });
        for role in FIRST_ROLES {
            self.appoint_first(&mut commit, Holder::Person(person), role, None).await?;
        }
        for (key, name, role) in FIRST_TEAMS {
            let team = TeamId::new(self.store.next_id(now));
            let row = TeamRow {
                id: team.get(),
                key: key.to_owned(),
                name: name.to_owned(),
                members: vec![person.get()],
                ..TeamRow::default()
            };
            self.store.put_team(&mut commit, &row);
            self.appoint_first(&mut commit, Holder::Team(team), role, Some(ScopeKind::Organisation)).await?;
        }
        commit.at_epoch(epoch);
        self.store.commit(commit).await?;
        self.name_organisation(organisation.trim()).await?;
        Ok(person)
    }

    async fn appoint_first(
        &self,
        commit: &mut Commit,
        holder: Holder,
        role: &str,
        over: Option<ScopeKind>,
    ) -> Result<(), Fault> {
        let missing = || {
            Fault::Declared(format!("the first appointment needs a record type `{APPOINTMENT}` and a role `{role}`"))
        };
        let of = self.site.find_type(APPOINTMENT).ok_or_else(missing)?;
        let found = self.site.find_role(role).and_then(|it| self.site.role(it)).ok_or_else(missing)?;
        let state = of.lifecycle.find_state("active").ok_or_else(missing)?;
        let now = self.now();
        let id = RecordId::new(self.store.next_id(now));
        let mut draft = Draft::of(Record::new(of, id, self.next_number(of.ix).await?, state));
        match holder {
            Holder::Person(person) => draft.set(Header::HolderPerson.slot(), Value::Person(person)),
            Holder::Team(team) => draft.set(Header::HolderTeam.slot(), Value::Team(team)),
        }
        draft.set(Header::Title.slot(), Value::Text(found.title.clone()));
        draft.set(Header::Opened.slot(), Value::Instant(now));
        draft.set(Header::Changed.slot(), Value::Instant(now));
        let scope = over.unwrap_or(found.scope);
        let texts = [("role", role), ("scope_kind", scope.name())];
        for (key, text) in texts {
            let slot = of.slot(key).ok_or_else(missing)?;
            draft.set(slot, Value::Text(text.to_owned()));
        }
        if !scope.is_whole() {
            return Err(missing());
        }
        self.store.put_new(commit, &draft.record)?;
        let what = json!({ "number": draft.record.number, "role": role, "holder": format!("{holder:?}"), "state": [null, "active"] });
        let entry = Entry {
            actor: None,
            record: Some(id),
            ..entry::entry(now, PersonId::new(0), "appointment:bootstrap", &what)
        };
        commit.enter(Entry { basis: "{\"installation\":true}".to_owned(), ..entry });
        commit.bump_epoch();
        Ok(())
    }

    /// A desk without any authority: for reading clocks anew and the like, which decide nothing.
    pub(crate) async fn nobody(self: &Arc<Self>) -> Result<Desk, Fault> {
        let directory = self.directory().await?;
        let now = self.now();
        let authority = Arc::new(directory.roster.authority(&directory.site, PersonId::new(0), now));
        Ok(Desk::new(Arc::clone(self), directory, authority, now, crate::Ceiling::Read))
    }
}
