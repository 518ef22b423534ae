//! `remit migrate`: the tables of record types, brought up to what is declared.

use std::process::ExitCode;

use crate::{command, say, setup::Place};

/// What `migrate` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Migrate {
    /// Only say what would be done.
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(migrate: Migrate) -> anyhow::Result<ExitCode> {
    if migrate.plan {
        let loaded = crate::setup::load(&migrate.place.sources()?)?;
        let plan = store::Store::plan_only(&migrate.place.options()?, std::sync::Arc::new(loaded.site)).await?;
        if plan.steps.is_empty() {
            say::line("Nothing to do.");
        }
        plan.steps.iter().for_each(|it| say::line(it));
        return Ok(ExitCode::SUCCESS);
    }
    command::existing(&migrate.place).await?;
    say::line("The tables are up to date.");
    Ok(ExitCode::SUCCESS)
}
