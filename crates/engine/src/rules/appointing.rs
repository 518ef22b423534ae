//! Appointments are not begun against the rules of their role: one holder where one holds, no two roles in one hand that must
//! be apart, members of the team from which holders come. What is loaded or brought in is only found fault with.

use governance::{Holder, Objection};
use model::{Record, RecordType};

use crate::{
    Desk, Ground, Halt, Refused,
    directory::{APPOINTMENT, appointment},
};

/// The states into which an appointment is not brought while something speaks against it.
const BEGUN: [&str; 2] = ["appointed", "active"];

impl Desk {
    /// Refuses an act that would begin an appointment against which something speaks.
    pub(crate) fn check_appointment(&self, of: &RecordType, draft: &Record) -> Result<(), Halt> {
        let begins = of.lifecycle.state(draft.state).is_some_and(|it| BEGUN.contains(&it.key.as_str()));
        if of.key != APPOINTMENT || !begins {
            return Ok(());
        }
        let places = self.roster().places().map(|it| (it.id, it.kind)).collect();
        let Some(wanted) = appointment(self.site(), of, draft, &places) else { return Ok(()) };
        let principal = of.slot("stands_in_for").and_then(|slot| draft.get(slot).person());
        let found = match (principal, wanted.holder) {
            (Some(principal), Holder::Person(deputy)) => {
                governance::objections_to_deputy(self.roster(), self.site(), deputy, (principal, wanted.role), self.now)
            }
            (_, _) => governance::objections(self.roster(), self.site(), &wanted, self.now),
        };
        match found.first() {
            None => Ok(()),
            Some(first) => Err(self.objected(first, &wanted).into()),
        }
    }

    fn objected(&self, it: &Objection, wanted: &governance::Appointment) -> Refused {
        let role = self.role_title(wanted.role);
        let over = self.scope_in_words(wanted.scope);
        let (code, message) = match it {
            Objection::HeldAlready { holder, .. } => {
                let who = match holder {
                    Holder::Person(id) => self.directory().name(*id),
                    Holder::Team(id) => self.directory().team_name(*id),
                };
                (
                    "held-already",
                    format!(
                        "{who} is {role} for {over}, and only one can be. End that appointment first, or let this one begin when it ends."
                    ),
                )
            }
            Objection::Conflict { person, other, scope, why } => {
                let (who, other, scope) =
                    (self.directory().name(*person), self.role_title(*other), self.scope_in_words(*scope));
                (
                    "conflict",
                    format!(
                        "{who} is {other} for {scope}, which must be kept apart from {role}. {why} Appoint somebody else, or end the other first."
                    ),
                )
            }
            Objection::NotAMember { person, within } => {
                let (who, within) = (self.directory().name(*person), self.role_title(*within));
                (
                    "not-a-member",
                    format!(
                        "{who} is not a member of a team that is {within}. A {role} must be; choose one of its members."
                    ),
                )
            }
        };
        Refused::new(Ground::Forbidden, code, message)
    }
}
