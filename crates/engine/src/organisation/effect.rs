//! What follows from a plan: who gains and loses which authority, and which findings open and close.
//!
//! Authority is never reckoned here: what an appointment gives is read from [`governance`]'s own grants, by appointing
//! somebody in an otherwise empty organisation and looking.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use base::{Instant, PersonId, RecordId};
use governance::{Appointment, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};
use model::{Letter, RoleIx, Site};

use crate::{Worded, findings::Names, worded};

/// What follows.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Who gains and loses what; those to whom the same happens together.
    pub shifts: Vec<Shift>,
    /// Findings that are there only afterwards.
    pub opened: Vec<Worded>,
    /// Findings that are gone afterwards.
    pub closed: Vec<Worded>,
}

/// What some persons gain and lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub persons: Vec<PersonId>,
    /// Their names, in the same order.
    pub names: Vec<String>,
    /// What they may afterwards and not before.
    pub gains: Vec<Give>,
    /// What they may before and not afterwards.
    pub losses: Vec<Give>,
}

/// What one role gives over one scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Give {
    /// The role's title.
    pub role: String,
    /// The scope in words.
    pub scope: String,
    /// In whose place, where it comes by standing in.
    pub in_place_of: String,
    /// The activities by letter: what is done on its own (`A` or `R`), what is only asked (`C`) or told (`I`).
    pub does: Vec<(Letter, String)>,
}

/// An organisation under a site.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What is declared.
    pub site: &'a Site,
    /// Who is there and holds what.
    pub roster: &'a Roster,
}

/// One thing that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hold {
    role: String,
    /// In stable keys and ids.
    scope: String,
    for_: Option<PersonId>,
}

/// One act: its key and title, with the letter as far as it matters and the condition in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Act {
    letter: Letter,
    key: String,
    words: String,
}

/// What follows from turning `before` into `after`. Both draw the same people with the same ids.
pub fn effect(before: Side<'_>, after: Side<'_>, now: Instant) -> Effect {
    let (opened, closed) = findings(before, after, now);
    Effect { shifts: shifts(before, after, now), opened, closed }
}

/// What is gained, and what is lost.
type Net = (Vec<Give>, Vec<Give>);

fn shifts(before: Side<'_>, after: Side<'_>, now: Instant) -> Vec<Shift> {
    let (mut was, mut is) = (Reading::of(before, now), Reading::of(after, now));
    let people: BTreeSet<PersonId> = before.roster.people().chain(after.roster.people()).map(|it| it.id).collect();
    let mut groups: BTreeMap<Net, Vec<PersonId>> = BTreeMap::new();
    // Many hold the very same: what follows for one of them follows for all.
    let mut known: BTreeMap<(Vec<Hold>, Vec<Hold>), Net> = BTreeMap::new();
    for person in people {
        let (old, new) = (was.held(person), is.held(person));
        if old == new && (old.is_empty() || !changes(&old, &mut was, &mut is)) {
            continue;
        }
        let pair = (old, new);
        let found = known.entry(pair.clone()).or_insert_with(|| net(&mut was, &pair.0, &mut is, &pair.1)).clone();
        if !found.0.is_empty() || !found.1.is_empty() {
            groups.entry(found).or_default().push(person);
        }
    }
    let name = |id: &PersonId| {
        let found = after.roster.person(*id).or_else(|| before.roster.person(*id));
        found.map_or_else(|| id.to_string(), |it| it.name.clone())
    };
    let mut found: Vec<Shift> = groups
        .into_iter()
        .map(|((gains, losses), persons)| Shift { names: persons.iter().map(name).collect(), persons, gains, losses })
        .collect();
    found.sort_by(|one, two| one.names.cmp(&two.names));
    found
}

/// Whether any of these gives something else under the other site.
fn changes(held: &[Hold], was: &mut Reading<'_>, is: &mut Reading<'_>) -> bool {
    held.iter().any(|it| {
        let (old, new) = (was.acts(it), is.acts(it));
        !Rc::ptr_eq(&old, &new) && old != new
    })
}

