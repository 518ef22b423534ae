//! Who really did what: findings first, then the tables that they rest on, with bars.

use maud::{Markup, html};

use super::findings::finding_list;
use super::matrix::chooser;
use super::parts::empty;
use super::view::{MiningLine, MiningPage, MiningTable};

/// The page.
pub fn mining(page: &MiningPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.title) } (chooser(&page.kinds, "Kind of record")) } }
            div.body { div.wrap.wide {
                p.lead { (page.lead) }
                @if page.tables.is_empty() { (empty(&page.empty, None)) }
                @if !page.findings.is_empty() {
                    section.card { header { h2 { "What stands out" } span.n { (page.findings.len()) } } (finding_list(&page.findings)) }
                }
                @for one in &page.tables { (table(one)) }
            } }
        }
    }
}

fn table(table: &MiningTable) -> Markup {
    html! {
        section.card id=(table.id) {
            h2 { (table.title) }
            div.in {
                p.muted { (table.lead) }
                div.scroll tabindex="0" role="region" aria-label=(table.title) {
                    table.tbl {
                        caption.vh { (table.title) }
                        thead { tr {
                            @for (at, head) in table.heads.iter().enumerate() { th.r[at > 0] scope="col" { (head) } }
                        } }
                        tbody { @for one in &table.lines { (line(one)) } }
                    }
                }
            }
        }
    }
}

fn line(line: &MiningLine) -> Markup {
    html! {
        tr {
            th scope="row" { (line.name) @if let Some(share) = line.share { (bar(share)) } }
            @for cell in &line.cells { td.r { (cell.replace(" %", "\u{a0}%")) } }
        }
    }
}

/// A share as a bar; its number stands beside it in words.
fn bar(per_mille: u64) -> Markup {
    let width = per_mille.min(1000);
    html! {
        svg.bar viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.t width="1000" height="4" {}
            rect width=(width) height="4" {}
        }
    }
}
