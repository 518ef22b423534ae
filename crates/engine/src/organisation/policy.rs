//! Policies held against the matrix: by appointing somebody and letting governance decide, never by reading cells.

use base::{Instant, PersonId, RecordId, TeamId};
use declare::{PolicyText, Verdict};
use governance::{Appointment, Authority, Holder, Parts, Person, Place, Roster, Scope, Team};
use model::{
    Acted, Activity, ActivityIx, Does, Header, Letter, PracticeIx, Record, RecordType, Role, ScopeKind, ScopedBy, Site,
    StateIx, Value, When, Within,
};

/// A policy that does not hold for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The policy's key.
    pub policy: String,
    /// What is so, and where it was declared.
    pub message: String,
    /// Why it must not be.
    pub why: String,
    /// File and line of the policy.
    pub declared_at: String,
}

const ASKER: PersonId = PersonId::new(1);
/// Whom fields hold that hold somebody else.
const OTHER: PersonId = PersonId::new(2);
const TEAM: TeamId = TeamId::new(3);
const PLACE: RecordId = RecordId::new(4);
const RECORD: RecordId = RecordId::new(5);

/// The policies that do not hold, in order.
pub fn broken(site: &Site, policies: &[PolicyText]) -> Vec<Broken> {
    let mut found = Vec::new();
    for policy in policies {
        let Some((ix, activity)) = site.find_activity(&policy.activity) else { continue };
        for key in &policy.roles {
            let Some(role) = site.find_role(key).and_then(|it| site.role(it)) else { continue };
            let asked = Asked { site, policy, ix, activity, role };
            found.extend(asked.broken());
        }
    }
    found
}

/// One policy asked of one role.
struct Asked<'a> {
    site: &'a Site,
    policy: &'a PolicyText,
    ix: ActivityIx,
    activity: &'a Activity,
    role: &'a Role,
}

impl Asked<'_> {
    fn broken(&self) -> Option<Broken> {
        let by = self.scopes().into_iter().find_map(|scope| self.may(scope));
        let (role, title) = (&self.role.title, &self.activity.title);
        let message = match (self.policy.verdict, by) {
            (Verdict::Allow, Some(_)) | (Verdict::Deny, None) => return None,
            (Verdict::Deny, Some(letter)) => {
                format!("{role} may do “{title}”{}: {} in {}", self.on(), letter.name(), self.cell(letter))
            }
            (Verdict::Allow, None) => {
                format!("{role} may not do “{title}”{}; see {}", self.on(), self.activity.declared_at)
            }
        };
        let PolicyText { key, why, declared_at, .. } = self.policy;
        let (policy, why, declared_at) = (key.clone(), why.clone(), declared_at.clone());
        Some(Broken { policy, message, why, declared_at })
    }

    /// What is asked about, in words.
    fn on(&self) -> String {
        let it = self.policy;
        let mut parts: Vec<String> =
            it.on.iter().map(|(key, value)| format!("{key} is {}", self.shown(key, value))).collect();
        parts.extend(it.state.iter().map(|it| format!("state is {it}")));
        parts.extend(it.me.iter().map(|it| format!("{it} is whoever asks")));
        parts.extend(it.after.iter().map(|it| format!("they did {it}")));
        if parts.is_empty() { String::new() } else { format!(" where {}", parts.join(" and ")) }
    }

    fn shown(&self, key: &str, value: &Value) -> String {
        let field = self.of().and_then(|of| of.field(of.slot(key)?));
        field.map_or_else(String::new, |it| value.print(&it.kind))
    }

    /// Where the cell is declared that gives it.
    fn cell(&self, letter: Letter) -> String {
        let generic = self.role.specialises.as_ref().map(|(it, _)| *it);
        let own = self.site.find_role(&self.role.key);
        let is_ours = |it: &&model::Cell| it.letter == letter && (Some(it.role) == own || Some(it.role) == generic);
        let found = self.activity.cells.iter().find(is_ours);
        found.map_or_else(|| self.activity.declared_at.clone(), |it| it.declared_at.clone())
    }

    fn of(&self) -> Option<&RecordType> {
        self.activity.of().and_then(|it| self.site.of(it))
    }

    /// Scopes to try, one of each kind that the role can be given over; of practices, the record's and the activity's.
    fn scopes(&self) -> Vec<Scope> {
        let practice = self.of().map_or(self.activity.practice, |it| it.practice);
        let kinds = [self.role.scope].into_iter().chain(self.role.also_scopes.iter().copied());
        kinds.map(|kind| scope(kind, practice)).collect()
    }

    /// By which letter it may be done over a scope, if at all.
    fn may(&self, scope: Scope) -> Option<Letter> {
        let authority = self.authority(scope)?;
        if self.is_about_any() {
            let mut grants = authority.grants_of(self.ix).iter();
            return grants.find(|it| it.letter.may_do() && it.when() != When::Never).map(|it| it.letter);
        }
        let of = self.of()?;
        let opens =
            matches!(&self.activity.does, Does::Move(_, step) if of.lifecycle.step(*step).is_some_and(|it| it.opens));
        self.states(of).into_iter().find_map(|state| {
            let record = self.record(of, state, scope);
            let decided = if opens {
                authority.decide_open(self.site, self.ix, &record)
            } else {
                authority.decide(self.site, self.ix, &record)
            };
            decided.ok().map(|it| it.letter)
        })
    }

    fn is_about_any(&self) -> bool {
        let it = self.policy;
        self.activity.does == Does::Duty
            || (it.on.is_empty() && it.state.is_none() && it.me.is_empty() && it.after.is_empty())
    }

    fn states(&self, of: &RecordType) -> Vec<StateIx> {
        match self.policy.state.as_deref().and_then(|it| of.lifecycle.find_state(it)) {
            Some(state) => vec![state],
            None => (0..of.lifecycle.states.len()).map(StateIx::of).collect(),
        }
    }

    /// A record within the scope, with the values that the policy names.
    fn record(&self, of: &RecordType, state: StateIx, scope: Scope) -> Record {
        let mut record = Record::new(of, if itself(of, scope) { PLACE } else { RECORD }, String::new(), state);
        record.set(Header::OpenedBy.slot(), Value::Person(OTHER));
        if let Some(Within::Slot(slot)) = of.within(scope.kind()) {
            match scope {
                Scope::Team(id) => record.set(*slot, Value::Team(id)),
                Scope::Record(_, id) => record.set(*slot, Value::Record(id)),
                Scope::Process(ix) => {
                    let key = self.site.practice(ix).map(|it| it.key.clone());
                    record.set(*slot, key.map_or(Value::Empty, Value::Text));
                }
                Scope::Whole(_) => {}
            }
        }
        for (key, value) in &self.policy.on {
            if let Some(slot) = of.slot(key) {
                record.set(slot, value.clone());
            }
        }
        for key in &self.policy.me {
            if let Some(slot) = of.slot(key) {
                record.set(slot, Value::Person(ASKER));
            }
        }
        let done = self.policy.after.iter().filter_map(|it| self.site.find_activity(it));
        record.acted.extend(done.map(|(activity, _)| Acted { activity, person: ASKER }));
        record
    }

    /// The authority of somebody who holds nothing but the role over the scope.
    fn authority(&self, scope: Scope) -> Option<Authority> {
        let person = |id| Person { id, key: String::new(), name: String::new(), is_active: true };
        let role = self.site.find_role(&self.role.key)?;
        let held =
            Appointment { id: RecordId::new(9), role, holder: Holder::Person(ASKER), scope, from: None, until: None };
        let mut parts = Parts {
            epoch: 1,
            people: vec![person(ASKER), person(OTHER)],
            appointments: vec![held],
            ..Parts::default()
        };
        parts.teams.push(Team {
            id: TEAM,
            key: String::new(),
            name: String::new(),
            parent: None,
            members: vec![ASKER],
            line: None,
        });
        if let Scope::Record(kind, id) = scope {
            parts.places.push(Place { id, kind, name: String::new(), parent: None, key: String::new() });
        }
        Some(Roster::build(parts).authority(self.site, ASKER, Instant::from_micros(0)))
    }
}

