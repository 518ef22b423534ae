//! The text of a list's statements.

use model::{Header, RecordType, When};

use super::{Among, Cursor, Direction, Find, Sort};
use crate::{Bind, Disjunct, Fault, Store, ddl, emit, sql::Text};

/// What a list asks for, ready to be written down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a> {
    pub(super) store: &'a Store,
    pub(super) of: &'a RecordType,
    pub(super) find: &'a Find,
    pub(super) scope: &'a [Disjunct],
}

/// Values of an indexed header column.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    /// The column.
    pub(super) header: Header,
    /// One value, or several to be read in one go.
    pub(super) values: Vec<i64>,
    /// Only what has not ended, or only what has; `None` for both.
    pub(super) is_open: Option<bool>,
}

impl Statement<'_> {
    /// The best ids with their sort values: along an index, pinned to a value, better than a bound.
    pub(super) fn page(
        &self,
        index: Option<&'static str>,
        pin: Option<&Pin>,
        bound: Option<Cursor>,
    ) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT r.id AS id, ");
        key(&mut text, self.find.sort);
        text.add(" AS sort").append(self.tail(pin, index, true)?);
        self.end(&mut text, bound);
        Ok(text)
    }

    /// The same among the first rows along an index of the whole type, however many of them are meant.
    pub(super) fn probe(&self, index: &'static str, rows: usize) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT r.id AS id, ");
        key(&mut text, self.find.sort);
        text.add(" AS sort FROM (SELECT r.id AS first FROM record r INDEXED BY ").add(index).add(" WHERE r.type = ");
        text.bind(self.store.terms.of_type(self.of.ix));
        if self.find.open_only && index.contains("open_") {
            text.add(" AND r.closed IS NULL");
        }
        if let Some(after) = self.find.after {
            beyond(&mut text, self.find.sort, self.find.direction, after);
        }
        self.ordered(&mut text);
        text.add(" LIMIT ").number(rows).add(") CROSS JOIN record r ON r.id = first");
        self.body(&mut text, " CROSS JOIN ")?;
        text.append(self.conditions(None)?);
        self.end(&mut text, None);
        Ok(text)
    }

    /// The same on a server, which names no index: the first rows of the type in the list's order, held against the rest.
    pub(super) fn first(&self, rows: usize) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT r.id AS id, ");
        key(&mut text, self.find.sort);
        text.add(" AS sort FROM (SELECT r.* FROM record r WHERE r.type = ");
        text.bind(self.store.terms.of_type(self.of.ix));
        if self.find.open_only {
            text.add(" AND r.closed IS NULL");
        }
        if let Some(after) = self.find.after {
            beyond(&mut text, self.find.sort, self.find.direction, after);
        }
        self.ordered(&mut text);
        text.add(" LIMIT ").number(rows).add(") r");
        self.body(&mut text, " JOIN ")?;
        text.append(self.conditions(None)?);
        self.end(&mut text, None);
        Ok(text)
    }

    /// The ids, in no order, at most so many.
    pub(super) fn ids(&self, index: Option<&'static str>, pin: Option<&Pin>, most: usize) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT r.id");
        text.append(self.tail(pin, index, false)?).add(" LIMIT ").number(most);
        Ok(text)
    }

    /// How many there are, counted up to a most.
    pub(super) fn count(&self, most: usize) -> Result<Text, Fault> {
        let mut text = Text::new("SELECT count(*) FROM (");
        text.append(self.ids(None, None, most)?).add(") AS counted");
        Ok(text)
    }

    fn end(&self, text: &mut Text, bound: Option<Cursor>) {
        if let Some(bound) = bound {
            let better = match self.find.direction {
                Direction::Up => Direction::Down,
                Direction::Down => Direction::Up,
            };
            beyond(text, self.find.sort, better, bound);
        }
        self.ordered(text);
        text.add(" LIMIT ").number(self.find.limit.saturating_add(1));
    }

    fn ordered(&self, text: &mut Text) {
        text.add(" ORDER BY ");
        key(text, self.find.sort);
        text.add(match self.find.direction {
            Direction::Up => ", r.id",
            Direction::Down => " DESC, r.id DESC",
        });
    }

    /// From FROM to the end of WHERE.
    fn tail(&self, pin: Option<&Pin>, index: Option<&'static str>, paged: bool) -> Result<Text, Fault> {
        let mut text = Text::new(" FROM record r");
        if let Some(index) = index {
            text.add(" INDEXED BY ").add(index);
        }
        // A cross join keeps the order: the header first, so that the list's index is walked.
        self.body(&mut text, if index.is_some() { " CROSS JOIN " } else { " JOIN " })?;
        text.append(self.conditions(pin)?);
        if let Some(after) = self.find.after.filter(|_| paged) {
            beyond(&mut text, self.find.sort, self.find.direction, after);
        }
        Ok(text)
    }

    /// The type's own table, where a condition reads it.
    fn body(&self, text: &mut Text, join: &'static str) -> Result<(), Fault> {
        let counted = matches!(self.find.among, Some(Among::Counted(_)));
        if counted || emit::needs_body(&self.find.filter) || self.scope.iter().any(|it| emit::needs_body(&it.when)) {
            text.add(join).name(&ddl::table(self.of)?).add(" b ON b.id = r.id");
        }
        Ok(())
    }

    fn conditions(&self, pin: Option<&Pin>) -> Result<Text, Fault> {
        let (find, scope) = (self.find, self.scope);
        let mut text = Text::new(" WHERE r.type = ");
        text.bind(self.store.terms.of_type(self.of.ix));
        if let Some(pin) = pin {
            text.add(" AND r.").add(pin.header.name());
            match pin.values.as_slice() {
                [one] => text.add(" = ").bind(*one),
                several => text.among(self.store.dialect(), several),
            };
            text.add(match pin.is_open {
                Some(true) => " AND (r.closed IS NULL) = 1",
                Some(false) => " AND (r.closed IS NULL) = 0",
                None => "",
            });
        }
        if find.open_only {
            text.add(" AND r.closed IS NULL");
        }
        if find.filter != When::Always {
            text.add(" AND ").append(self.store.emit(self.of, &find.asker, &find.filter)?);
        }
        match &find.among {
            Some(Among::These(ids)) => {
                text.add(" AND r.id").among(self.store.dialect(), &ids.iter().map(|it| it.get()).collect::<Vec<_>>());
            }
            Some(Among::Holding(words)) => words.condition(&mut text, self.store.dialect()),
            Some(Among::Counted(sieve)) => sieve.condition(&mut text, self.store, self.of)?,
            None => {}
        }
        if scope.iter().all(|it| it.when != When::Always) {
            text.add(" AND ").append(self.scope()?);
        }
        Ok(text)
    }

    fn scope(&self) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        for (at, one) in self.scope.iter().enumerate() {
            text.add(if at > 0 { " OR " } else { "" }).append(self.store.emit(self.of, &one.asker, &one.when)?);
        }
        text.add(")");
        Ok(text)
    }
}

/// Adds that rows lie beyond a row, in a direction. The first comparison is what an index is walked from.
fn beyond(text: &mut Text, sort: Sort, direction: Direction, row: Cursor) {
    let (far, beyond, next) = match direction {
        Direction::Up => (" >= ", " > ", " AND r.id > "),
        Direction::Down => (" <= ", " < ", " AND r.id < "),
    };
    text.add(" AND ");
    key(text, sort);
    text.add(far).bind(row.value).add(" AND (");
    key(text, sort);
    text.add(beyond).bind(row.value).add(" OR (");
    key(text, sort);
    text.add(" = ").bind(row.value).add(next).bind(Bind::Int(row.id.get())).add("))");
}

/// The sort value; the indexes in `schema` are on these very expressions. Where there is none, it comes last.
fn key(text: &mut Text, sort: Sort) {
    text.add(match sort {
        Sort::Changed => "r.changed",
        Sort::Opened => "r.opened",
        Sort::Due => "coalesce(r.due, 9223372036854775807)",
        Sort::Priority => "coalesce(r.priority, 99)",
    });
}
