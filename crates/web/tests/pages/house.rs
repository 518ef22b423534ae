//! A house to test in: an engine with the sample organisation, and browsers without script.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use base::{Instant, ManualClock, Span};
use engine::{Engine, Setup};
use http_body_util::BodyExt as _;
use testkit::Place;
use tower::ServiceExt as _;
use web::WebSettings;

/// An engine with everything in it, and the pages on top.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: ManualClock,
    pub(crate) router: Router,
    pub(crate) _place: Place,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) to: Option<String>,
    pub(crate) cookies: Vec<String>,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

/// Somebody's browser, without script.
pub(crate) struct Browser<'h> {
    house: &'h House,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

const NOON: Instant = testkit::START;

impl House {
    /// The sample organisation.
    pub(crate) async fn sample() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = declare::Sources::overlay(declare::Sources::shipped(), declare::Sources::folder(&root).unwrap());
        let loaded = declare::load(&sources).unwrap();
        let house = Self::open(&loaded).await;
        house.engine.load(&loaded.organisation, |_| {}).await.unwrap();
        house
    }

    /// An installation that nobody has been appointed on.
    pub(crate) async fn empty() -> Self {
        let loaded = declare::load(&declare::Sources::shipped()).unwrap();
        Self::open(&loaded).await
    }

    async fn open(loaded: &declare::Loaded) -> Self {
        let clock = ManualClock::at(NOON);
        let place = Place::folder().unwrap();
        let Place::Folder(folder) = &place else { panic!("a folder is no folder") };
        let calendars =
            loaded.organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
        let setup = Setup {
            store: store::Options::File(folder.join("remit.db")),
            site: Arc::new(loaded.site.clone()),
            files: loaded.sources.clone(),
            calendars,
            clock: Arc::new(clock.clone()),
            organisation: "Nordhaven".to_owned(),
            zone: "Europe/Stockholm".to_owned(),
        };
        let engine = Engine::open(setup).await.unwrap();
        let settings = WebSettings { base_url: "http://remit.test".to_owned(), secure: false, is_demo: false };
        Self { router: web::router(Arc::clone(&engine), settings), engine, clock, _place: place }
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn stranger(&self) -> Browser<'_> {
        Browser { house: self, cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// A browser signed in by a link.
    pub(crate) async fn browser(&self, person: &str) -> Browser<'_> {
        let directory = self.engine.directory().await.unwrap();
        let id = directory.find_person(person).unwrap_or_else(|| panic!("there is nobody called {person}"));
        let link = self.engine.make_link(id, Span::from_mins(5)).await.unwrap();
        let mut browser = self.stranger();
        let path = format!("/sign-in/link/{}", link.reveal());
        assert_eq!(browser.get(&path).await.status, StatusCode::OK);
        let done = browser.post(&path, &[]).await;
        assert_eq!((done.status, done.to.as_deref()), (StatusCode::SEE_OTHER, Some("/")));
        let page = browser.get("/").await;
        browser.csrf = value_of(&page.body, "csrf").unwrap_or_default();
        browser
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let text =
            |name: header::HeaderName| parts.headers.get(name).and_then(|it| it.to_str().ok()).map(str::to_owned);
        let cookies =
            parts.headers.get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap().to_owned()).collect();
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        Answer { status: parts.status, to: text(header::LOCATION), cookies, headers: parts.headers.clone(), body }
    }
}

impl Browser<'_> {
    /// Opens a page.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.asked(request).await
    }

    /// Opens a page that must be there.
    pub(crate) async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", words(&answer.body));
        answer.body
    }

    /// Sends a form with its token.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = fields.to_vec();
        let csrf = self.csrf.clone();
        if !fields.iter().any(|(name, _)| *name == "csrf") {
            all.push(("csrf", &csrf));
        }
        let request = self.request("POST", path).header("sec-fetch-site", "same-origin");
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(&all)))
            .unwrap();
        self.asked(request).await
    }

    /// Fills a form on a page and sends it: hidden fields as they stand there, the others as given.
    pub(crate) async fn fill(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = form_of(page, action).unwrap_or_else(|| panic!("no form posts to {action} in {}", words(page)));
        let hidden = hidden(form);
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields.iter().copied());
        self.post(action, &all).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookie = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        Request::builder().method(method).uri(path).header(header::COOKIE, cookie)
    }

    pub(crate) async fn asked(&mut self, request: Request<Body>) -> Answer {
        let answer = self.house.ask(request).await;
        for cookie in &answer.cookies {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// A form's fields as they are sent.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The form that posts to an address.
fn form_of<'p>(page: &'p str, action: &str) -> Option<&'p str> {
    page.split("<form")
        .find(|it| it.split('>').next().is_some_and(|head| head.contains(&format!("action=\"{}\"", escaped(action)))))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

fn hidden(form: &str) -> Vec<(String, String)> {
    let form = form.split("</form>").next().unwrap();
    let inputs = form.split("<input").skip(1).filter(|it| it.contains("type=\"hidden\""));
    inputs.map(|it| (attribute(it, "name").unwrap(), attribute(it, "value").unwrap_or_default())).collect()
}

/// The value of the first hidden field with a name.
pub(crate) fn value_of(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\""))?;
    attribute(rest, "value")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// A page's words, for messages of failing tests.
pub(crate) fn words(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap_or(page);
    let text: Vec<&str> = main
        .split('<')
        .filter_map(|it| it.split_once('>'))
        .map(|(_, text)| text.trim())
        .filter(|it| !it.is_empty())
        .collect();
    text.join(" ").chars().take(1500).collect()
}
