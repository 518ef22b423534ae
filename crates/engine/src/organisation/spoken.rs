//! Steps in words, as a colleague would say them.

use std::collections::BTreeMap;

use declare::{AppointmentText, DeputyText, Filed, Given, HolderText, Organisation, PersonText, ScopeText, TeamText};
use model::Site;

use super::Step;

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// `+` for what comes, `-` for what goes, `~` for what changes, `?` for what is only told of.
    pub mark: char,
    /// The sentence.
    pub text: String,
}

/// Puts steps into words; names are those of the target, and where it has none, the stored ones.
pub fn spoken(site: &Site, now: &Organisation, target: &Organisation, steps: &[Step]) -> Vec<Spoken> {
    let mut names = Names { site, people: BTreeMap::new(), teams: BTreeMap::new(), records: BTreeMap::new() };
    for all in [now, target] {
        names.people.extend(all.people.iter().map(|it| (it.key.as_str(), it.name.as_str())));
        names.teams.extend(all.teams.iter().map(|it| (it.key.as_str(), it.title.as_str())));
        for it in &all.records {
            if let Some(Given::Text(title)) = it.values.get("title") {
                names.records.insert((&it.of, &it.key), title);
            }
        }
    }
    steps.iter().map(|it| names.step(it)).collect()
}

struct Names<'a> {
    site: &'a Site,
    people: BTreeMap<&'a str, &'a str>,
    teams: BTreeMap<&'a str, &'a str>,
    records: BTreeMap<(&'a str, &'a str), &'a str>,
}

fn say(mark: char, text: String) -> Spoken {
    Spoken { mark, text }
}

