//! Where the reader writes: to the requester, or a note among colleagues.

use super::icons::icon;
use super::parts::{menu, menu_links, seal};
use super::view::Composer;
use maud::{Markup, html};

/// The composer.
pub fn composer(composer: &Composer) -> Markup {
    html! {
        form.compose #compose method="post" action=(composer.action) enctype="multipart/form-data"
            data-draft=(composer.draft_url) {
            (seal(&composer.seal))
            input type="hidden" name="on" value=(composer.number);
            (audience(composer))
            label.vh for="m" { "Message" }
            textarea #m name="body" rows="2" aria-keyshortcuts="Control+Enter" { (composer.draft) }
            footer { (tools(composer)) span.sp {} (sends(composer)) }
        }
    }
}

fn audience(composer: &Composer) -> Markup {
    let note_first = composer.note_first || composer.reply.is_none();
    html! {
        div.to role="radiogroup" aria-label="Who will see this" {
            @if let Some(words) = &composer.reply {
                label { input.vh type="radio" name="to" value="reply" checked[!note_first] data-key="r"; (words) }
            }
            @if let Some(words) = &composer.note {
                label { input.vh type="radio" name="to" value="note" checked[note_first] data-key="n"; (words) }
            }
            span.saved data-saved { @if let Some(saved) = &composer.saved { (saved) } }
        }
    }
}

fn tools(composer: &Composer) -> Markup {
    html! {
        label.btn.ghost.sq title="Attach files" {
            input.vh type="file" name="files" multiple aria-label="Attach files"; (icon("clip"))
        }
        @if !composer.replies.is_empty() {
            (menu(&icon("bolt"), "up|btn ghost sq", Some("Saved replies"), &menu_links(&composer.replies)))
        }
        button.btn.ghost.sq.js-only type="button" data-insert="@" aria-label="Mention someone" { (icon("at")) }
        @if let Some(url) = &composer.articles {
            a.btn.ghost.sq href=(url) aria-label="Look up an article" { (icon("book")) }
        }
        span.picked data-files {}
    }
}

fn sends(composer: &Composer) -> Markup {
    html! {
        button.btn.ghost.no-js formaction=(composer.draft_url) { "Save draft" }
        @for (value, words) in &composer.sends { button.btn.sec name="then" value=(value) { (words) } }
        button.btn.pri { "Send" span.vh { " (Ctrl Enter)" } }
    }
}
