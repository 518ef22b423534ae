//! Every route there is, for everybody who must not get through; records of others; names that no form asks for.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use engine::{Desk, Query};
use model::{Header, Record, RecordType};
use web::{Access, Route, routes};

use crate::house::{Answer, Browser, House, encoded, words};

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// Whose records there are: between them they see one of each type that the sample has.
const EVERYBODY: [&str; 8] = [
    "ingrid-solheim",
    "maya-okafor",
    "jonas-weber",
    "priya-raman",
    "sofia-marin",
    "henrik-sund",
    "astrid-hagen",
    "margit-olsen",
];

/// Of what is asked for each type, every so manieth is asked for this one: over all types everything is asked for several
/// times, and for incidents all of it.
const TURNS: usize = 6;

fn is_due(of: &RecordType, no: usize) -> bool {
    of.key == "incident" || of.ix.at() % TURNS == no % TURNS
}

/// A path of a route about a record of a type.
fn path_of(route: &Route, of: &RecordType, number: &str, step: &str) -> String {
    let places = [
        ("{number}", number),
        ("{step}", step),
        ("{kind}", of.key.as_str()),
        ("{view}", "team"),
        ("{practice}", "incident-management"),
        ("{measure}", "reopened"),
        ("{id}", "1"),
        ("{key}", "service-desk"),
        ("{secret}", "none"),
        ("{name}", "none.css"),
    ];
    places.iter().fold(route.path.to_owned(), |path, (name, with)| path.replace(name, with))
}

async fn send(house: &House, by: &Browser<'_>, (method, path): (&str, &str), site: &str, csrf: &str) -> Answer {
    let request = by
        .request(method, path)
        .header("sec-fetch-site", site)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = encoded(&[("csrf", csrf), ("body", "Smuggled in"), ("to", "reply"), ("version", "1")]);
    house.ask(request.body(Body::from(body)).unwrap()).await
}

async fn desk(house: &House, person: &str) -> Desk {
    let id = house.engine.directory().await.unwrap().find_person(person).unwrap();
    house.engine.desk(id).await.unwrap()
}

/// The first records of a type that somebody sees.
async fn records(desk: &Desk, kind: &str) -> Vec<Record> {
    if desk.kind(kind).is_err() {
        return Vec::new();
    }
    let query = Query { kind: kind.to_owned(), limit: 20, ..Query::default() };
    desk.find(&query).await.unwrap().rows.iter().map(|it| it.record().clone()).collect()
}

/// Everybody who got through a route that needs a desk.
async fn let_through(house: &House) -> Vec<String> {
    let mut wrong = Vec::new();
    let (ended, nobody) = (house.browser("maya-okafor").await, house.stranger());
    house.clock.advance(base::Span::from_mins(121));
    let fresh = house.browser("maya-okafor").await;
    let (right, site) = (fresh.csrf().to_owned(), house.engine.site());
    let askers = [
        ("nobody", &nobody, "same-origin", right.as_str()),
        ("an ended session", &ended, "same-origin", ended.csrf()),
        ("another site", &fresh, "cross-site", right.as_str()),
        ("a sister site", &fresh, "same-site", right.as_str()),
        ("a wrong token", &fresh, "same-origin", "wrong"),
        ("no token", &fresh, "same-origin", ""),
    ];
    let (mut numbers, maya) = (BTreeMap::new(), desk(house, "maya-okafor").await);
    for of in &site.types {
        let own = records(&maya, &of.key).await;
        numbers.insert(of.key.clone(), own.first().map_or_else(|| format!("{}-1", of.prefix), |it| it.number.clone()));
    }
    for (no, route) in routes().into_iter().filter(|it| it.access == Access::NeedsDesk).enumerate() {
        let per_type = route.path.contains("{number}") || route.path.contains("{kind}");
        for of in site.types.iter().filter(|of| of.key == "incident" || per_type && is_due(of, no)) {
            let path = path_of(&route, of, &numbers[&of.key], "resolve");
            for method in METHODS.iter().filter(|it| **it == route.method.as_str() || of.key == "incident") {
                for (name, by, from, csrf) in &askers {
                    let is_known = !["nobody", "an ended session"].contains(name);
                    if is_known && ["GET", "HEAD", "OPTIONS"].contains(method) {
                        continue;
                    }
                    let answer = send(house, by, (method, &path), from, csrf).await;
                    let to_sign_in = answer.to.as_deref().is_some_and(|it| it.starts_with("/sign-in"));
                    let right = match (answer.status, is_known) {
                        (StatusCode::SEE_OTHER, false) => to_sign_in && answer.body.is_empty(),
                        (StatusCode::FORBIDDEN, true) => true,
                        (StatusCode::METHOD_NOT_ALLOWED, _) => *method != route.method.as_str(),
                        _other => false,
                    };
                    if !right {
                        wrong.push(format!("{method} {path} for {name}: {}", answer.status));
                    }
                }
            }
        }
    }
    wrong
}

