//! Declared rules at work on the sample organisation, on both databases: timers, effects, guards, whose answers are waited for.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, shares words with the chapters, and fails where it slices wrongly"
)]

mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use std::{path::Path, sync::Arc};

use base::Span;
use declare::Sources;
use engine::{Engine, Input, Opinion, Setup};
use specs::town::Town;
use testkit::Home;

/// The sample organisation with these files over it.
fn loaded(texts: &[(&str, &str)]) -> declare::Loaded {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
    let sources = Sources::overlay(sources, Sources::texts("site", texts.iter().copied()));
    declare::load(&sources).unwrap_or_else(|it| panic!("{it}"))
}

async fn town(home: &Home, texts: &[(&str, &str)]) -> Town {
    Town::of(home, loaded(texts)).await
}

/// Plays lines of a chapter.
async fn play(town: &mut Town, text: &str) {
    let chapter = specs::chapter::scenarios(&format!("```spec\n{}\n```\n", text.trim()));
    for act in &chapter[0].acts {
        town.say(act).await.unwrap_or_else(|fault| panic!("{}: {fault}", act.text));
    }
    assert!(town.refused.is_none(), "{:?}", town.refused);
}

/// Another node on the same database.
async fn node(home: &Home, town: &Town) -> Arc<Engine> {
    let setup = Setup {
        store: home.options(),
        site: Arc::clone(town.engine.site()),
        files: Sources::default(),
        calendars: std::collections::BTreeMap::new(),
        clock: Arc::new(town.clock.clone()),
        organisation: String::new(),
        zone: town.engine.zone().to_owned(),
    };
    Engine::open(setup).await.unwrap()
}

async fn entries(town: &Town, name: &str) -> Vec<store::Journaled> {
    let store = town.engine.store();
    let record = store.record_numbered(&town.number(name).unwrap()).await.unwrap().unwrap();
    store.journal_of(record.id, 100).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_open_again_when_the_day_is_over_once_and_never_before() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        accept_a_finding(&mut town).await;
        // The day ends in Stockholm, an hour before it does in Greenwich.
        town.clock.set("2026-11-20T22:59:59Z".parse().unwrap());
        town.engine.move_due().await.unwrap();
        play(&mut town, "then $f is accepted").await;
        town.clock.set("2026-11-20T23:00:00Z".parse().unwrap());
        assert_eq!(town.engine.move_due().await.unwrap(), 1);
        play(&mut town, "then $f is open\nand $f.accepted_until is empty").await;
        assert_eq!(town.engine.move_due().await.unwrap(), 0);
        let last = entries(&town, "$f").await.pop().unwrap().entry;
        assert_eq!((last.actor, last.on_behalf_of, last.activity.as_str()), (None, None, "finding:reopen"));
        assert!(last.basis.contains("role-and-responsibility-management/finding.toml:"), "{}", last.basis);
    })
    .await;
}

