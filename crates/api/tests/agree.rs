//! List, count, pages, search and export show the same records to the same person; the document fits the router.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::support::{As, Town};
    use serde_json::Value as Json;

    fn numbers(body: &Json) -> Vec<String> {
        body["records"].as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
    }

    async fn by_pages(asker: &As<'_>, kind: &str, filter: &str, limit: usize) -> Vec<String> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page =
                asker.get(&format!("/api/records/{kind}?limit={limit}&filter={filter}{after}")).await.is(200).body();
            all.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return all,
            }
        }
    }

    /// The first cell of every row but the first, of a table in which every cell is in quotes.
    fn first_cells(table: &str) -> Vec<String> {
        let rows = table.split("\r\n\"").skip(1);
        rows.filter_map(|it| it.split('"').next()).map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn list_count_pages_search_and_export_agree() {
        let town = Town::sample().await;
        for key in ["ingrid-solheim", "maya-okafor", "priya-raman", "jonas-weber"] {
            let asker = town.person(key).await;
            for of in &town.engine.site().types {
                let kind = of.key.as_str();
                let list = asker.get(&format!("/api/records/{kind}?limit=200&count=true")).await;
                if list.status == 404 {
                    assert_eq!(asker.get(&format!("/api/export/{kind}")).await.status, 404, "{key} {kind}");
                    continue;
                }
                let body = list.is(200).body();
                let all = by_pages(&asker, kind, "", 200).await;
                assert_eq!(body["total"], all.len().to_string(), "{key} {kind}");
                assert!(all.starts_with(&numbers(&body)), "{key} {kind}");
                assert_eq!(by_pages(&asker, kind, "", 7).await, all, "{key} {kind}");
                let export = asker.get(&format!("/api/export/{kind}")).await.is(200);
                assert_eq!(first_cells(&export.text()), all, "{key} {kind}");
                assert_eq!(export.header("content-type"), "text/csv; charset=utf-8");
            }
            for word in ["card", "the", "pay", "mail"] {
                let found: BTreeSet<String> =
                    numbers(&asker.get(&format!("/api/search?q={word}&limit=200")).await.is(200).body())
                        .into_iter()
                        .filter(|it| it.starts_with("INC-"))
                        .collect();
                let listed: BTreeSet<String> = by_pages(&asker, "incident", word, 200).await.into_iter().collect();
                assert_eq!(found, listed, "{key} {word}");
            }
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
