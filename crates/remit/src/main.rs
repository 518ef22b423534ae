//! The binary: settings, command line, wiring. Nothing is decided here.

mod check;
mod command;
mod declared;
mod listen;
mod logs;
mod plan;
mod say;
mod seal;
mod serve;
mod setup;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = command::Cli::parse();
    logs::start(cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => {
            say::problem(&format!("the program could not start: {fault}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(cli)) {
        Ok(code) => code,
        Err(fault) => {
            say::problem(&format!("{fault:#}"));
            ExitCode::FAILURE
        }
    }
}
