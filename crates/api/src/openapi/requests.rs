//! What is sent: parameters and bodies.

use model::{Does, Move, RecordType, Site, Slot};
use serde_json::{Map, Value as Json, json};

use super::kinds::{self, LINE, LINES};
use crate::{
    Route, Verb,
    given::TEXT_MOST,
    handlers::{
        bulk::OPERATIONS_MOST,
        links::KIND_MOST,
        list::{FILTER_MOST, ROWS_MOST, SORTS},
        measures::{FORMATS, STEPS},
        search::WORDS_MOST,
    },
};

/// Parameters that several operations share.
pub(super) fn parameters() -> Json {
    json!({
        "if-match": {
            "name": "If-Match", "in": "header", "schema": { "type": "string", "pattern": "^(\"v[0-9]{1,18}\"|\\*)$" },
            "description": "The `ETag` that you read: the request is refused where the record has changed since.",
        },
        "idempotency-key": {
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$" },
            "description": "Of your choice: the same request under the same key is carried out once.",
        },
        "filter": {
            "name": "filter", "in": "query", "schema": { "type": "string", "maxLength": FILTER_MOST, "pattern": LINE },
            "description": "Terms parted by spaces, all of which hold: `status:open team:service-desk priority<=2 assignee:me role:accountable -impact:low words`.",
        },
        "sort": { "name": "sort", "in": "query", "schema": { "enum": SORTS }, "description": "With `-` the largest first." },
        "after": {
            "name": "after", "in": "query", "schema": { "type": "string", "pattern": r"^-?[0-9]{1,19}\.[0-9]{1,19}$" },
            "description": "`next` of the page before.",
        },
        "limit": { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": ROWS_MOST } },
        "count": { "name": "count", "in": "query", "schema": { "type": "boolean" }, "description": "Whether to count; counting stops after a thousand." },
        "kind": { "name": "kind", "in": "query", "schema": { "type": "string", "maxLength": KIND_MOST, "pattern": LINE } },
        "filename": { "name": "filename", "in": "query", "schema": { "type": "string", "maxLength": 120, "pattern": LINE } },
        "inside": { "name": "inside", "in": "query", "schema": { "type": "boolean" } },
        "service": { "name": "service", "in": "query", "schema": { "type": "string", "maxLength": WORDS_MOST, "pattern": LINE }, "description": "Key, number or name." },
        "team": { "name": "team", "in": "query", "schema": { "type": "string", "maxLength": WORDS_MOST, "pattern": LINE }, "description": "Key or name." },
        "named": { "name": "named", "in": "query", "required": true, "schema": { "type": "string", "minLength": 1, "maxLength": WORDS_MOST, "pattern": LINE }, "description": "Who, or which: key, number or name." },
        "to": { "name": "to", "in": "query", "schema": { "type": "string", "maxLength": WORDS_MOST, "pattern": LINE }, "description": "Under what a service moves." },
        "what": { "name": "what", "in": "query", "required": true, "schema": { "enum": crate::handlers::who::SUPPOSED } },
        "at": { "name": "at", "in": "query", "schema": { "type": "string", "maxLength": 40, "pattern": LINE }, "description": "`2026-12-24T03:00` where the organisation is, a day, or an instant with its zone." },
        "step": { "name": "step", "in": "query", "schema": { "enum": STEPS }, "description": "How long each period is." },
        "format": { "name": "format", "in": "query", "schema": { "enum": FORMATS } },
        "by": { "name": "by", "in": "query", "schema": { "type": "string", "maxLength": 100, "pattern": LINE }, "description": "By what it is told apart: one of the measure's `by`." },
        "person": { "name": "person", "in": "query", "schema": { "type": "string", "maxLength": 100, "pattern": LINE }, "description": "The key of a person: yourself, or somebody in a team that you answer for." },
        "whose": {
            "name": "whose", "in": "query", "schema": { "enum": ["mine", "answer"] },
            "description": "Your own, or those of others for which you answer.",
        },
        "from": { "name": "from", "in": "query", "schema": { "type": "string", "format": "date" }, "description": "Due on this day or later." },
        "until": { "name": "until", "in": "query", "schema": { "type": "string", "format": "date" }, "description": "Due on this day or earlier." },
        "role": { "name": "role", "in": "query", "schema": { "type": "string", "maxLength": 120, "pattern": LINE }, "description": "The key of a role." },
        "q": { "name": "q", "in": "query", "schema": { "type": "string", "maxLength": WORDS_MOST, "pattern": LINE } },
    })
}

/// The parameters of an operation: those in its path, its query, and the headers that its method knows.
pub(super) fn of_route(route: &Route, site: &Site, of: Option<&RecordType>) -> Json {
    let mut all = Vec::new();
    for name in route.path.split('{').skip(1).filter_map(|it| it.split('}').next()) {
        all.extend(
            in_path(name, site, of)
                .map(|schema| json!({ "name": name, "in": "path", "required": true, "schema": schema })),
        );
    }
    for name in route.query {
        let is_needed = *name == "q" && ["/api/search", "/api/who"].contains(&route.path);
        all.push(if is_needed { needed_words() } else { json!({ "$ref": format!("#/components/parameters/{name}") }) });
    }
    let takes_version = matches!(route.action, crate::Action::Amend | crate::Action::Move);
    if takes_version {
        all.push(json!({ "$ref": "#/components/parameters/if-match" }));
    }
    if matches!(route.method, Verb::Post | Verb::Patch) {
        all.push(json!({ "$ref": "#/components/parameters/idempotency-key" }));
    }
    Json::Array(all)
}

fn needed_words() -> Json {
    let schema = json!({ "type": "string", "minLength": 1, "maxLength": WORDS_MOST, "pattern": LINE });
    json!({ "name": "q", "in": "query", "required": true, "schema": schema })
}

fn in_path(name: &str, site: &Site, of: Option<&RecordType>) -> Option<Json> {
    let of_number = |of: &RecordType| json!({ "type": "string", "pattern": format!("^{}-[0-9]{{1,18}}$", of.prefix) });
    match name {
        "number" => of.map(of_number),
        "other" => Some(json!({ "type": "string", "pattern": "^[A-Z]{2,6}-[0-9]{1,18}$" })),
        "id" => Some(json!({ "type": "string", "pattern": "^[1-9][0-9]{0,17}$" })),
        "move" => of.map(|of| json!({ "enum": acts(site, of) })),
        "practice" | "measure" => Some(json!({ "type": "string", "pattern": "^[a-z0-9-]{1,80}$" })),
        _declared => None,
    }
}

/// What can be asked about: every activity on a type, by its verb.
fn acts(site: &Site, of: &RecordType) -> Vec<String> {
    let moves = of.lifecycle.moves.iter().filter(|it| !it.opens).map(|it| it.key.clone());
    let verbs = site
        .on(of.ix)
        .filter_map(|(_, it)| it.key.split_once(':'))
        .filter(|it| it.0 == of.key)
        .map(|it| it.1.to_owned());
    let mut all: Vec<String> = moves.chain(verbs).collect();
    all.sort();
    all.dedup();
    all
}

/// A body of JSON.
pub(super) fn body(schema: &Json, is_required: bool) -> Json {
    json!({ "required": is_required, "content": { "application/json": { "schema": schema } } })
}

fn with_words(mut properties: Map<String, Json>, required: &[&str]) -> Json {
    properties.insert("comment".into(), json!({ "type": "string", "maxLength": TEXT_MOST, "pattern": LINES }));
    properties.insert(
        "inside".into(),
        json!({ "type": "boolean", "description": "Whether the comment is for those inside IT only." }),
    );
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn values(site: &Site, of: &RecordType, asks: &[(Slot, bool)], opens: bool) -> (Json, bool) {
    let mut properties = Map::new();
    let mut needed = Vec::new();
    for (slot, must) in asks {
        // What a record holds already need not be sent again, so only an opening can demand it.
        if let Some((key, schema)) = kinds::sent(site, of, *slot, *must && opens) {
            needed.extend(must.then(|| key.clone()));
            properties.insert(key, schema);
        }
    }
    let is_needed = opens && !needed.is_empty();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(if opens { "required" } else { "x-remit-needed" }.to_owned(), json!(needed));
    }
    (schema, is_needed)
}

/// The body of an opening: one form for each move that opens.
pub(super) fn opening(site: &Site, of: &RecordType) -> Json {
    let forms: Vec<Json> = of
        .lifecycle
        .moves
        .iter()
        .filter(|it| it.opens)
        .map(|step| {
            let (values, is_needed) = values(site, of, &step.asks, true);
            let properties =
                Map::from_iter([("move".to_owned(), json!({ "const": step.key })), ("values".to_owned(), values)]);
            with_words(properties, if is_needed { &["move", "values"] } else { &["move"] })
        })
        .collect();
    body(
        &match <[Json; 1]>::try_from(forms) {
            Ok([one]) => one,
            Err(forms) => json!({ "oneOf": forms }),
        },
        true,
    )
}

/// The body of a move.
pub(super) fn of_move(site: &Site, of: &RecordType, step: &Move) -> Json {
    let (values, _) = values(site, of, &step.asks, false);
    body(&with_words(Map::from_iter([("values".to_owned(), values)]), &[]), false)
}

/// The body of an amendment: every field that some activity opens.
pub(super) fn amendment(site: &Site, of: &RecordType) -> Json {
    let mut slots: Vec<Slot> = site
        .on(of.ix)
        .filter_map(|(_, it)| if let Does::Amend(_, slots) = &it.does { Some(slots.iter().copied()) } else { None })
        .flatten()
        .collect();
    slots.sort_unstable();
    slots.dedup();
    let asks: Vec<(Slot, bool)> = slots.into_iter().map(|it| (it, false)).collect();
    let (mut values, _) = values(site, of, &asks, false);
    if let Some(values) = values.as_object_mut() {
        values.shift_remove("x-remit-needed");
    }
    body(&with_words(Map::from_iter([("values".to_owned(), values)]), &["values"]), true)
}

/// The body of a comment.
pub(super) fn comment() -> Json {
    let mut answer = Map::new();
    answer.insert("answers".to_owned(), json!({ "type": "string", "minLength": 1, "maxLength": 120, "pattern": LINE }));
    answer.insert("opinion".to_owned(), json!({ "enum": ["for", "against", "neither"] }));
    answer.insert("shown".to_owned(), json!({ "type": "string", "minLength": 1, "maxLength": 120, "pattern": LINE }));
    body(&with_words(answer, &["comment"]), true)
}

/// The body of a link.
pub(super) fn link() -> Json {
    let properties = json!({
        "to": { "type": "string", "pattern": "^[A-Z]{2,6}-[0-9]{1,18}$" },
        "kind": { "type": "string", "minLength": 1, "maxLength": KIND_MOST, "pattern": LINE },
    });
    body(
        &json!({ "type": "object", "properties": properties, "required": ["to"], "additionalProperties": false }),
        true,
    )
}

/// The body of an attestation.
pub(super) fn attestation() -> Json {
    let properties = json!({
        "duty": { "type": "string", "minLength": 1, "maxLength": 300, "pattern": LINE },
        "note": { "type": "string", "minLength": 1, "maxLength": 2000, "pattern": LINES },
        "record": { "type": "string", "pattern": "^[A-Z]{2,6}-[0-9]{1,18}$" },
        "file": { "type": "string", "pattern": "^[1-9][0-9]{0,17}$" },
    });
    body(
        &json!({ "type": "object", "properties": properties, "required": ["duty", "note"], "additionalProperties": false }),
        true,
    )
}

/// The body of an upload.
pub(super) fn upload() -> Json {
    let form = json!({
        "type": "object",
        "properties": { "file": { "type": "string", "format": "binary" }, "inside": { "enum": ["true", "false"] } },
        "required": ["file"],
        "additionalProperties": false,
    });
    json!({ "required": true, "content": {
        "multipart/form-data": { "schema": form },
        "application/octet-stream": { "schema": { "type": "string", "format": "binary" } },
    } })
}

/// The body of a bulk request.
pub(super) fn bulk() -> Json {
    let word = || json!({ "type": "string", "minLength": 1, "maxLength": 120, "pattern": LINE });
    let form = |verb: &str, names: &[&str], required: &[&str]| {
        let mut properties = Map::from_iter([("do".to_owned(), json!({ "const": verb }))]);
        for name in names {
            let schema = match *name {
                "values" => json!({ "type": "object" }),
                "version" => json!({ "type": "integer", "minimum": 0, "maximum": crate::given::WHOLE_MOST }),
                _word => word(),
            };
            properties.insert((*name).to_owned(), schema);
        }
        with_words(properties, required)
    };
    let forms = json!([
        form("open", &["type", "move", "values"], &["do", "type"]),
        form("amend", &["number", "version", "values"], &["do", "number", "values"]),
        form("move", &["number", "move", "version", "values"], &["do", "number", "move"]),
        form("comment", &["number"], &["do", "number", "comment"]),
    ]);
    let operations =
        json!({ "type": "array", "minItems": 1, "maxItems": OPERATIONS_MOST, "items": { "oneOf": forms } });
    body(
        &json!({ "type": "object", "properties": { "operations": operations }, "required": ["operations"], "additionalProperties": false }),
        true,
    )
}
