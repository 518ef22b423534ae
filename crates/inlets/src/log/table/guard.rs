//! Watches a table's bytes on their way to the CSV reader: where each row begins, whether a quote is open, how long a row
//! grows. It follows the CSV reader's own rules: a quote counts only at the beginning of a cell.

use std::{
    collections::VecDeque,
    io::{self, BufRead as _, Read},
};

use crate::log::Source;

/// The most bytes of one row.
pub(super) const LONGEST_ROW: usize = 1024 * 1024;

/// A source that is watched.
#[derive(Debug)]
pub(super) struct Guard<'a> {
    source: Source<'a>,
    delimiter: u8,
    place: Place,
    line: u64,
    row_length: usize,
    row_lines: VecDeque<u64>,
    is_ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between two rows.
    RowStart,
    CellStart,
    Bare,
    Quoted,
    /// After a quote inside quotes: its end, or half of a doubled one.
    QuoteInQuotes,
}

impl<'a> Guard<'a> {
    pub(super) fn new(source: Source<'a>, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            place: Place::RowStart,
            line: 1,
            row_length: 0,
            row_lines: VecDeque::new(),
            is_ended: false,
        }
    }

    /// The line on which the next row begins.
    pub(super) fn take_row_line(&mut self) -> Option<u64> {
        self.row_lines.pop_front()
    }

    /// The line that has been reached.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether a row has grown beyond the limit.
    pub(super) fn is_too_long(&self) -> bool {
        self.row_length > LONGEST_ROW
    }

    /// Whether the bytes ended while a quote was open.
    pub(super) fn ended_in_quotes(&self) -> bool {
        self.is_ended && self.place == Place::Quoted
    }

    /// Whether the last row lacks its line end.
    pub(super) fn is_inside_row(&self) -> bool {
        self.place != Place::RowStart
    }

    fn watch(&mut self, byte: u8) {
        let is_end = matches!(byte, b'\n' | b'\r');
        if self.place == Place::RowStart && !is_end {
            self.row_lines.push_back(self.line);
            self.row_length = 0;
            self.place = Place::CellStart;
        }
        self.row_length = self.row_length.saturating_add(1);
        self.line = self.line.saturating_add(u64::from(byte == b'\n'));
        self.place = match self.place {
            Place::Quoted if byte == b'"' => Place::QuoteInQuotes,
            Place::Quoted => Place::Quoted,
            Place::QuoteInQuotes | Place::CellStart if byte == b'"' => Place::Quoted,
            _ if is_end => Place::RowStart,
            _ if byte == self.delimiter => Place::CellStart,
            Place::RowStart | Place::CellStart | Place::Bare | Place::QuoteInQuotes => Place::Bare,
        };
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_too_long() {
            return Err(io::Error::other("a row is too long"));
        }
        let amount = self.source.fill_buf()?.read(into)?;
        self.source.consume(amount);
        self.is_ended = amount == 0;
        into.iter().take(amount).for_each(|byte| self.watch(*byte));
        Ok(amount)
    }
}
