//! Why these people are on a record: every letter with the role and scope behind it, and every move with who makes it.

use axum::{extract::Path, response::Response};
use maud::html;

use super::form;
use crate::{
    asker::Asker,
    find, frame,
    look::{form::page_head, parts},
    problem::Problem,
    urls, words,
};

/// The page.
pub(crate) async fn show(asker: Asker, Path(number): Path<String>) -> Result<Response, Problem> {
    let view = asker.desk.view(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let about = form::about(of, &view.seen);
    let practice = asker.desk.site().practice(of.practice);
    let url = urls::record(&about.number);
    let content = html! {
        main.panel.page #main tabindex="-1" {
            (page_head(Some(&about), "Why them"))
            div.body { div.wrap.read {
                p.lead { "Each of these follows from the matrix and from appointments, for the record as it stands now." }
                section.card {
                    h2 { "Who’s on it" @if let Some(it) = practice { a href={ "/who/" (it.key) } { "Who does what in " (words::lower(&it.title)) } } }
                    ul.lines {
                        @for it in &view.on_it {
                            li {
                                (parts::letter(words::letter(it.letter)))
                                span {
                                    @if let Some(id) = it.person { (words::name_or_you(&asker.desk, id)) } @else { (it.team.as_deref().unwrap_or("Nobody")) }
                                    small { (it.role) @if let Some(who) = it.deputy { ", " (words::name(&asker.desk, who)) " stands in" } }
                                }
                                span.end { @if it.count > 1 { (it.count) " people" } }
                            }
                        }
                    }
                }
                section.card {
                    h2 { "What can be done now" }
                    ul.lines {
                        @for it in &view.offers { li { (parts::letter(crate::look::view::Letter::Responsible)) span { a.ti href={ (url) "/why/" (it.step) } { (it.title) } small { "You can" } } span.end {} } }
                        @for it in &view.locked { li { (crate::look::icons::icon("lock")) span { a.ti href={ (url) "/why/" (it.step) } { (it.title) } small { (it.reason) } } span.end {} } }
                    }
                }
            } }
        }
    };
    frame::page(&asker, &format!("People on {}", about.number), &content).await
}
