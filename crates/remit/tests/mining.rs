//! Mining and event logs: the numbers about a real log can be reckoned again from the file, the journal is mined under sight,
//! and what is written can be read. On both databases.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use base::{Instant, ManualClock};
use declare::Sources;
use engine::{Desk, Engine, Ground, Halt, Input, Purpose, Setup};
use inlets::{
    feed,
    log::{Import, Log, Mapping},
    mine::{Steps, mine},
    outlet::{self, Format},
};
use mining::FindingKind;
use serde_json::Value as Json;

const MAPPING: &str = include_str!("../../inlets/mappings/volvo.toml");
/// So many packed bytes of the real log are some hundred cases.
const SOME: u64 = 260_000;

#[expect(clippy::disallowed_methods, reason = "a test is told by the environment where real data lie")]
fn data() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var("REMIT_TEST_DATA").map_or(here, PathBuf::from)
}

fn real_log() -> PathBuf {
    let path = data().join("volvo-incidents.xes.gz");
    assert!(path.is_file(), "{} is missing: set REMIT_TEST_DATA to the folder with the real data", path.display());
    path
}

fn mapping() -> Mapping {
    Mapping::parse(MAPPING, "volvo.toml").unwrap_or_else(|bad| panic!("{bad}"))
}

async fn sample(home: &testkit::Home) -> Arc<Engine> {
    let sample = Sources::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample")).unwrap();
    let loaded = declare::load(&Sources::overlay(Sources::shipped(), sample)).unwrap();
    let organisation = loaded.organisation;
    let calendars =
        organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
    let setup = Setup {
        store: home.options(),
        site: Arc::new(loaded.site),
        files: loaded.sources,
        calendars,
        clock: Arc::new(ManualClock::at("2026-11-16T08:00:00Z".parse::<Instant>().unwrap())),
        organisation: organisation.title.clone(),
        zone: organisation.zone.clone(),
    };
    let engine = Engine::open(setup).await.unwrap();
    engine.load(&organisation, |_| {}).await.unwrap();
    engine
}

async fn desk(engine: &Arc<Engine>, person: &str) -> Desk {
    let id = engine.directory().await.unwrap().find_person(person).unwrap();
    engine.desk(id).await.unwrap()
}

fn ground<T>(outcome: Result<T, Halt>) -> Option<Ground> {
    match outcome {
        Err(Halt::Refused(it)) => Some(it.ground),
        Err(Halt::Failed(fault)) => panic!("{fault}"),
        Ok(_) => None,
    }
}

