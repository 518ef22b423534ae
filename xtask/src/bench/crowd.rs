//! A large organisation for governance alone: ten thousand people, five thousand services, fifty thousand appointments
//! to the shipped roles, always the same.

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId, Span, TeamId};
use governance::{Appointment, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};
use model::{PracticeIx, RoleIx, ScopeKind, Site};

/// The present of the crowd.
pub(crate) const NOW: Instant = Instant::from_micros(1_790_000_000_000_000);
const PEOPLE: i64 = 10_000;
const TEAMS: i64 = 500;
const LINES: i64 = 50;
const SERVICES: i64 = 5_000;
const HELD: i64 = 50_000;
const DEPUTIES: i64 = 3_000;
const DAY: i64 = 86_400;

/// The xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 >> 11).unwrap_or_default().checked_rem(most).unwrap_or_default()
    }
    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(i64::try_from(of.len()).unwrap_or_default());
        of.get(usize::try_from(at).unwrap_or_default())
    }
}

/// The crowd's roster.
pub(crate) fn roster(site: &Site) -> Roster {
    Roster::build(parts(site))
}

/// What the crowd's roster is built from.
pub(crate) fn parts(site: &Site) -> Parts {
    let mut random = Random(88_172_645_463_325_252);
    let person = |it: i64| Person {
        id: PersonId::new(it),
        key: format!("person-{it}"),
        name: format!("Person {it}"),
        is_active: it % 97 != 0,
    };
    let team = |it: i64| Team {
        id: TeamId::new(it),
        key: format!("team-{it}"),
        name: format!("Team {it}"),
        parent: (it > 20).then(|| TeamId::new(it % 20)),
        members: (0..PEOPLE).filter(|person| person % TEAMS == it).map(PersonId::new).collect(),
        line: None,
    };
    let place = |it: i64| Place {
        id: RecordId::new(it),
        kind: if it < LINES { ScopeKind::ServiceLine } else { ScopeKind::Service },
        name: format!("Service {it}"),
        parent: (it >= LINES).then(|| RecordId::new(it % LINES)),
        key: format!("service-{it}"),
    };
    Parts {
        epoch: 1,
        people: (0..PEOPLE).map(person).collect(),
        teams: (0..TEAMS).map(team).collect(),
        places: (0..LINES + SERVICES).map(place).collect(),
        appointments: appointments(site, &mut random),
        deputies: (0..DEPUTIES).map(|it| deputy(&mut random, it)).collect(),
    }
}

fn deputy(random: &mut Random, it: i64) -> Deputy {
    Deputy {
        id: RecordId::new(2_000_000 + it),
        of: PersonId::new(random.below(PEOPLE)),
        deputy: PersonId::new(random.below(PEOPLE)),
        from: Some(day(-random.below(30))),
        until: Some(day(random.below(60))),
        roles: None,
    }
}

fn day(n: i64) -> Instant {
    NOW.plus(Span::from_secs(n * DAY))
}

/// Roles by the kind of scope that they are over.
fn roles_over(site: &Site, kind: ScopeKind) -> Vec<RoleIx> {
    let all = site.roles.iter().enumerate().filter(|(_, it)| !it.is_self_taken);
    all.filter(|(_, it)| it.scope == kind || it.also_scopes.contains(&kind)).map(|(at, _)| RoleIx::of(at)).collect()
}

fn appointments(site: &Site, random: &mut Random) -> Vec<Appointment> {
    let over: Vec<(ScopeKind, Vec<RoleIx>)> =
        [ScopeKind::Service, ScopeKind::ServiceLine, ScopeKind::Team, ScopeKind::Process, ScopeKind::Organisation]
            .into_iter()
            .map(|kind| (kind, roles_over(site, kind)))
            .collect();
    let owner = site.find_role("service-owner").unwrap_or_default();
    let mut found = Vec::new();
    let mut taken = BTreeSet::new();
    while i64::try_from(found.len()).unwrap_or(HELD) < HELD {
        let n = i64::try_from(found.len()).unwrap_or_default();
        // Nearly every service has its owner; the rest is spread.
        let (role, scope) = if n < SERVICES - 40 {
            (owner, Scope::Record(ScopeKind::Service, RecordId::new(LINES + n)))
        } else {
            let at = match random.below(100) {
                0..70 => 0,
                70..75 => 1,
                75..97 => 2,
                97..99 => 3,
                _rest => 4,
            };
            let Some((kind, roles)) = over.get(at) else { break };
            let Some(role) = random.one(roles) else { continue };
            (*role, scope(site, random, *kind, *role))
        };
        let holder = PersonId::new(random.below(PEOPLE));
        if !taken.insert((role, scope, holder)) {
            continue;
        }
        found.push(Appointment {
            id: RecordId::new(1_000_000 + n),
            role,
            holder: Holder::Person(holder),
            scope,
            from: Some(day(-random.below(700))),
            until: (random.below(10) == 0).then(|| day(random.below(90))),
        });
    }
    found
}

fn scope(site: &Site, random: &mut Random, kind: ScopeKind, role: RoleIx) -> Scope {
    let practices = i64::try_from(site.practices.len()).unwrap_or(1);
    let own: Vec<PracticeIx> = site
        .role(role)
        .and_then(|it| it.specialises.as_ref())
        .map(|(_, practices)| practices.clone())
        .unwrap_or_default();
    match kind {
        ScopeKind::Service => Scope::Record(kind, RecordId::new(LINES + random.below(SERVICES))),
        ScopeKind::ServiceLine => Scope::Record(kind, RecordId::new(random.below(LINES))),
        ScopeKind::Team => Scope::Team(TeamId::new(random.below(TEAMS))),
        ScopeKind::Process => {
            let any = PracticeIx::of(usize::try_from(random.below(practices)).unwrap_or_default());
            Scope::Process(random.one(&own).copied().unwrap_or(any))
        }
        ScopeKind::Organisation
        | ScopeKind::Programme
        | ScopeKind::Ci
        | ScopeKind::Customer
        | ScopeKind::Supplier
        | ScopeKind::Project
        | ScopeKind::Application
        | ScopeKind::Facility
        | ScopeKind::Control
        | ScopeKind::Change
        | ScopeKind::Incident => Scope::Whole(ScopeKind::Organisation),
    }
}
