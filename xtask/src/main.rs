//! Chores of this repository: `cargo xtask bench` measures what the program promises, `coverage` holds what is declared
//! against the catalogue.

mod bench;
mod coverage;
mod floors;
mod say;
mod statements;
mod town;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Chores of this repository.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure what the program promises, each figure beside a raw limit measured in the same run.
    Bench(bench::Bench),
    /// Whether every responsibility is bound to an act and its proof, and every statement shown by a test.
    Coverage(coverage::Coverage),
    /// Write an organisation of any size as files.
    Town(town::Town),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Bench(_) if cfg!(debug_assertions) => bench::built_for_speed(),
        Command::Bench(bench) => bench::run(&bench),
        Command::Coverage(asked) => coverage::run(&asked, &bench::root()),
        Command::Town(town) => town::run(&town),
    };
    done.unwrap_or_else(|fault| {
        say::progress(&format!("xtask: {fault:#}"));
        ExitCode::FAILURE
    })
}
