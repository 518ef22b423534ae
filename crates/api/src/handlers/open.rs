//! Opens a record.

use axum::http::{StatusCode, header};

use super::act;
use crate::{
    Action, answer::Answer, asked::Asked, fields::Guard, openapi::is_done, problem::Problem, route::Outcome, shown,
};

/// `POST /api/records/{type}`
pub(crate) async fn open(mut it: Asked) -> Outcome {
    let members = it.members();
    let of = it.kind()?;
    if !is_done(Action::Open, it.desk.site(), of) {
        return Err(Problem::method("GET, HEAD"));
    }
    let guard = Guard { version: None, key: it.key.clone() };
    let done = act::open(&it.desk, of, members, guard).await?;
    let place = format!("/api/records/{}/{}", of.key, done.seen.number());
    let answer = Answer::json(shown::one(&it.desk, &done.seen).await?);
    Ok(answer.status(StatusCode::CREATED).with(header::LOCATION, place).version(done.seen.version()))
}
