//! Template organisations for five, fifty and five hundred people: who is there, and who holds which roles together
//! without a conflict. A larger one is a smaller one with more in it, so that growing redoes nothing.

use base::Instant;
use declare::{AppointmentText, Day, Filed, Given, HolderText, Organisation, PersonText, ScopeText, Sources, TeamText};
use model::{ScopeKind, Site};

use super::{Candidates, fill};
use crate::bootstrap::FIRST_ROLES;

/// Where the made-up people of a template have their mail.
pub const MADE_UP: &str = "@example.org";
/// The key of whoever is there first: they lead, and appoint everybody else.
pub const FIRST_PERSON: &str = "person-1";

/// How large an organisation is to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Five people who do everything.
    Small,
    /// Fifty people, a dozen of them in IT.
    Medium,
    /// Five hundred people, sixty of them in IT.
    Large,
}

impl Size {
    /// All, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Its name in commands and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    /// The size with this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// How many people there are, and how many of them are in IT.
    #[must_use]
    pub fn people(self) -> (usize, usize) {
        match self {
            Self::Small => (5, 5),
            Self::Medium => (50, 12),
            Self::Large => (500, 60),
        }
    }

    /// How many services and lines of them there are.
    fn services(self) -> (usize, usize) {
        match self {
            Self::Small => (2, 1),
            Self::Medium => (6, 2),
            Self::Large => (30, 5),
        }
    }
}

/// A template: the organisation, and what could be given to nobody without a conflict.
#[derive(Clone, Debug)]
pub struct Made {
    /// What is made.
    pub organisation: Organisation,
    /// Role and scope of each.
    pub left: Vec<(String, String)>,
}

/// Makes the template of a size, for what is declared.
#[must_use]
pub fn make(site: &Site, size: Size, title: &str, now: Instant) -> Made {
    let mut organisation = Organisation { title: title.to_owned(), zone: "UTC".to_owned(), ..Organisation::default() };
    let mut left = Vec::new();
    for step in Size::ALL.into_iter().filter(|it| *it <= size) {
        grow(site, &mut organisation, step);
        let people = organisation.people.iter().filter(|it| it.teams.iter().any(|it| it == "it"));
        // Those who came last hold least, and are asked first.
        let people = people.rev().map(|it| it.key.clone()).collect();
        let teams = organisation.teams.iter().filter(|it| it.key != "everybody" && it.key != "it");
        let homes = HOMES.map(|(role, team)| (role.to_owned(), team.to_owned())).into();
        let among = Candidates { people, teams: teams.map(|it| it.key.clone()).collect(), homes };
        left = fill(site, &mut organisation, &among, now);
    }
    Made { organisation, left }
}

/// Adds what a size has beyond the one before it.
fn grow(site: &Site, organisation: &mut Organisation, size: Size) {
    if organisation.teams.is_empty() {
        for (key, title, line) in TEAMS {
            organisation.teams.push(team(key, title, line));
        }
        for (role, team, kind) in FIRST {
            organisation.appointments.push(given(role, HolderText::Team(team.to_owned()), kind));
        }
        for role in FIRST_ROLES {
            let kind = site.find_role(role).and_then(|it| site.role(it)).map(|it| it.scope);
            let holder = HolderText::Person(FIRST_PERSON.to_owned());
            organisation.appointments.extend(kind.map(|kind| given(role, holder, kind)));
        }
    }
    let (people, in_it) = size.people();
    for n in organisation.people.len()..people {
        // People of IT come first within each size; who came with a smaller one stays what they were.
        let has = organisation.people.iter().filter(|it| it.teams.iter().any(|it| it == "it")).count();
        organisation.people.push(person(n, has < in_it));
    }
    // One of everything else that a role can be over, so that nothing lies with nobody.
    for of in site.types.iter().filter(|it| it.place.is_some_and(|it| !WORK.contains(&it))) {
        if !["service", "service-line"].contains(&of.key.as_str()) && count(organisation, &of.key) == 0 {
            organisation.records.extend(filed(site, &of.key, 0, None));
        }
    }
    let (services, lines) = size.services();
    for n in count(organisation, "service-line")..lines {
        organisation.records.extend(filed(site, "service-line", n, None));
    }
    for n in count(organisation, "service")..services {
        organisation.records.extend(filed(site, "service", n, Some(("service_line", format!("line-{}", n % lines)))));
    }
}

