//! The reader's own page.

use super::parts::seal;
use super::view::{Density, Profile, Seal, Session, Theme};
use maud::{Markup, html};

/// Profile and settings.
pub fn profile(page: &Profile) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.name) } span { (page.account) } } }
            div.body { div.wrap.read { (settings(page)) (roles(page)) (sessions(page)) } }
        }
    }
}

fn settings(page: &Profile) -> Markup {
    let themes =
        [("system", "Like the device", Theme::System), ("light", "Light", Theme::Light), ("dark", "Dark", Theme::Dark)];
    let densities = [
        ("compact", "Compact", Density::Compact),
        ("regular", "Regular", Density::Regular),
        ("roomy", "Roomy", Density::Roomy),
    ];
    html! {
        section.card {
            h2 { "How it looks and listens" }
            div.in {
                form.form method="post" action=(page.action) {
                    (seal(&page.seal))
                    (choose("theme", "Colours", &themes.map(|(value, words, one)| (value, words, one == page.theme))))
                    (choose("density", "Density", &densities.map(|(value, words, one)| (value, words, one == page.density))))
                    (choose("keys", "Single keys", &[("on", "On", !page.keys_off), ("off", "Off", page.keys_off)]))
                    p.hint { "Off is better with speech input. Ctrl K and Ctrl Enter stay." }
                    @if !page.zones.is_empty() {
                        div.field {
                            label for="zone" { "Time zone" }
                            select #zone name="zone" { @for one in &page.zones { option value=(one.value) selected[one.chosen] { (one.label) } } }
                        }
                    }
                    div.acts { button.btn.pri { "Save" } }
                }
            }
        }
    }
}

fn choose(name: &str, title: &str, choices: &[(&str, &str, bool)]) -> Markup {
    html! {
        fieldset.field {
            legend { (title) }
            div.seg {
                @for (value, words, chosen) in choices {
                    label { input.vh type="radio" name=(name) value=(value) checked[*chosen]; (words) }
                }
            }
        }
    }
}

fn roles(page: &Profile) -> Markup {
    html! {
        section.card {
            h2 { "My roles" }
            div.in {
                ul.basis {
                    @for role in &page.roles { li { (super::icons::icon("shield")) span { a.link href=(role.url) { (role.label) } } } }
                }
                @if page.roles.is_empty() { p.muted { "You hold no role yet. Your process owner names people in roles." } }
                @if !page.deputies.is_empty() { p.muted { (page.deputies) } }
            }
        }
    }
}

fn sessions(page: &Profile) -> Markup {
    html! {
        section.card {
            h2 { "Signed in" @if let Some(url) = &page.password_url { a href=(url) { "Change password" } } }
            div.in { ul.holders { @for one in &page.sessions { (session(one, &page.seal)) } } }
        }
    }
}

fn session(session: &Session, sealed: &Seal) -> Markup {
    html! {
        li {
            (super::icons::icon("key"))
            span { b { (session.device) } small { (session.detail) } }
            @if session.here { span.tag.ok { "Here" } }
            @else { form method="post" action=(session.end_url) { (seal(sealed)) button.btn.sm { "Sign out" span.vh { " there" } } } }
        }
    }
}
