//! From a request to a response: who asks, what is asked, the handler, and the headers that every answer carries.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawPathParams, Request},
    http::{HeaderName, HeaderValue, Response, header},
};

use crate::{
    asked::Asked,
    body, credentials,
    problem::Problem,
    query::{self, Parameters},
    route::{Outcome, Route, Serve},
    shared::Shared,
};

/// The longest path parameter, in characters.
const PARAMETER_MOST: usize = 120;
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers on every answer: nothing of it is kept, framed, run or guessed at.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::VARY, "Authorization, Cookie"),
];

/// Answers a request.
pub(crate) async fn serve(
    shared: &Arc<Shared>,
    route: &'static Route,
    params: Option<RawPathParams>,
    request: Request,
) -> Response<Body> {
    let id = request_id(shared, &request);
    let outcome = match route.serve {
        Serve::Anyone(serve) => anyone(route, request.uri().query(), || serve(shared)),
        Serve::Desk(serve) => match asked(shared, route, params, request, &id).await {
            Ok(asked) => serve(asked).await,
            Err(problem) => Err(problem),
        },
    };
    let answer = outcome.unwrap_or_else(|problem| problem.answer(&id));
    finish(answer.respond(), &id)
}

/// Answers a request that leads nowhere.
pub(crate) fn refuse(shared: &Shared, request: &Request, problem: &Problem) -> Response<Body> {
    let id = request_id(shared, request);
    finish(problem.answer(&id).respond(), &id)
}

fn anyone(route: &Route, query: Option<&str>, serve: impl FnOnce() -> crate::answer::Answer) -> Outcome {
    query::parse(query, route.query)?;
    Ok(serve())
}

/// Who asks comes first; nothing of what is asked is looked at before.
async fn asked(
    shared: &Arc<Shared>,
    route: &'static Route,
    params: Option<RawPathParams>,
    request: Request,
    id: &str,
) -> Result<Asked, Box<Problem>> {
    let (parts, content) = request.into_parts();
    let signed = credentials::signed_in(shared, &parts).await?;
    let desk = shared.engine.desk_under(signed.person, signed.ceiling.clone()).await?;
    let path = parameters(params)?;
    let query = query::parse(parts.uri.query(), route.query)?;
    let version = query::if_match(&parts.headers)?;
    let key = query::idempotency_key(&parts.headers)?;
    let sent = body::read(route.takes, &parts.headers, content, &query).await?;
    Ok(Asked { shared: Arc::clone(shared), desk, signed, path, query, version, key, sent, request_id: id.to_owned() })
}

fn parameters(params: Option<RawPathParams>) -> Result<Parameters, Box<Problem>> {
    let params = params.ok_or_else(Problem::not_found)?;
    let mut found = Parameters::default();
    for (name, value) in &params {
        if value.chars().any(char::is_control) || value.chars().count() > PARAMETER_MOST {
            return Err(Problem::invalid(name, "is too long or holds characters that can't be shown"));
        }
        found.put(name, value);
    }
    Ok(found)
}

/// The id under which a request is known: the one that it came with, if that is fit for a log, else a fresh one.
fn request_id(shared: &Shared, request: &Request) -> String {
    let given = request.headers().get(&REQUEST_ID).and_then(|it| it.to_str().ok());
    let fits = |it: &&str| {
        (1..=64).contains(&it.len()) && it.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))
    };
    given.filter(fits).map_or_else(|| shared.fresh_id(), str::to_owned)
}

fn finish(mut response: Response<Body>, id: &str) -> Response<Body> {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID.clone(), id);
    }
    response
}
