//! Two towns that differ only in what somebody can't see answer them the same, byte by byte, whatever they look at.
//!
//! What is added to the second town: copies of records that the asker can't see, of every type that has any, in the states
//! and with the words, services, teams, people and clocks of what is there; more of one of them than any search or list looks
//! at at once; and what is said, attached and linked on them. A search that looked further where few records held the words,
//! and a what-if that said that there was more, were found so.
//!
//! No figure is meant to count what the asker can't see: a measure is of what they see, and says so. What is meant to be
//! known without being seen is not added: places (services, items and the like), which everybody may report about;
//! appointments, since everybody inside IT may know who answers for what; and acts that do a duty of the asker's, who is told
//! that it is done, whichever record shows it.
//!
//! How long an answer takes is not measured here. Ids, numbers and places in the journal count through the whole
//! installation, so what is written later tells how much was written in between; here nothing that the asker sees is.

#[cfg(test)]
#[path = "interference/adding.rs"]
mod adding;
#[cfg(test)]
#[path = "interference/asking.rs"]
mod asking;
#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use api::{Verb, routes};
    use axum::{
        Router,
        extract::{Request, State},
        middleware::{self, Next},
        response::Response,
    };
    use engine::Engine;

    use crate::{
        adding::{add, begun, speak},
        asking::Asking,
        support::{As, PERSONAS, Reply, Town, all_of},
    };

    /// What an answer says: its status, its headers, its body.
    fn said(reply: &Reply) -> (u16, String, String) {
        (reply.status, format!("{:?}", reply.headers), reply.text())
    }

    /// Where two texts part.
    fn parting(one: &str, two: &str) -> String {
        let at = one.bytes().zip(two.bytes()).take_while(|(one, two)| one == two).count();
        let around = |it: &str| {
            let text: String =
                String::from_utf8_lossy(&it.as_bytes()[at.saturating_sub(80)..]).chars().take(240).collect();
            text
        };
        format!("{}\n      {}", around(one), around(two))
    }

    /// What came of asking.
    struct Found {
        differences: Vec<String>,
        asked: usize,
        answered: usize,
        types: usize,
    }

    /// Asks in both towns for everything that can be looked at.
    async fn compare(town: &Town, spoil: fn(Town) -> Town, key: &str) -> Found {
        let asker = town.person(key).await.with("x-request-id", "same");
        let mut others = Vec::new();
        for other in PERSONAS.iter().filter(|it| **it != key) {
            others.push(town.person(other).await);
        }
        let twin = spoil(town.twin().await);
        let site = town.engine.site();
        let mut seen = BTreeMap::new();
        for of in &site.types {
            seen.insert(of.key.clone(), asker.numbers(&of.key).await);
        }
        let (added, holder) = add(&twin, &asker, key).await;
        let others: Vec<As<'_>> = others.iter().map(|it| it.at(&twin)).collect();
        let pairs: Vec<(String, String)> =
            seen.iter().flat_map(|(kind, all)| all.iter().map(|it| (kind.clone(), it.clone()))).collect();
        let spoken = speak(&others, &added, &pairs).await;
        assert!(spoken > 5, "only {spoken} were spoken on");
        let mut words = vec![begun(&asker, site).await, "card".to_owned(), "hidden".to_owned(), "the".to_owned()];
        words.extend(pairs.iter().take(2).map(|(_, number)| number.clone()));
        let types = added.len();
        let asking = Asking { site, seen, added, files: files(&twin, &pairs).await, words, holder };
        let (mut differences, mut asked, mut answered) = (Vec::new(), 0, 0);
        for route in routes().iter().filter(|it| it.method == Verb::Get) {
            for path in asking.requests(route.path) {
                let (one, two) = (asker.get(&path).await, asker.at(&twin).get(&path).await);
                asked += 1;
                answered += usize::from(one.status == 200);
                let (one, two) = (format!("{:?}", said(&one)), format!("{:?}", said(&two)));
                if one != two {
                    differences.push(format!("{path}\n      {}", parting(&one, &two)));
                }
            }
        }
        Found { differences, asked, answered, types }
    }

    /// The files on records that are seen, those that were added, and one that is not there.
    async fn files(twin: &Town, pairs: &[(String, String)]) -> Vec<String> {
        let store = twin.engine.store();
        let mut all = vec!["4711".to_owned()];
        for (_, number) in pairs {
            all.extend(
                store.attachments(twin.record(number).await.id).await.unwrap().into_iter().map(|it| it.id.to_string()),
            );
        }
        for entry in store.journal_latest(400).await.unwrap() {
            let what: serde_json::Value = serde_json::from_str(&entry.entry.what).unwrap_or_default();
            all.extend(what["file_id"].as_i64().map(|it| it.to_string()));
        }
        all
    }

    async fn hold(key: &str) {
        let town = Town::sample().await;
        let found = compare(&town, |it| it, key).await;
        assert!(found.differences.is_empty(), "{}\n{}", found.differences.len(), found.differences.join("\n"));
        assert!(found.types >= 5, "records of {} types were added", found.types);
        assert!(found.answered > 100, "{} of {} were answered", found.answered, found.asked);
    }

    #[tokio::test]
    async fn a_user_is_answered_the_same_whatever_others_have() {
        hold("ingrid-solheim").await;
    }

    #[tokio::test]
    async fn a_supplier_is_answered_the_same_whatever_others_have() {
        hold("klaus-richter").await;
    }

    #[tokio::test]
    async fn an_analyst_is_answered_the_same_whatever_others_have() {
        hold("maya-okafor").await;
    }

    #[tokio::test]
    async fn a_service_owner_is_answered_the_same_whatever_others_have() {
        hold("priya-raman").await;
    }

    /// A fault: a header tells how many records of the type there are, seen or not.
    async fn tell(State(engine): State<Arc<Engine>>, request: Request, next: Next) -> Response {
        let kind = request.uri().path().split('/').nth(3).and_then(|it| engine.site().find_type(it)).map(|it| it.ix);
        let mut response = next.run(request).await;
        if let Some(of) = kind {
            let count = all_of(&engine, of).await.len();
            response.headers_mut().insert("x-total", count.into());
        }
        response
    }

    #[tokio::test]
    async fn a_header_that_tells_how_many_there_are_is_found() {
        fn spoilt(town: Town) -> Town {
            let engine = Arc::clone(&town.engine);
            town.spoilt(|it: Router| it.layer(middleware::from_fn_with_state(engine, tell)))
        }
        let town = spoilt(Town::sample().await);
        let found = compare(&town, spoilt, "klaus-richter").await.differences;
        assert!(found.iter().any(|it| it.starts_with("/api/records/contract")), "{found:?}");
        assert!(found.iter().all(|it| it.starts_with("/api/records/") || it.starts_with("/api/export/")), "{found:?}");
    }
}