/// What is gained and lost, whichever role it comes by.
fn net(was: &mut Reading<'_>, old: &[Hold], is: &mut Reading<'_>, new: &[Hold]) -> Net {
    let (before, after) = (was.all(old), is.all(new));
    let gains = after.iter().filter(|(it, _)| !before.contains_key(*it));
    let losses = before.iter().filter(|(it, _)| !after.contains_key(*it));
    (is.gives(gains), was.gives(losses))
}

/// What somebody may: the scope and the act, and by what.
type May<'h> = BTreeMap<(String, Act), &'h Hold>;

struct Reading<'a> {
    side: Side<'a>,
    now: Instant,
    known: BTreeMap<(String, String, bool), Rc<BTreeSet<Act>>>,
    scopes: BTreeMap<String, Scope>,
}

impl<'a> Reading<'a> {
    fn of(side: Side<'a>, now: Instant) -> Self {
        Self { side, now, known: BTreeMap::new(), scopes: BTreeMap::new() }
    }

    /// Everything that a person holds now: in person, by team, by standing in; in order.
    fn held(&mut self, person: PersonId) -> Vec<Hold> {
        let Side { site, roster } = self.side;
        let mut found = BTreeSet::new();
        if roster.is_active(person) {
            found.extend(roster.held_now(person, self.now).map(|it| (it.role, it.scope, None)));
            for row in roster.standing_in(person).filter(|it| it.is_live(self.now) && roster.is_active(it.of)) {
                let held = roster.held_by(Holder::Person(row.of)).filter(|it| it.is_live(self.now));
                found.extend(held.filter(|it| row.covers(it.role)).map(|it| (it.role, it.scope, Some(row.of))));
            }
        }
        let mut held: Vec<Hold> = Vec::with_capacity(found.len());
        for (role, scope, for_) in found {
            let text = scope.text(site);
            let role = site.role(role).map(|it| it.key.clone()).unwrap_or_default();
            self.scopes.entry(text.clone()).or_insert(scope);
            held.push(Hold { role, scope: text, for_ });
        }
        held.sort();
        held
    }

    /// What one thing that is held gives. It depends on the kind of scope, not on which one it is.
    fn acts(&mut self, hold: &Hold) -> Rc<BTreeSet<Act>> {
        let scope = self.scopes.get(&hold.scope).copied();
        let kind = match scope {
            Some(Scope::Record(kind, _)) => kind.name().to_owned(),
            Some(Scope::Team(_)) => "team".to_owned(),
            Some(Scope::Whole(_) | Scope::Process(_)) | None => hold.scope.clone(),
        };
        let key = (hold.role.clone(), kind, hold.for_.is_some());
        if let Some(found) = self.known.get(&key) {
            return Rc::clone(found);
        }
        let role = self.side.site.find_role(&hold.role);
        let made = role.zip(scope).map(|(role, scope)| given_by(self.side.site, role, scope, hold.for_.is_some()));
        let made = Rc::new(made.unwrap_or_default());
        self.known.insert(key, Rc::clone(&made));
        made
    }

    fn all<'h>(&mut self, held: &'h [Hold]) -> May<'h> {
        let mut found = May::new();
        for hold in held {
            for act in self.acts(hold).iter() {
                found.entry((hold.scope.clone(), act.clone())).or_insert(hold);
            }
        }
        found
    }

    /// The same by role and scope, in words.
    fn gives<'m, 'h: 'm>(&self, all: impl Iterator<Item = (&'m (String, Act), &'m &'h Hold)>) -> Vec<Give> {
        let mut by_hold: BTreeMap<&Hold, Vec<(Letter, String)>> = BTreeMap::new();
        for ((_, act), hold) in all {
            by_hold.entry(hold).or_default().push((act.letter, act.words.clone()));
        }
        let names = Names { site: self.side.site, roster: self.side.roster };
        let found = by_hold.into_iter().map(|(hold, does)| Give {
            role: self.side.site.find_role(&hold.role).map(|it| names.role(it)).unwrap_or_default(),
            scope: self.scopes.get(&hold.scope).map(|it| names.scope(*it)).unwrap_or_default(),
            in_place_of: hold.for_.map(|it| names.person(it)).unwrap_or_default(),
            does,
        });
        found.collect()
    }
}

