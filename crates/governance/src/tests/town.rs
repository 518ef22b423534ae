//! A small, readable organisation: a change practice, eight people, two teams, three places.

use base::{Instant, PersonId, RecordId, TeamId};
use model::{
    Activity, ActivityIx, Apart, Cardinality, Does, Header, Letter, Lifecycle, MoveIx, PracticeIx, Record, RoleIx,
    ScopeKind, Site, StateIx, TypeIx, Value, When, Within,
};

use super::build::{activity, apart, cell, practice, quarterly, record_type, role, state, step};
use crate::{Appointment, Authority, Deputy, Holder, Parts, Person, Place, Roster, Scope, Team};

pub(crate) const PROCESS_MANAGER: RoleIx = RoleIx(0);
pub(crate) const CHANGE_MANAGER: RoleIx = RoleIx(1);
pub(crate) const SERVICE_OWNER: RoleIx = RoleIx(2);
pub(crate) const IMPLEMENTER: RoleIx = RoleIx(3);
pub(crate) const HEAD: RoleIx = RoleIx(4);
pub(crate) const REQUESTER: RoleIx = RoleIx(5);

pub(crate) const REQUEST: ActivityIx = ActivityIx(0);
pub(crate) const AUTHORIZE: ActivityIx = ActivityIx(1);
pub(crate) const BUILD: ActivityIx = ActivityIx(2);
pub(crate) const CLOSE: ActivityIx = ActivityIx(3);
pub(crate) const REVIEW: ActivityIx = ActivityIx(4);

pub(crate) const ANN: PersonId = PersonId::new(1);
pub(crate) const BOB: PersonId = PersonId::new(2);
pub(crate) const CEM: PersonId = PersonId::new(3);
pub(crate) const DEE: PersonId = PersonId::new(4);
pub(crate) const EVE: PersonId = PersonId::new(5);
pub(crate) const FAY: PersonId = PersonId::new(6);
pub(crate) const GUS: PersonId = PersonId::new(7);
pub(crate) const HAL: PersonId = PersonId::new(8);

pub(crate) const PLATFORM: TeamId = TeamId::new(1);
pub(crate) const LINUX: TeamId = TeamId::new(2);
pub(crate) const MAIL: RecordId = RecordId::new(10);
pub(crate) const WEB: RecordId = RecordId::new(11);
pub(crate) const LINE: RecordId = RecordId::new(20);

pub(crate) const NOW: Instant = Instant::from_micros(1_000_000_000_000);
pub(crate) const ORGANISATION: Scope = Scope::Whole(ScopeKind::Organisation);
pub(crate) const CHANGE: Scope = Scope::Process(PracticeIx(1));

pub(crate) fn site() -> Site {
    let scopes = vec![
        (ScopeKind::Team, Within::Slot(Header::HolderTeam.slot())),
        (ScopeKind::Service, Within::Slot(Header::Service.slot())),
        (ScopeKind::ServiceLine, Within::Slot(Header::Service.slot())),
    ];
    let mut of = record_type(0, "change", PracticeIx(1), scopes);
    let mut moves =
        vec![step("request", &[], 0), step("authorize", &[0], 1), step("build", &[1], 2), step("close", &[2], 3)];
    moves[2].when = When::Empty(Header::HolderPerson.slot()).negated();
    moves[2].unless = "nobody has it".to_owned();
    of.lifecycle = Lifecycle { states: ["new", "approved", "built", "closed"].map(state).into(), moves };
    of.activities = vec![REQUEST, AUTHORIZE, BUILD, CLOSE];
    Site {
        practices: vec![practice(0, "governance"), practice(1, "change")],
        types: vec![of],
        activities: activities(),
        roles: roles(),
        ..Site::default()
    }
}

fn activities() -> Vec<Activity> {
    let make = |key: &str, at: u16, cells: &[(RoleIx, Letter)]| {
        let mut made = activity(key, PracticeIx(1), Does::Move(TypeIx(0), MoveIx(at)));
        made.cells = cells.iter().map(|(role, letter)| cell(*role, *letter)).collect();
        made
    };
    let request = make("change:request", 0, &[(CHANGE_MANAGER, Letter::A), (REQUESTER, Letter::R)]);
    let mut authorize = make("change:authorize", 1, &[(CHANGE_MANAGER, Letter::A), (SERVICE_OWNER, Letter::C)]);
    authorize.apart_from = vec![REQUEST, BUILD];
    let build = make("change:build", 2, &[(SERVICE_OWNER, Letter::A), (IMPLEMENTER, Letter::R)]);
    let mut close = make("change:close", 3, &[(CHANGE_MANAGER, Letter::A), (HEAD, Letter::I)]);
    close.cells[0].when = When::AtLeast(Header::Priority.slot(), 2);
    let mut review = activity("process:review", PracticeIx(1), Does::Duty);
    review.cells = vec![cell(PROCESS_MANAGER, Letter::A)];
    review.duty = Some(quarterly("review.report"));
    vec![request, authorize, build, close, review]
}

