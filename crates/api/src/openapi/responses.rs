//! What is answered: bodies by action, and the problems that each may end in.

use model::{RecordType, Site};
use serde_json::{Map, Value as Json, json};

use super::bodies::{list, named, whole};
use crate::{Action, Route, route::Takes};

/// Every status that is a problem.
const PROBLEMS: [(u16, &str); 10] = [
    (400, "It can't be read."),
    (401, "Nobody is signed in."),
    (403, "Seen, but not yours to do; `who_could` names who could."),
    (404, "There is nothing here that you can see."),
    (409, "It clashes with something that happened meanwhile, or the key was used for another request."),
    (412, "It has changed since the version in `If-Match`; `version` is the present one."),
    (413, "It is too large."),
    (415, "It is of the wrong type."),
    (422, "Something does not fit; `errors` names the fields."),
    (503, "Not right now; try again after `Retry-After`."),
];

/// The problems, to be named by operations.
pub(super) fn problems() -> Json {
    let mut all = Map::new();
    for (status, what) in PROBLEMS {
        let content = json!({ "application/problem+json": { "schema": named("Problem") } });
        all.insert(status.to_string(), json!({ "description": what, "content": content }));
    }
    Json::Object(all)
}

/// The problems that a route may end in.
fn may_be(route: &Route, status: u16) -> bool {
    let is_record = route.path.contains("{type}")
        || route.path.contains("{id}")
        || route.path.contains("{measure}")
        || route.action == Action::Who;
    match status {
        400 | 413 | 415 => route.takes != Takes::Nothing,
        403 => {
            route.takes != Takes::Nothing || {
                matches!(
                    route.action,
                    Action::Unlink
                        | Action::People
                        | Action::Teams
                        | Action::Who
                        | Action::WhatIf
                        | Action::Measures
                        | Action::Measure
                )
            }
        }
        404 => is_record || route.action == Action::Attest,
        409 => route.takes != Takes::Nothing || route.action == Action::Unlink,
        412 => matches!(route.action, Action::Amend | Action::Move),
        _always => true,
    }
}

fn json_of(what: &str, schema: Json) -> Json {
    let schema = Map::from_iter([("schema".to_owned(), schema)]);
    json!({ "description": what, "content": { "application/json": schema } })
}

/// A record with its version.
fn record(what: &str, of: &RecordType) -> Json {
    let mut response = json_of(what, named(&of.key));
    if let Some(response) = response.as_object_mut() {
        response.insert("headers".to_owned(), json!({ "ETag": { "schema": { "type": "string" } } }));
    }
    response
}

fn several(name: &str, of: Json) -> Json {
    json_of("What there is.", whole("A list", Json::Object(Map::from_iter([(name.to_owned(), list(of))]))))
}

fn file() -> Json {
    const MEDIA: [&str; 7] = [
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "image/gif",
        "image/jpeg",
        "image/png",
        "text/plain",
    ];
    let content: Map<String, Json> = MEDIA.iter().map(|it| ((*it).to_owned(), json!({}))).collect();
    json!({ "description": "The file.", "content": content, "headers": { "Content-Disposition": { "schema": { "type": "string" } } } })
}

/// Figures, in either form.
fn figures() -> Json {
    let mut response = json_of("The figures, oldest first.", named("Figures"));
    if let Some(content) = response.get_mut("content").and_then(Json::as_object_mut) {
        content.insert("text/csv".to_owned(), json!({}));
    }
    response
}

fn page(of: &RecordType) -> Json {
    let properties = json!({
        "records": list(named(&of.key)),
        "next": { "type": ["string", "null"], "description": "Where the next page begins." },
        "total": { "type": "string", "pattern": r"^([0-9]{1,4}|1000\+)$" },
    });
    json_of(
        "A page.",
        json!({ "type": "object", "properties": properties, "required": ["records", "next"], "additionalProperties": false }),
    )
}

/// The one answer that is a success.
pub(super) fn success(route: &Route, of: Option<&RecordType>) -> (&'static str, Json) {
    let of_record = |what: &str| of.map_or_else(|| json!({ "description": what }), |it| record(what, it));
    match route.action {
        Action::Public(_) => ("200", json_of("This document.", json!({ "type": "object" }))),
        Action::Me => ("200", json_of("You.", named("Me"))),
        Action::Types => ("200", several("types", named("Type"))),
        Action::List => ("200", of.map_or_else(|| json!({ "description": "A page." }), page)),
        Action::Open => ("201", of_record("It is open.")),
        Action::Read => ("200", of_record("The record.")),
        Action::Amend => ("200", of_record("It is changed.")),
        Action::Move => ("200", of_record("It is done.")),
        Action::Offers => ("200", json_of("What you can do and what not.", named("Offers"))),
        Action::Why => ("200", json_of("Why.", named("Why"))),
        Action::Journal => ("200", several("entries", named("Entry"))),
        Action::Clocks => ("200", several("clocks", named("Clock"))),
        Action::Comments => ("200", several("comments", named("Comment"))),
        Action::Comment => ("201", of_record("It is written.")),
        Action::Links => ("200", several("links", named("Link"))),
        Action::Link => ("201", of_record("They are linked.")),
        Action::Unlink => ("204", json!({ "description": "The link is gone." })),
        Action::Files => ("200", several("attachments", named("File"))),
        Action::Attach => ("201", json_of("It is attached.", named("File"))),
        Action::Download => ("200", file()),
        Action::Search => (
            "200",
            several(
                "records",
                json!({ "type": "object", "required": ["number", "type", "title", "version", "values"] }),
            ),
        ),
        Action::Export => ("200", json!({ "description": "All rows.", "content": { "text/csv": {} } })),
        Action::Bulk => ("200", several("results", named("Result"))),
        Action::People => ("200", several("people", named("FoundPerson"))),
        Action::Teams => ("200", several("teams", named("Team"))),
        Action::Who => ("200", json_of("Who answers.", named("WhoAnswers"))),
        Action::WhatIf => ("200", json_of("What would be.", named("Foreseen"))),
        Action::Measures => ("200", several("measures", named("Measure"))),
        Action::Measure => ("200", figures()),
        Action::Duties => ("200", several("duties", named("Duty"))),
        Action::Attest => ("201", json_of("It is attested.", named("Duty"))),
    }
}

/// All answers of an operation.
pub(super) fn of_route(route: &Route, site: Option<&Site>, of: Option<&RecordType>) -> Json {
    let mut all = Map::new();
    let (status, mut response) = success(route, of);
    let links = site.zip(of).map(|(site, of)| super::operation::links(route, site, of)).unwrap_or_default();
    if let (false, Some(response)) = (links.is_empty(), response.as_object_mut()) {
        response.insert("links".to_owned(), Json::Object(links));
    }
    all.insert(status.to_owned(), response);
    let is_public = matches!(route.action, Action::Public(_));
    for (status, _) in PROBLEMS {
        if if is_public { status == 422 } else { may_be(route, status) } {
            all.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
        }
    }
    Json::Object(all)
}
