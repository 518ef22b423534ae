//! A large practice in parts: as many rows on a page as stay within what it may hold, each part with the roles that its rows name.

use std::ops::Range;

use model::{Activity, ActivityIx, Practice};

use super::matrix::roles;
use crate::{look::view::Pages, urls};

/// What the grid of one page may weigh, in bytes; a page may weigh 60 KB, and the rest of it needs half of that.
const GRID: usize = 27_000;
/// What a letter, an empty cell, a row and a role's column (its head and its load) weigh.
const LETTER: usize = 70;
const EMPTY: usize = 9;
const ROW: usize = 70;
const COLUMN: usize = 340;

/// The most lists of what somebody does that one page holds.
pub(super) const LISTS: usize = 16;

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
    pub(super) pages: Pages,
}

/// The part of the rows that is looked at; the last where there are not so many.
pub(super) fn part<'a>(rows: &[Row<'a>], practice: &Practice, look: Look<'_>) -> Part<'a> {
    let (range, pages) = cut(&sizes(rows), look, ("activities", &format!("/who/{}", practice.key)));
    Part { rows: rows.get(range).unwrap_or_default().to_vec(), pages }
}

/// The part of many things that is looked at, with so many of them; how they and the page are named.
pub(super) fn some<T>(all: Vec<T>, most: usize, look: Look<'_>, named: (&str, &str)) -> (Vec<T>, Pages) {
    let sizes: Vec<usize> = all.chunks(most).map(<[T]>::len).collect();
    let (range, pages) = cut(&sizes, look, named);
    (all.into_iter().skip(range.start).take(range.len()).collect(), pages)
}

/// Which of all belong to the part that is looked at, with the addresses of the parts before and after.
fn cut(sizes: &[usize], look: Look<'_>, (what, path): (&str, &str)) -> (Range<usize>, Pages) {
    let no = look.part.min(sizes.len().saturating_sub(1));
    let before: usize = sizes.iter().take(no).sum();
    let end = before.saturating_add(sizes.get(no).copied().unwrap_or_default());
    let url = |no: usize| {
        let at = (!look.asked.is_empty()).then_some(look.asked);
        let part = (no > 0).then(|| no.to_string());
        urls::with_given(path, &[("at", at), ("part", part.as_deref())])
    };
    let next = no.saturating_add(1);
    let words = format!("{} to {end} of {} {what}", before.saturating_add(1), sizes.iter().sum::<usize>());
    (before..end, (words, no.checked_sub(1).map(url), (next < sizes.len()).then(|| url(next))))
}

/// How many rows each part has.
fn sizes(rows: &[Row<'_>]) -> Vec<usize> {
    let (mut sizes, mut rest) = (Vec::new(), rows);
    while !rest.is_empty() {
        let fits = |n: &usize| rest.get(..*n).is_some_and(|some| weight(some) <= GRID);
        let n = (1..=rest.len()).take_while(fits).last().unwrap_or(1);
        sizes.push(n);
        rest = rest.get(n..).unwrap_or_default();
    }
    sizes
}

/// What some rows weigh as a grid, in bytes.
fn weight(rows: &[Row<'_>]) -> usize {
    let columns = roles(rows).len();
    let letters: usize = rows.iter().map(|(_, it)| it.cells.len()).sum();
    let cells = rows.len().saturating_mul(columns);
    [(letters, LETTER), (cells, EMPTY), (rows.len(), ROW), (columns, COLUMN)]
        .iter()
        .map(|(n, it)| n.saturating_mul(*it))
        .sum()
}
