//! Findings in words: what is missing or wrong, why it matters, and a lawful way out.

use base::PersonId;
use governance::{Finding, FindingKind, Fix, Roster, Scope, Severity};
use model::Site;

use crate::Desk;

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
    /// What is missing or wrong in who answers for what, as of now. Those outside IT see none of it.
    pub fn findings(&self) -> Vec<Worded> {
        if !self.is_inside() {
            return Vec::new();
        }
        let found = governance::findings(self.roster(), self.site(), self.now);
        found.into_iter().map(|it| worded(self.site(), self.roster(), it)).collect()
    }
}

/// Puts a finding into words.
pub fn worded(site: &Site, roster: &Roster, finding: Finding) -> Worded {
    let names = Names { site, roster };
    let roles: Vec<String> = finding.roles.iter().map(|it| names.role(*it)).collect();
    let scope = finding.scope.map(|it| names.scope(it)).unwrap_or_default();
    let activity = finding.activity.and_then(|it| site.activity(it)).map(|it| it.title.clone()).unwrap_or_default();
    let mut persons: Vec<String> = finding.persons.iter().map(|it| names.person(*it)).collect();
    persons
        .extend(finding.teams.iter().map(|it| roster.team(*it).map_or_else(|| it.to_string(), |it| it.name.clone())));
    let place = if scope.is_empty() { String::new() } else { format!(", {scope}") };
    let about =
        if activity.is_empty() { format!("{}{place}", roles.join(" and ")) } else { format!("{activity}{place}") };
    let (title, text) = sentence(
        finding.code,
        &Words {
            roles: roles.join(" and "),
            scope,
            activity,
            persons: persons.join(" and "),
            words: finding.words.clone().unwrap_or_default(),
        },
    );
    let fix = finding.fix.as_ref().map(|it| names.fix(it)).unwrap_or_default();
    Worded { kind: finding.kind, severity: finding.severity, title, about, text, fix, finding }
}

struct Words {
    roles: String,
    scope: String,
    activity: String,
    persons: String,
    words: String,
}

/// The title and the sentence of a finding's code.
fn sentence(code: &str, it: &Words) -> (String, String) {
    let Words { roles, scope, activity, persons, words } = it;
    let (title, text) = match code {
        "gap.nobody-appointed" => (
            "Nobody is appointed",
            format!("{roles} for {scope} is held by nobody. What that role answers for waits until somebody is."),
        ),
        "gap.holder-not-there" => {
            ("Nobody is there", format!("{roles} for {scope} is given to {persons}, but nobody stands behind it now."))
        }
        "gap.nobody-answers" => ("Nobody is accountable", format!("For “{activity}” in {scope} nobody answers.")),
        "gap.nobody-does" => ("Nobody does it", format!("“{activity}” in {scope} has nobody who may do it.")),
        "overlap.two-holders" => {
            ("Held twice", format!("{persons} both hold {roles} for {scope}. Each can think that the other did it."))
        }
        "overlap.two-answer" => (
            "Two are accountable",
            format!("For “{activity}” in {scope} both {persons} answer. Each can think that the other did."),
        ),
        "conflict.always" | "conflict.same-scope" => {
            ("Must be kept apart", format!("{persons} holds {roles} for {scope}. {words}"))
        }
        "conflict.avoid" => ("Better kept apart", format!("{persons} holds {roles}. {words}")),
        "expiry.no-successor" => (
            "Ends, and nobody follows",
            format!("{persons}'s appointment as {roles} for {scope} ends soon, and nobody follows."),
        ),
        "vacancy.holder-left" => {
            ("The holder has left", format!("{persons} still holds {roles} for {scope}, but has left."))
        }
        "vacancy.team-empty" => {
            ("The team is empty", format!("{persons} holds {roles} for {scope}, but has no members who are there."))
        }
        "misfit.above-itself" => {
            ("Above itself", format!("{scope} lies above itself: the tree of scopes goes round in a circle."))
        }
        "misfit.deputy-not-there" => {
            ("The deputy is not there", format!("{persons} is named as deputy but is not there."))
        }
        "misfit.deputy-of-nothing" => {
            ("Deputy of nothing", format!("{persons} stands in for somebody who holds nothing to stand in for."))
        }
        "misfit.deputy-of-self" => ("Deputy of oneself", format!("{persons} is named as their own deputy.")),
        "misfit.not-a-member" => (
            "Not a member any more",
            format!("{persons} holds {roles} for {scope}, but whoever does must be a member of the team behind it."),
        ),
        "misfit.one-division" => (
            "From one division only",
            format!(
                "{persons} holds {roles}, and its members all come from one division. It should speak for several."
            ),
        ),
        "misfit.never-valid" => ("Never valid", format!("{roles} for {scope} ends before it begins.")),
        "misfit.person-holds-team-role" => {
            ("A team's role", format!("{roles} is held by a team, but is given to {persons}."))
        }
        "misfit.team-holds-person-role" => {
            ("A person's role", format!("{roles} is held by a person, but is given to {persons}."))
        }
        "misfit.scope-kind" => ("The wrong kind of scope", format!("{roles} can't be given over {scope}.")),
        "misfit.unknown" | "misfit.unknown-scope" => {
            ("Leads nowhere", format!("{roles} for {scope} names somebody or something that is not there."))
        }
        other if other.starts_with("single") => {
            ("One person only", format!("{persons} alone holds {roles} for {scope}, and nobody stands in."))
        }
        _other => ("Needs a look", format!("{roles} {scope} {persons} {words}")),
    };
    (title.to_owned(), text.trim().to_owned())
}

struct Names<'a> {
    site: &'a Site,
    roster: &'a Roster,
}

impl Names<'_> {
    fn role(&self, role: model::RoleIx) -> String {
        self.site.role(role).map(|it| it.title.clone()).unwrap_or_default()
    }
    fn person(&self, id: PersonId) -> String {
        self.roster.person(id).map_or_else(|| format!("person {id}"), |it| it.name.clone())
    }
    fn scope(&self, scope: Scope) -> String {
        match scope {
            Scope::Whole(_) => "the whole organisation".to_owned(),
            Scope::Process(ix) => self.site.practice(ix).map(|it| it.title.clone()).unwrap_or_default(),
            Scope::Team(id) => self.roster.team(id).map_or_else(|| format!("team {id}"), |it| it.name.clone()),
            Scope::Record(kind, id) => {
                self.roster.place(id).map_or_else(|| format!("{} {id}", kind.name()), |it| it.name.clone())
            }
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
        }
    }
}
