//! Duties end to end, on both databases: proved by acts, attested where nothing could prove them, told of once each.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, uses a part of what scenarios know, and fails where it slices wrongly"
)]

mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use std::{collections::BTreeMap, path::Path};

use base::{PersonId, Span};
use declare::Sources;
use engine::{Attestation, DutyQuery, DutyView, Halt, Whose};
use governance::Standing;
use specs::{chapter::scenarios, town::Town};

const REVIEW: &str = "service-desk-manager.performance";

const TOUR: &str = "service-desk-manager.tour";

/// The sample organisation, whose desk manager also walks the floor each week: no record shows it.
async fn toured(home: &testkit::Home) -> Town {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let own = "[role.service-desk-manager.responsibility.tour]
letter = \"R\"
activity = \"desk-tour:walk\"
cadence = \"weekly\"
evidence = \"desk-tour.walked_on\"
text = \"Walk the floor and listen.\"
";
    let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
    let sources = Sources::overlay(sources, Sources::texts("site", [("roles/operation.toml", own)]));
    Town::of(home, declare::load(&sources).unwrap_or_else(|faults| panic!("{}", faults.human()))).await
}

async fn played(town: &mut Town, text: &str) {
    for scenario in scenarios(&format!("```spec\n{text}\n```\n")) {
        if let Err(fault) = town.play(&scenario).await {
            panic!("{fault}");
        }
    }
}

fn code(outcome: Result<i64, Halt>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(Halt::Refused(it)) => it.code,
        Err(Halt::Failed(fault)) => panic!("{fault:?}"),
    }
}

