//! The first appointment on an empty installation, and what looks after the platform itself.

use std::sync::Arc;

use base::{PersonId, RecordId, TeamId};
use governance::Holder;
use model::{Draft, Header, Record, ScopeKind, Value};
use serde_json::json;
use store::{Commit, Entry, PersonRow, TeamRow};

use crate::{
    Desk, Engine, Fault, FieldFault, Ground, Halt, Refused,
    directory::APPOINTMENT,
    entry,
    load::Keys,
    organisation::template::{self, Size},
    secret,
};

/// The roles that the first person is appointed to, and the teams that stand for the leadership and for everybody:
/// from them every other appointment can be made by ordinary moves.
pub(crate) const FIRST_ROLES: [&str; 2] = ["it-manager", "itsm-programme-manager"];
/// Key, name and role of the first teams. Whoever is added later belongs to the last of them.
const FIRST_TEAMS: [(&str, &str, &str); 2] =
    [("leadership", "Leadership", "itsm-management"), (EVERYBODY, "Everybody", "user")];
/// The team that everybody belongs to.
pub(crate) const EVERYBODY: &str = "everybody";

/// What the first person says of themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct First<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Their mail address, by which they sign in.
    pub mail: &'a str,
    /// Their password.
    pub password: &'a str,
    /// The template to begin with, by its name; empty: none.
    pub template: &'a str,
}

impl Engine {
    /// Whether nobody has been appointed yet.
    pub async fn is_empty(&self) -> Result<bool, Fault> {
        Ok(self.directory().await?.people().next().is_none())
    }

    /// Makes the first person and appoints them, with a template of an organisation around them if they want one. Refused
    /// once anybody is there.
    pub async fn first_appointment(self: &Arc<Self>, first: &First<'_>) -> Result<PersonId, Halt> {
        // The epoch is read before anything is looked at: of two who come at once, only one can be first.
        let epoch = self.store.epoch().await?;
        if !self.is_empty().await? {
            let message = "Somebody has been appointed already. Sign in, or ask them to appoint you.";
            return Err(Refused::new(Ground::Forbidden, "not-empty", message).into());
        }
        let template = checked(first)?;
        entry::check_password(first.password, false)?;
        let password = first.password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || secret::hash_password(&password)).await;
        let hashed = hashed.map_err(|_panicked| Fault::Inner("hashing stopped".to_owned()))??;
        match template {
            None => self.first_alone(first, &hashed, epoch).await,
            Some(size) => self.first_among(first, &hashed, epoch, size).await,
        }
    }

    /// The first person and nobody else.
    async fn first_alone(&self, first: &First<'_>, hashed: &str, epoch: i64) -> Result<PersonId, Halt> {
        let now = self.now();
        let person = PersonId::new(self.store.next_id(now));
        let mail = first.mail.trim().to_lowercase();
        let row = PersonRow {
            id: person.get(),
            key: mail.clone(),
            name: first.name.trim().to_owned(),
            mail,
            is_active: true,
            ..PersonRow::default()
        };
        let mut commit = Commit::new();
        self.store.put_person(&mut commit, &row);
        self.be_first(&mut commit, person, &row.name, hashed);
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
        self.name_organisation(first.organisation.trim()).await?;
        Ok(person)
    }

    /// The first person in the place that a template keeps for them.
    async fn first_among(
        self: &Arc<Self>,
        first: &First<'_>,
        hashed: &str,
        epoch: i64,
        size: Size,
    ) -> Result<PersonId, Halt> {
        let made = template::make(&self.site, size, first.organisation.trim(), self.now());
        if let Some((role, scope)) = made.left.first() {
            let message = format!("can't be used with what is declared here: nobody in it could be {role} for {scope}");
            return Err(Refused::invalid(vec![FieldFault { field: "template".into(), message }]).into());
        }
        let mut organisation = made.organisation;
        if organisation.people.iter().any(|it| it.mail.eq_ignore_ascii_case(first.mail.trim())) {
            let message = "is that of somebody in the template; give your own".to_owned();
            return Err(Refused::invalid(vec![FieldFault { field: "mail".into(), message }]).into());
        }
        self.zone().clone_into(&mut organisation.zone);
        let key = template::name_first(&mut organisation, first.name.trim(), &first.mail.trim().to_lowercase());
        let mut keys = Keys::default();
        let mut commit = self.people_of(&organisation, &mut keys);
        let person =
            keys.people.get(&key).copied().ok_or_else(|| Fault::Inner("a template without people".to_owned()))?;
        self.be_first(&mut commit, person, first.name.trim(), hashed);
        commit.at_epoch(epoch);
        commit.bump_epoch();
        self.store.commit(commit).await?;
        self.load_rest(&organisation, &mut keys, |_| {}).await?;
        Ok(person)
    }

    fn be_first(&self, commit: &mut Commit, person: PersonId, name: &str, hashed: &str) {
        self.store.put_secret(commit, person, hashed);
        let what = json!({ "person": person.get(), "name": name });
        let entry = entry::entry(self.now(), person, "installation:first-person", &what);
        commit.enter(Entry { actor: None, ..entry });
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

/// What the first person says must be on one line each; and there must be such a template.
fn checked(first: &First<'_>) -> Result<Option<Size>, Halt> {
    let mut faults = Vec::new();
    for (field, text) in [("organisation", first.organisation), ("name", first.name), ("mail", first.mail)] {
        if text.trim().is_empty() || text.chars().count() > 120 || text.chars().any(char::is_control) {
            let message = "is needed, in at most 120 characters on one line".to_owned();
            faults.push(FieldFault { field: field.into(), message });
        }
    }
    let size = Size::find(first.template);
    if size.is_none() && !first.template.is_empty() {
        let names = Size::ALL.map(Size::name).join(", ");
        faults.push(FieldFault { field: "template".into(), message: format!("is none of {names}") });
    }
    if faults.is_empty() { Ok(size) } else { Err(Refused::invalid(faults).into()) }
}
