//! The real binary, started, asked, killed and started again; and what tests of it share.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::http::Ask;

/// The program under test.
pub(crate) const REMIT: &str = env!("CARGO_BIN_EXE_remit");
/// How long a start may take before the test gives up; the bar itself is in `kills`.
const STARTED: Duration = Duration::from_mins(1);

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Waits; faults of the real binary happen in real time.
#[expect(clippy::disallowed_methods, reason = "another process does something meanwhile")]
pub(crate) fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}

/// How often something is done: as the environment says, for nightly runs.
#[expect(clippy::disallowed_methods, reason = "a test is told by the environment how much to do")]
pub(crate) fn count(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// A folder, gone when dropped.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }
    pub(crate) fn within(parent: &Path) -> Self {
        let name = format!("remit-faults-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = parent.join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Copies the files of a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Where the data are.
#[derive(Clone, Debug)]
pub(crate) enum At {
    Folder(PathBuf),
    Server(String),
}

impl At {
    pub(crate) fn name(&self, command: &mut Command) {
        match self {
            Self::Folder(folder) => command.arg("--data").arg(folder),
            Self::Server(url) => command.arg("--database").arg(url),
        };
    }
}

/// The tokens of the sample's roles.
#[derive(Clone, Debug)]
pub(crate) struct Tokens(BTreeMap<String, String>);

impl Tokens {
    pub(crate) fn of(&self, role: &str) -> &str {
        self.0.get(role).unwrap_or_else(|| panic!("nobody is {role}"))
    }
    pub(crate) fn print(&self) -> String {
        serde_json::to_string(&self.0).unwrap()
    }
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap())
    }
}

/// A running program; killed when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start until it was ready.
    pub(crate) took: Duration,
}

fn address(url: &str) -> SocketAddr {
    url.trim().trim_start_matches("http://").parse().unwrap_or_else(|fault| panic!("{fault}: {url}"))
}

/// The first line of a stream that gives something; the rest is read and dropped.
fn first_line<T: Send + 'static>(
    stream: impl std::io::Read + Send + 'static,
    find: impl Fn(&str) -> Option<T> + Send + 'static,
) -> Option<T> {
    let (found, wanted) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(it) = find(&line) {
                drop(found.send(it));
            }
        }
    });
    wanted.recv_timeout(STARTED).ok()
}

impl Running {
    /// `remit demo`: loads the sample where there is none, and gives sign-ins.
    pub(crate) fn demo(at: &At) -> (Self, Tokens) {
        let began = Instant::now();
        let mut command = Command::new(REMIT);
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--log", "off"]);
        at.name(&mut command);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let said = first_line(child.stdout.take().unwrap(), |it| serde_json::from_str::<Json>(it).ok());
        let said = said.expect("`remit demo` did not start");
        let rows = said["sign_ins"].as_array().unwrap().iter();
        let text = |it: &Json, name: &str| it[name].as_str().unwrap().to_owned();
        let tokens = Tokens(rows.map(|it| (text(it, "role"), text(it, "token"))).collect());
        let address = address(said["url"].as_str().unwrap());
        (Self { child, address, took: Duration::ZERO }.once_ready(began), tokens)
    }

    /// `remit serve` on data that are there.
    pub(crate) fn serve(at: &At) -> Self {
        let began = Instant::now();
        let mut command = Command::new(REMIT);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
        at.name(&mut command);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let found = first_line(child.stderr.take().unwrap(), |it| it.strip_prefix("Remit is ready at ").map(address));
        let address = found.expect("`remit serve` did not start");
        Self { child, address, took: Duration::ZERO }.once_ready(began)
    }

    fn once_ready(mut self, began: Instant) -> Self {
        let ask = Ask::get("/health/ready", "");
        while !ask.send(self.address).is_ok_and(|it| it.status == 200) {
            assert!(began.elapsed() < STARTED, "it never became ready");
            pause(5);
        }
        self.took = began.elapsed();
        self
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGKILL; does not wait.
    pub(crate) fn kill_now(&self) {
        self.signal("-KILL");
    }

    /// SIGTERM; does not wait.
    pub(crate) fn terminate(&self) {
        self.signal("-TERM");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(name).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; how long it took and how it ended.
    pub(crate) fn ended(mut self) -> (Duration, ExitStatus) {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (began.elapsed(), status);
            }
            assert!(began.elapsed() < STARTED, "it did not end");
            pause(5);
        }
    }

    /// Ends it in good order.
    pub(crate) fn stop(self) {
        self.terminate();
        let (_, status) = self.ended();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A folder with the sample loaded and nothing running, and its tokens.
pub(crate) fn sample() -> (Folder, Tokens) {
    let folder = Folder::new();
    let (running, tokens) = Running::demo(&At::Folder(folder.path().to_owned()));
    running.stop();
    (folder, tokens)
}

/// Runs a command of the program to its end.
pub(crate) fn run(words: &[&str], at: &At, more: &[&str]) -> Output {
    let mut command = Command::new(REMIT);
    command.args(words).args(["--log", "off"]);
    at.name(&mut command);
    command.args(more).output().unwrap()
}

/// What a command said.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Holds the journal to be unbroken.
pub(crate) fn assert_verified(at: &At) {
    let output = run(&["verify"], at, &[]);
    assert!(output.status.success(), "{}", said(&output));
}

/// Runs a test on the sample in a file and on a server.
pub(crate) fn on_both(test: impl Fn(&At, &Tokens)) {
    let (folder, tokens) = sample();
    test(&At::Folder(folder.path().to_owned()), &tokens);
    let place = testkit::Place::database().unwrap();
    let testkit::Place::Database { url, .. } = &place else { panic!("{place:?} is no database") };
    let at = At::Server(url.clone());
    let (running, tokens) = Running::demo(&at);
    running.stop();
    test(&at, &tokens);
}