async fn of_a_month(town: &Town, person: &str, whose: Whose) -> Vec<DutyView> {
    let desk = town.desk(person).await.unwrap();
    let query = DutyQuery {
        whose,
        from: desk.now(),
        until: desk.now().plus(Span::from_secs(60 * 86_400)),
        role: None,
        begun: false,
    };
    desk.duties(&query).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_is_done_by_an_act_of_its_holder_and_by_nothing_else() {
    testkit::each(async |home| {
        let mut town = Town::open(&home).await;
        played(
            &mut town,
            &format!(
                "hanna-eriksson has duty {REVIEW} due 2026-11-22
maya-okafor has no duty {REVIEW} due 2026-11-22
duty {REVIEW} of hanna-eriksson due 2026-11-22 is open
duty {REVIEW} of hanna-eriksson due 2026-11-29 is ahead
hanna-eriksson attests duty {REVIEW} due 2026-11-22: All is well.
it is refused: proved-by-record
hanna-eriksson opens desk-roster by plan as $a
  period = 2026, week 47
  team = service-desk
  shifts = Monday to Friday, eight to five
hanna-eriksson makes publish on $a
  analysts = maya-okafor
duty {REVIEW} of hanna-eriksson due 2026-11-22 is open
hanna-eriksson makes review on $a
  achieved = 91 % solved at first contact.
duty {REVIEW} of hanna-eriksson due 2026-11-22 is proved
duty {REVIEW} of hanna-eriksson due 2026-11-29 is ahead"
            ),
        )
        .await;
        let duty = town.duty("hanna-eriksson", REVIEW, "2026-11-22").await.unwrap().unwrap();
        let done = duty.done.unwrap();
        let record = done.record.unwrap();
        assert!(record.number.starts_with("ROS-"), "{record:?}");
        let entry = town.engine.store().journal_from(done.seq, 1).await.unwrap().remove(0).entry;
        assert_eq!((entry.activity.as_str(), entry.actor), ("desk-roster:review", Some(done.by)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_record_proves_is_attested_by_whoever_has_it_and_nobody_else() {
    testkit::each(async |home| {
        let town = toured(&home).await;
        let people: Vec<String> = town.engine.directory().await.unwrap().people().map(|it| it.key.clone()).collect();
        let holder = "hanna-eriksson".to_owned();
        let duty = town.duty(&holder, TOUR, "2026-11-22").await.unwrap().unwrap();
        assert!(duty.can_attest && duty.proved_on.is_none(), "{}", duty.proof);
        let note = |text: &str| Attestation { note: text.to_owned(), ..Attestation::default() };
        let desk = town.desk(&holder).await.unwrap();
        for person in people.iter().filter(|it| **it != holder) {
            let other = town.desk(person).await.unwrap();
            let stands_in = duty.stand_ins.contains(&other.person());
            if !stands_in {
                let refused = code(other.attest(&duty.id, &note("I did it")).await);
                assert!(["not-yours", "not-found"].contains(&refused), "{person}: {refused}");
            }
        }
        assert_eq!(code(desk.attest(&duty.id, &note("  ")).await), "invalid");
        let nowhere = Attestation { record: "INC-999999".to_owned(), ..note("Done") };
        assert_eq!(code(desk.attest(&duty.id, &nowhere).await), "invalid");
        let nothing = Attestation { file: Some(7), ..note("Done") };
        assert_eq!(code(desk.attest(&duty.id, &nothing).await), "invalid");
        assert_eq!(code(desk.attest("1~none~2026-11", &note("Done")).await), "not-found");
        assert_eq!(desk.duty(&duty.id).await.unwrap().standing, Standing::Open);

        let seq = desk.attest(&duty.id, &note("Held on Monday; see the minutes.")).await.unwrap();
        let after = desk.duty(&duty.id).await.unwrap();
        let done = after.done.unwrap();
        assert_eq!((after.standing, done.seq, done.by), (Standing::Attested, seq, desk.person()));
        assert_eq!(done.words, "Held on Monday; see the minutes.");
        assert_eq!(code(desk.attest(&duty.id, &note("Again")).await), "done");
        let next = town.duty(&holder, TOUR, "2026-11-29").await.unwrap().unwrap();
        assert_eq!(code(desk.attest(&next.id, &note("In advance")).await), "ahead");
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_duty_is_told_once_to_its_holder_and_to_whoever_answers() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let told = async |person: PersonId, words: &str| {
            let all = town.engine.desk(person).await.unwrap().told(1000).await.unwrap();
            all.into_iter().filter(|it| it.text.contains(words) && it.text.contains("does against its goals")).count()
        };
        let duty = town.duty("hanna-eriksson", REVIEW, "2026-11-22").await.unwrap().unwrap();
        let (holder, answers) = (duty.person().unwrap(), duty.answers.clone());
        assert!(!answers.is_empty() && !answers.contains(&holder), "{answers:?}");
        town.engine.tell_duties().await.unwrap();
        assert_eq!(told(holder, "Duty due").await, 0);

        // Saturday noon: soon due.
        town.clock.advance(Span::from_secs(5 * 86_400 + 4 * 3600));
        while town.engine.tell_duties().await.unwrap() > 0 {}
        assert_eq!((told(holder, "Duty due").await, told(holder, "missed").await), (1, 0));
        assert_eq!(told(answers[0], "Duty due").await, 0);

        // Monday: missed.
        town.clock.advance(Span::from_secs(2 * 86_400));
        while town.engine.tell_duties().await.unwrap() > 0 {}
        town.engine.tell_duties().await.unwrap();
        assert_eq!((told(holder, "Duty due").await, told(holder, "missed").await), (1, 1));
        for person in answers {
            assert_eq!(told(person, "missed").await, 1);
        }
        let directory = town.engine.directory().await.unwrap();
        let missed = town.engine.missed_duties(&directory).await.unwrap();
        assert!(missed.iter().any(|it| it.id() == duty.id), "{} are missed", missed.len());
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_answered_for_sees_the_same_duty_as_its_holder() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let directory = town.engine.directory().await.unwrap();
        let people: Vec<(PersonId, String)> =
            directory.people().map(|it| (PersonId::new(it.id), it.key.clone())).collect();
        let mut mine: BTreeMap<String, DutyView> = BTreeMap::new();
        for (_, key) in &people {
            for it in of_a_month(&town, key, Whose::Mine).await {
                mine.insert(it.id.clone(), it);
            }
        }
        let mut compared = 0;
        for (id, key) in &people {
            for it in of_a_month(&town, key, Whose::Answered).await {
                let theirs = mine.get(&it.id).unwrap_or_else(|| panic!("{} is nobody's", it.id));
                assert_eq!((it.standing, &it.answers), (theirs.standing, &theirs.answers), "{key} {}", it.id);
                assert!(it.answers.contains(id) && it.person() != Some(*id), "{key} {}", it.id);
                compared += 1;
            }
        }
        assert!(compared > 20, "only {compared} duties are answered for by others");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_opens_nothing_but_its_persons_duties_until_it_ends() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let desk = town.desk("hanna-eriksson").await.unwrap();
        assert_eq!(desk.feed().await.unwrap(), None);
        let first = desk.new_feed().await.unwrap();
        let read = town.engine.feed_desk(first.reveal()).await.unwrap().unwrap();
        assert_eq!(read.person(), desk.person());
        assert!(matches!(read.new_feed().await, Err(Halt::Refused(it)) if it.code == "ceiling"));
        assert!(town.engine.bearer(first.reveal()).await.unwrap().is_none(), "it is no token");
        assert!(town.engine.session(first.reveal()).await.unwrap().is_none(), "it is no session");
        assert!(desk.feed().await.unwrap().unwrap().used.is_some());

        let second = desk.new_feed().await.unwrap();
        assert!(town.engine.feed_desk(first.reveal()).await.unwrap().is_none(), "a new one ends the one before");
        desk.end_feed().await.unwrap();
        assert!(town.engine.feed_desk(second.reveal()).await.unwrap().is_none());

        let third = desk.new_feed().await.unwrap();
        let keeper = town.desk("henrik-sund").await.unwrap();
        keeper.set_active(desk.person(), false).await.unwrap();
        assert!(town.engine.feed_desk(third.reveal()).await.unwrap().is_none());
        // Who is in has changed, so whoever acts on looks again.
        let keeper = town.desk("henrik-sund").await.unwrap();
        keeper.set_active(desk.person(), true).await.unwrap();
        assert!(town.engine.feed_desk(third.reveal()).await.unwrap().is_none(), "it does not come back with them");

        let fourth = town.desk("hanna-eriksson").await.unwrap().new_feed().await.unwrap();
        town.clock.advance(Span::from_secs(367 * 86_400));
        assert!(town.engine.feed_desk(fourth.reveal()).await.unwrap().is_none(), "it ends by itself");
    })
    .await;
}

const ACCEPT: &str = "change-manager.control";

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_came_up_for_is_not_missed() {
    testkit::each(async |home| {
        let mut town = Town::open(&home).await;
        let at = |text: &str| text.parse::<base::Instant>().unwrap();
        // On Tuesday a change waits to be accepted, and nobody accepts it.
        town.clock.set(at("2026-11-18T08:00:00Z"));
        town.engine.tell_duties().await.unwrap();
        played(&mut town, &format!("duty {ACCEPT} of jonas-weber due 2026-11-17 is missed")).await;
        // On Wednesday he accepts it; from then on nothing waits.
        played(
            &mut town,
            &format!(
                "jonas-weber makes accept on CHG-3129
duty {ACCEPT} of jonas-weber due 2026-11-18 is proved
duty {ACCEPT} of jonas-weber due 2026-11-19 is ahead"
            ),
        )
        .await;
        town.clock.set(at("2026-11-20T08:00:00Z"));
        town.engine.tell_duties().await.unwrap();
        played(&mut town, &format!("duty {ACCEPT} of jonas-weber due 2026-11-19 is idle")).await;
        let told = town.desk("jonas-weber").await.unwrap().told(100).await.unwrap();
        assert!(told.iter().all(|it| !it.text.contains("due by 2026-11-19: Keep every change")), "{told:?}");
        // The week ends on Friday: nothing is due on a day on which nobody works.
        played(
            &mut town,
            &format!(
                "jonas-weber has duty {ACCEPT} due 2026-11-20
jonas-weber has no duty {ACCEPT} due 2026-11-21
jonas-weber has no duty {ACCEPT} due 2026-11-22"
            ),
        )
        .await;
    })
    .await;
}
