//! Findings in words: what is missing or wrong, why it matters, and a lawful way out.

use base::{Instant, PersonId, TeamId};
use governance::{Finding, FindingKind, Fix, Roster, Scope, Severity};
use jiff::tz::TimeZone;
use model::{Activity, Does, Letter, Site};

use crate::{Desk, Halt};

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// What kind it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// What it is about: the role, the scope or the activity.
    pub about: String,
    /// What it is and why it matters.
    pub text: String,
    /// A lawful way out.
    pub fix: String,
    /// The finding itself.
    pub finding: Finding,
}

impl Desk {
    /// What is missing or wrong in who answers for what, as of now, then what will be. Those outside IT see none of it.
    pub async fn findings(&self) -> Result<Vec<Worded>, Halt> {
        if !self.is_inside() {
            return Ok(Vec::new());
        }
        let standing = self.engine.found().await?;
        let wording = Wording::new(self.site(), &standing.directory.roster, self.engine.zone());
        Ok(standing.list.iter().map(|it| wording.worded(it.clone())).collect())
    }
}

impl Desk {
    /// A finding in words, with days as they are where the organisation is.
    pub fn in_words(&self, it: &Finding) -> Worded {
        Wording::new(self.site(), self.roster(), self.engine.zone()).worded(it.clone())
    }
}

/// Puts a finding into words, with days as they are in UTC.
pub fn worded(site: &Site, roster: &Roster, finding: Finding) -> Worded {
    Wording::new(site, roster, "UTC").worded(finding)
}

/// How many scopes are named before the rest is counted.
const NAMED: usize = 3;

/// What findings are put into words with.
pub(crate) struct Wording<'a> {
    names: Names<'a>,
    zone: TimeZone,
}

