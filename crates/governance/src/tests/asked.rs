//! Questions in people's own words, and who answers them; and that whoever is named could do it by their authority.

use base::{RecordId, Span};
use model::{Letter, Site};

use super::{
    town::{
        ANN, AUTHORIZE, BOB, CHANGE_MANAGER, CLOSE, EVE, FAY, LINE, MAIL, NOW, SERVICE_OWNER, WEB, appointment, parts,
        site,
    },
    world::{World, at},
};
use crate::{
    Answering, Away, Change, Facts, Fit, Found, Holder, Question, Roster, Scope, Used, answering, lost, shift,
    understand, who_could,
};
use model::ScopeKind;

fn titled() -> Site {
    let mut site = site();
    for (at, title) in ["Request a change", "Authorise a change", "Build a change", "Close a change", "Review measures"]
        .iter()
        .enumerate()
    {
        site.activities[at].title = (*title).to_owned();
    }
    site
}

fn roster() -> Roster {
    let mut parts = parts();
    parts.places[1].name = "Mail".to_owned();
    parts.places[2].name = "Web shop".to_owned();
    Roster::build(parts)
}

fn check(text: &str, activity: Option<model::ActivityIx>, place: Option<RecordId>) {
    let found = understand(&titled(), &roster(), text);
    assert_eq!((found.activity, found.place), (activity, place), "{text}: {found:?}");
}

#[test]
fn an_activity_is_recognised_in_peoples_own_words() {
    check("authorise change", Some(AUTHORIZE), None);
    check("who authorizes changes?", Some(AUTHORIZE), None);
    check("who approves a change", Some(AUTHORIZE), None);
    check("Who may APPROVE web shop changes?", Some(AUTHORIZE), Some(WEB));
    check("approval of mail changes", Some(AUTHORIZE), Some(MAIL));
    check("authorsie change", Some(AUTHORIZE), None);
    check("closing changes for mail", Some(CLOSE), Some(MAIL));
    check("change:close", Some(CLOSE), None);
}

#[test]
fn what_is_not_recognised_is_not_guessed() {
    check("who waters the plants", None, None);
    check("", None, None);
    let near = understand(&titled(), &roster(), "change");
    assert!(near.others.len() >= 2, "what else it could have been is named: {near:?}");
}

fn answers(roster: &Roster, place: Option<RecordId>, now: base::Instant) -> Vec<Answering> {
    answering(roster, &titled(), &Question { activity: AUTHORIZE, place, team: None, at: now })
}

#[test]
fn the_answer_names_the_holder_the_deputy_and_the_appointment() {
    let found = answers(&roster(), Some(MAIL), NOW);
    let first = found.iter().find(|it| it.letter.may_do()).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((first.role, first.there.as_slice()), (CHANGE_MANAGER, [ANN].as_slice()));
    assert_eq!((first.deputies.as_slice(), first.appointment), ([FAY].as_slice(), RecordId::new(101)));
    assert_eq!(first.fit, Fit::Surely);
}

#[test]
fn the_answer_is_that_of_the_asked_instant() {
    let later = NOW.plus(Span::from_secs(86_400));
    let mut parts = parts();
    parts.appointments[0].until = Some(later);
    let roster = Roster::build(parts).with_away([Away { person: ANN, from: NOW, until: later }]);
    let now = answers(&roster, Some(MAIL), NOW);
    let by_ann = now.iter().find(|it| it.appointment == RecordId::new(101)).unwrap();
    assert_eq!((by_ann.there.as_slice(), by_ann.away.as_slice()), ([].as_slice(), [ANN].as_slice()));
    assert!(answers(&roster, Some(MAIL), later).iter().all(|it| it.appointment != RecordId::new(101)));
}

#[test]
fn an_owner_of_another_service_does_not_answer_for_this_one() {
    let mut site = titled();
    site.activities[AUTHORIZE.at()].cells = vec![super::build::cell(SERVICE_OWNER, Letter::A)];
    let mut parts = parts();
    let web = Scope::Record(ScopeKind::Service, WEB);
    parts.appointments.push(appointment(106, SERVICE_OWNER, Holder::Person(EVE), web));
    let roster = Roster::build(parts);
    let ask = |place| {
        let found = answering(&roster, &site, &Question { activity: AUTHORIZE, place, team: None, at: NOW });
        found.iter().map(|it| (it.holder, it.fit)).collect::<Vec<_>>()
    };
    let (bob, eve) = (Holder::Person(BOB), Holder::Person(EVE));
    assert_eq!(ask(Some(MAIL)), [(bob, Fit::Surely)]);
    assert_eq!(ask(Some(WEB)), [(eve, Fit::Surely), (bob, Fit::Surely)], "the narrower first");
    assert_eq!(ask(None).len(), 2);
    assert!(ask(None).iter().all(|it| it.1 == Fit::ForSome));
}