fn roles() -> Vec<model::Role> {
    let mut roles = vec![
        role("process-manager", ScopeKind::Process),
        role("change-manager", ScopeKind::Process),
        role("service-owner", ScopeKind::Service),
        role("implementer", ScopeKind::Team),
        role("head", ScopeKind::Organisation),
        role("requester", ScopeKind::Organisation),
    ];
    for at in [0, 1, 2, 4] {
        roles[at].cardinality = Cardinality::ExactlyOne;
        roles[at].holder = model::Holder::Person;
    }
    roles[1].specialises = Some((PROCESS_MANAGER, vec![PracticeIx(1)]));
    roles[1].appointed_by = Some(HEAD);
    roles[1].conflicts = vec![apart(IMPLEMENTER, Apart::SameScope)];
    roles[2].also_scopes = vec![ScopeKind::ServiceLine];
    roles[2].conflicts = vec![apart(HEAD, Apart::Avoid)];
    roles[3].cardinality = Cardinality::AtLeastOne;
    roles[4].conflicts = vec![apart(PROCESS_MANAGER, Apart::Always)];
    roles[5].is_inside = false;
    roles
}

pub(crate) fn appointment(id: i64, role: RoleIx, holder: Holder, scope: Scope) -> Appointment {
    Appointment { id: RecordId::new(id), role, holder, scope, from: None, until: None }
}

pub(crate) fn deputy(id: i64, of: PersonId, deputy: PersonId) -> Deputy {
    Deputy { id: RecordId::new(id), of, deputy, from: None, until: None, roles: None }
}

/// Everything held by somebody who is there, and a deputy for everybody on whom something hangs.
pub(crate) fn parts() -> Parts {
    let names = ["ann", "bob", "cem", "dee", "eve", "fay", "gus", "hal"];
    let people = names.iter().zip(1..).map(|(name, id)| Person {
        id: PersonId::new(id),
        key: (*name).to_owned(),
        name: (*name).to_owned(),
        is_active: *name != "gus",
    });
    let team = |id, key: &str, parent, members: &[PersonId]| Team {
        id,
        key: key.to_owned(),
        name: key.to_owned(),
        parent,
        members: members.to_vec(),
        line: None,
    };
    let place = |id, kind, parent| Place { id, kind, name: "place".to_owned(), parent, key: format!("place-{id}") };
    Parts {
        epoch: 7,
        people: people.collect(),
        teams: vec![team(PLATFORM, "platform", None, &[CEM, EVE]), team(LINUX, "linux", Some(PLATFORM), &[CEM])],
        places: vec![
            place(LINE, ScopeKind::ServiceLine, None),
            place(MAIL, ScopeKind::Service, Some(LINE)),
            place(WEB, ScopeKind::Service, Some(LINE)),
        ],
        appointments: vec![
            appointment(101, CHANGE_MANAGER, Holder::Person(ANN), CHANGE),
            appointment(102, SERVICE_OWNER, Holder::Person(BOB), Scope::Record(ScopeKind::ServiceLine, LINE)),
            appointment(103, IMPLEMENTER, Holder::Team(PLATFORM), Scope::Team(PLATFORM)),
            appointment(104, HEAD, Holder::Person(DEE), ORGANISATION),
            appointment(105, REQUESTER, Holder::Person(EVE), ORGANISATION),
        ],
        deputies: vec![deputy(201, ANN, FAY), deputy(202, BOB, EVE), deputy(203, DEE, HAL)],
    }
}

/// A change for mail, with the platform team, requested by Eve, new.
pub(crate) fn change() -> Record {
    let mut record = Record::new(&site().types[0], RecordId::new(500), "CHG-1".to_owned(), StateIx(0));
    record.set(Header::Service.slot(), Value::Record(MAIL));
    record.set(Header::HolderTeam.slot(), Value::Team(LINUX));
    record.set(Header::OpenedBy.slot(), Value::Person(EVE));
    record.set(Header::Priority.slot(), Value::Int(1));
    record.acted.push(model::Acted { activity: REQUEST, person: EVE });
    record
}

pub(crate) fn authority(person: PersonId) -> Authority {
    Roster::build(parts()).authority(&site(), person, NOW)
}
