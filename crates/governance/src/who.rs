//! Who answers for, does, is asked about and is told of an activity on a record.

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId};
use model::{
    Activity, ActivityIx, Asker, Cell, Letter, PracticeIx, Reach, Record, RecordType, RoleIx, ScopeKind, ScopedBy,
    Site, Value, When, Within,
};

use crate::{Appointment, Holder, Roster, Scope, gather::apart_from, grant::attenuated, scope::Scoping};

/// One who has a letter for an activity on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The cell's letter.
    pub letter: Letter,
    /// The role appointed to.
    pub role: RoleIx,
    /// Who holds it.
    pub holder: Holder,
    /// Over what.
    pub scope: Scope,
    /// The appointment.
    pub appointment: RecordId,
    /// The persons of a team for whom the cell's condition holds, where it does not hold for the team at large; else empty.
    pub only: Vec<PersonId>,
    /// Who stands in for the holder now, if anybody.
    pub deputy: Option<PersonId>,
}

/// One appointment by which an activity could be done on a record, with the persons who could do it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The role.
    pub role: RoleIx,
    /// The cell's letter: `A` or `R`.
    pub letter: Letter,
    /// The appointment.
    pub appointment: RecordId,
    /// Over what.
    pub scope: Scope,
    /// Who holds it.
    pub holder: Holder,
    /// The holder, or those of the team, who could do it themselves.
    pub persons: Vec<PersonId>,
    /// Those who could do it by standing in for the holder.
    pub deputies: Vec<PersonId>,
}

/// Who has which letter for an activity on a record: by letter, the narrower scope first.
pub fn who(roster: &Roster, site: &Site, activity: ActivityIx, record: &Record, now: Instant) -> Vec<Answer> {
    let mut found: Vec<Answer> = Vec::new();
    let Some(row) = site.activity(activity) else { return found };
    for (cell, appointment) in reaching(&View { roster, site, now }, row, record) {
        let holds = |it: PersonId| cell.when.holds(&roster.asker(it), record);
        let (named, other) = told_apart(roster, appointment.holder, record);
        let holds_for_all = other.is_some_and(holds);
        let mut only: Vec<PersonId> = named.into_iter().filter(|it| holds(*it)).collect();
        if !holds_for_all && only.is_empty() {
            continue;
        }
        if holds_for_all || matches!(appointment.holder, Holder::Person(_)) {
            only.clear();
        }
        let answer = Answer {
            letter: cell.letter,
            role: appointment.role,
            holder: appointment.holder,
            scope: appointment.scope,
            appointment: appointment.id,
            only,
            deputy: standing(roster, appointment, now).into_iter().next(),
        };
        if !found.contains(&answer) {
            found.push(answer);
        }
    }
    found.sort_by_key(|it| (it.letter, std::cmp::Reverse(it.scope.narrowness()), it.appointment));
    found
}

/// By which appointments, and by whom, the activity could be done on the record now, were the state the right one. The
/// separation of duties is asked for each person. The narrower scope first.
pub fn who_could(roster: &Roster, site: &Site, activity: ActivityIx, record: &Record, now: Instant) -> Vec<Who> {
    let mut found: Vec<Who> = Vec::new();
    let Some(row) = site.activity(activity) else { return found };
    let apart = apart_from(row);
    for (cell, appointment) in reaching(&View { roster, site, now }, row, record) {
        let may = |when: &When, asker: &Asker| when.holds(asker, record) && apart.holds(asker, record);
        let can = |it: PersonId| cell.letter.may_do() && may(&cell.when, &roster.asker(it));
        let (named, other) = told_apart(roster, appointment.holder, record);
        let others_can = other.is_some_and(can);
        let mut persons: Vec<PersonId> = Vec::new();
        if others_can {
            persons.extend(roster.behind(appointment.holder).filter(|it| !named.contains(it) || can(*it)));
        } else {
            persons.extend(named.into_iter().filter(|it| can(*it)));
        }
        let mut deputies = standing(roster, appointment, now);
        if let Holder::Person(principal) = appointment.holder {
            let when = attenuated(&cell.when);
            deputies.retain(|it| cell.letter.may_do() && may(&when, &roster.asker_for(*it, principal)));
        }
        if persons.is_empty() && deputies.is_empty() {
            continue;
        }
        let Appointment { id, role, holder, scope, .. } = *appointment;
        let who = Who { role, letter: cell.letter, appointment: id, scope, holder, persons, deputies };
        if !found.contains(&who) {
            found.push(who);
        }
    }
    found.sort_by_key(|it| (std::cmp::Reverse(it.scope.narrowness()), it.letter, it.appointment));
    found
}

