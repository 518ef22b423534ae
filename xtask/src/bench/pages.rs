//! Pages as a browser gets them, database reads and all: the queue with a record open, and search.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use axum::{Router, body::Body, http::Request};
use base::Span;
use engine::Engine;
use http_body_util::BodyExt as _;
use store::Bind;
use tower::ServiceExt as _;

use super::{
    bare::Bare,
    figure::{Figure, percentile},
    lists::bare_list,
    million::Million,
    town,
};
use crate::say;

/// The most for half of the queue pages and for 95 of a hundred searches, in milliseconds.
const QUEUE: f64 = 5.0;
const SEARCH: f64 = 50.0;
const ROUNDS: usize = 30;
/// Addresses of queues: the analyst's own, everything open by clock, the same by age.
const QUEUES: [&str; 3] = ["/w/team", "/w/incident", "/w/incident?sort=-opened"];
/// Rare, common and half words.
const WORDS: [&str; 8] =
    ["ref777777", "printer", "network slow", "payslips", "pass", "badge place 77", "INC-1500000", "nothingatall"];

/// Somebody's pages.
struct Pages {
    router: Router,
    cookie: String,
}

impl Pages {
    async fn of(engine: &Arc<Engine>, key: &str) -> anyhow::Result<Self> {
        let settings = web::WebSettings { base_url: "http://localhost".to_owned(), secure: false, is_demo: false };
        let router = web::router(Arc::clone(engine), settings);
        let person = engine.directory().await?.find_person(key).context("nobody to sign in as")?;
        let link = engine.make_link(person, Span::from_secs(600)).await?;
        let ticket = engine.spend_link(link.reveal(), "benchmark").await?;
        Ok(Self { router, cookie: format!("remit={}", ticket.cookie.reveal()) })
    }

    async fn get(&self, path: &str) -> anyhow::Result<(Duration, String)> {
        let request =
            Request::get(path).header("cookie", &self.cookie).header("host", "localhost").body(Body::empty())?;
        let begun = Instant::now();
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        let took = begun.elapsed();
        let text = String::from_utf8_lossy(&body).into_owned();
        ensure!(status.is_success() || status.is_redirection(), "{path} was answered with {status}: {text}");
        Ok((took, text))
    }
}

/// The queue with a record open; raw: fifty rows and one record's journal, bare.
pub(crate) async fn queue(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let engine = town::open(&million.options).await?;
    let db = Bare::open(&million.options).await?;
    let pages = Pages::of(&engine, town::ANALYST).await?;
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for path in QUEUES {
        let mut times = Vec::new();
        let mut size = 0;
        for _ in 0..ROUNDS {
            let (took, text) = pages.get(path).await?;
            (size, _) = (text.len(), times.push(took));
            let begun = Instant::now();
            bare_list(&db).await?;
            db.rows(
                "SELECT * FROM journal WHERE record = (SELECT max(id) FROM record WHERE closed IS NULL AND id < $1)",
                &[Bind::Int(i64::MAX)],
            )
            .await?;
            raw.push(begun.elapsed());
        }
        say::progress(&format!("  {path:28} {size:7} bytes, median {:7.2} ms", percentile(&mut times, 50)));
        ours.extend(times);
    }
    let figure = Figure::at_most("queue-page", "ms", percentile(&mut ours, 50), QUEUE);
    Ok(vec![figure.beside(percentile(&mut raw, 50))])
}

/// Search by rare and common words; raw: the index alone asked for the same words.
pub(crate) async fn search(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let engine = town::open(&million.options).await?;
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for key in [town::ANALYST, "person-5000"] {
        let pages = Pages::of(&engine, key).await?;
        for words in WORDS {
            let mut times = Vec::new();
            let asked: Vec<String> = words.split(' ').map(str::to_lowercase).collect();
            for _ in 0..ROUNDS / 3 {
                times.push(pages.get(&format!("/search?q={}", words.replace(' ', "+"))).await?.0);
                let begun = Instant::now();
                engine.store().matching(&asked, store::Begun::Last).await?;
                raw.push(begun.elapsed());
            }
            say::progress(&format!("  {key:12} {words:16} p95 {:7.2} ms", percentile(&mut times, 95)));
            ours.extend(times);
        }
    }
    let figure = Figure::at_most("search", "ms", percentile(&mut ours, 95), SEARCH);
    Ok(vec![figure.beside(percentile(&mut raw, 95))])
}