#[tokio::test]
async fn nobody_gets_through_any_route_for_any_type() {
    let house = House::sample().await;
    assert_eq!(let_through(&house).await, Vec::<String>::new());
    let public: BTreeSet<&str> =
        routes().iter().filter(|it| it.access != Access::NeedsDesk).map(|it| it.path).collect();
    // A calendar program has nothing but the feed's own secret.
    assert!(public.len() <= 8, "with the API's description at most nine places answer anybody: {public:?}");
}

#[tokio::test]
async fn a_page_left_open_is_found() {
    async fn leaves_open(request: Request, next: Next) -> Response {
        let is_left_open = request.uri().path() == "/keys" && request.method() == Method::GET;
        if is_left_open { StatusCode::OK.into_response() } else { next.run(request).await }
    }
    let house = House::sample().await;
    let spoilt: Router = house.router.clone().layer(middleware::from_fn(leaves_open));
    let found = let_through(&House { router: spoilt, ..house }).await;
    assert_eq!(found, ["GET /keys for nobody: 200 OK", "GET /keys for an ended session: 200 OK"]);
}

/// What a page says, without what differs each time and without the number that was asked for.
fn said(answer: &Answer, number: &str) -> (StatusCode, Option<String>, String) {
    let body = answer.body.replace(number, "NUMBER");
    let mut parts = body.split("name=\"key\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|it| it.split_once('"').map_or(it, |(_, rest)| rest)).collect::<Vec<_>>().join("");
    (answer.status, answer.to.as_ref().map(|it| it.replace(number, "NUMBER")), first + &rest)
}

/// The first record of a type that one of these sees and the asker does not, with who sees it.
async fn foreign<'d>(of: &RecordType, own: &Desk, others: &'d [Desk]) -> Option<(Record, &'d Desk)> {
    for other in others {
        for record in records(other, &of.key).await {
            if own.read(&record.number).await.is_err() {
                return Some((record, other));
            }
        }
    }
    None
}

/// Every request of the registry that names a record, for a record of a type.
fn requests(of: &RecordType, number: &str) -> Vec<(Method, String)> {
    let mut all = Vec::new();
    for route in routes().into_iter().filter(|it| it.path.contains("{number}")) {
        let steps: Vec<&str> = if route.path.contains("{step}") {
            of.lifecycle.moves.iter().map(|it| it.key.as_str()).collect()
        } else {
            vec![""]
        };
        all.extend(steps.into_iter().map(|step| (route.method.clone(), path_of(&route, of, number, step))));
    }
    all
}

/// Where a foreign record's page is told from that of one that is not there.
async fn told(house: &House, person: &str) -> (Vec<String>, usize) {
    let (mut wrong, mut asked) = (Vec::new(), 0);
    let (by, own) = (house.browser(person).await, desk(house, person).await);
    let mut others = Vec::new();
    for other in EVERYBODY {
        others.push(desk(house, other).await);
    }
    for of in &house.engine.site().types {
        let Some((record, owner)) = foreign(of, &own, &others).await else { continue };
        let (number, digits) = (record.number.as_str(), record.number.len() - of.prefix.len() - 1);
        let missing = format!("{}-{}", of.prefix, "9".repeat(digits));
        let pairs = requests(of, number).into_iter().zip(requests(of, &missing)).enumerate();
        for (_, ((method, one), (_, two))) in pairs.filter(|(no, _)| is_due(of, *no)) {
            let first = send(house, &by, (method.as_str(), &one), "same-origin", by.csrf()).await;
            let second = send(house, &by, (method.as_str(), &two), "same-origin", by.csrf()).await;
            asked += 1;
            if first.status != StatusCode::NOT_FOUND || said(&first, number) != said(&second, &missing) {
                wrong.push(format!("{method} {one}: {} {}", first.status, words(&first.body)));
            }
        }
        if owner.read(number).await.unwrap().version() != record.version {
            wrong.push(format!("{number} has changed"));
        }
    }
    (wrong, asked)
}

