//! Search results, grouped by kind.

use super::icons::icon;
use super::parts::{empty, status_shape};
use super::view::{Hit, HitGroup, Search};
use maud::{Markup, html};

/// The search page.
pub fn search(search: &Search) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Search" } span { (search.total) } } }
            div.body { div.wrap.read {
                form.finder action="/search" role="search" aria-label="Everything" {
                    input type="search" name="q" value=(search.query) aria-label="Words, a number or a filter" autofocus[search.query.is_empty()];
                    button.btn.pri { "Search" }
                }
                @for part in &search.groups { (group(part)) }
                @if search.groups.is_empty() && !search.query.is_empty() {
                    (empty(&(format!("Nothing found for “{}”", search.query), search.tip.clone()), None))
                }
            } }
        }
    }
}

fn group(group: &HitGroup) -> Markup {
    html! {
        section.card {
            h2 { (group.title) span.n { (group.count) } @if let Some(url) = &group.all { a href=(url) { "All" span.vh { " " (group.title) } } } }
            ul.lines { @for found in &group.hits { (hit(found)) } }
        }
    }
}

fn hit(hit: &Hit) -> Markup {
    html! {
        li {
            @if let Some(status) = &hit.status { (status_shape(status.shape)) } @else { (icon(&hit.icon)) }
            span {
                @if !hit.number.is_empty() { span.n { (hit.number) " " } }
                a.ti href=(hit.url) { (hit.title) }
                @if !hit.passage.is_empty() { small { (passage(&hit.passage)) } }
            }
            span.end { @if let Some(status) = &hit.status { (status.name) } @if !hit.end.is_empty() { span { (hit.end) } } }
        }
    }
}

fn passage(pieces: &[String]) -> Markup {
    html! {
        @for (at, piece) in pieces.iter().enumerate() {
            @if at % 2 == 1 { mark { (piece) } } @else { (piece) }
        }
    }
}