async fn accept_a_finding(town: &mut Town) {
    play(
        town,
        "
given henrik-sund opens finding by detect as $f
  title = Nobody owns printing
  kind = gap
  severity = warning
when henrik-sund makes ask-acceptance on $f
  accepted_until = 2026-11-20
  accepted_why = Until the new printers come.
and margit-olsen makes accept on $f
then $f is accepted
",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_one_makes_the_move() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        let other = node(&home, &town).await;
        accept_a_finding(&mut town).await;
        town.clock.advance(Span::from_secs(30 * 86_400));
        let (one, two) = tokio::join!(town.engine.move_due(), other.move_due());
        assert!(one.unwrap() + two.unwrap() >= 1);
        let moved = entries(&town, "$f").await.into_iter().filter(|it| it.entry.activity == "finding:reopen");
        assert_eq!(moved.count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_that_is_declared_later_finds_the_records_that_are_there() {
    testkit::each(async |home| {
        let without = [("role-and-responsibility-management/finding.toml", "[timer.reopen]\nretired = true\n")];
        let mut first = town(&home, &without).await;
        accept_a_finding(&mut first).await;
        first.clock.advance(Span::from_secs(30 * 86_400));
        first.engine.move_due().await.unwrap();
        play(&mut first, "then $f is accepted").await;
        let setup = Setup {
            store: home.options(),
            site: Arc::new(loaded(&[]).site),
            files: Sources::default(),
            calendars: std::collections::BTreeMap::new(),
            clock: Arc::new(first.clock.clone()),
            organisation: String::new(),
            zone: first.engine.zone().to_owned(),
        };
        first.engine = Engine::open(setup).await.unwrap();
        assert!(first.engine.move_due().await.unwrap() >= 1);
        play(&mut first, "then $f is open").await;
    })
    .await;
}

const FAILED: &str = "
given selma-kaya opens control-result by execute as $r
  title = Leavers, October
  control = leavers
  evidence = List of 31 October.
";
const REPORT: &str = "
when selma-kaya makes report on $r
  outcome = fails
  evidence = 41 leavers, none closed.
  deviations = Nobody told IT.
";

#[tokio::test(flavor = "multi_thread")]
async fn an_effect_is_an_act_of_the_platform_on_behalf_of_whoever_set_it_off() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        let control = leavers(&town).await;
        play(&mut town, &format!("{FAILED}{REPORT}then {control} is failing")).await;
        town.names.insert("$c".to_owned(), control);
        let past = entries(&town, "$c").await;
        let (noted, flagged) = (&past[past.len() - 2], &past[past.len() - 1]);
        let selma = town.engine.directory().await.unwrap().find_person("selma-kaya");
        assert_eq!((noted.entry.actor, noted.entry.on_behalf_of), (None, selma));
        assert_eq!(noted.entry.activity, "security-control:note-result");
        assert_eq!(flagged.entry.activity, "security-control:flag");
        assert!(flagged.entry.basis.contains("control-result.toml:"), "{}", flagged.entry.basis);
        assert!(flagged.entry.basis.contains("control-result:report"), "{}", flagged.entry.basis);
        // One commit: the entries follow the act's own without a gap.
        let report = entries(&town, "$r").await.pop().unwrap();
        assert_eq!((noted.seq, flagged.seq), (report.seq + 1, report.seq + 2));
        let has_acted = town.engine.store().record(noted.entry.record.unwrap()).await.unwrap().unwrap().acted;
        assert!(has_acted.iter().any(|it| Some(it.person) == selma));
    })
    .await;
}

