//! Measures: lists of figures, the page of one, and what a review looks at.

use super::findings::tabs;
use super::parts::{chips, empty, tone};
use super::plot::plot;
use super::view::{FigureRow, Link, MeasureGroup, MeasurePage, MeasureRow, MeasuresPage, Shown, TargetShown, Verdict};
use maud::{Markup, html};

/// A page of lists.
pub fn measures(page: &MeasuresPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.title) } } (tabs("Measures", &page.tabs)) }
            div.body { div.wrap.wide {
                p.lead { (page.lead) }
                (choices(&page.choices))
                @if page.groups.is_empty() { (empty(&page.empty, None)) }
                @for group in &page.groups { (group_card(group, &page.heads)) }
            } }
        }
    }
}

fn choices(links: &[Link]) -> Markup {
    html! { @if !links.is_empty() { (chips("Choose", links)) } }
}

fn group_card(group: &MeasureGroup, heads: &(String, String)) -> Markup {
    html! {
        section.card {
            h2 { @if let Some(url) = &group.url { a.link href=(url) { (group.title) } } @else { (group.title) } span.n { (group.rows.len()) } }
            (rows(&group.title, &group.rows, heads))
        }
    }
}

/// Measures as a table.
pub fn rows(caption: &str, rows: &[MeasureRow], heads: &(String, String)) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.tbl.cards {
                caption.vh { (caption) }
                thead { tr {
                    th scope="col" { "Measure" }
                    @if !heads.0.is_empty() { th.r scope="col" { (heads.0) } th.r scope="col" { (heads.1) } }
                    th.r scope="col" { "Target" }
                } }
                tbody { @for row in rows { (measure_row(row, heads)) } }
            }
        }
    }
}

fn measure_row(row: &MeasureRow, heads: &(String, String)) -> Markup {
    html! {
        tr {
            th scope="row" {
                a.ti href=(row.url) { (row.title) } br; small.muted { (row.formula) }
                @if !row.note.is_empty() { br; small.muted { (row.note) } }
            }
            @if !heads.0.is_empty() {
                td.r data-h=(heads.0) { (shown(&row.now)) (verdict(row.verdict.as_ref())) }
                td.r data-h=(heads.1) { (shown(&row.before)) }
            }
            td.r data-h="Target" { @if let Some(it) = &row.target { (target(it)) } @else { span.muted { "none set" } } }
        }
    }
}

fn target(target: &TargetShown) -> Markup {
    html! { a.link href=(target.url) { (target.text) } }
}

fn verdict(verdict: Option<&Verdict>) -> Markup {
    html! { @if let Some(it) = verdict { " " span class={ "tag " (tone(it.tone)) } { (it.text) } } }
}

/// A figure that opens its rows.
pub fn shown(shown: &Shown) -> Markup {
    html! {
        @match shown.rows.as_slice() {
            [] => (shown.text),
            [one] => { a.link href=(one.url) { (shown.text) } }
            several => { (shown.text) small.muted { " " @for (at, it) in several.iter().enumerate() { @if at > 0 { ", " } a.link href=(it.url) { (it.label) } } } }
        }
        @if !shown.of.is_empty() { " " small.muted { (shown.of) } }
        @if let Some(short) = &shown.short { " " small.muted { a.link href=(short.url) { (short.label) } } }
    }
}

/// The page of one measure.
pub fn measure(page: &MeasurePage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb { a.link href=(page.practice.url) { (page.practice.label) } span aria-hidden="true" { "/" } h1 { (page.title) } }
                (tabs("Periods", &page.steps))
            }
            div.body { div.wrap.read {
                p.lead { (page.formula) }
                @for note in &page.notes { p.muted { (note) } }
                (choices(&page.narrow))
                @if !page.targets.is_empty() { p { "Target: " @for (at, it) in page.targets.iter().enumerate() { @if at > 0 { ", " } (target(it)) } } }
                @if let Some(why) = &page.empty { (empty(why, None)) } @else { (figures(page)) }
            } }
        }
    }
}

fn figures(page: &MeasurePage) -> Markup {
    html! {
        section.card {
            h2 { "Course" }
            div.in {
                @if let Some(drawn) = &page.plot { div.scroll tabindex="0" role="region" aria-label="Course" { (plot(drawn)) } }
                (figure_table("Period", &page.periods))
                @if let Some(csv) = &page.csv { p { a.link href=(csv.url) { (csv.label) } } }
            }
        }
        @if !page.ways.is_empty() {
            section.card {
                h2 { "Broken down" }
                div.in {
                    (tabs("Broken down by", &page.ways))
                    @if let Some((name, rows)) = &page.groups {
                        @if rows.is_empty() { p.none { "Nothing counts in the last period." } } @else { (figure_table(name, rows)) }
                    }
                }
            }
        }
    }
}

fn figure_table(name: &str, rows: &[FigureRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table.tbl {
                caption.vh { "Figures by " (name.to_lowercase()) }
                thead { tr { th scope="col" { (name) } th.r scope="col" { "Figure" } th scope="col" { "Target" } } }
                tbody { @for row in rows { tr {
                    th scope="row" { (row.name) } td.r { (shown(&row.shown)) } td { (verdict(row.verdict.as_ref())) }
                } } }
            }
        }
    }
}

/// What a review looks at, beside the record: a line for each measure.
pub fn review(rows: &[MeasureRow]) -> Markup {
    html! {
        dl.det {
            @for row in rows {
                dt { a.link href=(row.url) { (row.title) } }
                dd {
                    (shown(&row.now)) (verdict(row.verdict.as_ref()))
                    @if let Some(it) = &row.target { br; small.muted { "Target " (target(it)) } }
                }
            }
        }
    }
}
