//! Rows of the queue, under the heading of their group.

use super::parts::{avatar_or_nobody, clock, priority_bars, status_shape, tag, tone};
use super::view::{QueueGroup, QueueRow};
use maud::{Markup, html};

/// A group of rows; `pick` adds the boxes of the bulk form.
pub fn group(group: &QueueGroup, pick: bool) -> Markup {
    html! {
        h2 class=(tone(group.tone)) { b { (group.title) } " " (group.count) }
        ul { @for line in &group.rows { (row(line, pick)) } }
    }
}

fn row(row: &QueueRow, pick: bool) -> Markup {
    html! {
        li.row data-new[row.unread] {
            @if let Some(priority) = &row.priority {
                (priority_bars(priority.rank)) span.vh { "Priority " (priority.rank) ". " }
            } @else { span {} }
            a.ti href=(row.url) aria-current=[row.current.then_some("true")] { (row.title) }
            @if let Some(chip) = &row.clock { (clock(chip)) } @else { span {} }
            @if pick { (box_for(row)) }
            span.me2 {
                @if row.unread { span.vh { "Unread. " } }
                @if let Some(word) = &row.tag { (tag(word)) " " }
                (row.meta)
            }
            span.who {
                (status_shape(row.status.shape)) span.vh { (row.status.name) ". " }
                (avatar_or_nobody(row.assignee.as_ref()))
            }
        }
    }
}

fn box_for(row: &QueueRow) -> Markup {
    html! {
        label.pick {
            input type="checkbox" name="id" value=(row.id) form="bulk" aria-label={ "Select " (row.id) };
        }
    }
}
