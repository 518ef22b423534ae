//! Lists under scope. One predicate, two ways: SQLite walks an index per alternative, each walk no further than the
//! page found so far; PostgreSQL is given one OR and plans for itself.

mod narrow;
mod page;
mod served;
mod statement;
mod walk;

use std::{collections::BTreeSet, sync::Arc};

use base::{PersonId, RecordId};
use model::{Asker, Header, Record, TypeIx, When};

use crate::{Dialect, Disjunct, Fault, Holding, Sieve, Store, sql::Text};
use statement::Statement;

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By when it last changed.
    Changed,
    /// By when it was opened (ids rise with time).
    Opened,
    /// By when its next clock ends; records without one come last.
    Due,
    /// By priority, then by id.
    Priority,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest or oldest first.
    Up,
    /// Largest or newest first.
    Down,
}

/// After which row a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort value of the last row of the page before.
    pub value: i64,
    /// Its id.
    pub id: RecordId,
}

/// What is looked for. It can be asked only together with the alternatives that scope allows.
#[derive(Clone, Debug)]
pub struct Find {
    /// The type.
    pub of: TypeIx,
    /// Whether only records that have not ended are meant.
    pub open_only: bool,
    /// What else must hold.
    pub filter: When,
    /// Who asks, for words such as `me` in the filter.
    pub asker: Arc<Asker>,
    /// By what it is ordered.
    pub sort: Sort,
    /// Which end comes first.
    pub direction: Direction,
    /// After which row.
    pub after: Option<Cursor>,
    /// How many rows at most.
    pub limit: usize,
    /// Only among these, if given (search results).
    pub among: Option<Among>,
}

/// Among which records something is looked for.
#[derive(Clone, Debug)]
pub enum Among {
    /// These.
    These(Vec<RecordId>),
    /// All that hold words, where they are too many to be named.
    Holding(Holding),
    /// All that count towards a measure.
    Counted(Arc<Sieve>),
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// The records, whole but without who acted.
    pub records: Vec<Record>,
    /// Where the next page begins, where there is one.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of what is looked for, among what the alternatives allow.
    pub async fn list(&self, find: &Find, scope: &[Disjunct]) -> Result<Listed, Fault> {
        let Some(of) = self.site.of(find.of) else { return Ok(Listed::default()) };
        let scope = narrow::joined(of, scope);
        if scope.is_empty() {
            return Ok(Listed::default());
        }
        let statement = Statement { store: self, of, find, scope: &scope };
        let mut keys = match self.dialect() {
            Dialect::Sqlite => walk::page(&statement)?,
            Dialect::Postgres => served::page(&statement).await?,
        };
        let more = keys.len() > find.limit;
        keys.truncate(find.limit);
        let next = if more { keys.last().copied() } else { None };
        let ids: Vec<_> = keys.iter().map(|it| it.id).collect();
        Ok(Listed { records: self.records(&ids).await?, next })
    }

    /// The types of which a person or one of these teams has a record that has not ended.
    pub async fn held(&self, person: PersonId, teams: &[i64]) -> Result<BTreeSet<TypeIx>, Fault> {
        let mut text = Text::new(
            "SELECT t.no FROM term t WHERE t.space = 'type' AND (EXISTS (SELECT 1 FROM record r WHERE r.holder_person = ",
        );
        text.bind(person.get()).add(" AND r.type = t.no AND r.closed IS NULL)");
        text.add(" OR EXISTS (SELECT 1 FROM record r WHERE r.holder_team").among(self.dialect(), teams);
        text.add(" AND r.type = t.no AND r.closed IS NULL))");
        let rows = self.rows_of(text).await?;
        rows.iter().map(|it| it.int(0)).filter_map(|it| it.map(|no| self.terms.find_type(no)).transpose()).collect()
    }

    /// How many there are, counting no further than `most` and one more.
    pub async fn count(&self, find: &Find, scope: &[Disjunct], most: usize) -> Result<usize, Fault> {
        let Some(of) = self.site.of(find.of) else { return Ok(0) };
        let scope = narrow::joined(of, scope);
        if scope.is_empty() {
            return Ok(0);
        }
        let statement = Statement { store: self, of, find, scope: &scope };
        let most = most.saturating_add(1);
        if self.dialect() == Dialect::Sqlite {
            return walk::count(&statement, most);
        }
        let rows = self.rows_of(statement.count(most)?).await?;
        let n = rows.first().and_then(|it| it.opt(0)).unwrap_or_default();
        Ok(usize::try_from(n).unwrap_or_default().min(most))
    }
}

impl Sort {
    /// The sort with this name in URLs and the API.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "changed" => Self::Changed,
            "opened" => Self::Opened,
            "clock" | "due" => Self::Due,
            "priority" => Self::Priority,
            _unknown => return None,
        })
    }
    /// The header field that it reads; a list may be sorted only by a field that the asker may read.
    pub fn header(self) -> Header {
        match self {
            Self::Changed => Header::Changed,
            Self::Opened => Header::Opened,
            Self::Due => Header::Due,
            Self::Priority => Header::Priority,
        }
    }
}
