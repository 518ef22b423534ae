//! How a person's authority is made: appointments held, by team and by standing in, times the cells of the matrix.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Instant, PersonId, RecordId};
use model::{
    Activity, ActivityIx, Asker, Cell, Does, Header, PracticeIx, Reach, RecordType, Role, RoleIx, ScopeKind, Site,
    TypeIx, When, Within,
};

use crate::{
    Appointment, Authority, Grant, Holder, Roster, Scope,
    authority::Seams,
    grant::{attenuated, names_involved},
    scope::{Scoping, process},
    sight::Seeing,
};

/// An appointment as one person uses it.
struct Held<'a> {
    appointment: &'a Appointment,
    asker: Arc<Asker>,
    for_: Option<PersonId>,
}

/// The earliest instant after now at which something begins or ends.
struct Edges {
    now: Instant,
    next: Option<Instant>,
}

impl Edges {
    fn see(&mut self, from: Option<Instant>, until: Option<Instant>) {
        for edge in [from, until].into_iter().flatten().filter(|it| *it > self.now) {
            self.next = Some(self.next.map_or(edge, |it| it.min(edge)));
        }
    }
}

pub(crate) fn authority(roster: &Roster, site: &Site, person: PersonId, now: Instant) -> Authority {
    let mut edges = Edges { now, next: None };
    let asker = Arc::new(roster.asker(person));
    let held = if roster.is_active(person) { held(roster, &asker, &mut edges) } else { Vec::new() };
    let mut maker = Maker { site, scoping: Scoping::over(roster, site), grants: Vec::new(), seeing: Vec::new() };
    maker.seeing.resize_with(site.types.len(), Vec::new);
    maker.all(&held);
    let seams = Seams { asker, valid_until: edges.next, epoch: roster.epoch() };
    Authority::index(seams, site, maker.grants, maker.seeing)
}

/// Everything that a person holds now: in person, by team, by standing in.
fn held<'a>(roster: &'a Roster, asker: &Arc<Asker>, edges: &mut Edges) -> Vec<Held<'a>> {
    let person = asker.holder;
    let mut found = Vec::new();
    for holder in roster.holders_of(person) {
        for appointment in roster.held_by(holder) {
            edges.see(appointment.from, appointment.until);
            if appointment.is_live(edges.now) {
                found.push(Held { appointment, asker: Arc::clone(asker), for_: None });
            }
        }
    }
    stood_in(roster, person, edges, &mut found);
    found
}

/// What a person holds by standing in for somebody: what that somebody holds in person, and nothing beyond.
fn stood_in<'a>(roster: &'a Roster, person: PersonId, edges: &mut Edges, found: &mut Vec<Held<'a>>) {
    let mut askers: BTreeMap<PersonId, Arc<Asker>> = BTreeMap::new();
    let mut taken: BTreeSet<RecordId> = BTreeSet::new();
    for row in roster.standing_in(person).filter(|it| it.of != person && roster.is_active(it.of)) {
        edges.see(row.from, row.until);
        if !row.is_live(edges.now) {
            continue;
        }
        let asker = askers.entry(row.of).or_insert_with(|| Arc::new(roster.asker_for(person, row.of)));
        for appointment in roster.held_by(Holder::Person(row.of)).filter(|it| row.covers(it.role)) {
            edges.see(appointment.from, appointment.until);
            if appointment.is_live(edges.now) && taken.insert(appointment.id) {
                found.push(Held { appointment, asker: Arc::clone(asker), for_: Some(row.of) });
            }
        }
    }
}

/// A role by which a cell reaches an appointment, and the practices to which that is limited.
struct Reached<'a> {
    held: &'a Held<'a>,
    role: &'a Role,
    only_in: Option<&'a [PracticeIx]>,
}

/// Held appointments by the roles whose cells they have: their own, and the generic one that theirs specialises.
fn by_role<'a>(site: &'a Site, held: &'a [Held<'a>]) -> BTreeMap<RoleIx, Vec<Reached<'a>>> {
    let mut found: BTreeMap<RoleIx, Vec<Reached<'a>>> = BTreeMap::new();
    for held in held {
        let ix = held.appointment.role;
        let Some(role) = site.role(ix) else { continue };
        found.entry(ix).or_default().push(Reached { held, role, only_in: None });
        if let Some((generic, practices)) = &role.specialises {
            found.entry(*generic).or_default().push(Reached { held, role, only_in: Some(practices) });
        }
    }
    found
}

/// One row of the matrix, as grants are made from it.
struct Row<'a> {
    ix: ActivityIx,
    does: &'a Does,
    of: Option<&'a RecordType>,
    practice: PracticeIx,
    opens: bool,
    apart: When,
    step: When,
}

