//! Finds records of all kinds by words.

use serde_json::json;

use super::list::ROWS_MOST;
use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome, shown};

/// The longest text to search for, in characters.
pub(crate) const WORDS_MOST: usize = 200;

/// `GET /api/search`
pub(crate) async fn search(it: Asked) -> Outcome {
    let limit = it.query.limit(20, ROWS_MOST)?;
    let text = it.query.text("q", WORDS_MOST)?;
    if text.is_empty() {
        return Err(Problem::invalid("q", "is needed: the words to look for"));
    }
    let found = it.desk.search(text, limit).await?;
    Ok(Answer::json(json!({ "records": shown::several(&it.desk, &found).await? })))
}
