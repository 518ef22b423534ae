//! Changes fields of a record.

use model::Does;

use super::act;
use crate::{answer::Answer, asked::Asked, fields::Guard, problem::Problem, route::Outcome, shown};

/// `PATCH /api/records/{type}/{number}`
pub(crate) async fn amend(mut it: Asked) -> Outcome {
    let members = it.members();
    let (of, seen) = it.record().await?;
    if !it.desk.site().on(of.ix).any(|(_, it)| matches!(it.does, Does::Amend(..))) {
        return Err(Problem::method("GET, HEAD"));
    }
    let guard = Guard { version: it.version, key: it.key.clone() };
    let done = act::amend(act::On { desk: &it.desk, of, number: seen.number() }, members, guard).await?;
    Ok(Answer::json(shown::one(&it.desk, &done.seen).await?).version(done.seen.version()))
}
