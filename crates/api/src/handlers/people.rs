//! Looks people and teams up: for those inside only.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use super::{list::ROWS_MOST, search::WORDS_MOST};
use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome};

/// What is looked for, lower case, and how many at most.
fn wanted(it: &Asked) -> Result<(String, usize), Box<Problem>> {
    let limit = it.query.limit(50, ROWS_MOST)?;
    let text = it.query.text("q", WORDS_MOST)?.to_lowercase();
    if it.desk.is_inside() {
        return Ok((text, limit));
    }
    let detail = "People and teams are looked up by those who work in IT. Name yourself as `me`.";
    Err(Problem::new(StatusCode::FORBIDDEN, "inside", detail))
}

/// `GET /api/people`
pub(crate) fn people(it: &Asked) -> Outcome {
    let (text, limit) = wanted(it)?;
    let fits = |of: &[&str]| of.iter().any(|it| it.to_lowercase().contains(&text));
    let active = it.desk.directory().people().filter(|it| it.is_active);
    let found = active.filter(|it| fits(&[&it.key, &it.name, &it.mail])).take(limit);
    let shown = found.map(|it| json!({ "key": it.key, "name": it.name, "mail": it.mail }));
    Ok(Answer::json(json!({ "people": shown.collect::<Json>() })))
}

/// `GET /api/teams`
pub(crate) fn teams(it: &Asked) -> Outcome {
    let (text, limit) = wanted(it)?;
    let teams = it.desk.directory().roster.teams();
    let found = teams.filter(|it| [&it.key, &it.name].iter().any(|it| it.to_lowercase().contains(&text))).take(limit);
    let shown = found.map(|it| json!({ "key": it.key, "name": it.name }));
    Ok(Answer::json(json!({ "teams": shown.collect::<Json>() })))
}
