//! What is found in the small organisation when something goes missing.

use base::{RecordId, Span};
use model::{Cardinality, Letter, RoleIx, ScopeKind};

use super::{
    build::cell,
    town::{
        ANN, AUTHORIZE, BOB, CEM, CHANGE, CHANGE_MANAGER, DEE, GUS, HEAD, IMPLEMENTER, LINE, MAIL, NOW, ORGANISATION,
        PLATFORM, PROCESS_MANAGER, SERVICE_OWNER, WEB, appointment, deputy, parts, site,
    },
};
use crate::{Finding, Fix, Holder, Parts, Roster, Scope, Severity, findings};

fn found(change: impl FnOnce(&mut Parts)) -> Vec<Finding> {
    let mut parts = parts();
    change(&mut parts);
    findings(&Roster::build(parts), &site(), NOW)
}

fn codes(change: impl FnOnce(&mut Parts)) -> Vec<&'static str> {
    found(change).iter().map(|it| it.code).collect()
}

fn service(id: RecordId) -> Scope {
    Scope::Record(ScopeKind::Service, id)
}

#[test]
fn a_complete_organisation_has_no_findings() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn a_role_that_nobody_holds_is_a_gap_over_each_live_scope() {
    let gaps = found(|it| it.appointments.retain(|row| row.role != SERVICE_OWNER));
    let scopes: Vec<_> = gaps.iter().filter(|it| it.code == "gap.nobody-appointed").map(|it| it.scope).collect();
    assert_eq!(scopes, [Some(service(MAIL)), Some(service(WEB))]);
    assert_eq!(gaps[0].severity, Severity::Critical);
    assert_eq!(gaps[0].key(&site()), "gap.nobody-appointed service-owner service:10");
    let manager = found(|it| it.appointments.retain(|row| row.role != CHANGE_MANAGER));
    let fixes: Vec<_> = manager.iter().filter_map(|it| it.fix).collect();
    assert!(fixes.contains(&Fix::Appoint { role: CHANGE_MANAGER, scope: CHANGE, by: Some(HEAD) }), "{fixes:?}");
    let generic = manager.iter().filter(|it| it.roles == [PROCESS_MANAGER]);
    assert_eq!(generic.count(), 1, "change needs a process manager too, and the change manager was that");
}

#[test]
fn an_appointment_that_ended_says_since_when_there_is_a_gap() {
    let end = NOW.plus(Span::from_secs(-60));
    let gaps = found(|it| it.appointments[3].until = Some(end));
    assert_eq!((gaps[0].code, gaps[0].since), ("gap.nobody-appointed", Some(end)));
}

#[test]
fn a_holder_who_left_is_a_vacancy_and_a_gap() {
    let found = found(|it| it.appointments[0].holder = Holder::Person(GUS));
    let codes: Vec<_> = found.iter().map(|it| it.code).collect();
    assert!(codes.contains(&"gap.holder-not-there") && codes.contains(&"vacancy.holder-left"), "{codes:?}");
    assert!(codes.contains(&"misfit.deputy-of-nothing"), "Ann holds nothing to stand in for: {codes:?}");
    let empty = self::codes(|it| it.teams[0].members.clear());
    assert!(empty.contains(&"vacancy.team-empty"), "{empty:?}");
}

#[test]
fn two_holders_of_a_role_for_one_overlap_on_the_same_scope_only() {
    let second =
        |scope| move |it: &mut Parts| it.appointments.push(appointment(106, SERVICE_OWNER, Holder::Person(CEM), scope));
    assert!(codes(second(Scope::Record(ScopeKind::ServiceLine, LINE))).contains(&"overlap.two-holders"));
    assert!(!codes(second(service(WEB))).contains(&"overlap.two-holders"), "the narrower one answers there");
}

#[test]
fn two_roles_that_answer_for_one_activity_overlap() {
    let mut site = site();
    site.activities[AUTHORIZE.at()].cells.push(cell(SERVICE_OWNER, Letter::A));
    let found = findings(&Roster::build(parts()), &site, NOW);
    let overlap = found.iter().find(|it| it.code == "overlap.two-answer").unwrap();
    assert_eq!((overlap.activity, overlap.persons.as_slice()), (Some(AUTHORIZE), [ANN, BOB].as_slice()));
    site.activities[AUTHORIZE.at()].cells.clear();
    let found = findings(&Roster::build(parts()), &site, NOW);
    assert!(found.iter().any(|it| it.code == "gap.nobody-answers" && it.activity == Some(AUTHORIZE)));
}

