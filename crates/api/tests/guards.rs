//! What keeps strangers and strange requests out: sign-in, ceilings, form, sight.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use crate::support::{ORIGIN, Town};
    use api::{Action, routes};
    use axum::body::Body;
    use engine::Ceiling;
    use serde_json::{Value as Json, json};

    const INCIDENTS: &str = "/api/records/incident";

    /// A path with something in every place; records that nobody has.
    fn path_of(route: &api::Route) -> String {
        let places = [
            ("{type}", "incident"),
            ("{number}", "INC-999999"),
            ("{move}", "take"),
            ("{other}", "INC-1"),
            ("{id}", "12"),
        ];
        let path = places.iter().fold(route.path.to_owned(), |path, (name, with)| path.replace(name, with));
        if route.path == "/api/search" { format!("{path}?q=x") } else { path }
    }

    #[tokio::test]
    async fn every_route_asks_who_it_is() {
        let town = Town::sample().await;
        let (ingrid, maya) = (town.user().await, town.analyst().await);
        let bad = town.nobody().with("authorization", "Bearer nonsense");
        let mut table = Vec::new();
        for route in routes() {
            let (method, path) = (route.method.name(), path_of(route));
            let mut row = Vec::new();
            for asker in [&town.nobody(), &bad, &ingrid, &maya] {
                let body = if method == "GET" || method == "DELETE" { Body::empty() } else { Body::from("{}") };
                let reply = asker.with("content-type", "application/json").send(method, &path, body).await;
                row.push(reply.status);
            }
            table.push(format!("{method} {} {row:?}", route.path));
            let is_public = matches!(route.action, Action::Public(_));
            assert_eq!(row[..2], if is_public { [200, 200] } else { [401, 401] }, "{route:?}");
            assert!(row.iter().all(|it| *it < 500), "{route:?} {row:?}");
        }
        let public = routes().iter().filter(|it| matches!(it.action, Action::Public(_))).count();
        assert!(public <= 8);
        let wanted = [
            "GET /api/openapi.json [200, 200, 200, 200]",
            "GET /api/me [401, 401, 200, 200]",
            "GET /api/types [401, 401, 200, 200]",
            "GET /api/records/{type} [401, 401, 200, 200]",
            "POST /api/records/{type} [401, 401, 422, 422]",
            "GET /api/records/{type}/{number} [401, 401, 404, 404]",
            "PATCH /api/records/{type}/{number} [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/moves [401, 401, 404, 404]",
            "POST /api/records/{type}/{number}/moves/{move} [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/why/{move} [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/journal [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/clocks [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/comments [401, 401, 404, 404]",
            "POST /api/records/{type}/{number}/comments [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/links [401, 401, 404, 404]",
            "POST /api/records/{type}/{number}/links [401, 401, 404, 404]",
            "DELETE /api/records/{type}/{number}/links/{other} [401, 401, 404, 404]",
            "GET /api/records/{type}/{number}/attachments [401, 401, 404, 404]",
            "POST /api/records/{type}/{number}/attachments [401, 401, 415, 415]",
            "GET /api/attachments/{id} [401, 401, 404, 404]",
            "GET /api/search [401, 401, 200, 200]",
            "GET /api/export/{type} [401, 401, 200, 200]",
            "POST /api/bulk [401, 401, 422, 422]",
            "GET /api/duties [401, 401, 200, 200]",
            "POST /api/duties/attest [401, 401, 422, 422]",
            "GET /api/people [401, 401, 403, 200]",
            "GET /api/teams [401, 401, 403, 200]",
            "GET /api/who [401, 401, 422, 422]",
            "GET /api/what-if [401, 401, 422, 422]",
            "GET /api/measures [401, 401, 403, 200]",
            "GET /api/measures/{practice}/{measure} [401, 401, 403, 404]",
        ];
        assert_eq!(table, wanted);
    }

    #[tokio::test]
    async fn signing_in_is_told_how() {
        let town = Town::sample().await;
        let reply = town.nobody().get("/api/me").await.is(401);
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        let (maya, _) = town.browser("maya-okafor").await;
        maya.get("/api/me").await.is(200);
        // A wrong token is not made good by a cookie.
        maya.with("authorization", "Bearer x").get("/api/me").await.is(401);
        maya.with("authorization", "Basic eDp5").get("/api/me").await.is(401);
        maya.with("cookie", "remit=planted").get("/api/me").await.is(401);
        town.clock.advance(base::Span::from_secs(13 * 3600));
        maya.get("/api/me").await.is(401);
    }

    #[tokio::test]
    async fn a_cookie_changes_things_only_from_our_own_pages() {
        let town = Town::sample().await;
        let (maya, csrf) = town.browser("maya-okafor").await;
        let body = json!({ "move": "log", "values": { "title": "One", "caller": "me" } });
        let knows = maya.with("x-csrf-token", &csrf);
        for (name, asker) in [
            ("nothing", maya.clone()),
            ("a token only", knows.clone()),
            ("a page only", maya.with("sec-fetch-site", "same-origin").with("origin", ORIGIN)),
            ("another site", knows.with("sec-fetch-site", "cross-site").with("origin", ORIGIN)),
            ("a sister site", knows.with("sec-fetch-site", "same-site")),
            ("another origin", knows.with("sec-fetch-site", "same-origin").with("origin", "http://evil.example")),
            ("an old browser elsewhere", knows.with("origin", "null")),
            ("a wrong token", maya.with("x-csrf-token", "x").with("sec-fetch-site", "same-origin")),
        ] {
            let reply = asker.post(INCIDENTS, &body).await;
            assert_eq!(reply.status, 403, "{name}");
        }
        knows.with("sec-fetch-site", "same-origin").post(INCIDENTS, &body).await.is(201);
        knows.with("origin", ORIGIN).post(INCIDENTS, &body).await.is(201);
    }

    #[tokio::test]
    async fn a_token_for_reading_writes_nothing() {
        let town = Town::sample().await;
        let maya = town.by_token("maya-okafor", &Ceiling::Read).await;
        let number = maya.get(&format!("{INCIDENTS}?limit=1")).await.is(200).at("/records/0/number");
        let place = format!("{INCIDENTS}/{number}");
        let log = json!({ "move": "log", "values": { "title": "One", "caller": "me" } });
        assert_eq!(maya.post(INCIDENTS, &log).await.is(403).at("/type"), "/problems/ceiling");
        maya.post(&format!("{place}/moves/coordinate"), &json!({})).await.is(403);
        maya.patch(&place, &json!({ "values": { "place": "Oslo" } })).await.is(403);
        maya.post(&format!("{place}/comments"), &json!({ "comment": "x" })).await.is(403);
        maya.post(&format!("{place}/links"), &json!({ "to": "INC-20431" })).await.is(403);
        let raw = maya.with("content-type", "application/octet-stream");
        raw.send("POST", &format!("{place}/attachments?filename=a"), Body::from("x")).await.is(403);
        let bulk = json!({ "operations": [{ "do": "comment", "number": number, "comment": "x" }] });
        assert_eq!(maya.post("/api/bulk", &bulk).await.is(200).at("/results/0/status"), "403");
        let one = Ceiling::parse("incident:log");
        town.by_token("maya-okafor", &one).await.post(INCIDENTS, &log).await.is(201);
    }

    #[tokio::test]
    async fn foreign_and_missing_are_the_same_to_the_byte() {
        let town = Town::sample().await;
        let (maya, ingrid) = (town.analyst().await, town.user().await.with("x-request-id", "same"));
        let listed = |reply: Json| -> Vec<String> {
            reply["records"].as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
        };
        let all = listed(maya.get(&format!("{INCIDENTS}?limit=200")).await.is(200).body());
        let own = listed(ingrid.get(&format!("{INCIDENTS}?limit=200")).await.is(200).body());
        let foreign = all.iter().find(|it| !own.contains(it)).unwrap();
        let missing = "INC-99999";
        assert_eq!(foreign.len(), missing.len());
        for rest in ["", "/moves", "/journal", "/clocks", "/comments", "/links", "/attachments", "/why/take"] {
            let one = ingrid.get(&format!("{INCIDENTS}/{foreign}{rest}")).await.is(404);
            let two = ingrid.get(&format!("{INCIDENTS}/{missing}{rest}")).await.is(404);
            assert_eq!((one.text(), one.headers), (two.text(), two.headers), "{rest}");
        }
        for (rest, body) in
            [("/moves/take", json!({})), ("/comments", json!({ "comment": "x" })), ("/links", json!({ "to": missing }))]
        {
            let one = ingrid.post(&format!("{INCIDENTS}/{foreign}{rest}"), &body).await.is(404);
            let two = ingrid.post(&format!("{INCIDENTS}/{missing}{rest}"), &body).await.is(404);
            assert_eq!(one.text(), two.text(), "{rest}");
        }
        // A number of another type is not found either, though it is seen.
        let service = maya.get("/api/records/service?limit=1").await.is(200).at("/records/0/number");
        maya.get(&format!("{INCIDENTS}/{service}")).await.is(404);
        // A reference that is not seen reads as one that is not there.
        let mine = &own[0];
        let one = ingrid.post(&format!("{INCIDENTS}/{mine}/links"), &json!({ "to": foreign })).await.is(422);
        let two = ingrid.post(&format!("{INCIDENTS}/{mine}/links"), &json!({ "to": missing })).await.is(422);
        assert_eq!(one.text(), two.text());
    }

    #[tokio::test]
    async fn what_has_no_known_form_is_refused() {
        let town = Town::sample().await;
        let maya = town.analyst().await;
        for (path, status) in [
            ("/api", 404),
            ("/api/nothing/here", 404),
            ("/api/records/nothing", 404),
            ("/api/records/incident/INC-1%00", 422),
            ("/api/records/incident/inc-20418", 404),
            ("/api/records/incident?who=1", 422),
            ("/api/records/incident?limit=1&limit=2", 422),
            ("/api/records/incident?limit=0", 422),
            ("/api/records/incident?limit=201", 422),
            ("/api/records/incident?sort=number", 422),
            ("/api/records/incident?after=x", 422),
            ("/api/records/incident?count=yes", 422),
            ("/api/records/incident?filter=nothing%3A1", 422),
            ("/api/records/incident?filter=%00", 422),
            ("/api/search", 422),
            ("/api/search?q=", 422),
            ("/api/me?x=1", 422),
            ("/api/openapi.json?x=1", 422),
            ("/api/attachments/abc", 404),
        ] {
            let reply = maya.get(path).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text());
            reply.is(status);
        }
        let typed = maya.with("content-type", "application/json");
        for (body, status) in [
            ("{", 400),
            ("[]", 422),
            ("{\"a\":1,\"a\":2}", 400),
            ("{\"values\":{\"title\":\"a\\u0000b\"}}", 422),
            ("", 400),
        ] {
            let reply = typed.send("POST", INCIDENTS, Body::from(body)).await;
            assert_eq!(reply.status, status, "{body}: {}", reply.text());
        }
        maya.with("content-type", "text/plain").send("POST", INCIDENTS, Body::from("{}")).await.is(415);
        maya.send("POST", INCIDENTS, Body::from("{}")).await.is(415);
        typed.with("content-encoding", "gzip").send("POST", INCIDENTS, Body::from("{}")).await.is(415);
        typed.send("POST", INCIDENTS, Body::from(vec![b' '; 1_100_000])).await.is(413);
        let unknown = maya.post(INCIDENTS, &json!({ "move": "log", "values": {}, "sudo": true })).await.is(422);
        assert_eq!(unknown.at("/errors/0/field"), "sudo");
        let reply = maya.json("PUT", INCIDENTS, &json!({})).await.is(405);
        assert_eq!(reply.header("allow"), "GET, HEAD, POST");
        maya.json("POST", "/api/records/finding", &json!({})).await;
        maya.send("HEAD", "/api/me", Body::empty()).await;
    }

    #[tokio::test]
    async fn no_column_can_be_smuggled_in() {
        let town = Town::sample().await;
        let (maya, ingrid) = (town.analyst().await, town.user().await);
        let site = std::sync::Arc::clone(town.engine.site());
        let of = site.find_type("incident").unwrap();
        let log = json!({ "move": "log", "values": { "title": "One", "caller": "ingrid-solheim" } });
        let place = format!("{INCIDENTS}/{}", maya.post(INCIDENTS, &log).await.is(201).at("/number"));
        let before = maya.get(&place).await.is(200).text();
        let own = [
            "id",
            "number",
            "type",
            "state",
            "version",
            "phase",
            "holder_team",
            "holder_person",
            "for_person",
            "opened_by",
            "due",
            "opened",
            "changed",
            "closed",
            "acted",
            "of",
        ];
        let computed = of.shown().filter(|(_, it)| it.is_computed).map(|(_, it)| it.key.as_str());
        for name in own.into_iter().chain(computed) {
            for value in [json!("closed"), json!(1), json!("maya-okafor")] {
                let body = json!({ "values": { name: value } });
                maya.patch(&place, &body).await.is(422);
                let step = maya.post(&format!("{place}/moves/take"), &body).await;
                assert_eq!(step.status, 422, "{name}: {}", step.text());
                let mut opening = log.clone();
                opening["values"][name] = value.clone();
                let opened = maya.post(INCIDENTS, &opening).await;
                assert_eq!(opened.status, 422, "{name}: {}", opened.text());
                let top = json!({ "values": {}, name: value });
                if name != "type" {
                    maya.patch(&place, &top).await.is(422);
                }
            }
        }
        assert_eq!(maya.get(&place).await.is(200).text(), before);
        // A user reports trouble with the fields that reporting asks for, and with no others.
        for (slot, field) in of.shown() {
            let step = of.lifecycle.find_move("report").unwrap().1;
            if !step.asks.iter().any(|(it, _)| *it == slot) {
                let body = json!({ "move": "report", "values": { "title": "a", "description": "b", field.key.as_str(): null } });
                ingrid.post(INCIDENTS, &body).await.is(422);
            }
        }
    }
}
