//! The portal: for people outside IT, and for anybody who has a problem of their own. Search first, situations second.

use axum::response::Response;
use maud::{Markup, html};
use model::{Header, Phase, RecordType};

use crate::{
    asker::Asker,
    find, frame,
    look::{
        icons, parts,
        view::{QueueRow, Status},
    },
    problem::Problem,
    urls, views, words,
};

/// The portal.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    frame::page(&asker, "How can we help?", &content(&asker, &Markup::default()).await?).await
}

/// What the portal shows: also the home of those outside IT, with what is theirs below.
pub(crate) async fn content(asker: &Asker, own: &Markup) -> Result<Markup, Problem> {
    let mine = mine(asker).await?;
    let ways = situations(asker);
    Ok(html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "How can we help?" } } }
            div.body { div.wrap.read {
                form.finder action="/search" role="search" aria-label="Everything" {
                    input type="search" name="q" aria-label="What’s wrong, or what do you need?" placeholder="What’s wrong, or what do you need?" autofocus;
                    button.btn.pri { "Search" }
                }
                section.card { h2 { "What is it?" } ul.lines {
                    @for (icon, label, detail, url) in &ways {
                        li { (icons::icon(icon)) span { a.ti href=(url) { (label) } small { (detail) } } span.end {} }
                    }
                } }
                section.card {
                    h2 { "What I asked for" @if !mine.is_empty() { span.n { (mine.len()) } } }
                    @if mine.is_empty() { p.none { "Nothing is open. What you report or ask for stands here, with who has it and by when." } }
                    @else { ul.lines { @for it in &mine { (line(it)) } } }
                }
                (own)
            } }
        }
    })
}

/// The situations that the reader can open something for.
fn situations(asker: &Asker) -> Vec<(&'static str, String, String, String)> {
    let known = [
        ("incident", "report", "inc", "Something is broken", "An error, something slow, something gone"),
        ("service-request", "submit", "cart", "I need something", "A device, a program, a change to what you have"),
        ("access-request", "request", "key", "I need access", "To a system, a folder, a mailbox"),
        ("interaction", "report", "bell", "Something else", "Ask or tell us anything"),
        ("feedback", "give", "star", "I have feedback", "What went well, what did not"),
    ];
    let site = asker.desk.site();
    let opens = |kind: &str, step: &str| {
        let of = site.find_type(kind)?;
        let found = asker.desk.openings(of.ix).into_iter().any(|(_, row)| row.key == format!("{kind}:{step}"));
        found.then(|| format!("/new/{kind}/{step}"))
    };
    let all = known.into_iter().filter_map(|(kind, step, icon, label, detail)| {
        Some((icon, label.to_owned(), detail.to_owned(), opens(kind, step)?))
    });
    all.collect()
}

/// What is open and about the reader.
async fn mine(asker: &Asker) -> Result<Vec<(QueueRow, Status)>, Problem> {
    let desk = &asker.desk;
    let mut found = Vec::new();
    let work: Vec<&RecordType> = desk
        .kinds()
        .filter(|it| it.place.is_none() && it.field(Header::ForPerson.slot()).is_some_and(|it| it.is_declared))
        // What is theirs without asking (a laptop, data that they own) was not asked for.
        .filter(|it| views::is_work(it) || !desk.openings(it.ix).is_empty())
        .collect();
    for of in work {
        let key = of.field(Header::ForPerson.slot()).map(|it| it.key.clone()).unwrap_or_default();
        let query = engine::Query {
            kind: of.key.clone(),
            filter: format!("{}:me", key.replace('_', "-")),
            limit: 20,
            ..engine::Query::default()
        };
        for seen in find::page(desk, std::slice::from_ref(&of.key), &query).await?.rows {
            let record = seen.record();
            if of.lifecycle.state(record.state).is_none_or(|it| it.phase == Phase::Closed) {
                continue;
            }
            let status = words::status(of, record.state);
            let by = record.person(Header::HolderPerson).map(|it| words::name(desk, it));
            let team = || record.header(Header::HolderTeam).team().map(|it| desk.directory().team_name(it));
            // What is no work (a laptop, a right) waits for nobody.
            let nobody = || if views::is_work(of) { " · nobody has it yet".to_owned() } else { String::new() };
            let has = by.or_else(team).map_or_else(nobody, |it| format!(" · {it} has it"));
            let due =
                record.instant(Header::Due).map(|it| format!(", by {}", asker.times.words(it))).unwrap_or_default();
            let row = QueueRow {
                title: record.title().to_owned(),
                url: urls::record(&record.number),
                meta: format!("{} · {}{has}{due}", record.number, status.name),
                ..QueueRow::default()
            };
            found.push((row, status));
        }
    }
    Ok(found)
}

fn line((row, status): &(QueueRow, Status)) -> Markup {
    html! { li { (parts::status_shape(status.shape)) span { a.ti href=(row.url) { (row.title) } small { (row.meta) } } span.end {} } }
}
