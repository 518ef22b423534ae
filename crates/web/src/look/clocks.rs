//! The clock page: a bar of every stretch, and the table to count it by hand.

use super::form::page_head;
use super::parts::clock;
use super::view::{ClockPage, Reading, Segment, SegmentKind};
use maud::{Markup, html};

/// How a record's clocks were counted.
pub fn clock_page(page: &ClockPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            (page_head(Some(&page.record), "How the clocks are counted"))
            div.body { div.wrap {
                p.lead { (page.record.title) }
                @for one in &page.readings { (reading(one)) }
                @if page.readings.is_empty() { p.muted { "No clock runs on this record." } }
            } }
        }
    }
}

fn reading(reading: &Reading) -> Markup {
    html! {
        section.card {
            header { h2 { (reading.name) } (clock(&reading.chip)) a href=(reading.source.url) { (reading.source.label) } }
            div.in {
                p { "Target " b { (reading.target) } ", counted by the calendar " b { (reading.calendar) } ". " (reading.due) }
                div { (bar(reading)) div.axis aria-hidden="true" { @for text in &reading.axis { span { (text) } } } }
                (legend(&reading.segments))
                (by_hand(reading))
            }
        }
    }
}

fn segment_words(kind: SegmentKind) -> (&'static str, &'static str) {
    match kind {
        SegmentKind::Running => ("run", "Counted"),
        SegmentKind::Paused => ("pause", "Paused"),
        SegmentKind::Closed => ("shut", "Outside the calendar"),
        SegmentKind::Stopped => ("shut", "Stopped"),
        SegmentKind::Over => ("past", "Past the target"),
    }
}

fn bar(reading: &Reading) -> Markup {
    html! {
        svg.track viewBox="0 0 1000 28" preserveAspectRatio="none" role="img"
            aria-label={ (reading.name) ": " (reading.sum) ". Every stretch is in the table below." } {
            rect x="0" y="6" width="1000" height="16" rx="3" {}
            @for part in &reading.segments {
                rect class=(segment_words(part.kind).0) x=(part.start) y="6" width=(part.width) height="16" {
                    title { (part.from) " to " (part.to) ": " (part.reason) }
                }
            }
            @if let Some(at) = reading.due_at { rect.mark x=(at) y="0" width="3" height="28" { title { "Due" } } }
        }
    }
}

/// What the bar shows, and nothing else.
fn legend(segments: &[Segment]) -> Markup {
    let all = [SegmentKind::Running, SegmentKind::Paused, SegmentKind::Closed, SegmentKind::Stopped, SegmentKind::Over];
    let shown = all.into_iter().filter(|kind| segments.iter().any(|it| it.kind == *kind));
    html! {
        div.legend {
            @for (class, words) in shown.map(segment_words) { span { i class={ "swatch " (class) } aria-hidden="true" {} (words) } }
        }
    }
}

fn by_hand(reading: &Reading) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ (reading.name) ", counted by hand" } {
            table.tbl {
                caption { "Count it by hand" }
                thead { tr {
                    th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "What happened" } th scope="col" { "Why" }
                    th.r scope="col" { "Counted" } th.r scope="col" { "Sum" }
                } }
                tbody { @for part in &reading.segments { (line(part)) } }
                tfoot { tr { th scope="row" colspan="4" { "In all" } td.r colspan="2" { (reading.sum) } } }
            }
        }
    }
}

fn line(part: &Segment) -> Markup {
    let (class, words) = segment_words(part.kind);
    html! {
        tr {
            th scope="row" { (part.from) } td { (part.to) }
            td { span.who-in { i class={ "swatch " (class) } aria-hidden="true" {} (words) } }
            td { (part.reason) } td.r { (part.counted) } td.r { (part.sum) }
        }
    }
}
