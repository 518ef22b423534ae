//! Random small worlds: a site, a roster's parts and records, from one seed.

use std::{collections::BTreeSet, sync::Arc};

use base::{Instant, PersonId, RecordId, TeamId};
use model::{
    Acted, ActivityIx, Cell, Does, Header, Letter, Lifecycle, MoveIx, PracticeIx, Reach, Record, RoleIx, ScopeKind,
    Site, StateIx, TypeIx, Value, When, Within,
};

use super::build;
use crate::{Appointment, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};

pub(crate) const PERSONS: i64 = 4;
const TEAMS: i64 = 4;
const PLACES: i64 = 7;
const ROLES: u16 = 6;
const RECORDS: i64 = 24;

/// The xorshift generator: the same seed, the same world.
#[derive(Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2_654_435_761).wrapping_add(88_172_645_463_325_252))
    }
    pub(crate) fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 >> 11).unwrap() % most
    }
    pub(crate) fn percent(&mut self, of: i64) -> bool {
        self.below(100) < of
    }
    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(i64::try_from(of.len()).unwrap())).unwrap()].clone()
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) site: Site,
    pub(crate) parts: Parts,
    pub(crate) records: Vec<Record>,
}

impl World {
    pub(crate) fn of(seed: u64) -> Self {
        let mut r = Random::new(seed);
        let site = site(&mut r);
        let parts = parts(&mut r);
        let records = (0..RECORDS).map(|it| record(&mut r, &site, it)).collect();
        Self { site, parts, records }
    }
    pub(crate) fn roster(&self) -> Roster {
        Roster::build(self.parts.clone())
    }
    pub(crate) fn people() -> impl Iterator<Item = PersonId> {
        (0..PERSONS).map(PersonId::new)
    }
    pub(crate) fn activities(&self) -> impl Iterator<Item = ActivityIx> {
        (0..self.site.activities.len()).map(ActivityIx::of)
    }
    /// All instants at which anything begins or ends.
    pub(crate) fn edges(&self) -> BTreeSet<Instant> {
        let held = self.parts.appointments.iter().flat_map(|it| [it.from, it.until]);
        held.chain(self.parts.deputies.iter().flat_map(|it| [it.from, it.until])).flatten().collect()
    }
}

pub(crate) fn at(tick: i64) -> Instant {
    Instant::from_micros(tick * 10)
}

fn site(r: &mut Random) -> Site {
    let mut site = Site {
        practices: vec![build::practice(0, "incident"), build::practice(1, "change")],
        roles: roles(r),
        ..Site::default()
    };
    for (ix, key) in ["incident", "change", "service"].into_iter().enumerate() {
        let mut of = build::record_type(ix, key, PracticeIx::of(ix % 2), scopes(r, ix == 2));
        of.lifecycle = lifecycle(r);
        let first = site.activities.len();
        for (key, does) in acts(of.ix) {
            let mut activity = build::activity(&format!("{}:{key}", of.key), of.practice, does);
            activity.cells = (0..3).map(|_| cell(r)).collect();
            if key == "authorize" {
                activity.apart_from = vec![ActivityIx::of(first), ActivityIx::of(first + 1)];
            }
            of.activities.push(ActivityIx::of(site.activities.len()));
            site.activities.push(activity);
        }
        site.types.push(of);
    }
    site
}

