//! Keeping what somebody begins to write, per person and record, so that nothing typed is ever lost.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{asker::Asker, posted::Posted, problem::Problem, urls};

/// The place under which a draft on a record is kept.
pub(crate) fn place(number: &str) -> String {
    format!("comment:{}", number.to_uppercase())
}

/// Keeps a draft. Script asks for nothing back; a form without script goes back to the record.
pub(crate) async fn keep(asker: Asker, headers: HeaderMap, posted: Posted) -> Result<Response, Problem> {
    let number = posted.get("on");
    if !super::record::is_number(number) {
        return Err(Problem::NoPage);
    }
    asker.desk.read(number).await?;
    asker.desk.keep_draft(&place(number), posted.get("body")).await?;
    let by_script = headers.get("sec-fetch-dest").is_some_and(|it| it == "empty");
    if by_script {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, urls::record(number))]).into_response())
}
