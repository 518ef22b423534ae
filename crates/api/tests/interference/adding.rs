//! What one of two towns has and the asker can't see.

use std::collections::BTreeMap;

use axum::body::Body;
use base::RecordId;
use engine::Desk;
use model::{Header, Record, RecordType, Sight, Site};
use serde_json::json;
use store::{Commit, Entry};

use crate::support::{As, Town};

/// So many copies are made of each record that is copied.
const COPIES: usize = 3;
/// So many are made of one: more than any look at the newest matches, or at a thousand, takes in.
const FLOOD: usize = 1010;

async fn desk(town: &Town, key: &str) -> Desk {
    let person = town.engine.directory().await.unwrap().find_person(key).unwrap();
    town.engine.desk(person).await.unwrap()
}

/// A record's words, and the text by which it would be found.
fn words(of: &RecordType, record: &Record) -> String {
    let open = of.shown().filter(|(_, it)| it.sight == Sight::Open);
    open.filter_map(|(slot, _)| record.get(slot).text()).collect::<Vec<_>>().join(" ")
}

/// Records to be copied: of each type some that the asker can't see, now or were they copied.
async fn unseen(town: &Town, desk: &Desk) -> Vec<Record> {
    let mut found = Vec::new();
    for of in town.engine.site().types.iter().filter(|it| it.place.is_none() && it.key != "appointment") {
        let copies = town.all(of).await.into_iter().map(|it| Record { acted: Vec::new(), ..it });
        let (open, ended): (Vec<_>, Vec<_>) = copies
            .filter(|it| desk.authority().sees(it).is_none())
            .partition(|it| of.lifecycle.open().has(it.state) && it.person(Header::HolderPerson).is_some());
        found.extend(open.into_iter().chain(ended).take(COPIES));
    }
    found
}

/// Puts a copy of a record into a town, with an entry of its own and with these words.
fn put(town: &Town, commit: &mut Commit, like: &Record, (no, words): (usize, &str)) -> String {
    let (store, site) = (town.engine.store(), town.engine.site());
    let of = site.of(like.of).unwrap();
    let (id, number) = (RecordId::new(store.next_id(town.engine.now())), format!("{}-{}", of.prefix, 700_000 + no));
    let record = Record { id, number: number.clone(), version: 1, ..like.clone() };
    store.put_new(commit, &record).unwrap();
    store.put_words(commit, &record, &format!("{number} {words}"), true);
    let state = of.lifecycle.state(record.state).map(|it| it.key.clone());
    let opens = of.lifecycle.moves.iter().find(|it| it.opens).map(|it| it.key.clone()).unwrap_or_default();
    let what = json!({ "number": number, "move": opens, "state": [null, state] });
    commit.enter(Entry {
        at: town.engine.now(),
        recorded: town.engine.now(),
        actor: record.person(Header::OpenedBy),
        activity: format!("{}:{opens}", of.key),
        record: Some(id),
        what: what.to_string(),
        ..Entry::default()
    });
    number
}

/// Two words of a record that the asker sees, the first cut short: found only where words that are begun are looked for.
pub(crate) async fn begun(asker: &As<'_>, site: &Site) -> String {
    for of in &site.types {
        let reply = asker.get(&format!("/api/records/{}?limit=200", of.key)).await;
        if reply.status != 200 {
            continue;
        }
        for row in reply.body()["records"].as_array().unwrap() {
            let title = row["title"].as_str().unwrap();
            let long: Vec<&str> = title.split(' ').filter(|it| it.len() > 5 && it.is_ascii()).collect();
            if let [one, two, ..] = long[..] {
                return format!("{} {two}", one.chars().take(4).collect::<String>()).to_lowercase();
            }
        }
    }
    panic!("no title has two long words")
}

/// Adds to a town what the asker can't see; the numbers of what was added, and who holds the most of it.
pub(crate) async fn add(town: &Town, asker: &As<'_>, key: &str) -> (BTreeMap<String, Vec<String>>, String) {
    let desk = desk(town, key).await;
    let site = town.engine.site();
    let common = begun(asker, site).await;
    let mut commit = Commit::new();
    let mut added: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let unseen = unseen(town, &desk).await;
    for (no, like) in unseen.iter().enumerate() {
        let of = site.of(like.of).unwrap();
        for copy in 0..COPIES {
            let number = put(town, &mut commit, like, (no * COPIES + copy, &words(of, like)));
            added.entry(of.key.clone()).or_default().push(number);
        }
    }
    let often = site.find_type("incident").map(|it| it.ix);
    let held = |it: &&Record| Some(it.of) == often && it.person(Header::HolderPerson).is_some();
    let most = unseen.iter().find(held).or(unseen.first()).unwrap();
    for no in 0..FLOOD {
        put(town, &mut commit, most, (100_000 + no, &common));
    }
    town.engine.store().commit(commit).await.unwrap();
    for number in added.values().flatten() {
        assert!(desk.authority().sees(&town.record(number).await).is_none(), "{key} sees {number}");
    }
    let holder = most.person(Header::HolderPerson).and_then(|it| desk.directory().person(it));
    (added, holder.map(|it| it.key.clone()).unwrap_or_default())
}

/// Somebody else speaks on what was added: a message, an inner note, a file, a link to what the asker sees.
pub(crate) async fn speak(
    others: &[As<'_>],
    added: &BTreeMap<String, Vec<String>>,
    seen: &[(String, String)],
) -> usize {
    let mut spoken = 0;
    for (kind, numbers) in added {
        let place = format!("/api/records/{kind}/{}", numbers[0]);
        for other in others {
            if other.post(&format!("{place}/comments"), &json!({ "comment": "Hidden words" })).await.status != 201 {
                continue;
            }
            spoken += 1;
            other.post(&format!("{place}/comments"), &json!({ "comment": "Hidden note", "inside": true })).await;
            let raw = other.with("content-type", "application/octet-stream");
            raw.send("POST", &format!("{place}/attachments?filename=hidden.txt"), Body::from("hidden")).await;
            for (_, to) in seen.iter().take(5) {
                other.post(&format!("{place}/links"), &json!({ "to": to })).await;
            }
            break;
        }
    }
    spoken
}
