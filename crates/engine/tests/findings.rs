//! Findings as records: opened, kept, changed, accepted and closed by the chore, on both databases.
#![expect(clippy::indexing_slicing, reason = "a test fails where it slices wrongly")]

use std::{path::Path, sync::Arc};

use base::{Instant, ManualClock, Span};
use declare::Sources;
use engine::{Desk, Engine, Halt, Input, Keeping, Query, Seen, Setup, What, WhoAsked};
use model::Header;
use testkit::Home;

struct Town {
    engine: Arc<Engine>,
    clock: ManualClock,
}

impl Town {
    async fn open(home: &Home) -> Self {
        Self::over(home, &[]).await
    }

    /// The sample organisation with these files over it.
    async fn over(home: &Home, texts: &[(&str, &str)]) -> Self {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
        let sources = Sources::overlay(sources, Sources::texts("site", texts.iter().copied()));
        let loaded = declare::load(&sources).unwrap();
        let organisation = loaded.organisation;
        let calendars =
            organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
        let clock = ManualClock::at("2026-11-16T08:00:00Z".parse::<Instant>().unwrap());
        let setup = Setup {
            store: home.options(),
            site: Arc::new(loaded.site),
            files: loaded.sources,
            calendars,
            clock: Arc::new(clock.clone()),
            organisation: organisation.title.clone(),
            zone: organisation.zone.clone(),
        };
        let engine = Engine::open(setup).await.unwrap();
        engine.load(&organisation, |_| {}).await.unwrap();
        Self { engine, clock }
    }

    async fn desk(&self, key: &str) -> Desk {
        let person = self.engine.directory().await.unwrap().find_person(key).unwrap();
        self.engine.desk(person).await.unwrap()
    }

    /// The open findings with this in their title, as the programme manager sees them.
    async fn findings(&self, filter: &str, words: &str) -> Vec<Seen> {
        let desk = self.desk("henrik-sund").await;
        let mut query = Query { kind: "finding".into(), filter: filter.into(), limit: 200, ..Query::default() };
        let mut found = Vec::new();
        loop {
            let page = desk.find(&query).await.unwrap();
            found.extend(page.rows.into_iter().filter(|it| it.title().contains(words)));
            query.after = page.next;
            if query.after.is_none() {
                return found;
            }
        }
    }

    fn state(&self, it: &Seen) -> String {
        let of = self.engine.site().find_type("finding").unwrap();
        of.lifecycle.state(it.record().state).unwrap().key.clone()
    }

