//! Names of columns, computed fields and fields that an act does not ask for, put into every body: nothing of it takes.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::{Header, Kind, RecordType};
    use serde_json::{Value as Json, json};

    use crate::support::{As, Town};

    /// Columns of the header table, parts of an answer, and names that other programs have been taken over by.
    const OWN: [&str; 20] = [
        "id",
        "number",
        "type",
        "state",
        "state_key",
        "version",
        "phase",
        "of",
        "acted",
        "is_open",
        "clocks",
        "seq",
        "role",
        "roles",
        "owner",
        "is_admin",
        "approved",
        "confidential",
        "created_by",
        "organisation",
    ];

    /// Every name that a type or its tables know.
    fn names(of: &RecordType) -> BTreeSet<String> {
        let headers = Header::ALL.iter().map(|it| it.name().to_owned());
        let fields = of.fields.iter().flat_map(|it| {
            let columns = it.kind.columns().iter().map(|(suffix, _)| format!("{}{suffix}", it.key));
            columns.chain([it.key.clone(), format!("{}_id", it.key)]).collect::<Vec<_>>()
        });
        headers.chain(fields).chain(OWN.map(str::to_owned)).collect()
    }

    /// The fields that a move asks for, by every name that they go by.
    fn asked(of: &RecordType, asks: &[(model::Slot, bool)]) -> BTreeSet<String> {
        asks.iter().filter_map(|(slot, _)| of.field(*slot)).map(|it| it.key.clone()).collect()
    }

    /// Somebody who sees a record of a type, with the record's number and what they see.
    async fn seen<'t>(askers: &[As<'t>], kind: &str) -> Option<(As<'t>, String, String)> {
        for asker in askers {
            if let Some(number) = asker.numbers(kind).await.into_iter().next() {
                let text = asker.get(&format!("/api/records/{kind}/{number}")).await.is(200).text();
                return Some((asker.clone(), number, text));
            }
        }
        None
    }

    /// What came of putting names into a body: each must be refused by name, or the whole before it is looked at.
    async fn takes(asker: &As<'_>, (method, path): (&str, &str), body: &Json, names: &[&String]) -> Option<String> {
        if names.is_empty() {
            return None;
        }
        let reply = asker.json(method, path, body).await;
        let refused = match reply.status {
            403 | 404 | 405 | 409 => true,
            422 => {
                let body = reply.body();
                let errors = body["errors"].as_array().cloned().unwrap_or_default();
                names.iter().all(|name| errors.iter().any(|it| it["field"].as_str() == Some(name.as_str())))
            }
            _other => false,
        };
        (!refused).then(|| format!("{method} {path} {body}: {}", reply.text()))
    }

    /// Those of the names that are fields of a type, and those that are not: they are refused at different doors.
    fn halves<'n>(of: &RecordType, names: impl Iterator<Item = &'n String>) -> [Vec<&'n String>; 2] {
        let (fields, others) = names.partition(|name| of.shown().any(|(_, it)| it.key == **name));
        [fields, others]
    }

    /// A value of the right form, so that a field is refused for what it is and not for how it is written.
    fn fitting(kind: &Kind) -> Json {
        match kind {
            Kind::Line(_) | Kind::Text => json!("closed"),
            Kind::Whole => json!(1),
            Kind::Decimal(_) => json!("1"),
            Kind::Money => json!({ "amount": "1", "currency": "EUR" }),
            Kind::YesNo => json!(true),
            Kind::Date => json!("2026-01-01"),
            Kind::Instant => json!("2026-01-01T00:00:00Z"),
            Kind::Duration => json!("1h"),
            Kind::Choice(options) | Kind::Level(options) => json!(options.0[0].key),
            Kind::Reference(_) => json!("INC-20418"),
            Kind::References(_) => json!(["INC-20418"]),
            Kind::Person => json!("maya-okafor"),
            Kind::Team => json!("service-desk"),
            Kind::Attachment => json!("1"),
        }
    }

    fn values(of: &RecordType, names: &[&String]) -> Json {
        let fits = |name: &str| of.shown().find(|(_, it)| it.key == name).map(|(_, it)| fitting(&it.kind));
        let all = names.iter().map(|it| ((*it).clone(), fits(it).unwrap_or(json!("closed"))));
        all.collect::<serde_json::Map<_, _>>().into()
    }

    #[tokio::test]
    async fn no_name_of_a_column_takes_in_any_body_of_any_type() {
        let town = Town::sample().await;
        let askers = town.everybody().await;
        let site = std::sync::Arc::clone(town.engine.site());
        let (mut wrong, mut types) = (Vec::new(), 0);
        for of in &site.types {
            let all = names(of);
            for step in of.lifecycle.moves.iter().filter(|it| it.opens) {
                let asks = asked(of, &step.asks);
                for half in halves(of, all.difference(&asks)) {
                    let body = json!({ "move": step.key, "values": values(of, &half) });
                    for asker in &askers {
                        let path = format!("/api/records/{}", of.key);
                        wrong.extend(takes(asker, ("POST", &path), &body, &half).await);
                    }
                }
            }
            let Some((asker, number, before)) = seen(&askers, &of.key).await else { continue };
            types += 1;
            let place = format!("/api/records/{}/{number}", of.key);
            let closed: Vec<&String> = all.iter().filter(|name| !may_change(of, name)).collect();
            for half in halves(of, closed.into_iter()) {
                wrong.extend(takes(&asker, ("PATCH", &place), &json!({ "values": values(of, &half) }), &half).await);
            }
            // An answer names so many faults, not all of them.
            for few in all.iter().collect::<Vec<_>>().chunks(8) {
                let mut beside = values(of, few);
                beside["values"] = json!({});
                wrong.extend(takes(&asker, ("PATCH", &place), &beside, few).await);
            }
            for step in of.lifecycle.moves.iter().filter(|it| !it.opens) {
                let (asks, path) = (asked(of, &step.asks), format!("{place}/moves/{}", step.key));
                for half in halves(of, all.difference(&asks)) {
                    wrong.extend(takes(&asker, ("POST", &path), &json!({ "values": values(of, &half) }), &half).await);
                }
            }
            let now = asker.get(&place).await.is(200).text();
            if now != before {
                wrong.push(format!("{number} was {before} and is {now}"));
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        assert!(types > 5, "only {types} types have a record");
    }

    /// Whether a name is a field that an act may change.
    fn may_change(of: &RecordType, name: &str) -> bool {
        of.fields.iter().any(|it| it.key == name && !it.is_computed)
    }

    #[tokio::test]
    async fn what_takes_is_found() {
        let town = Town::sample().await;
        let maya = town.analyst().await;
        let values = json!({ "title": "One", "caller": "me" });
        let number = maya.post("/api/records/incident", &json!({ "move": "log", "values": values })).await.is(201);
        let place = format!("/api/records/incident/{}", number.at("/number"));
        // A field that may be changed stands for one that may not: were it let through, this is how it would show.
        let found =
            takes(&maya, ("PATCH", &place), &json!({ "values": { "place": "Oslo" } }), &[&"place".to_owned()]).await;
        assert!(found.is_some_and(|it| it.contains("Oslo")));
    }
}
