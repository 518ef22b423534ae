//! Tables (CSV and its kin), one row a case or one row an event.
//!
//! Knows commas, semicolons and tabs, quotes and UTF-8 with or without a byte order mark. Where a row is an event, rows of
//! one case may stand anywhere, so the whole table is held; where a row is a case, one row is.

mod guard;
mod rows;

use std::collections::VecDeque;

use indexmap::IndexMap;
use rows::{Row, TableRows};

use super::{Attributes, Case, Cut, Event, Fault, Item, Names, Rows, Source, case, moment::short};

/// The most events of one case.
const MOST_EVENTS: usize = 100_000;

/// A reader of a table; an iterator over its cases, faults and its cut.
#[derive(Debug)]
pub struct Table<'a> {
    rows: TableRows<'a>,
    names: Names,
    shape: Rows,
    columns: Option<Vec<String>>,
    held: IndexMap<String, Case>,
    ready: VecDeque<Item>,
    is_done: bool,
}

impl<'a> Table<'a> {
    /// Reads a table, plain or gzip, whose rows are cases or events.
    pub fn new(source: Source<'a>, names: Names, shape: Rows) -> Self {
        Self {
            rows: TableRows::new(source),
            names,
            shape,
            columns: None,
            held: IndexMap::new(),
            ready: VecDeque::new(),
            is_done: false,
        }
    }

    fn step(&mut self) {
        let row = match self.rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return self.finish(self.columns.is_none().then(rows::empty)),
            Err(cut) => return self.finish(Some(cut)),
        };
        let taken = match &self.columns {
            None => return self.head(&row),
            Some(columns) if columns.len() != row.cells.len() => {
                let (cells, wanted) = (row.cells.len(), columns.len());
                Err(Fault::new(row.line, format!("this row has {cells} cells, but the first line has {wanted}")))
            }
            Some(columns) => event(&row, columns, &self.names),
        };
        match taken {
            Ok((key, event)) => self.add(key, event),
            Err(fault) => match self.rows.cut_if_last(fault.line) {
                Some(cut) => self.finish(Some(cut)),
                None => self.ready.push_back(Item::Fault(fault)),
            },
        }
    }

    /// The first line: the names of the columns.
    fn head(&mut self, row: &Row) {
        let columns: Vec<String> = row.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let twice = columns
            .iter()
            .enumerate()
            .find(|(at, name)| !name.is_empty() && columns.iter().take(*at).any(|other| other == *name));
        let missing = [&self.names.case, &self.names.at].into_iter().find(|name| !columns.contains(name));
        let reason = match (twice, missing) {
            (Some((_, name)), _) => format!("two columns are called `{}`", short(name)),
            (None, Some(name)) => format!("there is no column `{name}`: the columns are {}", short_list(&columns)),
            (None, None) => return self.columns = Some(columns),
        };
        self.finish(Some(rows::refused(row.line, reason)));
    }

    fn add(&mut self, key: String, event: Event) {
        let case = Case { key: key.clone(), line: event.line, attributes: vec![], events: vec![] };
        if self.shape == Rows::Case {
            return self.ready.push_back(Item::Case(Case { events: vec![event], ..case }));
        }
        let case = self.held.entry(key).or_insert(case);
        if case.events.len() < MOST_EVENTS {
            case.events.push(event);
        } else {
            let reason =
                format!("case `{}` has more than {MOST_EVENTS} events: this one is left out", short(&case.key));
            self.ready.push_back(Item::Fault(Fault::new(event.line, reason)));
        }
    }

    /// Hands out the cases held, unless the file was refused, and the cut.
    fn finish(&mut self, cut: Option<Cut>) {
        self.is_done = true;
        let held = std::mem::take(&mut self.held);
        if cut.as_ref().is_none_or(|cut| cut.why != super::Why::Refused) {
            self.ready.extend(held.into_values().map(|case| Item::Case(case.settle())));
        }
        self.ready.extend(cut.map(Item::Cut));
    }
}

impl Iterator for Table<'_> {
    type Item = Item;
    fn next(&mut self) -> Option<Item> {
        while self.ready.is_empty() && !self.is_done {
            self.step();
        }
        self.ready.pop_front()
    }
}

fn event(row: &Row, columns: &[String], names: &Names) -> Result<(String, Event), Fault> {
    let pairs = columns.iter().zip(&row.cells).filter(|(name, cell)| !name.is_empty() && !cell.is_empty());
    let attributes: Attributes = pairs.map(|(name, cell)| (name.clone(), cell.clone())).collect();
    let missing = |name: &str| Fault::new(row.line, format!("this row has no `{name}`; it is left out"));
    let key = case::text(&attributes, &names.case).ok_or_else(|| missing(&names.case))?.to_owned();
    let at = case::text(&attributes, &names.at).ok_or_else(|| missing(&names.at))?;
    let at = names.moments.read(at).map_err(|reason| Fault::new(row.line, format!("{reason}; the row is left out")))?;
    Ok((key, Event { line: row.line, at, attributes }))
}

fn short_list(columns: &[String]) -> String {
    let named: Vec<String> = columns.iter().take(40).map(|name| format!("`{}`", short(name))).collect();
    named.join(", ")
}

#[cfg(test)]
mod tests;
