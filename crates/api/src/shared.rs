//! What all requests share.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use engine::Engine;

use crate::{ApiSettings, openapi};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: ApiSettings,
    document: OnceLock<Bytes>,
    started: i64,
    asked: AtomicU64,
}

impl Shared {
    pub(crate) fn new(engine: Arc<Engine>, settings: ApiSettings) -> Self {
        let started = engine.now().micros();
        Self { engine, settings, document: OnceLock::new(), started, asked: AtomicU64::new(0) }
    }
    /// The description of the API. Made when it is first asked for: while it is made it takes much memory, which most
    /// installations never need.
    pub(crate) fn document(&self) -> Bytes {
        let made = || Bytes::from(openapi::document(self.engine.site(), &self.settings).to_string());
        Bytes::clone(self.document.get_or_init(made))
    }
    /// An id for a request that came without one.
    pub(crate) fn fresh_id(&self) -> String {
        format!("{:x}-{:x}", self.started, self.asked.fetch_add(1, Ordering::Relaxed))
    }
}
