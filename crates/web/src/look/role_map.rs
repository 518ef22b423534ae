//! A role in the middle, who acts towards it on the left, towards whom it acts on the right; the same as a table below.

use super::icons::icon;
use super::parts::{avatar, letter, pager, phrase};
use super::view::{Neighbour, RoleDuty, RoleMap, RolePage, TieRow};
use super::who::page;
use maud::{Markup, html};

/// Width of the drawing, in its own units.
const WIDTH: usize = 860;
/// Height of one neighbour with the gap below it.
const STEP: usize = 62;
/// Height of a box.
const BOX: usize = 46;
/// Width of a box.
const SIDE: usize = 236;
/// The longest name that a box holds.
const LONGEST: usize = 32;

/// The page of a role.
pub fn role(it: &RolePage) -> Markup {
    let content = html! {
        section.card { dl.in.facts2 { @for (name, value) in &it.facts { div { dt { (name) } dd { (phrase(value)) } } } } }
        section.card {
            h2 { "Who it stands beside" a href="#ties" { "As a table" } }
            figure.map { (drawing(&it.map)) figcaption { (it.map.words) } }
        }
        section.card {
            h2 { "Who holds it" span.n { (it.holders.len()) } }
            @if it.holders.is_empty() { p.none { "Nobody holds it now." } }
            ul.holders.in { @for (person, text, detail) in &it.holders { li {
                @if let Some(person) = person { (avatar(person)) } @else { i.av.none aria-hidden="true" {} }
                span { (phrase(text)) small { (detail) } } span {}
            } } }
        }
        section.card {
            h2 { "What it does" span.n { (it.duties.len()) } }
            ul.lines { @for one in &it.duties { (duty(one)) } }
        }
        @if !it.conflicts.is_empty() { section.card {
            h2 { "What is kept apart from it" span.n { (it.conflicts.len()) } }
            ul.lines { @for (role, how, why) in &it.conflicts { li {
                (icon("sod")) span { a.ti href=(role.url) { (role.label) } small { (why) } } span.end { (how) }
            } } }
        } }
        section.card #ties {
            h2 { "Everything between it and others" span.n { (it.ties.0) } }
            (ties(&it.ties.1))
            (pager(&it.pages.0, it.pages.1.as_ref(), it.pages.2.as_ref()))
        }
    };
    page(&it.head, &content)
}

fn duty(it: &RoleDuty) -> Markup {
    html! {
        li {
            (letter(it.letter))
            span {
                (it.text)
                small {
                    @if let Some(activity) = &it.activity { a.link href=(activity.url) { (activity.label) } " · " }
                    (it.cadence) " · proved by " (it.proof)
                }
            }
            span.end {}
        }
    }
}

fn ties(all: &[TieRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Everything between this role and others" {
            table.tbl.cards {
                caption.vh { "Everything between this role and others" }
                thead { tr { th scope="col" { "How" } th scope="col" { "Role" } th scope="col" { "On what" } } }
                tbody { @for it in all { tr {
                    th scope="row" { (it.verb) }
                    td data-h="Role" { a.link href=(it.other.url) { (it.other.label) } }
                    td data-h="On what" { (it.over) }
                } } }
            }
        }
    }
}

/// The drawing: plain attributes only, boxes that lead to the roles' pages.
fn drawing(map: &RoleMap) -> Markup {
    let rows = map.left.len().max(map.right.len()).max(1);
    let height = rows.saturating_mul(STEP).saturating_add(8);
    let centre = height / 2;
    let middle = (WIDTH - SIDE) / 2;
    html! {
        svg.rolemap viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label=(map.words) {
            (side(&map.left, (2, height), (SIDE.saturating_add(2), middle, centre)))
            (side(&map.right, (WIDTH - SIDE - 2, height), (WIDTH - SIDE - 2, middle.saturating_add(SIDE), centre)))
            g.mid {
                rect x=(middle) y=(centre.saturating_sub(BOX / 2)) width=(SIDE) height=(BOX) rx="9" {}
                text x=(WIDTH / 2) y=(centre.saturating_add(5)) text-anchor="middle" { (short(&map.middle)) }
            }
        }
    }
}

/// One side: lines first, so that boxes lie over them.
fn side(all: &[Neighbour], (x, height): (usize, usize), (from, to, centre): (usize, usize, usize)) -> Markup {
    let top = height.saturating_sub(all.len().saturating_mul(STEP)) / 2;
    let at = |n: usize| top.saturating_add(n.saturating_mul(STEP)).saturating_add(4);
    let bend = usize::midpoint(from, to);
    html! {
        @for (n, _) in all.iter().enumerate() {
            @let y = at(n).saturating_add(BOX / 2);
            path d={ "M" (from) " " (y) " C" (bend) " " (y) " " (bend) " " (centre) " " (to) " " (centre) } {}
        }
        @for (n, it) in all.iter().enumerate() {
            a href=(it.role.url) {
                rect x=(x) y=(at(n)) width=(SIDE) height=(BOX) rx="9" {}
                text x=(x.saturating_add(12)) y=(at(n).saturating_add(19)) { (short(&it.role.label)) }
                text.sub x=(x.saturating_add(12)) y=(at(n).saturating_add(35)) { (short(&format!("{} · {}", it.verb, it.over))) }
            }
        }
    }
}

/// A name as long as a box holds; all of it is in the table.
fn short(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::view::Link;

    #[test]
    fn a_role_is_drawn_with_those_beside_it_and_without_inline_style() {
        let one = |name: &str| Neighbour {
            role: Link::to(name, "/who/role/x"),
            verb: "tells".to_owned(),
            over: "incident".to_owned(),
        };
        let map = RoleMap {
            middle: "Incident Manager".to_owned(),
            left: vec![one("Service Desk Analyst"), one("A role with a name that is longer than any box")],
            right: vec![one("Problem <Manager>")],
            words: "Incident Manager and three roles".to_owned(),
        };
        let drawn = drawing(&map).into_string();
        assert_eq!((drawn.matches("<path").count(), drawn.matches("<rect").count()), (3, 4));
        assert!(drawn.contains("Problem &lt;Manager&gt;") && drawn.contains("A role with a name that is long…"));
        assert!(!drawn.contains("style="));
    }
}
