//! What the organisation would be if files had their way: the stored one with every section that the files have replaced.
//!
//! A section that the files don't have (no `teams.toml`, no records of a type) is left as it is stored. In a section that
//! they have, whoever or whatever is not named is gone: a person has left, a team is empty, an appointment has ended.
//! Records of services and the like never go away by not being named; they are only told of.

use std::collections::{BTreeMap, BTreeSet};

use declare::{AppointmentText, Day, DeputyText, Filed, Given, HolderText, Organisation, PersonText, TeamText};
use jiff::civil::Date;
use model::{Kind, Site, TypeIx};

use super::{Standing, standing::is_lasting};

/// What identifies an appointment besides its key.
type Held<'a> = (&'a str, &'a HolderText, &'a declare::ScopeText);

/// The stored organisation as files want it. `today` is what days counted from today are counted from.
pub fn target(site: &Site, standing: &Standing, wanted: &Organisation, today: Date) -> Organisation {
    let now = &standing.organisation;
    let has = |section: &str| wanted.sections.contains(section);
    Organisation {
        title: if wanted.title.is_empty() { now.title.clone() } else { wanted.title.clone() },
        zone: now.zone.clone(),
        currency: wanted.currency.clone(),
        mail: wanted.mail.clone(),
        people: if has("people") { people(&now.people, &wanted.people) } else { now.people.clone() },
        teams: if has("teams") { teams(now, wanted) } else { now.teams.clone() },
        appointments: if has("appointments") {
            appointments(&now.appointments, &wanted.appointments, today)
        } else {
            now.appointments.clone()
        },
        deputies: if has("deputies") { deputies(&now.deputies, &wanted.deputies, today) } else { now.deputies.clone() },
        calendars: Vec::new(),
        records: records(site, now, wanted),
        policies: Vec::new(),
        sections: wanted.sections.clone(),
    }
}

fn people(now: &[PersonText], wanted: &[PersonText]) -> Vec<PersonText> {
    let named: BTreeSet<&str> = wanted.iter().map(|it| it.key.as_str()).collect();
    let gone = now.iter().filter(|it| !named.contains(it.key.as_str()));
    // Whoever is named no more has left, and is in no team.
    let gone = gone.map(|it| PersonText { has_left: true, teams: Vec::new(), ..it.clone() });
    let wanted = wanted.iter().map(|it| PersonText { mail: it.mail.to_lowercase(), ..it.clone() });
    wanted.chain(gone).collect()
}

fn teams(now: &Organisation, wanted: &Organisation) -> Vec<TeamText> {
    let named: BTreeSet<&str> = wanted.teams.iter().map(|it| it.key.as_str()).collect();
    let gone = now.teams.iter().filter(|it| !named.contains(it.key.as_str()));
    // Records name teams for good, so a team stays, beside all others and without anybody in it.
    let gone = gone.map(|it| TeamText { parent: None, lead: None, ..it.clone() });
    wanted.teams.iter().cloned().chain(gone).collect()
}

fn held(it: &AppointmentText) -> Held<'_> {
    (&it.role, &it.holder, &it.scope)
}

