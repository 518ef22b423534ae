//! The panel beside the story: clocks, people, what the reader can do, links, fields.

use super::icons::{glyph, icon, small};
use super::parts::{avatar, clock_tone, letter, letter_words, plain_action};
use super::view::{Act, Can, ClockFact, ClockState, Detail, Holder, Locked, Record, Related};
use maud::{Markup, html};

/// The panel.
pub fn facts(record: &Record) -> Markup {
    html! {
        aside.facts #facts aria-label="Facts" tabindex="0" {
            (block("Clocks", record.clocks_url.as_deref().map(|url| ("How it’s counted", url)), !record.clocks.is_empty(),
                &html! { ul.clocks { @for fact in &record.clocks { (clock_fact(fact)) } } }))
            (block("Who’s on it", record.holders_url.as_deref().map(|url| ("Why them", url)), !record.holders.is_empty(),
                &html! { ul.who2 { @for one in &record.holders { (holder(one)) } } }))
            (block("What you can do", None, true, &can(&record.can)))
            @for part in &record.sections {
                (block(&part.title, part.link.as_ref().map(|to| (to.label.as_str(), to.url.as_str())), true, &part.body))
            }
            (block("Related", record.link_url.as_deref().map(|url| ("Link", url)), shows(record), &related(&record.related)))
            (block("Details", record.edit_url.as_deref().map(|url| ("Edit", url)), !record.details.is_empty(),
                &html! { dl.det { @for field in &record.details { (detail(field)) } } }))
        }
    }
}

/// Those whose answers are waited for.
pub fn asked(those: &[Holder]) -> Markup {
    html! { ul.who2 { @for one in those { (holder(one)) } } }
}

fn shows(record: &Record) -> bool {
    !record.related.is_empty() || record.link_url.is_some()
}

fn block(title: &str, link: Option<(&str, &str)>, show: bool, body: &Markup) -> Markup {
    html! {
        @if show {
            section {
                h2 { (title) @if let Some((words, url)) = link { a href=(url) { (words) span.vh { ": " (title) } } } }
                (body)
            }
        }
    }
}

fn clock_fact(fact: &ClockFact) -> Markup {
    let chip = &fact.chip;
    let loud = clock_tone(chip.state);
    html! {
        li {
            span { (fact.name) }
            span class={ "tag " (loud) } data-left=[chip.left] data-total=[chip.total] data-say="left" {
                @match chip.state {
                    ClockState::Met => (small("check")),
                    ClockState::Paused => (small("pause")),
                    ClockState::Fine | ClockState::Near | ClockState::VeryNear | ClockState::Over => {},
                }
                span.tx { (chip.text) }
            }
            @if chip.state != ClockState::Met { (bar(chip.used, loud)) }
            @if !fact.detail.is_empty() { small { (fact.detail) } }
        }
    }
}

/// A thin bar, 0 to 100.
pub fn bar(share: u8, loud: &str) -> Markup {
    html! {
        svg class={ "bar " (loud) } viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.t width="100" height="4" rx="1" {}
            rect width=(share.min(100)) height="4" rx="1" {}
        }
    }
}

fn holder(holder: &Holder) -> Markup {
    let (_, _, word) = letter_words(holder.letter);
    html! {
        li {
            span aria-hidden="true" { (letter(holder.letter)) }
            span {
                span.vh { (word) ": " }
                b { @if let Some(url) = &holder.url { a href=(url) { (holder.name) } } @else { (holder.name) } }
                small { (holder.role) }
            }
            @if let Some(person) = &holder.person { (avatar(person)) } @else { i.av.none aria-hidden="true" {} }
        }
    }
}

fn can(can: &Can) -> Markup {
    html! {
        ul.can {
            @if !can.allowed.is_empty() { li { (glyph("i ok", "check")) span { (allowed(&can.allowed)) } } }
            @for other in &can.locked { (locked(other)) }
            @if can.allowed.is_empty() && can.locked.is_empty() { li { (icon("lock")) span { "Read it. Nothing else is open to you here." } } }
        }
    }
}

/// Verbs in one running line, each a link or button.
fn allowed(acts: &[Act]) -> Markup {
    html! {
        @for (at, act) in acts.iter().enumerate() {
            @if at > 0 { ", " }
            (plain_action(&Act { label: if at > 0 { running(&act.label) } else { act.label.clone() }, key: None, icon: None, ..act.clone() }))
        }
    }
}

/// A label inside a sentence: its first letter small, unless it starts with an abbreviation.
fn running(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

fn locked(locked: &Locked) -> Markup {
    html! {
        li {
            (icon("lock"))
            span {
                a href=(locked.why) { (locked.label) span.vh { ", locked, why" } }
                small { (locked.reason) @if let Some(ask) = &locked.ask { " " a href=(ask.url) { (ask.label) } } }
            }
        }
    }
}

fn related(related: &[Related]) -> Markup {
    html! {
        div.rel {
            @for other in related {
                a href=(other.url) title=[(!other.relation.is_empty()).then_some(&other.relation)] {
                    (icon(&other.icon)) span { (other.number) } span { (other.title) }
                }
            }
            @if related.is_empty() { p.muted { "Nothing linked yet." } }
        }
    }
}

fn detail(field: &Detail) -> Markup {
    let words = html! { @if field.code { code { (field.value) } } @else { (field.value) } };
    html! { dt { (field.name) } dd { @if let Some(url) = &field.url { a href=(url) { (words) } } @else { (words) } } }
}
