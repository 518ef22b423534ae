//! A record's journal as an auditor reads it: who, as which role, what changed, exactly when.

use axum::{extract::Path, response::Response};
use engine::{Happened, Happening};
use maud::{Markup, html};

use super::form;
use crate::{asker::Asker, find, frame, look::form::page_head, problem::Problem, words};

/// The journal of a record.
pub(crate) async fn show(asker: Asker, Path(number): Path<String>) -> Result<Response, Problem> {
    let view = asker.desk.view(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let about = form::about(of, &view.seen);
    let content = html! {
        main.panel.page #main tabindex="-1" {
            (page_head(Some(&about), "Journal"))
            div.body { div.wrap.wide {
                p.lead { (about.title) }
                div.scroll tabindex="0" role="region" aria-label="Journal" {
                    table.tbl {
                        caption.vh { "What happened to " (about.number) ", oldest first" }
                        thead { tr { th scope="col" { "Entry" } th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "As" } th scope="col" { "What" } th scope="col" { "Before and after" } } }
                        tbody { @for it in &view.happenings { (line(&asker, it)) } }
                    }
                }
            } }
        }
    };
    frame::page(&asker, &format!("Journal of {}", about.number), &content).await
}

fn line(asker: &Asker, it: &Happening) -> Markup {
    let who = it.actor.map_or_else(|| "Remit".to_owned(), |id| words::name(&asker.desk, id));
    let moment = asker.times.named(it.at, asker.times.exact(it.at));
    html! {
        tr id={ "e" (it.seq) } {
            th scope="row" { (it.seq) }
            td { time datetime=(moment.machine) { (moment.text) } }
            td { (who) @if let Some(principal) = it.on_behalf_of { " for " (words::name(&asker.desk, principal)) } }
            td { (it.role.as_deref().unwrap_or("")) }
            td { (what(&it.what)) }
            td { @for change in &it.changes { div { b { (change.title) } ": " (or_nothing(&words::noted(&asker.times, &change.from))) " → " (or_nothing(&words::noted(&asker.times, &change.to))) } } }
        }
    }
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

fn what(it: &Happened) -> String {
    match it {
        Happened::Moved { title, to: Some(to), .. } => format!("{title}, to {to}"),
        Happened::Moved { title, to: None, .. } => title.clone(),
        Happened::Said { inside: true, .. } => "Inner note".to_owned(),
        Happened::Said { inside: false, .. } => "Message".to_owned(),
        Happened::Attached { name, .. } => format!("Attached {name}"),
        Happened::Linked { other, kind, removed: false } => format!("Linked: {kind} {other}"),
        Happened::Linked { other, kind, removed: true } => format!("Link removed: {kind} {other}"),
        Happened::Amended => "Changed fields".to_owned(),
        Happened::RanOut { clock } => format!("{clock} ran out"),
        Happened::Other(key) => key.clone(),
    }
}
