//! Stylesheet, script, icons: each under a name that holds its content's mark, kept by browsers for ever.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    look::assets::{CACHE, MARK, find},
    problem::Problem,
};

/// A file that pages need.
pub(crate) async fn fetch(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = find(&format!("/assets/{name}")).ok_or(Problem::NoPage)?;
    let headers = [(header::CONTENT_TYPE, asset.kind()), (header::CACHE_CONTROL, CACHE)];
    Ok((headers, asset.bytes()).into_response())
}

/// The mark, for browsers that ask at the old place.
pub(crate) async fn mark() -> Redirect {
    Redirect::to(MARK.path())
}

/// Tells programs that collect pages to stay away.
pub(crate) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}