/// Key, title and line of support of the teams that every organisation has.
const TEAMS: [(&str, &str, Option<i64>); 7] = [
    ("everybody", "Everybody", None),
    ("it", "IT", None),
    ("leadership", "Leadership", None),
    ("service-desk", "Service desk", Some(1)),
    ("operations", "Operations", Some(2)),
    ("development", "Development", Some(3)),
    ("buying", "Buying", None),
];

/// Where the work of a role is done: it is given over that team, or to it, and to its people first.
const HOMES: [(&str, &str); 8] = [
    ("service-desk-manager", "service-desk"),
    ("service-desk-analyst", "service-desk"),
    ("second-level-support", "operations"),
    ("third-level-support", "development"),
    ("change-advisory-board", "leadership"),
    ("cab-chair", "leadership"),
    ("cab-member", "leadership"),
    ("it-procurement", "buying"),
];

/// What is given before everything else, because the rest is given from there.
const FIRST: [(&str, &str, ScopeKind); 2] =
    [("user", "everybody", ScopeKind::Organisation), ("itsm-management", "leadership", ScopeKind::Organisation)];

/// Kinds of scope that are work which passes, and no part of an organisation.
const WORK: [ScopeKind; 2] = [ScopeKind::Change, ScopeKind::Incident];

fn team(key: &str, title: &str, line: Option<i64>) -> TeamText {
    TeamText {
        key: key.to_owned(),
        title: title.to_owned(),
        parent: (!["everybody", "it"].contains(&key)).then(|| "it".to_owned()),
        lead: None,
        line,
        mail: String::new(),
        calendar: None,
        declared_at: String::new(),
    }
}

fn given(role: &str, holder: HolderText, kind: ScopeKind) -> AppointmentText {
    AppointmentText {
        key: format!("{role}.{}.{}", kind.name(), holder.key()),
        role: role.to_owned(),
        holder,
        scope: ScopeText { kind, key: String::new() },
        from: Day::FromToday(0),
        until: None,
        by: None,
        is_accepted: true,
        declared_at: String::new(),
    }
}

fn person(n: usize, is_in_it: bool) -> PersonText {
    let own = ["leadership", "service-desk", "operations", "development", "buying"];
    let mut teams = vec!["everybody".to_owned()];
    if is_in_it {
        teams.push("it".to_owned());
        teams.extend(own.get(n % own.len()).map(|it| (*it).to_owned()));
    }
    let no = n.saturating_add(1);
    PersonText {
        key: format!("person-{no}"),
        name: format!("Person {no}"),
        mail: format!("person-{no}{MADE_UP}"),
        title: String::new(),
        phone: String::new(),
        teams,
        zone: String::new(),
        place: String::new(),
        country: String::new(),
        has_left: false,
        declared_at: String::new(),
    }
}

fn count(organisation: &Organisation, of: &str) -> usize {
    organisation.records.iter().filter(|it| it.of == of).count()
}

fn filed(site: &Site, of: &str, n: usize, above: Option<(&str, String)>) -> Option<Filed> {
    let declared = site.find_type(of)?;
    // The first state in which it is in use, be it called live or active.
    let state = declared.lifecycle.states.iter().find(|it| it.phase == model::Phase::Active)?;
    let key = if of == "service-line" { format!("line-{n}") } else { format!("{of}-{n}") };
    let title = format!("{} {}", declared.title, n.saturating_add(1));
    let mut values = indexmap::IndexMap::new();
    values.insert("title".to_owned(), Given::Text(title));
    values.extend(above.map(|(field, key)| (field.to_owned(), Given::Key(key))));
    Some(Filed {
        of: of.to_owned(),
        key,
        number: None,
        state: state.key.clone(),
        age: declare::Age::default(),
        values,
        steps: Vec::new(),
        messages: Vec::new(),
        declared_at: String::new(),
    })
}

