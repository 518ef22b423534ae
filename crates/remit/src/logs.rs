//! Logs: one line an event, as text or JSON, to standard error.

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Logs {
    /// Lines for people.
    #[default]
    Text,
    /// JSON objects, one a line.
    Json,
    /// None.
    Off,
}

/// Starts logging; `RUST_LOG` narrows it.
pub(crate) fn start(logs: Logs) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info,tokio_postgres=warn"));
    let base = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    match logs {
        Logs::Text => base.with_ansi(false).compact().init(),
        Logs::Json => base.json().flatten_event(true).init(),
        Logs::Off => {}
    }
}
