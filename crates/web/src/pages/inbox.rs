//! What the reader was told and has not seen yet, and noting that they have.

use axum::response::Response;
use maud::html;

use super::form;
use crate::{
    asker::Asker,
    frame,
    look::{icons, parts},
    posted::Posted,
    problem::Problem,
    urls, words,
};

/// How many are shown.
const MOST: i64 = 100;

/// The inbox.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    let told = asker.desk.told(MOST).await?;
    let site = asker.desk.site();
    let icon = |number: &str| {
        number.split('-').next().and_then(|it| site.find_prefix(it)).map_or_else(|| "bell".to_owned(), words::icon_of)
    };
    let seal = asker.token();
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top {
                div.crumb {
                    h1 { "Inbox" } span.n { (told.len()) } span.sp {}
                    @if !told.is_empty() { form method="post" action="/inbox" { (parts::seal(&seal)) button.btn { "Mark all as seen" } } }
                }
            }
            div.body { div.wrap.read {
                @if told.is_empty() { (parts::empty(&("Nothing new".to_owned(), "When something is yours, asks you or was told to you, it stands here.".to_owned()), None)) }
                @else {
                    section.card { ul.lines {
                        @for it in &told {
                            li {
                                (icons::icon(&icon(&it.number)))
                                span {
                                    a.ti href=(if it.number.is_empty() { "/duties".to_owned() } else { urls::record(&it.number) }) { (it.text) }
                                    small { (it.number) " · " (it.why) " · " (parts::moment(&asker.times.moment(it.at))) }
                                }
                                span.end { form method="post" action="/inbox" {
                                    (parts::seal(&seal)) input type="hidden" name="number" value=(it.number);
                                    @if it.number.is_empty() { input type="hidden" name="notice" value=(it.id); }
                                    button.btn.sm { "Seen" span.vh { ": " (it.text) } }
                                } }
                            }
                        }
                    } }
                }
            } }
        }
    };
    frame::page(&asker, "Inbox", &content).await
}

/// Notes what was seen.
pub(crate) async fn seen(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let number = Some(posted.get("number")).filter(|it| super::record::is_number(it));
    match posted.get("notice").parse() {
        Ok(id) => asker.desk.seen_notice(id).await?,
        Err(_none) => asker.desk.seen_notices(number).await?,
    }
    Ok(form::onward(&asker, "/inbox", ""))
}
