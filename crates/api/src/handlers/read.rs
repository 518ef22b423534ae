//! Reads a record.

use crate::{answer::Answer, asked::Asked, route::Outcome, shown};

/// `GET /api/records/{type}/{number}`
pub(crate) async fn read(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    Ok(Answer::json(shown::one(&it.desk, &seen).await?).version(seen.version()))
}
