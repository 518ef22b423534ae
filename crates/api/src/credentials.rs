//! Who asks: a bearer token, or the session's cookie. What is changed with a cookie must come from our own pages.

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header, request};
use engine::{SignedIn, hash_of};

use crate::{problem::Problem, shared::Shared};

static CSRF: HeaderName = HeaderName::from_static("x-csrf-token");
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// No secret of ours is longer.
const SECRET_MOST: usize = 200;

/// Who asks.
pub(crate) async fn signed_in(shared: &Shared, parts: &request::Parts) -> Result<SignedIn, Box<Problem>> {
    if parts.headers.contains_key(header::AUTHORIZATION) {
        let token = bearer(&parts.headers).ok_or_else(unknown)?;
        return shared.engine.bearer(token).await?.ok_or_else(unknown);
    }
    let cookie = cookie(&parts.headers, shared.settings.cookie()).ok_or_else(unknown)?;
    let signed = shared.engine.session(cookie).await?.ok_or_else(unknown)?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        from_our_pages(shared, &parts.headers, &signed)?;
    }
    Ok(signed)
}

fn unknown() -> Box<Problem> {
    let detail = "Send a token of yours as `Authorization: Bearer ...`, or sign in.";
    Problem::new(StatusCode::UNAUTHORIZED, "unknown", detail)
}

/// The one value of a header; `None` where it comes twice or is no text.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next().filter(|_| all.next().is_none());
    first.and_then(|it| it.to_str().ok())
}

fn is_secret(text: &str) -> bool {
    (1..=SECRET_MOST).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = only(headers, &header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|it| is_secret(it))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut named =
        lines.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('=')).filter(|it| it.0 == name);
    // Two cookies of one name: somebody has planted one.
    named.next().filter(|_| named.next().is_none()).map(|it| it.1).filter(|it| is_secret(it))
}

/// Whether a request with a cookie was made by our own pages: the browser says so, and the page knew the token.
fn from_our_pages(shared: &Shared, headers: &HeaderMap, signed: &SignedIn) -> Result<(), Box<Problem>> {
    let origin = only(headers, &header::ORIGIN);
    let is_ours = origin.is_some_and(|it| it == shared.settings.origin);
    let is_same_site = match only(headers, &FETCH_SITE) {
        Some(site) => site == "same-origin" && (origin.is_none() || is_ours),
        None => is_ours && !headers.contains_key(&FETCH_SITE),
    };
    let token = only(headers, &CSRF).unwrap_or_default();
    // Hashes are compared, so that how long it takes says nothing about the token.
    let knows = !signed.csrf.is_empty() && hash_of(token) == hash_of(&signed.csrf);
    if is_same_site && knows {
        return Ok(());
    }
    let detail = "This did not come from a page of ours. Reload the page and try again; programs use a token instead of a cookie.";
    Err(Problem::new(StatusCode::FORBIDDEN, "cross-site", detail))
}
