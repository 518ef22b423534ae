//! What is wrong with a mapping: each fault with its line, column and help.

use std::{fmt, ops::Range};

/// One thing wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A mapping that can't be used, and everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadMapping {
    /// The file's name.
    pub file: String,
    /// What is wrong, in the order of the file; never empty.
    pub faults: Vec<MappingFault>,
}

/// A fault before its place is counted.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl BadMapping {
    pub(super) fn new(file: &str, text: &str, mut found: Vec<Found>) -> Self {
        found.sort_by_key(|fault| fault.span.start);
        let faults = found.into_iter().map(|fault| fault.placed(text)).collect();
        Self { file: file.to_owned(), faults }
    }
}

impl Found {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into() }
    }

    fn placed(self, text: &str) -> MappingFault {
        let before = text.get(..self.span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
        MappingFault { line, column, message: self.message, help: self.help }
    }
}

impl fmt::Display for BadMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, fault) in self.faults.iter().enumerate() {
            let gap = if nth == 0 { "" } else { "\n" };
            write!(f, "{gap}{}:{}:{}: {}", self.file, fault.line, fault.column, fault.message)?;
            write!(f, "\n  help: {}", fault.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for BadMapping {}
