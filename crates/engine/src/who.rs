//! Who answers for what, when, and how they are reached: asked in one's own words.

use base::{Instant, PersonId, RecordId, Span, TeamId};
use governance::{Answering, Fit, Holder, Question, Scope, answering, understand};
use model::{ActivityIx, Header, Letter, When};

use crate::{Desk, Directory, Engine, FieldFault, Ground, Halt, Refused, directory::nobody_such, spelled::spelled};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct WhoAsked {
    /// The activity, in words or as its key.
    pub text: String,
    /// The service, line or item: key, number or name; empty where the words may name one.
    pub service: String,
    /// The team: key or name; empty where the words may name one.
    pub team: String,
    /// When; now where it is not said.
    pub at: Option<Instant>,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoAnswers {
    /// The activity that was understood: key and title.
    pub activity: (String, String),
    /// Its practice.
    pub practice: String,
    /// What else it could have been: key and title.
    pub others: Vec<(String, String)>,
    /// Over which service, line or item, by name.
    pub place: Option<String>,
    /// For which team, by name.
    pub team: Option<String>,
    /// When.
    pub at: Instant,
    /// Those who answer first, then those who do it, are asked and are told.
    pub lines: Vec<WhoLine>,
}

/// One who has a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoLine {
    /// The letter.
    pub letter: Letter,
    /// The role, by title.
    pub role: String,
    /// Over what, in words.
    pub scope: String,
    /// The persons who are there then.
    pub persons: Vec<Contact>,
    /// The team that holds it, if one does: its name and mail address.
    pub team: Option<(String, String)>,
    /// Those who hold it and are away then, by name.
    pub away: Vec<String>,
    /// Who stands in for them then.
    pub deputies: Vec<Contact>,
    /// The appointment's number.
    pub appointment: String,
    /// The cell: letter, role and where it is declared.
    pub cell: String,
    /// On which records only, as the cell says it.
    pub when: Option<String>,
    /// Whether it reaches what was asked about for sure, or only records of some service or team.
    pub for_some: bool,
    /// Whether the team is on duty then, by its calendar.
    pub on_duty: Option<String>,
}

/// How somebody is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Mail address; may be empty.
    pub mail: String,
}

/// The most lines, and the most persons of a team by name.
const LINES: usize = 40;
const PERSONS: usize = 6;

impl Desk {
    /// Who answers: for those inside IT, who may all know whom to ask.
    pub async fn who_answers(&self, asked: &WhoAsked) -> Result<WhoAnswers, Halt> {
        if !self.is_inside() {
            let message = "Who answers for what inside IT is shown to those who work there. Ask the service desk.";
            return Err(Refused::new(Ground::Forbidden, "inside", message).into());
        }
        self.engine.who_answers(asked).await
    }
}

impl Engine {
    /// Who answers, for whoever looks after the installation.
    pub async fn who_answers(&self, asked: &WhoAsked) -> Result<WhoAnswers, Halt> {
        let directory = self.directory().await?;
        let understood = understand(&directory.site, &directory.roster, &asked.text);
        let place = match asked.service.trim() {
            "" => understood.place,
            named => Some(self.place(&directory, named).await?),
        };
        let team = match asked.team.trim() {
            "" => understood.team,
            named => Some(directory.team_named(named)?),
        };
        let title = |ix: ActivityIx| directory.site.activity(ix).map(|it| (it.key.clone(), it.title.clone()));
        let others: Vec<(String, String)> = understood.others.iter().filter_map(|ix| title(*ix)).collect();
        let Some((activity, row)) = understood.activity.and_then(|ix| Some((ix, directory.site.activity(ix)?))) else {
            return Err(not_understood(&asked.text, &others).into());
        };
        let at = asked.at.unwrap_or_else(|| self.now());
        // Whoever looks after the service is meant where no team was named.
        let supports = match (team, place) {
            (None, Some(place)) => self.store.record(place).await?.and_then(|it| it.header(Header::HolderTeam).team()),
            (_, _) => None,
        };
        let question = Question { activity, place, team: team.or(supports), at };
        let found = answering(&directory.roster, &directory.site, &question);
        let numbers = self.numbers_of(&found).await?;
        let mut lines = Vec::new();
        for (it, number) in found.iter().zip(numbers).take(LINES) {
            lines.push(self.line(&directory, it, (number, activity, at)));
        }
        Ok(WhoAnswers {
            activity: (row.key.clone(), row.title.clone()),
            practice: self.site.practice(row.practice).map(|it| it.title.clone()).unwrap_or_default(),
            others,
            place: place.and_then(|it| directory.place_name(it)).map(str::to_owned),
            team: team.map(|it| directory.team_name(it)),
            at,
            lines,
        })
    }

