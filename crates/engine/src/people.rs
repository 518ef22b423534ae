//! Keeping people and teams: by whoever is appointed to, never for oneself where a role comes with it.

use base::{PersonId, Span, TeamId};
use governance::Holder;
use serde_json::json;
use store::{Commit, PersonRow, TeamRow};

use crate::{Desk, FieldFault, Ground, Halt, Refused, Secret, bootstrap::EVERYBODY};

/// The activity that lets somebody keep people and teams.
pub(crate) const KEEP: &str = "directory:keep";
/// How long a new person's sign-in link is good.
const LINK: Span = Span::from_secs(3 * 86_400);

/// Somebody new.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Who.
    pub person: PersonId,
    /// The secret of their first sign-in link, shown once.
    pub link: Secret,
}

impl Desk {
    /// Adds a person. They belong to everybody's team, if there is one, and get a sign-in link.
    pub async fn add_person(&self, name: &str, mail: &str, phone: &str) -> Result<NewPerson, Halt> {
        let basis = self.entitled(KEEP)?;
        let (name, mail) = (name.trim(), mail.trim().to_lowercase());
        let mut faults = Vec::new();
        if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
            faults.push(fault("name", "is needed, in at most 120 characters on one line"));
        }
        let looks_right = mail.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
        if !looks_right || mail.chars().count() > 200 || mail.chars().any(|it| it.is_control() || it.is_whitespace()) {
            faults.push(fault("mail", "is no mail address; write name@example.org"));
        }
        if self.directory.find_person(&mail).is_some() {
            faults.push(fault("mail", "belongs to somebody already"));
        }
        if !faults.is_empty() {
            return Err(Refused::invalid(faults).into());
        }
        let person = PersonId::new(self.engine.store.next_id(self.now));
        let row = PersonRow {
            id: person.get(),
            key: mail.clone(),
            name: name.to_owned(),
            mail,
            phone: phone.chars().take(40).collect(),
            is_active: true,
            ..PersonRow::default()
        };
        let mut commit = self.keeping();
        self.engine.store.put_person(&mut commit, &row);
        if let Some(team) = self.directory.find_team(EVERYBODY) {
            self.engine.store.put_member(&mut commit, team, person);
        }
        commit.enter(self.kept(
            &basis,
            "person:add",
            &json!({ "person": person.get(), "name": row.name, "mail": row.mail }),
        ));
        self.engine.store.commit(commit).await?;
        let link = self.engine.make_link(person, LINK).await?;
        Ok(NewPerson { person, link })
    }

    /// Notes that somebody has left, or is back. Whoever has left has no authority at all from that moment.
    pub async fn set_active(&self, person: PersonId, is_active: bool) -> Result<(), Halt> {
        let basis = self.entitled(KEEP)?;
        if person == self.person() {
            return Err(Refused::new(
                Ground::Forbidden,
                "apart",
                "Somebody else has to note that you leave or come back.",
            )
            .into());
        }
        let row = self.directory.person(person).ok_or_else(|| Halt::from(Refused::not_found("such person")))?;
        let row = PersonRow { is_active, ..row.clone() };
        let mut commit = self.keeping();
        self.engine.store.put_person(&mut commit, &row);
        if !is_active {
            self.engine.store.end_sessions(&mut commit, person, &[]);
            self.engine.store.end_feed(&mut commit, person);
        }
        commit.enter(self.kept(
            &basis,
            if is_active { "person:back" } else { "person:left" },
            &json!({ "person": person.get() }),
        ));
        self.engine.store.commit(commit).await?;
        Ok(())
    }

    /// Adds a team, or changes the one with this key: its name, the team above it, its line and its members.
    pub async fn keep_team(
        &self,
        key: &str,
        name: &str,
        parent: Option<&str>,
        line: Option<u8>,
        members: &[PersonId],
    ) -> Result<TeamId, Halt> {
        let basis = self.entitled(KEEP)?;
        let fits = !key.is_empty()
            && key.len() <= 60
            && key.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
        let mut faults = Vec::new();
        if !fits {
            faults.push(fault("key", "is made of lower-case letters, digits and dashes: service-desk"));
        }
        if name.trim().is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
            faults.push(fault("name", "is needed, in at most 120 characters on one line"));
        }
        let above = parent.filter(|it| !it.is_empty()).map(|it| self.directory.find_team(it));
        if above == Some(None) {
            faults.push(fault("parent", "names no team"));
        }
        let known = self.directory.find_team(key);
        let above = above.flatten();
        if known.is_some() && above.is_some_and(|it| self.roster().teams_above(it).contains(&known.unwrap_or(it))) {
            faults.push(fault("parent", "lies below this team; choose another"));
        }
        if !faults.is_empty() {
            return Err(Refused::invalid(faults).into());
        }
        self.check_members(known, members)?;
        let id = known.unwrap_or_else(|| TeamId::new(self.engine.store.next_id(self.now)));
        // What this page doesn't ask for (who leads it, its mail, its calendar) stays.
        let all = self.engine.store.teams().await?;
        let before = all.into_iter().find(|it| it.id == id.get()).unwrap_or_default();
        let row = TeamRow {
            id: id.get(),
            key: key.to_owned(),
            name: name.trim().to_owned(),
            parent: above.map(TeamId::get),
            line: line.map(i64::from),
            members: members.iter().map(|it| it.get()).collect(),
            ..before
        };
        let mut commit = self.keeping();
        self.engine.store.put_team(&mut commit, &row);
        commit.enter(self.kept(
            &basis,
            "team:keep",
            &json!({ "team": row.id, "key": row.key, "name": row.name, "members": row.members }),
        ));
        self.engine.store.commit(commit).await?;
        Ok(id)
    }

    /// Refuses unknown members, and oneself as a new member of a team that holds a role.
    fn check_members(&self, team: Option<TeamId>, members: &[PersonId]) -> Result<(), Halt> {
        if members.iter().any(|it| self.directory.person(*it).is_none()) {
            return Err(Refused::invalid(vec![fault("members", "names somebody unknown")]).into());
        }
        let is_new = |team| members.contains(&self.person()) && !self.roster().teams_of(self.person()).contains(&team);
        let holds = |team| self.roster().held_by(Holder::Team(team)).next().is_some();
        if team.is_some_and(|team| is_new(team) && holds(team)) {
            let message = "That team holds a role, so somebody else has to put you into it.";
            return Err(Refused::new(Ground::Forbidden, "apart", message).into());
        }
        Ok(())
    }

    fn keeping(&self) -> Commit {
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        commit
    }

    pub(crate) fn kept(&self, basis: &governance::Basis, activity: &str, what: &serde_json::Value) -> store::Entry {
        store::Entry {
            activity: activity.to_owned(),
            ..self.journaled(basis.activity, Some(basis), None, what.clone())
        }
    }
}

fn fault(field: &str, message: &str) -> FieldFault {
    FieldFault { field: field.into(), message: message.into() }
}
