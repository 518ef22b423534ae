//! The `OpenAPI` 3.1 document: made from the table of routes and from the declared model, in a fixed order.

mod bodies;
mod kinds;
mod operation;
mod records;
mod requests;
mod responses;

use model::{Does, RecordType, Site};
use serde_json::{Map, Value as Json, json};

use crate::{
    Action, ApiSettings, Route,
    answer::{Answer, Content},
    routes,
    shared::Shared,
};

/// `GET /api/openapi.json`
pub(crate) fn serve(shared: &Shared) -> Answer {
    let content = Content::Bytes("application/json".to_owned(), shared.document());
    Answer::new(axum::http::StatusCode::OK, content)
}

/// The document for a site.
pub fn document(site: &Site, settings: &ApiSettings) -> Json {
    let mut paths: Map<String, Json> = Map::new();
    for route in routes() {
        for (path, operation) in operations(route, site) {
            let at = paths.entry(path).or_insert_with(|| Json::Object(Map::new()));
            if let Some(at) = at.as_object_mut() {
                at.insert(route.method.name().to_lowercase(), operation);
            }
        }
    }
    let mut schemas = bodies::schemas();
    for of in &site.types {
        schemas.insert(of.key.clone(), records::shown(of));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Remit",
            "version": settings.version,
            "description": "IT service management in which every role is real. What you see and may do here is what your appointments give you; every refusal names who could.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": settings.origin }],
        "security": [{ "bearer": [] }],
        "tags": site.practices.iter().filter(|it| !it.types.is_empty()).map(|it| json!({ "name": it.key, "description": it.purpose })).collect::<Json>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "description": "A token from your profile page." } },
            "parameters": requests::parameters(),
            "responses": responses::problems(),
            "schemas": schemas,
        },
    })
}

/// The operations that a route stands for: one, one for each record type, or one for each move.
fn operations(route: &Route, site: &Site) -> Vec<(String, Json)> {
    if !route.path.contains("{type}") {
        return vec![(route.path.to_owned(), operation::general(route))];
    }
    let mut found = Vec::new();
    for of in &site.types {
        let path = route.path.replace("{type}", &of.key);
        if route.action == Action::Move {
            let moves = of.lifecycle.moves.iter().filter(|it| !it.opens);
            found.extend(moves.map(|it| (path.replace("{move}", &it.key), operation::of_move(route, site, of, it))));
        } else if is_done(route.action, site, of) {
            found.push((path, operation::of_type(route, site, of)));
        }
    }
    found
}

/// Whether there is anything to do by a route on records of a type.
pub(crate) fn is_done(action: Action, site: &Site, of: &RecordType) -> bool {
    match action {
        Action::Open => of.lifecycle.moves.iter().any(|it| it.opens),
        Action::Amend => site.on(of.ix).any(|(_, it)| matches!(it.does, Does::Amend(..))),
        Action::Public(_)
        | Action::Me
        | Action::Types
        | Action::List
        | Action::Read
        | Action::Move
        | Action::Offers
        | Action::Why
        | Action::Journal
        | Action::Clocks
        | Action::Comments
        | Action::Comment
        | Action::Links
        | Action::Link
        | Action::Unlink
        | Action::Files
        | Action::Attach
        | Action::Download
        | Action::Search
        | Action::Export
        | Action::Bulk
        | Action::People
        | Action::Teams
        | Action::Who
        | Action::WhatIf
        | Action::Measures
        | Action::Measure
        | Action::Duties
        | Action::Attest => true,
    }
}
