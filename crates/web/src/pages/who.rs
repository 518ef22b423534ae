//! Who does what: the matrix of one practice, read only, as of now or of any day.

mod matrix;
mod parts;
pub(crate) mod say;

use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect, Response},
};
use base::Instant;
use governance::Finding;
use model::Practice;
use serde::Deserialize;

use crate::{asker::Asker, frame, look::matrix as drawn, problem::Problem};

/// As of when, and which part of a large practice.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    at: String,
    #[serde(default)]
    part: usize,
}

/// The practices that have activities, in declared order.
pub(crate) fn practices(asker: &Asker) -> impl Iterator<Item = &Practice> {
    let site = asker.desk.site();
    site.practices.iter().filter(|it| site.activities.iter().any(|row| row.practice == it.ix))
}

/// Who does what belongs to those inside IT.
pub(crate) fn inside_only(asker: &Asker) -> Result<(), Problem> {
    if asker.desk.is_inside() { Ok(()) } else { Err(Problem::NoPage) }
}

/// On to the practice that the reader has most to do with.
pub(crate) async fn first(asker: Asker) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let site = asker.desk.site();
    let own = asker.desk.authority().grants().iter().find(|it| it.letter.may_do() && it.inside);
    let own = own.and_then(|it| site.practice(site.activity(it.activity)?.practice));
    let to = own.or_else(|| practices(&asker).next()).ok_or(Problem::NoPage)?;
    Ok(Redirect::to(&format!("/who/{}", to.key)).into_response())
}

/// The matrix of a practice.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let practice = practices(&asker).find(|it| it.key == key).ok_or(Problem::NoPage)?;
    let at = instant(&asker, &asked.at);
    let found = found(&asker, at, &asked.at).await?;
    let kept = asker.desk.finding_records(&found.iter().collect::<Vec<_>>()).await?;
    let look = parts::Look { at, asked: &asked.at, part: asked.part };
    let page = matrix::matrix(&asker, practice, look, (&found, &kept));
    frame::page(&asker, &format!("Who does what: {}", practice.title), &drawn::matrix(&page)).await
}

/// What is missing or wrong at an instant: as it is kept, where it is now.
async fn found(asker: &Asker, at: Instant, asked: &str) -> Result<Vec<Finding>, Problem> {
    if asked.is_empty() {
        return Ok(asker.desk.findings().await?.into_iter().map(|it| it.finding).collect());
    }
    Ok(governance::findings(&asker.desk.directory().roster, asker.desk.site(), at))
}

/// A day (its noon) or an instant; now where none is given or it is none.
fn instant(asker: &Asker, text: &str) -> Instant {
    let day = text.parse::<jiff::civil::Date>().ok();
    let noon =
        day.and_then(|it| it.at(12, 0, 0, 0).to_zoned(asker.times.zoned(asker.times.now()).time_zone().clone()).ok());
    noon.map(|it| Instant::from(it.timestamp())).or_else(|| text.parse().ok()).unwrap_or_else(|| asker.times.now())
}
