//! People, teams and deputies.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, PersonId, TeamId};

use crate::{Commit, Conflict, Expect, Fault, Store, binds};

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// Id.
    pub id: i64,
    /// Stable natural key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
    /// Telephone.
    pub phone: String,
    /// IANA time zone; empty for the organisation's.
    pub zone: String,
    /// Whether they may sign in and hold anything.
    pub is_active: bool,
    /// What they do, in their own words.
    pub title: String,
    /// Where they sit.
    pub place: String,
    /// Country.
    pub country: String,
    /// Their home team.
    pub home: Option<i64>,
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamRow {
    /// Id.
    pub id: i64,
    /// Stable natural key.
    pub key: String,
    /// Name.
    pub name: String,
    /// The team above.
    pub parent: Option<i64>,
    /// Support line, from 1.
    pub line: Option<i64>,
    /// Members.
    pub members: Vec<i64>,
    /// The person who leads it.
    pub lead: Option<i64>,
    /// Mail address.
    pub mail: String,
    /// The key of the calendar it works by; may be empty.
    pub calendar: String,
}

/// A deputy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeputyRow {
    /// Id.
    pub id: i64,
    /// For whom.
    pub of: PersonId,
    /// Who.
    pub deputy: PersonId,
    /// From when.
    pub from: Option<Instant>,
    /// Until when.
    pub until: Option<Instant>,
    /// Only for these roles (keys); empty for all.
    pub roles: Vec<String>,
    /// Stable natural key; may be empty.
    pub key: String,
    /// Why: `Parental leave`.
    pub why: String,
}

impl Store {
    /// Everyone.
    pub async fn people(&self) -> Result<Vec<PersonRow>, Fault> {
        let rows = self
            .rows(
                "SELECT id, key, name, mail, phone, zone, active, title, place, country, home FROM person ORDER BY id",
                &[],
            )
            .await?;
        rows.iter()
            .map(|it| {
                Ok(PersonRow {
                    id: it.int(0)?,
                    key: it.text(1).to_owned(),
                    name: it.text(2).to_owned(),
                    mail: it.text(3).to_owned(),
                    phone: it.text(4).to_owned(),
                    zone: it.text(5).to_owned(),
                    is_active: it.int(6)? != 0,
                    title: it.text(7).to_owned(),
                    place: it.text(8).to_owned(),
                    country: it.text(9).to_owned(),
                    home: it.opt(10),
                })
            })
            .collect()
    }

    /// All teams with their members.
    pub async fn teams(&self) -> Result<Vec<TeamRow>, Fault> {
        let rows =
            self.rows("SELECT id, key, name, parent, line, lead, mail, calendar FROM team ORDER BY id", &[]).await?;
        let mut teams = Vec::with_capacity(rows.len());
        for row in &rows {
            teams.push(TeamRow {
                id: row.int(0)?,
                key: row.text(1).to_owned(),
                name: row.text(2).to_owned(),
                parent: row.opt(3),
                line: row.opt(4),
                members: Vec::new(),
                lead: row.opt(5),
                mail: row.text(6).to_owned(),
                calendar: row.text(7).to_owned(),
            });
        }
        for row in &self.rows("SELECT team, person FROM member ORDER BY team, person", &[]).await? {
            let team = row.int(0)?;
            if let Some(team) = teams.binary_search_by_key(&team, |it| it.id).ok().and_then(|at| teams.get_mut(at)) {
                team.members.push(row.int(1)?);
            }
        }
        Ok(teams)
    }

    /// All deputies.
    pub async fn deputies(&self) -> Result<Vec<DeputyRow>, Fault> {
        let rows = self
            .rows("SELECT id, of_person, deputy, starts, ends, roles, key, why FROM deputy ORDER BY id", &[])
            .await?;
        rows.iter()
            .map(|it| {
                Ok(DeputyRow {
                    id: it.int(0)?,
                    of: PersonId::new(it.int(1)?),
                    deputy: PersonId::new(it.int(2)?),
                    from: it.instant(3),
                    until: it.instant(4),
                    roles: it.text(5).split_whitespace().map(str::to_owned).collect(),
                    key: it.text(6).to_owned(),
                    why: it.text(7).to_owned(),
                })
            })
            .collect()
    }

