//! Many acts in one request. Each stands on its own: it succeeds or is refused without touching the others.

use axum::http::StatusCode;
use engine::{Desk, Seen};
use serde_json::{Map, Value as Json, json};

use super::act;
use crate::{
    answer::Answer,
    asked::Asked,
    fields::Guard,
    given::{TEXT_MOST, WHOLE_MOST},
    members::Members,
    problem::Problem,
    route::Outcome,
};

/// The most acts of one request.
pub(crate) const OPERATIONS_MOST: usize = 500;

/// `POST /api/bulk`
pub(crate) async fn bulk(mut it: Asked) -> Outcome {
    let mut members = it.members();
    let operations = members.list("operations");
    members.finish()?;
    if operations.is_empty() || operations.len() > OPERATIONS_MOST {
        return Err(Problem::invalid("operations", format!("is a list of 1 to {OPERATIONS_MOST} acts")));
    }
    // What has no known form at all is refused as a whole, before anything is done.
    let operations: Vec<Map<String, Json>> = operations.into_iter().map(formed).collect::<Result<_, _>>()?;
    let mut results = Vec::with_capacity(operations.len());
    for (index, operation) in operations.into_iter().enumerate() {
        let key = it.key.as_ref().map(|key| format!("{key}:{index}"));
        results.push(match one(&it.desk, operation, key).await {
            Ok((status, seen)) => {
                json!({ "status": status.as_u16(), "number": seen.number(), "version": seen.version() })
            }
            Err(problem) => {
                if let Some(fault) = &problem.fault {
                    tracing::error!(request_id = it.request_id, index, %fault, "an act of a bulk request failed");
                }
                json!({ "status": problem.status.as_u16(), "problem": problem.document(&it.request_id) })
            }
        });
    }
    Ok(Answer::json(json!({ "results": results })))
}

/// The members that each act must have and may have.
fn members_of(verb: &str) -> Option<[&'static [&'static str]; 2]> {
    Some(match verb {
        "open" => [&["do", "type"], &["move", "values", "comment", "inside"]],
        "amend" => [&["do", "number", "values"], &["version", "comment", "inside"]],
        "move" => [&["do", "number", "move"], &["version", "values", "comment", "inside"]],
        "comment" => [&["do", "number", "comment"], &["inside"]],
        _unknown => return None,
    })
}

fn formed(operation: Json) -> Result<Map<String, Json>, Box<Problem>> {
    let bad = || {
        Problem::invalid(
            "operations",
            "holds something that is no act: each has `do`, one of open, amend, move, comment",
        )
    };
    let Json::Object(operation) = operation else { return Err(bad()) };
    let [needed, other] = operation.get("do").and_then(Json::as_str).and_then(members_of).ok_or_else(bad)?;
    if let Some(name) = needed.iter().find(|it| !operation.contains_key(**it)) {
        return Err(Problem::invalid(name, "is needed"));
    }
    for (name, value) in &operation {
        if !needed.iter().chain(other).any(|it| it == name) {
            let known: Vec<&str> = needed.iter().chain(other).copied().collect();
            let name: String = name.chars().take(60).collect();
            return Err(Problem::invalid(&name, format!("is not known here; there are: {}", known.join(", "))));
        }
        is_formed(name, value).map_err(|message| Problem::invalid(name, message))?;
    }
    Ok(operation)
}

/// Whether a member has the form that its name asks for.
fn is_formed(name: &str, value: &Json) -> Result<(), &'static str> {
    let word = |most: usize| value.as_str().is_some_and(|it| (1..=most).contains(&it.chars().count()));
    let (fits, wanted) = match name {
        "values" => (value.is_object(), "is an object"),
        "inside" => (value.is_boolean(), "is true or false"),
        "version" => (value.as_i64().is_some_and(|it| (0..=WHOLE_MOST).contains(&it)), "is a whole number from 0"),
        "comment" => (value.as_str().is_some_and(|it| it.chars().count() <= TEXT_MOST), "is a text"),
        _word => {
            (word(120) && value.as_str().is_some_and(|it| !it.chars().any(char::is_control)), "is a text on one line")
        }
    };
    if fits { Ok(()) } else { Err(wanted) }
}

async fn one(
    desk: &Desk,
    operation: Map<String, Json>,
    key: Option<String>,
) -> Result<(StatusCode, Seen), Box<Problem>> {
    let mut members = Members::new(operation);
    let verb = members.needed("do", 20);
    if verb == "open" {
        let kind = members.needed("type", 120);
        let of = desk.kind(&kind)?;
        let done = act::open(desk, of, members, Guard { version: None, key }).await?;
        return Ok((StatusCode::CREATED, done.seen));
    }
    let number = members.needed("number", 120);
    if verb == "comment" {
        let seen = desk.read(&number).await?;
        return Ok((StatusCode::CREATED, act::comment(desk, seen.number(), members, key).await?));
    }
    let version = members.count("version");
    let step = if verb == "move" { members.needed("move", 120) } else { String::new() };
    let seen = desk.read(&number).await?;
    let of = desk.site().of(seen.record().of).ok_or_else(Problem::not_found)?;
    let guard = Guard { version, key };
    let on = act::On { desk, of, number: seen.number() };
    let done = match verb.as_str() {
        "move" => act::step(on, &step, members, guard).await?,
        _amend => act::amend(on, members, guard).await?,
    };
    Ok((StatusCode::OK, done.seen))
}