/// The wanted appointments, each under the key of the stored one that it is: by key, else by role, holder and scope.
fn appointments(now: &[AppointmentText], wanted: &[AppointmentText], today: Date) -> Vec<AppointmentText> {
    let by_key: BTreeMap<&str, &AppointmentText> = now.iter().map(|it| (it.key.as_str(), it)).collect();
    let same_key = |it: &AppointmentText| by_key.get(it.key.as_str()).filter(|old| held(old) == held(it)).copied();
    let mut free: BTreeMap<Held<'_>, Vec<&AppointmentText>> = BTreeMap::new();
    let taken: BTreeSet<&str> = wanted.iter().filter_map(|it| Some(same_key(it)?.key.as_str())).collect();
    for it in now.iter().filter(|it| !taken.contains(it.key.as_str())) {
        free.entry(held(it)).or_default().push(it);
    }
    let mut found = Vec::new();
    for it in wanted {
        let twin = same_key(it).or_else(|| free.get_mut(&held(it)).and_then(Vec::pop));
        match twin {
            Some(old) => found.push(AppointmentText {
                key: old.key.clone(),
                // A day counted from today was counted when it was loaded, and whoever appointed did so.
                from: settled(it.from, old.from),
                until: it.until.map(|it| old.until.map_or(it, |old| settled(it, old))),
                by: old.by.clone(),
                ..it.clone()
            }),
            // What has ended already is not begun again.
            None if it.until.is_some_and(|it| it.on(today) < today) => {}
            None => found.push(AppointmentText { from: Day::On(it.from.on(today)), ..it.clone() }),
        }
    }
    found
}

fn settled(wanted: Day, stored: Day) -> Day {
    match wanted {
        Day::On(_) => wanted,
        Day::FromToday(_) => stored,
    }
}

fn deputies(now: &[DeputyText], wanted: &[DeputyText], today: Date) -> Vec<DeputyText> {
    let by_key: BTreeMap<&str, &DeputyText> = now.iter().map(|it| (it.key.as_str(), it)).collect();
    let mut found = Vec::new();
    for it in wanted {
        match by_key.get(it.key.as_str()) {
            Some(old) => found.push(DeputyText {
                from: settled(it.from, old.from),
                until: settled(it.until, old.until),
                ..it.clone()
            }),
            None if it.until.on(today) < today => {}
            None => found.push(DeputyText {
                from: Day::On(it.from.on(today)),
                until: Day::On(it.until.on(today)),
                ..it.clone()
            }),
        }
    }
    found
}

/// Records that are scopes, as files say; every one that they don't name as it is stored.
fn records(site: &Site, now: &Organisation, wanted: &Organisation) -> Vec<Filed> {
    let stored: BTreeMap<(&str, &str), &Filed> = now.records.iter().map(|it| (place(it), it)).collect();
    let is_kept = |it: &&Filed| site.find_type(&it.of).and_then(|it| it.place).is_some_and(is_lasting);
    let named: BTreeSet<(&str, &str)> = wanted.records.iter().filter(is_kept).map(place).collect();
    let is_known = |of: TypeIx, key: &str| {
        let at = site.of(of).map(|it| (it.key.as_str(), key));
        at.is_some_and(|it| named.contains(&it) || stored.contains_key(&it))
    };
    let mut found = Vec::new();
    for it in wanted.records.iter().filter(is_kept) {
        let number = stored.get(&place(it)).and_then(|it| it.number.clone());
        let values = lasting_values(site, it, is_known);
        found.push(Filed { number: number.or_else(|| it.number.clone()), values, ..it.clone() });
    }
    found.extend(now.records.iter().filter(|it| !named.contains(&place(it))).cloned());
    found
}

/// The values of a record without what names work that passes (a policy's text, an incident): no export has it either.
fn lasting_values(
    site: &Site,
    of: &Filed,
    is_known: impl Fn(TypeIx, &str) -> bool,
) -> indexmap::IndexMap<String, Given> {
    let kind = |field: &str| {
        let it = site.find_type(&of.of)?;
        it.slot(field).and_then(|slot| it.field(slot)).map(|it| &it.kind)
    };
    let mut values = of.values.clone();
    values.retain(|field, value| {
        let Some(Kind::Reference(to) | Kind::References(to)) = kind(field) else { return true };
        let names = |key: &String| to.iter().any(|it| is_known(*it, key));
        match value {
            Given::Text(key) | Given::Key(key) => names(key),
            Given::Keys(keys) => {
                keys.retain(names);
                !keys.is_empty()
            }
            Given::Ago(_) => true,
        }
    });
    values
}

fn place(it: &Filed) -> (&str, &str) {
    (&it.of, &it.key)
}
