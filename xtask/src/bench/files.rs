//! An organisation of ten thousand people as files: how long checking and planning it take, and how much memory.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use super::{
    figure::{Figure, millis},
    parts,
    server::pause,
};
use crate::town::{Town, write};

/// The most time that checking and planning may take, in milliseconds, and the most memory, in megabytes.
const MOST: f64 = 3000.0;
const MEMORY: f64 = 200.0;

/// Checks the files of a large organisation, loads it, changes a file, plans.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let program = parts::program()?;
    let folder = parts::fresh("files")?;
    let files = folder.join("town");
    write(&Town { folder: files.clone(), people: 10_000, services: 5_000, appointments: 50_000 })?;
    let data = folder.join("data");
    let raw = read(&files)?;
    let (check, check_memory) = timed(&program, &["check", &text(&files), "--quiet"])?;
    let (_, _) = timed(&program, &["apply", &text(&files), "--data", &text(&data)])?;
    let people = files.join("people.toml");
    let changed =
        std::fs::read_to_string(&people)?.replacen("name = \"Person 7\"", "left = true\nname = \"Person 7\"", 1);
    std::fs::write(&people, changed)?;
    let (plan, plan_memory) = timed(&program, &["plan", &text(&files), "--data", &text(&data)])?;
    std::fs::remove_dir_all(folder)?;
    Ok(vec![
        Figure::at_most("files-check", "ms", check, MOST).beside(raw),
        Figure::at_most("files-check-memory", "MB", check_memory, MEMORY),
        Figure::at_most("files-plan", "ms", plan, MOST).beside(raw),
        Figure::at_most("files-plan-memory", "MB", plan_memory, MEMORY),
    ])
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Only reading the files.
fn read(folder: &Path) -> anyhow::Result<f64> {
    let begun = Instant::now();
    for path in ["people.toml", "teams.toml", "appointments.toml", "records/services.toml"] {
        std::fs::read_to_string(folder.join(path))?;
    }
    Ok(millis(begun.elapsed()))
}

/// How long a command took and the most memory that it held, in megabytes.
fn timed(program: &Path, arguments: &[&str]) -> anyhow::Result<(f64, f64)> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the program could not be started")?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    loop {
        // The high-water mark only rises: what the last look saw is right but for the last moment.
        if let Some(held) = std::fs::read_to_string(&status).ok().and_then(|it| high_water(&it)) {
            most = most.max(held);
        }
        match child.try_wait()? {
            // `check` exits with 1 where there are findings, and in a town like this there are.
            Some(done) if done.code().is_some_and(|it| it < 3) => return Ok((millis(begun.elapsed()), most)),
            Some(done) => bail!("{} ended with {done}", arguments.join(" ")),
            None => pause(Duration::from_millis(5)),
        }
    }
}

/// The most that a process has held so far, in megabytes.
fn high_water(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
