//! A client that costs little: blocking sockets, kept alive, one thread each.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// A connection that is kept.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub(crate) fn open(at: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: Vec::with_capacity(16_384) })
    }

    /// Sends a request as it is and gives the status of the answer, read to its end.
    pub(crate) fn ask(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request)?;
        self.buffer.clear();
        let mut some = [0u8; 8192];
        loop {
            let n = self.stream.read(&mut some)?;
            if n == 0 {
                bail!("the connection ended");
            }
            self.buffer.extend_from_slice(some.get(..n).unwrap_or_default());
            if let Some((head, body)) = split(&self.buffer)
                && body >= length(head)?
            {
                let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
                return status.context("an answer without a status");
            }
        }
    }

    /// What the last answer said.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }
}

/// The head of an answer and how much of its body is there.
fn split(buffer: &[u8]) -> Option<(&str, usize)> {
    let end = buffer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = std::str::from_utf8(buffer.get(..end)?).ok()?;
    Some((head, buffer.len().saturating_sub(end).saturating_sub(4)))
}

fn length(head: &str) -> anyhow::Result<usize> {
    let mut lines = head.lines().filter_map(|it| it.split_once(':'));
    let found = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found.and_then(|(_, it)| it.trim().parse().ok()).context("an answer without a length")
}

/// A request that posts JSON with a bearer token.
pub(crate) fn post(path: &str, token: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{json}"
    )
    .into_bytes()
}

/// Sends the same request again and again from several clients; gives how long each took.
pub(crate) fn drive(at: SocketAddr, request: &[u8], clients: usize, span: Duration) -> anyhow::Result<Vec<Duration>> {
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..clients).map(|_| scope.spawn(|| one(at, request, span))).collect();
        let mut all = Vec::new();
        for it in work {
            all.extend(it.join().map_err(|_panic| anyhow::anyhow!("a client panicked"))??);
        }
        Ok(all)
    })
}

fn one(at: SocketAddr, request: &[u8], span: Duration) -> anyhow::Result<Vec<Duration>> {
    let mut client = Client::open(at)?;
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < span {
        let sent = Instant::now();
        let status = client.ask(request)?;
        if status != 201 {
            bail!("it was answered with {status}: {}", client.said());
        }
        times.push(sent.elapsed());
    }
    Ok(times)
}