impl<'a> Row<'a> {
    fn of(site: &'a Site, ix: ActivityIx, activity: &'a Activity) -> Self {
        let of = activity.of().and_then(|it| site.of(it));
        let step = step_of(of, &activity.does);
        Self {
            ix,
            does: &activity.does,
            of,
            practice: of.map_or(activity.practice, |it| it.practice),
            opens: step.is_some_and(|it| it.opens),
            apart: apart_from(activity),
            step: step.map_or(When::Always, |it| it.when.clone()),
        }
    }
}

/// The move that an activity makes.
pub(crate) fn step_of<'a>(of: Option<&'a RecordType>, does: &Does) -> Option<&'a model::Move> {
    match does {
        Does::Move(_, step) => of?.lifecycle.step(*step),
        Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
    }
}

/// The separation of duties of an activity, as a condition.
pub(crate) fn apart_from(activity: &Activity) -> When {
    if activity.apart_from.is_empty() { When::Always } else { When::Acted(activity.apart_from.clone()).negated() }
}

struct Maker<'a> {
    site: &'a Site,
    scoping: Scoping<'a>,
    grants: Vec<Grant>,
    seeing: Vec<Vec<Seeing>>,
}

impl Maker<'_> {
    fn all(&mut self, held: &[Held<'_>]) {
        let site = self.site;
        let by_role = by_role(site, held);
        for (at, activity) in site.activities.iter().enumerate() {
            let row = Row::of(site, ActivityIx::of(at), activity);
            for cell in &activity.cells {
                for reached in by_role.get(&cell.role).into_iter().flatten() {
                    if let Some(about) = self.about(&row, reached) {
                        self.one(&row, cell, (reached, about));
                    }
                }
            }
        }
    }

    /// On which records a special role has the cells of its generic one: those of its practices, and those that name one of
    /// them where a type's records are about a practice that they name. Nothing where there are none.
    fn about(&self, row: &Row<'_>, reached: &Reached<'_>) -> Option<When> {
        let Some(practices) = reached.only_in else { return Some(When::Always) };
        match row.of.and_then(|it| it.within(ScopeKind::Process)) {
            Some(Within::Slot(slot)) => {
                let keys = practices.iter().filter_map(|it| self.site.practice(*it)).map(|it| it.key.clone());
                Some(When::IsOneOf(*slot, Arc::new(keys.collect())))
            }
            Some(Within::Always | Within::Itself) | None => practices.contains(&row.practice).then_some(When::Always),
        }
    }

    fn one(&mut self, row: &Row<'_>, cell: &Cell, (reached, about): (&Reached<'_>, When)) {
        let Held { appointment, asker, for_ } = reached.held;
        let (condition, step) = match for_ {
            Some(_) => (attenuated(&cell.when), names_involved(&row.step).then(|| Box::new(attenuated(&row.step)))),
            None => (cell.when.clone(), None),
        };
        let grant = Grant {
            appointment: appointment.id,
            role: appointment.role,
            letter: cell.letter,
            activity: row.ix,
            asker: Arc::clone(asker),
            for_: *for_,
            scope: appointment.scope,
            within: When::all([self.within(row, cell, reached), about.clone()]),
            cell: condition,
            apart: row.apart.clone(),
            step,
            inside: reached.role.is_inside,
        };
        if let Does::Move(of, _) | Does::Amend(of, _) | Does::Follow(of) = row.does {
            self.see(*of, (row, about), &grant);
        }
        self.grants.push(grant);
    }

    fn within(&mut self, row: &Row<'_>, cell: &Cell, reached: &Reached<'_>) -> When {
        let scope = reached.held.appointment.scope;
        match (cell.reach, row.of, scope) {
            (Reach::Everywhere, _, _) | (Reach::Scope, None, Scope::Whole(_) | Scope::Team(_) | Scope::Record(..)) => {
                When::Always
            }
            (Reach::Scope, None, Scope::Process(practice)) => process(practice, reached.role, row.practice),
            (Reach::Scope, Some(of), _) => self.scoping.condition(scope, reached.role, of),
        }
    }

    fn see(&mut self, of: TypeIx, (row, about): (&Row<'_>, When), grant: &Grant) {
        let mut when = sight(row.opens, grant.within.clone(), grant.cell.clone());
        if row.opens {
            when = When::all([about, when]);
        }
        if when == When::Never {
            return;
        }
        if let Some(list) = self.seeing.get_mut(of.at()) {
            list.push(Seeing { when, grant: grant.basis(), asker: Arc::clone(&grant.asker), inside: grant.inside });
        }
    }
}

/// Which records a cell shows: those within scope where its condition holds. Whoever may open records sees the ones that
/// they opened or that are for them, and by that cell no others.
fn sight(opens: bool, within: When, cell: When) -> When {
    if opens {
        When::any([When::IsActor(Header::OpenedBy.slot()), When::IsActor(Header::ForPerson.slot())])
    } else {
        When::all([within, cell])
    }
}
