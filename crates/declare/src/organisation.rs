//! The organisation as text: people, teams, appointments, deputies, calendars, agreements and first records.
//! Everything is named by natural key; ids come to be when the engine takes it in.

mod agreements;
mod appointments;
mod calendars;
mod people;
mod policies;
mod records;
mod words;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use model::{ScopeKind, Site, Value};

pub use self::{
    calendars::CalendarText,
    words::{Age, Day},
};
use crate::{files::Files, log::Log, names::Names, table::Table};

/// An organisation by natural keys.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// Its name.
    pub title: String,
    /// The IANA zone of those who give none.
    pub zone: String,
    /// ISO 4217 code of the currency it counts in.
    pub currency: String,
    /// Where mail to the service desk arrives.
    pub mail: String,
    /// People.
    pub people: Vec<PersonText>,
    /// Teams.
    pub teams: Vec<TeamText>,
    /// Appointments.
    pub appointments: Vec<AppointmentText>,
    /// Deputies.
    pub deputies: Vec<DeputyText>,
    /// Calendars; agreements, which the model knows, are in [`Site::agreements`].
    pub calendars: Vec<CalendarText>,
    /// First records, in order of file.
    pub records: Vec<Filed>,
    /// Policies.
    pub policies: Vec<PolicyText>,
    /// Which of people, teams, appointments and deputies the files have at all, be it an empty one.
    pub sections: BTreeSet<String>,
}

/// What a policy wants of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whoever holds the role may do it.
    Allow,
    /// Nobody may do it by that role.
    Deny,
}

/// A policy: what must be so of who may do what, whatever else is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// The natural key.
    pub key: String,
    /// What is wanted.
    pub verdict: Verdict,
    /// Of which roles, each for itself.
    pub roles: Vec<String>,
    /// The activity.
    pub activity: String,
    /// On a record with these values by field; empty for: on any record at all.
    pub on: Vec<(String, Value)>,
    /// In which state; where none is named, in one in which it can be done.
    pub state: Option<String>,
    /// Fields that hold whoever asks.
    pub me: Vec<String>,
    /// Activities that whoever asks has done on the record before.
    pub after: Vec<String>,
    /// Why it must be so.
    pub why: String,
    /// File and line.
    pub declared_at: String,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonText {
    /// The natural key, which is also the sign-in name.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    pub mail: String,
    /// What they do, in their own words.
    pub title: String,
    /// Telephone.
    pub phone: String,
    /// Teams by key; the first is the home team.
    pub teams: Vec<String>,
    /// IANA zone; the organisation's where none is given.
    pub zone: String,
    /// Where they sit.
    pub place: String,
    /// Country.
    pub country: String,
    /// Whether they have left.
    pub has_left: bool,
    /// File and line.
    pub declared_at: String,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamText {
    /// The natural key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// The team above it.
    pub parent: Option<String>,
    /// The person who leads it.
    pub lead: Option<String>,
    /// Which line of support it is, 1 to 3.
    pub line: Option<i64>,
    /// Mail address.
    pub mail: String,
    /// The calendar it works by.
    pub calendar: Option<String>,
    /// File and line.
    pub declared_at: String,
}

/// Who holds something: a person or a team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HolderText {
    /// A person's key.
    Person(String),
    /// A team's key.
    Team(String),
}

/// What an appointment is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeText {
    /// The kind.
    pub kind: ScopeKind,
    /// The natural key; empty where there is only one.
    pub key: String,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentText {
    /// The natural key.
    pub key: String,
    /// The role's key.
    pub role: String,
    /// Who holds it.
    pub holder: HolderText,
    /// Over what.
    pub scope: ScopeText,
    /// From which day.
    pub from: Day,
    /// Until which day, that day included.
    pub until: Option<Day>,
    /// The person who appointed; `None`: the installation.
    pub by: Option<String>,
    /// Whether the holder has accepted.
    pub is_accepted: bool,
    /// File and line.
    pub declared_at: String,
}

