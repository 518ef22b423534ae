//! Who, why and why not, in the small organisation.

use base::{PersonId, Span};
use model::{Acted, ActivityIx, Header, Letter, Record, StateIx, Value};

use super::town::{
    ANN, AUTHORIZE, BOB, BUILD, CEM, CHANGE, CHANGE_MANAGER, CLOSE, DEE, EVE, FAY, GUS, HEAD, IMPLEMENTER, NOW,
    PLATFORM, REQUEST, REVIEW, SERVICE_OWNER, authority, change, parts, site,
};
use crate::{Explanation, Holder, Param, Roster, Way, explain, who, who_could};

fn why(person: PersonId, activity: ActivityIx, record: &Record) -> Explanation {
    explain(&Roster::build(parts()), &site(), &authority(person), activity, record, NOW)
}

fn code(person: PersonId, activity: ActivityIx, record: &Record) -> &'static str {
    authority(person).decide(&site(), activity, record).map_or_else(|it| it.code(), |_| "allowed")
}

fn done(mut record: Record, activity: ActivityIx, person: PersonId) -> Record {
    record.acted.push(Acted { activity, person });
    record
}

#[test]
fn each_refusal_names_what_is_missing() {
    let new = change();
    assert_eq!(code(ANN, AUTHORIZE, &new), "allowed");
    assert_eq!(code(GUS, AUTHORIZE, &new), "unseen");
    assert_eq!(code(BOB, AUTHORIZE, &new), "no-role");
    assert_eq!(code(ANN, REQUEST, &new), "not-here");
    assert_eq!(code(ANN, REVIEW, &new), "not-here");
    assert_eq!(code(BOB, BUILD, &new), "state");
    assert_eq!(code(ANN, AUTHORIZE, &done(change(), BUILD, ANN)), "apart");
    assert_eq!(code(ANN, CLOSE, &new), "condition");
    let mut approved = change();
    approved.state = StateIx(1);
    assert_eq!(code(CEM, BUILD, &approved), "move-condition");
    approved.set(Header::HolderPerson.slot(), Value::Person(CEM));
    assert_eq!(code(CEM, BUILD, &approved), "allowed");
    approved.set(Header::HolderTeam.slot(), Value::Empty);
    approved.set(Header::OpenedBy.slot(), Value::Person(CEM));
    assert_eq!(code(CEM, BUILD, &approved), "unseen");
    assert_eq!(code(EVE, BUILD, &approved), "allowed", "for Bob, whose service it is");
}

#[test]
fn nobody_authorises_what_they_requested_not_even_for_somebody_else() {
    let asked_by_ann = done(change(), REQUEST, ANN);
    assert_eq!(code(FAY, AUTHORIZE, &change()), "allowed");
    assert_eq!(code(FAY, AUTHORIZE, &asked_by_ann), "apart", "the one stood in for requested it");
    assert_eq!(code(FAY, AUTHORIZE, &done(change(), BUILD, FAY)), "apart", "the deputy built it");
    let basis = authority(FAY).decide(&site(), AUTHORIZE, &change()).unwrap();
    assert_eq!((basis.on_behalf_of, basis.appointment.get(), basis.scope), (Some(ANN), 101, CHANGE));
    let summary = basis.summary(&site());
    assert_eq!((summary.role.as_str(), summary.scope.as_str()), ("change-manager", "process:change"));
    assert_eq!((summary.activity.as_str(), summary.letter.as_str()), ("change:authorize", "A"));
}

#[test]
fn an_explanation_says_the_basis_or_the_shortest_way() {
    let allowed = why(FAY, AUTHORIZE, &change());
    assert_eq!(allowed.parts[0].code, "why.allowed-as-deputy");
    assert!(allowed.parts[0].params.contains(&("principal", Param::Person(ANN))));
    assert!(allowed.way.is_none() && allowed.refusal.is_none());

    let refused = why(BOB, AUTHORIZE, &change());
    assert_eq!(refused.parts.iter().map(|it| it.code).collect::<Vec<_>>(), ["why.no-role", "way.ask"]);
    assert_eq!(
        refused.way,
        Some(Way::Ask { role: CHANGE_MANAGER, person: ANN, appointment: base::RecordId::new(101) })
    );

    let Some(Way::First(steps)) = why(ANN, CLOSE, &{
        let mut record = change();
        record.set(Header::Priority.slot(), Value::Int(3));
        record
    })
    .way
    else {
        panic!("moves come first")
    };
    let named: Vec<_> = steps.iter().map(|it| (it.activity, it.to, it.by_asker)).collect();
    assert_eq!(named, [(AUTHORIZE, StateIx(1), true), (BUILD, StateIx(2), false)]);

    let apart = why(ANN, AUTHORIZE, &done(change(), BUILD, ANN));
    assert_eq!(apart.parts[0].code, "why.apart");
    assert_eq!(apart.who_could, [], "Fay would act for Ann, who built it");
    assert_eq!(apart.way, Some(Way::Appoint { role: CHANGE_MANAGER, by: Some(HEAD) }));
}

