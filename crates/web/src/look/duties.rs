//! Duties: the month as a table, the same as a list, and a person's record of a year for the file.

use super::findings::tabs;
use super::home::duty;
use super::icons::icon;
use super::parts::{button, moment, tone};
use super::view::{Duties, Duty, DutyDay, DutyGroup, DutyLine, DutyMonth, DutyPart, DutyRecord};
use maud::{Markup, html};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The page of duties.
pub fn duties(page: &Duties) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb { h1 { "Duties" } span.sp {} @for act in &page.acts { (button(act, "")) } }
                (tabs("Whose", &page.tabs))
            }
            div.body { div.wrap.wide {
                (head(page))
                (calendar(&page.month))
                @if page.groups.is_empty() { section.card { p.none { "Nothing falls due." } } }
                @for it in &page.groups { (group(it)) }
                (on_event(&page.on_event))
            } }
        }
    }
}

fn head(page: &Duties) -> Markup {
    let month = &page.month;
    html! {
        div.row-flex {
            h2 { (month.title) } span.sp {}
            @if page.roles.len() > 1 {
                form.row-flex action="/duties" {
                    input type="hidden" name="month" value=(month.name);
                    input type="hidden" name="whose" value=(page.whose);
                    div.field { label.vh for="role" { "Role" }
                        select #role name="role" {
                            option value="" { "Every role" }
                            @for it in &page.roles { option value=(it.value) selected[it.chosen] { (it.label) } }
                        } }
                    button.btn { "Show" }
                }
            }
            a.btn href=(month.previous.url) rel="prev" { (month.previous.label) }
            a.btn href=(month.next.url) rel="next" { (month.next.label) }
        }
    }
}

fn calendar(month: &DutyMonth) -> Markup {
    html! {
        section.card {
            table.cal {
                caption.vh { "Duties by the day on which they fall due, " (month.title) }
                thead { tr { @for day in DAYS { th scope="col" abbr=(day) { (day.get(..3).unwrap_or(day)) } } } }
                tbody { @for week in &month.weeks { tr { @for it in week { (day(it)) } } } }
            }
        }
    }
}

fn day(day: &DutyDay) -> Markup {
    html! {
        td.out[day.is_outside] aria-current=[day.is_today.then_some("date")] {
            time datetime=(day.machine) aria-label=(day.words) { (day.number) }
            @if let Some(first) = day.marks.first() {
                a class={ "few " (tone(first.tone)) } href=(first.url) { (day.marks.len()) span.vh { " due on " (day.words) } }
                ul {
                    @for it in day.marks.iter().take(3) {
                        li class=(tone(it.tone)) { a href=(it.url) title=(it.title) { (it.title) } span.vh { ", " (it.stands) } }
                    }
                    @if day.marks.len() > 3 { li { a href=(first.url) { "and " (day.marks.len().saturating_sub(3)) " more" } } }
                }
            }
        }
    }
}

fn group(group: &DutyGroup) -> Markup {
    let lines = html! { ul.lines { @for it in &group.duties { (duty(it)) } } };
    html! {
        section.card id=(group.anchor) {
            @if group.is_folded {
                details { summary.more { h2 { (group.title) span.n { " " (group.duties.len()) } } } (lines) }
            } @else { h2 { (group.title) span.n { (group.duties.len()) } } (lines) }
        }
    }
}

fn on_event(duties: &[Duty]) -> Markup {
    html! {
        @if !duties.is_empty() {
            section.card {
                details { summary.more { h2 { "When something happens" span.n { " " (duties.len()) } } }
                    ul.lines { @for it in duties { li { (icon("bolt")) span { (it.title) small { (it.detail) } } span.end {} } } } }
            }
        }
    }
}

/// A person's record of a year.
pub fn record(page: &DutyRecord) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.title) } } }
            div.body { div.wrap.wide {
                p.lead { (page.lead) }
                form.row-flex.no-print action="/duties/record" {
                    input type="hidden" name="person" value=(page.person);
                    div.field { label.vh for="year" { "Year" }
                        select #year name="year" { @for it in &page.years { option value=(it.value) selected[it.chosen] { (it.label) } } } }
                    button.btn { "Show" }
                }
                @if !page.sums.is_empty() {
                    dl.sums { @for (name, value) in &page.sums { div { dt { (name) } dd { (value) } } } }
                }
                @if page.parts.is_empty() { section.card { p.none { "No duty fell due in this year that you may see." } } }
                @for it in &page.parts { (part(it)) }
            } }
        }
    }
}

fn part(part: &DutyPart) -> Markup {
    html! {
        section.card {
            h2 { (part.title) }
            div.scroll tabindex="0" role="region" aria-label=(part.title) {
                table.tbl.cards {
                    caption.vh { (part.title) }
                    thead { tr {
                        th scope="col" { "Duty" } th scope="col" { "Period" } th scope="col" { "State" } th scope="col" { "Done" }
                        th scope="col" { "By" } th scope="col" { "On" } th scope="col" { "Journal entry" }
                    } }
                    tbody { @for it in &part.lines { (line(it)) } }
                }
            }
        }
    }
}

fn line(line: &DutyLine) -> Markup {
    html! {
        tr {
            th scope="row" { (line.title) }
            td data-h="Period" { (line.period) " " small.muted { "by " (moment(&line.due)) } }
            td data-h="State" { span class={ "tag " (tone(line.tone)) } { (line.stands) } }
            td data-h="Done" { @if let Some(at) = &line.done { (moment(at)) } }
            td data-h="By" { (line.by) }
            td data-h="On" {
                @if let Some(link) = &line.on { a.link href=(link.url) { (link.label) } " " }
                small.muted { (line.words) }
            }
            td data-h="Journal entry" { (line.entry) }
        }
    }
}
