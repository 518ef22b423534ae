//! What speaks against an appointment before it begins: that somebody else holds what exactly one holds, that its holder has
//! what it must be kept apart from, that its holder is not a member of the team from which such holders come.

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId};
use model::{Apart, Cardinality, RoleIx, Site};

use crate::{
    Appointment, Finding, Holder, Roster, Scope,
    findings::{clash, misfit_of},
    who::View,
};

/// What speaks against an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// Exactly one holds the role over the scope, and somebody does.
    HeldAlready {
        /// By whom.
        holder: Holder,
        /// By which appointment.
        appointment: RecordId,
    },
    /// Somebody behind it holds a role that must be kept apart from this one.
    Conflict {
        /// Who.
        person: PersonId,
        /// The other role.
        other: RoleIx,
        /// Over what.
        scope: Scope,
        /// Why they are kept apart, in the declaration's words.
        why: String,
    },
    /// The holder belongs to no team that holds the role from which holders come.
    NotAMember {
        /// Who.
        person: PersonId,
        /// The role that the team holds.
        within: RoleIx,
    },
}

/// What speaks against an appointment at an instant. Holders may follow each other: only times that meet count.
pub fn objections(roster: &Roster, site: &Site, wanted: &Appointment, now: Instant) -> Vec<Objection> {
    let view = View { roster, site, now };
    let mut found: Vec<Objection> = held_already(&view, wanted).into_iter().collect();
    for person in roster.persons(wanted.holder) {
        found.extend(apart(&view, person, wanted));
    }
    found.extend(outside(&view, wanted));
    found
}

/// What can't be right about an appointment as such: a role over what it can't be held over, by whom can't hold it, for
/// no time at all.
pub fn unfit(roster: &Roster, site: &Site, wanted: &Appointment, now: Instant) -> Option<Finding> {
    misfit_of(&View { roster, site, now }, wanted)
}

/// What speaks against somebody standing in for a holder in a role: what they hold themselves must go with what they
/// would do in the other's place.
pub fn objections_to_deputy(
    roster: &Roster,
    site: &Site,
    deputy: PersonId,
    (principal, role): (PersonId, RoleIx),
    now: Instant,
) -> Vec<Objection> {
    let view = View { roster, site, now };
    let lent = roster.held_by(Holder::Person(principal)).filter(|it| it.role == role && it.is_live(now));
    lent.flat_map(|it| apart(&view, deputy, it)).collect()
}

/// Whether a person belongs to what a role stands for: they hold it, or a team of theirs does.
pub fn belongs_to(roster: &Roster, person: PersonId, role: RoleIx, now: Instant) -> bool {
    roster.holders(role, now).any(|it| roster.behind(it.holder).any(|behind| behind == person))
}

fn held_already(view: &View<'_>, wanted: &Appointment) -> Option<Objection> {
    let role = view.site.role(wanted.role).filter(|it| it.cardinality == Cardinality::ExactlyOne)?;
    // A role that is taken on by acting is held for each record apart.
    if role.is_self_taken {
        return None;
    }
    let mut others = view.roster.appointed_to(wanted.role).filter(|it| is_other(it, wanted, view.now));
    let taken = others.find(|it| it.scope == wanted.scope && it.holder != wanted.holder)?;
    Some(Objection::HeldAlready { holder: taken.holder, appointment: taken.id })
}

/// Another appointment that does not lie behind us and whose time meets this one's.
fn is_other(it: &Appointment, wanted: &Appointment, now: Instant) -> bool {
    let before = |until: Option<Instant>, from: Option<Instant>| until.is_some_and(|it| it <= from.unwrap_or(now));
    it.id != wanted.id
        && it.until.is_none_or(|until| until > now)
        && !before(it.until, wanted.from)
        && !before(wanted.until, it.from)
}

fn apart(view: &View<'_>, person: PersonId, wanted: &Appointment) -> Vec<Objection> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for other in held(view, person).into_iter().filter(|it| is_other(it, wanted, view.now) && seen.insert(it.id)) {
        if let Some(rule) = clash(view, wanted, other).filter(|it| it.when != Apart::Avoid) {
            found.push(Objection::Conflict { person, other: other.role, scope: other.scope, why: rule.why.clone() });
        }
    }
    found
}

/// What a person has: in person, by team, by standing in.
fn held<'a>(view: &View<'a>, person: PersonId) -> Vec<&'a Appointment> {
    let own = view.roster.holders_of(person).flat_map(|it| view.roster.held_by(it));
    let lent = view
        .roster
        .standing_in(person)
        .filter(|it| it.is_live(view.now))
        .flat_map(|row| view.roster.held_by(Holder::Person(row.of)).filter(|it| row.covers(it.role)));
    own.chain(lent).collect()
}

fn outside(view: &View<'_>, wanted: &Appointment) -> Vec<Objection> {
    let Some(within) = view.site.rules.membership_of(wanted.role) else { return Vec::new() };
    let persons = view.roster.persons(wanted.holder).into_iter();
    persons
        .filter(|it| !belongs_to(view.roster, *it, within, view.now))
        .map(|person| Objection::NotAMember { person, within })
        .collect()
}
