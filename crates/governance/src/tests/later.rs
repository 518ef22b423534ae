//! What is found of use, load, absences, missed duties and of what lies ahead.

use base::{Instant, RecordId, Span};
use model::Cardinality;

use super::town::{
    ANN, BOB, CHANGE, CHANGE_MANAGER, DEE, EVE, FAY, HEAD, IMPLEMENTER, LINE, MAIL, NOW, REVIEW, SERVICE_OWNER, WEB,
    appointment, parts, site,
};
use crate::{
    Away, Facts, Finding, FindingKind, Found, Holder, Missed, Parts, Roster, Scope, Severity, Used, findings, owner,
};
use model::ScopeKind;

const DAY: i64 = 86_400;

fn day(n: i64) -> Instant {
    NOW.plus(Span::from_secs(n * DAY))
}

fn found(roster: &Roster, used: &Used, missed: &[Missed]) -> Vec<Finding> {
    Found::all(&Facts { roster, site: &site(), now: NOW, used, missed }).list()
}

fn coming(change: impl FnOnce(&mut Parts)) -> Vec<Finding> {
    let mut parts = parts();
    change(&mut parts);
    let roster = Roster::build(parts);
    let (site, used) = (site(), Used::default());
    let facts = Facts { roster: &roster, site: &site, now: NOW, used: &used, missed: &[] };
    Found::all(&facts).ahead(&facts)
}

fn since_long_ago() -> Parts {
    let mut parts = parts();
    parts.appointments.iter_mut().for_each(|it| it.from = Some(day(-800)));
    parts
}

#[test]
fn an_appointment_that_nobody_acted_by_in_a_year_is_idle() {
    let mut parts = since_long_ago();
    parts.appointments.push(appointment(106, SERVICE_OWNER, Holder::Person(ANN), service(WEB)));
    parts.appointments[5].from = Some(day(-500));
    let roster = Roster::build(parts);
    let mut used = Used::since(Some(day(-900)));
    for id in [101, 102, 103, 104, 105] {
        used.note(RecordId::new(id), day(-10));
    }
    let idle: Vec<_> = found(&roster, &used, &[]).into_iter().filter(|it| it.kind == FindingKind::Idle).collect();
    assert_eq!(idle.iter().map(|it| it.appointments[0].get()).collect::<Vec<_>>(), [106]);
    used.note(RecordId::new(106), day(-360));
    assert!(found(&roster, &used, &[]).iter().all(|it| it.kind != FindingKind::Idle));
}

#[test]
fn nothing_is_called_idle_before_the_journal_can_tell() {
    let roster = Roster::build(since_long_ago());
    assert_eq!(found(&roster, &Used::default(), &[]), []);
    assert_eq!(found(&roster, &Used::since(Some(day(-80))), &[]), []);
}

#[test]
fn a_role_by_which_nobody_ever_acts_is_for_show() {
    let roster = Roster::build(since_long_ago());
    let mut used = Used::since(Some(day(-100)));
    for id in [101, 103, 104, 105] {
        used.note(RecordId::new(id), day(-1));
    }
    let found = found(&roster, &used, &[]);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.code, one.roles.as_slice()), ("decorative.never-acts", [SERVICE_OWNER].as_slice()));
}

#[test]
fn a_duty_that_was_missed_is_a_finding_of_whose_it_was() {
    let roster = Roster::build(parts());
    let missed = |due| Missed {
        activity: REVIEW,
        role: CHANGE_MANAGER,
        scope: CHANGE,
        appointment: Some(RecordId::new(101)),
        person: Some(ANN),
        due,
    };
    let found = found(&roster, &Used::default(), &[missed(day(-3)), missed(day(3))]);
    let [one] = found.as_slice() else { panic!("what is not due yet is not missed: {found:?}") };
    assert_eq!(
        (one.kind, one.since, one.persons.as_slice()),
        (FindingKind::MissedDuty, Some(day(-3)), [ANN].as_slice())
    );
}

fn service(id: RecordId) -> Scope {
    Scope::Record(ScopeKind::Service, id)
}

#[test]
fn who_answers_for_far_more_than_others_is_overloaded() {
    let mut parts = parts();
    for n in 0..20 {
        let id = RecordId::new(1_000 + n);
        let place = crate::Place {
            id,
            kind: ScopeKind::Service,
            name: format!("service {n}"),
            parent: Some(LINE),
            key: format!("s{n}"),
        };
        parts.places.push(place);
        let mut it = appointment(2_000 + n, CHANGE_MANAGER, Holder::Person(BOB), service(id));
        it.from = Some(day(-1));
        parts.appointments.push(it);
    }
    let over: Vec<_> = findings(&Roster::build(parts), &site(), NOW);
    let over: Vec<_> = over.into_iter().filter(|it| it.kind == FindingKind::Overload).collect();
    let [one] = over.as_slice() else { panic!("{over:?}") };
    assert_eq!(
        (one.persons.as_slice(), one.scopes.len()),
        ([BOB].as_slice(), 21),
        "twenty services, and the line that he owns"
    );
}

