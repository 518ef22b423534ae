//! Icons: one sprite, 16 px grid, fetched once and referred to by name.
//!
//! The drawings stand in `assets/icons.svg`. A declared type may name any of [`NAMES`]; an unknown name is
//! drawn as a dot rather than as nothing.

use super::assets::ICONS;
use maud::{Markup, html};

/// Every icon of the sprite.
#[rustfmt::skip]
pub const NAMES: &[&str] = &[
    "at", "back", "bell", "board", "bolt", "book", "box", "branch", "cal", "cart", "change", "check", "chev", "ci",
    "clip", "clock", "code", "coin", "diff", "doc", "dot", "dots", "down", "duty", "exp", "flag", "gap", "gear",
    "grid", "home", "img", "inbox", "inc", "info", "key", "kpi", "link", "list", "load", "lock", "map", "mark",
    "menu", "next", "org", "out", "over", "p1", "p2", "p3", "p4", "p5", "pause", "plus", "puzzle", "q", "queue",
    "scale", "search", "shield", "siren", "sliders", "sod", "spark", "split", "st-appr", "st-done", "st-new",
    "st-open", "st-prog", "st-shut", "st-wait", "stamp", "star", "sun", "team", "truck", "up", "updown", "user",
    "userq", "vac", "x",
];

/// An icon at 16 px.
pub fn icon(name: &str) -> Markup {
    glyph("i", name)
}

/// An icon at 14 px.
pub fn small(name: &str) -> Markup {
    glyph("i s", name)
}

/// An icon in a class of its own.
pub fn glyph(class: &str, name: &str) -> Markup {
    let name = NAMES.iter().find(|known| **known == name).copied().unwrap_or("dot");
    html! { svg class=(class) aria-hidden="true" { use href={ (ICONS.path()) "#i-" (name) } {} } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_drawn_and_every_drawing_has_a_name() {
        let sprite = std::str::from_utf8(ICONS.bytes()).unwrap();
        for name in NAMES {
            assert!(sprite.contains(&format!("id=\"i-{name}\"")), "{name} is not drawn");
        }
        assert_eq!(sprite.matches("<symbol ").count(), NAMES.len());
    }

    #[test]
    fn an_unknown_icon_is_a_dot() {
        assert!(icon("no-such").into_string().contains("#i-dot"));
    }
}
