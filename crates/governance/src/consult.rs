//! Whose answers an activity waits for on a record: the holders behind its C cells that say so.

use base::{Instant, PersonId, RecordId};
use model::{ActivityIx, Letter, Record, RoleIx, Site, rules::Consult};

use crate::{Holder, Roster, who::who};

/// Those who are asked by one cell and one appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The rule.
    pub rule: &'a Consult,
    /// The role by which they are asked.
    pub role: RoleIx,
    /// The appointment.
    pub appointment: RecordId,
    /// Who holds it.
    pub holder: Holder,
    /// The persons behind it, with whoever stands in.
    pub persons: Vec<PersonId>,
}

/// Whose answers an activity waits for. Nobody is asked for counsel on what they do themselves: whoever acts is left out.
pub fn asked<'a>(
    roster: &Roster,
    site: &'a Site,
    activity: ActivityIx,
    (record, actor): (&Record, PersonId),
    now: Instant,
) -> Vec<Asked<'a>> {
    let mut found = Vec::new();
    for rule in site.rules.consults_of(activity) {
        for answer in who(roster, site, activity, record, now) {
            let is_meant = answer.letter == Letter::C && is_or_specialises(site, answer.role, rule.role);
            let mut persons = roster.persons(answer.holder);
            persons.retain(|it| rule.when.holds(&roster.asker(*it), record));
            if !is_meant || persons.is_empty() || answer.holder == Holder::Person(actor) {
                continue;
            }
            persons.extend(answer.deputy);
            found.push(Asked {
                rule,
                role: answer.role,
                appointment: answer.appointment,
                holder: answer.holder,
                persons,
            });
        }
    }
    found
}

fn is_or_specialises(site: &Site, role: RoleIx, generic: RoleIx) -> bool {
    role == generic || site.role(role).and_then(|it| it.specialises.as_ref()).is_some_and(|(it, _)| *it == generic)
}