    async fn day(&self, days: i64) -> Keeping {
        self.clock.advance(Span::from_secs(days * 86_400));
        self.engine.keep_findings().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_keeps_its_record_while_it_holds_and_is_closed_when_it_does_not() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let first = town.engine.keep_findings().await.unwrap();
        assert!(first.opened > 10, "{first:?}");
        assert_eq!(town.engine.keep_findings().await.unwrap(), Keeping::default(), "nothing has changed");
        // Two people own stock; one of them stops.
        let twice = town.findings("", "Held twice").await;
        assert!(!twice.is_empty(), "the sample has two owners of stock");
        let number = twice[0].number().to_owned();
        assert_eq!(town.state(&twice[0]), "open");
        assert!(twice[0].record().person(Header::HolderPerson).is_some(), "it is somebody's");
        let later = town.day(3).await;
        assert_eq!(later.closed, 0, "days alone close nothing here; what comes nearer may open: {later:?}");
        let desk = town.desk("henrik-sund").await;
        let view = desk.read(&number).await.unwrap();
        let of = town.engine.site().find_type("finding").unwrap();
        let found_on = view.record().get(of.slot("found_on").unwrap()).instant();
        assert_eq!(found_on, Some("2026-11-16T08:00:00Z".parse().unwrap()), "its age counts from when it was found");
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound(), "records and journal agree");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_of_what_was_wrong_closes_it_and_a_relapse_opens_the_same_record() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        town.engine.keep_findings().await.unwrap();
        let leaves = town.engine.directory().await.unwrap().find_person("jonas-weber").unwrap();
        let keeper = town.desk("henrik-sund").await;
        keeper.set_active(leaves, false).await.unwrap();
        let left = town.engine.keep_findings().await.unwrap();
        assert!(left.opened > 0, "right after the commit, without waiting: {left:?}");
        let vacant = town.findings("status:open", "has left").await;
        assert!(!vacant.is_empty());
        let numbers: Vec<String> = vacant.iter().map(|it| it.number().to_owned()).collect();
        town.desk("henrik-sund").await.set_active(leaves, true).await.unwrap();
        let back = town.engine.keep_findings().await.unwrap();
        assert!(back.closed >= numbers.len(), "{back:?}");
        assert!(town.findings("status:open", "has left").await.is_empty());
        town.desk("henrik-sund").await.set_active(leaves, false).await.unwrap();
        town.engine.keep_findings().await.unwrap();
        let again: Vec<String> =
            town.findings("status:open", "has left").await.iter().map(|it| it.number().to_owned()).collect();
        let mut sorted = (numbers, again);
        (sorted.0.sort(), sorted.1.sort());
        assert_eq!(sorted.0, sorted.1);
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound(), "records and journal agree");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_risk_stays_accepted_until_its_day() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        town.engine.keep_findings().await.unwrap();
        let twice = town.findings("", "Held twice").await;
        let number = twice[0].number().to_owned();
        let day = "2026-12-01";
        let asks = Input::of(&[("accepted_until", day), ("accepted_why", "They hand over to each other until then.")]);
        town.desk("henrik-sund").await.make_move(&number, "ask-acceptance", &asks).await.unwrap();
        let own = town.desk("henrik-sund").await.make_move(&number, "accept", &Input::default()).await;
        assert!(own.is_err(), "who asks does not accept");
        town.desk("astrid-hagen").await.make_move(&number, "accept", &Input::default()).await.unwrap();
        town.day(10).await;
        let accepted = town.desk("henrik-sund").await.read(&number).await.unwrap();
        assert_eq!(town.state(&accepted), "accepted");
        town.day(6).await;
        let over = town.desk("henrik-sund").await.read(&number).await.unwrap();
        assert_eq!(town.state(&over), "open", "its day has passed");
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound(), "records and journal agree");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_is_asked_in_words_and_answered_with_how_they_are_reached() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let ask = |text: &str| WhoAsked { text: text.into(), service: "payroll".into(), ..WhoAsked::default() };
        let found = town.desk("maya-okafor").await.who_answers(&ask("resolve an incident")).await.unwrap();
        assert_eq!((found.activity.0.as_str(), found.place.is_some()), ("incident:resolve", true));
        let first = &found.lines[0];
        assert_eq!(first.letter, model::Letter::A);
        assert!(first.appointment.starts_with("APP-") && first.cell.contains(".toml:"), "{first:?}");
        let mut people = found.lines.iter().flat_map(|it| &it.persons);
        assert!(people.any(|it| it.mail.contains('@')), "{found:?}");
        let british = town.engine.who_answers(&ask("who authorises an appointment")).await;
        let american = town.engine.who_answers(&ask("who authorizes an appointment")).await;
        assert_eq!(british.is_ok(), american.is_ok());
        let nonsense = town.engine.who_answers(&ask("water the plants")).await;
        let Err(Halt::Refused(refused)) = nonsense else { panic!("{nonsense:?}") };
        assert_eq!(refused.code, "not-understood");
        let outside = town.desk("ingrid-solheim").await.who_answers(&ask("resolve an incident")).await;
        assert!(outside.is_err(), "those outside ask the service desk");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_if_lists_what_is_held_and_only_what_the_asker_sees() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let what = What::Leave("maya-okafor".into());
        let whole = town.engine.what_if(&what, None).await.unwrap();
        assert!(!whole.orphaned.is_empty(), "she has incidents");
        assert!(whole.orphaned.iter().all(|it| it.title.is_empty() && it.number.contains('-')), "numbers only");
        let seen = town.desk("henrik-sund").await.what_if(&what, None).await.unwrap();
        assert!(seen.orphaned.len() <= whole.orphaned.len());
        assert!(seen.orphaned.iter().all(|it| !it.title.is_empty()));
        let owner = town.engine.what_if(&What::Leave("jonas-weber".into()), None).await.unwrap();
        assert!(!owner.opened.is_empty() && !owner.lost.is_empty());
        assert!(owner.opened.iter().all(|it| !it.declared_at.is_empty() || it.worded.finding.roles.is_empty()));
        assert!(owner.lost.iter().all(|it| it.number.starts_with("APP-") && it.declared_at.contains(".toml:")));
        let nobody = town.engine.what_if(&What::Dissolve("no-such-team".into()), None).await;
        assert!(matches!(nobody, Err(Halt::Refused(_))));
        let before = town.engine.directory().await.unwrap().roster.epoch();
        assert_eq!(town.engine.directory().await.unwrap().roster.epoch(), before, "nothing is written");
        let outside = town.desk("ingrid-solheim").await.what_if(&what, None).await;
        assert!(outside.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_still_holds_is_not_resolved_by_saying_so() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        town.engine.keep_findings().await.unwrap();
        let number = town.findings("", "Held twice").await[0].number().to_owned();
        let henrik = town.desk("henrik-sund").await;
        let done = henrik.make_move(&number, "resolve", &Input::of(&[("resolution", "Done.")])).await;
        let Err(Halt::Refused(refused)) = done else { panic!("{done:?}") };
        assert_eq!(refused.code, "move-condition");
        assert!(refused.message.contains("closes by itself"), "{}", refused.message);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_finding_is_what_the_act_itself_is_asked() {
    // Two who answer for one thing, in a practice that has no sponsor's part in it.
    let two = [(
        "itsm-programme-governance/activities.toml",
        "[activity.\"direction:withdraw\"]\nA = [\"itsm-management\", \"lt-sponsor\"]\nR = []\n",
    )];
    testkit::each(async |home| {
        let town = Town::over(&home, &two).await;
        town.engine.keep_findings().await.unwrap();
        let mut deciders = 0;
        for who in ["sofia-marin", "henrik-sund", "astrid-hagen", "hanna-eriksson"] {
            let desk = town.desk(who).await;
            let found = desk.findings().await.unwrap();
            let all: Vec<_> = found.iter().map(|it| &it.finding).collect();
            for kept in desk.finding_records(&all).await.unwrap().values() {
                for offer in &kept.offers {
                    assert!(desk.why(&kept.number, &offer.step).await.unwrap().is_allowed, "{who} {kept:?}");
                }
            }
            for it in &found {
                let Some(governance::Fix::Declare { activity }) = it.finding.fix else { continue };
                let practice = desk.site().activity(activity).unwrap().practice;
                let mine = desk.settled_by(&it.finding).is_some_and(|it| it.person == Some(desk.person()));
                deciders += usize::from(mine);
                assert!(
                    !mine || who != "sofia-marin",
                    "an owner drafts, and does not decide: {:?}",
                    desk.site().practice(practice).unwrap().key
                );
            }
        }
        assert!(deciders > 0, "leadership decides where no sponsor does");
    })
    .await;
}
