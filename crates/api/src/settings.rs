//! What the API is told from outside.

/// What the API is told from outside.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// Where people reach this installation: scheme, host and port without a path (`https://remit.example.org`).
    /// Requests that change something with a cookie must come from there.
    pub origin: String,
    /// Whether it is reached by TLS. Without it the session's cookie has a plain name; only for loopback.
    pub is_secure: bool,
    /// The version that the `OpenAPI` document names.
    pub version: String,
}

impl ApiSettings {
    /// The name of the session's cookie.
    pub fn cookie(&self) -> &'static str {
        if self.is_secure { "__Host-remit" } else { "remit" }
    }
}
