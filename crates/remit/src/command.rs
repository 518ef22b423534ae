//! The command line.

mod apply;
mod backup;
mod demo;
mod export;
mod export_log;
mod import;
mod init;
mod link;
mod migrate;
mod mine;
mod plan;
mod verify;
mod what_if;
mod who;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{check, logs::Logs, serve, setup::Place};

/// IT service management in which every role is real.
#[derive(Debug, Parser)]
#[command(name = "remit", version, about)]
pub(crate) struct Cli {
    /// How logs are written.
    #[arg(long, env = "REMIT_LOG", value_enum, default_value_t, global = true)]
    pub(crate) log: Logs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open Remit with a sample organisation, on this machine only.
    Demo(demo::Demo),
    /// Run Remit on real data.
    Serve(serve::Serve),
    /// Bring in an event log (XES) or a table (CSV), by a mapping file.
    Import(import::Import),
    /// See who really did what: from the journal, or from an event log without a database.
    Mine(mine::Mine),
    /// Write the journal as an event log for other tools: XES or OCEL 2.0.
    ExportLog(export_log::ExportLog),
    /// Check an organisation's files: faults, gaps, overlaps and conflicts. Needs no database.
    Check(check::Check),
    /// Write a folder with an organisation of five, fifty or five hundred people, to begin with.
    Init(init::Arguments),
    /// Write the organisation to a folder as files, as it is now.
    Export(export::Arguments),
    /// Say what would be done so that the installation is as the files in a folder say, and what follows from it.
    Plan(plan::Arguments),
    /// Bring the installation in line with the files in a folder, under somebody's authority.
    Apply(apply::Arguments),
    /// Prove the journal unbroken, or say where it is not.
    Verify(verify::Verify),
    /// Copy the data while Remit runs.
    Backup(backup::Backup),
    /// Put a copy back, into an empty data folder.
    Restore(backup::Restore),
    /// Bring the tables up to date with what is declared, or say what would be done.
    Migrate(migrate::Migrate),
    /// Make a sign-in link for somebody.
    Link(link::Link),
    /// Say who answers for something: `remit who "authorise change" --service payroll --at 2026-12-24T03:00`.
    Who(who::Who),
    /// Say what would be if somebody left, a team were dissolved, a service moved or an appointment ended.
    WhatIf(what_if::WhatIf),
}

pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(it) => demo::run(it).await,
        Command::Serve(it) => serve::run(it).await,
        Command::Import(it) => import::run(it).await,
        Command::Mine(it) => mine::run(it).await,
        Command::ExportLog(it) => export_log::run(it).await,
        Command::Check(it) => check::run(&it),
        Command::Init(it) => init::run(&it),
        Command::Export(it) => export::run(it).await,
        Command::Plan(it) => plan::run(it).await,
        Command::Apply(it) => apply::run(it).await,
        Command::Verify(it) => verify::run(it).await,
        Command::Backup(it) => backup::back_up(it).await,
        Command::Restore(it) => backup::restore(it).await,
        Command::Migrate(it) => migrate::run(it).await,
        Command::Link(it) => link::run(it).await,
        Command::Who(it) => who::run(it).await,
        Command::WhatIf(it) => what_if::run(it).await,
    }
}

/// The desk of a person who is named by key or mail address.
pub(crate) async fn desk(engine: &std::sync::Arc<engine::Engine>, person: &str) -> anyhow::Result<engine::Desk> {
    let id = known(engine, person).await?;
    engine.desk(id).await.map_err(|halt| anyhow::anyhow!("{halt}"))
}

/// The person who is named by key, name or mail address; the nearest ones are told where there is none.
pub(crate) async fn known(engine: &std::sync::Arc<engine::Engine>, person: &str) -> anyhow::Result<base::PersonId> {
    engine.directory().await?.person_named(person.trim()).map_err(|why| anyhow::anyhow!("{why}"))
}

/// Opens the engine at a place that must have data already.
pub(crate) async fn existing(place: &Place) -> anyhow::Result<std::sync::Arc<engine::Engine>> {
    if place.database.is_none() && !place.file().is_file() {
        let file: PathBuf = place.file();
        anyhow::bail!("there is no data at {}; name the folder with --data", file.display());
    }
    crate::setup::at(place).await
}

/// Whether nobody is there yet, be it that there is no database.
pub(crate) async fn is_empty(place: &Place) -> anyhow::Result<bool> {
    if place.database.is_none() && !place.file().is_file() {
        return Ok(true);
    }
    Ok(existing(place).await?.is_empty().await?)
}