/// The persons behind a holder between whom a condition on a record can tell: those whom the record names, who acted on it,
/// who are in a team that it names. To all others it is the same; one of them stands for them. A team of everybody would
/// otherwise be asked person by person.
fn told_apart(roster: &Roster, holder: Holder, record: &Record) -> (BTreeSet<PersonId>, Option<PersonId>) {
    let mut named: BTreeSet<PersonId> = record.acted.iter().map(|it| it.person).collect();
    for value in &record.values {
        match value {
            Value::Person(id) => drop(named.insert(*id)),
            Value::Team(id) => {
                let teams = roster.teams_under(*id);
                named.extend(teams.into_iter().flat_map(|it| roster.behind(Holder::Team(it))));
            }
            Value::Empty
            | Value::Text(_)
            | Value::Int(_)
            | Value::YesNo(_)
            | Value::Money(_)
            | Value::Date(_)
            | Value::Instant(_)
            | Value::Duration(_)
            | Value::Record(_)
            | Value::Records(_)
            | Value::File(_) => {}
        }
    }
    named.retain(|it| roster.is_behind(holder, *it));
    let other = roster.behind(holder).find(|it| !named.contains(it));
    (named, other)
}

/// What a question is asked of.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) roster: &'a Roster,
    pub(crate) site: &'a Site,
    pub(crate) now: Instant,
}

/// Those who stand in for the holder of an appointment; nobody stands in for a team, nor for one who left.
fn standing(roster: &Roster, appointment: &Appointment, now: Instant) -> Vec<PersonId> {
    match appointment.holder {
        Holder::Person(id) if roster.is_active(id) => roster.deputies_of(id, appointment.role, now),
        Holder::Person(_) | Holder::Team(_) => Vec::new(),
    }
}

/// The cells of an activity with the live appointments by which they reach a record.
fn reaching<'a>(view: &View<'a>, row: &'a Activity, record: &Record) -> Vec<(&'a Cell, &'a Appointment)> {
    let Some(of) = view.site.of(record.of).filter(|it| row.of() == Some(it.ix)) else { return Vec::new() };
    let mut scoping = Scoping::over(view.roster, view.site);
    let scopes = scopes_of(view, of, record);
    let mut found = Vec::new();
    for cell in &row.cells {
        for role in special_on(view.site, cell.role, of, record) {
            let appointments: Vec<&Appointment> = match (cell.reach, &scopes) {
                (Reach::Scope, Some(scopes)) => {
                    scopes.iter().flat_map(|scope| view.roster.appointed_over(role, *scope)).collect()
                }
                (Reach::Scope | Reach::Everywhere, _) => view.roster.appointed_to(role).collect(),
            };
            for appointment in appointments.into_iter().filter(|it| it.is_live(view.now)) {
                if reaches(&mut scoping, view.site, cell, (appointment, of, record)) {
                    found.push((cell, appointment));
                }
            }
        }
    }
    found
}

