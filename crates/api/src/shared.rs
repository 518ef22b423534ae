//! What all requests share.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use engine::Engine;

use crate::ApiSettings;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: ApiSettings,
    pub(crate) document: Bytes,
    started: i64,
    asked: AtomicU64,
}

impl Shared {
    pub(crate) fn new(engine: Arc<Engine>, settings: ApiSettings, document: Bytes) -> Self {
        let started = engine.now().micros();
        Self { engine, settings, document, started, asked: AtomicU64::new(0) }
    }
    /// An id for a request that came without one.
    pub(crate) fn fresh_id(&self) -> String {
        format!("{:x}-{:x}", self.started, self.asked.fetch_add(1, Ordering::Relaxed))
    }
}
