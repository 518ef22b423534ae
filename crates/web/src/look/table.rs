//! A generic list of any record type, sorted by links.

use super::form::control;
use super::icons::small;
use super::parts::{avatar_or_nobody, button, clock, empty, menu, pager, priority, status, tag};
use super::queue::{filter_chip, filter_summary};
use super::view::{ColumnHead, Datum, Sorted, Table, TableRow};
use maud::{Markup, html};

/// A list page.
pub fn table(table: &Table) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb {
                    h1 { (table.title) } span.n { (table.count) } span.sp {}
                    @for act in &table.acts { (button(act, "")) }
                }
            }
            div.body { div.wrap.wide {
                (filters(table))
                @if table.is_unread {} @else if table.rows.is_empty() { (empty(&table.empty, table.acts.first())) } @else { (rows(table)) }
                (pager(&table.range, table.previous.as_ref(), table.next.as_ref()))
            } }
        }
    }
}

fn filters(table: &Table) -> Markup {
    let fields = html! {
        form action=(table.url) {
            @for field in &table.filter_fields { (control(field)) }
            button.btn.pri { "Show" }
        }
    };
    html! {
        @if !table.filters.is_empty() || !table.filter_fields.is_empty() {
            div.row-flex {
                @for chip in &table.filters { (filter_chip(chip)) }
                @if !table.filter_fields.is_empty() && !table.is_unread {
                    (menu(&filter_summary(), "|chip dash", None, &fields))
                }
            }
            @if table.is_unread { (fields) }
        }
    }
}

fn rows(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(table.caption) {
            table.tbl.cards {
                caption.vh { (table.caption) }
                thead { tr { @for column in &table.columns { (head(column)) } } }
                tbody data-rows { @for line in &table.rows { (row(table, line)) } }
            }
        }
    }
}

fn head(column: &ColumnHead) -> Markup {
    let (sort, sign) = match column.sorted {
        Sorted::No => (None, "updown"),
        Sorted::Up => (Some("ascending"), "up"),
        Sorted::Down => (Some("descending"), "down"),
    };
    html! {
        th.r[column.figures] scope="col" aria-sort=[sort] {
            @if let Some(url) = &column.sort_url { a href=(url) { (column.label) (small(sign)) } } @else { (column.label) }
        }
    }
}

fn row(table: &Table, row: &TableRow) -> Markup {
    html! {
        tr {
            @for (at, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                @if at == 0 { th scope="row" { a.ti href=(row.url) { (datum(cell)) } } }
                @else { td.r[column.figures] data-h=(column.label) { (datum(cell)) } }
            }
        }
    }
}

fn datum(datum: &Datum) -> Markup {
    match datum {
        Datum::None => html! {},
        Datum::Text(words) | Datum::Figure(words) => html! { (words) },
        Datum::Lines(first, second) => html! { (first) " " small.muted { (second) } },
        Datum::Status(one) => status(one),
        Datum::Priority(one) => priority(one),
        Datum::Person(one) => {
            html! { span.who-in { (avatar_or_nobody(Some(one))) span aria-hidden="true" { (one.name) } } }
        }
        Datum::Clock(one) => clock(one),
        Datum::Tag(one) => tag(one),
    }
}
