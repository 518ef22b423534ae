//! Pages before and beside the work: signing in, saying one thing, the first run.

use super::form::form;
use super::icons::{glyph, icon};
use super::parts::button;
use super::view::{FirstRun, MessagePage, SignIn, Step};
use maud::{Markup, html};

/// The sign-in page; wrap it with [`super::shell::bare`].
pub fn sign_in(page: &SignIn) -> Markup {
    let invalid = page.error.as_ref().map(|_| "true");
    html! {
        main #main {
            div.sheet {
                h1 { "Sign in" }
                @if let Some(error) = &page.error { div.note.crit role="alert" { (icon("inc")) p { (error) } } }
                form.form method="post" action="/sign-in" {
                    input type="hidden" name="csrf" value=(page.csrf);
                    input type="hidden" name="next" value=(page.next);
                    div.field {
                        label for="name" { "Name or mail address" }
                        input #name name="name" value=(page.name) autocomplete="username" autocapitalize="none" spellcheck="false"
                            required autofocus[page.name.is_empty()] aria-invalid=[invalid];
                    }
                    div.field {
                        label for="password" { "Password" }
                        input #password type="password" name="password" autocomplete="current-password" required
                            autofocus[!page.name.is_empty()] aria-invalid=[invalid];
                    }
                    button.btn.pri { "Sign in" }
                }
                @for other in &page.others { a.btn href=(other.url) { (other.label) } }
            }
            @if let Some(hint) = &page.hint { p.muted { (hint) } }
        }
    }
}

/// A page that says one thing, for someone signed in.
pub fn message(page: &MessagePage) -> Markup {
    html! { main.panel.page #main tabindex="-1" { div.body { (saying(page)) } } }
}

/// The same for someone who is not; wrap it with [`super::shell::bare`].
pub fn message_bare(page: &MessagePage) -> Markup {
    html! { main.wider #main { div.sheet { (saying(page)) } } }
}

fn saying(page: &MessagePage) -> Markup {
    html! {
        div.say {
            (glyph("i b", &page.icon))
            h1.big { (page.title) }
            p.lead { (page.body) }
            @if let Some(number) = &page.reference { p.muted { "Number to quote: " code { (number) } } }
            div.acts { @for act in &page.acts { (button(act, "")) } }
        }
    }
}

/// The first run; wrap it with [`super::shell::bare`].
pub fn first_run(page: &FirstRun) -> Markup {
    html! {
        main.wider #main {
            h1 { (page.title) }
            p.lead { (page.lead) }
            (steps(&page.steps))
            @if let Some(open) = &page.form { div.sheet { (form(open)) } }
        }
    }
}

/// Steps to take, numbered.
pub fn steps(steps: &[Step]) -> Markup {
    html! {
        ol.steps {
            @for step in steps {
                li.done[step.done].now[step.now] aria-current=[step.now.then_some("step")] {
                    span { b { (step.title) } @if step.done { span.vh { ", done" } } small { (step.detail) } }
                    @if let Some(act) = &step.act { (button(act, " sm")) }
                }
            }
        }
    }
}
