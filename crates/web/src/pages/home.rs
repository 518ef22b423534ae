//! Home.
use crate::{
    asker::Asker,
    frame,
    look::{home, view::Home},
    problem::Problem,
};
use axum::response::Response;
/// Home.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    frame::page(&asker, "Home", &home::home(&Home::default())).await
}
