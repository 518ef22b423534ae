//! Lists under scope. One predicate, two shapes: SQLite wants a union of the best of each alternative, PostgreSQL one OR.

use std::sync::Arc;

use base::RecordId;
use model::{Asker, Header, Record, RecordType, TypeIx, When};

use crate::{Dialect, Disjunct, Fault, Store, ddl, emit, sql::Text};

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
    pub among: Option<Vec<RecordId>>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The records, whole but without who acted.
    pub records: Vec<Record>,
    /// Where the next page begins, where there is one.
    pub next: Option<Cursor>,
}

/// Stands in for "no due date" in the order: after every real one.
const NEVER: &str = "9223372036854775807";

impl Store {
    /// A page of what is looked for, among what the alternatives allow.
    pub async fn list(&self, find: &Find, scope: &[Disjunct]) -> Result<Listed, Fault> {
        let Some(of) = self.site.of(find.of) else { return Ok(Listed { records: Vec::new(), next: None }) };
        if scope.is_empty() {
            return Ok(Listed { records: Vec::new(), next: None });
        }
        let text = match self.dialect() {
            Dialect::Sqlite => self.union(of, find, scope)?,
            Dialect::Postgres => self.either(of, find, scope)?,
        };
        let mut keys = Vec::new();
        for row in &self.rows_of(text).await? {
            keys.push(Cursor { id: RecordId::new(row.int(0)?), value: row.int(1)? });
        }
        let more = keys.len() > find.limit;
        keys.truncate(find.limit);
        let next = if more { keys.last().copied() } else { None };
        let ids: Vec<_> = keys.iter().map(|it| it.id).collect();
        Ok(Listed { records: self.records(&ids).await?, next })
    }

    /// How many there are, counting no further than `most` and one more.
    pub async fn count(&self, find: &Find, scope: &[Disjunct], most: usize) -> Result<usize, Fault> {
        let Some(of) = self.site.of(find.of) else { return Ok(0) };
        if scope.is_empty() {
            return Ok(0);
        }
        let mut text = Text::new("SELECT count(*) FROM (");
        match self.dialect() {
            Dialect::Sqlite => {
                for (at, one) in scope.iter().enumerate() {
                    text.add(if at > 0 { " UNION SELECT id FROM (" } else { "SELECT id FROM (" });
                    text.add("SELECT r.id AS id").append(self.tail(of, find, std::slice::from_ref(one))?);
                    text.add(" LIMIT ").number(most.saturating_add(1)).add(")");
                }
            }
            Dialect::Postgres => {
                text.add("SELECT r.id").append(self.tail(of, find, scope)?);
                text.add(" LIMIT ").number(most.saturating_add(1));
            }
        }
        text.add(") AS counted");
        let rows = self.rows_of(text).await?;
        let n = rows.first().and_then(|it| it.opt(0)).unwrap_or_default();
        Ok(usize::try_from(n).unwrap_or_default().min(most.saturating_add(1)))
    }

    fn union(&self, of: &RecordType, find: &Find, scope: &[Disjunct]) -> Result<Text, Fault> {
        if scope.len() == 1 {
            return self.either(of, find, scope);
        }
        let mut text = Text::new("");
        for (at, one) in scope.iter().enumerate() {
            text.add(if at > 0 { " UNION SELECT * FROM (" } else { "SELECT * FROM (" });
            text.append(self.either(of, find, std::slice::from_ref(one))?).add(")");
        }
        text.add(match find.direction {
            Direction::Up => " ORDER BY 2, 1",
            Direction::Down => " ORDER BY 2 DESC, 1 DESC",
        });
        text.add(" LIMIT ").number(find.limit.saturating_add(1));
        Ok(text)
    }

    fn either(&self, of: &RecordType, find: &Find, scope: &[Disjunct]) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT r.id AS id, ");
        key(&mut text, find.sort);
        text.add(" AS sort").append(self.tail(of, find, scope)?);
        text.add(" ORDER BY ");
        key(&mut text, find.sort);
        text.add(match find.direction {
            Direction::Up => ", r.id",
            Direction::Down => " DESC, r.id DESC",
        });
        text.add(" LIMIT ").number(find.limit.saturating_add(1));
        Ok(text)
    }

    /// From FROM to the end of WHERE.
    fn tail(&self, of: &RecordType, find: &Find, scope: &[Disjunct]) -> Result<Text, Fault> {
        let body = emit::needs_body(&find.filter) || scope.iter().any(|it| emit::needs_body(&it.when));
        let mut text = Text::new(" FROM record r");
        if body {
            text.add(" JOIN ").name(&ddl::table(of)?).add(" b ON b.id = r.id");
        }
        text.add(" WHERE r.type = ").bind(self.terms.of_type(of.ix));
        if find.open_only {
            text.add(" AND r.closed IS NULL");
        }
        if find.filter != When::Always {
            text.add(" AND ").append(self.emit(of, &find.asker, &find.filter)?);
        }
        if let Some(among) = &find.among {
            text.add(" AND r.id IN (");
            if among.is_empty() {
                text.add("NULL");
            }
            text.bind_all(among.iter().map(|it| it.get())).add(")");
        }
        if scope.iter().all(|it| it.when != When::Always) {
            text.add(" AND (");
            for (at, one) in scope.iter().enumerate() {
                text.add(if at > 0 { " OR " } else { "" }).append(self.emit(of, &one.asker, &one.when)?);
            }
            text.add(")");
        }
        if let Some(after) = find.after {
            text.add(" AND (");
            key(&mut text, find.sort);
            text.add(match find.direction {
                Direction::Up => ", r.id) > (",
                Direction::Down => ", r.id) < (",
            });
            text.bind(after.value).add(",").bind(after.id.get()).add(")");
        }
        Ok(text)
    }
}

fn key(text: &mut Text, sort: Sort) {
    match sort {
        Sort::Changed => text.add("r.changed"),
        Sort::Opened => text.add("r.opened"),
        Sort::Due => text.add("coalesce(r.due, ").add(NEVER).add(")"),
        Sort::Priority => text.add("coalesce(r.priority, 99)"),
    };
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
