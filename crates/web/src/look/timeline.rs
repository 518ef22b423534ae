//! The story of a record: words from people, and what happened, one line each.

use super::icons::{glyph, small};
use super::parts::{large_avatar, moment, phrase, status_shape};
use super::view::{Entry, Event, FileLink, Message};
use maud::{Markup, html};

/// More events than this in a row are folded.
const FOLD_OVER: usize = 3;

/// The story, oldest first.
pub fn timeline(entries: &[Entry]) -> Markup {
    html! {
        @for entry in entries {
            @match entry {
                Entry::Message(words) => (message(words)),
                Entry::Events(happened) => (events(happened)),
            }
        }
    }
}

fn message(message: &Message) -> Markup {
    html! {
        article.entry.int[message.internal] id=[(!message.id.is_empty()).then_some(&message.id)] {
            (large_avatar(&message.person))
            div {
                header {
                    b { bdi { (message.person.name) } }
                    @if message.internal { span.tag { (small("lock")) " Internal" } }
                    @if !message.detail.is_empty() { span { (message.detail) } }
                    a href={ "#" (message.id) } { (moment(&message.at)) }
                }
                div.prose { (message.body) }
                @for attached in &message.files { (file(attached)) }
            }
        }
    }
}

/// A file as a link.
pub fn file(file: &FileLink) -> Markup {
    html! {
        a.file href=(file.url) {
            span.th { (small(if file.picture { "img" } else { "doc" })) } (file.name) " " small { (file.size) }
        }
    }
}

fn events(events: &[Event]) -> Markup {
    html! {
        div.evs {
            @if events.len() > FOLD_OVER {
                details { summary { (events.len()) " changes" } @for happened in events { (event(happened)) } }
            } @else { @for happened in events { (event(happened)) } }
        }
    }
}

fn event(event: &Event) -> Markup {
    html! {
        div.ev {
            @if let Some(status) = &event.status { (status_shape(status.shape)) } @else { (glyph("i", &event.icon)) }
            span { (phrase(&event.text)) } (moment(&event.at))
        }
    }
}
