//! Fields, notes and files for those inside IT only: what stands in them comes out by no route to whoever sees the record
//! from outside, and neither finds, filters nor orders anything for them.
//!
//! Into each of these of a record that somebody sees from outside goes a word, a number or a day that stands nowhere else, by
//! an act of somebody who may where there is one. Then everything is asked for that can be looked at. A choice, a person or
//! another record can't be told from others by what it holds: of such fields it is held that they are absent, and don't
//! filter.

#[cfg(test)]
#[path = "canary/looking.rs"]
mod looking;
#[cfg(test)]
#[path = "canary/planting.rs"]
mod planting;
#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        sync::Arc,
    };

    use api::{Verb, routes};
    use axum::{
        Router,
        extract::{Request, State},
        middleware::{self, Next},
        response::Response,
    };
    use engine::{Desk, Engine};
    use model::{Header, RecordType, Sight};
    use serde_json::{Value as Json, json};

    use crate::{
        looking::{looks, others},
        planting::{Canary, Outsider, Planted, inner, outsiders, plant},
        support::{Reply, Town},
    };

    /// The planted words that somebody must not see: all but those on records that they see from inside.
    async fn hidden(planted: &Planted, desk: &Desk) -> Vec<Canary> {
        let mut inside = BTreeMap::new();
        for canary in &planted.all {
            if !inside.contains_key(&canary.number) {
                let seen = desk.read(&canary.number).await.is_ok_and(|it| it.inside());
                inside.insert(canary.number.clone(), seen);
            }
        }
        planted.all.iter().filter(|it| !inside[&it.number]).cloned().collect()
    }

    /// What was found where it must not be, and how much was asked.
    #[derive(Default)]
    struct Found {
        leaks: Vec<String>,
        asked: usize,
    }

    impl Found {
        fn look(&mut self, key: &str, path: &str, reply: &Reply, hidden: &[Canary]) {
            self.asked += 1;
            let said = format!("{:?}\n{}", reply.headers, reply.text());
            let leaks = hidden.iter().filter(|it| said.contains(&it.text));
            self.leaks.extend(leaks.map(|it| format!("{key} {path} tells {}.{}: {}", it.number, it.field, it.text)));
        }

        fn hold(&mut self, is_right: bool, what: impl FnOnce() -> String) {
            self.asked += 1;
            if !is_right {
                self.leaks.push(what());
            }
        }
    }

    /// Looks at everything there is, for one asker.
    async fn look(town: &Town, one: &Outsider<'_>, hidden: &[Canary], files: &[String], found: &mut Found) {
        let site = town.engine.site();
        for route in routes().iter().filter(|it| it.method == Verb::Get) {
            if !route.path.contains("{type}") {
                for path in others(route.path, site, files) {
                    found.look(one.key, &path, &one.who.get(&path).await, hidden);
                }
                continue;
            }
            for (kind, number) in &one.records {
                for path in looks(route.path, site.find_type(kind).unwrap(), number) {
                    found.look(one.key, &path, &one.who.get(&path).await, hidden);
                }
            }
        }
    }

    /// Whether a list or an export has a record, not only one that names it.
    fn lists(reply: &Reply, number: &str) -> bool {
        let text = reply.text();
        text.contains(&format!("\"number\":\"{number}\",\"type\"")) || text.contains(&format!("\n\"{number}\","))
    }

    /// No field that is hidden is shown, exported, or an order.
    async fn find_fields(one: &Outsider<'_>, (of, number): (&RecordType, &str), found: &mut Found) {
        let kind = &of.key;
        let read = one.who.get(&format!("/api/records/{kind}/{number}")).await.is(200).body();
        let export = one.who.get(&format!("/api/export/{kind}")).await.is(200).text();
        let columns = export.lines().next().unwrap_or_default();
        for (_, field) in inner(of) {
            let key = &field.key;
            found.hold(read["values"].get(key).is_none(), || format!("{} {number} has {key}", one.key));
            // Whoever is inside sees some records of a type from inside: the column is there for these.
            let is_absent = one.desk.is_inside() || !columns.contains(&format!("\"{key}\""));
            found.hold(is_absent, || format!("{} exports {kind}.{key}", one.key));
            let sorted = one.who.get(&format!("/api/records/{kind}?sort={key}")).await.status;
            found.hold(sorted == 422, || format!("{} orders {kind} by {key}", one.key));
        }
    }

    /// No field that is hidden filters.
    async fn filter(one: &Outsider<'_>, (of, number): (&RecordType, &str), hidden: &[Canary], found: &mut Found) {
        // Whoever sees some records of the type from inside filters among these only.
        let is_none_inside = one.desk.authority().scope(of.ix, true).is_empty();
        for (_, field) in inner(of) {
            let key = &field.key;
            let own = hidden.iter().find(|it| it.number == *number && it.field == *key);
            let values = own.map(|it| it.text.as_str()).into_iter().chain(["none"]);
            for filter in values.flat_map(|it| [format!("{key}%3A{it}"), format!("-{key}%3A{it}")]) {
                for path in [
                    format!("/api/records/{}?count=true&limit=200&filter={filter}", of.key),
                    format!("/api/export/{}?filter={filter}", of.key),
                ] {
                    let reply = one.who.get(&path).await;
                    let is_right = reply.status == 422 || (!is_none_inside && !lists(&reply, number));
                    found.hold(is_right, || format!("{} {path} finds {number}", one.key));
                }
            }
        }
    }

    /// No word that is hidden finds anything.
    async fn search(one: &Outsider<'_>, (of, number): (&RecordType, &str), hidden: &[Canary], found: &mut Found) {
        for canary in hidden.iter().filter(|it| it.number == number) {
            let asked = format!("/api/search?q={}", canary.text.replace(':', "%3A"));
            let reply = one.who.get(&asked).await.is(200).body();
            found.hold(reply["records"] == json!([]), || format!("{} {asked}: {reply}", one.key));
            let path = format!("/api/records/{}?count=true&filter=%22{}%22", of.key, canary.text);
            let listed = one.who.get(&path).await;
            let total = if listed.status == 200 { listed.body()["total"].clone() } else { json!("0") };
            found.hold(total == json!("0"), || format!("{} {path}", one.key));
        }
    }

    /// The files that were attached.
    async fn files(town: &Town) -> Vec<String> {
        let entries = town.engine.store().journal_latest(1000).await.unwrap();
        let what = entries.iter().map(|it| serde_json::from_str::<Json>(&it.entry.what).unwrap_or_default());
        what.filter_map(|it| it["file_id"].as_i64()).map(|it| it.to_string()).collect()
    }

    async fn leaks(town: &Town, of: fn(&Outsider<'_>) -> bool) -> (Found, Planted, usize) {
        let mut all = outsiders(town).await;
        let (mut found, planted) = (Found::default(), plant(town, &all).await);
        let files = files(town).await;
        let types: BTreeSet<String> = all.iter().flat_map(|it| it.records.keys().cloned()).collect();
        all.retain(of);
        for one in &all {
            let hidden = hidden(&planted, &one.desk).await;
            look(town, one, &hidden, &files, &mut found).await;
            for (kind, number) in &one.records {
                let record = (town.engine.site().find_type(kind).unwrap(), number.as_str());
                find_fields(one, record, &mut found).await;
                filter(one, record, &hidden, &mut found).await;
                search(one, record, &hidden, &mut found).await;
            }
        }
        (found, planted, types.len())
    }

    #[tokio::test]
    async fn what_is_for_those_inside_comes_out_by_no_route() {
        let town = Town::sample().await;
        let (found, planted, types) = leaks(&town, |_| true).await;
        assert!(found.leaks.is_empty(), "{}\n{}", found.leaks.len(), found.leaks.join("\n"));
        assert!(types >= 25 && planted.all.len() >= 120, "{types} types, {} words", planted.all.len());
        assert!(planted.amended >= 3 && planted.notes >= 20 && planted.files >= 20);
        assert!(found.asked > 5000, "only {} were asked", found.asked);
    }

    #[tokio::test]
    async fn whoever_sees_a_record_from_inside_sees_what_was_planted() {
        let town = Town::sample().await;
        let all = outsiders(&town).await;
        let planted = plant(&town, &all).await;
        let mut seen = 0;
        for canary in planted.all.iter().filter(|it| !it.field.is_empty()) {
            let (prefix, _) = canary.number.split_once('-').unwrap();
            let kind = &town.engine.site().types.iter().find(|it| it.prefix == prefix).unwrap().key;
            for one in &all {
                if one.desk.read(&canary.number).await.is_ok_and(|it| it.inside()) {
                    let read = one.who.get(&format!("/api/records/{kind}/{}", canary.number)).await.is(200).text();
                    assert!(read.contains(&canary.text), "{canary:?} in {read}");
                    seen += 1;
                    break;
                }
            }
        }
        assert!(seen > 20, "{seen} were seen");
    }

    /// What lists are ordered by is not an inner field of any type, or an order would tell it.
    #[tokio::test]
    async fn no_list_is_ordered_by_an_inner_field() {
        let town = Town::sample().await;
        for of in &town.engine.site().types {
            for header in [Header::Changed, Header::Opened, Header::Due, Header::Priority] {
                let sight = of.field(header.slot()).filter(|it| it.is_declared).map(|it| it.sight);
                assert_ne!(sight, Some(Sight::Inside), "{} {}", of.key, header.name());
            }
        }
    }

    /// A fault: the clocks of a record come with a header of what stands in its inner fields.
    async fn tell(State(engine): State<Arc<Engine>>, request: Request, next: Next) -> Response {
        let path = request.uri().path().to_owned();
        let mut response = next.run(request).await;
        let number = path.strip_suffix("/clocks").and_then(|it| it.split('/').next_back());
        let Some(number) = number else { return response };
        if let Some(record) = engine.store().record_numbered(number).await.unwrap() {
            let of = engine.site().of(record.of).unwrap();
            let texts = inner(of).filter_map(|(slot, _)| record.get(slot).text()).filter(|it| it.starts_with("zq"));
            let texts = texts.collect::<Vec<_>>().join(" ");
            response.headers_mut().insert("x-inner", texts.parse().unwrap());
        }
        response
    }

    #[tokio::test]
    async fn a_route_that_tells_an_inner_field_is_found() {
        let town = Town::sample().await;
        let engine = Arc::clone(&town.engine);
        let town = town.spoilt(|it: Router| it.layer(middleware::from_fn_with_state(engine, tell)));
        let (found, ..) = leaks(&town, |it| it.key == "ingrid-solheim").await;
        assert!(!found.leaks.is_empty() && found.leaks.iter().all(|it| it.contains("/clocks")), "{:?}", found.leaks);
    }
}
