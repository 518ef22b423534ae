//! A change of the matrix: drafted by one, published by another, in force on every node at the next request.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use base::Span;
use declare::Sources;
use engine::{Desk, Done, Engine, Ground, Halt, Input, MATRIX_CHANGE, Put, Refused, Setup};
use model::{ActivityIx, Letter, RoleIx};
use testkit::Home;

use super::town::Town;

const PRACTICE: &str = "incident-management";
const OWNER: &str = "sofia-marin";
const SPONSOR: &str = "margit-olsen";
/// A consultant: sees the programme, and does nothing with incidents.
const OUTSIDER: &str = "nadia-reyes";
const OUTSIDERS_ROLE: &str = "itsm-consultant";

fn files() -> Sources {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap())
}

/// A second node on the same database.
async fn second_node(home: &Home, town: &Town) -> Arc<Engine> {
    let loaded = declare::load(&files()).unwrap();
    Engine::open(Setup {
        store: home.options(),
        site: Arc::new(loaded.site),
        files: loaded.sources,
        calendars: BTreeMap::new(),
        clock: Arc::new(town.clock.clone()),
        organisation: "Second".to_owned(),
        zone: "UTC".to_owned(),
    })
    .await
    .unwrap()
}

async fn desk(engine: &Arc<Engine>, key: &str) -> Desk {
    let person = engine.directory().await.unwrap().find_person(key).unwrap();
    engine.desk(person).await.unwrap()
}

async fn drafted(engine: &Arc<Engine>) -> String {
    let input = Input::of(&[("title", "Consultants close"), ("process", PRACTICE)]);
    let done = desk(engine, OWNER).await.open_record(MATRIX_CHANGE, "propose", &input).await.unwrap();
    done.seen.number().to_owned()
}

async fn put(
    engine: &Arc<Engine>,
    number: &str,
    (activity, role): (&str, &str),
    letters: &[Letter],
) -> Result<Done, Halt> {
    let desk = desk(engine, OWNER).await;
    let put = Put { activity: ix(&desk, activity), role: role_ix(&desk, role), letters: letters.to_vec() };
    desk.put_cell(number, &put, None).await
}

fn ix(desk: &Desk, activity: &str) -> ActivityIx {
    desk.site().find_activity(activity).unwrap().0
}

fn role_ix(desk: &Desk, role: &str) -> RoleIx {
    desk.site().find_role(role).unwrap()
}

/// Puts a draft before the sponsor, and has it published.
async fn published(engine: &Arc<Engine>, number: &str) {
    desk(engine, OWNER).await.make_move(number, "submit", &Input::default()).await.unwrap();
    let decision = Input::of(&[("decision", "Agreed: they know the work.")]);
    desk(engine, SPONSOR).await.make_move(number, "publish", &decision).await.unwrap();
}

fn may(desk: &Desk) -> bool {
    desk.authority().grants_of(ix(desk, "incident:close")).iter().any(|it| it.letter.may_do())
}