#[test]
fn what_must_be_apart_is_found_in_person_by_team_and_by_standing_in() {
    let conflict = |change: &dyn Fn(&mut Parts)| {
        let found = found(|it| change(it));
        found.into_iter().find(|it| it.code.starts_with("conflict.")).map(|it| (it.code, it.persons, it.roles))
    };
    let both = vec![CHANGE_MANAGER, IMPLEMENTER];
    let own = appointment(106, IMPLEMENTER, Holder::Person(ANN), Scope::Team(PLATFORM));
    assert_eq!(conflict(&|it| it.appointments.push(own.clone())).unwrap().2, both);
    let by_team = conflict(&|it| it.teams[0].members.push(ANN)).unwrap();
    assert_eq!(by_team, ("conflict.same-scope", vec![ANN], both.clone()));
    let standing = conflict(&|it| it.deputies.push(deputy(204, ANN, CEM))).unwrap();
    assert_eq!(standing, ("conflict.same-scope", vec![CEM], both));
    let generic = appointment(106, CHANGE_MANAGER, Holder::Person(DEE), Scope::Process(model::PracticeIx(0)));
    let always = conflict(&|it| it.appointments.push(generic.clone())).unwrap();
    assert_eq!((always.0, always.1), ("conflict.always", vec![DEE]), "the rule names the generic role");
    let avoid = appointment(106, SERVICE_OWNER, Holder::Person(DEE), service(MAIL));
    assert_eq!(conflict(&|it| it.appointments.push(avoid.clone())).unwrap().0, "conflict.avoid");
}

#[test]
fn one_person_without_a_deputy_is_a_single_point_of_failure() {
    let found = found(|it| it.deputies.retain(|row| row.of != BOB));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.code, one.persons.as_slice(), one.scope), ("single-point.no-deputy", [BOB].as_slice(), None));
    assert_eq!(one.fix, Some(Fix::NameDeputy { of: BOB, role: SERVICE_OWNER }));
    let team = codes(|it| it.teams[0].members = vec![CEM]);
    assert!(team.contains(&"single-point.no-deputy"), "a team of one is one person");
}

#[test]
fn what_ends_soon_without_a_successor_is_an_expiry() {
    let end = NOW.plus(Span::from_secs(10 * 86_400));
    let ends = |it: &mut Parts| it.appointments[0].until = Some(end);
    assert_eq!(found(ends)[0].until, Some(end));
    let followed = |it: &mut Parts| {
        ends(it);
        let mut next = appointment(106, CHANGE_MANAGER, Holder::Person(CEM), CHANGE);
        next.from = Some(end);
        it.appointments.push(next);
    };
    assert_eq!(codes(followed), Vec::<&str>::new());
    let later = |it: &mut Parts| it.appointments[0].until = Some(NOW.plus(Span::from_secs(31 * 86_400)));
    assert_eq!(codes(later), Vec::<&str>::new());
}

#[test]
fn rows_that_can_not_be_right_are_misfits() {
    let with =
        |role: RoleIx, holder, scope| codes(move |it| it.appointments.push(appointment(106, role, holder, scope)));
    let ann = Holder::Person(ANN);
    assert!(with(HEAD, Holder::Team(PLATFORM), ORGANISATION).contains(&"misfit.team-holds-person-role"));
    assert!(with(IMPLEMENTER, Holder::Person(CEM), CHANGE).contains(&"misfit.scope-kind"));
    assert!(with(CHANGE_MANAGER, ann, Scope::Process(model::PracticeIx(0))).contains(&"misfit.scope-kind"));
    assert!(with(SERVICE_OWNER, ann, service(RecordId::new(99))).contains(&"misfit.unknown-scope"));
    assert!(with(SERVICE_OWNER, ann, service(LINE)).contains(&"misfit.unknown-scope"), "a line is no service");
    assert!(with(RoleIx(99), ann, CHANGE).contains(&"misfit.unknown"));
    assert!(codes(|it| it.deputies.push(deputy(204, ANN, ANN))).contains(&"misfit.deputy-of-self"));
    assert!(codes(|it| it.deputies.push(deputy(204, ANN, GUS))).contains(&"misfit.deputy-not-there"));
    assert!(codes(|it| it.deputies.push(deputy(204, CEM, ANN))).contains(&"misfit.deputy-of-nothing"));
    assert!(codes(|it| it.teams[0].parent = Some(it.teams[1].id)).contains(&"misfit.above-itself"));
    assert!(
        codes(|it| (it.appointments[0].from, it.appointments[0].until) = (Some(NOW), Some(NOW)))
            .contains(&"misfit.never-valid")
    );
}

#[test]
fn an_activity_that_nobody_alive_can_do_is_a_gap() {
    let mut site = site();
    for at in [0, 1] {
        site.roles[at].cardinality = Cardinality::Any;
    }
    let mut parts = parts();
    parts.appointments.retain(|it| it.role != CHANGE_MANAGER);
    let found = findings(&Roster::build(parts), &site, NOW);
    assert!(found.iter().any(|it| it.code == "gap.nobody-does" && it.activity == Some(AUTHORIZE)), "{found:?}");
}
