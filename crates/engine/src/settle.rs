//! Who could put a finding right: whoever may do the very act that would. Asked of the same cells as the act itself, so
//! that no page offers what is refused.

use base::{PersonId, RecordId};
use governance::{Finding, Fix, Holder, Scope};
use model::{ActivityIx, Header, PracticeIx, Record, RecordType, RoleIx, Site, Value};

use crate::{Desk, directory::APPOINTMENT, kept::FINDING, matrix::MATRIX_CHANGE};

/// Who decides about a finding, and in which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settler {
    /// The role.
    pub role: RoleIx,
    /// The person: the asker, where they are one of several; `None` where nobody holds the role.
    pub person: Option<PersonId>,
}

/// The act that would settle something, on a record as it would be.
type WayOut = (ActivityIx, Record);

impl Desk {
    /// Who could settle a finding as it suggests.
    pub fn settled_by(&self, it: &Finding) -> Option<Settler> {
        let fix = it.fix?;
        if let Fix::Do { activity } = fix {
            return self.owner_of(activity);
        }
        let by_acting = self.way_out(it, fix).and_then(|(activity, draft)| self.able(activity, &draft));
        by_acting.or_else(|| Some(Settler { role: self.would_appoint(it, fix)?, person: None }))
    }

    /// Whether the asker may propose an appointment to a role over a scope.
    pub fn may_appoint(&self, role: RoleIx, scope: Scope) -> bool {
        self.appointing("propose", (role, scope), None).is_some_and(|it| self.may_open_so(&it))
    }

    /// Whether the asker may draft a change of a practice's matrix.
    pub fn may_draft(&self, practice: PracticeIx) -> bool {
        self.drafting("propose", practice).is_some_and(|it| self.may_open_so(&it))
    }

    fn may_open_so(&self, (activity, draft): &WayOut) -> bool {
        let allowed = self.site().activity(*activity).is_some_and(|it| self.ceiling_allows(&it.key));
        allowed && self.authority.decide_open(self.site(), *activity, draft).is_ok()
    }

    /// The act by which a finding would be put right.
    fn way_out(&self, it: &Finding, fix: Fix) -> Option<WayOut> {
        let row = |id: RecordId| self.roster().appointment(id);
        match fix {
            Fix::Appoint { role, scope, .. } => self.appointing("appoint", (role, scope), None),
            Fix::NameDeputy { role, .. } => self.appointing("appoint", (role, it.all_scopes().next()?), None),
            Fix::Extend { appointment } => {
                let row = row(appointment)?;
                self.appointing("appoint", (row.role, row.scope), None)
            }
            Fix::End { appointment: id } | Fix::Correct { row: id } => {
                let row = row(id)?;
                self.appointing("end", (row.role, row.scope), Some(row.holder))
            }
            Fix::Declare { activity } => self.drafting("publish", self.site().activity(activity)?.practice),
            Fix::Share { .. } | Fix::Retire { .. } => self.on_blank(FINDING, "assign"),
            Fix::Do { .. } => None,
        }
    }

    /// Who may do an activity on a record: the asker, if they are among them.
    fn able(&self, activity: ActivityIx, draft: &Record) -> Option<Settler> {
        let could = governance::who_could(self.roster(), self.site(), activity, draft, self.now);
        let me = self.person();
        let is_mine = |it: &&governance::Who| it.persons.contains(&me) || it.deputies.contains(&me);
        if let Some(mine) = could.iter().find(is_mine) {
            return Some(Settler { role: mine.role, person: Some(me) });
        }
        let first = could.iter().find(|it| !it.persons.is_empty()).or(could.first())?;
        Some(Settler { role: first.role, person: first.persons.first().or(first.deputies.first()).copied() })
    }

    /// Who owns the practice of a duty.
    fn owner_of(&self, activity: ActivityIx) -> Option<Settler> {
        let practice = self.site().activity(activity)?.practice;
        let role = self.site().practice(practice)?.owner?;
        let over = Some(Scope::Process(practice));
        let person = governance::holders_over(self.roster(), role, over, self.now).first().copied();
        Some(Settler { role, person })
    }

    /// The role by which it would be put right, where nobody could now.
    fn would_appoint(&self, it: &Finding, fix: Fix) -> Option<RoleIx> {
        let given_by = |role: RoleIx| self.site().role(role).and_then(|it| it.appointed_by);
        match fix {
            Fix::Appoint { by, role, .. } => by.or_else(|| given_by(role)),
            Fix::NameDeputy { role, .. } => given_by(role),
            Fix::End { .. } | Fix::Extend { .. } | Fix::Correct { .. } => it.roles.first().copied().and_then(given_by),
            Fix::Declare { .. } | Fix::Share { .. } | Fix::Retire { .. } | Fix::Do { .. } => None,
        }
    }

    fn appointing(&self, step: &str, (role, scope): (RoleIx, Scope), holder: Option<Holder>) -> Option<WayOut> {
        let (activity, mut draft) = self.on_blank(APPOINTMENT, step)?;
        let of = self.site().find_type(APPOINTMENT)?;
        set(of, &mut draft, "role", Value::Text(self.site().role(role)?.key.clone()));
        for (key, value) in scope_values(self.site(), Some(scope)) {
            set(of, &mut draft, key, value);
        }
        match holder {
            Some(Holder::Person(id)) => draft.set(Header::HolderPerson.slot(), Value::Person(id)),
            Some(Holder::Team(id)) => draft.set(Header::HolderTeam.slot(), Value::Team(id)),
            None => {}
        }
        Some((activity, draft))
    }

    fn drafting(&self, step: &str, practice: PracticeIx) -> Option<WayOut> {
        let (activity, mut draft) = self.on_blank(MATRIX_CHANGE, step)?;
        let key = self.site().practice(practice)?.key.clone();
        set(self.site().find_type(MATRIX_CHANGE)?, &mut draft, "process", Value::Text(key));
        Some((activity, draft))
    }

    /// An activity with an empty record of its type.
    fn on_blank(&self, kind: &str, step: &str) -> Option<WayOut> {
        let of = self.site().find_type(kind)?;
        let (ix, makes) = of.lifecycle.find_move(step)?;
        let activity = self.site().activity_of_move(of.ix, ix)?;
        let state = makes.from.states().next().or(makes.to)?;
        Some((activity, Record::new(of, RecordId::new(0), String::new(), state)))
    }
}

fn set(of: &RecordType, draft: &mut Record, key: &str, value: Value) {
    if let Some(slot) = of.slot(key) {
        draft.set(slot, value);
    }
}

/// A scope as the fields of an appointment or a finding hold it.
pub(crate) fn scope_values(site: &Site, scope: Option<Scope>) -> [(&'static str, Value); 4] {
    let kind = scope.map_or(Value::Empty, |it| Value::Text(it.kind().name().to_owned()));
    let (record, team, process) = match scope {
        Some(Scope::Record(_, id)) => (Value::Record(id), Value::Empty, Value::Empty),
        Some(Scope::Team(id)) => (Value::Empty, Value::Team(id), Value::Empty),
        Some(Scope::Process(ix)) => {
            let key = site.practice(ix).map(|it| it.key.clone()).unwrap_or_default();
            (Value::Empty, Value::Empty, Value::Text(key))
        }
        Some(Scope::Whole(_)) | None => (Value::Empty, Value::Empty, Value::Empty),
    };
    [("scope_kind", kind), ("scope_record", record), ("scope_team", team), ("scope_process", process)]
}
