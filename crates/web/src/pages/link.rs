//! Signing in by a link that works once. Opening it only shows a button, since programs open links too.

use axum::{
    extract::{Path, Request, State},
    response::{Html, Response},
};
use maud::html;

use super::sign_in;
use crate::{
    app::App,
    look::{shell, view::Bare},
    problem::Problem,
};

/// The button.
pub(crate) async fn show(State(app): State<App>, Path(secret): Path<String>) -> Html<String> {
    let organisation = app.engine.organisation();
    let action = format!("/sign-in/link/{}", crate::urls::encode(&secret));
    let content = html! {
        main #main {
            div.sheet {
                h1 { "Sign in to " (organisation) }
                p.lead { "This link works once. Press the button to use it on this device." }
                form.form method="post" action=(action) { button.btn.pri autofocus { "Sign in" } }
            }
            p.muted { "You did not ask for it? Close this page; nothing happens." }
        }
    };
    let bare = Bare { title: "Sign in".to_owned(), organisation, ..Bare::default() };
    Html(shell::bare(&bare, &content).into_string())
}

/// Spends the link.
pub(crate) async fn spend(
    State(app): State<App>,
    Path(secret): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    sign_in::not_too_often(&app, sign_in::peer(&request), None)?;
    let agent = sign_in::agent(&request);
    sign_in::public_form(&app, request).await?;
    let ticket = app.engine.spend_link(&secret, &agent).await?;
    Ok(sign_in::begun(&app, &ticket, "/"))
}
