//! Who does what: activities by roles, findings drawn in, load below, findings beside.

use super::findings::{finding_list, tabs};
use super::icons::{icon, small};
use super::parts::{avatar, button, letter, menu, menu_links, pager, stamp, tone};
use super::view::{Cell, Column, Flag, Letter, Link, Load, Matrix, MatrixGroup, MatrixRow, RowMark, Tile};
use super::who::carriers;
use maud::{Markup, html};

/// The matrix of one practice.
pub fn matrix(page: &Matrix) -> Markup {
    html! {
        main.panel.gov #main tabindex="-1" {
            (top(page))
            dl.tiles { @for one in &page.tiles { (tile(one)) } }
            section.mx tabindex="0" aria-label="Responsibility matrix" {
                (grid(page))
                (pager(&page.pages.0, page.pages.1.as_ref(), page.pages.2.as_ref()))
            }
            section.narrow aria-label="Who does what, by person" {
                (carriers(&page.carriers))
                @if let Some(all) = &page.all_carriers { p { a.link href=(all) { "All of them, by person" } } }
                (pager(&page.pages.0, page.pages.1.as_ref(), page.pages.2.as_ref()))
            }
            aside.insp aria-label="Findings" tabindex="0" {
                header { h2 { "Findings" } span.n { (page.findings.len()) } }
                (finding_list(&page.findings))
            }
        }
    }
}

fn top(page: &Matrix) -> Markup {
    html! {
        header.top {
            div.crumb {
                h1 { (page.title) }
                (chooser(&page.practice, "Practice")) (chooser(&page.scope, "Part of the organisation"))
                span.sp {}
                @if let Some(draft) = &page.draft { span.tag { (draft) } }
                @for act in &page.acts { (button(act, if act.primary { "" } else { " ghost" })) }
            }
            (tabs("View", &page.tabs))
        }
    }
}

/// What is looked at, with a menu of others to go to.
pub(crate) fn chooser(choice: &(String, Vec<Link>), label: &str) -> Markup {
    let words = html! { span.vh { (label) ": " } b { (choice.0) } (small("chev")) };
    html! { @if !choice.0.is_empty() { (menu(&words, "|chip", None, &menu_links(&choice.1))) } }
}

fn tile(tile: &Tile) -> Markup {
    html! {
        div class={ "tile " (tone(tile.tone)) } {
            dt { @if let Some(name) = &tile.icon { (icon(name)) } (tile.name) }
            dd { (tile.number) " " small { (tile.unit) } }
            @if !tile.trend.is_empty() { dd.spk { (sparkline(&tile.trend, &tile.trend_text)) } }
        }
    }
}

/// A line of past values, 0 to 100, with its meaning in words.
pub fn sparkline(values: &[u8], words: &str) -> Markup {
    let last = u16::try_from(values.len().saturating_sub(1)).unwrap_or(u16::MAX).max(1);
    let most = values.iter().copied().max().unwrap_or(100).max(1);
    let least = values.iter().copied().min().unwrap_or(0);
    let range = f32::from(most.saturating_sub(least).max(1));
    let points: Vec<(f32, f32)> = (0_u16..)
        .zip(values)
        .map(|(at, value)| {
            (2.0 + 100.0 * f32::from(at) / f32::from(last), 22.0 - 18.6 * f32::from(value - least) / range)
        })
        .collect();
    let line = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect::<Vec<_>>().join(" L");
    html! {
        svg.sparkline viewBox="0 0 104 26" role="img" aria-label=(words) {
            path.area d={ "M" (line) " V26 H2z" } {}
            path d={ "M" (line) } {}
            @if let Some((x, y)) = points.last() { circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="2.5" {} }
        }
    }
}

fn grid(page: &Matrix) -> Markup {
    let span = page.columns.len() + 2;
    html! {
        table {
            caption.vh { (page.caption) }
            colgroup { col.act; @for one in &page.columns { col class=[one.person.is_none().then_some("vac")]; } col.flg; }
            thead { tr {
                th scope="col" { span.vh { "Activity" } (legend()) }
                @for one in &page.columns { (column(one)) }
                th scope="col" { span.vh { "Finding" } }
            } }
            tbody { @for part in &page.groups { (group(part, span)) } }
            (load(page))
        }
    }
}

fn legend() -> Markup {
    let words = [
        (Letter::Responsible, "does it"),
        (Letter::Accountable, "answers for it"),
        (Letter::Consulted, "is asked first"),
        (Letter::Informed, "is told"),
    ];
    html! { ul.key { @for (sign, text) in words { li { span aria-hidden="true" { (letter(sign)) } (text) } } } }
}

fn column(column: &Column) -> Markup {
    html! {
        th scope="col" {
            @if let Some(person) = &column.person { (avatar(person)) } @else { i.av.none aria-hidden="true" {} }
            (column.role) " "
            small.warn[column.person.is_none()] { (column.holder) }
        }
    }
}

fn group(group: &MatrixGroup, span: usize) -> Markup {
    html! {
        tr.grp { th scope="colgroup" colspan=(span) { (group.title) } }
        @for line in &group.rows { (row(line)) }
    }
}

fn row(row: &MatrixRow) -> Markup {
    let mark = match row.mark {
        RowMark::None => "",
        RowMark::Has => " has",
        RowMark::Selected => " sel",
    };
    html! {
        tr class={ (tone(row.tone)) (mark) } {
            th scope="row" { (row.activity) }
            @for one in &row.cells { (cell(one)) }
            td.go { @if let Some(found) = &row.flag { (flag(found)) } }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    let class = cell.chained.then_some("link");
    html! { td class=[class] { @for one in &cell.stamps { (stamp(*one)) } } }
}

fn flag(flag: &Flag) -> Markup {
    html! { a class={ "flag " (tone(flag.tone)) } href=(flag.url) aria-label=(flag.text) title=(flag.text) { (icon(&flag.icon)) } }
}

fn load(page: &Matrix) -> Markup {
    html! {
        @if !page.load.is_empty() {
            tfoot { tr {
                th scope="row" { (page.load_title) }
                @for one in &page.load { (load_cell(one)) }
                td {}
            } }
        }
    }
}

fn load_cell(load: &Load) -> Markup {
    html! {
        td class=(tone(load.tone)) {
            svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                rect width="100" height="4" rx="2" {}
                rect.v width=(load.share.min(100)) height="4" rx="2" {}
            }
            b { (load.count) }
        }
    }
}
