//! The organisation as text and as stored: exported, compared, changed under somebody's authority, on both databases.

use std::{path::Path, sync::Arc};

use base::{Instant, ManualClock};
use declare::{AppointmentText, Day, Given, HolderText, Organisation, Sources};
use engine::{
    Desk, Engine, Halt, Refused, Setup,
    organisation::{Applied, Side, Standing, Step, Which, differ, draw, effect, spoken, target},
};
use testkit::Home;

/// The sample organisation on a Monday morning.
struct Town {
    engine: Arc<Engine>,
}

impl Town {
    async fn open(home: &Home) -> Self {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
        let loaded = declare::load(&sources).unwrap();
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
        Self { engine }
    }

    async fn desk(&self, key: &str) -> Result<Desk, Halt> {
        let person = self.engine.directory().await.unwrap().find_person(key).unwrap();
        self.engine.desk(person).await
    }
}

/// What an export writes, read again.
fn exported(standing: &Standing) -> Organisation {
    let files = declare::written(&standing.organisation);
    let own = Sources::texts("out", files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let calendars = include_str!("../../../sample/calendars.toml");
    let own = Sources::overlay(own, Sources::texts("out", [("calendars.toml", calendars)]));
    declare::load(&Sources::overlay(Sources::shipped(), own)).map_err(|it| it.human()).unwrap().organisation
}

fn steps(engine: &Engine, standing: &Standing, wanted: &Organisation) -> (Organisation, Vec<Step>) {
    let today = "2026-11-16".parse().unwrap();
    let target = target(engine.site(), standing, wanted, today);
    let steps = differ(engine.site(), standing, &target);
    (target, steps)
}

/// Applies what turns the stored organisation into the wanted one.
async fn apply(town: &Town, person: &str, wanted: &Organisation, which: Which) -> Result<Applied, Box<Refused>> {
    let standing = town.engine.standing().await.unwrap();
    apply_from(town, person, (&standing, wanted), which).await
}

async fn apply_from(
    town: &Town,
    person: &str,
    (standing, wanted): (&Standing, &Organisation),
    which: Which,
) -> Result<Applied, Box<Refused>> {
    let (target, steps) = steps(&town.engine, standing, wanted);
    let words = spoken(town.engine.site(), &standing.organisation, &target, &steps);
    let desk = town.desk(person).await.unwrap();
    let applied = match desk.prepare(standing, &target, &steps, &words, which).await {
        Ok(prepared) => prepared.commit().await,
        Err(halt) => Err(halt),
    };
    applied.map_err(|it| match it {
        Halt::Refused(why) => why,
        Halt::Failed(fault) => panic!("{fault:?}"),
    })
}

async fn wanted(town: &Town) -> Organisation {
    exported(&town.engine.standing().await.unwrap())
}

fn owner_of<'o>(of: &'o mut Organisation, service: &str) -> &'o mut AppointmentText {
    let mut all = of.appointments.iter_mut();
    all.find(|it| it.role == "service-owner" && it.scope.key == service).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_needs_no_steps_and_neither_do_the_files_it_was_loaded_from() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let standing = town.engine.standing().await.unwrap();
        assert_eq!(steps(&town.engine, &standing, &exported(&standing)).1, []);
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
        let loaded = declare::load(&sources).unwrap().organisation;
        assert!(standing.organisation.people.len() == loaded.people.len() && !loaded.people.is_empty());
        assert_eq!(steps(&town.engine, &standing, &loaded).1, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_applied_is_then_as_the_files_say() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        let mut new = files.people[0].clone();
        (new.key, new.name, new.mail) = ("new-hire".into(), "New Hire".into(), "New@Hire.example".into());
        files.people.push(new);
        files.people.iter_mut().find(|it| it.key == "maya-okafor").unwrap().has_left = true;
        files.people.iter_mut().find(|it| it.key == "tomas-rivera").unwrap().phone = "+46 1".into();
        let desk = files.teams.iter_mut().find(|it| it.key == "service-desk").unwrap();
        desk.title = "Help desk".into();
        let mut service = files.records.iter().find(|it| it.of == "service").unwrap().clone();
        (service.key, service.number) = ("vpn".into(), None);
        service.values.insert("title".into(), Given::Text("VPN".into()));
        files.records.push(service);
        let payroll = files.records.iter_mut().find(|it| it.key == "payroll").unwrap();
        payroll.values.insert("title".into(), Given::Text("Payroll and pay".into()));
        let applied = apply(&town, "henrik-sund", &files, Which::All).await.unwrap();
        assert!(applied.done >= 6 && applied.first_seq > 0 && applied.waiting.is_empty(), "{applied:?}");
        let standing = town.engine.standing().await.unwrap();
        assert_eq!(steps(&town.engine, &standing, &files).1, []);
        assert!(town.engine.directory().await.unwrap().find_person("new@hire.example").is_some());
        assert!(town.desk("maya-okafor").await.is_err());
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_appoints_applies_and_the_holder_accepts() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        owner_of(&mut files, "payroll").holder = HolderText::Person("tomas-rivera".into());
        // The programme manager doesn't appoint service owners: nothing of it is done.
        let before = town.engine.store().spine().await.unwrap().size;
        let refused = apply(&town, "henrik-sund", &files, Which::All).await.unwrap_err();
        assert_eq!((refused.code, refused.fields.len()), ("plan-refused", 2), "{refused:?}");
        assert_eq!(town.engine.store().spine().await.unwrap().size, before);
        // The owner of its service line does.
        let applied = apply(&town, "yara-haddad", &files, Which::All).await.unwrap();
        assert_eq!(applied.waiting.len(), 1, "{applied:?}");
        let standing = town.engine.standing().await.unwrap();
        let (_, left) = steps(&town.engine, &standing, &files);
        assert!(matches!(left.as_slice(), [Step::Confirm { state, .. }] if state == "appointed"), "{left:?}");
        // She can't accept what she gave; he can, by the files too where he may apply at all, and on its page.
        let again = apply(&town, "yara-haddad", &files, Which::All).await.unwrap();
        assert_eq!(again.waiting.len(), 1);
        let number = standing.organisation.appointments.iter().find(|it| !it.is_accepted && it.scope.key == "payroll");
        let id = standing.ids.appointments.get(&number.unwrap().key).unwrap();
        let number = town.engine.store().record(*id).await.unwrap().unwrap().number;
        let his = town.desk("tomas-rivera").await.unwrap();
        his.make_move(&number, "accept", &engine::Input::default()).await.unwrap();
        let standing = town.engine.standing().await.unwrap();
        assert_eq!(steps(&town.engine, &standing, &files).1, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_themselves_a_role_by_files() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let files = wanted(&town).await;
        let mut owner = files.clone();
        owner_of(&mut owner, "payroll").holder = HolderText::Person("yara-haddad".into());
        let refused = apply(&town, "yara-haddad", &owner, Which::All).await.unwrap_err();
        assert!(refused.fields.iter().any(|it| it.field.contains("Yara Haddad becomes")), "{refused:?}");
        let mut team = files.clone();
        let henrik = team.people.iter_mut().find(|it| it.key == "henrik-sund").unwrap();
        henrik.teams.push("service-desk".into());
        let holds = files.appointments.iter().find_map(|it| match &it.holder {
            HolderText::Team(key) if !henrik.teams.contains(key) => Some(key.clone()),
            HolderText::Team(_) | HolderText::Person(_) => None,
        });
        henrik.teams.extend(holds);
        let refused = apply(&town, "henrik-sund", &team, Which::All).await.unwrap_err();
        assert!(refused.fields.iter().any(|it| it.message.contains("somebody else has to put you")), "{refused:?}");
        // A person with nothing but a user's role applies nothing at all.
        let refused = apply(&town, "ingrid-solheim", &owner, Which::Mine).await.unwrap_err();
        assert_eq!(refused.code, "no-role");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_refused_once_the_organisation_has_moved_on() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        let standing = town.engine.standing().await.unwrap();
        files.people.iter_mut().find(|it| it.key == "maya-okafor").unwrap().phone = "1".into();
        let desk = town.desk("henrik-sund").await.unwrap();
        desk.add_person("Somebody New", "somebody@new.example", "").await.unwrap();
        let refused = apply_from(&town, "henrik-sund", (&standing, &files), Which::All).await.unwrap_err();
        assert_eq!(refused.code, "plan-stale");
        // Who came in on a page is in the next export, under their mail address.
        let standing = town.engine.standing().await.unwrap();
        assert!(exported(&standing).people.iter().any(|it| it.key == "somebody@new.example"));
        // The older files don't have them: they would leave.
        let (_, left) = steps(&town.engine, &standing, &files);
        let leaves = |it: &Step| matches!(it, Step::Person { after, .. } if after.has_left && after.key.contains('@'));
        assert!(left.iter().any(leaves), "{left:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_applies_what_is_theirs_and_leaves_the_rest() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        owner_of(&mut files, "payroll").holder = HolderText::Person("tomas-rivera".into());
        files.people.iter_mut().find(|it| it.key == "maya-okafor").unwrap().phone = "1".into();
        let first = apply(&town, "henrik-sund", &files, Which::Mine).await.unwrap();
        assert_eq!((first.done, first.left.len()), (1, 2), "{first:?}");
        let second = apply(&town, "yara-haddad", &files, Which::Mine).await.unwrap();
        assert_eq!((second.done, second.left.len()), (2, 0), "{second:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_that_files_lack_is_left_alone_and_an_empty_one_is_not() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        files.deputies.clear();
        let standing = town.engine.standing().await.unwrap();
        assert!(!standing.organisation.deputies.is_empty());
        let relieved = |files: &Organisation| {
            let (_, steps) = steps(&town.engine, &standing, files);
            steps.iter().filter(|it| matches!(it, Step::Relieve(_))).count()
        };
        assert_eq!(relieved(&files), standing.organisation.deputies.len());
        files.sections.remove("deputies");
        assert_eq!(relieved(&files), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_says_who_gains_and_loses_what_and_which_records_are_touched() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let mut files = wanted(&town).await;
        owner_of(&mut files, "payroll").holder = HolderText::Person("tomas-rivera".into());
        files.people.iter_mut().find(|it| it.key == "maya-okafor").unwrap().has_left = true;
        let standing = town.engine.standing().await.unwrap();
        let (target, _) = steps(&town.engine, &standing, &files);
        let site = town.engine.site();
        let now = town.engine.now();
        let was = draw(site, &standing.organisation, &standing.ids, now);
        let is = draw(site, &target, &standing.ids, now);
        let side = |roster| Side { site, roster };
        let (before, after) = (side(&was.roster), side(&is.roster));
        let found = effect(before, after, now);
        let of = |name: &str| found.shifts.iter().find(|it| it.names.iter().any(|it| it == name)).unwrap();
        let tomas = of("Tomás Rivera");
        assert!(tomas.losses.is_empty() && tomas.gains.iter().all(|it| it.scope == "Payroll"), "{tomas:?}");
        assert!(tomas.gains[0].does.len() > 5);
        assert!(of("Priya Raman").gains.is_empty() && of("Maya Okafor").gains.is_empty());
        assert_eq!(found.shifts.len(), 3, "{:?}", found.shifts.iter().map(|it| &it.names).collect::<Vec<_>>());
        assert!(found.opened.iter().any(|it| it.text.contains("Maya Okafor still holds")));
        let touched = town.engine.touched(before, after, &found, now).await.unwrap();
        assert!(touched.iter().any(|it| it.number == "INC-20418" && it.why.contains("leaves")), "{touched:?}");
        // Nothing follows from nothing.
        let none = effect(before, before, now);
        assert!(none.shifts.is_empty() && none.opened.is_empty() && none.closed.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_taken_away_by_files_ends_and_comes_back_as_a_new_one() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let whole = wanted(&town).await;
        let mut less = whole.clone();
        less.appointments.retain(|it| !(it.role == "service-owner" && it.scope.key == "payroll"));
        apply(&town, "yara-haddad", &less, Which::All).await.unwrap();
        let standing = town.engine.standing().await.unwrap();
        assert_eq!(steps(&town.engine, &standing, &less).1, []);
        let (_, back) = steps(&town.engine, &standing, &whole);
        assert!(matches!(back.as_slice(), [Step::Appoint(it)] if it.from != Day::FromToday(0)), "{back:?}");
        apply(&town, "yara-haddad", &whole, Which::All).await.unwrap();
        let standing = town.engine.standing().await.unwrap();
        assert!(matches!(steps(&town.engine, &standing, &whole).1.as_slice(), [Step::Confirm { .. }]));
    })
    .await;
}