impl Names<'_> {
    fn step(&self, step: &Step) -> Spoken {
        match step {
            Step::Name { to } => say('~', format!("The organisation is called {to}.")),
            Step::Join(it) => say('+', format!("{} ({}) comes in{}.", it.name, it.key, self.joined(&it.teams))),
            Step::Person { before, after } => self.person(before, after),
            Step::Found(it) => say('+', format!("Team {} ({}) is founded.", it.title, it.key)),
            Step::Team { before, after } => say('~', format!("Team {}: {}.", after.title, team(before, after))),
            Step::Bring(it) => {
                say('+', format!("{} {} ({}) comes in as {}.", self.kind(it), self.title(it), it.key, it.state))
            }
            Step::Record { before, after, fields } => self.record(before, after, fields),
            Step::Unnamed(it) => say(
                '?',
                format!(
                    "{} {} ({}) is here, and the files don't name it. Export it, or end it on its page.",
                    self.kind(it),
                    self.title(it),
                    it.key
                ),
            ),
            Step::Appoint(it) => {
                say('+', format!("{} becomes {}{}.", self.holder(&it.holder), self.over(it), dates(it)))
            }
            Step::Redate { before, after } => say(
                '~',
                format!(
                    "{} as {}: {} instead of {}.",
                    self.holder(&after.holder),
                    self.over(after),
                    period(after),
                    period(before)
                ),
            ),
            Step::Confirm { it, state } => {
                say('~', format!("{} as {} is {state} and is to be in force.", self.holder(&it.holder), self.over(it)))
            }
            Step::Suspend(it) => say('-', format!("{} as {} is suspended.", self.holder(&it.holder), self.over(it))),
            Step::End(it) => say('-', format!("{} is no longer {}.", self.holder(&it.holder), self.over(it))),
            Step::Deputise(it) => {
                say('+', format!("{}{}.", self.deputy(it), format_args!(" from {} to {}", it.from, it.until)))
            }
            Step::Relieve(it) => say('-', format!("No longer: {}.", self.deputy(it))),
        }
    }

    fn person(&self, before: &PersonText, after: &PersonText) -> Spoken {
        if after.has_left && !before.has_left {
            return say('-', format!("{} ({}) leaves.", before.name, before.key));
        }
        let mut parts = Vec::new();
        if before.has_left && !after.has_left {
            parts.push("is back".to_owned());
        }
        let texts = [
            ("name", &before.name, &after.name),
            ("mail", &before.mail, &after.mail),
            ("title", &before.title, &after.title),
            ("phone", &before.phone, &after.phone),
            ("zone", &before.zone, &after.zone),
            ("place", &before.place, &after.place),
            ("country", &before.country, &after.country),
        ];
        parts.extend(texts.into_iter().filter(|(_, was, is)| was != is).map(|(what, was, is)| changed(what, was, is)));
        let joins = after.teams.iter().filter(|it| !before.teams.contains(it));
        parts.extend(joins.map(|it| format!("joins {}", self.team_name(it))));
        let leaves = before.teams.iter().filter(|it| !after.teams.contains(it));
        parts.extend(leaves.map(|it| format!("leaves {}", self.team_name(it))));
        if parts.is_empty() {
            parts.extend(after.teams.first().map(|it| format!("home team is {}", self.team_name(it))));
        }
        say('~', format!("{} ({}): {}.", after.name, after.key, parts.join(", ")))
    }

    fn joined(&self, teams: &[String]) -> String {
        let teams: Vec<String> = teams.iter().map(|it| self.team_name(it)).collect();
        if teams.is_empty() { String::new() } else { format!(", into {}", teams.join(", ")) }
    }

    fn record(&self, before: &Filed, after: &Filed, fields: &[String]) -> Spoken {
        let shown = |it: &Filed, key: &String| match it.values.get(key) {
            Some(Given::Text(text) | Given::Key(text)) => text.clone(),
            Some(Given::Keys(keys)) => keys.join(", "),
            Some(Given::Ago(age)) => age.to_string(),
            None => String::new(),
        };
        let mut parts: Vec<String> =
            fields.iter().map(|it| changed(it, &shown(before, it), &shown(after, it))).collect();
        if before.state != after.state {
            parts.push(changed("state", &before.state, &after.state));
        }
        say('~', format!("{} {} ({}): {}.", self.kind(after), self.title(before), after.key, parts.join(", ")))
    }

    fn kind(&self, it: &Filed) -> String {
        self.site.find_type(&it.of).map_or_else(|| it.of.clone(), |of| of.title.clone())
    }
    fn title(&self, it: &Filed) -> String {
        self.records.get(&(it.of.as_str(), it.key.as_str())).map_or_else(|| it.key.clone(), |it| (*it).to_owned())
    }
    fn team_name(&self, key: &str) -> String {
        self.teams.get(key).map_or_else(|| key.to_owned(), |it| (*it).to_owned())
    }
    fn holder(&self, it: &HolderText) -> String {
        match it {
            HolderText::Person(key) => self.person_name(key),
            HolderText::Team(key) => format!("Team {}", self.team_name(key)),
        }
    }
    fn person_name(&self, key: &str) -> String {
        self.people.get(key).map_or_else(|| key.to_owned(), |it| (*it).to_owned())
    }
    fn over(&self, it: &AppointmentText) -> String {
        let role = self.site.find_role(&it.role).and_then(|it| self.site.role(it));
        let role = role.map_or_else(|| it.role.clone(), |it| it.title.clone());
        format!("{role} for {}", self.scope(&it.scope))
    }
    fn scope(&self, it: &ScopeText) -> String {
        let of = self.site.place_type(it.kind).map(|of| of.key.as_str()).unwrap_or_default();
        let record = self.records.get(&(of, it.key.as_str())).map(|it| (*it).to_owned());
        let practice = self.site.find_practice(&it.key).map(|it| it.title.clone());
        if it.kind.is_whole() {
            "the whole organisation".to_owned()
        } else if it.kind == model::ScopeKind::Process {
            practice.unwrap_or_else(|| it.key.clone())
        } else if it.kind == model::ScopeKind::Team {
            self.team_name(&it.key)
        } else {
            record.unwrap_or_else(|| it.key.clone())
        }
    }
    fn deputy(&self, it: &DeputyText) -> String {
        let roles = if it.roles.is_empty() { "everything".to_owned() } else { it.roles.join(", ") };
        format!("{} stands in for {} in {roles}", self.person_name(&it.person), self.person_name(&it.stands_in_for))
    }
}

fn changed(what: &str, was: &str, is: &str) -> String {
    match (was.is_empty(), is.is_empty()) {
        (true, _) => format!("{what} is “{is}”"),
        (false, true) => format!("{what} is no longer “{was}”"),
        (false, false) => format!("{what} is “{is}” instead of “{was}”"),
    }
}

fn dates(it: &AppointmentText) -> String {
    let until = it.until.map(|it| format!(" until {it}")).unwrap_or_default();
    let waits = if it.is_accepted { "" } else { ", once accepted" };
    format!(" from {}{until}{waits}", it.from)
}

fn period(it: &AppointmentText) -> String {
    let until = it.until.map_or_else(|| "without an end".to_owned(), |it| format!("until {it}"));
    format!("from {} {until}", it.from)
}

/// What differs about a team, in words.
fn team(before: &TeamText, after: &TeamText) -> String {
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let line = |it: Option<i64>| it.map(|it| it.to_string()).unwrap_or_default();
    let pairs = [
        ("title", before.title.clone(), after.title.clone()),
        ("parent", text(&before.parent), text(&after.parent)),
        ("lead", text(&before.lead), text(&after.lead)),
        ("line", line(before.line), line(after.line)),
        ("mail", before.mail.clone(), after.mail.clone()),
        ("calendar", text(&before.calendar), text(&after.calendar)),
    ];
    let parts: Vec<String> =
        pairs.iter().filter(|(_, was, is)| was != is).map(|(what, was, is)| changed(what, was, is)).collect();
    parts.join(", ")
}
