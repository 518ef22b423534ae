//! An engine with the sample organisation behind the API in process, and askers who are somebody.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of this")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use api::{ApiSettings, router};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use base::{Instant, ManualClock, Span};
use declare::{Loaded, Sources};
use engine::{Ceiling, Engine, Setup};
use http_body_util::BodyExt as _;
use serde_json::Value as Json;
use tower::ServiceExt as _;

/// Where our own pages are.
pub const ORIGIN: &str = "http://127.0.0.1:7171";
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A running API with data that are gone when it is dropped.
pub struct Town {
    pub engine: Arc<Engine>,
    pub clock: ManualClock,
    router: Router,
    folder: PathBuf,
}

/// Somebody who asks.
#[derive(Clone)]
pub struct As<'a> {
    town: &'a Town,
    headers: Vec<(&'static str, String)>,
}

/// What was answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

/// One for each way to stand towards IT: outside it, on the desk, over a practice, over a service, over the programme.
pub const PERSONAS: [&str; 12] = [
    "ingrid-solheim",
    "klaus-richter",
    "sara-lindgren",
    "maya-okafor",
    "tomas-rivera",
    "wei-chen",
    "jonas-weber",
    "priya-raman",
    "sofia-marin",
    "margit-olsen",
    "henrik-sund",
    "astrid-hagen",
];

fn declared() -> Loaded {
    let sample = Sources::folder(Path::new("../../sample")).unwrap();
    declare::load(&Sources::overlay(Sources::shipped(), sample)).map_err(|it| it.human()).unwrap()
}

fn morning() -> ManualClock {
    ManualClock::at("2026-03-02T09:00:00Z".parse::<Instant>().unwrap())
}

/// A folder of its own.
fn fresh() -> PathBuf {
    let name = format!("remit-api-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Every record of a type, whoever may see it: at most a thousand.
pub async fn all_of(engine: &Engine, of: model::TypeIx) -> Vec<model::Record> {
    let asker = Arc::new(model::Asker::myself(base::PersonId::new(0), std::collections::BTreeSet::new()));
    let find = store::Find {
        of,
        open_only: false,
        filter: model::When::Always,
        asker: Arc::clone(&asker),
        sort: store::Sort::Opened,
        direction: store::Direction::Up,
        after: None,
        limit: 1000,
        among: None,
    };
    let scope = [store::Disjunct { asker, when: model::When::Always }];
    engine.store().list(&find, &scope).await.unwrap().records
}

impl Drop for Town {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Town {
    /// The sample organisation on a Monday morning.
    pub async fn sample() -> Self {
        let (loaded, clock) = (declared(), morning());
        let folder = fresh();
        let town = Self::on(&loaded, clock, folder).await;
        town.engine.load(&loaded.organisation, |_| ()).await.unwrap();
        town
    }

    /// A second town on a copy of this one's data, with the same clock. Nobody may be writing meanwhile: what is in the
    /// database and in its log is copied as it lies.
    pub async fn twin(&self) -> Self {
        let folder = fresh();
        for name in ["data.sqlite", "data.sqlite-wal"] {
            let from = self.folder.join(name);
            if from.exists() {
                std::fs::copy(from, folder.join(name)).unwrap();
            }
        }
        Self::on(&declared(), self.clock.clone(), folder).await
    }

    async fn on(loaded: &Loaded, clock: ManualClock, folder: PathBuf) -> Self {
        let calendars: BTreeMap<_, _> =
            loaded.organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
        let setup = Setup {
            store: store::Options::File(folder.join("data.sqlite")),
            site: Arc::new(loaded.site.clone()),
            files: loaded.sources.clone(),
            calendars,
            clock: Arc::new(clock.clone()),
            organisation: "Test".to_owned(),
            zone: "Europe/Stockholm".to_owned(),
        };
        let engine = Engine::open(setup).await.unwrap();
        let settings = ApiSettings { origin: ORIGIN.to_owned(), is_secure: false, version: "0.0.0".to_owned() };
        let router = router(Arc::clone(&engine), settings);
        Self { engine, clock, router, folder }
    }

    /// The same with a fault around its API, for showing that a test finds it.
    #[must_use]
    pub fn spoilt(mut self, spoil: impl FnOnce(Router) -> Router) -> Self {
        self.router = spoil(std::mem::take(&mut self.router));
        self
    }

    /// Whoever may do an activity that is of no record.
    pub async fn entitled(&self, activity: &str) -> engine::Desk {
        let people: Vec<_> = self.engine.directory().await.unwrap().people().map(|it| it.id).collect();
        for person in people {
            let desk = self.engine.desk(base::PersonId::new(person)).await;
            if let Some(desk) = desk.ok().filter(|it| it.entitled(activity).is_ok()) {
                return desk;
            }
        }
        panic!("nobody may {activity}");
    }

    /// Askers of all kinds: outside, on the desk, over a practice, over a service, over the programme.
    pub async fn everybody(&self) -> Vec<As<'_>> {
        let mut all = Vec::new();
        for key in [
            "ingrid-solheim",
            "maya-okafor",
            "jonas-weber",
            "priya-raman",
            "sofia-marin",
            "henrik-sund",
            "astrid-hagen",
            "margit-olsen",
        ] {
            all.push(self.person(key).await);
        }
        all
    }

    /// Each of [`PERSONAS`], with their key.
    pub async fn personas(&self) -> Vec<(&'static str, As<'_>)> {
        let mut all = Vec::new();
        for key in PERSONAS {
            all.push((key, self.person(key).await));
        }
        all
    }

    /// The record with a number, as it lies in the database.
    pub async fn record(&self, number: &str) -> model::Record {
        self.engine.store().record_numbered(number).await.unwrap().unwrap()
    }

    /// Every record of a type, whoever may see it.
    pub async fn all(&self, of: &model::RecordType) -> Vec<model::Record> {
        all_of(&self.engine, of.ix).await
    }

    pub fn nobody(&self) -> As<'_> {
        As { town: self, headers: Vec::new() }
    }

    pub async fn by_token(&self, key: &str, ceiling: &Ceiling) -> As<'_> {
        let person = self.engine.directory().await.unwrap().find_person(key).unwrap();
        let ends = Some(self.engine.now().plus(Span::from_secs(90 * 86_400)));
        let token = self.engine.make_token(person, "test", ceiling, ends).await.unwrap();
        self.nobody().with("authorization", &format!("Bearer {}", token.reveal()))
    }

    /// Somebody by their key, with a token for all they may.
    pub async fn person(&self, key: &str) -> As<'_> {
        self.by_token(key, &Ceiling::All).await
    }
    /// A user.
    pub async fn user(&self) -> As<'_> {
        self.person("ingrid-solheim").await
    }
    /// A service desk analyst.
    pub async fn analyst(&self) -> As<'_> {
        self.person("maya-okafor").await
    }
    /// The incident manager.
    pub async fn manager(&self) -> As<'_> {
        self.person("jonas-weber").await
    }
    /// Somebody with a browser's session: the cookie, and the token of its forms.
    pub async fn browser(&self, key: &str) -> (As<'_>, String) {
        let person = self.engine.directory().await.unwrap().find_person(key).unwrap();
        let link = self.engine.make_link(person, Span::from_secs(60)).await.unwrap();
        let ticket = self.engine.spend_link(link.reveal(), "test").await.unwrap();
        (self.nobody().with("cookie", &format!("remit={}", ticket.cookie.reveal())), ticket.csrf)
    }
}

