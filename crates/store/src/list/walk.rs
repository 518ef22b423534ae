//! Lists on `SQLite`, which plans an OR badly: one walk per alternative and value, along the index that pins it, the
//! page's worst row bounding what the next walk reads.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use model::{Asker, Header, Slot, When};

use super::{
    Among, Cursor, Sort, narrow,
    page::{Page, keys},
    statement::{Pin, Statement},
};
use crate::{Disjunct, Fault};

/// So many values of an alternative are walked one by one. They give a bound, under which the others are read in one go.
const VALUES: usize = 8;
/// Up to so many rows are gathered and sorted; beyond, an index in the list's order is walked and filtered.
const GATHERED: usize = 3000;

/// The header columns with an index of their own, the most telling first.
const PINNED: [Header; 6] =
    [Header::ForPerson, Header::HolderPerson, Header::OpenedBy, Header::Ci, Header::Service, Header::HolderTeam];

/// More walks than this are worth a probe: who sees much finds a page among the first rows of the whole type.
const FEW: usize = 6;
/// How many rows a probe looks at.
const PROBED: usize = 2000;

/// One walk: a value that pins it, if any, and the alternatives that hold on it.
struct Walk<'a> {
    pin: Option<Pin>,
    /// What is left of the alternatives where the pin is known.
    scope: Cow<'a, [Disjunct]>,
    /// The alternatives as they are, for walking without the pin.
    whole: Cow<'a, [Disjunct]>,
}

impl Walk<'_> {
    fn of<'s>(&'s self, list: &Statement<'s>) -> Statement<'s> {
        Statement { scope: &self.scope, ..*list }
    }
}

/// The page's keys, in order, with one more than the limit.
pub(super) fn page(list: &Statement<'_>) -> Result<Vec<Cursor>, Fault> {
    let walks = walks(list);
    if walks.len() > FEW && !is_named(list) {
        let found = keys(&list.store.rows_now(list.probe(index(list), PROBED)?)?)?;
        if found.len() > list.find.limit {
            return Ok(found);
        }
    }
    merged(list, &chosen(list, walks)?)
}

/// How each walk is best made: along an index in the list's order; else gathered, where its pin holds few; else with
/// all others like it along the type's index, at last, when the bound is tightest.
fn chosen<'a>(list: &Statement<'a>, walks: Vec<Walk<'a>>) -> Result<Vec<Walk<'a>>, Fault> {
    let mut room = GATHERED;
    let (mut found, mut free) = (Vec::new(), Vec::new());
    for walk in walks {
        let is_read = match &walk.pin {
            Some(pin) => in_order(list, pin).is_some() || gathers(list, &walk, &mut room)?,
            None => false,
        };
        if is_read {
            found.push(walk);
        } else {
            free.extend(walk.whole.iter().cloned());
        }
    }
    if !free.is_empty() {
        let free = narrow::joined(list.of, &free);
        found.push(Walk { pin: None, scope: Cow::Owned(free.clone()), whole: Cow::Owned(free) });
    }
    Ok(found)
}

/// Whether the records are few and named: then their ids lead, not an index.
fn is_named(list: &Statement<'_>) -> bool {
    matches!(list.find.among, Some(Among::These(_)))
}

/// How many there are, up to a most.
pub(super) fn count(list: &Statement<'_>, most: usize) -> Result<usize, Fault> {
    let mut found = BTreeSet::new();
    for walk in walks(list) {
        let index = walk.pin.as_ref().map(|it| gathering(it.header));
        let text = walk.of(list).ids(index, opened(list, walk.pin.as_ref()).as_ref(), most)?;
        found.extend(list.store.rows_now(text)?.iter().filter_map(|it| it.opt(0)));
        if found.len() >= most {
            return Ok(most);
        }
    }
    Ok(found.len())
}

fn merged(list: &Statement<'_>, walks: &[Walk<'_>]) -> Result<Vec<Cursor>, Fault> {
    let mut page = Page::new(list.find.direction, list.find.limit.saturating_add(1));
    for walk in walks {
        let Some(pin) = &walk.pin else {
            let index = if is_named(list) { None } else { Some(index(list)) };
            page.take(keys(&list.store.rows_now(walk.of(list).page(index, None, page.bound())?)?)?);
            continue;
        };
        let index = in_order(list, pin).unwrap_or_else(|| gathering(pin.header));
        for is_open in halves(list) {
            let pin = Pin { is_open: *is_open, ..pin.clone() };
            let text = walk.of(list).page(Some(index), Some(&pin), page.bound())?;
            page.take(keys(&list.store.rows_now(text)?)?);
        }
    }
    Ok(page.into_keys())
}