/// A deputy for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeputyText {
    /// The natural key.
    pub key: String,
    /// Who acts.
    pub person: String,
    /// For whom.
    pub stands_in_for: String,
    /// In which roles; empty for all.
    pub roles: Vec<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, that day included.
    pub until: Day,
    /// Why: `Parental leave`.
    pub why: String,
    /// File and line.
    pub declared_at: String,
}

/// A record to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The record type's key.
    pub of: String,
    /// The natural key.
    pub key: String,
    /// The number it bears; `None`: the next free one.
    pub number: Option<String>,
    /// The state it is in.
    pub state: String,
    /// How long ago it was opened.
    pub age: Age,
    /// Its values by field, as they are now.
    pub values: IndexMap<String, Given>,
    /// How it came to be so: who made which move, oldest first; may be empty.
    pub steps: Vec<Step>,
    /// What was said, oldest first.
    pub messages: Vec<Message>,
    /// File and line.
    pub declared_at: String,
}

/// A value of a record to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// As [`model::Value::parse`] reads it.
    Text(String),
    /// An instant or date, counted from the moment of loading.
    Ago(Age),
    /// The natural key of a person, a team or a record.
    Key(String),
    /// The natural keys of records.
    Keys(Vec<String>),
}

/// A move that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The move's key.
    pub makes: String,
    /// The person who made it.
    pub by: String,
    /// How long ago.
    pub age: Age,
    /// What it set that the record no longer has, or that the move does not tell.
    pub sets: IndexMap<String, Given>,
}

/// A message on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub by: String,
    /// How long ago.
    pub age: Age,
    /// What it says.
    pub text: String,
    /// Whether only IT reads it.
    pub is_inside: bool,
    /// How it came: `portal`, `email`; may be empty.
    pub by_way_of: String,
}

impl HolderText {
    /// The key.
    pub fn key(&self) -> &str {
        match self {
            Self::Person(key) | Self::Team(key) => key,
        }
    }
}

/// The files that say who is there, completely: whoever is not named in one is not there.
pub(crate) const SECTIONS: [&str; 4] = ["people", "teams", "appointments", "deputies"];

/// What the files of an organisation refer to each other by.
struct Known {
    people: Names,
    teams: Names,
    calendars: Names,
    /// `<type>:<key>`.
    records: Names,
}

/// Reads the organisation; agreements go to the site.
pub(crate) fn read(files: &Files, site: &mut Site, log: &Log<'_>) -> Organisation {
    let known = Known {
        people: people::names(files, "people", "person", log),
        teams: people::names(files, "teams", "team", log),
        calendars: people::names(files, "calendars", "calendar", log),
        records: records::names(files, site, log),
    };
    site.agreements = agreements::all(files, site, &known, log);
    let mut found = Organisation {
        people: people::people(files, &known, log),
        teams: people::teams(files, &known, log),
        appointments: appointments::appointments(files, site, &known, log),
        deputies: appointments::deputies(files, site, &known, log),
        calendars: calendars::all(files, log),
        records: records::all(files, site, &known, log),
        policies: policies::all(files, site, log),
        sections: SECTIONS.into_iter().filter(|it| files.root(it).is_some()).map(str::to_owned).collect(),
        ..Organisation::default()
    };
    head(files, &mut found, log);
    found
}

/// Reads only what is declared of the organisation; agreements go to the site.
pub(crate) fn declared(files: &Files, site: &mut Site, log: &Log<'_>) -> Organisation {
    let known = Known {
        people: Names::new("person"),
        teams: Names::new("team"),
        calendars: people::names(files, "calendars", "calendar", log),
        records: records::names(files, site, log),
    };
    site.agreements = agreements::all(files, site, &known, log);
    let mut found = Organisation { calendars: calendars::all(files, log), ..Organisation::default() };
    head(files, &mut found, log);
    found
}

fn head(files: &Files, found: &mut Organisation, log: &Log<'_>) {
    if let Some(file) = files.root("organisation") {
        let root = Table::new(&file.node, &file.at, "the organisation", log);
        found.title = root.needed("title").map(|it| it.text.to_owned()).unwrap_or_default();
        found.zone = root.text("zone");
        found.currency = root.text("currency");
        found.mail = root.text("mail");
        root.done();
    }
}
