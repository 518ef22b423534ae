//! Operations: parameters, body, answers, and the links by which one leads to the next.

use model::{Does, Move, RecordType, Site};
use serde_json::{Map, Value as Json, json};

use super::{requests, responses};
use crate::{Action, Route};

/// An operation that is the same for every site.
pub(super) fn general(route: &Route) -> Json {
    let mut all = start(route.summary, name(route.action), "remit");
    all.insert("parameters".into(), requests::of_route(route, &Site::default(), None));
    if route.action == Action::Bulk {
        all.insert("requestBody".into(), requests::bulk());
    }
    if route.action == Action::Attest {
        all.insert("requestBody".into(), requests::attestation());
    }
    if let Action::Public(reason) = route.action {
        all.insert("security".into(), json!([]));
        all.insert("description".into(), json!(format!("Answers anybody: {reason}.")));
    }
    all.insert("responses".into(), responses::of_route(route, None, None));
    Json::Object(all)
}

/// An operation on records of a type.
pub(super) fn of_type(route: &Route, site: &Site, of: &RecordType) -> Json {
    let summary = format!("{} {}", route.summary, of.plural.to_lowercase());
    let mut all = start(&summary, &format!("{}.{}", of.key, name(route.action)), practice(site, of));
    all.insert("parameters".into(), requests::of_route(route, site, Some(of)));
    let body = match route.action {
        Action::Open => Some(requests::opening(site, of)),
        Action::Amend => Some(requests::amendment(site, of)),
        Action::Comment => Some(requests::comment()),
        Action::Link => Some(requests::link()),
        Action::Attach => Some(requests::upload()),
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
        | Action::Links
        | Action::Unlink
        | Action::Files
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
        | Action::Attest => None,
    };
    all.extend(body.map(|it| ("requestBody".to_owned(), it)));
    all.insert("responses".into(), responses::of_route(route, Some(site), Some(of)));
    Json::Object(all)
}

/// An operation that is a move.
pub(super) fn of_move(route: &Route, site: &Site, of: &RecordType, step: &Move) -> Json {
    let summary = format!("{} ({})", step.title, of.title.to_lowercase());
    let mut all = start(&summary, &format!("{}.move.{}", of.key, step.key), practice(site, of));
    if !step.confirm.is_empty() {
        all.insert("description".into(), json!(step.confirm));
    }
    let parameters = requests::of_route(route, site, Some(of));
    let kept = parameters.as_array().into_iter().flatten().filter(|it| it.get("name") != Some(&json!("move")));
    all.insert("parameters".into(), kept.cloned().collect());
    all.insert("requestBody".into(), requests::of_move(site, of, step));
    all.insert("responses".into(), responses::of_route(route, Some(site), Some(of)));
    Json::Object(all)
}

fn start(summary: &str, id: &str, tag: &str) -> Map<String, Json> {
    Map::from_iter([
        ("operationId".to_owned(), json!(id)),
        ("summary".to_owned(), json!(summary)),
        ("tags".to_owned(), json!([tag])),
    ])
}

fn practice<'a>(site: &'a Site, of: &RecordType) -> &'a str {
    site.practice(of.practice).map_or("remit", |it| it.key.as_str())
}

/// The operations that an answer leads to, with the number that it gave.
pub(super) fn links(route: &Route, site: &Site, of: &RecordType) -> Map<String, Json> {
    let number = match route.action {
        Action::Open => "$response.body#/number",
        Action::List => "$response.body#/records/0/number",
        Action::Public(_)
        | Action::Me
        | Action::Types
        | Action::Read
        | Action::Amend
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
        | Action::Attest => return Map::new(),
    };
    let reads = [
        Action::Read,
        Action::Offers,
        Action::Journal,
        Action::Clocks,
        Action::Comments,
        Action::Comment,
        Action::Links,
        Action::Files,
    ];
    let mut names: Vec<String> = reads.into_iter().map(|it| name(it).to_owned()).collect();
    if site.on(of.ix).any(|(_, it)| matches!(it.does, Does::Amend(..))) {
        names.push(name(Action::Amend).to_owned());
    }
    names.extend(of.lifecycle.moves.iter().filter(|it| !it.opens).map(|it| format!("move.{}", it.key)));
    let link = |name: String| {
        let to = json!({ "operationId": format!("{}.{name}", of.key), "parameters": { "number": number } });
        (name, to)
    };
    names.into_iter().map(link).collect()
}

/// The name of an action in operation ids.
fn name(action: Action) -> &'static str {
    match action {
        Action::Public(_) => "openapi",
        Action::Me => "me",
        Action::Types => "types",
        Action::List => "list",
        Action::Open => "open",
        Action::Read => "read",
        Action::Amend => "amend",
        Action::Move => "move",
        Action::Offers => "offers",
        Action::Why => "why",
        Action::Journal => "journal",
        Action::Clocks => "clocks",
        Action::Comments => "comments",
        Action::Comment => "comment",
        Action::Links => "links",
        Action::Link => "link",
        Action::Unlink => "unlink",
        Action::Files => "files",
        Action::Attach => "attach",
        Action::Download => "download",
        Action::Search => "search",
        Action::Export => "export",
        Action::Bulk => "bulk",
        Action::People => "people",
        Action::Teams => "teams",
        Action::Who => "who",
        Action::WhatIf => "what-if",
        Action::Measures => "measures",
        Action::Measure => "measure",
        Action::Duties => "duties",
        Action::Attest => "attest",
    }
}
