//! What all pages share: the engine, the settings, how fast somebody may try to sign in.

use std::sync::Arc;

use engine::Engine;

use crate::taps::Taps;

/// How the pages are served.
#[derive(Clone, Debug, Default)]
pub struct WebSettings {
    /// The address that people use, without a slash at the end. Links never come from what a request claims.
    pub base_url: String,
    /// Whether people reach it over TLS, here or at a proxy.
    pub secure: bool,
    /// Whether anybody may sign in as anybody: the demo, on this machine only.
    pub is_demo: bool,
}

/// What every handler can ask for.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: Arc<WebSettings>,
    pub(crate) taps: Arc<Taps>,
}

impl App {
    pub(crate) fn new(engine: Arc<Engine>, settings: WebSettings) -> Self {
        Self { engine, settings: Arc::new(settings), taps: Arc::default() }
    }
}
