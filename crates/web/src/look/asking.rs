//! A question, what was understood of it, and the answer.

use super::icons::icon;
use super::parts::{avatar, empty, letter, phrase, tone};
use super::view::{AskField, AskPage, AskRow, AskSection};
use maud::{Markup, html};

/// The page.
pub fn asking(page: &AskPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.title) } } }
            div.body { div.wrap.read {
                p.lead { (page.lead) }
                form.form method="get" action=(page.action) {
                    @for field in &page.fields { (asked(field)) }
                    div.acts { button.btn.pri { (page.submit) } }
                }
                @if let Some((how, words)) = &page.note { div class={ "note " (tone(*how)) } { (icon("info")) p { (phrase(words)) } } }
                @for part in &page.sections { (section(part)) }
                @if let Some(words) = &page.empty { (empty(words, None)) }
            } }
        }
    }
}

fn asked(field: &AskField) -> Markup {
    let id = format!("f-{}", field.name);
    let hint = format!("{id}-h");
    html! {
        div.field {
            label for=(id) { (field.label) }
            @if !field.hint.is_empty() { span.hint id=(hint) { (field.hint) } }
            @if field.choices.is_empty() {
                input type="text" id=(id) name=(field.name) value=(field.value) maxlength="200" autocomplete="off"
                    aria-describedby=[(!field.hint.is_empty()).then_some(&hint)];
            } @else {
                select id=(id) name=(field.name) {
                    @for (key, label) in &field.choices { option value=(key) selected[*key == field.value] { (label) } }
                }
            }
        }
    }
}

fn section(part: &AskSection) -> Markup {
    html! {
        section.card {
            h2 { (part.title) " " span.n { (part.rows.len()) } }
            @if part.rows.is_empty() { p.lead { (part.none) } }
            @else { ul.lines { @for one in &part.rows { (row(one)) } } }
        }
    }
}

fn row(row: &AskRow) -> Markup {
    html! {
        li {
            @if let Some(sign) = row.letter { (letter(sign)) }
            @else if let Some(person) = &row.person { (avatar(person)) }
            @else { (icon(&row.icon)) }
            span {
                @if let Some(url) = &row.url { a.ti href=(url) { (row.title) } } @else { b { (row.title) } }
                @for line in &row.details { small { (phrase(line)) } }
            }
            span.end { (row.end) }
        }
    }
}
