//! Records of others: wherever one is named, it is as if it were not there, and nothing happens to it.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use api::{Action, routes};
    use axum::{
        Router,
        body::Body,
        extract::Request,
        middleware::{self, Next},
    };
    use model::{Field, Kind, RecordType};
    use serde_json::{Value as Json, json};

    use crate::support::{As, Reply, Town};

    /// A number like another one, of a record that nobody has.
    fn missing(like: &str) -> String {
        let (prefix, digits) = like.split_once('-').unwrap();
        format!("{prefix}-{}", "9".repeat(digits.len()))
    }

    /// What an answer says: its status, its headers, its body.
    fn said(reply: &Reply) -> (u16, String, String) {
        (reply.status, format!("{:?}", reply.headers), reply.text())
    }

    /// The same where the asker reads back either of the names that they gave.
    fn said_of(reply: &Reply, names: [&str; 2]) -> (u16, String, String) {
        let (status, headers, text) = said(reply);
        (status, headers, names.iter().fold(text, |text, it| text.replace(it, "NAME")))
    }

    /// Somebody, and the numbers of what they see, by type.
    struct Sees<'t> {
        who: As<'t>,
        numbers: BTreeMap<String, Vec<String>>,
    }

    async fn sees<'t>(town: &'t Town, who: As<'t>) -> Sees<'t> {
        let mut numbers = BTreeMap::new();
        for of in &town.engine.site().types {
            numbers.insert(of.key.clone(), who.numbers(&of.key).await);
        }
        Sees { who, numbers }
    }

    async fn everybody(town: &Town) -> Vec<Sees<'_>> {
        let mut all = Vec::new();
        for who in town.everybody().await {
            all.push(sees(town, who).await);
        }
        all
    }

    /// Of each type a record that somebody sees and the asker does not.
    async fn foreign(all: &[Sees<'_>], asker: &Sees<'_>) -> BTreeMap<String, (String, String)> {
        let mut found = BTreeMap::new();
        for (kind, own) in &asker.numbers {
            for other in all {
                if let Some(number) = other.numbers[kind].iter().find(|it| !own.contains(it)) {
                    let text = other.who.get(&format!("/api/records/{kind}/{number}")).await.is(200).text();
                    found.insert(kind.clone(), (number.clone(), text));
                    break;
                }
            }
        }
        found
    }

    /// Every request of the registry that names a record, for a record of a type.
    fn requests(of: &RecordType, number: &str) -> Vec<(&'static str, String, Json)> {
        let mut all = Vec::new();
        for route in routes().iter().filter(|it| it.path.contains("{number}")) {
            let steps: Vec<&str> = if route.path.contains("{move}") {
                of.lifecycle.moves.iter().map(|it| it.key.as_str()).collect()
            } else {
                vec![""]
            };
            let body = if route.action == Action::Comment {
                json!({ "comment": "Smuggled in" })
            } else if route.action == Action::Link {
                json!({ "to": number })
            } else {
                json!({ "values": {} })
            };
            for step in steps {
                let path = route.path.replace("{type}", &of.key).replace("{number}", number).replace("{move}", step);
                let path = path.replace("{other}", number);
                let path = if route.action == Action::Attach { format!("{path}?filename=a.txt") } else { path };
                all.push((route.method.name(), path, body.clone()));
            }
        }
        all
    }

    async fn ask(asker: &As<'_>, (method, path, body): &(&'static str, String, Json)) -> Reply {
        let kind = if path.contains("/attachments") { "application/octet-stream" } else { "application/json" };
        asker.with("content-type", kind).send(method, path, Body::from(body.to_string())).await
    }

    /// Where a foreign record is told from a missing one, or found at all; and how much was asked.
    async fn told(town: &Town, all: &[Sees<'_>], asker: As<'_>) -> (Vec<String>, usize) {
        let asker = asker.with("x-request-id", "same");
        let (mut wrong, mut asked) = (Vec::new(), 0);
        let foreign = foreign(all, &sees(town, asker.clone()).await).await;
        for (kind, (number, before)) in foreign {
            let of = town.engine.site().find_type(&kind).unwrap();
            for (one, two) in requests(of, &number).iter().zip(&requests(of, &missing(&number))) {
                let (seen, unseen) = (ask(&asker, one).await, ask(&asker, two).await);
                asked += 1;
                if seen.status != 404 || said(&seen) != said(&unseen) {
                    wrong.push(format!("{} {}: {} {}", one.0, one.1, seen.status, seen.text()));
                }
            }
            wrong.extend(changed(town, &kind, &number, &before).await);
        }
        (wrong, asked)
    }

    /// Whether anything was done to a record.
    async fn changed(town: &Town, kind: &str, number: &str, before: &str) -> Option<String> {
        for other in town.everybody().await {
            let now = other.get(&format!("/api/records/{kind}/{number}")).await;
            if now.status == 200 && now.body()["version"] == serde_json::from_str::<Json>(before).unwrap()["version"] {
                return None;
            }
        }
        Some(format!("{number} has changed"))
    }

    #[tokio::test]
    async fn a_foreign_record_is_as_one_that_is_not_there_by_every_route() {
        let town = Town::sample().await;
        let (everybody, mut all) = (everybody(&town).await, 0);
        for asker in [town.user().await, town.person("lucia-ferrari").await, town.analyst().await] {
            let (wrong, asked) = told(&town, &everybody, asker).await;
            assert_eq!(wrong, Vec::<String>::new());
            all += asked;
        }
        assert!(all > 100, "only {all} were asked for");
    }

    #[tokio::test]
    async fn a_route_that_tells_them_apart_is_found() {
        async fn tells(request: Request, next: Next) -> axum::response::Response {
            let is_far = request.uri().path().ends_with("/clocks") && !request.uri().path().contains("-99");
            let mut response = next.run(request).await;
            if is_far {
                response.headers_mut().insert("x-found", "1".parse().unwrap());
            }
            response
        }
        let town = Town::sample().await.spoilt(|it: Router| it.layer(middleware::from_fn(tells)));
        let (wrong, _) = told(&town, &everybody(&town).await, town.user().await).await;
        assert!(!wrong.is_empty() && wrong.iter().all(|it| it.contains("/clocks")), "{wrong:?}");
    }

    /// A value for a field that names a record or a person.
    fn names(field: &Field, number: &str) -> Option<Json> {
        match &field.kind {
            Kind::Reference(_) | Kind::Person => Some(json!(number)),
            Kind::References(_) => Some(json!([number])),
            Kind::Line(_)
            | Kind::Text
            | Kind::Whole
            | Kind::Decimal(_)
            | Kind::Money
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Duration
            | Kind::Choice(_)
            | Kind::Level(_)
            | Kind::Team
            | Kind::Attachment => None,
        }
    }

    /// The types that a field may name.
    fn leads_to(field: &Field) -> &[model::TypeIx] {
        if let Kind::Reference(of) | Kind::References(of) = &field.kind { of } else { &[] }
    }

    #[tokio::test]
    async fn a_field_that_names_a_foreign_record_is_as_one_that_names_none() {
        let town = Town::sample().await;
        let site = std::sync::Arc::clone(town.engine.site());
        let mut asked = 0;
        let all = everybody(&town).await;
        for (no, one) in all.iter().take(4).enumerate() {
            let asker = one.who.with("x-request-id", "same");
            let mut foreign = foreign(&all, one).await;
            // Services, items and the like are places: everybody may report about them, seen or not.
            foreign.retain(|kind, _| site.find_type(kind).unwrap().place.is_none());
            for of in &site.types {
                let own = one.numbers[&of.key].first();
                for (_, field) in of.shown() {
                    let targets = leads_to(field).iter().filter_map(|it| site.of(*it));
                    let records = targets.filter_map(|it| foreign.get(&it.key)).map(|(number, _)| number.clone());
                    let mut pairs: Vec<(String, String)> = records.map(|it| (it.clone(), missing(&it))).collect();
                    if no == 0 && field.kind == Kind::Person {
                        // Who is outside IT knows nobody but themselves.
                        pairs.push(("maya-okafor".to_owned(), "mara-okafor".to_owned()));
                    }
                    for (number, none) in pairs {
                        let body = |number: &str| json!({ "values": { field.key.as_str(): names(field, number) } });
                        let mut places = vec![];
                        for step in of.lifecycle.moves.iter().filter(|it| it.opens) {
                            places.push(("POST", format!("/api/records/{}", of.key), Some(step.key.clone())));
                        }
                        if let Some(own) = own {
                            places.push(("PATCH", format!("/api/records/{}/{own}", of.key), None));
                            for step in of.lifecycle.moves.iter().filter(|it| !it.opens) {
                                places.push((
                                    "POST",
                                    format!("/api/records/{}/{own}/moves/{}", of.key, step.key),
                                    None,
                                ));
                            }
                        }
                        for (method, path, step) in places {
                            let with = |mut body: Json| {
                                if let Some(step) = &step {
                                    body["move"] = json!(step);
                                }
                                body
                            };
                            let one = asker.json(method, &path, &with(body(&number))).await;
                            let two = asker.json(method, &path, &with(body(&none))).await;
                            let what = format!("{method} {path} {step:?} with {} {number}", field.key);
                            assert!(one.status >= 400, "{what}: {}", one.text());
                            assert_eq!(said_of(&one, [&number, &none]), said_of(&two, [&number, &none]), "{what}");
                            asked += 1;
                        }
                    }
                }
            }
        }
        assert!(asked > 20, "only {asked} were asked for");
    }

    #[tokio::test]
    async fn a_foreign_file_is_as_one_that_is_not_there() {
        let town = Town::sample().await;
        let (maya, ingrid) = (town.analyst().await, town.user().await.with("x-request-id", "same"));
        let own = ingrid.numbers("incident").await;
        let number = maya.numbers("incident").await.into_iter().find(|it| !own.contains(it)).unwrap();
        let place = format!("/api/records/incident/{number}/attachments?filename=a.txt");
        let raw = maya.with("content-type", "application/octet-stream");
        let id = raw.send("POST", &place, Body::from("secret")).await.is(201).at("/id");
        maya.get(&format!("/api/attachments/{id}")).await.is(200);
        let none = format!("9{}", id.chars().skip(1).collect::<String>());
        let (one, two) = (
            ingrid.get(&format!("/api/attachments/{id}")).await,
            ingrid.get(&format!("/api/attachments/{none}")).await,
        );
        assert_eq!(one.status, 404);
        assert_eq!(said(&one), said(&two));
    }
}
