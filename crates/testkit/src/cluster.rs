//! A throw-away PostgreSQL, shared by all test processes of one build.
//!
//! nextest runs each test in a process of its own, so a server per process would cost more than the tests. The first
//! process that needs it starts it in a folder named after the target folder, holding a lock; the others find it
//! ready. A small shell script stops it and removes its data five minutes after the last connection.

use std::{
    fs::{self, File, OpenOptions},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context as _, bail};

use crate::unprivileged::Unprivileged;

pub(crate) const MISSING: &str = "PostgreSQL is missing: these tests run on it too, none is skipped. Install it (Debian: \
    `apt-get install postgresql`; it need not run), or set REMIT_TEST_POSTGRES to the URL of a server where databases \
    may be made, such as postgresql://user@localhost/postgres";

const REAPER: &str = include_str!("reaper.sh");

/// A running server for tests.
#[derive(Clone, Debug)]
pub struct Cluster {
    url: String,
}

static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();

impl Cluster {
    /// The server that all tests share, started if need be.
    pub fn shared() -> anyhow::Result<Self> {
        let found = SHARED.get_or_init(|| Self::find().map_err(|fault| format!("{fault:#}")));
        found.clone().map_err(anyhow::Error::msg)
    }

    /// The URL of a database on it.
    pub fn url(&self, database: &str) -> String {
        let (place, options) = self.url.split_once('?').map_or((self.url.as_str(), None), |(a, b)| (a, Some(b)));
        let (scheme, rest) = place.split_once("://").unwrap_or(("postgresql", place));
        let host = rest.split('/').next().unwrap_or_default();
        let options = options.map(|it| format!("?{it}")).unwrap_or_default();
        format!("{scheme}://{host}/{database}{options}")
    }

    #[expect(clippy::disallowed_methods, reason = "a test is told by the environment which server to use")]
    fn find() -> anyhow::Result<Self> {
        if let Ok(url) = std::env::var("REMIT_TEST_POSTGRES") {
            return Ok(Self { url });
        }
        let programs = programs().context(MISSING)?;
        let folder = folder()?;
        fs::create_dir_all(&folder)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        lock.lock()?;
        File::create(folder.join("used"))?;
        let user = Unprivileged::find(&folder)?;
        if !is_ready(&programs, &folder) {
            user.own(&folder)?;
            start(&programs, &folder, user)?;
            reap(&programs, &folder)?;
        }
        Ok(Self { url: format!("postgresql://remit@/postgres?host={}", folder.display()) })
    }
}

/// The folder with `initdb`, `pg_ctl` and the rest: the newest version installed, or the one on the path.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|it| it.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .collect();
    versions.sort_unstable();
    let installed = versions.iter().rev().map(|it| PathBuf::from(format!("/usr/lib/postgresql/{it}/bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    installed.chain(on_path).find(|it| it.join("initdb").is_file() && it.join("postgres").is_file())
}

/// A folder with a short name, for a socket's path is short; one for each target folder.
fn folder() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().find(|it| it.join("CACHEDIR.TAG").is_file()).unwrap_or(&program);
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    Ok(std::env::temp_dir().join(format!("remit-testkit-{:012x}", hasher.finish() >> 16)))
}

fn is_ready(programs: &Path, folder: &Path) -> bool {
    let asked = Command::new(programs.join("pg_isready")).arg("-q").arg("-h").arg(folder).status();
    folder.join("data").is_dir() && asked.is_ok_and(|it| it.success())
}

pub(crate) fn start(programs: &Path, folder: &Path, user: Unprivileged) -> anyhow::Result<()> {
    let data = folder.join("data");
    if data.is_dir() {
        fs::remove_dir_all(&data).context("could not remove the remains of an earlier server")?;
    }
    let mut made = user.command(&programs.join("initdb"), folder);
    made.args(["-U", "remit", "-A", "trust", "-E", "UTF8", "--no-instructions", "-D"]).arg(&data);
    run(made)?;
    let settings = format!(
        "-k '{}' -c listen_addresses='' -c fsync=on -c max_connections=300 -c shared_buffers=256MB -c jit=on",
        folder.display()
    );
    let mut started = user.command(&programs.join("pg_ctl"), folder);
    started.arg("-D").arg(&data).arg("-l").arg(folder.join("server.log")).args(["-w", "-t", "60", "-o", &settings]);
    started.arg("start").stdout(Stdio::null()).stderr(Stdio::null());
    let status = started.status()?;
    if !status.success() {
        let log = fs::read_to_string(folder.join("server.log")).unwrap_or_default();
        bail!("PostgreSQL did not start: {log}");
    }
    Ok(())
}

fn run(mut command: Command) -> anyhow::Result<()> {
    let done = command.output()?;
    if !done.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

/// Leaves behind the script that ends the server; it outlives this process on purpose.
fn reap(programs: &Path, folder: &Path) -> anyhow::Result<()> {
    let user = Unprivileged::find(folder)?;
    let used = [folder.join("used"), folder.join("lock")];
    for file in &used {
        user.own(file)?;
    }
    let mut script = user.command(Path::new("/bin/sh"), folder);
    script.args(["-c", REAPER, "reaper"]).arg(folder).arg(programs);
    let _outlives_us = script.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    Ok(())
}
