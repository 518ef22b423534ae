//! Changes fields of a record.

use super::act;
use crate::{
    Action, answer::Answer, asked::Asked, fields::Guard, openapi::is_done, problem::Problem, route::Outcome, shown,
};

/// `PATCH /api/records/{type}/{number}`
pub(crate) async fn amend(mut it: Asked) -> Outcome {
    let members = it.members();
    let (of, seen) = it.record().await?;
    if !is_done(Action::Amend, it.desk.site(), of) {
        return Err(Problem::method("GET, HEAD"));
    }
    let guard = Guard { version: it.version, key: it.key.clone() };
    let done = act::amend(act::On { desk: &it.desk, of, number: seen.number() }, members, guard).await?;
    Ok(Answer::json(shown::one(&it.desk, &done.seen).await?).version(done.seen.version()))
}
