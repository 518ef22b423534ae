//! Declared rules at work: what must hold elsewhere before a move, what it takes from elsewhere, what it leads to, and what
//! the platform does when a time has passed. All of it in the one commit of the act, each act of the platform with an entry
//! that names the rule. See `docs/decisions/0018-rules.md`.

mod appointing;
mod asking;
mod deeds;
mod effects;
mod ends;
mod fills;
mod guards;
mod lookups;
mod timers;

use base::{PersonId, RecordId};
use governance::Scope;
use model::{Kind, Record, RecordType, Slot, rules::Via};

pub use asking::{Answered, Asking, Opinion};
pub(crate) use effects::{Cause, indexed, link};

use crate::{Desk, Ground, Halt, Refused};

/// How many other records one act may touch.
const TOUCHED_MOST: usize = 200;

impl Desk {
    /// The records that a path leads to from a record, oldest first.
    pub(crate) async fn led_to(&self, via: Via, from: &Record) -> Result<Vec<RecordId>, Halt> {
        let found = match via {
            Via::Named(slot) => {
                let value = from.get(slot);
                if let model::Value::Records(ids) = value { ids.clone() } else { value.record().into_iter().collect() }
            }
            Via::Naming(of, slot) => {
                self.engine.store.naming(of, slot, from.id, TOUCHED_MOST.saturating_add(1)).await?
            }
        };
        if found.len() > TOUCHED_MOST {
            let message = format!(
                "{} has to do with more than {TOUCHED_MOST} records at once. Take some of them away first.",
                from.number
            );
            return Err(Refused::new(Ground::Invalid, "too-many", message).into());
        }
        Ok(found)
    }

    /// What a field names, as a scope that roles are held over: a place, a practice, a team.
    pub(crate) fn scope_named(&self, of: &RecordType, record: &Record, slot: Slot) -> Option<Scope> {
        match &of.field(slot)?.kind {
            Kind::Choice(_) => self.site().find_practice(record.get(slot).text()?).map(|it| Scope::Process(it.ix)),
            Kind::Team => record.get(slot).team().map(Scope::Team),
            Kind::Reference(_) => self.scope_of(record.get(slot).record()?),
            Kind::Line(_)
            | Kind::Text
            | Kind::Whole
            | Kind::Decimal(_)
            | Kind::Money
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Duration
            | Kind::Level(_)
            | Kind::References(_)
            | Kind::Person
            | Kind::Attachment => None,
        }
    }

    /// A record as a scope, where it is one.
    pub(crate) fn scope_of(&self, id: RecordId) -> Option<Scope> {
        self.roster().place(id).map(|it| Scope::Record(it.kind, id))
    }

    /// Whether a person holds any role over a scope: in person or by a team of theirs.
    pub(crate) fn holds_anything(&self, person: PersonId, over: Scope) -> bool {
        self.roster().held_now(person, self.now).any(|it| it.scope == over)
    }
}
