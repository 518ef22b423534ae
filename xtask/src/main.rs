//! Chores of this repository: `cargo xtask bench` measures what the program promises.

mod bench;
mod floors;
mod say;

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
}

fn main() -> ExitCode {
    let Command::Bench(bench) = Cli::parse().command;
    let done = if cfg!(debug_assertions) { bench::built_for_speed() } else { bench::run(&bench) };
    done.unwrap_or_else(|fault| {
        say::progress(&format!("xtask: {fault:#}"));
        ExitCode::FAILURE
    })
}