fn refused(halt: Halt) -> Refused {
    match halt {
        Halt::Refused(it) => *it,
        Halt::Failed(fault) => panic!("{fault:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_change_is_in_force_on_every_node_at_the_next_request() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let (one, two) = (Arc::clone(&town.engine), second_node(&home, &town).await);
        let start = town.engine.now();
        let number = drafted(&one).await;
        put(&one, &number, ("incident:close", OUTSIDERS_ROLE), &[Letter::R]).await.unwrap();
        let begun = desk(&two, OUTSIDER).await;
        assert!(!may(&begun), "a draft gives nothing");
        town.clock.advance(Span::from_mins(5));
        published(&one, &number).await;
        assert!(may(&desk(&two, OUTSIDER).await) && may(&desk(&one, OUTSIDER).await));
        assert!(!may(&begun), "a desk keeps what was in force as it began");
        let files = declare::cells::over(files(), &one.layers().await.unwrap());
        let read = declare::load(&files).unwrap_or_else(|it| panic!("{}", it.human())).site;
        let in_force = desk(&two, OUTSIDER).await;
        let cells = |site: &model::Site| format!("{:?}", site.find_activity("incident:close").unwrap().1.cells);
        assert_eq!(cells(&read), cells(in_force.site()), "files with what was published say what is in force");

        // Taken away again, it is gone at the next request.
        town.clock.advance(Span::from_mins(5));
        let between = town.engine.now();
        let number = drafted(&one).await;
        put(&one, &number, ("incident:close", OUTSIDERS_ROLE), &[]).await.unwrap();
        town.clock.advance(Span::from_mins(5));
        published(&one, &number).await;
        let after = desk(&two, OUTSIDER).await;
        assert!(!may(&after), "what was taken away is gone on the other node");

        // What was in force on any day, who decided and why, stays known; a node that starts later knows all of it.
        let third = desk(&second_node(&home, &town).await, SPONSOR).await;
        let versions = third.versions(PRACTICE).await.unwrap();
        let told: Vec<(i64, bool, &str)> =
            versions.iter().map(|it| (it.no, it.number.is_some(), it.decision.as_str())).collect();
        let why = "Agreed: they know the work.";
        assert_eq!(told, [(2, true, why), (1, true, why)]);
        let had = |then: &engine::Then| {
            let (_, row) = then.site.find_activity("incident:close").unwrap();
            row.cells.iter().any(|it| it.role == role_ix(&third, OUTSIDERS_ROLE))
        };
        let (first, then, now) = (
            third.then(start).await.unwrap(),
            third.then(between).await.unwrap(),
            third.then(third.now()).await.unwrap(),
        );
        assert_eq!((had(&first), had(&then), had(&now)), (false, true, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_drafts_does_not_publish_and_nothing_unanswered_is_drafted() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let engine = &town.engine;
        let number = drafted(engine).await;
        let twice = Input::of(&[("title", "Another"), ("process", PRACTICE)]);
        let again = desk(engine, OWNER).await.open_record(MATRIX_CHANGE, "propose", &twice).await.unwrap_err();
        assert_eq!(refused(again).code, "draft-open");

        let site = desk(engine, OWNER).await;
        let (_, row) = site.site().find_activity("incident:close").unwrap();
        let answers = site.site().role(row.with(Letter::A).next().unwrap().role).unwrap().key.clone();
        let bare = refused(put(engine, &number, ("incident:close", &answers), &[]).await.unwrap_err());
        let said = bare.fields.first().unwrap().message.clone();
        assert!(said.contains("with nobody who answers for it"), "{said}");

        let odd = Input::of(&[("cells", "[activity.\"incident:close\"]\napart_from = []\n")]);
        let odd = refused(desk(engine, OWNER).await.amend(&number, &odd).await.unwrap_err());
        assert!(odd.fields.first().unwrap().message.contains("can't set `apart_from`"), "{odd}");

        put(engine, &number, ("incident:close", OUTSIDERS_ROLE), &[Letter::C]).await.unwrap();
        let draft = desk(engine, OWNER).await.matrix_draft(&number).await.unwrap();
        assert_eq!(draft.touched, [ix(&site, "incident:close")]);
        let outsider = engine.directory().await.unwrap().find_person(OUTSIDER).unwrap();
        assert_eq!(draft.radius[0].letters, [(Letter::C, vec![outsider], Vec::new())]);
        desk(engine, OWNER).await.make_move(&number, "submit", &Input::default()).await.unwrap();
        let decision = Input::of(&[("decision", "Mine.")]);
        let own = refused(desk(engine, OWNER).await.make_move(&number, "publish", &decision).await.unwrap_err());
        assert_eq!(own.ground, Ground::Forbidden);
        assert!(desk(engine, SPONSOR).await.make_move(&number, "publish", &decision).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_held_a_role_on_a_day_is_what_the_journal_shows_of_that_day() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let henrik = desk(&town.engine, "henrik-sund").await;
        let role = role_ix(&henrik, "process-owner");
        let held = |then: &engine::Then, at| {
            then.roster
                .holders(role, at)
                .filter(|it| it.scope.text(&then.site) == format!("process:{PRACTICE}"))
                .count()
        };
        let before = town.engine.now();
        let open = henrik
            .find(&engine::Query {
                kind: "appointment".to_owned(),
                filter: format!("role:process-owner scope-process:{PRACTICE}"),
                ..engine::Query::default()
            })
            .await
            .unwrap();
        assert_eq!(open.rows.len(), 1);
        town.clock.advance(Span::from_mins(60));
        let ending = Input::of(&[("ended_why", "Moves on.")]);
        desk(&town.engine, "astrid-hagen").await.make_move(open.rows[0].number(), "end", &ending).await.unwrap();
        town.clock.advance(Span::from_mins(60));
        let now = desk(&town.engine, "henrik-sund").await;
        let (then, present) = (now.then(before).await.unwrap(), now.then(now.now()).await.unwrap());
        assert_eq!((held(&then, before), held(&present, now.now())), (1, 0));
    })
    .await;
}
