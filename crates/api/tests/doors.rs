//! Every route there is, by every method, for everybody who must not get through.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use api::{Action, routes};
    use axum::{
        Router,
        body::Body,
        extract::Request,
        http::{StatusCode, header},
        middleware::{self, Next},
        response::IntoResponse as _,
    };
    use base::Span;
    use engine::Ceiling;

    use crate::support::{As, ORIGIN, Town};

    const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// The path of a route about a record of a type.
    fn path_of(route: &api::Route, kind: &str, number: &str) -> String {
        let places = [("{type}", kind), ("{number}", number), ("{other}", number), ("{move}", "take"), ("{id}", "12")];
        let path = places.iter().fold(route.path.to_owned(), |path, (name, with)| path.replace(name, with));
        if route.path == "/api/search" { format!("{path}?q=x") } else { path }
    }

    /// What must not get through: how it is called, who asks, and whether it only concerns what changes something.
    async fn askers(town: &Town) -> Vec<(&'static str, As<'_>, bool)> {
        let ends = Some(town.engine.now().plus(Span::from_secs(60)));
        let maya = town.engine.directory().await.unwrap().find_person("maya-okafor").unwrap();
        let token = town.engine.make_token(maya, "short", &Ceiling::All, ends).await.unwrap();
        let expired = town.nobody().with("authorization", &format!("Bearer {}", token.reveal()));
        expired.get("/api/me").await.is(200);
        let (ended, _) = town.browser("maya-okafor").await;
        ended.get("/api/me").await.is(200);
        town.clock.advance(Span::from_secs(13 * 3600));
        let (fresh, csrf) = town.browser("maya-okafor").await;
        fresh.get("/api/me").await.is(200);
        let knows = fresh.with("x-csrf-token", &csrf);
        let nobody = town.nobody();
        vec![
            ("nobody", nobody.clone(), false),
            ("a made-up token", nobody.with("authorization", "Bearer made-up"), false),
            ("an empty token", nobody.with("authorization", "Bearer "), false),
            ("another scheme", nobody.with("authorization", "Basic bWF5YTpx"), false),
            ("a made-up cookie", nobody.with("cookie", "remit=made-up"), false),
            ("an expired token", expired, false),
            ("an ended session", ended.with("sec-fetch-site", "same-origin").with("x-csrf-token", &csrf), false),
            ("a cookie by itself", fresh.clone(), true),
            ("a form without its token", fresh.with("sec-fetch-site", "same-origin").with("origin", ORIGIN), true),
            ("another site", knows.with("sec-fetch-site", "cross-site").with("origin", "https://evil.test"), true),
            ("a sister site", knows.with("sec-fetch-site", "same-site"), true),
            ("an old browser elsewhere", knows.with("origin", "https://evil.test"), true),
        ]
    }

    /// Everybody who got through where they must not.
    async fn let_through(town: &Town) -> Vec<String> {
        let maya = town.analyst().await;
        let mut kinds = Vec::new();
        for of in &town.engine.site().types {
            let number = maya.numbers(&of.key).await.into_iter().next();
            kinds.push((of.key.clone(), number.unwrap_or_else(|| format!("{}-1", of.prefix))));
        }
        let mut wrong = Vec::new();
        let askers = askers(town).await;
        for route in routes() {
            let is_of_type = route.path.contains("{type}");
            for (kind, number) in kinds.iter().take(if is_of_type { usize::MAX } else { 1 }) {
                let path = path_of(route, kind, number);
                // Methods that no route has are asked for once only: they do not depend on the type.
                let methods = METHODS.iter().filter(|it| **it == route.method.name() || kind == "incident");
                for method in methods {
                    for (name, asker, changing) in &askers {
                        if *changing && ["GET", "HEAD", "OPTIONS", "TRACE"].contains(method) {
                            continue;
                        }
                        let sent = asker.with("content-type", "application/json");
                        let status = sent.send(method, &path, Body::from("{}")).await.status;
                        let is_public = matches!(route.action, Action::Public(_)) && ["GET", "HEAD"].contains(method);
                        let right = match (is_public, *method == route.method.name(), *changing) {
                            (true, ..) => status == 200,
                            (false, true, false) => status == 401,
                            (false, true, true) => status == 403,
                            (false, false, _) => [401, 403, 404, 405].contains(&status),
                        };
                        if !right {
                            wrong.push(format!("{method} {path} for {name}: {status}"));
                        }
                    }
                }
            }
        }
        wrong
    }

    #[tokio::test]
    async fn nobody_gets_through_without_being_somebody() {
        let town = Town::sample().await;
        assert_eq!(let_through(&town).await, Vec::<String>::new());
        let public = routes().iter().filter(|it| matches!(it.action, Action::Public(_))).count();
        assert_eq!(public, 1, "each route that answers anybody is named here");
    }

    #[tokio::test]
    async fn a_route_left_open_is_found() {
        async fn leaves_open(request: Request, next: Next) -> axum::response::Response {
            let is_left_open =
                request.uri().path() == "/api/people" && !request.headers().contains_key("authorization");
            if is_left_open { (StatusCode::OK, "{}").into_response() } else { next.run(request).await }
        }
        async fn trusts_every_site(mut request: Request, next: Next) -> axum::response::Response {
            if request.uri().path() == "/api/bulk" {
                request.headers_mut().remove(header::ORIGIN);
                request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
            }
            next.run(request).await
        }
        let open = Town::sample().await.spoilt(|it: Router| it.layer(middleware::from_fn(leaves_open)));
        let found = let_through(&open).await;
        assert!(found.iter().any(|it| it == "GET /api/people for nobody: 200"), "{found:?}");
        assert!(found.iter().all(|it| it.contains("/api/people")), "{found:?}");
        let trusting = Town::sample().await.spoilt(|it: Router| it.layer(middleware::from_fn(trusts_every_site)));
        let found = let_through(&trusting).await;
        assert!(found.iter().any(|it| it == "POST /api/bulk for another site: 422"), "{found:?}");
    }
}