/// An index by a value and then by time holds what is open apart from what has ended: each is in order by itself.
fn halves(list: &Statement<'_>) -> &'static [Option<bool>] {
    match (list.find.open_only, list.find.sort) {
        (true, Sort::Changed | Sort::Opened | Sort::Priority) => &[Some(true)],
        (false, Sort::Changed) => &[Some(true), Some(false)],
        (true, Sort::Due) | (false, Sort::Due | Sort::Opened | Sort::Priority) => &[None],
    }
}

/// The pin, with what a list of open work leaves out.
fn opened(list: &Statement<'_>, pin: Option<&Pin>) -> Option<Pin> {
    pin.map(|pin| Pin { is_open: list.find.open_only.then_some(true), ..pin.clone() })
}

/// Whether what a pin holds is so little that it can be gathered and sorted, and still fits.
fn gathers(list: &Statement<'_>, walk: &Walk<'_>, room: &mut usize) -> Result<bool, Fault> {
    let index = walk.pin.as_ref().map(|it| gathering(it.header));
    let text = walk.of(list).ids(index, opened(list, walk.pin.as_ref()).as_ref(), room.saturating_add(1))?;
    let rest = room.checked_sub(list.store.rows_now(text)?.len());
    *room = rest.unwrap_or(*room);
    Ok(rest.is_some())
}

/// Pinned walks first: the bound that they leave makes the others short.
fn walks<'a>(list: &Statement<'a>) -> Vec<Walk<'a>> {
    let all = |pin, scope: &'a [Disjunct]| Walk { pin, scope: Cow::Borrowed(scope), whole: Cow::Borrowed(scope) };
    let whole = |pin| all(pin, list.scope);
    if is_named(list) {
        return vec![whole(None)];
    }
    let of_filter = pins(&list.find.asker, &list.find.filter);
    if !of_filter.is_empty() {
        return of_filter.into_iter().map(|pin| whole(Some(pin))).collect();
    }
    let mut walks = Vec::new();
    let mut free = Vec::new();
    for one in list.scope {
        let pins = pins(&one.asker, &one.when);
        if one.when == When::Always {
            return vec![all(None, std::slice::from_ref(one))];
        }
        if pins.is_empty() && one.when != When::Never {
            free.push(all(None, std::slice::from_ref(one)));
        }
        walks.extend(pins.into_iter().map(|pin| pinned(list, one, pin)));
    }
    walks.append(&mut free);
    walks
}

/// What is left of an alternative where its pin is known.
fn pinned<'a>(list: &Statement<'a>, one: &'a Disjunct, pin: Pin) -> Walk<'a> {
    let when = narrow::given(list.of, &one.asker, &one.when, (pin.header.slot(), &pin.values));
    let scope = Cow::Owned(vec![Disjunct { asker: Arc::clone(&one.asker), when }]);
    Walk { pin: Some(pin), scope, whole: Cow::Borrowed(std::slice::from_ref(one)) }
}

/// The values of the most telling indexed column that a condition pins; none where it pins nothing.
pub(super) fn pins(asker: &Asker, when: &When) -> Vec<Pin> {
    let found = PINNED.into_iter().find_map(|header| Some((header, values(asker, when, header.slot())?)));
    let Some((header, values)) = found else { return Vec::new() };
    let mut single: Vec<i64> = values.into_iter().collect();
    let rest = if single.len() > VALUES.saturating_mul(2) { single.split_off(VALUES) } else { Vec::new() };
    let pin = |values| Pin { header, values, is_open: None };
    let rest = if rest.is_empty() { None } else { Some(pin(rest)) };
    single.into_iter().map(|value| pin(vec![value])).chain(rest).collect()
}

/// The values that a slot must have where the condition holds; `None` where it says nothing about the slot.
fn values(asker: &Asker, when: &When, slot: Slot) -> Option<BTreeSet<i64>> {
    match when {
        When::IsActor(it) if *it == slot => Some(BTreeSet::from([asker.holder.get()])),
        When::Involves(it) if *it == slot => Some(asker.involved.iter().map(|it| it.get()).collect()),
        When::InMyTeams(it) if *it == slot => Some(asker.teams.iter().map(|it| it.get()).collect()),
        When::In(it, numbers) if *it == slot => Some((**numbers).clone()),
        When::All(of) => of.iter().find_map(|it| values(asker, it, slot)),
        When::Any(of) if !of.is_empty() => of
            .iter()
            .map(|it| values(asker, it, slot))
            .collect::<Option<Vec<_>>>()
            .map(|it| it.into_iter().flatten().collect()),
        When::Always
        | When::Never
        | When::IsActor(_)
        | When::Involves(_)
        | When::InMyTeams(_)
        | When::Empty(_)
        | When::Is(..)
        | When::IsOneOf(..)
        | When::In(..)
        | When::AtMost(..)
        | When::AtLeast(..)
        | When::InState(_)
        | When::Itself(_)
        | When::Acted(_)
        | When::Any(_)
        | When::Not(_) => None,
    }
}

/// The index in the list's order over a whole type.
fn index(list: &Statement<'_>) -> &'static str {
    match (list.find.sort, list.find.open_only) {
        (Sort::Changed, true) => "record_open_changed",
        (Sort::Changed, false) => "record_changed",
        (Sort::Opened, _) => "record_opened",
        (Sort::Due, true) => "record_open_due",
        (Sort::Due, false) => "record_due",
        (Sort::Priority, true) => "record_open_priority",
        (Sort::Priority, false) => "record_priority",
    }
}

/// The index in the list's order among the records with one value of a column, where there is one.
fn in_order(list: &Statement<'_>, pin: &Pin) -> Option<&'static str> {
    match (list.find.sort, list.find.open_only, pin.header) {
        (Sort::Changed, _, header) => Some(gathering(header)),
        (Sort::Due, true, Header::HolderTeam) => Some("record_open_team"),
        (Sort::Due, true, Header::HolderPerson) => Some("record_open_holder"),
        (Sort::Due | Sort::Opened | Sort::Priority, _, _) => None,
    }
}

/// The index by a column. It is always named: left to itself, SQLite prefers any index in the list's order.
fn gathering(header: Header) -> &'static str {
    match header {
        Header::HolderTeam => "record_team",
        Header::HolderPerson => "record_holder",
        Header::ForPerson => "record_for",
        Header::OpenedBy => "record_opener",
        Header::Service => "record_service",
        Header::Ci => "record_ci",
        Header::Title | Header::Priority | Header::Due | Header::Opened | Header::Changed | Header::Closed => {
            "record_changed"
        }
    }
}
