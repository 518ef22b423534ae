//! A PostgreSQL server of the benchmarks' own, that keeps its data between runs and runs only during one.

use std::{
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use super::{bare, parts};

/// A running server; it ends with this.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Cluster {
    /// Starts it, with a fresh cluster where there is none.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let folder = parts::folder()?.join("postgres");
        std::fs::create_dir_all(&folder)?;
        let programs = programs().context("PostgreSQL is missing; install it (it need not run)")?;
        let user = unprivileged(&folder)?;
        let it = Self { programs, folder, user };
        if let Some((user, group)) = user {
            std::os::unix::fs::chown(&it.folder, Some(user), Some(group))?;
        }
        let data = it.folder.join("data");
        if !data.join("PG_VERSION").is_file() {
            let mut made = it.command("initdb");
            made.args(["-U", "remit", "-A", "trust", "-E", "UTF8", "--no-instructions", "-D"]).arg(&data);
            done(made.stdout(Stdio::null()))?;
        }
        let settings = format!(
            "-k '{}' -c listen_addresses='' -c fsync=on -c synchronous_commit=on -c shared_buffers=256MB -c max_wal_size=4GB",
            it.folder.display()
        );
        let mut started = it.command("pg_ctl");
        started.arg("-D").arg(&data).arg("-l").arg(it.folder.join("server.log")).args(["-w", "-t", "60", "-o"]);
        done(started.arg(&settings).arg("start").stdout(Stdio::null()))?;
        Ok(it)
    }

    /// The address of a database on it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgresql://remit@/{database}?host={}", self.folder.display())
    }

    /// Whether there is a database.
    pub(crate) async fn has(&self, database: &str) -> anyhow::Result<bool> {
        let client = bare::server(&self.url("postgres")).await?;
        Ok(!client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&database]).await?.is_empty())
    }

    /// Makes a database anew, as a copy of another where one is named.
    pub(crate) async fn make(&self, database: &str, from: &str) -> anyhow::Result<()> {
        let client = bare::server(&self.url("postgres")).await?;
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await?;
        left_alone(&client, from).await?;
        Ok(client.batch_execute(&format!("CREATE DATABASE {database} TEMPLATE {from}")).await?)
    }

    /// Gives a filled database the name under which it is kept.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> anyhow::Result<()> {
        let client = bare::server(&self.url("postgres")).await?;
        left_alone(&client, from).await?;
        Ok(client.batch_execute(&format!("ALTER DATABASE {from} RENAME TO {to}")).await?)
    }

    /// Takes a database away.
    pub(crate) async fn remove(&self, database: &str) -> anyhow::Result<()> {
        let client = bare::server(&self.url("postgres")).await?;
        Ok(client.batch_execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await?)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(&self.folder).stdin(Stdio::null()).stderr(Stdio::null()).env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group).env("HOME", &self.folder);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D").arg(self.folder.join("data")).args(["-m", "fast", "-w", "stop"]).stdout(Stdio::null());
        drop(stop.status());
    }
}

/// Ends what is still connected to a database.
async fn left_alone(client: &tokio_postgres::Client, database: &str) -> anyhow::Result<()> {
    client
        .execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&database])
        .await?;
    Ok(())
}

fn done(command: &mut Command) -> anyhow::Result<()> {
    if !command.status()?.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<u32> = versions.filter_map(|it| it.ok()?.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable();
    let installed = versions.iter().rev().map(|it| PathBuf::from(format!("/usr/lib/postgresql/{it}/bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    installed.chain(on_path).find(|it| it.join("initdb").is_file() && it.join("postgres").is_file())
}

/// Whom PostgreSQL runs as where we are root, which it refuses.
fn unprivileged(folder: &Path) -> anyhow::Result<Option<(u32, u32)>> {
    let probe = folder.with_extension("whose");
    std::fs::write(&probe, [])?;
    let we = probe.metadata()?.uid();
    std::fs::remove_file(&probe)?;
    if we != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let ids = |wanted: &str| {
        users.lines().map(|it| it.split(':').collect::<Vec<_>>()).find_map(|it| match it.as_slice() {
            [name, _, user, group, ..] if *name == wanted => Some((user.parse().ok()?, group.parse().ok()?)),
            _other => None,
        })
    };
    Ok(Some(
        ids("postgres")
            .or_else(|| ids("nobody"))
            .context("PostgreSQL does not run as root, and there is no other user")?,
    ))
}
