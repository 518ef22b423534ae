//! Schemas that do not depend on the model.

use serde_json::{Map, Value as Json, json};

/// An object of which every property is always there, and no other.
pub(super) fn whole(title: &str, properties: Json) -> Json {
    let names: Vec<&str> = properties.as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let required = json!(names);
    let mut schema = Map::from_iter([("title".to_owned(), json!(title)), ("type".to_owned(), json!("object"))]);
    schema.insert("properties".to_owned(), properties);
    schema.insert("required".to_owned(), required);
    schema.insert("additionalProperties".to_owned(), json!(false));
    Json::Object(schema)
}

/// A list of something.
pub(super) fn list(of: Json) -> Json {
    Json::Object(Map::from_iter([("type".to_owned(), json!("array")), ("items".to_owned(), of)]))
}

/// Another schema, by name.
pub(super) fn named(schema: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn maybe(of: Json) -> Json {
    let either = Json::Array(vec![of, json!({ "type": "null" })]);
    Json::Object(Map::from_iter([("anyOf".to_owned(), either)]))
}

fn text() -> Json {
    json!({ "type": "string" })
}

fn maybe_text() -> Json {
    json!({ "type": ["string", "null"] })
}

fn number() -> Json {
    json!({ "type": "integer" })
}

fn yes() -> Json {
    json!({ "type": "boolean" })
}

/// The schemas.
pub(super) fn schemas() -> Map<String, Json> {
    things()
        .into_iter()
        .chain(parts_of_records())
        .chain(accountability())
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn things() -> Vec<(&'static str, Json)> {
    let person = || whole("A person", json!({ "key": text(), "name": text() }));
    let found = json!({ "key": text(), "name": text(), "mail": text() });
    let holders =
        json!({ "role": text(), "scope": text(), "persons": list(named("Person")), "deputies": list(named("Person")) });
    let role = json!({ "role": text(), "scope": text(), "standing_in_for": maybe_text() });
    let me = json!({
        "key": maybe_text(), "name": text(), "mail": maybe_text(), "organisation": text(), "zone": text(),
        "is_inside": yes(), "ceiling": text(), "roles": list(whole("A role of yours", role)),
    });
    let done = whole("Done", json!({ "status": number(), "number": text(), "version": number() }));
    let refused = whole("Refused", json!({ "status": number(), "problem": named("Problem") }));
    vec![
        ("Person", person()),
        ("FoundPerson", whole("A person", found)),
        ("Measure", measure()),
        ("Figures", figures()),
        ("Team", whole("A team", json!({ "key": text(), "name": text() }))),
        ("Reference", whole("A record that is named", json!({ "number": maybe_text(), "title": text() }))),
        ("NamedFile", whole("A file that is named", json!({ "id": text(), "name": maybe_text() }))),
        ("Money", whole("An amount", json!({ "amount": text(), "currency": text() }))),
        ("Holders", whole("Who could", holders)),
        ("Problem", problem()),
        ("Me", whole("Who you are", me)),
        ("Type", record_type()),
        ("Result", json!({ "oneOf": [done, refused] })),
        ("Duty", duty()),
    ]
}

/// Who answers, and what would be.
fn accountability() -> Vec<(&'static str, Json)> {
    let contacts =
        || list(whole("How somebody is reached", json!({ "name": text(), "phone": text(), "mail": text() })));
    let activity = whole("An activity", json!({ "activity": text(), "title": text() }));
    let line = json!({
        "letter": { "enum": ["A", "R", "C", "I"] }, "role": text(), "scope": text(), "persons": contacts(),
        "team": maybe(whole("A team", json!({ "name": text(), "mail": text() }))), "away": list(text()),
        "deputies": contacts(), "appointment": text(), "cell": text(), "when": maybe_text(), "for_some": yes(),
        "on_duty": maybe_text(),
    });
    let who = json!({
        "activity": text(), "title": text(), "practice": text(), "service": maybe_text(), "team": maybe_text(),
        "at": text(), "others": list(activity), "answers": list(whole("One who has a letter", line)),
    });
    let finding = || {
        let finding = json!({
            "kind": text(), "severity": { "enum": ["critical", "warning", "note"] }, "title": text(), "about": text(),
            "text": text(), "fix": text(), "appointments": list(text()), "declared_at": list(text()),
        });
        list(whole("A finding", finding))
    };
    let held =
        || list(whole("A proof", json!({ "number": text(), "title": text(), "why": text(), "declared_at": text() })));
    let foreseen = json!({
        "supposed": text(), "at": text(), "opened": finding(), "closed": finding(), "lost": held(),
        "orphaned": held(), "stuck": held(), "is_cut": yes(),
    });
    vec![("WhoAnswers", whole("Who answers", who)), ("Foreseen", whole("What would be", foreseen))]
}

fn measure() -> Json {
    let better = || json!({ "enum": ["up", "down"] });
    whole(
        "A measure",
        json!({
            "practice": text(), "key": text(), "title": text(), "formula": text(), "unit": text(), "better": better(),
            "is_computed": yes(), "note": text(), "by": list(text()),
        }),
    )
}

fn figures() -> Json {
    let figure = || {
        let value =
            json!({ "type": ["string", "null"], "description": "With three places; nothing where nothing counts." });
        whole(
            "A figure",
            json!({ "period": text(), "from": text(), "until": text(), "value": value, "counted": number(), "met": number() }),
        )
    };
    let group = whole("Figures of one value", json!({ "key": text(), "title": text(), "figures": list(figure()) }));
    whole(
        "Figures",
        json!({
            "key": text(), "title": text(), "unit": text(), "better": { "enum": ["up", "down"] }, "note": text(),
            "sees": { "enum": ["all", "part", "nothing"] }, "figures": list(figure()), "groups": list(group),
        }),
    )
}

fn parts_of_records() -> Vec<(&'static str, Json)> {
    let can = json!({ "move": text(), "title": text(), "is_primary": yes(), "asks": list(named("Asked")) });
    let cannot = json!({ "move": text(), "title": text(), "reason": text(), "ask": maybe(named("Person")) });
    let offers = json!({
        "can": list(whole("A move that you can make", can)),
        "cannot": list(whole("A move that you can't make", cannot)),
        "amendable": list(text()), "speaks": yes(),
        "asking": list(whole("Whose answer a move waits for", json!({
            "move": text(), "role": text(), "answered": number(), "needed": number(), "until": text(),
            "is_settled": yes(), "is_yours": yes(), "shown": text(),
        }))),
    });
    let why = json!({
        "activity": maybe_text(), "title": text(), "is_allowed": yes(), "sentence": text(), "short": text(), "way": text(),
        "who_could": list(named("Holders")),
        "cells": list(whole("A cell", json!({ "letter": { "enum": ["A", "R", "C", "I"] }, "role": text() }))),
        "declared_at": text(),
    });
    let states = ["waiting", "running", "paused", "missed", "met", "met-late"];
    let clock = json!({
        "clock": text(), "title": text(), "state": { "enum": states }, "is_paused": yes(), "due": maybe_text(),
        "target_seconds": number(), "elapsed_seconds": number(), "left_seconds": number(),
        "agreement": text(), "declared_at": text(), "calendar": text(), "zone": text(),
    });
    let comment =
        json!({ "seq": number(), "at": text(), "by": maybe(named("Person")), "text": text(), "inside": yes() });
    let file = json!({
        "id": text(), "name": text(), "media": text(), "size": number(), "sha256": text(), "at": text(),
        "by": named("Person"), "inside": yes(),
    });
    vec![
        ("Asked", whole("A field that a move asks for", json!({ "field": text(), "is_needed": yes() }))),
        ("Offers", whole("What you can do", offers)),
        ("Why", whole("Why", why)),
        ("Entry", entry()),
        ("Clock", whole("A clock", clock)),
        ("Comment", whole("A message", comment)),
        ("Link", whole("A link", json!({ "kind": text(), "number": text(), "title": text(), "is_outward": yes() }))),
        ("File", whole("A file", file)),
    ]
}

fn problem() -> Json {
    json!({
        "title": "What went wrong (RFC 9457)",
        "type": "object",
        "properties": {
            "type": { "type": "string", "pattern": "^/problems/[a-z-]+$" },
            "title": text(),
            "status": number(),
            "detail": text(),
            "errors": list(whole("A field that does not fit", json!({ "field": text(), "message": text() }))),
            "who_could": list(named("Holders")),
            "version": number(),
            "request_id": text(),
        },
        "required": ["type", "title", "status", "detail", "request_id"],
        "additionalProperties": false,
    })
}

fn record_type() -> Json {
    let option = whole("An option", json!({ "key": text(), "title": text() }));
    let field = whole(
        "A field",
        json!({
            "field": text(), "title": text(), "help": text(), "kind": text(), "options": list(option), "is_computed": yes(), "is_inside": yes(),
        }),
    );
    whole(
        "A kind of record",
        json!({
            "type": text(), "title": text(), "plural": text(), "prefix": text(), "practice": maybe_text(),
            "fields": list(field),
            "states": list(whole("A state", json!({ "state": text(), "title": text(), "phase": text() }))),
            "moves": list(whole("A move", json!({ "move": text(), "title": text(), "opens": yes(), "asks": list(named("Asked")) }))),
            "you_open_by": list(text()),
        }),
    )
}

fn duty() -> Json {
    let done = json!({
        "at": text(), "by": named("Person"), "on_behalf_of": maybe(named("Person")), "seq": number(),
        "record": maybe(named("Reference")), "words": text(), "file": maybe_text(),
    });
    whole(
        "A duty",
        json!({
            "duty": text(), "title": text(), "role": text(), "scope": text(), "period": text(), "due": text(), "until": text(),
            "state": { "enum": ["missed", "open", "ahead", "idle", "attested", "proved"] }, "is_late": yes(),
            "holder": maybe(named("Person")), "team": maybe(named("Team")), "standing_in": list(named("Person")),
            "answers": list(named("Person")), "is_mine": yes(), "proof": text(), "can_attest": yes(),
            "done": maybe(whole("How it was done", done)),
        }),
    )
}

fn entry() -> Json {
    let comment = whole("What was said", json!({ "text": text(), "inside": yes() }));
    let what = json!({ "oneOf": [
        whole("A move", json!({ "kind": { "const": "move" }, "title": text(), "to": maybe_text(), "comment": maybe(comment.clone()) })),
        whole("A message", json!({ "kind": { "const": "comment" }, "comment": comment })),
        whole("A file", json!({ "kind": { "const": "file" }, "file": named("NamedFile") })),
        whole("A link", json!({ "kind": { "enum": ["link", "unlink"] }, "link": text(), "other": text() })),
        whole("Fields", json!({ "kind": { "const": "amend" } })),
        whole("A clock that ran out", json!({ "kind": { "const": "clock" }, "clock": text() })),
        whole("Something else", json!({ "kind": { "const": "other" }, "activity": text() })),
    ] });
    whole(
        "What happened",
        json!({
            "seq": number(), "at": text(), "actor": maybe(named("Person")), "on_behalf_of": maybe(named("Person")), "role": maybe_text(),
            "what": what,
            "changes": list(whole("A change", json!({ "field": text(), "from": text(), "to": text() }))),
        }),
    )
}