    /// The place with a key, a number or a name.
    pub(crate) async fn place(&self, directory: &Directory, named: &str) -> Result<RecordId, Halt> {
        let roster = &directory.roster;
        let by_key = roster.places().find(|it| it.key == named);
        let found = by_key.or_else(|| roster.places().find(|it| it.name.eq_ignore_ascii_case(named)));
        if let Some(found) = found {
            return Ok(found.id);
        }
        let by_number = self.store.record_numbered(&named.to_uppercase()).await?;
        let by_number = by_number.filter(|it| roster.place(it.id).is_some()).map(|it| it.id);
        by_number.ok_or_else(|| {
            let known = roster.places().map(|it| (it.key.as_str(), it.name.as_str()));
            nobody_such(("service", named, "no service, line or item"), known)
        })
    }

    /// The numbers of the appointments, in order.
    async fn numbers_of(&self, found: &[Answering]) -> Result<Vec<String>, Halt> {
        let ids: Vec<RecordId> = found.iter().take(LINES).map(|it| it.appointment).collect();
        let records = self.store.records(&ids).await?;
        let number = |id: &RecordId| records.iter().find(|it| it.id == *id).map(|it| it.number.clone());
        Ok(ids.iter().map(|id| number(id).unwrap_or_default()).collect())
    }

    fn line(
        &self,
        directory: &Directory,
        it: &Answering,
        (appointment, activity, at): (String, ActivityIx, Instant),
    ) -> WhoLine {
        let role = |ix| directory.site.role(ix).map(|it| it.title.clone()).unwrap_or_default();
        let of = directory.site.activity(activity).and_then(|it| directory.site.of(it.of()?));
        let when = of.filter(|_| it.when != When::Always).map(|of| spelled(directory, of, &it.when));
        let (team, on_duty) = match it.holder {
            Holder::Team(id) => self.team(directory, id, at),
            Holder::Person(_) => (None, None),
        };
        let contact = |person: &PersonId| contact(directory, *person);
        // Of a team of many, some names would say less than how many they are.
        let is_many = team.is_some() && it.there.len() > PERSONS;
        let team = team.map(
            |(name, mail)| if is_many { (format!("{name}, {} people", it.there.len()), mail) } else { (name, mail) },
        );
        WhoLine {
            letter: it.letter,
            role: role(it.role),
            scope: scope_words(directory, &directory.site, it.scope),
            persons: it.there.iter().filter(|_| !is_many).take(PERSONS).map(contact).collect(),
            team,
            away: it.away.iter().take(PERSONS).map(|it| directory.name(*it)).collect(),
            deputies: it.deputies.iter().map(contact).collect(),
            appointment,
            cell: format!("{} for {}, {}", it.letter.name(), role(it.cell), it.declared_at),
            when,
            for_some: it.fit == Fit::ForSome,
            on_duty,
        }
    }

    /// A team's name and mail, and whether it is on duty, by its calendar.
    fn team(&self, directory: &Directory, id: TeamId, at: Instant) -> (Option<(String, String)>, Option<String>) {
        let (mail, calendar) = directory.team_reach(id);
        let on_duty = self.terms.calendar(calendar).map(|it| {
            let moment = Span::from_secs(1);
            if clocks::working(it, at, at.plus(moment)) != Span::ZERO {
                return format!("on duty then, by the calendar {}", it.title());
            }
            let opens = clocks::add(it, at, moment).and_then(|at| {
                let zone = jiff::tz::TimeZone::get(it.zone_name()).ok()?;
                Some(at.timestamp().to_zoned(zone).strftime("%-d %B %H:%M").to_string())
            });
            let opens = opens.map(|at| format!("; on duty again from {at}")).unwrap_or_default();
            format!("off duty then, by the calendar {}{opens}", it.title())
        });
        (Some((directory.team_name(id), mail.to_owned())), on_duty)
    }
}

fn contact(directory: &Directory, person: PersonId) -> Contact {
    let row = directory.person(person);
    Contact {
        person,
        name: directory.name(person),
        phone: row.map(|it| it.phone.clone()).unwrap_or_default(),
        mail: row.map(|it| it.mail.clone()).unwrap_or_default(),
    }
}

pub(crate) fn scope_words(directory: &Directory, site: &model::Site, scope: Scope) -> String {
    match scope {
        Scope::Whole(_) => "the whole organisation".to_owned(),
        Scope::Process(ix) => site.practice(ix).map(|it| it.title.clone()).unwrap_or_default(),
        Scope::Team(id) => directory.team_name(id),
        Scope::Record(_, id) => directory.place_name(id).unwrap_or("a scope that is gone").to_owned(),
    }
}

pub(crate) fn unknown(field: &str, message: &str) -> Halt {
    Refused::invalid(vec![FieldFault { field: field.to_owned(), message: message.to_owned() }]).into()
}

fn not_understood(text: &str, others: &[(String, String)]) -> Refused {
    let text: String = text.chars().filter(|it| !it.is_control()).take(80).collect();
    let near: Vec<String> = others.iter().map(|(key, title)| format!("“{title}” ({key})")).collect();
    let near = if near.is_empty() {
        "Say what is done and on what, such as “close an incident”, or write the activity's key.".to_owned()
    } else {
        format!("Nearest: {}.", near.join(", "))
    };
    Refused::new(Ground::NotFound, "not-understood", format!("No activity was recognised in “{text}”. {near}"))
}
