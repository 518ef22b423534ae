//! Around every answer: the headers that keep browsers strict, and a page in words for whatever went wrong.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    asker::Asker,
    cookies,
    pages::wrong,
    problem::{Carried, Problem},
};

/// The content policy of every answer.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data:";

/// Dresses every answer.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.headers().get("x-request-id").and_then(|it| it.to_str().ok()).unwrap_or("none").to_owned();
    let path = request.uri().path().to_owned();
    let is_head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    if !is_head && is_bare(&response) {
        response = drawn(&app, response, &path, &id).await;
    }
    harden(&app, &path, &mut response);
    response
}

/// Whether an answer says only that something went wrong.
fn is_bare(response: &Response) -> bool {
    let wrong = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    wrong
        && (response.extensions().get::<Carried>().is_some()
            || !kind.starts_with("text/html") && !kind.starts_with("application/json"))
}

async fn drawn(app: &App, response: Response, path: &str, id: &str) -> Response {
    let (mut parts, _body) = response.into_parts();
    let carried = parts.extensions.remove::<Carried>();
    let asker = parts.extensions.get::<Asker>().cloned();
    if let Some(Problem::Halt(engine::Halt::Failed(fault))) = carried.as_ref().map(|it| &*it.0) {
        tracing::error!(request = id, path = crate::loggable(path), fault = ?fault, "a page failed");
    }
    let markup = wrong::page(
        app,
        asker.as_ref(),
        wrong::What { problem: carried.as_ref().map(|it| &*it.0), status: parts.status, path, id },
    )
    .await;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if parts.status == StatusCode::TOO_MANY_REQUESTS {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    Response::from_parts(parts, markup.into_string().into())
}

fn harden(app: &App, path: &str, response: &mut Response) {
    let showed =
        response.extensions().get::<Asker>().is_some_and(|it| it.said.is_some()) && !response.status().is_redirection();
    let headers = response.headers_mut();
    put(headers, "content-security-policy", POLICY);
    put(headers, "x-content-type-options", "nosniff");
    put(headers, "referrer-policy", "same-origin");
    put(
        headers,
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    );
    put(headers, "cross-origin-opener-policy", "same-origin");
    put(headers, "cross-origin-resource-policy", "same-origin");
    put(headers, "x-frame-options", "DENY");
    if !path.starts_with("/assets/") || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if app.settings.secure {
        put(headers, "strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if let Some(cookie) = cookies::said_it(&app.settings).filter(|_| showed) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Sets a header unless the handler has set a stricter one of its own.
fn put(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
}
