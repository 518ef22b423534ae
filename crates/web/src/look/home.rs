//! Home: waits for me, clocks, duties, what I answer for, what changed.

use super::entry::steps;
use super::icons::icon;
use super::parts::{button, chips, clock, letter, moment, phrase, tag, tone};
use super::view::{Answer, Change, Duty, Home, HomeClock, Rest, Waiting};
use maud::{Markup, html};

/// The home page.
pub fn home(home: &Home) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb {
                    h1 { (home.greeting) } span { (home.line) } span.sp {}
                    @for act in &home.acts { (button(act, "")) }
                }
            }
            div.body { div.wrap.wide {
                @if !home.roles.is_empty() { (chips("By which of your roles", &home.roles)) }
                @if !home.checklist.is_empty() { section.card { h2 { "Getting started" } div.in { (steps(&home.checklist)) } } }
                div.two {
                    div { (waits(home)) (clocks(&home.clocks, &home.clocks_rest)) }
                    div { (duties(&home.duties, home.next_duty.as_deref())) (answers(&home.answers, &home.answers_rest)) (since(&home.since)) }
                }
            } }
        }
    }
}

fn block(title: &str, (count, rest): (usize, &Rest), none: &str, lines: &Markup) -> Markup {
    html! {
        section.card {
            h2 {
                (title)
                @if count > 0 { span.n { @if rest.total.is_empty() { (count) } @else { (rest.total) } } }
                @if let Some(url) = &rest.all { a href=(url) { "All" span.vh { " of: " (title) } } }
            }
            @if count == 0 { p.none { (none) } } @else { ul.lines { (lines) } }
        }
    }
}

fn waits(home: &Home) -> Markup {
    let none = match &home.next_duty {
        Some(day) => format!("Nothing waits for you. Next duty: {day}."),
        None => "Nothing waits for you.".to_owned(),
    };
    block(
        "Waits for me",
        (home.waits.len(), &home.waits_rest),
        &none,
        &html! { @for one in &home.waits { (waiting(one)) } },
    )
}

fn waiting(one: &Waiting) -> Markup {
    html! {
        li {
            (icon(&one.icon))
            span { a.ti href=(one.url) { (one.title) } small { (one.detail) } }
            span.end { @if let Some(chip) = &one.clock { (clock(chip)) } span.chip aria-hidden="true" { (one.verb) } }
        }
    }
}

fn clocks(clocks: &[HomeClock], rest: &Rest) -> Markup {
    let lines = html! {
        @for one in clocks {
            li {
                (letter(one.letter))
                span { a.ti href=(one.url) { (one.title) } small { (one.detail) } }
                span.end { (clock(&one.clock)) }
            }
        }
    };
    block("Clocks", (clocks.len(), rest), "No clocks running.", &lines)
}

/// Duties of the next two weeks.
pub fn duties(duties: &[Duty], next: Option<&str>) -> Markup {
    let lines = html! { @for one in duties { (duty(one)) } };
    html! {
        section.card {
            h2 { "Duties" @if !duties.is_empty() { span.n { (duties.len()) } } a href="/duties" { "All" } }
            @if duties.is_empty() { p.none { "No duties in the next two weeks." @if let Some(day) = next { " The next one: " (day) "." } } } @else { ul.lines { (lines) } }
        }
    }
}

/// One duty as a line.
pub fn duty(duty: &Duty) -> Markup {
    html! {
        li class=(tone(duty.tone)) {
            (icon(if duty.is_done { "check" } else { "duty" }))
            span { @if duty.url.is_empty() { b { (duty.title) } } @else { a.ti href=(duty.url) { (duty.title) } } small { span.tone { (moment(&duty.due)) } " · " (duty.detail) } }
            span.end { @if let Some(act) = &duty.evidence { (button(act, " sm")) } }
        }
    }
}

/// What somebody answers for, a line each.
pub fn answers(answers: &[Answer], rest: &Rest) -> Markup {
    let lines = html! {
        @for one in answers {
            li {
                (icon(&one.icon))
                span { a.ti href=(one.url) { (one.title) } small { (one.detail) } }
                span.end { @if let Some(word) = &one.tag { (tag(word)) } }
            }
        }
    };
    block("I answer for", (answers.len(), rest), "No role answers for anything yet. Ask your process owner.", &lines)
}

fn since(changes: &[Change]) -> Markup {
    let lines = html! {
        @for one in changes { li { (icon(&one.icon)) span { (phrase(&one.text)) } span.end { (moment(&one.at)) } } }
    };
    html! { @if !changes.is_empty() { (block("Since yesterday", (changes.len(), &Rest::default()), "", &lines)) } }
}
