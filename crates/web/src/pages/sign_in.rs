//! Signing in by name and password, and signing out.

use std::net::SocketAddr;

use axum::{
    Extension,
    extract::{ConnectInfo, Query, Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse as _, Response},
};
use base::{PersonId, Span};
use engine::{Halt, Ticket};
use serde::Deserialize;

use crate::{
    app::App,
    asker::Asker,
    cookies, gate, guard,
    look::{
        entry, shell,
        view::{Bare, SignIn},
    },
    onward::onward,
    posted::Posted,
    problem::{Problem, status_of},
    taps, urls,
};

/// Where to go on to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
}

/// The sign-in page.
pub(crate) async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if app.engine.is_empty().await? {
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/first")]).into_response());
    }
    if gate::asker(&app, &headers, &uri).await?.is_some() {
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, onward(&asked.next))]).into_response());
    }
    Ok(drawn(&app, &onward(&asked.next), None).await?.into_response())
}

async fn drawn(app: &App, next: &str, wrong: Option<(&str, String)>) -> Result<Html<String>, Problem> {
    let page = SignIn {
        error: wrong.as_ref().map(|(_, message)| message.clone()),
        next: next.to_owned(),
        name: wrong.map(|(name, _)| name.to_owned()).unwrap_or_default(),
        hint: Some("Can’t get in? The service desk can send you a sign-in link.".to_owned()),
        ..SignIn::default()
    };
    let mut content = entry::sign_in(&page);
    if app.settings.is_demo {
        content = super::demo::with_sign_ins(app, &content, next).await?;
    }
    let bare = Bare { title: "Sign in".to_owned(), organisation: app.engine.organisation(), ..Bare::default() };
    Ok(Html(shell::bare(&bare, &content).into_string()))
}

/// A form from before anybody is signed in: it must come from a page of ours.
pub(crate) async fn public_form(app: &App, request: Request) -> Result<Posted, Problem> {
    if !guard::is_ours(&app.settings, request.headers()) {
        return Err(Problem::Forged);
    }
    Posted::read(request).await
}

/// Where a request comes from, where that is known.
pub(crate) fn peer(request: &Request) -> Option<String> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_string())
}

/// Refuses those who try too often, per name and per peer.
pub(crate) fn not_too_often(app: &App, peer: Option<String>, name: Option<&str>) -> Result<(), Problem> {
    let name = name.map(|it| (format!("name:{}", it.trim().to_lowercase()), taps::NAME));
    let peer = peer.map(|it| (format!("peer:{it}"), taps::PEER));
    let keys: Vec<(String, i64)> = name.into_iter().chain(peer).collect();
    if app.taps.take(&keys, app.engine.now()) { Ok(()) } else { Err(Problem::TooOften) }
}

/// Signs in.
pub(crate) async fn enter(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (peer, agent) = (peer(&request), agent(&request));
    let posted = public_form(&app, request).await?;
    let (name, next) = (posted.get("name"), onward(posted.get("next")));
    not_too_often(&app, peer, Some(name))?;
    match app.engine.sign_in(name, posted.get("password"), &agent).await {
        Ok(ticket) => Ok(begun(&app, &ticket, &next)),
        Err(Halt::Refused(it)) => {
            let page = drawn(&app, &next, Some((name, it.message.clone()))).await?;
            Ok((status_of(it.ground), page).into_response())
        }
        Err(halt) => Err(halt.into()),
    }
}

/// What a browser says it is.
pub(crate) fn agent(request: &Request) -> String {
    let said = request.headers().get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    said.unwrap_or("unknown browser").to_owned()
}

/// A session begun: always a fresh one, whatever the request carried.
pub(crate) fn begun(app: &App, ticket: &Ticket, next: &str) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, next.to_owned())]).into_response();
    if let Some(cookie) = cookies::begin(&app.settings, ticket.cookie.reveal()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Signs in as somebody, in the demo only.
pub(crate) async fn enter_as(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    if !app.settings.is_demo {
        return Err(Problem::NoPage);
    }
    let agent = agent(&request);
    let posted = public_form(&app, request).await?;
    let directory = app.engine.directory().await?;
    let named = posted.get("person").parse().ok().map(PersonId::new);
    let person = named.filter(|it| directory.roster.is_active(*it)).ok_or(Problem::NoPage)?;
    let link = app.engine.make_link(person, Span::from_secs(60)).await?;
    let ticket = app.engine.spend_link(link.reveal(), &agent).await?;
    Ok(begun(&app, &ticket, &onward(posted.get("next"))))
}

/// Signs out: the session really ends.
pub(crate) async fn leave(State(app): State<App>, Extension(asker): Extension<Asker>) -> Result<Response, Problem> {
    app.engine.sign_out(&asker.signed).await?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, urls::with_query("/sign-in", &[]))]).into_response();
    if let Some(cookie) = cookies::end(&app.settings) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
