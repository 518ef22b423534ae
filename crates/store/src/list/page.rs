//! The best rows found so far, in the order of the list.

use std::collections::BTreeSet;

use base::RecordId;

use super::{Cursor, Direction};
use crate::{Fault, Row};

/// Ids and sort values of rows.
pub(super) fn keys(rows: &[Row]) -> Result<Vec<Cursor>, Fault> {
    rows.iter().map(|it| Ok(Cursor { id: RecordId::new(it.int(0)?), value: it.int(1)? })).collect()
}

/// A page in the making.
#[derive(Debug)]
pub(super) struct Page {
    direction: Direction,
    size: usize,
    best: BTreeSet<(i64, RecordId)>,
}

impl Page {
    /// An empty page of that many rows.
    pub(super) fn new(direction: Direction, size: usize) -> Self {
        Self { direction, size, best: BTreeSet::new() }
    }
    /// Takes rows in; only the best are kept.
    pub(super) fn take(&mut self, keys: Vec<Cursor>) {
        self.best.extend(keys.into_iter().map(|it| (it.value, it.id)));
        while self.best.len() > self.size {
            match self.direction {
                Direction::Up => self.best.pop_last(),
                Direction::Down => self.best.pop_first(),
            };
        }
    }
    /// The worst row of a full page: what comes after it need not be read. `None` while there is room.
    pub(super) fn bound(&self) -> Option<Cursor> {
        let worst = match self.direction {
            Direction::Up => self.best.last(),
            Direction::Down => self.best.first(),
        };
        worst.filter(|_| self.best.len() >= self.size).map(|(value, id)| Cursor { value: *value, id: *id })
    }
    /// The rows in order.
    pub(super) fn into_keys(self) -> Vec<Cursor> {
        let up = self.best.into_iter().map(|(value, id)| Cursor { value, id });
        match self.direction {
            Direction::Up => up.collect(),
            Direction::Down => up.rev().collect(),
        }
    }
}
