//! The program itself, started as people start it.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use store::Options;

use super::{http::Client, parts};

/// A running program; it ends with this.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From starting the process until it said that it is ready.
    pub(crate) took: Duration,
}

impl Server {
    /// Starts it on data and waits until it is ready.
    pub(crate) fn start(options: &Options) -> anyhow::Result<Self> {
        let program = parts::program()?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(program);
        command.arg("serve").arg("--listen").arg(address.to_string()).arg("--site").arg(super::root().join("sample"));
        match options {
            Options::File(path) => command.arg("--data").arg(path.parent().context("no folder")?),
            Options::Server(url) => command.arg("--database").arg(url),
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begun = Instant::now();
        let mut it = Self { child: command.spawn()?, address, took: Duration::ZERO };
        while !it.is_ready() {
            if begun.elapsed() > Duration::from_secs(60) || it.child.try_wait()?.is_some() {
                bail!("the program did not become ready");
            }
            pause(Duration::from_millis(2));
        }
        it.took = begun.elapsed();
        Ok(it)
    }

    fn is_ready(&self) -> bool {
        let asked = b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n";
        Client::open(self.address).and_then(|mut it| it.ask(asked)).is_ok_and(|it| it == 200)
    }

    /// How much memory it holds, in megabytes.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u32 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(f64::from(kilobytes) / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to stop, so that it ends in good order.
        drop(Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status());
        drop(self.child.wait());
    }
}

/// Lets some time pass.
#[expect(clippy::disallowed_methods, reason = "it waits for another process")]
pub(crate) fn pause(span: Duration) {
    std::thread::sleep(span);
}