fn itself(of: &RecordType, scope: Scope) -> bool {
    matches!((of.within(scope.kind()), scope), (Some(Within::Itself), Scope::Record(..)))
}

fn scope(kind: ScopeKind, practice: PracticeIx) -> Scope {
    match kind.by() {
        ScopedBy::Nothing => Scope::Whole(kind),
        ScopedBy::Practice => Scope::Process(practice),
        ScopedBy::Team => Scope::Team(TEAM),
        ScopedBy::Record => Scope::Record(kind, PLACE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The policies of a text that do not hold in what Remit ships with.
    fn check(text: &str, expected: &[&str]) {
        let own = declare::Sources::texts("site", [("policies.toml", text)]);
        let sources = declare::Sources::overlay(declare::Sources::shipped(), own);
        let loaded = declare::load(&sources).map_err(|it| it.human()).unwrap();
        let found = broken(&loaded.site, &loaded.organisation.policies);
        let found: Vec<String> = found.iter().map(|it| format!("{}: {}", it.declared_at, it.policy)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_policy_about_any_record_reads_what_a_role_could_ever_do() {
        check("[policy.a]\ndeny = \"user\"\nactivity = \"incident:resolve\"\n", &[]);
        check("[policy.a]\nallow = \"user\"\nactivity = \"incident:resolve\"\n", &["site/policies.toml:1: a"]);
        check("\n[policy.b]\ndeny = \"user\"\nactivity = \"incident:confirm\"\n", &["site/policies.toml:2: b"]);
        check(
            "[policy.c]\nallow = [\"service-desk-analyst\", \"second-level-support\"]\nactivity = \"incident:follow\"\n",
            &[],
        );
    }

    #[test]
    fn a_policy_about_a_record_is_decided_on_it() {
        let on = "[policy.a]\nallow = \"user\"\nactivity = \"incident:confirm\"\nme = [\"caller\"]\n";
        check(on, &[]);
        let not_theirs = "[policy.a]\ndeny = \"user\"\nactivity = \"incident:confirm\"\nstate = \"resolved\"\n";
        check(not_theirs, &[]);
        let apart = "[policy.a]\ndeny = \"user\"\nactivity = \"incident:confirm\"\nme = [\"caller\"]\nafter = [\"incident:resolve\"]\nwhy = \"Nobody confirms their own work.\"\n";
        check(apart, &[]);
        let wrong = "[policy.a]\nallow = \"user\"\nactivity = \"incident:confirm\"\nme = [\"caller\"]\nafter = [\"incident:resolve\"]\n";
        check(wrong, &["site/policies.toml:1: a"]);
    }
}
