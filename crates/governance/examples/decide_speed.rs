//! How long `decide` takes for a person with forty live appointments, with its basis (the bar is one microsecond), and
//! how long it takes to say who could do something among fifty thousand people (the bar is one second).
//!
//! `cargo run --release -p governance --example decide_speed`

#![expect(clippy::print_stdout, reason = "an example that measures has to say what it measured")]

use std::time::Instant as Stopwatch;

use base::{Instant, PersonId, RecordId, TeamId};
use governance::{Appointment, Authority, Holder, Parts, Person, Place, Roster, Scope, Team, findings, who_could};
use model::{
    Activity, ActivityIx, Cell, Does, Header, Letter, Lifecycle, Move, MoveIx, PracticeIx, Reach, Record, RecordType,
    Role, RoleIx, ScopeKind, Site, StateIx, TypeIx, Value, When, Within,
};

const ME: PersonId = PersonId::new(1);
const NOW: Instant = Instant::from_micros(0);
const ROUNDS: usize = 400;

fn main() {
    let site = site();
    let records: Vec<Record> = (0..250).map(|it| record(&site, it)).collect();
    for held in [10, 40, 200] {
        let roster = roster(held);
        let made = Stopwatch::now();
        let authority = roster.authority(&site, ME, NOW);
        let made = made.elapsed();
        println!("{held} live appointments, {} grants, authority made in {made:?}", authority.grants().len());
        for (at, name) in [(1, "authorise (condition, kept apart)"), (2, "work"), (3, "without a role")] {
            measure(&site, &authority, ActivityIx(at), (&records, name));
        }
    }
    if let Some(record) = records.get(7) {
        review(&site, record);
    }
}

/// Who could authorise one change, and what is missing, in a large organisation.
fn review(site: &Site, record: &Record) {
    let made = Stopwatch::now();
    let roster = Roster::build(town(50_000, 5_000));
    println!("50000 people, 5000 appointments: roster built in {:?}", made.elapsed());
    let asked = Stopwatch::now();
    let could = who_could(&roster, site, ActivityIx(1), record, NOW);
    println!("  who could: {} appointments in {:?}", could.len(), asked.elapsed());
    let looked = Stopwatch::now();
    println!("  findings: {} in {:?}", findings(&roster, site, NOW).len(), looked.elapsed());
}

fn town(people: i64, held: i64) -> Parts {
    let person = |it| Person { id: PersonId::new(it), key: String::new(), name: String::new(), is_active: true };
    let members = |team: i64| (0..people).filter(|it| it % 500 == team).map(PersonId::new).collect();
    let holder = |it: i64| match it % 4 {
        0 => Holder::Team(TeamId::new(it % 500)),
        _person => Holder::Person(PersonId::new(it * 7 % people)),
    };
    Parts {
        epoch: 1,
        people: (0..people).map(person).collect(),
        teams: (0..500).map(|it| Team { members: members(it), ..team(it) }).collect(),
        places: (0..5_000).map(place).collect(),
        appointments: (0..held).map(|it| Appointment { holder: holder(it), ..appointment(it) }).collect(),
        deputies: Vec::new(),
    }
}

fn measure(site: &Site, authority: &Authority, activity: ActivityIx, (records, name): (&[Record], &str)) {
    let may = |it: &&Record| authority.decide(site, activity, it).is_ok();
    let (allowed, refused): (Vec<&Record>, Vec<&Record>) = records.iter().partition(may);
    for (said, records) in [("allowed", allowed), ("refused", refused)].into_iter().filter(|(_, it)| !it.is_empty()) {
        let mut times: Vec<u128> = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let round = Stopwatch::now();
            let count =
                records.iter().filter(|it| std::hint::black_box(authority.decide(site, activity, it)).is_ok()).count();
            times.push(round.elapsed().as_nanos() / u128::try_from(records.len()).unwrap_or(1));
            std::hint::black_box(count);
        }
        times.sort_unstable();
        let each = |at: usize| times.get(at).copied().unwrap_or_default();
        println!(
            "  {name}, {} {said}: median {} ns, best {} ns, p99 {} ns",
            records.len(),
            each(ROUNDS / 2),
            each(0),
            each(ROUNDS * 99 / 100)
        );
    }
}

fn appointment(it: i64) -> Appointment {
    Appointment {
        id: RecordId::new(10_000 + it),
        role: RoleIx(u16::from(it % 2 == 0)),
        holder: Holder::Person(ME),
        scope: match it % 5 {
            0 => Scope::Team(TeamId::new(it % 7)),
            _service => Scope::Record(ScopeKind::Service, RecordId::new(it % 97)),
        },
        from: Some(NOW),
        until: Some(Instant::from_micros(10)),
    }
}

