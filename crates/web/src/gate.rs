//! The gate before every route that needs a desk: who is it, and does what they send come from a page of ours?

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use engine::{Ground, Halt};

use crate::{app::App, asker::Asker, cookies, guard, posted::Posted, problem::Problem, urls};

/// Lets those in who are signed in, with their desk; sends the others to sign in.
pub(crate) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (asker, request) = match enter(&app, request).await {
        Ok(entered) => entered,
        Err(refused) => return *refused,
    };
    let mut response = next.run(request).await;
    response.extensions_mut().insert(asker);
    response
}

async fn enter(app: &App, request: Request) -> Result<(Asker, Request), Box<Response>> {
    let (parts, body) = request.into_parts();
    let asker = match asker(app, &parts.headers, &parts.uri).await {
        Ok(Some(asker)) => asker,
        Ok(None) => return Err(Box::new(to_sign_in(&parts))),
        Err(halt) => return Err(Box::new(Problem::from(halt).into_response())),
    };
    let refuse = |problem: Problem| {
        let mut response = problem.into_response();
        response.extensions_mut().insert(asker.clone());
        Box::new(response)
    };
    let request = Request::from_parts(parts, body);
    let request = if guard::is_safe(request.method()) { Ok(request) } else { unsealed(app, &asker, request).await };
    let mut request = request.map_err(refuse)?;
    request.extensions_mut().insert(asker.clone());
    Ok((asker, request))
}

/// Who a request comes from.
pub(crate) async fn asker(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Option<Asker>, Halt> {
    let Some(cookie) = cookies::session(&app.settings, headers) else { return Ok(None) };
    let Some(signed) = app.engine.session(&cookie).await? else { return Ok(None) };
    let said = cookies::said(&app.settings, headers);
    match Asker::new(app.clone(), signed, uri.clone(), said).await {
        Ok(asker) => Ok(Some(asker)),
        Err(Halt::Refused(it)) if it.ground == Ground::Unknown => Ok(None),
        Err(halt) => Err(halt),
    }
}

/// Reads what a form sent and checks its token.
async fn unsealed(app: &App, asker: &Asker, request: Request) -> Result<Request, Problem> {
    if !guard::is_ours(&app.settings, request.headers()) {
        return Err(Problem::Forged);
    }
    let (parts, body) = request.into_parts();
    let posted = Posted::read(Request::from_parts(parts.clone(), body)).await?;
    if !guard::same(posted.get("csrf"), &asker.signed.csrf) {
        return Err(Problem::Forged);
    }
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    request.extensions_mut().insert(posted);
    Ok(request)
}

fn to_sign_in(request: &Parts) -> Response {
    let asked = request.uri.path_and_query().map_or("/", |it| it.as_str());
    let referred = request.headers.get(header::REFERER).and_then(|it| it.to_str().ok());
    let came_from =
        referred.and_then(|it| it.parse::<Uri>().ok()).and_then(|it| Some(it.path_and_query()?.as_str().to_owned()));
    let back = if guard::is_safe(&request.method) { asked.to_owned() } else { came_from.unwrap_or_default() };
    let next = if back == "/" { "" } else { back.as_str() };
    (StatusCode::SEE_OTHER, [(header::LOCATION, urls::with_query("/sign-in", &[("next", next)]))]).into_response()
}
