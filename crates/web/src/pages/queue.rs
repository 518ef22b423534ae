//! The queue: a named view as a list grouped by clock, the chosen record beside it, all at one address.

mod groups;
mod terms;

pub(crate) use terms::chips;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use engine::{Query as Find, Seen};
use serde::Deserialize;

use crate::{
    asker::Asker,
    fields, find, frame,
    look::{
        queue,
        view::{Bulk, Field, Link, NamedChoice, Queue, Widget},
    },
    problem::Problem,
    urls,
    views::{self, View},
};

/// What an address of a queue says besides the view.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    q: Option<String>,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    sel: String,
}

/// The orders: key, what it says.
const SORTS: [(&str, &str); 4] = [
    ("clock", "Due, as promised"),
    ("priority", "Priority"),
    ("-opened", "Newest first"),
    ("-changed", "Last changed"),
];

/// A view with its terms, and how its addresses are made.
pub(crate) struct Place<'a> {
    pub(crate) view: &'a View,
    pub(crate) filter: &'a str,
    pub(crate) sort: &'a str,
    pub(crate) after: &'a str,
}

impl Place<'_> {
    /// The address of the view with other terms; the filter stays in it even where it is empty.
    pub(crate) fn url(&self, filter: &str, sort: &str, after: &str, sel: &str) -> String {
        let filled = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
        let (sort, after, sel) = (filled(sort).filter(|it| it != "clock"), filled(after), filled(sel));
        let filter = (filter != self.view.filter).then_some(filter);
        let pairs = [("q", filter), ("sort", sort.as_deref()), ("after", after.as_deref()), ("sel", sel.as_deref())];
        urls::with_given(&format!("/w/{}", self.view.key), &pairs)
    }
    /// The address with a record chosen.
    pub(crate) fn chosen(&self, number: &str) -> String {
        self.url(self.filter, self.sort, self.after, number)
    }
}

