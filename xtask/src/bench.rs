//! `cargo xtask bench`: what the program promises, measured.

mod bare;
mod cluster;
mod create;
mod create_raw;
mod crowd;
mod decide;
mod figure;
mod files;
mod fill;
mod fill_rows;
mod findings;
mod http;
mod import;
mod lists;
mod million;
mod mining;
mod pages;
mod parts;
mod server;
mod shape;
mod start;
mod town;
mod verify;

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::Context as _;
use clap::ValueEnum;
use figure::Figure;

use crate::say;

/// What `bench` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// Only these; all of them unless given.
    #[arg(long, value_enum)]
    only: Vec<Name>,
    /// Print rows of JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// The folder with the real event log; `../shared/data` beside the repository unless given.
    #[arg(long, env = "REMIT_TEST_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// How many records the large databases hold.
    #[arg(long, default_value_t = 1_000_000)]
    records: u32,
}

/// A benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    CreateSqlite,
    CreatePostgres,
    Decide,
    Findings,
    ListSqlite,
    ListPostgres,
    QueuePage,
    Search,
    Import,
    Verify,
    Mining,
    Start,
    MemoryIdle,
    MemoryLoad,
    Files,
}

/// Runs the same again, built for speed.
pub(crate) fn built_for_speed() -> anyhow::Result<ExitCode> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["run", "--release", "--quiet", "--package", "xtask", "--"]);
    let status = cargo.args(std::env::args_os().skip(1)).status().context("cargo could not be started")?;
    Ok(status.code().and_then(|it| u8::try_from(it).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Measures and prints.
pub(crate) fn run(bench: &Bench) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let all: Vec<Name> = Name::value_variants().to_vec();
    let wanted = if bench.only.is_empty() { all } else { bench.only.clone() };
    let mut figures = Vec::new();
    for name in wanted {
        let found =
            runtime.block_on(measure(bench, name)).with_context(|| format!("{name:?} could not be measured"))?;
        if !bench.json {
            found.iter().for_each(|it| say::line(&it.line()));
        }
        figures.extend(found);
    }
    if bench.json {
        say::line(&serde_json::to_string_pretty(&figures.iter().map(Figure::json).collect::<Vec<_>>())?);
    }
    Ok(if figures.iter().all(|it| it.met) { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

async fn measure(bench: &Bench, name: Name) -> anyhow::Result<Vec<Figure>> {
    match name {
        Name::CreateSqlite => create::sqlite().await,
        Name::CreatePostgres => create::postgres().await,
        Name::Decide => decide::measure(),
        Name::Findings => findings::measure(),
        Name::ListSqlite => lists::measure("list-sqlite", &million::sqlite(bench.records).await?).await,
        Name::ListPostgres => lists::measure("list-postgres", &million::postgres(bench.records).await?).await,
        Name::QueuePage => pages::queue(&million::sqlite(bench.records).await?).await,
        Name::Search => pages::search(&million::sqlite(bench.records).await?).await,
        Name::Import => import::measure(bench.data.clone()).await,
        Name::Verify => verify::measure(&million::sqlite(bench.records).await?).await,
        Name::Mining => mining::measure("mining", &million::sqlite(bench.records).await?).await,
        Name::Start => start::ready(&million::sqlite(bench.records).await?),
        Name::Files => files::measure(),
        Name::MemoryIdle => start::idle(&million::sqlite(bench.records).await?),
        Name::MemoryLoad => start::loaded(&million::sqlite(bench.records).await?).await,
    }
}
