//! The frame: head, side bar, the reader's menu, passing words. On a phone the side bar is a drawer that
//! opens without script.

use super::assets::{CSS, JS, MARK};
use super::icons::{icon, small};
use super::parts::{large_avatar, menu_links, seal};
use super::view::{Bare, Density, Flash, Me, NavItem, NavSection, Person, Seal, Shell, Theme};
use maud::{DOCTYPE, Markup, html};

/// A page for someone signed in. `content` is the page's `main`.
pub fn shell(shell: &Shell, content: &Markup) -> Markup {
    let title = format!("{} · {}", shell.title, shell.organisation);
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme(shell.theme)] data-density=[density(shell.density)]
            data-keys=[shell.keys_off.then_some("off")] {
            head { (head(&title)) script type="module" src=(JS.path()) {} }
            body {
                a.skip href="#main" { "Skip to the content" }
                div.app { (topbar(shell)) (side(shell)) (content) }
                @if let Some(flash) = &shell.flash { (toast(flash)) }
                div.vh #live role="status" aria-live="polite" {}
            }
        }
    }
}

/// A page for someone not signed in: a mark above, the page's `main` in the middle.
pub fn bare(bare: &Bare, content: &Markup) -> Markup {
    let title = format!("{} · {}", bare.title, bare.organisation);
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme(bare.theme)] {
            head { (head(&title)) }
            body { div.alone { header { (brand(&bare.organisation)) } (content) } }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        meta name="referrer" content="same-origin";
        title { (title) }
        link rel="icon" href=(MARK.path()) type="image/svg+xml";
        link rel="stylesheet" href=(CSS.path());
    }
}

/// The attribute value of a pinned theme.
pub fn theme(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

/// The attribute value of a density.
pub fn density(density: Density) -> Option<&'static str> {
    match density {
        Density::Compact => Some("compact"),
        Density::Regular => None,
        Density::Roomy => Some("roomy"),
    }
}

fn brand(organisation: &str) -> Markup {
    html! { a.brand href="/" { span.mark { (small("mark")) } (organisation) } }
}

fn topbar(shell: &Shell) -> Markup {
    html! {
        header.topbar {
            button.btn.ghost.sq type="button" popovertarget="side" aria-label="Menu" { (icon("menu")) }
            (brand(&shell.organisation))
            span.sp {}
            a.btn.ghost.sq href="/search" aria-label="Search" { (icon("search")) }
        }
    }
}

fn side(shell: &Shell) -> Markup {
    html! {
        aside.side #side popover aria-label="Side bar" {
            (brand(&shell.organisation))
            form.jump action="/search" role="search" data-palette {
                (icon("search"))
                input type="search" name="q" value=(shell.query) placeholder="Search or jump to" aria-label="Search or jump to"
                    aria-keyshortcuts="Control+K /" autocomplete="off";
                kbd.js-only { "Ctrl K" }
            }
            nav aria-label="Main" { @for section in &shell.nav { (nav_section(section)) } }
            (me(&shell.me, &shell.csrf))
        }
    }
}

fn nav_section(section: &NavSection) -> Markup {
    html! {
        @if !section.title.is_empty() { h2 { (section.title) } }
        ul { @for item in &section.items { li { (nav_item(item)) } } }
    }
}

fn nav_item(item: &NavItem) -> Markup {
    html! {
        a.nav href=(item.url) aria-current=[item.current.then_some("page")] data-go=[&item.go] {
            (icon(&item.icon)) " " (item.label)
            @if let Some(count) = &item.count { span.n.hot[item.hot] { (count) } }
        }
    }
}

fn me(me: &Me, csrf: &str) -> Markup {
    let person = Person { name: me.name.clone(), initials: me.initials.clone(), hue: me.hue };
    let out = Seal { csrf: csrf.to_owned(), ..Seal::default() };
    html! {
        details.drop.up.memenu data-menu {
            summary.me {
                (large_avatar(&person))
                span { b { span.vh { "You are signed in as " } (me.name) } small { (me.role_line) } }
                (small("updown"))
            }
            div.menu {
                (menu_links(&me.links))
                hr;
                form method="post" action="/sign-out" { (seal(&out)) button { (icon("out")) "Sign out" } }
            }
        }
    }
}

fn toast(flash: &Flash) -> Markup {
    html! {
        div.toast role="status" data-toast {
            span { (flash.text) }
            @if let Some((url, sealed)) = &flash.undo {
                form method="post" action=(url) { (seal(sealed)) button.btn.sm data-key="z" { "Undo" } }
            }
        }
    }
}
