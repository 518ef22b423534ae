//! A whole reading: from the bytes of a log to planned cases, with a report of what could not be used.

use std::{collections::BTreeMap, io::Read};

use super::{Item, Mapping, Planned, Report, Source, Table, Xes, moment::short, report::Fault};

/// A log of either sort; which it is, its first character tells.
#[derive(Debug)]
pub enum Log<'a> {
    /// XES.
    Xes(Box<Xes<'a>>),
    /// A table.
    Table(Box<Table<'a>>),
}

/// Plans the cases of a log one by one, and keeps the report.
#[derive(Debug)]
pub struct Import<'a> {
    log: Log<'a>,
    mapping: &'a Mapping,
    seen: BTreeMap<String, u64>,
    report: Report,
}

impl<'a> Log<'a> {
    /// Opens a log, plain or gzip, XES or table.
    pub fn open(file: impl Read + Send + 'a, mapping: &Mapping) -> Self {
        let source = Source::new(file);
        let names = mapping.names.clone();
        if source.is_xml() {
            Self::Xes(Box::new(Xes::new(source, names)))
        } else {
            Self::Table(Box::new(Table::new(source, names, mapping.rows)))
        }
    }
}

impl Iterator for Log<'_> {
    type Item = Item;
    fn next(&mut self) -> Option<Item> {
        match self {
            Self::Xes(xes) => xes.next(),
            Self::Table(table) => table.next(),
        }
    }
}

impl<'a> Import<'a> {
    /// Plans the cases of a log by a mapping.
    pub fn new(log: Log<'a>, mapping: &'a Mapping) -> Self {
        Self { log, mapping, seen: BTreeMap::new(), report: Report::default() }
    }

    /// What the reading came to so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the reading came to.
    pub fn into_report(self) -> Report {
        self.report
    }

    /// A case that comes a second time is a fault: its events can't be told apart from a changed past.
    fn is_new(&mut self, key: &str, line: u64) -> bool {
        let Some(first) = self.seen.get(key) else {
            return self.seen.insert(key.to_owned(), line).is_none();
        };
        let reason = format!("case `{}` stands on line {first} already; this one is left out", short(key));
        self.report.add(Fault::new(line, reason));
        false
    }
}

impl Iterator for Import<'_> {
    type Item = Planned;
    fn next(&mut self) -> Option<Planned> {
        loop {
            match self.log.next()? {
                Item::Fault(fault) => self.report.add(fault),
                Item::Cut(cut) => self.report.cut = Some(cut),
                Item::Case(case) if self.is_new(&case.key, case.line) => {
                    let plan = self.mapping.plan(&case);
                    plan.faults.into_iter().for_each(|fault| self.report.add(fault));
                    self.report.cases += 1;
                    self.report.events += case.events.len();
                    return Some(plan.planned);
                }
                Item::Case(_) => {}
            }
        }
    }
}
