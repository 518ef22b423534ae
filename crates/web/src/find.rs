//! Looking for records of one or several types at once, in one order.

use engine::{Desk, Ground, Halt, Query, Seen};
use model::{Header, RecordType};

use crate::problem::Problem;

/// How many rows a page has.
pub(crate) const ROWS: usize = 38;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// The rows in order.
    pub(crate) rows: Vec<Seen>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

/// A page of records of these types.
pub(crate) async fn page(desk: &Desk, kinds: &[String], asked: &Query) -> Result<Found, Problem> {
    let mut found = Found::default();
    let mut more = false;
    let kinds = &worth_asking(desk, kinds, &asked.filter).await?;
    for kind in kinds {
        let one = desk.find(&Query { kind: kind.clone(), ..asked.clone() }).await?;
        if kinds.len() == 1 {
            return Ok(Found { rows: one.rows, next: one.next });
        }
        more |= one.next.is_some();
        found.rows.extend(one.rows);
    }
    let down = asked.sort.starts_with('-') || asked.sort.is_empty();
    found.rows.sort_by_key(|it| key(it, &asked.sort));
    if down {
        found.rows.reverse();
    }
    more |= found.rows.len() > ROWS;
    found.rows.truncate(ROWS);
    // All types share the order's column and ids, so that one cursor serves them all.
    let last = found.rows.last().filter(|_| more).map(|it| key(it, &asked.sort));
    found.next = last.map(|(value, id)| format!("{value}.{id}"));
    Ok(found)
}

/// The same, or why the filter can't be read: the reader keeps the box, with what they wrote and the reason beside it.
pub(crate) async fn page_or_fault(
    desk: &Desk,
    kinds: &[String],
    asked: &Query,
) -> Result<Result<Found, String>, Problem> {
    match page(desk, kinds, asked).await {
        Ok(found) => Ok(Ok(found)),
        Err(Problem::Halt(Halt::Refused(it))) if it.ground == Ground::Invalid => {
            let said = it.fields.iter().map(|it| it.of(&format!("“{}”", it.field)));
            let said: Vec<String> = said.collect();
            Ok(Err(if said.is_empty() { it.message.clone() } else { said.join(". ") }))
        }
        Err(other) => Err(other),
    }
}

/// The types that can have such records at all. What is open and held by the reader or their teams is of few types; the
/// first is kept, so that a filter that does not fit is refused all the same.
async fn worth_asking(desk: &Desk, kinds: &[String], filter: &str) -> Result<Vec<String>, Problem> {
    let terms: Vec<&str> = filter.split_whitespace().collect();
    let is_open = terms.iter().any(|it| matches!(*it, "status:open" | "status:waiting"));
    let is_held = terms.iter().any(|it| matches!(*it, "team:mine" | "assignee:me"));
    if kinds.len() < 3 || !is_open || !is_held {
        return Ok(kinds.to_vec());
    }
    let held = desk.held().await?;
    let is_worth = |kind: &String| desk.site().find_type(kind).is_some_and(|it| held.contains(&it.ix));
    let first = kinds.iter().take(1).filter(|it| !is_worth(it));
    Ok(first.chain(kinds.iter().filter(|it| is_worth(it))).cloned().collect())
}

/// The value that the store sorts by, and the id.
fn key(seen: &Seen, sort: &str) -> (i64, i64) {
    let record = seen.record();
    let at = |header: Header| record.instant(header).map(base::Instant::micros);
    let value = match sort.trim_start_matches('-') {
        "clock" | "due" => at(Header::Due).unwrap_or(i64::MAX),
        "priority" => record.header(Header::Priority).number().unwrap_or(99),
        "opened" => at(Header::Opened).unwrap_or_default(),
        _changed => at(Header::Changed).unwrap_or_default(),
    };
    (value, record.id.get())
}

/// How many there are of these types; a type that the filter does not fit counts nothing.
pub(crate) async fn count(desk: &Desk, kinds: &[String], filter: &str) -> Result<usize, Problem> {
    let mut sum = 0_usize;
    for kind in &worth_asking(desk, kinds, filter).await? {
        let asked = Query { kind: kind.clone(), filter: filter.to_owned(), ..Query::default() };
        match desk.count(&asked).await {
            Ok(n) => sum = sum.saturating_add(n),
            Err(Halt::Refused(_)) => {}
            Err(halt) => return Err(halt.into()),
        }
    }
    Ok(sum)
}

/// A count as shown: counting stops after a thousand.
pub(crate) fn capped(n: usize) -> String {
    if n >= 1000 { "999+".to_owned() } else { n.to_string() }
}

/// The type of a record.
pub(crate) fn type_of<'d>(desk: &'d Desk, seen: &Seen) -> Result<&'d RecordType, Problem> {
    let missing = || Problem::from(engine::Fault::Inner(format!("{} is of no declared type", seen.number())));
    desk.site().of(seen.record().of).ok_or_else(missing)
}
