//! What speaks against an appointment in the small organisation, who is called over what, and from how many divisions a
//! committee comes.

use base::{PersonId, RecordId, Span, TeamId};
use model::{
    RoleIx, ScopeKind,
    rules::{Membership, Spread},
};

use super::town::{
    ANN, BOB, CEM, CHANGE, CHANGE_MANAGER, DEE, EVE, FAY, HAL, HEAD, IMPLEMENTER, LINE, LINUX, MAIL, NOW, ORGANISATION,
    PLATFORM, PROCESS_MANAGER, SERVICE_OWNER, WEB, appointment, deputy, parts, site,
};
use crate::{
    Appointment, Holder, Objection, Parts, Roster, Scope, Team, findings, holders_over, objections,
    objections_to_deputy,
};

fn said(change: impl FnOnce(&mut Parts), wanted: &Appointment) -> Vec<&'static str> {
    let mut parts = parts();
    change(&mut parts);
    let mut site = site();
    site.rules.memberships = vec![Membership { role: SERVICE_OWNER, within: IMPLEMENTER }];
    objections(&Roster::build(parts), &site, wanted, NOW).iter().map(word).collect()
}

fn word(it: &Objection) -> &'static str {
    match it {
        Objection::HeldAlready { .. } => "held",
        Objection::Conflict { .. } => "conflict",
        Objection::NotAMember { .. } => "not a member",
    }
}

fn wanted(role: RoleIx, person: PersonId, scope: Scope) -> Appointment {
    appointment(900, role, Holder::Person(person), scope)
}

fn service(id: RecordId) -> Scope {
    Scope::Record(ScopeKind::Service, id)
}

#[test]
fn a_second_holder_of_what_one_holds_is_spoken_against() {
    let line = Scope::Record(ScopeKind::ServiceLine, LINE);
    assert_eq!(said(|_| {}, &wanted(SERVICE_OWNER, CEM, line)), ["held"]);
    assert_eq!(
        said(|_| {}, &wanted(SERVICE_OWNER, CEM, service(MAIL))),
        Vec::<&str>::new(),
        "another scope is another"
    );
    assert_eq!(said(|it| it.appointments.clear(), &wanted(CHANGE_MANAGER, BOB, CHANGE)), Vec::<&str>::new());
}

#[test]
fn one_may_follow_another() {
    let end = NOW.plus(Span::from_secs(60));
    let follows = Appointment { from: Some(end), ..wanted(CHANGE_MANAGER, BOB, CHANGE) };
    assert_eq!(said(|it| it.appointments[0].until = Some(end), &follows), Vec::<&str>::new());
    let before = Appointment { from: Some(NOW), ..wanted(CHANGE_MANAGER, BOB, CHANGE) };
    assert_eq!(said(|it| it.appointments[0].until = Some(end), &before), ["held"]);
    let ends_first = Appointment { until: Some(end), ..wanted(CHANGE_MANAGER, BOB, CHANGE) };
    assert_eq!(said(|it| it.appointments[0].from = Some(end), &ends_first), Vec::<&str>::new());
}

#[test]
fn what_must_be_apart_is_spoken_against_in_person_by_team_and_by_standing_in() {
    let free = |it: &mut Parts| it.appointments.retain(|row| row.role != CHANGE_MANAGER);
    // Cem is one of the platform team, which implements.
    assert_eq!(said(free, &wanted(CHANGE_MANAGER, CEM, CHANGE)), ["conflict"]);
    assert_eq!(said(free, &wanted(CHANGE_MANAGER, BOB, CHANGE)), Vec::<&str>::new());
    let lent = |it: &mut Parts| {
        it.appointments.retain(|row| row.role != CHANGE_MANAGER);
        it.appointments.push(appointment(110, IMPLEMENTER, Holder::Person(BOB), Scope::Team(LINUX)));
        it.deputies.push(deputy(210, BOB, FAY));
    };
    assert_eq!(said(lent, &wanted(CHANGE_MANAGER, FAY, CHANGE)), ["conflict"]);
    // Only avoided: a finding, no refusal.
    let mail = |it: &mut Parts| it.teams[0].members.push(DEE);
    assert_eq!(said(mail, &wanted(SERVICE_OWNER, DEE, service(MAIL))), Vec::<&str>::new());
}