const SOMEBODY: PersonId = PersonId::new(1);
const PRINCIPAL: PersonId = PersonId::new(2);

/// What an appointment to a role over a scope gives, as governance has it.
fn given_by(site: &Site, role: RoleIx, scope: Scope, by_standing_in: bool) -> BTreeSet<Act> {
    let person = |id| Person { id, key: String::new(), name: String::new(), is_active: true };
    let holder = if by_standing_in { PRINCIPAL } else { SOMEBODY };
    let appointment =
        Appointment { id: RecordId::new(1), role, holder: Holder::Person(holder), scope, from: None, until: None };
    let deputy = Deputy { id: RecordId::new(2), of: PRINCIPAL, deputy: SOMEBODY, from: None, until: None, roles: None };
    let mut parts = Parts {
        epoch: 1,
        people: vec![person(SOMEBODY), person(PRINCIPAL)],
        appointments: vec![appointment],
        deputies: if by_standing_in { vec![deputy] } else { Vec::new() },
        ..Parts::default()
    };
    match scope {
        Scope::Whole(_) | Scope::Process(_) => {}
        Scope::Team(id) => parts.teams.push(Team {
            id,
            key: String::new(),
            name: String::new(),
            parent: None,
            members: Vec::new(),
            line: None,
        }),
        Scope::Record(kind, id) => {
            parts.places.push(Place { id, kind, name: String::new(), parent: None, key: String::new() });
        }
    }
    let authority = Roster::build(parts).authority(site, SOMEBODY, Instant::from_micros(0));
    let grants = authority.grants().iter().filter(|it| it.when() != model::When::Never);
    grants.filter_map(|it| act(site, it)).collect()
}

fn act(site: &Site, grant: &governance::Grant) -> Option<Act> {
    let row = site.activity(grant.activity)?;
    let when = match row.of().and_then(|it| site.of(it)) {
        Some(of) if grant.cell != model::When::Always => format!(" when {}", declare::print(&grant.cell, of, site)),
        Some(_) | None => String::new(),
    };
    // Whoever answers for something may do it as those who do.
    let letter = if grant.letter.may_do() { Letter::R } else { grant.letter };
    let title: String =
        row.title.chars().flat_map(char::to_lowercase).take(1).chain(row.title.chars().skip(1)).collect();
    Some(Act { letter, key: row.key.clone(), words: format!("{title}{when}") })
}

/// What tells one finding from another: how bad it is, and what it is kept by. Its words name examples, and those change.
fn told(site: &Site, it: &Worded) -> Told {
    (it.severity, it.finding.key(site))
}

fn findings(before: Side<'_>, after: Side<'_>, now: Instant) -> (Vec<Worded>, Vec<Worded>) {
    let all = |side: Side<'_>| -> Vec<Worded> {
        let found = governance::findings(side.roster, side.site, now);
        found.into_iter().map(|it| worded(side.site, side.roster, it)).collect()
    };
    let (old, new) = (all(before), all(after));
    let told = |side: Side<'_>, all: &[Worded]| all.iter().map(|it| told(side.site, it)).collect::<Vec<_>>();
    let (was, is) = (told(before, &old), told(after, &new));
    (only_in((new, &is), &was), only_in((old, &was), &is))
}

type Told = (governance::Severity, String);

fn only_in((these, told): (Vec<Worded>, &[Told]), those: &[Told]) -> Vec<Worded> {
    let known: BTreeSet<&Told> = those.iter().collect();
    these.into_iter().zip(told).filter(|(_, it)| !known.contains(it)).map(|(it, _)| it).collect()
}
