//! The rows of a table as texts, each with the line on which it begins.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::guard::{Guard, LONGEST_ROW};
use crate::log::{Cut, Source, Why};

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// Reads rows, one ahead where it must know whether a row is the last.
#[derive(Debug)]
pub(super) struct TableRows<'a> {
    reader: Reader<Guard<'a>>,
    encoding: Option<&'static str>,
    ahead: Option<Result<Option<Row>, Cut>>,
}

impl<'a> TableRows<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        let encoding = source.foreign_encoding();
        let delimiter = delimiter(source.head());
        let guard = Guard::new(source, delimiter);
        let reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(guard);
        Self { reader, encoding, ahead: None }
    }

    /// The next row, `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Cut> {
        self.ahead.take().unwrap_or_else(|| self.read())
    }

    /// A cut in place of a fault, where the faulty row is the file's last and lacks its line end.
    pub(super) fn cut_if_last(&mut self, line: u64) -> Option<Cut> {
        let next = self.next();
        let is_last = matches!(next, Ok(None)) && self.reader.get_ref().is_inside_row();
        self.ahead = Some(next);
        let reason = "the file ends in the middle of this row, which is left out; more rows may be missing";
        is_last.then(|| Cut { why: Why::Short, line, reason: reason.to_owned(), lost: None })
    }

    fn read(&mut self) -> Result<Option<Row>, Cut> {
        if let Some(encoding) = self.encoding {
            return Err(refused(1, format!("the file is {encoding}: save it as UTF-8")));
        }
        let mut record = ByteRecord::new();
        let is_row = self.reader.read_byte_record(&mut record).map_err(|error| self.broken(&error))?;
        let guard = self.reader.get_mut();
        if !is_row {
            return Ok(None);
        }
        let line = guard.take_row_line().unwrap_or_else(|| guard.line());
        if guard.ended_in_quotes() {
            let reason = "the file ends inside a quoted cell of this row, which is left out; more rows may be missing";
            return Err(Cut { why: Why::Short, line, reason: reason.to_owned(), lost: None });
        }
        let cells = record.iter().map(|cell| String::from_utf8(cell.to_vec())).collect::<Result<Vec<String>, _>>();
        match cells {
            Ok(cells) => Ok(Some(Row { line, cells })),
            Err(error) => {
                let bytes: Vec<String> = error
                    .as_bytes()
                    .iter()
                    .filter(|byte| !byte.is_ascii())
                    .take(4)
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                let bytes = bytes.join(" ");
                Err(refused(line, format!("this row is not UTF-8 (bytes {bytes}): save the file as UTF-8")))
            }
        }
    }

    fn broken(&self, error: &csv::Error) -> Cut {
        let guard = self.reader.get_ref();
        if guard.is_too_long() {
            return refused(guard.line(), format!("a row is longer than {LONGEST_ROW} bytes: is a quote left open?"));
        }
        let is_short =
            matches!(error.kind(), csv::ErrorKind::Io(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof);
        let (why, reason) = if is_short {
            (Why::Short, "the file ends in the middle of its gzip data; more rows may be missing".to_owned())
        } else {
            (Why::Damaged, format!("the file can't be read on: {error}"))
        };
        Cut { why, line: guard.line(), reason, lost: None }
    }
}

pub(super) fn refused(line: u64, reason: impl Into<String>) -> Cut {
    Cut { why: Why::Refused, line, reason: reason.into(), lost: None }
}

pub(super) fn empty() -> Cut {
    let reason = "the file has no first line with the names of its columns: it is empty".to_owned();
    Cut { why: Why::Short, line: 1, reason, lost: None }
}

/// The delimiter that the first line has most of, outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            byte => counts.iter_mut().filter(|(other, _)| other == byte).for_each(|(_, count)| *count += 1),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}