#[test]
fn a_deputy_may_not_stand_in_for_what_theirs_must_be_apart_from() {
    let roster = Roster::build(parts());
    let found = objections_to_deputy(&roster, &site(), CEM, (ANN, CHANGE_MANAGER), NOW);
    assert_eq!(found.iter().map(word).collect::<Vec<_>>(), ["conflict"]);
    assert_eq!(objections_to_deputy(&roster, &site(), FAY, (ANN, CHANGE_MANAGER), NOW), []);
}

#[test]
fn a_holder_belongs_to_the_team_from_which_such_holders_come() {
    assert_eq!(said(|_| {}, &wanted(SERVICE_OWNER, HAL, service(MAIL))), ["not a member"]);
    assert_eq!(said(|_| {}, &wanted(SERVICE_OWNER, EVE, service(MAIL))), Vec::<&str>::new());
}

#[test]
fn who_leaves_that_team_is_found() {
    let mut site = site();
    site.rules.memberships = vec![Membership { role: CHANGE_MANAGER, within: IMPLEMENTER }];
    let codes = |parts: Parts| {
        let found = findings(&Roster::build(parts), &site, NOW);
        found.iter().filter(|it| it.code == "misfit.not-a-member").map(|it| it.roles.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(parts()), [vec![CHANGE_MANAGER]]);
    let mut joined = parts();
    joined.teams[0].members.push(ANN);
    assert_eq!(codes(joined), Vec::<Vec<RoleIx>>::new());
}

#[test]
fn a_committee_of_one_division_is_found() {
    let mut site = site();
    site.rules.spreads = vec![Spread { role: IMPLEMENTER, least: 2 }];
    let team = |id: i64, parent: Option<i64>, members: &[PersonId]| Team {
        id: TeamId::new(id),
        key: format!("t{id}"),
        name: format!("T{id}"),
        parent: parent.map(TeamId::new),
        members: members.to_vec(),
        line: None,
    };
    let found = |second: PersonId| {
        let mut parts = parts();
        // A company with two divisions; the platform team lies in the first, the committee below the top.
        parts.teams = vec![
            team(50, None, &[CEM, second]),
            team(51, Some(50), &[]),
            team(52, Some(50), &[BOB]),
            team(2, Some(51), &[CEM, EVE]),
            team(1, Some(50), &[CEM, second]),
        ];
        assert_eq!((PLATFORM, LINUX), (TeamId::new(1), TeamId::new(2)));
        findings(&Roster::build(parts), &site, NOW).iter().filter(|it| it.code == "misfit.one-division").count()
    };
    assert_eq!(found(EVE), 1);
    assert_eq!(found(BOB), 0);
}

#[test]
fn the_nearest_holder_is_called_first() {
    let mut parts = parts();
    parts.appointments.push(appointment(120, SERVICE_OWNER, Holder::Person(CEM), service(MAIL)));
    let roster = Roster::build(parts);
    assert_eq!(holders_over(&roster, SERVICE_OWNER, Some(service(MAIL)), NOW), [CEM, BOB, EVE]);
    assert_eq!(holders_over(&roster, SERVICE_OWNER, Some(service(WEB)), NOW), [BOB, EVE]);
    assert_eq!(holders_over(&roster, SERVICE_OWNER, None, NOW), []);
    assert_eq!(holders_over(&roster, HEAD, None, NOW), [DEE, HAL]);
    assert_eq!(holders_over(&roster, PROCESS_MANAGER, Some(ORGANISATION), NOW), []);
}
