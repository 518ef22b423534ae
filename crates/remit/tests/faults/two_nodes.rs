//! Two processes on one server: what one does, the other knows at its next request, authority included.

use std::net::SocketAddr;

use serde_json::json;
use testkit::Place;

use crate::{
    facts::Facts,
    http::Ask,
    load::{Load, open},
    running::{At, Running, assert_verified},
};

/// The running appointment of somebody to incident manager that this person may end.
fn appointment(to: SocketAddr, token: &str, holder: &str) -> String {
    let all =
        Ask::get("/api/records/appointment?limit=200&filter=role:incident-manager", token).send(to).unwrap().json();
    let found = all["records"].as_array().unwrap().iter().find(|it| {
        let values = &it["values"];
        it["state"] == "active" && values["role"] == "incident-manager" && values["holder_person"]["key"] == holder
    });
    found.unwrap_or_else(|| panic!("{holder} is not appointed"))["number"].as_str().unwrap().to_owned()
}

#[test]
fn two_processes_on_one_server_are_of_one_mind() {
    let place = Place::database().unwrap();
    let Place::Database { url, .. } = &place else { panic!("{place:?} is no database") };
    let at = At::Server(url.clone());
    let (running, tokens) = Running::demo(&at);
    running.stop();
    let (one, other) = (Running::serve(&at), Running::serve(&at));
    let manager = tokens.of("incident-manager");
    let user = tokens.of("user");

    for no in 0..20 {
        let (here, there) = if no % 2 == 0 { (&one, &other) } else { (&other, &one) };
        let number = open(user, &format!("n-{no}")).send(here.address).unwrap().number();
        let seen = Ask::get(&format!("/api/records/incident/{number}"), manager).send(there.address).unwrap();
        assert_eq!(seen.status, 200, "{seen:?}");
    }

    let coordinate = |key: &str| {
        let number = open(user, key).send(one.address).unwrap().number();
        let place = format!("/api/records/incident/{number}/moves/coordinate");
        Ask::post(&place, manager, &format!("{key}-coordinate"), &json!({}))
    };
    // While the appointment stands, its holder may, on either; so it is the ending that makes the difference.
    for (no, node) in [&other, &one, &other].iter().enumerate() {
        let done = coordinate(&format!("c-{no}")).send(node.address).unwrap();
        assert!(done.is_done(), "{done:?}");
    }
    let late = coordinate("c-late");
    let holder = Ask::get("/api/me", manager).send(other.address).unwrap().json()["key"].as_str().unwrap().to_owned();
    let owner = tokens.of("process-owner");
    let number = appointment(one.address, owner, &holder);
    let end = json!({ "values": { "ended_why": "Another task." } });
    let ended = Ask::post(&format!("/api/records/appointment/{number}/moves/end"), owner, "end", &end);
    let ended = ended.send(one.address).unwrap();
    assert!(ended.is_done(), "{ended:?}");
    let refused = late.send(other.address).unwrap();
    assert!([403, 404].contains(&refused.status), "{refused:?}");

    let (first, second) = (Load::start(one.address, &tokens, 3, 20), Load::start(other.address, &tokens, 3, 21));
    first.wait_for(40);
    second.wait_for(40);
    let (mut all, second) = (first.finish(), second.finish());
    all.acked.extend(second.acked);
    all.sent.extend(second.sent);
    all.refused.extend(second.refused);
    one.stop();
    other.stop();
    let facts = Facts::read(&at);
    assert_eq!(facts.wrong(&all.acked, &all.sent), Vec::<String>::new());
    assert_eq!(all.refused, Vec::<String>::new());
    facts.assert_faults_are_found(&all.acked);
    assert_verified(&at);
}
