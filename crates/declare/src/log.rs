//! Where faults are gathered while reading goes on. Knows places in texts; refuses to stop at the first fault.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use crate::{
    Sources,
    fault::{Fault, Faults, Severity},
};

/// A place in a text: the source's position and a range of bytes. Every key and value has one, so it is kept small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct At {
    source: u32,
    from: u32,
    to: u32,
}

impl At {
    /// The place of these bytes; beyond four gigabytes it is the end.
    pub(crate) fn new(source: usize, span: Range<usize>) -> Self {
        let short = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Self { source: short(source), from: short(span.start), to: short(span.end) }
    }
    /// Which source.
    pub(crate) fn source(self) -> usize {
        usize::try_from(self.source).unwrap_or(usize::MAX)
    }
    /// Which bytes.
    pub(crate) fn span(self) -> Range<usize> {
        let long = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
        long(self.from)..long(self.to)
    }
}

/// The faults so far.
#[derive(Debug)]
pub(crate) struct Log<'a> {
    sources: &'a Sources,
    found: RefCell<Vec<Fault>>,
    /// Sources that are no TOML: what follows from that is not said.
    broken: RefCell<BTreeSet<usize>>,
    /// Where each line of a source begins, by source: made when first asked for. Large organisations ask often.
    lines: RefCell<BTreeMap<usize, Vec<usize>>>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self { sources, found: RefCell::default(), broken: RefCell::default(), lines: RefCell::default() }
    }

    /// Notes that a source can't be read as TOML.
    pub(crate) fn broken(&self, at: &At, message: impl Into<String>) {
        self.broken.borrow_mut().remove(&at.source());
        self.error(at, message, "");
        self.broken.borrow_mut().insert(at.source());
    }

    /// Notes an error.
    pub(crate) fn error(&self, at: &At, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, at, message.into(), help.into());
    }

    /// Notes a warning.
    pub(crate) fn warning(&self, at: &At, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, at, message.into(), help.into());
    }

    /// Whether something stops the loading.
    pub(crate) fn is_fatal(&self) -> bool {
        self.found.borrow().iter().any(|it| it.severity == Severity::Error)
    }

    /// `file:line` of a place.
    pub(crate) fn line_of(&self, at: &At) -> String {
        format!("{}:{}", self.file(at), self.line(at))
    }

    /// The line of a place, from 1.
    fn line(&self, at: &At) -> usize {
        let mut lines = self.lines.borrow_mut();
        let ends =
            lines.entry(at.source()).or_insert_with(|| self.text(at).match_indices('\n').map(|(at, _)| at).collect());
        ends.partition_point(|it| *it < at.span().start) + 1
    }

    /// All of them, in order of file and line, each once.
    pub(crate) fn faults(self) -> Faults {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        Faults(found)
    }

    fn file(&self, at: &At) -> Arc<str> {
        self.sources.all().get(at.source()).map(|it| Arc::clone(&it.shown)).unwrap_or_default()
    }

    fn text(&self, at: &At) -> &'a str {
        self.sources.all().get(at.source()).map(|it| &*it.text).unwrap_or_default()
    }

    fn note(&self, severity: Severity, at: &At, message: String, help: String) {
        if self.broken.borrow().contains(&at.source()) {
            return;
        }
        let text = self.text(at);
        let before = text.get(..at.span().start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |it| it + 1);
        let excerpt = text.get(line_start..).and_then(|it| it.lines().next()).unwrap_or_default();
        let column = before.get(line_start..).map_or(0, |it| it.chars().count()) + 1;
        let meant = text.get(at.span()).and_then(|it| it.lines().next()).map_or(1, |it| it.chars().count());
        self.found.borrow_mut().push(Fault {
            file: self.file(at).to_string(),
            line: self.line(at),
            column,
            severity,
            message,
            help,
            excerpt: excerpt.to_owned(),
            width: meant,
        });
    }
}
