//! Folders and programs that benchmarks share.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context as _, bail};

use crate::say;

/// The folder for what benchmarks keep, in the target folder beside the program.
pub(crate) fn folder() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.parent().and_then(std::path::Path::parent).context("no target folder")?.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A fresh folder, emptied if it was there.
pub(crate) fn fresh(name: &str) -> anyhow::Result<PathBuf> {
    let folder = folder()?.join(name);
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The program itself, built for speed; brought up to date once in a run.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    static BUILT: OnceLock<bool> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        say::progress("Building the program ...");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(super::root()).args(["build", "--release", "--quiet", "--package", "remit"]);
        cargo.stdin(Stdio::null()).status().is_ok_and(|it| it.success())
    });
    let beside = std::env::current_exe()?.with_file_name("remit");
    if !built || !beside.is_file() {
        bail!("the program could not be built");
    }
    Ok(beside)
}
