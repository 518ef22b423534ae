//! R10: the same request under the same key has one effect, however often and however much at once it is sent.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use serde_json::json;

use crate::{
    facts::Facts,
    http::{Ask, Reply},
    load::open,
    running::{At, Running, Tokens, assert_verified, on_both, sample},
};

const AT_ONCE: usize = 50;

fn at_once(ask: &Ask, to: SocketAddr) -> Vec<Reply> {
    let threads: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let ask = ask.clone();
            std::thread::spawn(move || ask.send(to).unwrap())
        })
        .collect();
    threads.into_iter().map(|it| it.join().unwrap()).collect()
}

/// How often each answer came, and what was said by those that were none.
fn tally(replies: &[Reply]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for it in replies {
        let said = if it.is_done() {
            format!("{} {}", it.status, it.json()["number"])
        } else {
            format!("{} {}", it.status, it.body)
        };
        *tally.entry(said).or_default() += 1;
    }
    tally
}

/// The same request, and one that differs, of each kind of command.
fn commands(number: &str, other: &str, tokens: &Tokens) -> Vec<(&'static str, Ask, Ask)> {
    let analyst = tokens.of("service-desk-analyst");
    let place = format!("/api/records/incident/{number}");
    let post = |name: &str, key: &str, body| Ask::post(&format!("{place}{name}"), analyst, key, &body);
    let amend = |words: &str| Ask { method: "PATCH", ..post("", "r-amend", json!({ "values": { "place": words } })) };
    let attach = |words: &str| {
        let ask = post("/attachments?filename=log.txt", "r-attach", json!({}));
        Ask { body: Some(("application/octet-stream", words.to_owned())), ..ask }
    };
    let link = |kind: &str| post("/links", "r-link", json!({ "to": other, "kind": kind }));
    let classify = |urgency: &str| {
        let values = json!({ "category": "mail", "impact": "person", "urgency": urgency });
        post("/moves/classify", "r-move", json!({ "values": values }))
    };
    vec![
        ("amend", amend("r-amend"), amend("elsewhere")),
        (
            "comment",
            post("/comments", "r-say", json!({ "comment": "r-say" })),
            post("/comments", "r-say", json!({ "comment": "no" })),
        ),
        ("attach", attach("what was seen"), attach("something else")),
        ("link", link("relates to"), link("causes")),
        ("move", classify("low"), classify("high")),
    ]
}

#[test]
fn the_same_request_at_once_has_one_effect_and_one_answer() {
    on_both(|at, tokens| {
        let mut running = Running::serve(at);
        let user = tokens.of("user");
        let other = open(user, "r-other").send(running.address).unwrap().number();
        let first = open(user, "r-open");
        let opened = at_once(&first, running.address);
        let number = opened[0].number();
        assert_eq!(tally(&opened), BTreeMap::from([(format!("201 \"{number}\""), AT_ONCE)]), "{at:?}");

        let mut all = commands(&number, &other, tokens);
        for (name, ask, _) in &all {
            let before = Facts::read(at).entries.len();
            let tally = tally(&at_once(ask, running.address));
            assert!(tally.len() == 1 && tally.keys().all(|it| it.starts_with('2')), "{name} on {at:?}: {tally:?}");
            assert_eq!(Facts::read(at).entries.len(), before + 1, "{name} on {at:?}");
        }

        // Whoever sends something else under a used key is told so; nothing happens.
        all.push(("open", first, Ask { key: Some("r-open".to_owned()), ..open(user, "r-open-other") }));
        let before = Facts::read(at).entries.len();
        for (name, ask, differs) in &all {
            let refused = differs.send(running.address).unwrap();
            assert_eq!(
                (refused.status, refused.json()["type"].as_str()),
                (409, Some("/problems/key-reused")),
                "{name}: {refused:?}"
            );
            assert!(ask.send(running.address).unwrap().is_done(), "{name}");
        }

        running.kill();
        running = Running::serve(at);
        for (name, ask, _) in &all {
            let again = ask.send(running.address).unwrap();
            assert!(again.is_done(), "{name} after a kill: {again:?}");
            if *name == "open" {
                assert_eq!(again.number(), number);
            }
        }
        running.stop();
        let facts = Facts::read(at);
        // Only clocks may have gone on by themselves.
        let added = facts.entries.iter().skip(before).filter(|it| !it.is_by_itself()).count();
        assert_eq!(added, 0, "{at:?}");
        let keys: BTreeSet<String> = ["r-open", "r-other", "r-amend", "r-say"].map(str::to_owned).into();
        assert_eq!(facts.wrong(&[], &keys), Vec::<String>::new());
        assert_verified(at);
    });
}

#[test]
fn the_same_request_at_once_without_its_key_is_found_to_have_many_effects() {
    let (folder, tokens) = sample();
    let at = At::Folder(folder.path().to_owned());
    let running = Running::serve(&at);
    let keyless = Ask { key: None, ..open(tokens.of("user"), "r-open") };
    let tally = tally(&at_once(&keyless, running.address));
    running.stop();
    assert_eq!(tally.len(), AT_ONCE);
    assert_eq!(Facts::read(&at).wrong(&[], &["r-open".to_owned()].into()), ["r-open was carried out 50 times"]);
}