#[tokio::test]
async fn a_foreign_record_has_no_page_of_any_kind() {
    let house = House::sample().await;
    let mut all = 0;
    for person in ["ingrid-solheim", "maya-okafor"] {
        let (wrong, asked) = told(&house, person).await;
        assert_eq!(wrong, Vec::<String>::new(), "{person}");
        all += asked;
    }
    assert!(all > 100, "only {all} were asked for");
}

#[tokio::test]
async fn a_page_that_tells_foreign_from_missing_is_found() {
    async fn tells(request: Request, next: Next) -> Response {
        let is_far = request.uri().path().ends_with("/clocks") && !request.uri().path().contains("-99");
        let response = next.run(request).await;
        if is_far { StatusCode::FORBIDDEN.into_response() } else { response }
    }
    let house = House::sample().await;
    let spoilt = house.router.clone().layer(middleware::from_fn(tells));
    let (wrong, _) = told(&House { router: spoilt, ..house }, "ingrid-solheim").await;
    assert!(!wrong.is_empty() && wrong.iter().all(|it| it.contains("/clocks")), "{wrong:?}");
}

/// What only the engine sets, and where the record stands.
fn kept(record: &Record) -> String {
    let lasting = |it: &&Header| it.is_computed() && **it != Header::Changed && **it != Header::Due;
    let headers: Vec<_> =
        Header::ALL.iter().filter(lasting).map(|it| (it.name(), record.header(*it).clone())).collect();
    format!("{:?} {:?} {:?} {:?} {headers:?}", record.id, record.of, record.number, record.state)
}

#[tokio::test]
async fn a_form_takes_no_name_that_it_does_not_ask_for() {
    let house = House::sample().await;
    let mut types = BTreeSet::new();
    for (no, person) in EVERYBODY.iter().enumerate() {
        let (desk, mut by) = (desk(&house, person).await, house.browser(person).await);
        for of in &house.engine.site().types {
            // Each type by two of those who see it, not always the same.
            let is_turn = of.ix.at() % 4 == no % 4;
            let Some(record) = records(&desk, &of.key).await.into_iter().next().filter(|_| is_turn) else { continue };
            let (version, title) = (record.version.to_string(), record.title().to_owned());
            let headers = Header::ALL.iter().map(|it| it.name());
            let computed = of.fields.iter().filter(|it| it.is_computed).map(|it| it.key.as_str());
            let own = ["id", "number", "type", "state", "phase", "acted", "role", "organisation", "move"];
            let names: BTreeSet<&str> = headers.chain(computed).chain(own).collect();
            let mut fields: Vec<(&str, &str)> = names.into_iter().map(|it| (it, "closed")).collect();
            fields.extend([("version", version.as_str()), ("title", title.as_str())]);
            for form in ["edit", "say", "links", "why/amend"] {
                by.post(&format!("/{}/{form}", record.number), &fields).await;
            }
            let now = desk.read(&record.number).await.unwrap();
            assert_eq!(kept(now.record()), kept(&record), "{person} {}", record.number);
            types.insert(&of.key);
        }
    }
    assert!(types.len() > 5, "only {types:?} have a record");
}

#[tokio::test]
async fn a_new_record_is_opened_as_if_nothing_else_had_been_sent() {
    let house = House::sample().await;
    let mut ingrid = house.browser("ingrid-solheim").await;
    let asked = [
        ("title", "The door won't open"),
        ("description", "Since this morning."),
        ("impact", "person"),
        ("urgency", "high"),
    ];
    let smuggled = [
        ("state", "closed"),
        ("priority", "p1"),
        ("assignee", "Maya Okafor"),
        ("assigned_team", "service-desk"),
        ("holder_team", "service-desk"),
        ("opened_by", "maya-okafor"),
        ("caller", "maya-okafor"),
        ("number", "INC-1"),
        ("opened", "2020-01-01T00:00:00Z"),
        ("id", "1"),
        ("inside", "true"),
    ];
    let mut records = Vec::new();
    for with in [&[][..], &smuggled[..]] {
        let form = ingrid.page("/new/incident/report").await;
        let fields: Vec<(&str, &str)> = asked.iter().chain(with).copied().collect();
        let done = ingrid.fill(&form, "/new/incident/report", &fields).await;
        let number = done.to.unwrap_or_else(|| panic!("{}", words(&done.body)));
        let seen = desk(&house, "jonas-weber").await.read(number.trim_start_matches('/')).await.unwrap();
        let record = seen.record().clone();
        records.push(Record { id: base::RecordId::new(0), number: String::new(), ..record });
    }
    assert_eq!(records[0], records[1]);
}
