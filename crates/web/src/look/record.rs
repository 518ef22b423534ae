//! A record: head, story, facts. One template for its own page, the split and a phone.

use super::compose::composer;
use super::facts::facts;
use super::icons::{icon, small};
use super::parts::{avatar, button, menu, note, phrase, plain_action, priority_bars, status_shape};
use super::timeline::timeline;
use super::view::{Chip, ChipGlyph, Record};
use maud::{Markup, html};

/// A record on its own page.
pub fn record_page(shown: &Record) -> Markup {
    html! { main.panel #main tabindex="-1" { (record(shown)) } }
}

/// A record wherever it stands.
pub fn record(record: &Record) -> Markup {
    html! {
        article.rec #rec aria-labelledby="t" tabindex="-1" data-number=(record.number) {
            header {
                (crumb(record))
                h1 #t { (record.title) }
                (props(record))
            }
            div.cols {
                section.tl aria-label="Conversation" {
                    div.feed tabindex="0" role="region" aria-label="Timeline" {
                        @for hint in &record.hints { (note(&hint.icon, hint.tone, &phrase(&hint.text))) }
                        (timeline(&record.timeline))
                    }
                    (write(record))
                }
                (facts(record))
            }
        }
    }
}

fn write(record: &Record) -> Markup {
    html! {
        @if let Some(write) = &record.composer { (composer(write)) }
        @else if let Some(why) = &record.closed { div.closed { (note("lock", super::view::Tone::Plain, &html! { (why) })) } }
    }
}

fn crumb(record: &Record) -> Markup {
    html! {
        div.crumb {
            @if let Some(back) = &record.back {
                a.btn.ghost.back href=(back.url) data-key="u" { (small("back")) " " (back.label) }
            }
            (icon(&record.icon)) b { (record.number) } span.kind { " · " (record.kind) } " "
            a.btn.ghost.sq.sm.opt href=(record.url) data-copy data-key="y" aria-label={ "Link to " (record.number) } {
                (small("link"))
            }
            span.sp {}
            @for other in &record.presence { span.seen { (avatar(&other.person)) " " (other.text) } }
            (neighbours(record))
            @if !record.more.is_empty() {
                (menu(&icon("dots"), "rt|btn ghost sq", Some("More actions"), &more(record)))
            }
            @for act in &record.acts { (button(act, if act.primary { "" } else { " opt" })) }
        }
    }
}

fn neighbours(record: &Record) -> Markup {
    html! {
        @if let Some(url) = &record.previous {
            a.btn.ghost.sq.opt href=(url) rel="prev" aria-label="Previous item" { (icon("up")) }
        }
        @if let Some(url) = &record.next {
            a.btn.ghost.sq.opt href=(url) rel="next" aria-label="Next item" { (icon("down")) }
        }
    }
}

fn more(record: &Record) -> Markup {
    html! {
        @for act in record.acts.iter().filter(|act| !act.primary) { (plain_action(&super::view::Act { key: None, ..act.clone() })) }
        @for act in &record.more { (plain_action(act)) }
    }
}

fn props(record: &Record) -> Markup {
    html! {
        div.props {
            @for part in &record.chips { (chip(part)) }
            a.chip.tofacts href="#facts" { (small("clock")) " Clocks and people" }
        }
    }
}

fn chip(chip: &Chip) -> Markup {
    let class = if chip.slot { "chip dash" } else { "chip" };
    let words = html! {
        (chip_glyph(&chip.glyph))
        @if chip.slot { " " (chip.value) } @else { span.vh { (chip.name) " " } b { (chip.value) } }
    };
    html! {
        @if let Some(url) = &chip.url {
            a class=(class) href=(url) data-key=[&chip.key] aria-keyshortcuts=[&chip.key] {
                (words) @if !chip.slot { (small("chev")) }
            }
        } @else { span class=(class) { (words) } }
    }
}

fn chip_glyph(glyph: &ChipGlyph) -> Markup {
    match glyph {
        ChipGlyph::None => html! {},
        ChipGlyph::Status(status) => status_shape(status.shape),
        ChipGlyph::Priority(priority) => priority_bars(priority.rank),
        ChipGlyph::Icon(name) => small(name),
        ChipGlyph::Person(person) => avatar(person),
        ChipGlyph::Nobody => html! { i.av.none aria-hidden="true" {} },
    }
}
