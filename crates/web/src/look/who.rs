//! Who does what as lists: by person, by role, and what it was before.

use super::findings::tabs;
use super::icons::icon;
use super::matrix::chooser;
use super::parts::{avatar, button, chips, empty, letter, moment, pager, phrase};
use super::view::{Appointed, Carrier, Pages, Published, RoleLine, RolesPage, WhoPage};
use maud::{Markup, html};

/// The head that all pages of who does what share, with what is below it.
pub fn page(head: &WhoPage, content: &Markup) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb {
                    h1 { (head.title) }
                    (chooser(&head.chooser, "Practice")) (chooser(&head.times, "As of"))
                    span.sp {}
                    @for act in &head.acts { (button(act, if act.primary { "" } else { " ghost" })) }
                }
                (tabs("View", &head.tabs))
            }
            div.body { div.wrap {
                @if !head.lead.is_empty() { p.lead { (head.lead) } }
                (content)
            } }
        }
    }
}

/// Holders with what they answer for, do, are asked and told.
pub fn carriers(all: &[Carrier]) -> Markup {
    html! { ul.carriers { @for one in all { (carrier(one)) } } }
}

fn carrier(it: &Carrier) -> Markup {
    html! {
        li.card {
            header {
                @if let Some(person) = &it.person { (avatar(person)) } @else { i.av.none aria-hidden="true" {} }
                span {
                    b { @if let Some(url) = &it.url { a.link href=(url) { (it.name) } } @else { (it.name) } }
                    small { (it.detail) }
                }
            }
            dl.in {
                @for (sign, what) in &it.lines {
                    div { dt { (letter(*sign)) } dd { ul { @for one in what { li { (one) } } } } }
                }
            }
        }
    }
}

/// The page by person.
pub fn people(head: &WhoPage, all: &[Carrier], pages: &Pages, none: &(String, String)) -> Markup {
    let content = html! {
        @if all.is_empty() { (empty(none, None)) } @else { (carriers(all)) }
        (pager(&pages.0, pages.1.as_ref(), pages.2.as_ref()))
    };
    page(head, &content)
}

/// What was published, and who held what.
pub fn history(head: &WhoPage, changes: &[Published], appointed: &[Appointed]) -> Markup {
    let content = html! {
        section.card {
            h2 { "Changes of the matrix" span.n { (changes.len()) } }
            @if changes.is_empty() { p.none { "Nothing was changed here yet: what is in force is what the files declare." } }
            @for one in changes { (change(one)) }
        }
        section.card {
            h2 { "Appointments" span.n { (appointed.len()) } }
            @if appointed.is_empty() { p.none { "Nobody was appointed over this practice." } }
            ul.lines { @for it in appointed { li { (icon("user")) span { (phrase(&it.text)) small { (it.detail) } } span.end {} } } }
        }
    };
    page(head, &content)
}

fn change(it: &Published) -> Markup {
    html! {
        div.in {
            div.who-in {
                @if let Some(person) = &it.person { (avatar(person)) }
                b { (it.title) } (moment(&it.when))
            }
            p { (phrase(&it.detail)) }
            details {
                summary { "What changed, as a file" }
                @for (path, text) in &it.texts { p { small.muted { (path) } } pre.rule { (text) } }
            }
        }
    }
}

/// Roles by stage.
pub fn roles(it: &RolesPage) -> Markup {
    let content = html! {
        (chips("Which way a role looks", &it.filters))
        @for (stage, roles) in &it.stages {
            section.card { h2 { (stage) span.n { (roles.len()) } } ul.lines { @for one in roles { (role_line(one)) } } }
        }
    };
    page(&it.head, &content)
}

fn role_line(it: &RoleLine) -> Markup {
    html! {
        li {
            (icon(if it.is_vacant { "vac" } else { "user" }))
            span { a.ti href=(it.role.url) { (it.role.label) } small { (it.detail) } }
            span.end { (it.holder) }
        }
    }
}