fn acts(of: TypeIx) -> [(&'static str, Does); 5] {
    [
        ("open", Does::Move(of, MoveIx(0))),
        ("work", Does::Move(of, MoveIx(1))),
        ("authorize", Does::Move(of, MoveIx(2))),
        ("amend", Does::Amend(of, vec![Header::Title.slot()])),
        ("follow", Does::Follow(of)),
    ]
}

fn lifecycle(r: &mut Random) -> Lifecycle {
    let mut moves =
        vec![build::step("open", &[], 0), build::step("work", &[0, 1], 2), build::step("go", &[0, 1, 2], 3)];
    if r.percent(40) {
        moves[2].when = condition(r, 1);
    }
    Lifecycle { states: ["new", "doing", "done", "closed"].map(build::state).into(), moves }
}

fn roles(r: &mut Random) -> Vec<model::Role> {
    let kinds = [ScopeKind::Process, ScopeKind::Process, ScopeKind::Team, ScopeKind::Service, ScopeKind::Organisation];
    let mut roles: Vec<_> = (0..ROLES).map(|it| build::role(&format!("role-{it}"), r.one(&kinds))).collect();
    for role in &mut roles {
        role.is_inside = r.percent(60);
    }
    roles[1].specialises = Some((RoleIx(0), vec![PracticeIx(0)]));
    roles[2].specialises = r.percent(50).then(|| (RoleIx(0), vec![PracticeIx(1)]));
    roles
}

fn scopes(r: &mut Random, is_place: bool) -> Vec<(ScopeKind, Within)> {
    let place = |it: Header| if is_place { Within::Itself } else { Within::Slot(it.slot()) };
    let mut scopes = vec![
        (ScopeKind::Team, Within::Slot(Header::HolderTeam.slot())),
        (ScopeKind::Service, place(Header::Service)),
        (ScopeKind::ServiceLine, place(Header::Service)),
    ];
    if r.percent(60) {
        scopes.push((ScopeKind::Ci, place(Header::Ci)));
    }
    if r.percent(10) {
        scopes.push((ScopeKind::Organisation, Within::Itself));
    }
    // A type whose records are about a practice that they name.
    if r.percent(30) {
        scopes.push((ScopeKind::Process, Within::Slot(Header::Title.slot())));
    }
    scopes
}

fn cell(r: &mut Random) -> Cell {
    let letters = [Letter::A, Letter::A, Letter::R, Letter::R, Letter::C, Letter::I];
    let mut cell = build::cell(RoleIx(u16::try_from(r.below(ROLES.into())).unwrap()), r.one(&letters));
    if r.percent(40) {
        cell.when = condition(r, 2);
    }
    if r.percent(8) {
        cell.reach = Reach::Everywhere;
    }
    cell
}

fn condition(r: &mut Random, depth: i64) -> When {
    match r.below(if depth == 0 { 9 } else { 13 }) {
        0 => When::IsActor(Header::HolderPerson.slot()),
        1 => When::Involves(Header::ForPerson.slot()),
        2 => When::InMyTeams(Header::HolderTeam.slot()),
        3 => When::Empty(Header::Service.slot()),
        4 => When::AtMost(Header::Priority.slot(), r.below(4)),
        5 => When::InState([StateIx(0), StateIx(2)].into_iter().collect()),
        6 => When::Involves(Header::HolderPerson.slot()),
        7 => When::Acted(vec![ActivityIx(u16::try_from(r.below(10)).unwrap())]),
        8 => When::In(Header::Priority.slot(), Arc::new([1, 3].into())),
        9 | 10 => condition(r, depth - 1).negated(),
        11 => When::all([condition(r, depth - 1), condition(r, depth - 1)]),
        _twelve => When::any([condition(r, depth - 1), condition(r, depth - 1)]),
    }
}

fn parts(r: &mut Random) -> Parts {
    let kinds = [ScopeKind::ServiceLine, ScopeKind::Service, ScopeKind::Service, ScopeKind::Ci];
    let person = |r: &mut Random, it| Person {
        id: PersonId::new(it),
        key: format!("p{it}"),
        name: format!("P{it}"),
        is_active: r.percent(96),
    };
    Parts {
        epoch: 1,
        people: (0..PERSONS).map(|it| person(r, it)).collect(),
        teams: (0..TEAMS).map(|it| team(r, it)).collect(),
        places: (0..PLACES).map(|it| place(r, it, &kinds)).collect(),
        appointments: (0..18).map(|it| appointment(r, 1000 + it)).collect(),
        deputies: (0..5).map(|it| deputy(r, 2000 + it)).collect(),
    }
}

fn above(r: &mut Random, it: i64) -> Option<i64> {
    (it > 0 && r.percent(75)).then(|| r.below(it))
}

fn team(r: &mut Random, it: i64) -> Team {
    let members = (0..PERSONS).filter(|_| r.percent(30)).map(PersonId::new).collect();
    let parent = above(r, it).map(TeamId::new);
    Team { id: TeamId::new(it), key: format!("t{it}"), name: format!("T{it}"), parent, members, line: None }
}

fn place(r: &mut Random, it: i64, kinds: &[ScopeKind]) -> Place {
    let kind = if it < 2 { ScopeKind::ServiceLine } else { r.one(kinds) };
    let parent = above(r, it).map(RecordId::new);
    Place { id: RecordId::new(it), kind, name: format!("S{it}"), parent, key: format!("s{it}") }
}

fn edge(r: &mut Random, low: i64) -> Option<Instant> {
    let tick = low + r.below(5);
    r.percent(50).then_some(at(tick))
}

fn appointment(r: &mut Random, id: i64) -> Appointment {
    let holder = if r.percent(75) {
        Holder::Person(PersonId::new(r.below(PERSONS)))
    } else {
        Holder::Team(TeamId::new(r.below(TEAMS)))
    };
    let kind = r.one(&[ScopeKind::Service, ScopeKind::ServiceLine, ScopeKind::Ci, ScopeKind::Service]);
    let scope = match r.below(8) {
        0 => Scope::Whole(r.one(&[ScopeKind::Organisation, ScopeKind::Programme])),
        1 => Scope::Process(PracticeIx::of(usize::try_from(r.below(2)).unwrap())),
        2..=4 => Scope::Team(TeamId::new(r.below(TEAMS))),
        _rest => Scope::Record(kind, RecordId::new(r.below(PLACES))),
    };
    let role = RoleIx(u16::try_from(r.below(ROLES.into())).unwrap());
    Appointment { id: RecordId::new(id), role, holder, scope, from: edge(r, 0), until: edge(r, 5) }
}

fn deputy(r: &mut Random, id: i64) -> Deputy {
    let roles = r.percent(30).then(|| (0..ROLES).filter(|it| it % 2 == 0).map(RoleIx).collect());
    Deputy {
        id: RecordId::new(id),
        of: PersonId::new(r.below(PERSONS)),
        deputy: PersonId::new(r.below(PERSONS)),
        from: edge(r, 0),
        until: edge(r, 5),
        roles,
    }
}

fn record(r: &mut Random, site: &Site, id: i64) -> Record {
    let of = &site.types[usize::try_from(id % 3).unwrap()];
    let mut record = Record::new(of, RecordId::new(id % PLACES), format!("N-{id}"), StateIx(0));
    record.state = StateIx(u8::try_from(r.below(4)).unwrap());
    let mut set = |r: &mut Random, header: Header, value: Value| {
        if r.percent(80) {
            record.set(header.slot(), value);
        }
    };
    for header in [Header::HolderPerson, Header::ForPerson, Header::OpenedBy] {
        let value = Value::Person(PersonId::new(r.below(PERSONS)));
        set(r, header, value);
    }
    for header in [Header::Service, Header::Ci] {
        let value = Value::Record(RecordId::new(r.below(PLACES)));
        set(r, header, value);
    }
    let named = r.one(&["incident", "change", "none"]);
    set(r, Header::Title, Value::Text(named.to_owned()));
    let (team, priority) = (r.below(TEAMS), r.below(5));
    set(r, Header::HolderTeam, Value::Team(TeamId::new(team)));
    set(r, Header::Priority, Value::Int(priority));
    let acted = (0..r.below(4)).map(|_| Acted {
        activity: ActivityIx(u16::try_from(r.below(15)).unwrap()),
        person: PersonId::new(r.below(PERSONS)),
    });
    record.acted = acted.collect();
    record
}