#[test]
fn a_holder_away_without_anybody_to_stand_in_is_a_gap() {
    let away = |people: &[base::PersonId]| {
        let all = people.iter().map(|it| Away { person: *it, from: day(-1), until: day(2) });
        let roster = Roster::build(parts()).with_away(all.collect::<Vec<_>>());
        findings(&roster, &site(), NOW).iter().map(|it| (it.code, it.severity)).collect::<Vec<_>>()
    };
    assert_eq!(away(&[ANN]), [], "Fay stands in");
    let both = away(&[ANN, FAY]);
    assert!(both.contains(&("gap.holder-away", Severity::Warning)), "{both:?}");
}

#[test]
fn what_will_be_missing_is_told_with_the_day_from_which_it_is() {
    let ends = |it: &mut Parts| it.deputies[0].until = Some(day(9));
    let single = coming(ends);
    let single: Vec<_> = single.iter().map(|it| (it.code, it.begins, it.persons.as_slice())).collect();
    assert_eq!(single[0], ("single-point.no-deputy", Some(day(9)), [ANN].as_slice()));
    let both = coming(|it| {
        let mut next = appointment(106, IMPLEMENTER, Holder::Person(ANN), Scope::Team(super::town::PLATFORM));
        next.from = Some(day(12));
        it.appointments.push(next);
    });
    assert!(both.iter().any(|it| it.code == "conflict.same-scope" && it.begins == Some(day(12))), "{both:?}");
    let beyond = coming(|it| it.deputies[0].until = Some(day(40)));
    assert_eq!(beyond, [], "a month ahead is looked, no further");
}

#[test]
fn an_end_that_is_told_already_is_not_told_as_a_gap_too() {
    let end = coming(|it| it.appointments[3].until = Some(day(5)));
    assert!(end.iter().all(|it| it.kind != FindingKind::Gap), "{end:?}");
}

#[test]
fn places_that_live_no_longer_need_nobody() {
    let mut parts = parts();
    parts.appointments.retain(|it| it.role != SERVICE_OWNER);
    let gaps = |roster: &Roster| {
        let all = findings(roster, &site(), NOW);
        all.iter().filter(|it| it.kind == FindingKind::Gap).filter_map(|it| it.scope).collect::<Vec<_>>()
    };
    let roster = Roster::build(parts);
    assert_eq!(gaps(&roster), [service(MAIL), service(WEB)]);
    assert_eq!(gaps(&roster.with_ended([MAIL].into())), [service(WEB)]);
}

#[test]
fn roles_over_single_changes_or_incidents_are_no_gaps() {
    let mut site = site();
    for kind in [ScopeKind::Change, ScopeKind::Incident] {
        site.roles[SERVICE_OWNER.at()].scope = kind;
        site.roles[SERVICE_OWNER.at()].cardinality = Cardinality::ExactlyOne;
        let mut parts = parts();
        parts.places.push(crate::Place {
            id: RecordId::new(70),
            kind,
            name: "one".to_owned(),
            parent: None,
            key: "one".to_owned(),
        });
        let all = findings(&Roster::build(parts), &site, NOW);
        assert!(all.iter().all(|it| it.code != "gap.nobody-appointed"), "{all:?}");
    }
}

#[test]
fn roles_that_are_taken_on_by_acting_leave_no_activity_without_anybody() {
    let mut site = site();
    site.roles[IMPLEMENTER.at()].is_self_taken = true;
    let mut parts = parts();
    parts.appointments.retain(|it| it.role != IMPLEMENTER);
    let all = findings(&Roster::build(parts), &site, NOW);
    assert!(all.iter().all(|it| it.kind != FindingKind::Gap), "{all:?}");
}

#[test]
fn a_finding_is_owned_by_who_answers_for_the_thing_and_never_by_whom_it_is_about() {
    let owner_of = |change: &dyn Fn(&mut Parts), code: &str| {
        let mut parts = parts();
        change(&mut parts);
        let (roster, site, used) = (Roster::build(parts), site(), Used::default());
        let facts = Facts { roster: &roster, site: &site, now: NOW, used: &used, missed: &[] };
        let all = Found::all(&facts).list();
        let named = |it: &&Finding| it.code == code && it.roles != [super::town::PROCESS_MANAGER];
        let found = all.iter().find(named).unwrap_or_else(|| panic!("{all:?}"));
        owner(&facts, found).map(|it| (it.person, it.role))
    };
    let vacant = owner_of(&|it| it.appointments.retain(|row| row.role != CHANGE_MANAGER), "gap.nobody-appointed");
    assert_eq!(vacant, Some((DEE, HEAD)), "the head appoints change managers");
    let own = owner_of(
        &|it| it.appointments.push(appointment(106, CHANGE_MANAGER, Holder::Person(DEE), CHANGE)),
        "conflict.always",
    );
    assert_eq!(own, None, "Dee is the only head, and it is about her");
}

#[test]
fn the_same_finding_keeps_its_key_while_its_facts_change() {
    let of_bob = |change: &dyn Fn(&mut Parts)| {
        let mut parts = parts();
        parts.deputies.retain(|it| it.of != BOB);
        change(&mut parts);
        let all = findings(&Roster::build(parts), &site(), NOW);
        let one = all.into_iter().find(|it| it.kind == FindingKind::SinglePoint).unwrap();
        (one.key(&site()), one.facts(&site()))
    };
    let before = of_bob(&|_| {});
    let after = of_bob(&|it| it.appointments.push(appointment(106, SERVICE_OWNER, Holder::Person(EVE), service(WEB))));
    assert_eq!(before.0, after.0);
    assert_ne!(before.1, after.1, "one service fewer hangs on Bob");
}
