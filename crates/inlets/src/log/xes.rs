//! XES event logs, read case by case without holding more than one of them.
//!
//! Knows `<log>`, `<trace>`, `<event>` and their attributes; a nested attribute is named `outer/inner`. Refuses document
//! types, entities of its own, and whatever goes beyond the limits. A bad event is told with its line and left out.

mod open;
mod tokens;

use std::collections::VecDeque;

use open::OpenCase;
use tokens::{Tag, Token, Tokens};

use super::{Cut, Item, Names, Source, Why, case::Case, report::Fault};

/// How deep elements may be nested.
const DEEPEST: usize = 32;

/// A reader of an XES log; an iterator over its cases, faults and, last of all, its cut.
#[derive(Debug)]
pub struct Xes<'a> {
    tokens: Tokens<'a>,
    names: Names,
    depth: usize,
    skipped: usize,
    open: Option<OpenCase>,
    ready: VecDeque<Item>,
    has_log: bool,
    is_done: bool,
}

impl<'a> Xes<'a> {
    /// Reads an XES log, plain or gzip.
    pub fn new(source: Source<'a>, names: Names) -> Self {
        Self {
            tokens: Tokens::new(source),
            names,
            depth: 0,
            skipped: 0,
            open: None,
            ready: VecDeque::new(),
            has_log: false,
            is_done: false,
        }
    }

    fn step(&mut self) {
        match self.tokens.next() {
            Err(cut) => self.stop(cut),
            Ok(Token::Open { line, tag, attribute }) => self.opened(line, tag, attribute),
            Ok(Token::Close) => self.closed(),
            Ok(Token::End { line }) => self.ended(line),
            Ok(Token::Other) => {}
        }
    }

    fn opened(&mut self, line: u64, tag: Tag, attribute: tokens::Attribute) {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.stop(refused(line, format!("elements are nested more than {DEEPEST} deep")));
        }
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        if let Some(case) = &mut self.open {
            return case.opened(line, tag, attribute);
        }
        match tag {
            Tag::Log if self.depth == 1 && !self.has_log => self.has_log = true,
            Tag::Trace if self.depth == 2 => self.open = Some(OpenCase::new(line)),
            _ if self.depth == 1 => self.stop(refused(line, "this is not an XES log: it does not begin with <log>")),
            Tag::Event => {
                self.ready.push_back(Item::Fault(Fault::new(line, "this event stands outside any case")));
                self.skipped = 1;
            }
            Tag::Log | Tag::Trace | Tag::Attribute | Tag::Values | Tag::Other => self.skipped = 1,
        }
    }

    fn closed(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let is_whole = self.open.as_mut().is_some_and(|case| case.closed(&self.names));
        let Some(case) = self.open.take_if(|_| is_whole) else { return };
        let (faults, case) = case.finish(&self.names);
        self.ready.extend(faults.into_iter().map(Item::Fault));
        self.ready.extend(case.map(Case::settle).map(Item::Case));
    }

    fn ended(&mut self, line: u64) {
        self.is_done = true;
        if self.depth > 0 || !self.has_log {
            let reason = if self.has_log { "the file ends before its </log>" } else { "the file ends before a <log>" };
            self.stop(Cut { why: Why::Short, line, reason: reason.to_owned(), lost: None });
        }
    }

    fn stop(&mut self, mut cut: Cut) {
        self.is_done = true;
        if let Some(case) = self.open.take() {
            let (faults, lost) = case.lose(&self.names);
            self.ready.extend(faults.into_iter().map(Item::Fault));
            cut.lost = Some(lost);
        }
        self.ready.push_back(Item::Cut(cut));
    }
}

impl Iterator for Xes<'_> {
    type Item = Item;
    fn next(&mut self) -> Option<Item> {
        while self.ready.is_empty() && !self.is_done {
            self.step();
        }
        self.ready.pop_front()
    }
}

fn refused(line: u64, reason: impl Into<String>) -> Cut {
    Cut { why: Why::Refused, line, reason: reason.into(), lost: None }
}

#[cfg(test)]
mod tests;
