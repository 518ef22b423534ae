//! A list of any record type as a table, made from the type alone.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use engine::{Query as Find, Seen};
use maud::html;
use model::{Header, Kind, RecordType, Slot, Value};
use serde::Deserialize;

use crate::{
    asker::Asker,
    find, frame,
    look::{
        icons, table as drawn,
        view::{Act, ColumnHead, Datum, Field, FilterChip, Sorted, Table, TableRow, Widget},
    },
    problem::Problem,
    urls,
    views::View,
    words::{self, Numbers},
};

/// What an address of a table says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    after: String,
}

/// How many rows a page of a table has.
const ROWS: usize = 40;

/// All kinds of records that the reader has to do with.
pub(crate) async fn every(asker: Asker) -> Result<Response, Problem> {
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Everything" } } }
            div.body { div.wrap.read {
                section.card { ul.lines {
                    @for of in asker.desk.kinds() {
                        @let practice = asker.desk.site().practice(of.practice).map(|it| it.title.clone()).unwrap_or_default();
                        li { (icons::icon(&words::icon_of(of))) span { a.ti href={ "/t/" (of.key) } { (of.plural) } small { (practice) } } span.end { span.n { (of.prefix) } } }
                    }
                } }
            } }
        }
    };
    frame::page(&asker, "Everything", &content).await
}

/// The orders that a column's header sorts by.
fn sorts(slot: Slot) -> Option<&'static str> {
    let of = [
        (Header::Due, "clock"),
        (Header::Priority, "priority"),
        (Header::Opened, "opened"),
        (Header::Changed, "changed"),
    ];
    of.into_iter().find(|(it, _)| it.slot() == slot).map(|(_, sort)| sort)
}

/// The table.
pub(crate) async fn show(
    asker: Asker,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let desk = &asker.desk;
    let of = desk.kind(&kind)?;
    let kinds = std::slice::from_ref(&kind);
    let after = (!asked.after.is_empty()).then(|| asked.after.clone());
    let query = Find { kind: kind.clone(), filter: asked.q.clone(), sort: asked.sort.clone(), after, limit: ROWS };
    let read = find::page_or_fault(desk, kinds, &query).await?;
    let (found, fault) = read.map_or_else(|fault| (find::Found::default(), Some(fault)), |it| (it, None));
    let count = find::capped(find::count(desk, kinds, &asked.q).await?);
    let path = format!("/t/{kind}");
    let slots = slots(of);
    let numbers = words::numbers(desk, of, &found.rows, &slots).await?;
    let at = |after: &str| urls::with_query(&path, &[("q", &asked.q), ("sort", &asked.sort), ("after", after)]);
    let range = if found.next.is_some() { format!("{} of {count}", found.rows.len()) } else { String::new() };
    let page = Table {
        title: of.plural.clone(),
        caption: format!("{} that you see", of.plural),
        acts: acts(&asker, of, &asked),
        filters: filters(&asker, of, &asked),
        is_unread: fault.is_some(),
        filter_fields: vec![Field {
            error: fault.clone(),
            ..Field::new("q", "Filter", Widget::Line(asked.q.clone()))
                .hint("status:open, opened<7d, role:accountable, a field’s name with : < >, and words")
        }],
        columns: columns(of, &slots, &path, &asked),
        rows: found.rows.iter().map(|it| row(&asker, of, it, (&slots, &numbers))).collect(),
        range,
        previous: (!asked.after.is_empty()).then(|| at("")),
        next: found.next.as_deref().map(at),
        empty: (format!("No {} here", of.plural.to_lowercase()), nothing(&asked).to_owned()),
        count,
        url: path.clone(),
    };
    if fault.is_none() {
        return frame::page(&asker, &page.title, &drawn::table(&page)).await;
    }
    let title = format!("Error: {}", page.title);
    frame::answer(&asker, &title, &drawn::table(&page), StatusCode::UNPROCESSABLE_ENTITY).await
}

fn nothing(asked: &Asked) -> &'static str {
    if asked.q.is_empty() {
        "When there is one that you see, it stands here."
    } else {
        "Nothing fits the filter. Take a term away."
    }
}

/// What is shown after title and state.
fn slots(of: &RecordType) -> Vec<Slot> {
    of.list.iter().copied().chain([Header::Changed.slot()]).filter(|it| *it != Header::Title.slot()).collect()
}

