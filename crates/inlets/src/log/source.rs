//! The bytes of a log: unpacked where they are gzip, counted by line, fenced by a limit on what may be taken at once.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Cursor, Read},
};

use flate2::bufread::MultiGzDecoder;

/// How much is looked at before reading starts.
const HEAD: u64 = 64 * 1024;
const GZIP: &[u8] = &[0x1f, 0x8b];
const BOM: &[u8] = "\u{feff}".as_bytes();

/// A log file's bytes, ready to be read as XES or as a table.
pub struct Source<'a> {
    bytes: BufReader<Spliced<'a>>,
    head: Vec<u8>,
    line: u64,
    left: usize,
    has_overrun: bool,
}

/// Bytes read ahead, then what stopped the reading ahead, or the rest.
struct Spliced<'a> {
    head: Cursor<Vec<u8>>,
    stopped: Option<io::Error>,
    rest: Box<dyn BufRead + Send + 'a>,
}

impl<'a> Source<'a> {
    /// Takes a file's bytes; gzip is known by its first two bytes.
    pub fn new(file: impl Read + Send + 'a) -> Self {
        let packed = splice(Box::new(BufReader::new(file)), 2);
        let is_gzip = packed.head.get_ref().as_slice() == GZIP;
        let packed = BufReader::new(packed);
        let plain: Box<dyn BufRead + Send + 'a> =
            if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(packed))) } else { Box::new(packed) };
        let mut bytes = splice(plain, HEAD);
        if bytes.head.get_ref().starts_with(BOM) {
            bytes.head.get_mut().drain(..BOM.len());
        }
        let head = bytes.head.get_ref().clone();
        Self { bytes: BufReader::new(bytes), head, line: 1, left: usize::MAX, has_overrun: false }
    }

    /// The first bytes, without a byte order mark.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// What the first bytes say of an encoding that isn't UTF-8.
    pub(super) fn foreign_encoding(&self) -> Option<&'static str> {
        match self.head() {
            [0xff, 0xfe, ..] | [_, 0, _, ..] => Some("UTF-16 (little end first)"),
            [0xfe, 0xff, ..] | [0, _, ..] => Some("UTF-16 (big end first)"),
            _ => None,
        }
    }

    /// Whether this looks like XML rather than a table.
    pub(super) fn is_xml(&self) -> bool {
        self.head().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
    }

    /// The line of the next byte.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Allows so many bytes until the next call; whoever takes more gets an error.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether more was asked for than had been allowed.
    pub(super) fn has_overrun(&self) -> bool {
        self.has_overrun
    }

    /// Whether nothing follows, be it that the file ends or that it can't be read on.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.bytes.fill_buf().map_or(true, <[u8]>::is_empty)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            self.has_overrun = true;
            return Err(io::Error::other("more at once than is allowed"));
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let taken = self.bytes.buffer().iter().take(amount);
        let lines = taken.filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u64::try_from(lines).unwrap_or(u64::MAX));
        self.left = self.left.saturating_sub(amount);
        self.bytes.consume(amount);
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(into)?;
        self.consume(amount);
        Ok(amount)
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("line", &self.line).finish_non_exhaustive()
    }
}

impl Read for Spliced<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let amount = self.head.read(into)?;
        if amount > 0 || into.is_empty() {
            return Ok(amount);
        }
        self.stopped.take().map_or_else(|| self.rest.read(into), Err)
    }
}

/// Reads ahead up to so many bytes.
fn splice<'a>(mut rest: Box<dyn BufRead + Send + 'a>, bytes: u64) -> Spliced<'a> {
    let mut head = Vec::new();
    let stopped = rest.by_ref().take(bytes).read_to_end(&mut head).err();
    Spliced { head: Cursor::new(head), stopped, rest }
}
