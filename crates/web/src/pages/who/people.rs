//! Who does what by person: those alone in a role one by one, roles that many hold as one.

use std::collections::{BTreeMap, BTreeSet};

use base::{Instant, PersonId};
use governance::{Holder, Roster, Scope};
use model::{Activity, Letter, Practice, RoleIx, Site};

use crate::{
    asker::Asker,
    look::view::{Carrier, Person},
    urls, words,
};

/// From how many holders on a role is told as one.
const MANY: usize = 4;

/// What lists are made from: the cells and the appointments of an instant.
pub(super) struct Moment {
    pub(super) then: engine::Then,
    pub(super) at: Instant,
}

impl Moment {
    pub(super) fn site(&self) -> &Site {
        &self.then.site
    }
    pub(super) fn roster(&self) -> &Roster {
        &self.then.roster
    }

    /// Who holds a role where it reaches a practice.
    pub(super) fn holders(&self, role: RoleIx, practice: &Practice) -> Vec<Holder> {
        let live = self.roster().holders(role, self.at).filter(|it| match it.scope {
            Scope::Process(ix) => ix == practice.ix,
            Scope::Whole(_) | Scope::Team(_) | Scope::Record(..) => true,
        });
        let mut found: Vec<Holder> =
            live.map(|it| it.holder).filter(|it| !self.roster().persons(*it).is_empty()).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The persons who hold a role where it reaches a practice, in order.
    pub(super) fn persons(&self, role: RoleIx, practice: &Practice) -> Vec<PersonId> {
        let holders = self.holders(role, practice);
        let all: BTreeSet<PersonId> = holders.iter().flat_map(|it| self.roster().persons(*it)).collect();
        all.into_iter().collect()
    }
}

/// The activities of a role by letter, each once.
fn lines(rows: &[&Activity], roles: &[RoleIx]) -> Vec<(Letter, Vec<String>)> {
    let mut found: BTreeMap<Letter, Vec<String>> = BTreeMap::new();
    for row in rows {
        let letters: BTreeSet<Letter> =
            row.cells.iter().filter(|it| roles.contains(&it.role)).map(|it| it.letter).collect();
        for letter in letters {
            found.entry(letter).or_default().push(row.title.clone());
        }
    }
    found.into_iter().collect()
}

fn drawn(lines: Vec<(Letter, Vec<String>)>) -> Vec<(crate::look::view::Letter, Vec<String>)> {
    lines.into_iter().map(|(letter, what)| (words::letter(letter), what)).collect()
}

/// Everybody who has a letter in these rows, in the order of the roles; many in one role as one, nobody as vacant.
pub(super) fn folded(
    asker: &Asker,
    then: &Moment,
    practice: &Practice,
    (roles, rows): (&[RoleIx], &[&Activity]),
) -> Vec<Carrier> {
    let mut alone: Vec<(PersonId, Vec<RoleIx>)> = Vec::new();
    let mut rest: Vec<Carrier> = Vec::new();
    for role in roles {
        let persons = then.persons(*role, practice);
        if persons.is_empty() || persons.len() >= MANY {
            rest.push(role_carrier(then, *role, persons.len(), rows));
            continue;
        }
        for person in persons {
            match alone.iter_mut().find(|(it, _)| *it == person) {
                Some((_, held)) => held.push(*role),
                None => alone.push((person, vec![*role])),
            }
        }
    }
    let mut found: Vec<Carrier> = alone.iter().map(|(it, held)| person(asker, then, *it, (held, rows))).collect();
    found.extend(rest);
    // The others stand on the page by person.
    found.into_iter().take(super::parts::LISTS).map(shortened).collect()
}

/// Every person who has a letter in these rows, one by one.
pub(super) fn each(asker: &Asker, then: &Moment, practice: &Practice, roles: &[RoleIx]) -> Vec<Carrier> {
    let rows: Vec<&Activity> = then.site().activities.iter().filter(|it| it.practice == practice.ix).collect();
    let mut held: Vec<(PersonId, Vec<RoleIx>)> = Vec::new();
    for role in roles {
        for person in then.persons(*role, practice) {
            match held.iter_mut().find(|(it, _)| *it == person) {
                Some((_, roles)) => roles.push(*role),
                None => held.push((person, vec![*role])),
            }
        }
    }
    held.iter().map(|(it, roles)| person(asker, then, *it, (roles, &rows))).collect()
}

/// One person with the roles that they hold there.
pub(super) fn person(asker: &Asker, then: &Moment, id: PersonId, (roles, rows): (&[RoleIx], &[&Activity])) -> Carrier {
    let titles: Vec<&str> = roles.iter().filter_map(|it| then.site().role(*it)).map(|it| it.title.as_str()).collect();
    let key = asker.desk.directory().person(id).map(|it| it.key.clone()).unwrap_or_default();
    Carrier {
        name: words::name_or_you(&asker.desk, id),
        url: (!key.is_empty()).then(|| urls::with_query(&format!("/who/person/{key}"), &[])),
        person: Some(words::avatar(&asker.desk, id)),
        detail: titles.join(", "),
        lines: drawn(lines(rows, roles)),
    }
}

/// In short: what somebody is asked or told about is counted; all of it stands on the page by person.
fn shortened(it: Carrier) -> Carrier {
    use crate::look::view::Letter as Drawn;
    let short = |(letter, what): (Drawn, Vec<String>)| match letter {
        Drawn::Accountable | Drawn::Responsible => (letter, what),
        Drawn::Consulted | Drawn::Informed => (letter, vec![base::counted(what.len(), "activity", "activities")]),
    };
    Carrier { lines: it.lines.into_iter().map(short).collect(), ..it }
}

fn role_carrier(then: &Moment, role: RoleIx, n: usize, rows: &[&Activity]) -> Carrier {
    let title = then.site().role(role).map(|it| it.title.clone()).unwrap_or_default();
    Carrier {
        url: then.site().role(role).map(|it| format!("/who/role/{}", it.key)),
        person: (n > 0).then(|| Person { initials: n.to_string(), ..Person::named(&title) }),
        detail: if n == 0 { "Vacant".to_owned() } else { base::counted(n, "person", "people") },
        lines: drawn(lines(rows, &[role])),
        name: title,
    }
}
