//! A large practice in parts: as many rows on a page as stay within what it may hold, each part with the roles that its rows name.

use model::{Activity, ActivityIx, Practice};

use super::matrix::roles;
use crate::urls;

/// The most cells that one page draws.
const CELLS: usize = 360;

/// A row of the matrix.
pub(super) type Row<'a> = (ActivityIx, &'a Activity);

/// What of a practice is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    /// As of when, as it was asked for; empty for now.
    pub(super) asked: &'a str,
    /// Which part of the rows.
    pub(super) part: usize,
}

/// Some of a practice's rows.
pub(super) struct Part<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// Which of how many activities, and the addresses of the parts before and after.
    pub(super) pages: (String, Option<String>, Option<String>),
}

/// The part of the rows that is looked at; the last where there are not so many.
pub(super) fn part<'a>(rows: &[Row<'a>], practice: &Practice, look: Look<'_>) -> Part<'a> {
    let sizes = sizes(rows);
    let no = look.part.min(sizes.len().saturating_sub(1));
    let before: usize = sizes.iter().take(no).sum();
    let n = sizes.get(no).copied().unwrap_or_default();
    let url = |no: usize| {
        let at = (!look.asked.is_empty()).then_some(look.asked);
        let part = (no > 0).then(|| no.to_string());
        urls::with_given(&format!("/who/{}", practice.key), &[("at", at), ("part", part.as_deref())])
    };
    let next = no.saturating_add(1);
    let range = format!("{} to {} of {} activities", before.saturating_add(1), before.saturating_add(n), rows.len());
    Part {
        rows: rows.iter().skip(before).take(n).copied().collect(),
        pages: (range, no.checked_sub(1).map(url), (next < sizes.len()).then(|| url(next))),
    }
}

/// How many rows each part has.
fn sizes(rows: &[Row<'_>]) -> Vec<usize> {
    let (mut sizes, mut rest) = (Vec::new(), rows);
    while !rest.is_empty() {
        let fits = |n: &usize| rest.get(..*n).is_some_and(|some| n.saturating_mul(roles(some).len()) <= CELLS);
        let n = (1..=rest.len()).take_while(fits).last().unwrap_or(1);
        sizes.push(n);
        rest = rest.get(n..).unwrap_or_default();
    }
    sizes
}
