//! Lists records.

use engine::Query;
use serde_json::json;

use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome, shown};

/// The orders that a list has.
pub(crate) const SORTS: [&str; 8] =
    ["changed", "-changed", "opened", "-opened", "clock", "-clock", "priority", "-priority"];
/// The longest filter in characters.
pub(crate) const FILTER_MOST: usize = 1000;
/// The most rows of a page.
pub(crate) const ROWS_MOST: usize = 200;
/// Counting stops here.
const COUNT_MOST: usize = 1000;

/// What a list is asked for.
pub(crate) fn query(it: &Asked) -> Result<Query, Box<Problem>> {
    let after = it.query.given("after").map(str::to_owned);
    if after.as_deref().is_some_and(|it| !is_place(it)) {
        return Err(Problem::invalid("after", "is no place in this list; begin at the first page"));
    }
    Ok(Query {
        kind: it.path.get("type").to_owned(),
        filter: it.query.text("filter", FILTER_MOST)?.to_owned(),
        sort: it.query.one_of("sort", &SORTS)?.to_owned(),
        after,
        limit: it.query.limit(50, ROWS_MOST)?,
    })
}

fn is_place(text: &str) -> bool {
    let digits = |it: &str| (1..=19).contains(&it.len()) && it.bytes().all(|c| c.is_ascii_digit());
    text.split_once('.').is_some_and(|(value, id)| digits(value.strip_prefix('-').unwrap_or(value)) && digits(id))
}

/// `GET /api/records/{type}`
pub(crate) async fn list(it: Asked) -> Outcome {
    let query = query(&it)?;
    let counts = it.query.yes("count")?;
    let page = it.desk.find(&query).await?;
    let mut body = json!({ "records": shown::several(&it.desk, &page.rows).await?, "next": page.next });
    if counts {
        let total = it.desk.count(&query).await?;
        let total = if total > COUNT_MOST { format!("{COUNT_MOST}+") } else { total.to_string() };
        if let Some(body) = body.as_object_mut() {
            body.insert("total".to_owned(), json!(total));
        }
    }
    Ok(Answer::json(body))
}
