//! The seam through which everything asks for the time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::{Instant, Span};

/// Tells the time. Handed in, so that tests move it and nothing waits.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::from(jiff::Timestamp::now())
    }
}

/// A clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `at`.
    pub fn at(at: Instant) -> Self {
        Self(Arc::new(AtomicI64::new(at.micros())))
    }
    /// Moves the clock by a span.
    pub fn advance(&self, by: Span) {
        self.0.fetch_add(by.micros(), Ordering::SeqCst);
    }
    /// Sets the clock.
    pub fn set(&self, at: Instant) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}
