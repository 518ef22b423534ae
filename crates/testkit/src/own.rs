//! A PostgreSQL of one test's own, which that test may break.

use std::{
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::{Context as _, bail};

use crate::{
    cluster::{MISSING, programs, start},
    unprivileged::Unprivileged,
};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// A server for one test, gone when dropped.
#[derive(Debug)]
pub struct OwnCluster {
    programs: PathBuf,
    folder: PathBuf,
    user: Unprivileged,
}

impl OwnCluster {
    /// Makes and starts one.
    pub fn begin() -> anyhow::Result<Self> {
        let programs = programs().context(MISSING)?;
        let name = format!("remit-own-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder)?;
        let user = Unprivileged::find(&folder)?;
        user.own(&folder)?;
        start(&programs, &folder, user)?;
        Ok(Self { programs, folder, user })
    }

    /// The URL of the database that is always there.
    pub fn url(&self) -> String {
        format!("postgresql://remit@/postgres?host={}", self.folder.display())
    }

    /// Ends it as a crash would, in the middle of whatever it does, and starts it again.
    pub fn crash_and_restart(&self) -> anyhow::Result<()> {
        self.control(&["-m", "immediate", "-w", "-t", "60", "restart"])
    }

    fn control(&self, words: &[&str]) -> anyhow::Result<()> {
        let mut command = self.user.command(&self.programs.join("pg_ctl"), &self.folder);
        command.arg("-D").arg(self.folder.join("data")).arg("-l").arg(self.folder.join("server.log")).args(words);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !status.success() {
            let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
            bail!("`pg_ctl {}` failed: {log}", words.join(" "));
        }
        Ok(())
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        drop(self.control(&["-m", "immediate", "-w", "-t", "20", "stop"]));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
