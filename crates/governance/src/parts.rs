//! What a roster is built from: people, teams, scope-bearing records, appointments and deputies.

use base::{Instant, PersonId, RecordId, TeamId};
use model::{RoleIx, ScopeKind};

use crate::Scope;

/// Who holds an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A person.
    Person(PersonId),
    /// A team: each of its members has the appointment's authority.
    Team(TeamId),
}

/// A role given to a holder over a scope. Only active ones are put in the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The record that it is.
    pub id: RecordId,
    /// The role.
    pub role: RoleIx,
    /// Who has it.
    pub holder: Holder,
    /// Over what.
    pub scope: Scope,
    /// The first instant at which it holds; `None` since ever.
    pub from: Option<Instant>,
    /// The first instant at which it no longer holds; `None` for ever.
    pub until: Option<Instant>,
}

/// Somebody who stands in for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the row and the person are both called deputy")]
pub struct Deputy {
    /// The record that it is.
    pub id: RecordId,
    /// The one stood in for.
    pub of: PersonId,
    /// The one who stands in.
    pub deputy: PersonId,
    /// The first instant at which it holds; `None` since ever.
    pub from: Option<Instant>,
    /// The first instant at which it no longer holds; `None` for ever.
    pub until: Option<Instant>,
    /// In which roles; `None` in all that the principal holds in person.
    pub roles: Option<Vec<RoleIx>>,
}

/// That somebody is away for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub person: PersonId,
    /// The first instant at which they are away.
    pub from: Instant,
    /// The first instant at which they are back.
    pub until: Instant,
}

impl Away {
    /// Whether it holds at an instant.
    pub fn is_on(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their stable key.
    pub key: String,
    /// Their name.
    pub name: String,
    /// Whether they are there; those who left have no authority at all.
    pub is_active: bool,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its stable key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The team above it.
    pub parent: Option<TeamId>,
    /// Its members.
    pub members: Vec<PersonId>,
    /// Its support line, from 1.
    pub line: Option<u8>,
}

/// A record that can be a scope: a service, a service line, a configuration item, a customer ...
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub id: RecordId,
    /// What kind of scope it is.
    pub kind: ScopeKind,
    /// Its name.
    pub name: String,
    /// The place above it.
    pub parent: Option<RecordId>,
    /// Its stable key.
    pub key: String,
}

/// What a roster is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Rises with every change to any of the others.
    pub epoch: i64,
    /// People.
    pub people: Vec<Person>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Scope-bearing records.
    pub places: Vec<Place>,
    /// Active appointments, also those that begin later.
    pub appointments: Vec<Appointment>,
    /// Active deputies, also those that begin later.
    pub deputies: Vec<Deputy>,
}

impl Appointment {
    /// Whether it holds at an instant.
    pub fn is_live(&self, now: Instant) -> bool {
        is_within(self.from, self.until, now)
    }
}

impl Deputy {
    /// Whether it holds at an instant.
    pub fn is_live(&self, now: Instant) -> bool {
        is_within(self.from, self.until, now)
    }
    /// Whether it extends to a role.
    pub fn covers(&self, role: RoleIx) -> bool {
        self.roles.as_ref().is_none_or(|it| it.contains(&role))
    }
}

/// Whether an instant lies in `[from, until)`.
fn is_within(from: Option<Instant>, until: Option<Instant>, now: Instant) -> bool {
    from.is_none_or(|it| it <= now) && until.is_none_or(|it| now < it)
}
