//! List, count, pages, search and export show the same records to the same person; the document fits the router.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::{
        Router,
        body::Body,
        extract::Request,
        middleware::{self, Next},
        response::Response,
    };
    use http_body_util::BodyExt as _;
    use model::RecordType;
    use serde_json::{Value as Json, json};

    use crate::support::{As, Town};

    /// Every order that a list has.
    const ORDERS: [&str; 8] = ["changed", "-changed", "opened", "-opened", "clock", "-clock", "priority", "-priority"];
    /// Lists of no more than this are also asked for one and two records at a time, and each record on its own: longer ones
    /// say nothing more and cost a request for each record.
    const SHORT: usize = 24;
    /// Words that records of many types hold.
    const WORDS: [&str; 4] = ["card", "office", "pay", "mail"];

    fn numbers(body: &Json) -> Vec<String> {
        body["records"].as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
    }

    async fn by_pages(asker: &As<'_>, kind: &str, asked: &str, limit: usize) -> Vec<String> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = asker.get(&format!("/api/records/{kind}?limit={limit}{asked}{after}")).await.is(200).body();
            all.extend(numbers(&page));
            match page["next"].as_str() {
                // A list that turns round in a circle would never end.
                Some(next) if all.len() < 5000 => after = format!("&after={next}"),
                Some(_) | None => return all,
            }
        }
    }

    /// The first cell of every row but the first, of a table in which every cell is in quotes.
    fn first_cells(table: &str) -> Vec<String> {
        let rows = table.split("\r\n\"").skip(1);
        rows.filter_map(|it| it.split('"').next()).map(str::to_owned).collect()
    }

    fn in_any_order(all: &[String]) -> Vec<&str> {
        let mut all: Vec<&str> = all.iter().map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    /// What does not fit together, each with what was asked.
    #[derive(Default)]
    struct Differences {
        found: Vec<String>,
        listed: usize,
    }

    impl Differences {
        fn hold<T: PartialEq + std::fmt::Debug + ?Sized>(&mut self, what: &str, one: &T, two: &T) {
            if one != two {
                self.found.push(format!("{what}: {one:?} and {two:?}"));
            }
        }
    }

    /// Asks for a type in all ways that there are. The API has no facets and no feeds; its streams are the exports.
    async fn hold_type(asker: &As<'_>, of: &RecordType, all: &mut Differences) {
        let kind = of.key.as_str();
        let list = asker.get(&format!("/api/records/{kind}?limit=200&count=true")).await;
        if list.status == 404 {
            all.hold(kind, &asker.get(&format!("/api/export/{kind}")).await.status, &404);
            return;
        }
        let body = list.is(200).body();
        let listed = by_pages(asker, kind, "", 200).await;
        all.listed += listed.len();
        all.hold(&format!("{kind} counted"), &body["total"], &json!(listed.len().to_string()));
        all.hold(&format!("{kind} twice"), &numbers(&body)[..], &listed[..listed.len().min(200)]);
        let export = asker.get(&format!("/api/export/{kind}")).await.is(200);
        assert_eq!(export.header("content-type"), "text/csv; charset=utf-8");
        all.hold(&format!("{kind} exported"), &first_cells(&export.text()), &listed);
        let few: &[usize] = if listed.len() <= SHORT { &[1, 2, 50] } else { &[50] };
        for limit in few {
            all.hold(&format!("{kind} by {limit}"), &by_pages(asker, kind, "", *limit).await, &listed);
        }
        if !listed.is_empty() {
            hold_orders(asker, kind, &listed, all).await;
        }
        if listed.len() <= SHORT {
            hold_each(asker, kind, &body, all).await;
        }
    }

    /// Every order shows the same records, by pages that end within the list, and so does the export in that order.
    async fn hold_orders(asker: &As<'_>, kind: &str, listed: &[String], all: &mut Differences) {
        let limit = if listed.len() <= SHORT { 2 } else { 50 };
        for order in ORDERS {
            let ordered = by_pages(asker, kind, &format!("&sort={order}"), limit).await;
            all.hold(&format!("{kind} by {order}"), &in_any_order(&ordered), &in_any_order(listed));
        }
        let ordered = by_pages(asker, kind, "&sort=-priority", 200).await;
        let export = asker.get(&format!("/api/export/{kind}?sort=-priority")).await.is(200);
        all.hold(&format!("{kind} exported in order"), &first_cells(&export.text()), &ordered);
    }

    /// Each record is read as it is listed, and found by its number.
    async fn hold_each(asker: &As<'_>, kind: &str, list: &Json, all: &mut Differences) {
        for row in list["records"].as_array().unwrap() {
            let number = row["number"].as_str().unwrap();
            let read = asker.get(&format!("/api/records/{kind}/{number}")).await.is(200).body();
            all.hold(number, &read, row);
            let found = asker.get(&format!("/api/search?q={number}&limit=1")).await.is(200).body();
            all.hold(&format!("{number} searched"), &found["records"][0], row);
        }
    }

    /// What holds a word is the same by the search over all types as by the lists, counts and exports of each.
    async fn hold_words(asker: &As<'_>, types: &[RecordType], all: &mut Differences) {
        for word in WORDS {
            let mut found = numbers(&asker.get(&format!("/api/search?q={word}&limit=200")).await.is(200).body());
            assert!(found.len() < 200, "{word} is in too many records to be compared");
            found.retain(|number| types.iter().any(|of| number.starts_with(&format!("{}-", of.prefix))));
            let mut listed = Vec::new();
            for of in types {
                let kind = of.key.as_str();
                let body = asker.get(&format!("/api/records/{kind}?limit=200&count=true&filter={word}")).await;
                if body.status == 404 {
                    continue;
                }
                let (body, own) = (body.is(200).body(), listed.len());
                listed.extend(numbers(&body));
                all.hold(&format!("{kind} with {word}"), &body["total"], &json!((listed.len() - own).to_string()));
                if listed.len() > own {
                    let export = asker.get(&format!("/api/export/{kind}?filter={word}")).await.is(200);
                    all.hold(&format!("{kind} exported with {word}"), &first_cells(&export.text())[..], &listed[own..]);
                }
            }
            all.hold(&format!("{word} searched"), &in_any_order(&found), &in_any_order(&listed));
        }
    }

    /// What does not fit together for somebody, over some types.
    async fn differences(asker: &As<'_>, types: &[RecordType]) -> Differences {
        let mut all = Differences::default();
        for of in types {
            hold_type(asker, of, &mut all).await;
        }
        hold_words(asker, types, &mut all).await;
        all
    }

    /// A third of those who are asked, so that the three run side by side.
    async fn hold_third(third: usize) {
        let town = Town::sample().await;
        let mut listed = Vec::new();
        for (key, asker) in town.personas().await.into_iter().skip(third).step_by(3) {
            let all = differences(&asker, &town.engine.site().types).await;
            assert_eq!(all.found, Vec::<String>::new(), "{key}");
            listed.push(all.listed);
        }
        assert_eq!(listed.len(), 4);
        assert!(listed.iter().all(|it| *it > 5), "{listed:?} records were compared");
    }

    #[tokio::test]
    async fn list_count_pages_search_and_export_agree() {
        hold_third(0).await;
    }

    #[tokio::test]
    async fn list_count_pages_search_and_export_agree_for_others() {
        hold_third(1).await;
    }

    #[tokio::test]
    async fn list_count_pages_search_and_export_agree_for_still_others() {
        hold_third(2).await;
    }

    /// What is done to answers whose address holds a text, and what then must be said.
    type Fault = (&'static str, fn(&str) -> String, &'static str);

    const FAULTS: [Fault; 8] = [
        ("limit=1&after", one_fewer, "by 1:"),
        ("limit=2&sort=clock", one_fewer, "by clock:"),
        ("limit=50", one_fewer, "by 50:"),
        ("count=true", one_more, "counted:"),
        ("count=true&filter=mail", one_more, "with mail:"),
        ("/api/export/service-request?sort", one_row_fewer, "exported in order:"),
        ("/api/export/service-request", one_row_fewer, "exported:"),
        ("/api/search?q=pay", none, "pay searched:"),
    ];

    /// Does the fault whose place in the list a request names.
    async fn spoil(request: Request, next: Next) -> Response {
        let no = request.headers().get("x-fault").map(|it| it.to_str().unwrap().parse::<usize>().unwrap());
        let fault = no.map(|it| FAULTS[it]).filter(|(part, ..)| request.uri().to_string().contains(part));
        let (parts, body) = next.run(request).await.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Response::from_parts(parts, Body::from(fault.map_or_else(|| text.clone(), |(_, how, _)| how(&text))))
    }

    /// The same list without its last record.
    fn one_fewer(body: &str) -> String {
        let Ok(mut json) = serde_json::from_str::<Json>(body) else { return body.to_owned() };
        if let Some(all) = json["records"].as_array_mut() {
            all.pop();
        }
        json.to_string()
    }

    fn one_more(body: &str) -> String {
        let Ok(mut json) = serde_json::from_str::<Json>(body) else { return body.to_owned() };
        let total = json["total"].as_str().and_then(|it| it.parse::<usize>().ok());
        if let Some(total) = total {
            json["total"] = json!((total + 1).to_string());
        }
        json.to_string()
    }

    fn none(_: &str) -> String {
        json!({ "records": [] }).to_string()
    }

    /// The same table without its last row.
    fn one_row_fewer(body: &str) -> String {
        let end = body.trim_end().rfind("\r\n").unwrap_or(body.len());
        body.split_at(end).0.to_owned()
    }

    #[tokio::test]
    async fn a_way_that_shows_others_than_the_rest_is_found() {
        let town = Town::sample().await.spoilt(|it: Router| it.layer(middleware::from_fn(spoil)));
        let kinds = ["incident", "service-request"].map(|it| town.engine.site().find_type(it).unwrap().clone());
        let ingrid = town.user().await;
        assert_eq!(differences(&ingrid, &kinds).await.found, Vec::<String>::new());
        for (no, (part, _, named)) in FAULTS.iter().enumerate() {
            let found = differences(&ingrid.with("x-fault", &no.to_string()), &kinds).await.found;
            assert!(found.iter().any(|it| it.contains(named)), "{part}: {found:?}");
        }
    }

    #[tokio::test]
    async fn a_field_that_is_not_seen_filters_nothing() {
        let town = Town::sample().await;
        let ingrid = town.user().await;
        ingrid.get("/api/records/incident?filter=problem_ref%3APRB-412").await.is(422);
        ingrid.get("/api/records/incident?filter=-problem_ref%3Anone&count=true").await.is(422);
        ingrid.get("/api/export/incident?filter=problem_ref%3APRB-412").await.is(422);
    }

    #[tokio::test]
    async fn the_document_names_what_the_router_does() {
        let town = Town::sample().await;
        let first = town.nobody().get("/api/openapi.json").await.is(200);
        assert_eq!(first.header("content-type"), "application/json");
        let document = first.body();
        assert_eq!(document["openapi"], "3.1.0");
        let paths = document["paths"].as_object().unwrap();
        let resolve = &paths["/api/records/incident/{number}/moves/resolve"]["post"];
        let values = &resolve["requestBody"]["content"]["application/json"]["schema"]["properties"]["values"];
        assert_eq!(values["x-remit-needed"], serde_json::json!(["resolution"]));
        let maya = town.analyst().await;
        let mut ids = BTreeSet::new();
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path} {method}");
                for (name, _) in operation["responses"].as_object().unwrap() {
                    assert!(name.parse::<u16>().is_ok());
                }
            }
            let concrete = path
                .replace("{number}", "INC-1")
                .replace("{other}", "INC-1")
                .replace("{id}", "1")
                .replace("{move}", "take");
            let refused = maya.json("PUT", &concrete, &Json::Null).await;
            assert_eq!(refused.status, 405, "{path}");
            let said: BTreeSet<String> =
                refused.header("allow").split(", ").map(str::to_lowercase).filter(|it| it != "head").collect();
            let described: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
            assert_eq!(said, described, "{path}");
        }
        // Every reference leads somewhere.
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
