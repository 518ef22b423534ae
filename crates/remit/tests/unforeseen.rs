//! A record type that nobody foresaw, dropped into a site's folder: storage, pages, API, OpenAPI, search, import, export
//! and journal come without a line of Rust. On both databases.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use base::{Instant, ManualClock, Span};
use declare::Sources;
use engine::{Ceiling, Engine, Setup};
use inlets::{feed, log::Mapping};
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;

/// A practice of its own: visitors at the gate.
const PRACTICE: &str = r#"
key = "visitor-management"
title = "Visitor management"
purpose = "Know who is in the building."
manager = "service-desk-manager"
owner = "process-owner"
version = "1"
"#;

const VISIT: &str = r#"
[type]
title = "Visit"
plural = "Visits"
prefix = "VTR"
list = ["host", "badge", "arrives"]
scopes = { service = "service", organisation = "always" }

[field.title]
kind = "line"
searched = true

[field.host]
kind = "person"
as = "holder_person"

[field.service]
kind = "reference"
to = ["service"]

[field.badge]
kind = "choice"
options = { day = "Day badge", escort = "With escort" }

[field.trust]
kind = "level"
options = { high = "High", low = "Low" }

[field.arrives]
kind = "instant"

[field.day]
kind = "date"

[field.stay]
kind = "duration"

[field.deposit]
kind = "money"

[field.heads]
kind = "whole"

[field.weight]
kind = "decimal"

[field.parking]
kind = "yes-no"

[field.reason]
kind = "text"
searched = true

[field.items]
kind = "references"
to = ["ci"]

[field.remarks]
kind = "text"
sight = "inside"

[state.expected]
phase = "new"

[state.inside]
title = "In the building"
phase = "active"

[state.gone]
phase = "closed"

[move.announce]
opens = true
to = "expected"
asks = ["title!", "host!", "service", "badge", "trust", "arrives", "day", "stay", "deposit", "heads", "weight", "parking", "reason", "items"]

[move.admit]
from = ["expected"]
to = "inside"
asks = ["badge!"]

[move.leave]
from = ["inside"]
to = "gone"
"#;

const ACTIVITIES: &str = r#"
[activity."visit:follow"]
title = "Follow visits"
does = "follow visit"
A = { role = "service-desk-manager", reach = "everywhere" }
R = [{ role = "service-desk-analyst", reach = "everywhere" }, { role = "incident-manager", reach = "everywhere" }]

[activity."visit:announce"]
title = "Announce a visit"
A = { role = "service-desk-manager", reach = "everywhere" }
R = [{ role = "service-desk-analyst", reach = "everywhere" }]

[activity."visit:amend"]
title = "Correct a visit"
does = "amend visit: reason, remarks, heads"
A = { role = "service-desk-manager", reach = "everywhere" }
R = [{ role = "service-desk-analyst", reach = "everywhere" }]

[activity."visit:admit"]
title = "Let a visitor in"
A = { role = "service-desk-manager", reach = "everywhere" }
R = [{ role = "service-desk-analyst", reach = "everywhere" }]

[activity."visit:leave"]
title = "See a visitor out"
A = { role = "service-desk-manager", reach = "everywhere" }
R = [{ role = "service-desk-analyst", reach = "everywhere" }]
"#;

const MAPPING: &str = r#"
type = "visit"
case = "badge no"
at = "came"
rows = "case"

[title]
text = "{who} visits"

[fields.heads]
from = "heads"
as = "whole"

[state]
from = ["state"]
values = { in = "inside", out = "gone" }
"#;

const TABLE: &str =
    "badge no,who,came,heads,state\nB1,Ada,2026-01-05T09:00:00Z,2,in\nB2,Grace,2026-01-06T10:00:00Z,1,out\n";

struct Town {
    engine: Arc<Engine>,
    app: Router,
}

impl Town {
    async fn open(home: &testkit::Home) -> Self {
        let sample = Sources::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample")).unwrap();
        let own = Sources::texts(
            "site",
            [
                ("visitor-management/practice.toml", PRACTICE),
                ("visitor-management/visit.toml", VISIT),
                ("visitor-management/activities.toml", ACTIVITIES),
            ],
        );
        let sources = Sources::overlay(Sources::overlay(Sources::shipped(), sample), own);
        let loaded = declare::load(&sources).unwrap_or_else(|faults| panic!("{}", faults.human()));
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
        let url = "http://127.0.0.1:7070".to_owned();
        let pages =
            web::router(Arc::clone(&engine), web::WebSettings { base_url: url.clone(), secure: false, is_demo: false });
        let api =
            api::router(Arc::clone(&engine), api::ApiSettings { origin: url, is_secure: false, version: "0".into() });
        Self { engine, app: api.merge(pages) }
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let answer = self.app.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        (status, String::from_utf8_lossy(&to_bytes(answer.into_body(), 10_000_000).await.unwrap()).into_owned())
    }

    async fn token(&self, person: &str) -> String {
        let id = self.engine.directory().await.unwrap().find_person(person).unwrap();
        self.engine.make_token(id, "test", &Ceiling::All, None).await.unwrap().reveal().to_owned()
    }