/// The number of the control over leavers.
async fn leavers(town: &Town) -> String {
    let store = town.engine.store();
    let of = town.engine.site().find_type("security-control").unwrap();
    let (id, _) = store.natural(of, "leavers").await.unwrap().unwrap();
    store.record(id).await.unwrap().unwrap().number
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_together_happens_together_or_not_at_all() {
    let must = [("information-security-management/control-result.toml", "[effect.flag]\nmust = true\n")];
    testkit::each(async |home| {
        let mut town = town(&home, &must).await;
        let control = leavers(&town).await;
        play(&mut town, &format!("{FAILED}{REPORT}then {control} is failing")).await;
        // It fails already: what must go with the second report can't.
        play(&mut town, &format!("{FAILED}{REPORT}then it is refused: effect\nthen $r is executed")).await;
        assert_eq!(entries(&town, "$r").await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_effect_never_does_what_whoever_set_it_off_must_keep_apart_from() {
    let apart = [(
        "information-security-management/activities.toml",
        "[activity.\"security-control:flag\"]\napart_from = [\"security-control:note-result\"]\n",
    )];
    testkit::each(async |home| {
        let mut town = town(&home, &apart).await;
        let control = leavers(&town).await;
        // Reporting notes the result on the control, on behalf of whoever reports: the same person may not flag it then.
        play(&mut town, &format!("{FAILED}{REPORT}then {control} is in-force\nand $r is reported")).await;
        let left = entries(&town, "$r").await.pop().unwrap().entry;
        assert_eq!(left.activity, "rule:left");
        assert!(left.what.contains("kept apart"), "{}", left.what);
    })
    .await;
}

const ASKED: [(&str, &str); 1] = [(
    "portfolio-and-catalogue-management/activities.toml",
    r#"[activity."service-line:approve"]
C = [
    { role = "itsm-programme-manager", answers = "must", within = "2d", reach = "everywhere" },
    { role = "process-owner", answers = "must", within = "1d", quorum = "1/3", when = "title is Cabins", reach = "everywhere" },
]
"#,
)];
const LINE: &str = "
given viktor-berglund opens service-line by propose as $l
  title = Boats
  benefit = Boats can be let from afar.
";

#[tokio::test(flavor = "multi_thread")]
async fn an_act_waits_for_the_answer_of_those_who_are_asked() {
    testkit::each(async |home| {
        let mut town = town(&home, &ASKED).await;
        play(
            &mut town,
            &format!(
                "{LINE}then henrik-sund is told of $l
and margit-olsen may not approve on $l because ITSM Programme Manager
when margit-olsen makes approve on $l
then it is refused: awaits
when rasmus-vik answers for to approve on $l: Yes.
then it is refused: not-asked
when henrik-sund answers against to approve on $l: We have enough lines.
and henrik-sund answers for to approve on $l: Well.
then it is refused: answered-already
then margit-olsen reads enough lines on $l
and margit-olsen may approve on $l
when viktor-berglund amends $l
  value_statement = Owners would need their own people.
and margit-olsen makes approve on $l
then it is refused: awaits
when henrik-sund answers for to approve on $l: Better.
and margit-olsen makes approve on $l
then $l is active"
            ),
        )
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_waited_for_only_so_long() {
    testkit::each(async |home| {
        let mut town = town(&home, &ASKED).await;
        play(
            &mut town,
            &format!("{LINE}when 47h pass\nand margit-olsen makes approve on $l\nthen it is refused: awaits"),
        )
        .await;
        play(&mut town, "when 2h pass\nand margit-olsen makes approve on $l\nthen $l is active").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quorum_of_those_asked_is_enough() {
    testkit::each(async |home| {
        let mut town = town(&home, &ASKED).await;
        let cabins = LINE.replace("Boats\n", "Cabins\n");
        play(&mut town, &format!("{cabins}when henrik-sund answers for to approve on $l: Yes.")).await;
        // Three hold the role, and one of three must have answered; the programme manager is one of them.
        let desk = town.desk("margit-olsen").await.unwrap();
        let view = desk.view(&town.number("$l").unwrap()).await.unwrap();
        assert_eq!(view.asking.len(), 2);
        let board = view.asking.iter().find(|it| it.role == "Process Owner").unwrap();
        assert_eq!((board.persons.len(), board.needed, board.answered.len()), (3, 1, 1));
        assert!(view.asking.iter().all(|it| it.is_settled));
        assert!(view.offers.iter().any(|it| it.step == "approve"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_to_what_was_shown() {
    testkit::each(async |home| {
        let mut town = town(&home, &ASKED).await;
        play(&mut town, LINE).await;
        let number = town.number("$l").unwrap();
        let desk = town.desk("henrik-sund").await.unwrap();
        let shown = desk.view(&number).await.unwrap().asking[0].shown.clone();
        play(&mut town, "when viktor-berglund amends $l\n  benefit = Boats can be sold from afar.").await;
        let desk = town.desk("henrik-sund").await.unwrap();
        let answer = desk.answer(&number, "approve", (Opinion::For, Some(&shown)), &Input::default()).await;
        assert!(matches!(answer, Err(engine::Halt::Refused(it)) if it.code == "stale"));
        let shown = desk.view(&number).await.unwrap().asking[0].shown.clone();
        desk.answer(&number, "approve", (Opinion::For, Some(&shown)), &Input::default()).await.unwrap();
    })
    .await;
}
