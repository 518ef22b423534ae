//! Makes a move.

use super::act;
use crate::{answer::Answer, asked::Asked, fields::Guard, route::Outcome, shown};

/// `POST /api/records/{type}/{number}/moves/{move}`
pub(crate) async fn step(mut it: Asked) -> Outcome {
    let members = it.members();
    let (of, seen) = it.record().await?;
    let guard = Guard { version: it.version, key: it.key.clone() };
    let done =
        act::step(act::On { desk: &it.desk, of, number: seen.number() }, it.path.get("move"), members, guard).await?;
    Ok(Answer::json(shown::one(&it.desk, &done.seen).await?).version(done.seen.version()))
}
