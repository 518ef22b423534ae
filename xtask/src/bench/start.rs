//! From starting the process to ready, and how much memory it holds.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use store::Options;

use super::{
    bare, create,
    figure::{Figure, percentile},
    http,
    million::Million,
    parts,
    server::{Server, pause},
};

/// Most of the time from start to ready, in milliseconds.
const READY: f64 = 1000.0;
/// The most memory without and with load, in megabytes.
const IDLE: f64 = 60.0;
const LOADED: f64 = 250.0;

/// How long until it is ready; raw: until the program can say its version.
pub(crate) fn ready(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let program = parts::program()?;
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let begun = Instant::now();
        Command::new(&program).arg("--version").stdout(Stdio::null()).status()?;
        raw.push(begun.elapsed());
        ours.push(Server::start(&million.options)?.took);
    }
    Ok(vec![Figure::at_most("start", "ms", percentile(&mut ours, 50), READY).beside(percentile(&mut raw, 50))])
}

/// How much memory it holds when nobody asks for anything.
pub(crate) fn idle(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let server = Server::start(&million.options)?;
    pause(Duration::from_secs(3));
    Ok(vec![Figure::at_most("memory-idle", "MB", server.memory()?, IDLE)])
}

/// How much it holds while eight create, on a copy of the large database; raw: before they begin.
pub(crate) async fn loaded(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let folder = parts::fresh("memory")?;
    let path = folder.join("remit.db");
    let from = million.folder.as_ref().context("no folder")?.join("remit.db");
    bare::file(&from)?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    std::fs::copy(from, &path)?;
    let options = Options::File(path);
    let ready = create::prepare(&options).await?;
    let server = Server::start(&options)?;
    let before = server.memory()?;
    let mut most = before;
    for _ in 0..10 {
        http::drive(server.address, &ready.request, 8, Duration::from_secs(1))?;
        most = most.max(server.memory()?);
    }
    drop(server);
    std::fs::remove_dir_all(folder)?;
    Ok(vec![Figure::at_most("memory-load", "MB", most, LOADED).beside(before)])
}
