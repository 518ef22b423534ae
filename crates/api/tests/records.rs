//! Opening, reading, changing and moving records through the API.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use crate::support::{As, Reply, Town};
    use axum::body::Body;
    use serde_json::{Value as Json, json};

    const INCIDENTS: &str = "/api/records/incident";

    async fn log(by: &As<'_>, title: &str) -> Reply {
        let values = json!({ "title": title, "caller": "ingrid-solheim", "impact": "person", "urgency": "low" });
        by.post(INCIDENTS, &json!({ "move": "log", "values": values })).await.is(201)
    }

    #[tokio::test]
    async fn an_analyst_logs_reads_changes_and_moves_an_incident() {
        let town = Town::sample().await;
        let maya = town.analyst().await;
        let opened = log(&maya, "The scanner hums").await;
        let number = opened.at("/number");
        let place = format!("{INCIDENTS}/{number}");
        assert_eq!((opened.header("location"), opened.header("etag")), (place.as_str(), "\"v1\""));
        assert_eq!(opened.at("/values/caller/name"), "Ingrid Solheim");
        assert_eq!(opened.at("/state"), "logged");

        let read = maya.get(&place).await.is(200);
        assert_eq!(read.body(), opened.body());
        assert_eq!(read.header("cache-control"), "no-store");

        let service = maya.get("/api/records/service?filter=payroll&limit=1").await.is(200).at("/records/0/number");
        let changes = json!({ "values": { "service": service, "place": "Oslo", "steps_tried": "Turned it off\nand on", "hold_until": "2026-03-05T09:00:00+01:00" } });
        let changed = maya.patch(&place, &changes).await.is(200);
        assert_eq!(changed.at("/values/service/number"), service);
        assert_eq!(changed.at("/values/hold_until"), "2026-03-05T08:00:00Z");
        assert_eq!(changed.header("etag"), "\"v2\"");

        let step = json!({ "values": { "category": "print", "impact": "person", "urgency": "low" }, "comment": "On it.", "inside": true });
        let moved = maya.post(&format!("{place}/moves/classify"), &step).await.is(200);
        assert_eq!(moved.at("/state"), "classified");

        let comments = maya.get(&format!("{place}/comments")).await.is(200);
        assert_eq!(
            (comments.at("/comments/0/text"), comments.at("/comments/0/inside")),
            ("On it.".into(), "true".into())
        );
        let caller = town.user().await.get(&format!("{place}/comments")).await.is(200);
        assert_eq!(caller.body(), json!({ "comments": [] }));
        let inner = town.user().await.get(&place).await.is(200).body();
        assert!(inner["values"].get("steps_tried").is_none(), "{inner}");

        let journal = maya.get(&format!("{place}/journal")).await.is(200).body();
        let kinds: Vec<&Json> = journal["entries"].as_array().unwrap().iter().map(|it| &it["what"]["kind"]).collect();
        assert_eq!(kinds, ["move", "amend", "move"]);
        let clocks = maya.get(&format!("{place}/clocks")).await.is(200);
        assert_eq!(clocks.at("/clocks/0/state"), "running");
    }

    #[tokio::test]
    async fn what_can_not_be_done_says_who_could() {
        let town = Town::sample().await;
        let (ingrid, maya) = (town.user().await, town.analyst().await);
        let place = format!("{INCIDENTS}/{}", log(&maya, "The scanner hums").await.at("/number"));
        let refused =
            ingrid.post(&format!("{place}/moves/cancel"), &json!({ "values": { "resolution": "No" } })).await.is(403);
        assert!(refused.at("/type").starts_with("/problems/"), "{}", refused.text());
        assert!(
            refused.body()["who_could"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["role"] == "Incident manager" || it["role"] == "Incident Manager"),
            "{}",
            refused.text()
        );
        let why = ingrid.get(&format!("{place}/why/cancel")).await.is(200);
        assert_eq!(why.at("/is_allowed"), "false");
        let offers = maya.get(&format!("{place}/moves")).await.is(200).body();
        assert!(offers["can"].as_array().unwrap().iter().any(|it| it["move"] == "classify"), "{offers}");
        assert!(offers["amendable"].as_array().unwrap().contains(&json!("place")));
    }

    #[tokio::test]
    async fn an_old_version_is_refused_with_the_present_one() {
        let town = Town::sample().await;
        let maya = town.analyst().await;
        let place = format!("{INCIDENTS}/{}", log(&maya, "The scanner hums").await.at("/number"));
        let first = maya.with("if-match", "\"v1\"");
        first.patch(&place, &json!({ "values": { "place": "Oslo" } })).await.is(200);
        let late = first.patch(&place, &json!({ "values": { "place": "Bergen" } })).await.is(412);
        assert_eq!((late.at("/version"), late.header("etag")), ("2".into(), "\"v2\""));
        assert_eq!(late.at("/type"), "/problems/stale");
        first.post(&format!("{place}/moves/take"), &json!({})).await.is(412);
        maya.with("if-match", "W/\"v2\"").patch(&place, &json!({ "values": {} })).await.is(422);
        assert_eq!(maya.get(&place).await.is(200).at("/values/place"), "Oslo");
    }

    #[tokio::test]
    async fn the_same_request_fifty_times_at_once_is_one() {
        let town = Town::sample().await;
        let maya = town.analyst().await.with("idempotency-key", "one-and-only");
        let all = futures_util::future::join_all((0..50).map(|_| log_or_later(&maya))).await;
        let numbers: std::collections::BTreeSet<String> = all.into_iter().collect();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        let found = maya.get("/api/search?q=parallel").await.is(200).body();
        assert_eq!(found["records"].as_array().unwrap().len(), 1);
        let other = json!({ "move": "log", "values": { "title": "Another", "caller": "ingrid-solheim" } });
        assert_eq!(maya.post(INCIDENTS, &other).await.is(409).at("/type"), "/problems/key-reused");
        town.analyst().await.with("idempotency-key", "no spaces").post(INCIDENTS, &other).await.is(422);
        // Keys are a person's own.
        let aisha = town.person("aisha-karim").await.with("idempotency-key", "one-and-only");
        aisha.post(INCIDENTS, &other).await.is(201);
    }

    /// One of fifty: who is told to try again later does so.
    async fn log_or_later(by: &As<'_>) -> String {
        let body = json!({ "move": "log", "values": { "title": "In parallel", "caller": "ingrid-solheim" } });
        loop {
            let reply = by.post(INCIDENTS, &body).await;
            if reply.status != 503 {
                return reply.is(201).at("/number");
            }
        }
    }

    #[tokio::test]
    async fn files_go_in_and_come_out_as_downloads_only() {
        let town = Town::sample().await;
        let (ingrid, maya) = (town.user().await, town.analyst().await);
        let place = format!("{INCIDENTS}/{}/attachments", log(&maya, "The scanner hums").await.at("/number"));
        let page = b"<svg onload=alert(1)>";
        let raw = maya.with("content-type", "application/octet-stream");
        let up = raw.send("POST", &format!("{place}?filename=%C3%BC%22.svg"), Body::from(&page[..])).await.is(201);
        let down = ingrid.get(up.header("location")).await.is(200);
        assert_eq!(down.bytes, page);
        assert_eq!(down.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(
            down.header("content-disposition"),
            "attachment; filename=\"__.svg\"; filename*=UTF-8''%C3%BC%22.svg"
        );
        assert!(down.header("content-security-policy").contains("sandbox"));

        let form = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\nhello\r\n--x\r\ncontent-disposition: form-data; name=\"inside\"\r\n\r\ntrue\r\n--x--\r\n";
        let multipart = maya.with("content-type", "multipart/form-data; boundary=x");
        let inner = multipart.send("POST", &place, Body::from(form)).await.is(201);
        ingrid.get(inner.header("location")).await.is(404);
        assert_eq!(ingrid.get(&place).await.is(200).body()["attachments"].as_array().unwrap().len(), 1);
        assert_eq!(maya.get(&place).await.is(200).body()["attachments"].as_array().unwrap().len(), 2);
        raw.send("POST", &place, Body::from("nameless")).await.is(422);
        raw.send("POST", &format!("{place}?filename=a"), Body::empty()).await.is(422);
        maya.with("content-type", "text/html").send("POST", &place, Body::from("x")).await.is(415);
        raw.send("POST", &format!("{place}?filename=a"), Body::from(vec![0; 31_000_000])).await.is(413);
    }

    #[tokio::test]
    async fn links_lead_both_ways_and_go() {
        let town = Town::sample().await;
        let maya = town.analyst().await;
        let (a, b) = (log(&maya, "One").await.at("/number"), log(&maya, "Two").await.at("/number"));
        let (from, to) = (format!("{INCIDENTS}/{a}/links"), format!("{INCIDENTS}/{b}/links"));
        maya.post(&from, &json!({ "to": b, "kind": "same trouble as" })).await.is(201);
        assert_eq!(maya.get(&to).await.is(200).at("/links/0/number"), a);
        maya.post(&from, &json!({ "to": "INC-999999" })).await.is(422);
        maya.post(&from, &json!({ "to": a })).await.is(422);
        maya.delete(&format!("{to}/{a}?kind=other")).await.is(404);
        maya.delete(&format!("{to}/{a}")).await.is(204);
        assert_eq!(maya.get(&from).await.is(200).body(), json!({ "links": [] }));
    }

    #[tokio::test]
    async fn bulk_acts_stand_each_on_their_own() {
        let town = Town::sample().await;
        let maya = town.analyst().await.with("idempotency-key", "bulk-1");
        let number = log(&town.analyst().await, "One").await.at("/number");
        let body = json!({ "operations": [
            { "do": "open", "type": "incident", "move": "log", "values": { "title": "Two", "caller": "me" } },
            { "do": "amend", "number": number, "values": { "place": "Oslo" } },
            { "do": "amend", "number": "INC-999999", "values": { "place": "Oslo" } },
            { "do": "move", "number": number, "move": "take", "version": 1 },
            { "do": "comment", "number": number, "comment": "Said" },
        ] });
        let done = maya.post("/api/bulk", &body).await.is(200).body();
        let statuses: Vec<u64> =
            done["results"].as_array().unwrap().iter().map(|it| it["status"].as_u64().unwrap()).collect();
        assert_eq!(statuses, [201, 200, 404, 412, 201]);
        let again = maya.post("/api/bulk", &body).await.is(200).body();
        assert_eq!(again["results"][0]["number"], done["results"][0]["number"]);
        for bad in [
            json!({}),
            json!({ "operations": [] }),
            json!({ "operations": [{ "do": "delete" }] }),
            json!({ "operations": [{ "do": "amend", "number": number, "values": {}, "state": "closed" }] }),
        ] {
            maya.post("/api/bulk", &bad).await.is(422);
        }
    }
}