    /// Adds a person to a commit, or changes the one with this id.
    pub fn put_person(&self, commit: &mut Commit, person: &PersonRow) {
        commit.run(
            "INSERT INTO person (id, key, name, mail, phone, zone, active, title, place, country, home) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET key = $2, name = $3, \
             mail = $4, phone = $5, zone = $6, active = $7, title = $8, place = $9, country = $10, home = $11",
            binds![
                person.id,
                person.key.as_str(),
                person.name.as_str(),
                person.mail.as_str(),
                person.phone.as_str(),
                person.zone.as_str(),
                person.is_active,
                person.title.as_str(),
                person.place.as_str(),
                person.country.as_str(),
                person.home
            ],
            Expect::One(Conflict::Taken),
        );
        commit.bump_epoch();
    }

    /// Adds a team to a commit, or changes the one with this id, with its members.
    pub fn put_team(&self, commit: &mut Commit, team: &TeamRow) {
        commit.run(
            "INSERT INTO team (id, key, name, parent, line, lead, mail, calendar) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO UPDATE SET key = $2, name = $3, parent = $4, line = $5, lead = $6, mail = $7, calendar = $8",
            binds![
                team.id,
                team.key.as_str(),
                team.name.as_str(),
                team.parent,
                team.line,
                team.lead,
                team.mail.as_str(),
                team.calendar.as_str()
            ],
            Expect::One(Conflict::Taken),
        );
        commit.run("DELETE FROM member WHERE team = $1", binds![team.id], Expect::Any);
        for person in &team.members {
            self.put_member(commit, TeamId::new(team.id), PersonId::new(*person));
        }
        commit.bump_epoch();
    }

    /// Adds one member to a team.
    pub fn put_member(&self, commit: &mut Commit, team: TeamId, person: PersonId) {
        commit.run(
            "INSERT INTO member (team, person) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            binds![team.get(), person.get()],
            Expect::Any,
        );
        commit.bump_epoch();
    }

    /// Adds a deputy to a commit.
    pub fn put_deputy(&self, commit: &mut Commit, row: &DeputyRow) {
        commit.run(
            "INSERT INTO deputy (id, of_person, deputy, starts, ends, roles, key, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO UPDATE SET starts = $4, ends = $5, roles = $6, key = $7, why = $8",
            binds![
                row.id,
                row.of.get(),
                row.deputy.get(),
                row.from.map(Instant::micros),
                row.until.map(Instant::micros),
                row.roles.join(" "),
                row.key.as_str(),
                row.why.as_str()
            ],
            Expect::One(Conflict::Taken),
        );
        commit.bump_epoch();
    }

    /// Sets a person's password hash.
    pub fn put_secret(&self, commit: &mut Commit, person: PersonId, secret: &str) {
        commit.run(
            "UPDATE person SET secret = $2 WHERE id = $1",
            binds![person.get(), secret],
            Expect::One(Conflict::Missing),
        );
    }

    /// The active person with this mail address or key, and their password hash.
    pub async fn sign_in_row(&self, name: &str) -> Result<Option<(PersonId, Option<String>)>, Fault> {
        let rows = self
            .rows(
                "SELECT id, secret FROM person WHERE (mail = $1 OR key = $1) AND active = 1 ORDER BY id LIMIT 2",
                &binds![name],
            )
            .await?;
        match rows.as_slice() {
            [one] => Ok(Some((PersonId::new(one.int(0)?), one.opt_text(1)))),
            _none_or_ambiguous => Ok(None),
        }
    }
}
