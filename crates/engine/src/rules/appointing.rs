//! Appointments are not begun against the rules of their role: one holder where one holds, no two roles in one hand that must
//! be apart, members of the team from which holders come. What is loaded or brought in is only found fault with.

use governance::{Appointment, Holder, Objection};
use model::{Draft, Header, Record, RecordType, RoleIx, Value};

use crate::{
    Desk, FieldFault, Ground, Halt, Refused,
    directory::{APPOINTMENT, appointment},
};

/// The states into which an appointment is not brought while something speaks against it.
const BEGUN: [&str; 2] = ["appointed", "active"];
/// The state in which it is still written.
const PROPOSED: &str = "proposed";

/// The longest title.
const TITLE_MOST: usize = 200;

impl Desk {
    /// Names an appointment that nobody named: by role, scope and holder.
    pub(crate) fn put_title(&self, of: &RecordType, draft: &mut Draft) {
        if of.key != APPOINTMENT || !draft.record.title().is_empty() {
            return;
        }
        let places = self.roster().places().map(|it| (it.id, it.kind)).collect();
        let Some(it) = appointment(self.site(), of, &draft.record, &places) else { return };
        let holder = match it.holder {
            Holder::Person(id) => self.directory().name(id),
            Holder::Team(id) => self.directory().team_name(id),
        };
        let principal = of.slot("stands_in_for").and_then(|slot| draft.record.get(slot).person());
        let stands_in = principal.map(|id| format!(" for {}", self.directory().name(id))).unwrap_or_default();
        let (role, over) = (self.role_title(it.role), self.scope_in_words(it.scope));
        let title: String = format!("{role}, {over}: {holder}{stands_in}").chars().take(TITLE_MOST).collect();
        draft.set(Header::Title.slot(), Value::Text(title));
    }

    /// Refuses an act that would propose an appointment that can't be, or begin one against which something speaks.
    pub(crate) fn check_appointment(&self, of: &RecordType, draft: &Record) -> Result<(), Halt> {
        let state = of.lifecycle.state(draft.state).map(|it| it.key.as_str()).unwrap_or_default();
        let begins = BEGUN.contains(&state);
        if of.key != APPOINTMENT || !begins && state != PROPOSED {
            return Ok(());
        }
        let places = self.roster().places().map(|it| (it.id, it.kind)).collect();
        let Some(wanted) = appointment(self.site(), of, draft, &places) else { return Ok(()) };
        self.check_fit(of, draft, &wanted)?;
        if !begins {
            return Ok(());
        }
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

    /// Refuses an appointment that can't be right as such. Whoever stands in holds nothing of their own.
    fn check_fit(&self, of: &RecordType, draft: &Record, wanted: &Appointment) -> Result<(), Halt> {
        let stands_in = of.slot("stands_in_for").is_some_and(|slot| !draft.get(slot).is_empty());
        let found = governance::unfit(self.roster(), self.site(), wanted, self.now).filter(|_| !stands_in);
        let Some(wrong) = found else { return Ok(()) };
        let field = match wrong.code {
            "misfit.scope-kind" => "scope_kind",
            "misfit.never-valid" => "until",
            "misfit.person-holds-team-role" => "holder_person",
            "misfit.team-holds-person-role" => "holder_team",
            _unknown => "scope_record",
        };
        let message = match field {
            "scope_kind" => format!("{} {}", self.in_words(&wrong).text, self.where_held(wanted.role)),
            _other => self.in_words(&wrong).text,
        };
        Err(Refused::invalid(vec![FieldFault { field: field.to_owned(), message }]).into())
    }

    /// Over what a role is held, in words.
    fn where_held(&self, role: RoleIx) -> String {
        let Some(declared) = self.site().role(role) else { return String::new() };
        let practices = declared.specialises.iter().flat_map(|(_, practices)| practices);
        let practices: Vec<&str> =
            practices.filter_map(|it| self.site().practice(*it)).map(|it| it.title.as_str()).collect();
        let kinds = std::iter::once(&declared.scope).chain(&declared.also_scopes);
        let kinds: Vec<String> = kinds.map(|it| it.name().replace('-', " ")).collect();
        let among = if practices.is_empty() { String::new() } else { format!(" ({})", practices.join(", ")) };
        format!("It is held over: {}{among}.", kinds.join(", "))
    }

    fn objected(&self, it: &Objection, wanted: &Appointment) -> Refused {
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
