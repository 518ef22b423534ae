//! The page about the interface for programs: every operation, with a form to try it.

use super::assets::TRY_JS;
use super::icons::small;
use super::view::{ApiDoc, ApiGroup, Operation, Parameter};
use maud::{Markup, html};

/// All operations.
pub fn api_doc(page: &ApiDoc) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb {
                    h1 { (page.title) } span.sp {}
                    a.btn href=(page.document_url) { (small("exp")) " OpenAPI" }
                }
            }
            div.body { div.wrap data-csrf=(page.csrf) #api {
                p.lead { (page.lead) }
                @for part in &page.groups { (group(part)) }
            } }
            script type="module" src=(TRY_JS.path()) {}
        }
    }
}

fn group(group: &ApiGroup) -> Markup {
    html! {
        section.card {
            h2 { (group.title) span.n { (group.operations.len()) } }
            @if !group.lead.is_empty() { p.none { (group.lead) } }
            @for one in &group.operations { (operation(one)) }
        }
    }
}

fn verb_tone(verb: &str) -> &'static str {
    match verb {
        "GET" => "info",
        "POST" => "ok",
        "PUT" | "PATCH" => "warn",
        "DELETE" => "crit",
        _ => "",
    }
}

fn operation(operation: &Operation) -> Markup {
    html! {
        details.op id=(operation.id) {
            summary { span class={ "tag verb " (verb_tone(&operation.verb)) } { (operation.verb) } code { (operation.path) } small { (operation.summary) } }
            div.in {
                @if !operation.detail.is_empty() { p { (operation.detail) } }
                (attempt(operation))
                @if let Some(answer) = &operation.answer { div { b { "Answers like" } pre.rule tabindex="0" { (answer) } } }
            }
        }
    }
}

fn attempt(operation: &Operation) -> Markup {
    html! {
        form.form data-try data-verb=(operation.verb) data-path=(operation.path) {
            @for one in &operation.parameters { (parameter(operation, one)) }
            @if let Some(body) = &operation.body {
                div.field {
                    label for={ (operation.id) "-body" } { "Body" }
                    textarea.mono id={ (operation.id) "-body" } data-body rows="6" spellcheck="false" { (body) }
                }
            }
            div.acts.js-only { button.btn { "Try it" } }
            pre.rule hidden data-answer role="status" tabindex="0" {}
        }
    }
}

fn parameter(operation: &Operation, parameter: &Parameter) -> Markup {
    let id = format!("{}-{}", operation.id, parameter.name);
    html! {
        div.field {
            label for=(id) { code { (parameter.name) } @if !parameter.in_path { span.req { " optional" } } }
            @if !parameter.detail.is_empty() { span.hint { (parameter.detail) } }
            input id=(id) name=(parameter.name) data-in=(if parameter.in_path { "path" } else { "query" })
                placeholder=(parameter.example) autocomplete="off";
        }
    }
}