/// The queue.
pub(crate) async fn show(
    asker: Asker,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = views::find(&asker.desk, &key).ok_or(Problem::NoPage)?;
    let filter = asked.q.clone().unwrap_or_else(|| view.filter.clone());
    let sort = if asked.sort.is_empty() { "clock" } else { asked.sort.as_str() };
    let place = Place { view: &view, filter: &filter, sort, after: &asked.after };
    let after = (!asked.after.is_empty()).then(|| asked.after.clone());
    let query = Find { kind: String::new(), filter: filter.clone(), sort: sort.to_owned(), after, limit: find::ROWS };
    let read = find::page_or_fault(&asker.desk, &view.kinds, &query).await?;
    let (found, fault) = read.map_or_else(|fault| (find::Found::default(), Some(fault)), |it| (it, None));
    let count = find::count(&asker.desk, &view.kinds, &filter).await?;
    let sel = if fault.is_some() {
        ""
    } else if asked.sel.is_empty() {
        found.rows.first().map(Seen::number).unwrap_or_default()
    } else {
        asked.sel.as_str()
    };
    let record = if sel.is_empty() { None } else { Some(beside(&asker, &place, &found.rows, sel).await?) };
    let page = Queue {
        title: view.title.clone(),
        label: view.whose.clone(),
        count: find::capped(count),
        url: format!("/w/{}", view.key),
        new_url: new_url(&asker, &view),
        filters: chips(&asker.desk, &place),
        filter_fields: vec![Field { error: fault.clone(), ..filter_field(&filter) }],
        is_unread: fault.is_some(),
        keep: if sort == "clock" { Vec::new() } else { vec![("sort".to_owned(), sort.to_owned())] },
        sort: SORTS.iter().find(|(it, _)| *it == sort).map_or("Other", |(_, words)| words).to_owned(),
        sorts: SORTS
            .map(|(it, words)| Link { current: it == sort, ..Link::to(words, place.url(&filter, it, "", "")) })
            .to_vec(),
        layouts: layouts(&view),
        groups: groups::grouped(&asker, &place, &found.rows, sel)?,
        bulk: bulk(&asker, &view, &found.rows),
        range: if found.next.is_some() || !asked.after.is_empty() {
            format!("{} of {}", found.rows.len(), find::capped(count))
        } else {
            String::new()
        },
        previous: (!asked.after.is_empty()).then(|| place.url(&filter, sort, "", "")),
        next: found.next.as_ref().map(|it| place.url(&filter, sort, it, "")),
        empty: ("Nothing here".to_owned(), empty(&view, &filter)),
        record,
        chosen: !asked.sel.is_empty(),
    };
    if fault.is_none() {
        return frame::page(&asker, &page.title, &queue::queue(&page)).await;
    }
    let title = format!("Error: {}", page.title);
    frame::answer(&asker, &title, &queue::queue(&page), StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn beside(
    asker: &Asker,
    place: &Place<'_>,
    rows: &[Seen],
    sel: &str,
) -> Result<crate::look::view::Record, Problem> {
    let at = rows.iter().position(|it| it.number() == sel);
    let near = |at: Option<usize>| at.and_then(|it| rows.get(it)).map(|it| place.chosen(it.number()));
    let mut record = super::record::drawn(asker, sel).await?;
    record.back = Some(Link::to(place.view.title.clone(), place.url(place.filter, place.sort, place.after, "")));
    record.previous = near(at.and_then(|it| it.checked_sub(1)));
    record.next = near(at.map(|it| it.saturating_add(1)));
    Ok(record)
}

fn filter_field(filter: &str) -> Field {
    Field::new("q", "Filter", Widget::Line(filter.to_owned()))
        .hint("status:open team:service-desk priority<=2 due<1h assignee:me role:accountable -impact:person, and words")
}

fn layouts(view: &View) -> Vec<Link> {
    let mut all: Vec<Link> =
        view.kinds.iter().take(5).map(|it| Link::to(format!("As a table: {it}"), format!("/t/{it}"))).collect();
    all.push(Link::to("Density and colours", "/profile"));
    all
}

/// Where a new record is made: the type's own page where the view is of one type that the reader may open.
fn new_url(asker: &Asker, view: &View) -> Option<String> {
    let site = asker.desk.site();
    let opens = |kind: &String| site.find_type(kind).is_some_and(|it| !asker.desk.openings(it.ix).is_empty());
    match view.kinds.as_slice() {
        [one] if opens(one) => Some(format!("/new/{one}")),
        several if several.iter().any(opens) => Some("/new".to_owned()),
        _none => None,
    }
}

fn empty(view: &View, filter: &str) -> String {
    if filter == view.filter {
        return "When something comes in for this view, it stands here.".to_owned();
    }
    "Nothing fits the filter. Take a term away, or search for words.".to_owned()
}

/// What can be done with several at once: the moves of the types shown.
fn bulk(asker: &Asker, view: &View, rows: &[Seen]) -> Option<Bulk> {
    if rows.is_empty() {
        return None;
    }
    let site = asker.desk.site();
    let mut choices: Vec<NamedChoice> = Vec::new();
    for of in view.kinds.iter().filter_map(|it| site.find_type(it)) {
        for (ix, row) in site.on(of.ix) {
            let model::Does::Move(_, step) = &row.does else { continue };
            let Some(step) = of.lifecycle.step(*step).filter(|it| !it.opens && it.confirm.is_empty()) else { continue };
            let mine = !asker.desk.authority().grants_of(ix).is_empty();
            if mine && choices.iter().all(|it| it.value != step.key) {
                choices.push(NamedChoice::new(step.key.clone(), step.title.clone()));
            }
        }
    }
    fields::sorted(&mut choices);
    let seal = asker.seal(None);
    (!choices.is_empty()).then(|| Bulk { action: urls::with_query("/bulk", &[("back", asker.here())]), seal, choices })
}