/// Every scope within which a record can lie, so that appointments are looked up, not looked through; `None` where all
/// scopes of a kind hold it. What is looked up is still asked whether it reaches the record.
fn scopes_of(view: &View<'_>, of: &RecordType, record: &Record) -> Option<BTreeSet<Scope>> {
    let mut found = BTreeSet::from([Scope::Process(of.practice)]);
    found.extend(ScopeKind::ALL.into_iter().filter(|it| it.is_whole()).map(Scope::Whole));
    for (kind, within) in &of.scopes {
        if kind.is_whole() {
            continue;
        }
        let at = match within {
            Within::Always if *kind == ScopeKind::Process => continue,
            Within::Always => return None,
            Within::Slot(slot) => record.get(*slot).clone(),
            Within::Itself => Value::Record(record.id),
        };
        match kind.by() {
            ScopedBy::Practice => {
                let practice = at.text().and_then(|it| view.site.find_practice(it));
                found.extend(practice.map(|it| Scope::Process(it.ix)));
            }
            ScopedBy::Team => {
                let above = at.team().map(|it| view.roster.teams_above(it)).unwrap_or_default();
                found.extend(above.into_iter().map(Scope::Team));
            }
            ScopedBy::Nothing | ScopedBy::Record => {
                let above = at.record().map(|it| view.roster.places_above(it)).unwrap_or_default();
                found.extend(above.into_iter().map(|it| Scope::Record(*kind, it)));
            }
        }
    }
    Some(found)
}

fn reaches(
    scoping: &mut Scoping<'_>,
    site: &Site,
    cell: &Cell,
    (appointment, of, record): (&Appointment, &RecordType, &Record),
) -> bool {
    let Some(role) = site.role(appointment.role) else { return false };
    match cell.reach {
        Reach::Everywhere => true,
        Reach::Scope => scoping.holds(appointment.scope, role, (of, record)),
    }
}

/// The persons who hold a role over a place now, those whose scope is narrowest first: over itself, over what lies above it,
/// over everything. Whoever stands in comes with whom they stand in for.
pub fn holders_over(roster: &Roster, role: RoleIx, over: Option<Scope>, now: Instant) -> Vec<PersonId> {
    let mut found: Vec<(usize, PersonId)> = Vec::new();
    for it in roster.holders(role, now) {
        let Some(distance) = distance(roster, it.scope, over) else { continue };
        found.extend(roster.persons(it.holder).into_iter().map(|person| (distance, person)));
        found.extend(standing(roster, it, now).into_iter().map(|person| (distance, person)));
    }
    found.sort_by_key(|(distance, _)| *distance);
    let mut seen = BTreeSet::new();
    found.into_iter().map(|(_, person)| person).filter(|it| seen.insert(*it)).collect()
}

/// How far above a scope another lies; nothing where it does not hold it.
fn distance(roster: &Roster, held: Scope, over: Option<Scope>) -> Option<usize> {
    const WHOLE: usize = usize::MAX;
    match (held, over) {
        (Scope::Whole(_), _) => Some(WHOLE),
        (one, Some(two)) if one == two => Some(0),
        (Scope::Record(_, place), Some(Scope::Record(_, id))) => {
            roster.places_above(id).iter().position(|it| *it == place)
        }
        (Scope::Team(team), Some(Scope::Team(id))) => roster.teams_above(id).iter().position(|it| *it == team),
        (Scope::Process(_) | Scope::Team(_) | Scope::Record(..), _) => None,
    }
}

/// The roles that have the cells of a role on a record. What a type's records are about may be a practice that they name:
/// then it is that one by which a special role is told, not the one that owns the type.
fn special_on(site: &Site, role: RoleIx, of: &RecordType, record: &Record) -> Vec<RoleIx> {
    match of.within(ScopeKind::Process) {
        Some(Within::Slot(slot)) => match record.get(*slot).text().and_then(|it| site.find_practice(it)) {
            Some(practice) => with_cells_of(site, role, practice.ix),
            None => vec![role],
        },
        Some(Within::Always | Within::Itself) | None => with_cells_of(site, role, of.practice),
    }
}

/// The roles that have the cells of a role within a practice: itself, and those that specialise it there.
pub(crate) fn with_cells_of(site: &Site, role: RoleIx, practice: PracticeIx) -> Vec<RoleIx> {
    let special = site.roles.iter().enumerate().filter(|(_, it)| {
        it.specialises.as_ref().is_some_and(|(generic, practices)| *generic == role && practices.contains(&practice))
    });
    [role].into_iter().chain(special.map(|(at, _)| RoleIx::of(at))).collect()
}