impl<'a> As<'a> {
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> As<'a> {
        let mut next = self.clone();
        next.headers.push((name, value.to_owned()));
        next
    }

    pub async fn send(&self, method: &str, path: &str, body: Body) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = self.town.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, Body::empty()).await
    }
    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, Body::empty()).await
    }
    pub async fn json(&self, method: &str, path: &str, body: &Json) -> Reply {
        self.with("content-type", "application/json").send(method, path, Body::from(body.to_string())).await
    }
    pub async fn post(&self, path: &str, body: &Json) -> Reply {
        self.json("POST", path, body).await
    }
    pub async fn patch(&self, path: &str, body: &Json) -> Reply {
        self.json("PATCH", path, body).await
    }
}

impl As<'_> {
    /// The same asker in another town that knows their token.
    pub fn at<'b>(&self, town: &'b Town) -> As<'b> {
        As { town, headers: self.headers.clone() }
    }

    /// The numbers of the records of a type that they see, at most two hundred.
    pub async fn numbers(&self, kind: &str) -> Vec<String> {
        let reply = self.get(&format!("/api/records/{kind}?limit=200")).await;
        if reply.status == 404 {
            return Vec::new();
        }
        let body = reply.is(200).body();
        let all = body["records"].as_array().unwrap().iter();
        all.map(|it| it["number"].as_str().unwrap().to_owned()).collect()
    }
}

impl Reply {
    /// The body as JSON.
    pub fn body(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{}", self.text()))
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|it| it.to_str().unwrap()).unwrap_or_default()
    }
    /// The same reply, held to a status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert!(!self.header("x-request-id").is_empty());
        if status >= 400 {
            assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(self.body()["status"], status);
        }
        self
    }
    /// A text in the body, by JSON pointer.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> String {
        let body = self.body();
        let found = body.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {body}"));
        found.as_str().map_or_else(|| found.to_string(), str::to_owned)
    }
}