fn team(it: i64) -> Team {
    let (key, name) = (String::new(), String::new());
    Team { id: TeamId::new(it), key, name, parent: None, members: vec![ME], line: None }
}

fn place(it: i64) -> Place {
    let parent = (it >= 100).then(|| RecordId::new(it % 100));
    Place { id: RecordId::new(it), kind: ScopeKind::Service, name: String::new(), parent, key: String::new() }
}

fn roster(held: i64) -> Roster {
    Roster::build(Parts {
        epoch: 1,
        people: vec![Person { id: ME, key: String::new(), name: String::new(), is_active: true }],
        teams: (0..20).map(team).collect(),
        places: (0..1000).map(place).collect(),
        appointments: (0..held).map(appointment).collect(),
        deputies: Vec::new(),
    })
}

fn record(site: &Site, it: i64) -> Record {
    let mut record = Record {
        id: RecordId::new(5000 + it),
        of: TypeIx(0),
        number: String::new(),
        state: StateIx(0),
        version: 0,
        values: vec![Value::Empty; site.types.first().map_or(0, |it| it.fields.len()) + Header::COUNT],
        acted: Vec::new(),
    };
    record.set(Header::Service.slot(), Value::Record(RecordId::new(it * 4)));
    record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(it % 20)));
    record.set(Header::Priority.slot(), Value::Int(it % 5));
    record.set(Header::OpenedBy.slot(), Value::Person(PersonId::new(it % 3)));
    record.acted =
        (0..6).map(|at| model::Acted { activity: ActivityIx(2), person: PersonId::new(it % 40 + at) }).collect();
    record
}

fn site() -> Site {
    let does = |at| Does::Move(TypeIx(0), MoveIx(at));
    let mut authorise = activity(does(1), &[RoleIx(0), RoleIx(1)], &When::AtMost(Header::Priority.slot(), 3));
    authorise.apart_from = vec![ActivityIx(0), ActivityIx(2)];
    let activities = vec![
        activity(does(0), &[RoleIx(0)], &When::Always),
        authorise,
        activity(does(2), &[RoleIx(0), RoleIx(1)], &When::Always),
        activity(does(3), &[], &When::Always),
    ];
    Site { types: vec![change()], activities, roles: vec![role(), role()], ..Site::default() }
}

fn change() -> RecordType {
    let step = |opens: bool| Move {
        key: String::new(),
        title: String::new(),
        from: [StateIx(0)].into_iter().collect(),
        opens,
        to: None,
        asks: Vec::new(),
        sets: Vec::new(),
        when: When::Always,
        unless: String::new(),
        asks_reply: false,
        confirm: String::new(),
        is_primary: false,
    };
    RecordType {
        key: "change".to_owned(),
        title: String::new(),
        plural: String::new(),
        prefix: String::new(),
        practice: PracticeIx(0),
        ix: TypeIx(0),
        fields: Vec::new(),
        lifecycle: Lifecycle { states: Vec::new(), moves: vec![step(true), step(false), step(false), step(false)] },
        scopes: vec![
            (ScopeKind::Team, Within::Slot(Header::HolderTeam.slot())),
            (ScopeKind::Service, Within::Slot(Header::Service.slot())),
        ],
        place: None,
        parent: None,
        behaviours: Vec::new(),
        activities: (0..4).map(ActivityIx).collect(),
        icon: String::new(),
        answers: None,
        list: Vec::new(),
        needs: Vec::new(),
        declared_at: String::new(),
    }
}

fn activity(does: Does, roles: &[RoleIx], when: &When) -> Activity {
    let cell = |role: &RoleIx| Cell {
        role: *role,
        letter: Letter::R,
        when: when.clone(),
        reach: Reach::Scope,
        responsibility: None,
        declared_at: String::new(),
    };
    Activity {
        key: String::new(),
        title: String::new(),
        practice: PracticeIx(0),
        group: String::new(),
        does,
        cells: roles.iter().map(cell).collect(),
        apart_from: Vec::new(),
        duty: None,
        declared_at: String::new(),
    }
}

fn role() -> Role {
    Role {
        key: String::new(),
        title: String::new(),
        aliases: Vec::new(),
        stage: String::new(),
        scope: ScopeKind::Service,
        also_scopes: vec![ScopeKind::Team],
        holder: model::Holder::Person,
        cardinality: model::Cardinality::AtLeastOne,
        facing: model::Facing::Back,
        appointed_by: None,
        is_self_taken: false,
        specialises: None,
        may_combine_with: Vec::new(),
        conflicts: Vec::new(),
        responsibilities: Vec::new(),
        authorities: Vec::new(),
        is_inside: true,
        declared_at: String::new(),
    }
}
