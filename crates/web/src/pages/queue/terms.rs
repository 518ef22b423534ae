//! Filter terms as chips, each with the view without it.

use engine::{Desk, Term};
use model::RecordType;

use super::Place;
use crate::look::view::FilterChip;

/// The terms in force.
pub(crate) fn chips(desk: &Desk, place: &Place<'_>) -> Vec<FilterChip> {
    let terms = Term::parse(place.filter);
    let of = place.view.kinds.first().and_then(|it| desk.site().find_type(it));
    let without = |at: usize| {
        let left = terms.iter().enumerate().filter(|(it, _)| *it != at).map(|(_, it)| it.print());
        place.url(&left.collect::<Vec<_>>().join(" "), place.sort, "", "")
    };
    terms.iter().enumerate().map(|(at, it)| chip(desk, of, it, without(at))).collect()
}

fn chip(desk: &Desk, of: Option<&RecordType>, term: &Term, remove: String) -> FilterChip {
    let name = match (term.field.as_str(), term.is_not) {
        ("", false) => "Words".to_owned(),
        ("", true) => "Without".to_owned(),
        (field, is_not) => format!("{}{}", title(of, field), verb(&term.op, is_not)),
    };
    FilterChip { name, value: value(desk, term), remove }
}

fn title(of: Option<&RecordType>, field: &str) -> String {
    let own =
        of.and_then(|of| of.shown().find(|(_, it)| it.key.replace('_', "-") == field)).map(|(_, it)| it.title.clone());
    own.unwrap_or_else(|| crate::words::capital(field))
}

fn verb(op: &str, is_not: bool) -> &'static str {
    match (op, is_not) {
        (":", false) => " is",
        (":", true) => " is not",
        ("<=" | "<", false) | (">" | ">=", true) => " at most",
        _more => " at least",
    }
}

fn value(desk: &Desk, term: &Term) -> String {
    match (term.field.as_str(), term.value.as_str()) {
        (_, "me") => "me".to_owned(),
        (_, "mine") => "mine".to_owned(),
        (_, "none") => "nobody or nothing".to_owned(),
        ("due" | "clock", "0m") => "now".to_owned(),
        ("team", key) => {
            desk.directory().find_team(key).map_or_else(|| key.to_owned(), |it| desk.directory().team_name(it))
        }
        (_, value) => value.to_owned(),
    }
}