#[test]
fn whoever_could_do_it_could_by_their_own_authority_and_nobody_else() {
    let mut tally = [0usize; 2];
    for seed in 1..=150u64 {
        let world = World::of(seed);
        let roster = world.roster();
        let now = at(3);
        for record in &world.records {
            for activity in world.activities() {
                let Some(row) = world.site.activity(activity).filter(|it| it.of() == Some(record.of)) else { continue };
                let could = who_could(&roster, &world.site, activity, record, now);
                for person in World::people() {
                    let named = could.iter().any(|it| it.persons.contains(&person) || it.deputies.contains(&person));
                    let authority = roster.authority(&world.site, person, now);
                    let may = authority.grants_of(activity).iter().any(|it| it.holds(record));
                    assert_eq!(named, may, "world {seed}, {}, {}, {person}", row.key, record.number);
                    tally[usize::from(may)] += 1;
                }
            }
        }
    }
    assert!(tally[0] > 1000 && tally[1] > 1000, "both must be seen: {tally:?}");
}

fn supposed(change: Change) -> (Vec<&'static str>, Vec<&'static str>, Vec<i64>) {
    let (roster, site, used) = (roster(), titled(), Used::default());
    let facts = Facts { roster: &roster, site: &site, now: NOW, used: &used, missed: &[] };
    let next = change.applied(&roster);
    let then = Facts { roster: &next, ..facts };
    let shift = shift(&Found::all(&facts), &facts, &then);
    let codes = |all: &[crate::Finding]| all.iter().map(|it| it.code).collect::<Vec<_>>();
    let lost = lost(&facts, &change).iter().map(|it| it.appointment.id.get()).collect();
    (codes(&shift.opened), codes(&shift.closed), lost)
}

#[test]
fn what_would_be_is_told_with_what_opens_and_what_is_lost() {
    let (opened, closed, lost) = supposed(Change::Leave(ANN));
    assert!(opened.contains(&"gap.holder-not-there") && opened.contains(&"vacancy.holder-left"), "{opened:?}");
    assert_eq!((closed, lost), (vec![], vec![101]));
    let (opened, _, lost) = supposed(Change::End(RecordId::new(102)));
    assert!(opened.contains(&"gap.nobody-appointed"), "{opened:?}");
    assert_eq!(lost, [102]);
    let (opened, _, lost) = supposed(Change::Dissolve(super::town::PLATFORM));
    assert_eq!(
        (opened, lost),
        (vec!["gap.nobody-appointed"], vec![103]),
        "with its only team the role is held by nobody"
    );
}

#[test]
fn a_service_that_moves_leaves_the_line_whose_owner_answered() {
    let mut parts = parts();
    let other = RecordId::new(21);
    let line = crate::Place { id: other, key: "other".to_owned(), ..parts.places[0].clone() };
    parts.places.push(line);
    let (roster, site, used) = (Roster::build(parts), titled(), Used::default());
    let change = Change::Move { place: MAIL, to: other };
    let facts = Facts { roster: &roster, site: &site, now: NOW, used: &used, missed: &[] };
    let next = change.applied(&roster);
    let shift = shift(&Found::all(&facts), &facts, &Facts { roster: &next, ..facts });
    let gap = shift.opened.iter().find(|it| it.code == "gap.nobody-appointed").unwrap();
    assert_eq!(
        (gap.roles.as_slice(), gap.scope),
        ([SERVICE_OWNER].as_slice(), Some(Scope::Record(ScopeKind::Service, MAIL)))
    );
    assert_eq!(lost(&facts, &change).iter().map(|it| it.appointment.id.get()).collect::<Vec<_>>(), [102]);
    assert_eq!(roster.places_above(MAIL), [MAIL, LINE]);
}
