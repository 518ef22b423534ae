//! What must be done so that one organisation becomes another: steps as data, in the order in which they can be done.

use std::collections::{BTreeMap, BTreeSet};

use declare::{AppointmentText, DeputyText, Filed, Given, Organisation, PersonText, TeamText};
use model::{Site, Value};

use super::Standing;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The organisation is called otherwise.
    Name {
        /// As it will be called.
        to: String,
    },
    /// Somebody comes in.
    Join(PersonText),
    /// Something about somebody changes; whoever leaves or comes back is one of these.
    Person {
        /// As they are.
        before: PersonText,
        /// As they will be.
        after: PersonText,
    },
    /// A team is founded.
    Found(TeamText),
    /// Something about a team changes.
    Team {
        /// As it is.
        before: TeamText,
        /// As it will be.
        after: TeamText,
    },
    /// A record that is a scope comes in.
    Bring(Filed),
    /// Fields or the state of such a record change.
    Record {
        /// As it is.
        before: Filed,
        /// As it will be.
        after: Filed,
        /// The fields that differ.
        fields: Vec<String>,
    },
    /// Such a record is stored and open, and the files don't name it. Nothing is done about it.
    Unnamed(Filed),
    /// Somebody is appointed.
    Appoint(AppointmentText),
    /// An appointment begins or ends on another day.
    Redate {
        /// As it is.
        before: AppointmentText,
        /// As it will be.
        after: AppointmentText,
    },
    /// An appointment that waits is to be in force: proposed, not yet accepted, or suspended.
    Confirm {
        /// The appointment.
        it: AppointmentText,
        /// The state it is in.
        state: String,
    },
    /// An appointment that is in force is not to be.
    Suspend(AppointmentText),
    /// An appointment ends.
    End(AppointmentText),
    /// Somebody stands in for somebody.
    Deputise(DeputyText),
    /// Somebody stands in no more.
    Relieve(DeputyText),
}

/// The steps from what is stored to the target.
pub fn differ(site: &Site, standing: &Standing, target: &Organisation) -> Vec<Step> {
    let now = &standing.organisation;
    let mut steps = Vec::new();
    if now.title != target.title {
        steps.push(Step::Name { to: target.title.clone() });
    }
    people(now, target, &mut steps);
    teams(now, target, &mut steps);
    records(site, now, target, &mut steps);
    appointments(standing, target, &mut steps);
    deputies(now, target, &mut steps);
    steps
}

fn people(now: &Organisation, target: &Organisation, steps: &mut Vec<Step>) {
    let by_key: BTreeMap<&str, &PersonText> = now.people.iter().map(|it| (it.key.as_str(), it)).collect();
    for it in &target.people {
        match by_key.get(it.key.as_str()) {
            None => steps.push(Step::Join(it.clone())),
            Some(old) if same_person(old, it) => {}
            Some(old) => steps.push(Step::Person { before: (*old).clone(), after: it.clone() }),
        }
    }
}

/// Whether nothing differs. The order of teams matters for the first only: that is the home team.
fn same_person(old: &PersonText, new: &PersonText) -> bool {
    let set = |it: &PersonText| it.teams.iter().cloned().collect::<BTreeSet<String>>();
    let bare = |it: &PersonText| PersonText { teams: Vec::new(), declared_at: String::new(), ..it.clone() };
    let home = |it: &PersonText| it.teams.first().cloned();
    // One who left is in no team, whatever is still written.
    (new.has_left && old.has_left && bare(old) == bare(new))
        || (bare(old) == bare(new) && set(old) == set(new) && home(old) == home(new))
}

fn teams(now: &Organisation, target: &Organisation, steps: &mut Vec<Step>) {
    let by_key: BTreeMap<&str, &TeamText> = now.teams.iter().map(|it| (it.key.as_str(), it)).collect();
    for it in &target.teams {
        match by_key.get(it.key.as_str()) {
            None => steps.push(Step::Found(it.clone())),
            Some(old) if same_team(old, it) => {}
            Some(old) => steps.push(Step::Team { before: (*old).clone(), after: it.clone() }),
        }
    }
}

/// Whether nothing of two teams differs but where they stand in files.
pub(super) fn same_team(old: &TeamText, new: &TeamText) -> bool {
    TeamText { declared_at: new.declared_at.clone(), ..old.clone() } == *new
}