fn columns(of: &RecordType, slots: &[Slot], path: &str, asked: &Asked) -> Vec<ColumnHead> {
    let plain = |label: &str| ColumnHead { label: label.to_owned(), ..ColumnHead::default() };
    let first = [plain(&of.title), plain("Status")];
    first.into_iter().chain(slots.iter().map(|it| head(of, *it, path, asked))).collect()
}

/// The terms in force, as in a queue, leading back here.
fn filters(asker: &Asker, of: &RecordType, asked: &Asked) -> Vec<FilterChip> {
    let view = View {
        key: of.key.clone(),
        title: of.plural.clone(),
        whose: String::new(),
        kinds: vec![of.key.clone()],
        filter: String::new(),
    };
    let place = super::queue::Place { view: &view, filter: &asked.q, sort: &asked.sort, after: "" };
    let chips = super::queue::chips(&asker.desk, &place).into_iter();
    chips.map(|it| FilterChip { remove: it.remove.replacen("/w/", "/t/", 1), ..it }).collect()
}

fn acts(asker: &Asker, of: &RecordType, asked: &Asked) -> Vec<Act> {
    let mut acts = Vec::new();
    if !asker.desk.openings(of.ix).is_empty() {
        acts.push(Act::open("New", format!("/new/{}", of.key)).icon("plus").on("c"));
    }
    acts.push(
        Act::open("As a queue", urls::with_given(&format!("/w/{}", of.key), &[("q", Some(&asked.q))])).icon("queue"),
    );
    acts.push(
        Act::open("CSV", urls::with_query(&format!("/api/export/{}", of.key), &[("filter", &asked.q)])).icon("exp"),
    );
    acts
}

fn head(of: &RecordType, slot: Slot, path: &str, asked: &Asked) -> ColumnHead {
    let label = of.field(slot).map(|it| it.title.clone()).unwrap_or_default();
    let label = if slot == Header::Changed.slot() { "Changed".to_owned() } else { label };
    let Some(sort) = sorts(slot) else { return ColumnHead { label, ..ColumnHead::default() } };
    let (up, down) = (sort.to_owned(), format!("-{sort}"));
    let sorted = if asked.sort == up {
        Sorted::Up
    } else if asked.sort == down || asked.sort.is_empty() && sort == "changed" {
        Sorted::Down
    } else {
        Sorted::No
    };
    let next =
        if sorted == Sorted::Up || sorted == Sorted::No && matches!(sort, "opened" | "changed") { down } else { up };
    ColumnHead {
        label,
        sort_url: Some(urls::with_query(path, &[("q", &asked.q), ("sort", &next)])),
        sorted,
        figures: false,
    }
}

fn row(asker: &Asker, of: &RecordType, seen: &Seen, (slots, numbers): (&[Slot], &Numbers)) -> TableRow {
    let title = if seen.title().is_empty() { of.title.clone() } else { seen.title().to_owned() };
    let mut cells = vec![Datum::Lines(title, seen.number().to_owned()), Datum::Status(words::status(of, seen.state()))];
    cells.extend(slots.iter().map(|it| cell(asker, of, seen, (*it, numbers))));
    TableRow { url: urls::record(seen.number()), cells }
}

fn cell(asker: &Asker, of: &RecordType, seen: &Seen, (slot, numbers): (Slot, &Numbers)) -> Datum {
    let text = || words::value(&asker.desk, &asker.times, of, seen, slot);
    if let Some(named) = words::named(&asker.desk, numbers, seen.get(of, slot)) {
        return Datum::Text(named);
    }
    if slot == Header::Priority.slot() {
        return words::priority(of, seen.record()).map_or(Datum::None, Datum::Priority);
    }
    if slot == Header::Due.slot() {
        return words::due_chip(&asker.times, seen.record()).map_or(Datum::None, Datum::Clock);
    }
    match (seen.get(of, slot), of.field(slot).map(|it| &it.kind)) {
        (Value::Empty, _) => Datum::None,
        (Value::Person(id), _) => Datum::Person(words::avatar(&asker.desk, *id)),
        (_, Some(Kind::Whole | Kind::Decimal(_) | Kind::Money)) => Datum::Figure(text()),
        (_, _) => Datum::Text(text().chars().take(120).collect()),
    }
}
