//! Pages rendered on the server.
//!
//! [`look`] is the drawing floor: plain view structs in, markup out. It knows nothing of the engine; the
//! modules beside it ask the engine, fill the structs and answer requests. Every route stands in [`routes`]; what is not
//! declared public there needs a desk.

pub mod look;

mod app;
mod asker;
mod cookies;
mod dress;
mod fields;
mod find;
mod frame;
mod gate;
mod given;
mod guard;
mod ical;
mod onward;
mod pages;
mod posted;
mod problem;
mod routes;
mod serve;
mod taps;
mod urls;
mod views;
mod words;

pub use app::WebSettings;
pub use routes::{Access, Route, routes};
pub use serve::router;

/// A path as it may stand in logs: secrets in it are left out.
pub fn loggable(path: &str) -> &str {
    ["/feed/", "/sign-in/link/"].into_iter().find(|it| path.starts_with(it)).unwrap_or(path)
}