fn records(site: &Site, now: &Organisation, target: &Organisation, steps: &mut Vec<Step>) {
    let place = |it: &Filed| (it.of.clone(), it.key.clone());
    let stored: BTreeMap<_, &Filed> = now.records.iter().map(|it| (place(it), it)).collect();
    let mut named = BTreeSet::new();
    for it in &target.records {
        match stored.get(&place(it)) {
            None => steps.push(Step::Bring(it.clone())),
            Some(old) => {
                // What was taken over from the stored one has no line in a file.
                if !it.declared_at.is_empty() {
                    named.insert(place(it));
                }
                let fields = fields(site, old, it);
                if !fields.is_empty() || old.state != it.state {
                    steps.push(Step::Record { before: (*old).clone(), after: it.clone(), fields });
                }
            }
        }
    }
    let sections: BTreeSet<&String> = named.iter().map(|(of, _)| of).collect();
    let is_open = |it: &Filed| {
        let of = site.find_type(&it.of);
        let state = of.and_then(|of| of.lifecycle.state(of.lifecycle.find_state(&it.state)?));
        state.is_none_or(|it| it.phase.is_open() || it.phase == model::Phase::Done)
    };
    for it in &now.records {
        if sections.contains(&it.of) && !named.contains(&place(it)) && is_open(it) {
            steps.push(Step::Unnamed(it.clone()));
        }
    }
}

/// The fields in which two records differ. What is computed is nobody's to set, and what is counted from the day of
/// loading was counted then.
fn fields(site: &Site, old: &Filed, new: &Filed) -> Vec<String> {
    let Some(of) = site.find_type(&old.of) else { return Vec::new() };
    let settable = of.shown().filter(|(_, it)| !it.is_computed && !it.header.is_some_and(model::Header::is_computed));
    settable
        .filter(|(_, field)| {
            let (was, is) = (old.values.get(&field.key), new.values.get(&field.key));
            !matches!(is, Some(Given::Ago(_))) && plain(was, &field.kind) != plain(is, &field.kind)
        })
        .map(|(_, field)| field.key.clone())
        .collect()
}

/// A value as it can be compared: texts as they would be printed, references by bare key, several in order.
fn plain(given: Option<&Given>, kind: &model::Kind) -> Vec<String> {
    let bare = |key: &String| key.rsplit(':').next().unwrap_or(key).to_owned();
    match given {
        None => Vec::new(),
        Some(Given::Text(text)) => match Value::parse(kind, text) {
            Ok(Value::Empty) => Vec::new(),
            Ok(value) => vec![value.print(kind)],
            Err(_kept_as_it_is) => vec![text.clone()],
        },
        Some(Given::Ago(age)) => vec![age.to_string()],
        Some(Given::Key(key)) => vec![bare(key)],
        Some(Given::Keys(keys)) => {
            let keys: BTreeSet<String> = keys.iter().map(bare).collect();
            keys.into_iter().collect()
        }
    }
}

fn appointments(standing: &Standing, target: &Organisation, steps: &mut Vec<Step>) {
    let now = &standing.organisation.appointments;
    let by_key: BTreeMap<&str, &AppointmentText> = now.iter().map(|it| (it.key.as_str(), it)).collect();
    let is_same = |old: &AppointmentText, new: &AppointmentText| {
        (&old.role, &old.holder, &old.scope) == (&new.role, &new.holder, &new.scope)
    };
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut made = Vec::new();
    for it in &target.appointments {
        let Some(old) = by_key.get(it.key.as_str()).filter(|old| is_same(old, it)) else {
            made.push(Step::Appoint(it.clone()));
            continue;
        };
        kept.insert(&old.key);
        if (old.from, old.until) != (it.from, it.until) {
            made.push(Step::Redate { before: (*old).clone(), after: it.clone() });
        }
        let state = standing.states.get(&it.key).cloned().unwrap_or_default();
        match (it.is_accepted, state.as_str()) {
            (true, "active") => {}
            (true, _) => made.push(Step::Confirm { it: it.clone(), state }),
            (false, "active") => made.push(Step::Suspend(it.clone())),
            (false, _) => {}
        }
    }
    // Endings come first, so that a role which one person holds is free before the next is appointed.
    steps.extend(now.iter().filter(|it| !kept.contains(it.key.as_str())).map(|it| Step::End(it.clone())));
    steps.extend(made);
}

fn deputies(now: &Organisation, target: &Organisation, steps: &mut Vec<Step>) {
    let bare = |it: &DeputyText| {
        let mut roles = it.roles.clone();
        roles.sort();
        DeputyText { roles, declared_at: String::new(), ..it.clone() }
    };
    let by_key: BTreeMap<&str, &DeputyText> = target.deputies.iter().map(|it| (it.key.as_str(), it)).collect();
    let stays = |it: &DeputyText| by_key.get(it.key.as_str()).is_some_and(|new| bare(new) == bare(it));
    let staying: BTreeSet<&str> = now.deputies.iter().filter(|it| stays(it)).map(|it| it.key.as_str()).collect();
    let ending = now.deputies.iter().filter(|it| !staying.contains(it.key.as_str()));
    steps.extend(ending.map(|it| Step::Relieve(it.clone())));
    let new = target.deputies.iter().filter(|it| !staying.contains(it.key.as_str()));
    steps.extend(new.map(|it| Step::Deputise(it.clone())));
}
