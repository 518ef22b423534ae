//! The why page: the answer, the reasons, the people, the rule.

use super::form::{form, page_head};
use super::icons::{glyph, icon};
use super::parts::large_avatar;
use super::view::{Basis, Outcome, RoleHolder, Why};
use maud::{Markup, html};

/// Why an action is, or is not, the reader's to take.
pub fn why(why: &Why) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            (page_head(why.record.as_ref(), if why.allowed { "Why you can" } else { "Why you can’t" }))
            div.body { div.wrap { (verdict(why)) div.two { div { (reasons(why)) (rule(why)) } div { (people(why)) (ask(why)) } } } }
        }
    }
}

fn verdict(why: &Why) -> Markup {
    let (class, name) = if why.allowed { ("verdict ok", "check") } else { ("verdict warn", "lock") };
    html! {
        div class=(class) {
            (icon(name))
            div { p.big { b { (why.sentence) } } p.lead { (why.rule) } }
        }
        @if let Some(act) = &why.act { div.acts { a.btn.pri href=(act.url) { (act.label) } } }
    }
}

fn reasons(why: &Why) -> Markup {
    html! {
        section.card {
            h2 { "What this rests on" }
            div.in {
                ul.basis { @for line in &why.basis { (basis(line)) } }
                @if !why.would.is_empty() {
                    h3 { "What would make it allowed" }
                    ul.basis { @for line in &why.would { li { (icon("next")) span { (line) } } } }
                }
            }
        }
    }
}

fn basis(line: &Basis) -> Markup {
    let (class, name, word) = match line.outcome {
        Outcome::Holds => ("i ok", "check", "Holds: "),
        Outcome::Fails => ("i crit", "x", "Does not hold: "),
        Outcome::Open => ("i", "dot", "Not looked at: "),
    };
    html! { li { (glyph(class, name)) span { span.vh { (word) } (line.text) small { (line.detail) } } } }
}

fn rule(why: &Why) -> Markup {
    html! {
        @if why.text.is_some() || why.source.is_some() {
            section.card {
                h2 { "The rule as written" @if let Some(source) = &why.source { a href=(source.url) { (source.label) } } }
                @if let Some(text) = &why.text { div.in { pre.rule tabindex="0" { (text) } } }
            }
        }
    }
}

fn people(why: &Why) -> Markup {
    html! {
        section.card {
            h2 { "Who decides now" }
            div.in {
                ul.holders { @for one in &why.holders { (holder(one)) } }
                @if why.holders.is_empty() { p.muted { "No role decides this yet. Ask the process owner to name one." } }
            }
        }
    }
}

fn holder(holder: &RoleHolder) -> Markup {
    html! {
        li {
            @if let Some(person) = &holder.person { (large_avatar(person)) } @else { i.av.l.none aria-hidden="true" {} }
            span {
                b { @if let Some(person) = &holder.person { (person.name) } @else { "Vacant" } }
                small { (holder.role) @if !holder.deputies.is_empty() { " · " (holder.deputies) } }
            }
            span.acts { @for way in &holder.reach { a.btn.sm href=(way.url) { (way.label) } } }
        }
    }
}

fn ask(why: &Why) -> Markup {
    html! { @if let Some(ask) = &why.ask { section.card #ask { h2 { (ask.title) } div.in { (form(&ask.form)) } } } }
}
