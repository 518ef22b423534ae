//! Cookies: the session's and a passing word's. Nothing else is ever set.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{app::WebSettings, urls};

/// The session's cookie; the prefix binds it to this host and to TLS.
fn session_name(settings: &WebSettings) -> &'static str {
    if settings.secure { "__Host-remit" } else { "remit" }
}

fn said_name(settings: &WebSettings) -> &'static str {
    if settings.secure { "__Host-remit-said" } else { "remit-said" }
}

/// The session's secret that a request carries.
pub(crate) fn session(settings: &WebSettings, headers: &HeaderMap) -> Option<String> {
    find(headers, session_name(settings))
}

/// The passing word that a request carries.
pub(crate) fn said(settings: &WebSettings, headers: &HeaderMap) -> Option<String> {
    let text = urls::decode(&find(headers, said_name(settings))?);
    Some(text.chars().filter(|it| !it.is_control()).take(200).collect())
}

/// A header that begins a session in the browser.
pub(crate) fn begin(settings: &WebSettings, secret: &str) -> Option<HeaderValue> {
    value(settings, session_name(settings), secret, None)
}

/// A header that ends it.
pub(crate) fn end(settings: &WebSettings) -> Option<HeaderValue> {
    value(settings, session_name(settings), "", Some(0))
}

/// A header that carries a passing word to the next page.
pub(crate) fn say(settings: &WebSettings, text: &str) -> Option<HeaderValue> {
    value(settings, said_name(settings), &urls::encode(text), Some(30))
}

/// A header that takes the passing word away once it was shown.
pub(crate) fn said_it(settings: &WebSettings) -> Option<HeaderValue> {
    value(settings, said_name(settings), "", Some(0))
}

fn value(settings: &WebSettings, name: &str, value: &str, age: Option<u32>) -> Option<HeaderValue> {
    let secure = if settings.secure { "; Secure" } else { "" };
    let age = age.map(|it| format!("; Max-Age={it}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
    pairs.find_map(|it| it.trim().strip_prefix(name)?.strip_prefix('=').filter(|it| !it.is_empty()).map(str::to_owned))
}
