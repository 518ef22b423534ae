//! Who gets where: nobody without signing in, nothing changed from elsewhere, every answer with its headers.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use web::{Access, routes};

use crate::house::{Answer, House, encoded, words};

/// A path of a route with something in place of its names.
fn filled(path: &str) -> String {
    let names = [
        ("{number}", "INC-20418"),
        ("{step}", "resolve"),
        ("{view}", "team"),
        ("{kind}", "incident"),
        ("{practice}", "incident-management"),
        ("{measure}", "reopened"),
        ("{id}", "1"),
        ("{secret}", "none"),
        ("{name}", "none.css"),
    ];
    names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

#[tokio::test]
async fn without_signing_in_only_public_routes_answer() {
    let house = House::sample().await;
    for route in routes() {
        let path = filled(route.path);
        let mut stranger = house.stranger();
        let request = stranger
            .request(route.method.as_str(), &path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = stranger.asked(request.body(Body::from("csrf=x")).unwrap()).await;
        match route.access {
            Access::NeedsDesk => {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {path}", route.method);
                assert!(answer.to.unwrap().starts_with("/sign-in"), "{} {path}", route.method);
                assert!(answer.body.is_empty(), "{} {path}", route.method);
            }
            Access::Public(reason) => {
                assert!(reason.len() > 20, "{path}: say why it is public");
                assert!(!answer.body.contains("INC-204"), "{path} shows a record");
            }
        }
    }
}

#[tokio::test]
async fn the_public_routes_are_these() {
    let public: Vec<String> = routes()
        .iter()
        .filter(|it| matches!(it.access, Access::Public(_)))
        .map(|it| format!("{} {}", it.method, it.path))
        .collect();
    let known = [
        "GET /assets/{name}",
        "GET /favicon.ico",
        "GET /robots.txt",
        "GET /sign-in",
        "POST /sign-in",
        "POST /sign-in/as",
        "GET /sign-in/link/{secret}",
        "POST /sign-in/link/{secret}",
        "GET /feed/{secret}",
        "GET /first",
        "POST /first",
    ];
    assert_eq!(public, known);
}

fn check_headers(answer: &Answer, what: &str) {
    let get = |name: &str| answer.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let policy = get("content-security-policy");
    for part in
        ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]
    {
        assert!(policy.contains(part), "{what}: {part} is not in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(get("x-content-type-options"), "nosniff", "{what}");
    let is_feed = what.starts_with("/feed/");
    assert_eq!(get("referrer-policy"), if is_feed { "no-referrer" } else { "same-origin" }, "{what}");
    assert_eq!(get("cross-origin-opener-policy"), "same-origin", "{what}");
    assert!(!get("permissions-policy").is_empty(), "{what}");
    assert_eq!(get("cache-control"), "no-store", "{what}");
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    for route in routes().into_iter().filter(|it| it.method == Method::GET) {
        let path = filled(route.path);
        check_headers(&maya.get(&path).await, &path);
        check_headers(&house.stranger().get(&path).await, &format!("{path} for a stranger"));
    }
    for path in ["/nothing", "/INC-999999", "/a/b/c/d", "/w/none", "/t/none", "/%00", "/INC-20418/nothing"] {
        let answer = maya.get(path).await;
        check_headers(&answer, path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", words(&answer.body));
        assert!(answer.body.contains("<h1"), "{path} says nothing");
    }
    let wrong = maya.post("/search", &[]).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    check_headers(&wrong, "405");
}

#[tokio::test]
async fn nothing_is_changed_from_elsewhere() {
    let house = House::sample().await;
    let maya = house.browser("maya-okafor").await;
    let right = maya.csrf().to_owned();
    let cases: [(&str, &str, &str); 7] = [
        ("sec-fetch-site", "cross-site", &right),
        ("sec-fetch-site", "same-site", &right),
        ("sec-fetch-site", "none", &right),
        ("origin", "https://evil.test", &right),
        ("origin", "null", &right),
        ("x-nothing", "1", &right),
        ("sec-fetch-site", "same-origin", "wrong"),
    ];
    for route in routes().into_iter().filter(|it| it.method == Method::POST) {
        let signed = route.access == Access::NeedsDesk;
        for (name, value, csrf) in cases.iter().filter(|(_, value, _)| signed || *value != "same-origin") {
            let path = filled(route.path);
            let request = maya
                .request("POST", &path)
                .header(*name, *value)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let body = encoded(&[
                ("csrf", csrf),
                ("body", "forged"),
                ("name", "maya-okafor"),
                ("password", "x"),
                ("organisation", "Evil"),
            ]);
            let answer = house.ask(request.body(Body::from(body)).unwrap()).await;
            let refused = answer.status == StatusCode::FORBIDDEN || answer.status == StatusCode::NOT_FOUND;
            assert!(refused, "{path} with {name}: {value} gives {}", answer.status);
            assert!(answer.cookies.iter().all(|it| !it.starts_with("remit=")), "{path} begins a session");
        }
    }
    let mut maya = maya;
    assert!(!maya.page("/INC-20418").await.contains("forged"));
}

#[tokio::test]
async fn json_is_no_form() {
    let house = House::sample().await;
    let maya = house.browser("maya-okafor").await;
    for kind in ["application/json", "text/plain", ""] {
        let request = maya
            .request("POST", "/INC-20418/say")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind);
        let answer = house.ask(request.body(Body::from("{\"body\":\"x\"}")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let house = House::sample().await;
    let page = house.stranger().get("/sign-in?next=//evil.test").await;
    assert!(page.body.contains("name=\"next\" value=\"/\""), "{}", words(&page.body));
    for next in include_str!("../../src/onward/elsewhere.txt").lines() {
        let mut maya = house.browser("maya-okafor").await;
        let path = format!("/sign-in?{}", encoded(&[("next", next)]));
        let to = maya.get(&path).await.to.unwrap();
        assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{next} leads to {to}");
    }
    let kept = house.stranger().get("/INC-20418?x=1").await;
    assert_eq!(kept.to.as_deref(), Some("/sign-in?next=%2FINC-20418%3Fx%3D1"));
}

#[tokio::test]
async fn a_session_is_fresh_and_ends() {
    let house = House::sample().await;
    let directory = house.engine.directory().await.unwrap();
    let id = directory.find_person("maya-okafor").unwrap();
    let link = house.engine.make_link(id, base::Span::from_mins(5)).await.unwrap();
    let path = format!("/sign-in/link/{}", link.reveal());
    let request = Request::post(&path)
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, "remit=planted")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = house.ask(request.body(Body::empty()).unwrap()).await;
    let cookie = &answer.cookies[0];
    assert!(cookie.starts_with("remit=") && !cookie.contains("planted"), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let again = house.stranger().post(&path, &[]).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "a link works once: {}", words(&again.body));
    let mut maya = house.browser("maya-okafor").await;
    house.clock.advance(base::Span::from_mins(121));
    assert_eq!(maya.get("/").await.to.as_deref(), Some("/sign-in"));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let house = House::sample().await;
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        last = house.stranger().post("/sign-in", &[("name", "maya-okafor"), ("password", "guess")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_secure_cookie_is_bound_to_its_host() {
    let house = House::sample().await;
    let settings = web::WebSettings { base_url: "https://remit.test".to_owned(), secure: true, is_demo: false };
    let router = web::router(std::sync::Arc::clone(&house.engine), settings);
    let secure = House { router, ..house };
    let id = secure.engine.directory().await.unwrap().find_person("maya-okafor").unwrap();
    let link = secure.engine.make_link(id, base::Span::from_mins(5)).await.unwrap();
    let done = secure.stranger().post(&format!("/sign-in/link/{}", link.reveal()), &[]).await;
    assert!(done.cookies[0].starts_with("__Host-remit=") && done.cookies[0].contains("; Secure"), "{:?}", done.cookies);
    assert!(done.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn the_demos_sign_ins_are_refused_elsewhere() {
    let house = House::sample().await;
    let id = house.engine.directory().await.unwrap().find_person("maya-okafor").unwrap();
    let answer = house.stranger().post("/sign-in/as", &[("person", &id.to_string())]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.cookies.is_empty());
}
