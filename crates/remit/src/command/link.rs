//! `remit link`: a sign-in link for somebody, for those who look after the machine.

use std::process::ExitCode;

use base::Span;

use crate::{command, say, setup::Place};

/// What `link` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Link {
    /// Who, by key or mail address.
    person: String,
    /// The address that people use.
    #[arg(long, env = "REMIT_BASE_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    base_url: String,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(link: Link) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&link.place).await?;
    let person = command::known(&engine, &link.person).await?;
    let secret = engine.make_link(person, Span::from_secs(900)).await?;
    say::line(&format!("{}/sign-in/link/{}", link.base_url.trim_end_matches('/'), secret.reveal()));
    say::progress("It works once, within a quarter of an hour. Making it stands in the journal.");
    Ok(ExitCode::SUCCESS)
}