#[test]
fn what_is_not_seen_is_not_explained() {
    let hidden = why(GUS, AUTHORIZE, &change());
    assert_eq!(hidden.parts.len(), 1);
    assert_eq!((hidden.parts[0].code, hidden.parts[0].params.len()), ("why.unseen", 0));
    assert!(hidden.who_could.is_empty() && hidden.way.is_none() && hidden.refusal.unwrap().misses.is_empty());
}

#[test]
fn sight_and_voice_come_from_the_cells() {
    let (new, head) = (change(), authority(DEE));
    assert!(head.sees(&new).unwrap().inside);
    assert_eq!(head.speaks(&new).unwrap_err().code(), "no-role", "the head is only told");
    assert!(!authority(EVE).scope(new.of, false).is_empty());
    assert_eq!(authority(EVE).decide_open(&site(), REQUEST, &new).unwrap().letter, Letter::R);
    assert_eq!(authority(EVE).may_open(&site(), new.of), [REQUEST]);
    assert!(authority(CEM).may_open(&site(), new.of).is_empty());
    assert!(authority(BOB).speaks(&new).is_ok());
    assert!(authority(ANN).duty(REVIEW).is_some(), "change manager is a process manager for change");
    assert!(authority(BOB).duty(REVIEW).is_none());
}

#[test]
fn a_requester_sees_their_own_from_outside_only() {
    let mut parts = parts();
    parts.deputies.clear();
    parts.teams.clear();
    let authority = Roster::build(parts).authority(&site(), EVE, NOW);
    let mut record = change();
    assert!(!authority.sees(&record).unwrap().inside);
    assert!(authority.speaks(&record).is_ok());
    assert!(authority.scope(record.of, true).is_empty());
    record.set(Header::OpenedBy.slot(), Value::Person(CEM));
    assert_eq!(authority.sees(&record), None);
    assert_eq!(authority.speaks(&record).unwrap_err().code(), "unseen");
    record.set(Header::ForPerson.slot(), Value::Person(EVE));
    assert!(authority.sees(&record).is_some());
}

#[test]
fn who_answers_does_and_is_asked() {
    let (roster, site) = (Roster::build(parts()), site());
    let asked: Vec<_> = who(&roster, &site, AUTHORIZE, &change(), NOW)
        .into_iter()
        .map(|it| (it.letter, it.role, it.holder, it.deputy))
        .collect();
    let (ann, bob) = (Holder::Person(ANN), Holder::Person(BOB));
    assert_eq!(asked, [(Letter::A, CHANGE_MANAGER, ann, Some(FAY)), (Letter::C, SERVICE_OWNER, bob, Some(EVE))]);
    let build: Vec<_> = who(&roster, &site, BUILD, &change(), NOW).into_iter().map(|it| (it.letter, it.role)).collect();
    assert_eq!(build, [(Letter::A, SERVICE_OWNER), (Letter::R, IMPLEMENTER)]);
    assert_eq!(who(&roster, &site, CLOSE, &change(), NOW)[0].letter, Letter::I, "its condition does not hold for A");
}

#[test]
fn who_could_is_exactly_who_is_allowed() {
    let (roster, site) = (Roster::build(parts()), site());
    for record in [change(), done(change(), BUILD, FAY), done(change(), REQUEST, ANN)] {
        let could = who_could(&roster, &site, AUTHORIZE, &record, NOW);
        for person in roster.people() {
            let named = could.iter().any(|it| it.persons.contains(&person.id) || it.deputies.contains(&person.id));
            let may = roster.authority(&site, person.id, NOW).decide(&site, AUTHORIZE, &record).is_ok();
            assert_eq!(named, may, "{}", person.name);
        }
    }
    let could = who_could(&roster, &site, BUILD, &change(), NOW);
    assert_eq!(could[0].persons, [BOB], "the service line is narrower than the team");
    assert_eq!((could[1].holder, could[1].persons.as_slice()), (Holder::Team(PLATFORM), [CEM, EVE].as_slice()));
}

#[test]
fn authority_ends_when_the_appointment_does() {
    let mut parts = parts();
    let end = NOW.plus(Span::from_secs(60));
    parts.appointments[0].until = Some(end);
    let roster = Roster::build(parts);
    let authority = roster.authority(&site(), ANN, NOW);
    assert_eq!((authority.valid_until(), authority.epoch(), authority.person()), (Some(end), 7, ANN));
    assert!(authority.decide(&site(), AUTHORIZE, &change()).is_ok());
    assert!(roster.authority(&site(), ANN, end).grants().is_empty());
    assert_eq!(roster.authority(&site(), FAY, NOW).valid_until(), Some(end), "the deputy's ends with it");
}