/// Gives the first place to somebody by name, and gives back their key.
pub fn name_first(organisation: &mut Organisation, name: &str, mail: &str) -> String {
    for it in organisation.people.iter_mut().filter(|it| it.key == FIRST_PERSON) {
        mail.clone_into(&mut it.key);
        mail.clone_into(&mut it.mail);
        name.clone_into(&mut it.name);
    }
    for it in &mut organisation.appointments {
        if matches!(&it.holder, HolderText::Person(key) if key == FIRST_PERSON) {
            it.holder = HolderText::Person(mail.to_owned());
        }
    }
    mail.to_owned()
}

/// The template's files.
#[must_use]
pub fn files(made: &Made) -> Vec<(String, String)> {
    declare::written(&made.organisation)
}

/// The same, read again with what is declared: nothing is handed out that does not load.
pub fn read(files: &[(String, String)]) -> Result<declare::Loaded, declare::Faults> {
    let own = Sources::texts("", files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    declare::load(&Sources::overlay(Sources::shipped(), own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::{Ids, Standing, Step, differ, draw, target};

    fn loaded(size: Size) -> declare::Loaded {
        let made = make(declare::shipped(), size, "House", testkit::START);
        assert_eq!(made.left, [], "{size:?}");
        read(&files(&made)).map_err(|it| it.human()).unwrap()
    }

    #[test]
    fn no_template_has_a_gap_or_a_conflict() {
        for size in Size::ALL {
            let it = loaded(size);
            assert_eq!(it.organisation.people.len(), size.people().0);
            let drawn =
                draw(&it.site, &it.organisation, &Ids::default(), testkit::START.plus(base::Span::from_secs(86_400)));
            let found =
                governance::findings(&drawn.roster, &it.site, testkit::START.plus(base::Span::from_secs(86_400)));
            let bad = |it: &governance::Finding| match it.kind {
                governance::FindingKind::Gap | governance::FindingKind::Conflict => {
                    it.scope.is_some() || !it.roles.is_empty()
                }
                // One division is all that a small organisation has: it is told of it until it has grown.
                governance::FindingKind::Misfit => it.code != "misfit.one-division",
                governance::FindingKind::Vacancy => true,
                governance::FindingKind::Overlap
                | governance::FindingKind::SinglePoint
                | governance::FindingKind::Expiry
                | governance::FindingKind::Overload
                | governance::FindingKind::Idle
                | governance::FindingKind::MissedDuty
                | governance::FindingKind::Decorative => false,
            };
            let bad: Vec<_> =
                found.into_iter().filter(bad).map(|f| crate::worded(&it.site, &drawn.roster, f).text).collect();
            assert!(bad.is_empty(), "{size:?}: {bad:#?}");
        }
    }

    #[test]
    fn a_role_over_a_team_is_over_the_team_that_does_its_work() {
        for size in Size::ALL {
            let given = loaded(size).organisation.appointments;
            let check = |role: &str, team: &str| {
                let over: Vec<_> = given.iter().filter(|it| it.role == role).map(|it| it.scope.to_string()).collect();
                assert!(!over.is_empty() && over.iter().all(|it| *it == format!("team:{team}")), "{role}: {over:?}");
            };
            check("service-desk-manager", "service-desk");
            check("service-desk-analyst", "service-desk");
            check("second-level-support", "operations");
            check("third-level-support", "development");
            let board = given.iter().find(|it| it.role == "change-advisory-board").map(|it| it.holder.key().to_owned());
            check("cab-chair", &board.unwrap());
        }
    }

    #[test]
    fn growing_adds_and_redoes_nothing() {
        for (small, large) in [(Size::Small, Size::Medium), (Size::Medium, Size::Large)] {
            let (from, to) = (loaded(small), loaded(large));
            let mut standing = Standing::default();
            standing.organisation = from.organisation;
            let today = "2026-03-02".parse().unwrap();
            let target = target(&to.site, &standing, &to.organisation, today);
            let steps = differ(&to.site, &standing, &target);
            let is_new = |it: &&Step| {
                matches!(it, Step::Join(_) | Step::Found(_) | Step::Bring(_) | Step::Appoint(_) | Step::Confirm { .. })
            };
            assert!(steps.len() > 40, "{small:?}");
            let redone: Vec<_> = steps.iter().filter(|it| !is_new(it)).collect();
            assert!(redone.is_empty(), "{small:?}: {redone:#?}");
        }
    }
}
