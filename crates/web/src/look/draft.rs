//! A draft of the matrix: every row with its form, and beside it what it would lead to.

use super::findings::finding_list;
use super::icons::icon;
use super::parts::{button, empty, letter, note, seal, stamp, tag};
use super::view::{CellForm, DraftPage, DraftRole, DraftRow, Effect, Tone};
use super::who::page;
use maud::{Markup, html};

/// The page of a draft, or of why there is none.
pub fn draft(it: &DraftPage) -> Markup {
    let content = html! {
        @if let Some(words) = &it.empty { (empty(words, it.acts.first())) } @else {
            div.row-flex {
                @if let Some(number) = &it.number { a.id href=(number.url) { (number.label) } }
                (tag(&it.state)) span.sp {}
                @for act in &it.acts { (button(act, "")) }
            }
            @for reason in &it.locked { p.auth { (icon("lock")) span { (reason) } } }
            @if let Some(refused) = &it.refused {
                div.note.crit role="alert" tabindex="-1" data-errors { (icon("inc")) p { b { "Not put into the draft. " } (refused) } }
            }
            @for fault in &it.faults { (note("inc", Tone::Critical, &html! { "This draft " (fault) })) }
            (effects(it))
            @for (group, rows) in &it.groups { (table(group, rows)) }
            @if !it.text.is_empty() { details { summary { "The draft as a file" } pre.rule { (it.text) } } }
        }
    };
    page(&it.head, &content)
}

fn effects(it: &DraftPage) -> Markup {
    html! {
        section.card {
            h2 { "What it would lead to" span.n { (it.effects.len()) } }
            @if it.effects.is_empty() { p.none { "Nothing yet: choose a row below and give a role another letter." } }
            @for one in &it.effects { (effect(one)) }
        }
        @if !it.opens.is_empty() { section.card { h2 { "Findings it would open" span.n { (it.opens.len()) } } (finding_list(&it.opens)) } }
        @if !it.closes.is_empty() { section.card { h2 { "Findings it would close" span.n { (it.closes.len()) } } (finding_list(&it.closes)) } }
    }
}

fn effect(it: &Effect) -> Markup {
    html! {
        div.in.effect {
            b { (it.title) }
            ul { @for (sign, words) in &it.lines { li { (letter(*sign)) span { (words) } } } }
            small.muted { (it.records) }
        }
    }
}

fn table(group: &str, rows: &[DraftRow]) -> Markup {
    html! {
        section.card {
            h2 { (group) }
            ul.draft { @for row in rows { (line(row)) } }
        }
    }
}

fn line(row: &DraftRow) -> Markup {
    html! {
        li id=(row.id) {
            div.what { b { (row.title) } @if let Some(url) = &row.change { a.btn.sm href=(url) { "Change" span.vh { ": " (row.title) } } } }
            ul.cells { @for one in &row.roles { (role(one)) } }
            @if let Some(form) = &row.form { (cell_form(form)) }
        }
    }
}

fn role(it: &DraftRole) -> Markup {
    let inner = html! {
        @if it.stamps.is_empty() { span.muted { "none" } }
        @for one in &it.stamps { (stamp(*one)) }
        " " (it.role)
    };
    html! {
        li.changed[!it.had.is_empty()] {
            @if let Some(url) = &it.change { a href=(url) { (inner) } } @else { (inner) }
            @if !it.had.is_empty() { " " small { (it.had) } }
        }
    }
}

fn cell_form(it: &CellForm) -> Markup {
    html! {
        form.form.cell method="post" action=(it.action) {
            (seal(&it.seal))
            @for (name, value) in &it.hidden { input type="hidden" name=(name) value=(value); }
            div.pick {
                label { span { "Role" } select name="role" { @for (label, roles) in &it.roles {
                    optgroup label=(label) { @for (key, title, chosen) in roles { option value=(key) selected[*chosen] { (title) } } }
                } } }
                label { span { "Its letter" } select name="letters" { @for (value, words, chosen) in &it.letters {
                    option value=(value) selected[*chosen] { (words) }
                } } }
            }
            div.acts { button.btn.pri { "Put it in the draft" } a.btn.ghost href=(it.cancel.url) { (it.cancel.label) } }
        }
    }
}