impl<'a> Wording<'a> {
    pub(crate) fn new(site: &'a Site, roster: &'a Roster, zone: &str) -> Self {
        Self { names: Names { site, roster }, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// A day in words: `1 August`, with the year where it is far.
    fn day(&self, at: Instant) -> String {
        at.timestamp().to_zoned(self.zone.clone()).strftime("%-d %B %Y").to_string()
    }

    /// Two things that nobody answers for, or does, because a role is held by nobody.
    fn left_undone(&self, it: &Finding) -> String {
        let Some(role) = it.roles.first().filter(|_| it.kind == FindingKind::Gap && it.activity.is_none()) else {
            return String::new();
        };
        let with = |letter: Letter| {
            // Following is no work of its own.
            let is_work = |row: &Activity| !matches!(row.does, Does::Follow(_));
            let has = move |row: &&Activity| {
                is_work(row) && row.cells.iter().any(|it| it.role == *role && it.letter == letter)
            };
            self.names.site.activities.iter().filter(has).map(|it| format!("“{}”", it.title)).take(2)
        };
        let answers: Vec<String> = with(Letter::A).collect();
        let does: Vec<String> = if answers.is_empty() { with(Letter::R).collect() } else { Vec::new() };
        match (answers.is_empty(), does.is_empty()) {
            (true, true) => "What that role answers for waits until somebody does.".to_owned(),
            (true, false) => format!("So nobody does {} there, and whatever else that role does.", listed(&does)),
            (false, _) => {
                format!("So nobody answers for {} there, and whatever else that role answers for.", listed(&answers))
            }
        }
    }

    /// A finding in words.
    pub(crate) fn worded(&self, finding: Finding) -> Worded {
        let names = &self.names;
        let roles: Vec<String> = finding.roles.iter().map(|it| names.role(*it)).collect();
        let scope = names.scopes(&finding);
        let activity =
            finding.activity.and_then(|it| names.site.activity(it)).map(|it| it.title.clone()).unwrap_or_default();
        let mut persons: Vec<String> = finding.persons.iter().map(|it| names.person(*it)).collect();
        persons.extend(finding.teams.iter().map(|it| names.team(*it)));
        let subject = if activity.is_empty() { listed(&roles) } else { activity.clone() };
        let parts = [if subject.is_empty() { listed(&persons) } else { subject }, scope.clone()];
        let about = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
        let words = Words {
            roles: listed(&roles),
            over: if scope.is_empty() { String::new() } else { format!(" for {scope}") },
            activity,
            persons: listed(&persons),
            words: finding.words.clone().unwrap_or_default(),
            undone: self.left_undone(&finding),
            since: finding.since.map(|it| self.day(it)).unwrap_or_default(),
            until: finding.until.map(|it| self.day(it)).unwrap_or_default(),
            count: finding.count.unwrap_or_default(),
        };
        let (title, text) = sentence(finding.code, &words);
        let from = finding.begins.map(|it| self.day(it));
        let text = from.as_ref().map_or(text.clone(), |day| format!("From {day}: {text}"));
        let title = from.map_or(title.clone(), |day| format!("{title} from {day}"));
        let fix = names.way_out(&finding);
        Worded { kind: finding.kind, severity: finding.severity, title, about, text, fix, finding }
    }
}

/// Names one after the other: `Ann, Bob and Cem`.
fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

struct Words {
    roles: String,
    /// ` for Payroll`; empty where no scope is meant.
    over: String,
    activity: String,
    persons: String,
    words: String,
    /// What nobody does because of it, as a sentence.
    undone: String,
    since: String,
    until: String,
    count: usize,
}

/// The title and the sentence of a finding's code.
fn sentence(code: &str, it: &Words) -> (String, String) {
    let Words { roles, over, persons, words, .. } = it;
    let (title, text) = match code {
        "conflict.always" | "conflict.same-scope" => {
            ("Must be kept apart", format!("{persons} holds {roles}{over}. {words}"))
        }
        "conflict.avoid" => ("Better kept apart", format!("{persons} holds {roles}{over}. {words}")),
        "overlap.two-holders" => {
            ("Held twice", format!("{persons} both hold {roles}{over}. Each can think that the other did it."))
        }
        "overlap.two-answer" => (
            "Two roles are accountable",
            format!("For “{}”{over} both {roles} answer. Each can think that the other did.", it.activity),
        ),
        "vacancy.holder-left" => (
            "The holder has left",
            format!(
                "{persons} still holds {roles}{over}, but has left. The appointment stands, and nobody is behind it."
            ),
        ),
        "vacancy.team-empty" => (
            "The team is empty",
            format!(
                "{persons} holds {roles}{over}, but has no members who are there. What comes to it reaches nobody."
            ),
        ),
        "overload.answers-for-many" => (
            "Answers for too much",
            format!(
                "{persons} answers for {} things{over}, far more than others: some of it will wait. {words}",
                it.count
            ),
        ),
        other if other.starts_with("gap.") => missing(other, it),
        other if other.starts_with("misfit.") => misfit(other, it),
        other => unused(other, it),
    };
    (title.to_owned(), text.trim().to_owned())
}

/// Gaps in words.
fn missing(code: &str, it: &Words) -> (&'static str, String) {
    let Words { roles, over, activity, persons, undone, .. } = it;
    let since = if it.since.is_empty() { String::new() } else { format!(" since {}", it.since) };
    match code {
        "gap.nobody-appointed" => ("Nobody is appointed", format!("{roles}{over} is held by nobody{since}. {undone}")),
        "gap.holder-not-there" => (
            "Nobody is there",
            format!("{roles}{over} is given to {persons}, but nobody stands behind it now. {undone}"),
        ),
        "gap.holder-away" => (
            "Away, and nobody stands in",
            format!("{persons} holds {roles}{over}, is away, and nobody who is there stands in. {undone}"),
        ),
        "gap.nobody-answers" => (
            "Nobody is accountable",
            format!("For “{activity}”{over} nobody answers: whoever does it has nobody to turn to when it goes wrong."),
        ),
        _nobody_does => (
            "Nobody does it",
            format!(
                "“{activity}”{over} has nobody who may do it: {roles} is held by nobody. What comes in stays where it is."
            ),
        ),
    }
}

/// What can't be right, in words.
fn misfit(code: &str, it: &Words) -> (&'static str, String) {
    let Words { roles, over, persons, .. } = it;
    let scope = over.trim_start_matches(" for ");
    match code {
        "misfit.above-itself" => {
            ("Above itself", format!("{scope} lies above itself: the tree of scopes goes round in a circle."))
        }
        "misfit.deputy-not-there" => {
            ("The deputy is not there", format!("Of {persons}, who stand in for one another, one is not there."))
        }
        "misfit.deputy-of-nothing" => {
            ("Deputy of nothing", format!("{persons}: the first holds nothing in which the second could stand in."))
        }
        "misfit.deputy-of-self" => ("Deputy of oneself", format!("{persons} is named as their own deputy.")),
        "misfit.never-valid" => {
            ("Never valid", format!("{roles}{over} ends before it begins, so it never gives anything."))
        }
        "misfit.not-a-member" => (
            "Not a member any more",
            format!("{persons} holds {roles}{over}, but whoever does must be a member of the team behind it."),
        ),
        "misfit.one-division" => (
            "From one division only",
            format!(
                "{persons} holds {roles}, and its members all come from one division. It should speak for several."
            ),
        ),
        "misfit.person-holds-team-role" => {
            ("A team's role", format!("{roles} is a role for a team, but is given to {persons}."))
        }
        "misfit.team-holds-person-role" => {
            ("A person's role", format!("{roles} is a role for a person, but is given to {persons}."))
        }
        "misfit.scope-kind" => (
            "The wrong kind of scope",
            format!("{roles} can't be given over {scope}: it would give nothing there, or not what was meant."),
        ),
        _unknown => ("Leads nowhere", format!("{roles}{over} names somebody or something that is not there.")),
    }
}

/// What nobody uses, what ends, what hangs on one, what was missed: in words.
fn unused(code: &str, it: &Words) -> (&'static str, String) {
    let Words { roles, over, persons, .. } = it;
    match code {
        "single-point.no-deputy" => (
            "One person only",
            format!("{persons} alone holds {roles}{over}, and nobody stands in. When they are away, nothing moves."),
        ),
        "expiry.no-successor" => (
            "Ends, and nobody follows",
            format!(
                "{persons}'s appointment as {roles}{over} ends on {}, and nobody follows. From then on nobody has it.",
                it.until
            ),
        ),
        "idle.never-used" => (
            "Not used in a year",
            format!(
                "{persons} holds {roles}{over} and has not acted by it since {}. Authority that nobody uses is authority that nobody watches.",
                it.since
            ),
        ),
        "decorative.never-acts" => (
            "A role for show",
            format!(
                "{} are appointed as {roles}, and nobody has ever acted by it. A role for show hides who really does it.",
                it.count
            ),
        ),
        "missed-duty.not-done" => (
            "A duty was missed",
            format!("“{}”{over} was due on {}, and nothing shows that it was done.", it.activity, it.since),
        ),
        _other => ("Needs a look", format!("{roles}{over} {persons} {}", it.words)),
    }
}

pub(crate) struct Names<'a> {
    pub(crate) site: &'a Site,
    pub(crate) roster: &'a Roster,
}

impl Names<'_> {
    pub(crate) fn role(&self, role: model::RoleIx) -> String {
        self.site.role(role).map(|it| it.title.clone()).unwrap_or_default()
    }
    pub(crate) fn person(&self, id: PersonId) -> String {
        self.roster.person(id).map_or_else(|| format!("person {id}"), |it| it.name.clone())
    }
    pub(crate) fn scope(&self, scope: Scope) -> String {
        match scope {
            Scope::Whole(_) => "the whole organisation".to_owned(),
            Scope::Process(ix) => self.site.practice(ix).map(|it| it.title.clone()).unwrap_or_default(),
            Scope::Team(id) => self.team(id),
            Scope::Record(kind, id) => {
                self.roster.place(id).map_or_else(|| format!("{} {id}", kind.name()), |it| it.name.clone())
            }
        }
    }
    fn team(&self, id: TeamId) -> String {
        self.roster.team(id).map_or_else(|| format!("team {id}"), |it| it.name.clone())
    }
    /// Every scope by name; where there are many, the first of them and how many more.
    fn scopes(&self, it: &Finding) -> String {
        let all: Vec<Scope> = it.all_scopes().collect();
        let mut named: Vec<String> = all.iter().take(NAMED).map(|it| self.scope(*it)).collect();
        if all.len() > NAMED {
            named.push(format!("{} more", all.len().saturating_sub(NAMED)));
        }
        listed(&named)
    }
    /// A lawful way out of a finding; empty where there is none to tell.
    fn way_out(&self, it: &Finding) -> String {
        let appointer = |role: &model::RoleIx| self.site.role(*role).and_then(|it| it.appointed_by);
        match (&it.fix, it.kind, it.roles.first()) {
            (Some(Fix::End { .. }), FindingKind::Vacancy, _) if it.teams.is_empty() => {
                "Appoint somebody else, then end this appointment.".to_owned()
            }
            (Some(Fix::End { .. }), FindingKind::Vacancy, _) => {
                "Put somebody into the team, or appoint another and end this appointment.".to_owned()
            }
            // Nobody holds it over any team, and which team needs it is not known here.
            (None, FindingKind::Gap, Some(role)) if it.scope.is_none() => {
                let who = appointer(role).map_or_else(String::new, |by| format!(" The {} appoints.", self.role(by)));
                format!("Appoint somebody as {} for the team that does its work.{who}", self.role(*role))
            }
            (Some(Fix::Declare { activity }), _, Some(role)) if it.code == "gap.nobody-does" => {
                let title = self.site.activity(*activity).map(|it| it.title.clone()).unwrap_or_default();
                format!("Appoint somebody as {}, or give “{title}” to another role in the matrix.", self.role(*role))
            }
            (Some(fix), _, _) => self.fix(fix),
            (None, _, _) => String::new(),
        }
    }
    fn fix(&self, fix: &Fix) -> String {
        match fix {
            Fix::Appoint { role, scope, by } => {
                let who = by.map_or_else(String::new, |by| format!(" The {} appoints.", self.role(by)));
                format!("Appoint somebody as {} for {}.{who}", self.role(*role), self.scope(*scope))
            }
            Fix::End { .. } => "End one of the appointments.".to_owned(),
            Fix::NameDeputy { of, role } => format!("Name a deputy for {} as {}.", self.person(*of), self.role(*role)),
            Fix::Extend { .. } => "Extend the appointment, or appoint who follows.".to_owned(),
            Fix::Correct { .. } => "Correct the appointment.".to_owned(),
            Fix::Declare { activity } => {
                let title = self.site.activity(*activity).map(|it| it.title.clone()).unwrap_or_default();
                format!("Give “{title}” one A in the matrix.")
            }
            Fix::Share { of } => format!("Hand some of it over from {} to others.", self.person(*of)),
            Fix::Do { activity } => {
                let title = self.site.activity(*activity).map(|it| it.title.clone()).unwrap_or_default();
                format!("Do “{title}” now, or hand it over.")
            }
            Fix::Retire { role } => format!("Put {} to use, or retire the role.", self.role(*role)),
        }
    }
}
