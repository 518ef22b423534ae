//! A client for one request a connection, that knows a whole answer from half of one.

use std::{
    io::{Error, ErrorKind, Read as _, Result, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value as Json;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|fault| panic!("{fault}: {self:?}"))
    }
    /// What a header says.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": "))
    }
    /// The record's number in the answer.
    pub(crate) fn number(&self) -> String {
        self.json()["number"].as_str().unwrap_or_else(|| panic!("no number: {self:?}")).to_owned()
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) token: String,
    pub(crate) key: Option<String>,
    /// What is sent, with its media type.
    pub(crate) body: Option<(&'static str, String)>,
}

impl Ask {
    pub(crate) fn get(path: &str, token: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), token: token.to_owned(), key: None, body: None }
    }
    pub(crate) fn post(path: &str, token: &str, key: &str, body: &Json) -> Self {
        let (path, token) = (path.to_owned(), token.to_owned());
        let body = Some(("application/json", body.to_string()));
        Self { method: "POST", path, token, key: Some(key.to_owned()), body }
    }
    /// The request's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = vec![format!("{} {} HTTP/1.1\r\nhost: remit\r\nconnection: close", self.method, self.path)];
        if !self.token.is_empty() {
            head.push(format!("authorization: Bearer {}", self.token));
        }
        if let Some(key) = &self.key {
            head.push(format!("idempotency-key: {key}"));
        }
        let body = self.body.as_ref().map_or("", |(media, body)| {
            head.push(format!("content-type: {media}\r\ncontent-length: {}", body.len()));
            body
        });
        format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
    }
    /// Sends it and waits for the whole answer.
    pub(crate) fn send(&self, to: SocketAddr) -> Result<Reply> {
        let mut stream = connect(to)?;
        stream.write_all(&self.bytes())?;
        read(&mut stream)
    }
}

/// A connection that does not wait for ever.
pub(crate) fn connect(to: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads an answer; half an answer is a fault.
pub(crate) fn read(stream: &mut TcpStream) -> Result<Reply> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(Error::other)?;
    let cut = || Error::new(ErrorKind::UnexpectedEof, "half an answer");
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
    let head = head.to_lowercase();
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(cut)?;
    let length = head.lines().find_map(|it| it.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    if length.is_some_and(|it| it != body.len()) {
        return Err(cut());
    }
    Ok(Reply { status, body: body.to_owned(), head })
}
