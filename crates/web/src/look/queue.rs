//! The queue page: list and record side by side at one address.

use super::form::control;
use super::icons::{icon, small};
use super::parts::{button, empty, menu, menu_links, pager, seal};
use super::record::record;
use super::rows::group;
use super::view::{Act, Bulk, FilterChip, Queue};
use maud::{Markup, html};

/// The queue page.
pub fn queue(queue: &Queue) -> Markup {
    html! {
        main.panel.split.open[queue.chosen].solo[queue.record.is_none()] #main tabindex="-1" {
            (list(queue))
            @if let Some(shown) = &queue.record { (record(shown)) }
        }
    }
}

/// The list alone, for a swap.
pub fn list(queue: &Queue) -> Markup {
    html! {
        section.list #list aria-label=(queue.label) {
            (heading(queue))
            (filters(queue))
            div.rows tabindex="0" role="region" aria-label="Work items" data-rows {
                @if queue.is_unread { div.wrap { (filter_form(queue)) } }
                @else if queue.groups.is_empty() { (empty(&queue.empty, None)) }
                @for part in &queue.groups { (group(part, queue.bulk.is_some())) }
                (pager(&queue.range, queue.previous.as_ref(), queue.next.as_ref()))
            }
            (keys())
            @if let Some(bulk) = &queue.bulk { (bulk_bar(bulk)) }
        }
    }
}

fn heading(queue: &Queue) -> Markup {
    html! {
        header {
            h1 { (queue.title) } span.n { (queue.count) } span.sp {}
            @if !queue.layouts.is_empty() {
                (menu(&icon("sliders"), "rt|btn ghost sq", Some("Display"), &menu_links(&queue.layouts)))
            }
            @if let Some(url) = &queue.new_url {
                (button(&Act::open("New", url).icon("plus").on("c"), " sm"))
            }
        }
    }
}

fn filters(queue: &Queue) -> Markup {
    let order = html! { (small("updown")) " " span.vh { "Sorted by " } (queue.sort) };
    html! {
        div.filters {
            @for chip in &queue.filters { (filter_chip(chip)) }
            @if !queue.filter_fields.is_empty() && !queue.is_unread {
                (menu(&filter_summary(), "|chip dash", None, &filter_form(queue)))
            }
            @if !queue.sorts.is_empty() { (menu(&order, "sort rt|chip", None, &menu_links(&queue.sorts))) }
        }
    }
}

/// What opens the filter menu.
pub fn filter_summary() -> Markup {
    html! { (small("plus")) " Filter" }
}

/// A filter term that can be taken away.
pub fn filter_chip(chip: &FilterChip) -> Markup {
    html! {
        a.chip href=(chip.remove) {
            (chip.name) " " b { (chip.value) } (small("x")) span.vh { ", remove this filter" }
        }
    }
}

fn filter_form(queue: &Queue) -> Markup {
    html! {
        form action=(queue.url) {
            @for (name, value) in &queue.keep { input type="hidden" name=(name) value=(value); }
            @for field in &queue.filter_fields { (control(field)) }
            button.btn.pri { "Show" }
        }
    }
}

fn keys() -> Markup {
    html! {
        footer.keys.js-only {
            kbd { "J" } kbd { "K" } span { "move" } kbd { "X" } span { "select" } kbd { "A" } span { "assign" }
            kbd { "E" } span { "resolve" }
            button type="button" data-sheet { kbd { "?" } "all keys" }
        }
    }
}

fn bulk_bar(bulk: &Bulk) -> Markup {
    html! {
        form.bulk #bulk method="post" action=(bulk.action) {
            (seal(&bulk.seal))
            b { span data-picked { "Selected" } }
            select name="move" aria-label="Do this with the selected items" {
                @for choice in &bulk.choices { option value=(choice.value) selected[choice.chosen] { (choice.label) } }
            }
            button.btn.pri.sm { "Apply" }
        }
    }
}
