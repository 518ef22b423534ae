//! The feed of the reader's duties for calendar programs: its address made, shown once and ended here; and the feed.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use base::Span;
use engine::{Desk, DutyQuery, DutyView, Secret, Whose};
use maud::html;

use super::stands;
use crate::{
    app::App,
    asker::Asker,
    frame, ical,
    look::parts,
    pages::{form, sign_in::peer},
    problem::Problem,
    taps,
};

/// How often one feed may be read in a burst; one more every half minute.
const READS: i64 = 20;
/// How far back a feed goes.
const BACK: Span = Span::from_secs(31 * 86_400);
/// How far ahead, for what comes often.
const AHEAD: Span = Span::from_secs(100 * 86_400);
/// How far ahead, for what can be done already.
const FAR: Span = Span::from_secs(370 * 86_400);

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    page(&asker, None).await
}

/// Makes the address, in place of the one before.
pub(crate) async fn make(asker: Asker) -> Result<Response, Problem> {
    let secret = asker.desk.new_feed().await?;
    page(&asker, Some(&secret)).await
}

/// Ends it.
pub(crate) async fn end(asker: Asker) -> Result<Response, Problem> {
    asker.desk.end_feed().await?;
    Ok(form::onward(&asker, "/profile/feed", "The address has ended."))
}

async fn page(asker: &Asker, fresh: Option<&Secret>) -> Result<Response, Problem> {
    let feed = asker.desk.feed().await?;
    let base = &asker.app.settings.base_url;
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Calendar address" } span { "your duties in a calendar program" } } }
            div.body { div.wrap.read {
                p.lead { "A calendar program that knows the address reads your duties, and nothing else. Keep it to yourself." }
                @if let Some(secret) = fresh {
                    section.card { h2 { "Your new address" } div.in {
                        p { "It is shown this once. Subscribe to it in your calendar program." }
                        pre.rule tabindex="0" { (base) "/feed/" (secret.reveal()) }
                    } }
                }
                section.card { h2 { "The address" } div.in {
                    @if let Some(it) = &feed {
                        p { "Made " (asker.times.words(it.made)) ", ends " (asker.times.words(it.ends)) ", "
                            @if let Some(at) = it.used { "last read " (asker.times.words(at)) "." } @else { "not read yet." } }
                    } @else { p.muted { "There is none." } }
                    div.row-flex {
                        form method="post" action="/profile/feed" {
                            (parts::seal(&asker.token()))
                            button.btn.pri { @if feed.is_some() { "Make a new one" } @else { "Make an address" } }
                        }
                        @if feed.is_some() {
                            form method="post" action="/profile/feed/end" { (parts::seal(&asker.token())) button.btn { "End it" } }
                        }
                    }
                    @if feed.is_some() { p.hint { "A new one ends the one before." } }
                } }
            } }
        }
    };
    frame::page(asker, "Calendar address", &content).await
}

/// The feed itself. Whoever holds its secret reads it: no session comes of it, and no page that it leads to is told
/// where it came from.
pub(crate) async fn fetch(State(app): State<App>, Path(secret): Path<String>, request: Request) -> Response {
    let answer = served(&app, secret.trim_end_matches(".ics"), peer(&request)).await;
    let mut response = answer.unwrap_or_else(|problem| problem.into_response());
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

async fn served(app: &App, secret: &str, peer: Option<String>) -> Result<Response, Problem> {
    let own = engine::hash_of(secret).iter().take(8).map(|it| format!("{it:02x}")).collect::<String>();
    let peer = peer.map(|it| (format!("feed-peer:{it}"), taps::PEER));
    let keys: Vec<(String, i64)> = std::iter::once((format!("feed:{own}"), READS)).chain(peer).collect();
    if !app.taps.take(&keys, app.engine.now()) {
        return Err(Problem::TooOften);
    }
    let desk = app.engine.feed_desk(secret).await?.ok_or(Problem::NoPage)?;
    let text = text(&desk, &app.settings.base_url).await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

async fn text(desk: &Desk, base: &str) -> Result<String, Problem> {
    let now = desk.now();
    let near = DutyQuery {
        whose: Whose::Mine,
        from: now.plus(Span::ZERO.minus(BACK)),
        until: now.plus(AHEAD),
        role: None,
        begun: false,
    };
    let mut all = desk.duties(&near).await?;
    all.extend(desk.duties(&DutyQuery { from: near.until, until: now.plus(FAR), begun: true, ..near }).await?);
    let events: Vec<ical::Event> = all.iter().map(|it| event(desk, it, base)).collect();
    let name = format!("Duties of {}", desk.directory().name(desk.person()));
    Ok(ical::calendar(&name, &events, now))
}

fn event(desk: &Desk, it: &DutyView, base: &str) -> ical::Event {
    let done = it.standing.is_done();
    let behalf =
        it.on_behalf_of.map(|of| format!("\nYou stand in for {}.", desk.directory().name(of))).unwrap_or_default();
    ical::Event {
        uid: format!("{}@{}", it.id, base.rsplit('/').next().unwrap_or("remit")),
        day: it.duty.period.last(),
        title: if done { format!("Done: {}", it.duty.what.title) } else { it.duty.what.title.clone() },
        words: format!(
            "{}, {}\nDuty of {}: {}\nProof: {}{behalf}",
            it.role,
            it.scope,
            it.duty.period.name(),
            stands(it),
            it.proof
        ),
        url: format!("{base}/duties?month={}", it.duty.period.last().strftime("%Y-%m")),
        category: it.role.clone(),
    }
}