    async fn api(&self, person: &str, method: &str, path: &str, body: Json) -> (u16, Json) {
        let (status, text) = self.raw(person, method, path, body).await;
        (status, serde_json::from_str(&text).unwrap_or(Json::String(text)))
    }

    async fn raw(&self, person: &str, method: &str, path: &str, body: Json) -> (u16, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token(person).await));
        let body = if body.is_null() {
            Body::empty()
        } else {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        };
        self.send(request.body(body).unwrap()).await
    }

    /// A page as a signed-in person gets it.
    async fn page(&self, person: &str, path: &str) -> (u16, String) {
        let id = self.engine.directory().await.unwrap().find_person(person).unwrap();
        let link = self.engine.make_link(id, Span::from_mins(5)).await.unwrap();
        let ticket = self.engine.spend_link(link.reveal(), "test").await.unwrap();
        let request = Request::builder().uri(path).header(header::COOKIE, format!("remit={}", ticket.cookie.reveal()));
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_type_nobody_foresaw_costs_no_rust() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        // API: opened with every kind of field, read, amended, moved, found.
        let values = json!({
            "title": "Ada Lovelace visits", "host": "maya-okafor", "service": "SVC-1", "badge": "day", "trust": "high",
            "arrives": "2026-11-16T09:00:00Z", "day": "2026-11-16", "stay": "4h", "deposit": {"amount": "12.50", "currency": "EUR"},
            "heads": 3, "weight": "80.5", "parking": true, "reason": "Talks about engines.", "items": ["CI-901", "CI-902"],
        });
        let (status, made) = town.api("maya-okafor", "POST", "/api/records/visit", json!({ "move": "announce", "values": values })).await;
        assert_eq!(status, 201, "{made}");
        let number = made["number"].as_str().unwrap().to_owned();
        assert!(number.starts_with("VTR-"), "{number}");
        let (status, read) = town.api("maya-okafor", "GET", &format!("/api/records/visit/{number}"), Json::Null).await;
        assert_eq!((status, &read["values"]["heads"], &read["values"]["parking"]), (200, &json!(3), &json!(true)), "{read}");
        assert_eq!(read["values"]["deposit"]["currency"], "EUR", "{read}");
        assert_eq!(read["values"]["items"].as_array().unwrap().len(), 2, "{read}");
        let (status, _) = town.api("maya-okafor", "PATCH", &format!("/api/records/visit/{number}"), json!({ "values": { "remarks": "Comes by train.", "heads": 4 } })).await;
        assert_eq!(status, 200);
        let (status, moved) = town.api("maya-okafor", "POST", &format!("/api/records/visit/{number}/moves/admit"), json!({ "values": { "badge": "escort" } })).await;
        assert_eq!((status, &moved["state"]), (200, &json!("inside")), "{moved}");
        let (_, list) = town.api("maya-okafor", "GET", "/api/records/visit?filter=badge:escort", Json::Null).await;
        assert_eq!(list["records"].as_array().unwrap().len(), 1, "{list}");
        let (_, found) = town.api("maya-okafor", "GET", "/api/search?q=engines", Json::Null).await;
        assert!(found.to_string().contains(&number), "{found}");
        // Somebody else does not see it, by the same rules.
        let (status, _) = town.api("ingrid-solheim", "GET", &format!("/api/records/visit/{number}"), Json::Null).await;
        assert_eq!(status, 404);
        // Export, journal, OpenAPI.
        let (status, csv) = town.raw("maya-okafor", "GET", "/api/export/visit", Json::Null).await;
        assert!(status == 200 && csv.contains(&number) && csv.contains("Ada Lovelace visits"), "{csv}");
        let (_, journal) = town.api("maya-okafor", "GET", &format!("/api/records/visit/{number}/journal"), Json::Null).await;
        assert_eq!(journal["entries"].as_array().unwrap().len(), 3, "{journal}");
        let (_, document) = town.api("maya-okafor", "GET", "/api/openapi.json", Json::Null).await;
        assert!(document["paths"].as_object().unwrap().keys().any(|it| it.contains("/visit/") && it.contains("admit")));
        // Pages: list, record, new, move.
        for path in ["/t/visit".to_owned(), format!("/{number}"), "/new/visit/announce".to_owned(), format!("/{number}/leave")] {
            let (status, html) = town.page("maya-okafor", &path).await;
            assert_eq!(status, 200, "{path}");
            assert!(html.contains("isit"), "{path}");
        }
        import(&town).await;
        assert!(town.engine.verify(&[], |_, _| {}).await.unwrap().is_sound());
    })
    .await;
}

async fn import(town: &Town) {
    let person = town.engine.directory().await.unwrap().find_person("jonas-weber").unwrap();
    let desk = town.engine.desk(person).await.unwrap();
    let mapping = Mapping::parse(MAPPING, "visits.toml").unwrap_or_else(|bad| panic!("{bad}"));
    let fed = feed::feed(&desk, &mapping, TABLE.as_bytes(), |_| {}).await.unwrap();
    assert_eq!((fed.written.made, fed.read.faults.len(), fed.unfit.len()), (2, 0, 0), "{fed:?}");
    let again = feed::feed(&desk, &mapping, TABLE.as_bytes(), |_| {}).await.unwrap();
    assert_eq!((again.written.made, again.written.same), (0, 2), "bringing the same in again changes nothing");
}