#[test]
fn every_number_about_the_real_log_can_be_reckoned_again_from_the_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mapping = root.join("crates/inlets/mappings/volvo.toml");
    let mined = Command::new(env!("CARGO_BIN_EXE_remit"))
        .arg("mine")
        .arg(real_log())
        .arg("--json")
        .arg("--mapping")
        .arg(&mapping)
        .args(["--data", "nowhere"])
        .output()
        .unwrap();
    assert!(mined.status.success(), "{}", String::from_utf8_lossy(&mined.stderr));
    let check = |report: &[u8]| {
        let mut python = Command::new("python3")
            .arg(root.join("scripts/mining-check.py"))
            .arg(real_log())
            .arg(&mapping)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        python.stdin.take().unwrap().write_all(report).unwrap();
        let out = python.wait_with_output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (agrees, said) = check(&mined.stdout);
    assert!(agrees, "{said}");
    let mut wrong: Json = serde_json::from_slice(&mined.stdout).unwrap();
    assert_eq!(
        (&wrong["cases"], &wrong["acts"], &wrong["variants_found"]),
        (&7554.into(), &65_533.into(), &2278.into())
    );
    wrong["teams"]["total"] = 1.into();
    let (agrees, said) = check(wrong.to_string().as_bytes());
    assert!(!agrees && said.contains("/teams/total"), "a wrong number must be noticed: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_of_a_log_that_was_brought_in_gives_what_the_log_gives() {
    let some = || File::open(real_log()).unwrap().take(SOME);
    testkit::each(async |home| {
        let engine = sample(&home).await;
        let before = desk(&engine, "henrik-sund").await.mine("incident", None, |_| {}).await.unwrap();
        let henrik = desk(&engine, "henrik-sund").await;
        let fed = feed::feed(&henrik, &mapping(), some(), |_| {}).await.unwrap();
        assert!(fed.written.made > 200, "{fed:?}");
        let (file, _) = mine(engine.site(), &mapping(), some(), Steps::States, |_| {});
        let henrik = desk(&engine, "henrik-sund").await;
        let journal = henrik.mine("incident", Some(usize::try_from(file.cases).unwrap()), |_| {}).await.unwrap();
        assert_eq!((journal.cases, journal.acts, journal.steps), (file.cases, file.acts, file.steps));
        assert_eq!(journal.took, file.took);
        assert_eq!(journal.teams, file.teams);
        assert_eq!(journal.people, file.people);
        assert_eq!(journal.team_bounces, file.team_bounces);
        assert_eq!(journal.line_bounces, file.line_bounces);
        assert_eq!(journal.stays, file.stays);
        assert_eq!((journal.strayed_total, &journal.strayed), (file.strayed_total, &file.strayed));
        assert!(journal.outside_total > 0, "nobody of the log holds a role here");
        let all = henrik.mine("incident", None, |_| {}).await.unwrap();
        assert_eq!(all.cases, before.cases + file.cases);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_of_our_own_are_within_the_matrix_and_named_with_their_role() {
    testkit::each(async |home| {
        let engine = sample(&home).await;
        let maya = desk(&engine, "maya-okafor").await;
        let input = Input::of(&[("title", "VPN drops"), ("caller", "ingrid-solheim")]);
        let number = maya.open_record("incident", "log", &input).await.unwrap().seen.number().to_owned();
        let jonas = desk(&engine, "jonas-weber").await;
        let mut stories = jonas.stories(Purpose::Mine, "incident", Some(1)).await.unwrap();
        let case = stories.next().await.unwrap().unwrap();
        assert_eq!((case.key.as_ref(), case.acts.len()), (number.as_str(), 1));
        let act = &case.acts[0];
        assert_eq!((act.what.as_ref(), act.standing, act.is_step), ("incident:log", mining::Standing::Within, true));
        assert_eq!(act.role.as_deref(), Some("service-desk-analyst"));
        assert!(stories.next().await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mining_needs_an_appointment_and_shows_what_is_seen_from_inside() {
    testkit::each(async |home| {
        let engine = sample(&home).await;
        for person in ["maya-okafor", "ingrid-solheim"] {
            let its = desk(&engine, person).await;
            assert_eq!(ground(its.mine("incident", None, |_| {}).await), Some(Ground::Forbidden), "{person}");
            assert_eq!(
                ground(its.stories(Purpose::Export, "incident", None).await),
                Some(Ground::Forbidden),
                "{person}"
            );
        }
        let numbers: Vec<String> = {
            let mut stories = Vec::new();
            let henrik = desk(&engine, "henrik-sund").await;
            let mut all = henrik.stories(Purpose::Mine, "incident", None).await.unwrap();
            while let Some(case) = all.next().await.unwrap() {
                stories.push(case.key.to_string());
            }
            stories
        };
        assert!(numbers.len() > 5, "{numbers:?}");
        let people: Vec<String> =
            engine.directory().await.unwrap().people().filter(|it| it.is_active).map(|it| it.key.clone()).collect();
        let mut entitled = 0;
        for person in people {
            let its = desk(&engine, &person).await;
            if its.entitled("journal:mine").is_err() {
                continue;
            }
            entitled += 1;
            let mut seen = BTreeSet::new();
            if let Ok(mut stories) = its.stories(Purpose::Mine, "incident", None).await {
                while let Some(case) = stories.next().await.unwrap() {
                    seen.insert(case.key.to_string());
                }
            }
            for number in &numbers {
                let inside = its.read(number).await.is_ok_and(|it| it.inside());
                assert_eq!(seen.contains(number), inside, "{person} and {number}");
            }
        }
        assert!(entitled > 2, "{entitled} people may mine");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_improvement_is_opened_from_a_finding_by_who_may() {
    testkit::each(async |home| {
        let engine = sample(&home).await;
        let henrik = desk(&engine, "henrik-sund").await;
        feed::feed(&henrik, &mapping(), File::open(real_log()).unwrap().take(SOME), |_| {}).await.unwrap();
        let jonas = desk(&engine, "jonas-weber").await;
        let mined = jonas.mine("incident", None, |_| {}).await.unwrap();
        let finding = mined.findings.iter().find(|it| it.kind == FindingKind::PingPong).unwrap();
        let done = jonas.improve("incident", finding).await.unwrap();
        assert!(done.seen.title().contains("back and forth"), "{}", done.seen.title());
        let again = jonas.read(done.seen.number()).await.unwrap();
        let of = engine.site().find_type("improvement").unwrap();
        assert_eq!(again.get(of, of.slot("process").unwrap()).text(), Some("incident-management"));
        let wei = desk(&engine, "klaus-richter").await;
        assert!(wei.proposed("incident", finding).is_none(), "a supplier proposes none");
        assert_eq!(ground(wei.improve("incident", finding).await), Some(Ground::Forbidden));
    })
    .await;
}

/// Whether a value fits the part of JSON Schema that the standard's schema uses.
fn fits(schema: &Json, value: &Json, place: &str) {
    match schema["type"].as_str() {
        Some("object") => {
            let object = value.as_object().unwrap_or_else(|| panic!("{place} is no object"));
            for key in schema["required"].as_array().into_iter().flatten() {
                assert!(object.contains_key(key.as_str().unwrap()), "{place} has no {key}");
            }
            for (key, of) in schema["properties"].as_object().into_iter().flatten() {
                if let Some(value) = object.get(key) {
                    fits(of, value, &format!("{place}/{key}"));
                }
            }
        }
        Some("array") => {
            let all = value.as_array().unwrap_or_else(|| panic!("{place} is no array"));
            all.iter().enumerate().for_each(|(at, it)| fits(&schema["items"], it, &format!("{place}/{at}")));
        }
        Some("string") => {
            let text = value.as_str().unwrap_or_else(|| panic!("{place} is no text: {value}"));
            if schema["format"] == "date-time" {
                text.parse::<Instant>().unwrap_or_else(|fault| panic!("{place}: {fault}"));
            }
        }
        other => panic!("the schema uses {other:?}, which this test does not know"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_as_ocel_fits_the_standards_schema_and_names_only_what_it_holds() {
    let schema: Json = serde_json::from_reader(File::open(data().join("schema_ocel2.json")).unwrap()).unwrap();
    testkit::each(async |home| {
        let engine = sample(&home).await;
        let henrik = desk(&engine, "henrik-sund").await;
        let kinds = ["incident".to_owned(), "change".to_owned()];
        let mut out = Vec::new();
        let written = outlet::write(&henrik, &kinds, Format::OcelJson, &mut out).await.unwrap();
        let log: Json = serde_json::from_slice(&out).unwrap();
        fits(&schema, &log, "");
        let events = log["events"].as_array().unwrap();
        assert_eq!(events.len(), usize::try_from(written.events).unwrap());
        let names = |part: &str, key: &str| -> BTreeSet<String> {
            log[part].as_array().unwrap().iter().map(|it| it[key].as_str().unwrap().to_owned()).collect()
        };
        let objects = names("objects", "id");
        assert!(names("events", "type").is_subset(&names("eventTypes", "name")));
        assert!(names("objects", "type").is_subset(&names("objectTypes", "name")));
        assert_eq!(names("events", "id").len(), events.len(), "an event's id stands twice");
        for touch in events.iter().flat_map(|it| it["relationships"].as_array().unwrap()) {
            assert!(objects.contains(touch["objectId"].as_str().unwrap()), "{touch}");
        }
        let told = engine.store().journal_latest(1).await.unwrap();
        assert_eq!(told[0].entry.activity, "journal:export");
        assert!(told[0].entry.what.contains("ocel-json"), "{}", told[0].entry.what);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_as_xes_reads_back_whole_whatever_stands_in_it() {
    const BACK: &str = "type = \"incident\"\ncase = \"concept:name\"\nat = \"time:timestamp\"\n[title]\ntext = \"{case}\"\n\
        [by.person]\nfrom = \"org:resource\"\n[state]\nfrom = [\"state\"]\ndefault = \"logged\"\n";
    testkit::each(async |home| {
        let engine = sample(&home).await;
        let henrik = desk(&engine, "henrik-sund").await;
        let one = ["incident".to_owned()];
        let mut out = Vec::new();
        let written = outlet::write(&henrik, &one, Format::Xes, &mut out).await.unwrap();
        let back = Mapping::parse(BACK, "back.toml").unwrap();
        let mut read = Import::new(Log::open(out.as_slice(), &back), &back);
        let cases = read.by_ref().count();
        let report = read.into_report();
        assert!(report.is_whole(), "{report}");
        assert_eq!(
            (cases, report.events),
            (usize::try_from(written.cases).unwrap(), usize::try_from(written.events).unwrap())
        );
        let two = ["incident".to_owned(), "change".to_owned()];
        assert!(outlet::write(&henrik, &two, Format::Xes, &mut Vec::new()).await.is_err(), "XES holds one kind");
    })
    .await;
}
