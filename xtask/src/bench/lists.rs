//! Lists of fifty as four kinds of people ask for them through the API; raw: fifty rows along the index, unasked who.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use axum::{Router, body::Body, http::Request};
use engine::{Ceiling, Engine};
use http_body_util::BodyExt as _;
use store::Bind;
use tower::ServiceExt as _;

use super::{
    bare::Bare,
    figure::{Figure, percentile},
    million::Million,
    town,
};
use crate::say;

/// The most for 95 of a hundred lists, in milliseconds.
const MOST: f64 = 25.0;
const ROUNDS: usize = 10;
/// Who asks: what they are, and how their keys begin and which they are.
const ASKERS: [(&str, &str, usize); 4] =
    [("analyst", "", 0), ("team-member", "person-", 0), ("user", "person-", 5000), ("service-owner", "person-", 2000)];
/// The lists that people look at.
const LISTS: [&str; 6] = [
    "",
    "filter=status:open&sort=clock",
    "filter=status:open&sort=priority",
    "sort=-opened",
    "filter=team:mine+status:open",
    "filter=assignee:me",
];

/// Measures on one database.
pub(crate) async fn measure(name: &str, million: &Million) -> anyhow::Result<Vec<Figure>> {
    let engine = town::open(&million.options).await?;
    let settings =
        api::ApiSettings { origin: "http://localhost".to_owned(), is_secure: false, version: "0".to_owned() };
    let api = api::router(Arc::clone(&engine), settings);
    let db = Bare::open(&million.options).await?;
    let mut figures = Vec::new();
    for (asker, begins, from) in ASKERS {
        let (mut ours, mut raw) = (Vec::new(), Vec::new());
        let mut each: Vec<Vec<Duration>> = vec![Vec::new(); LISTS.len()];
        for n in 0..ROUNDS {
            let key = if begins.is_empty() { town::ANALYST.to_owned() } else { format!("{begins}{}", from + n * 7) };
            let token = token(&engine, &key).await?;
            for (query, times) in LISTS.iter().zip(&mut each) {
                times.push(list(&api, &token, query).await?);
                raw.push(bare_list(&db).await?);
            }
        }
        for (query, mut times) in LISTS.iter().zip(each) {
            say::progress(&format!("  {asker:14} {query:36} p95 {:8.2} ms", percentile(&mut times, 95)));
            ours.extend(times);
        }
        let figure = Figure::at_most(format!("{name}-{asker}"), "ms", percentile(&mut ours, 95), MOST);
        figures.push(figure.beside(percentile(&mut raw, 95)));
    }
    Ok(figures)
}

/// A token for somebody.
pub(crate) async fn token(engine: &Arc<Engine>, key: &str) -> anyhow::Result<String> {
    let person = engine.directory().await?.find_person(key).with_context(|| format!("there is no {key}"))?;
    Ok(engine.make_token(person, "Benchmark", &Ceiling::All, None).await?.reveal().to_owned())
}

async fn list(api: &Router, token: &str, query: &str) -> anyhow::Result<Duration> {
    let request =
        Request::get(format!("/api/records/incident?{query}")).header("authorization", format!("Bearer {token}"));
    let request = request.body(Body::empty())?;
    let begun = Instant::now();
    let response = api.clone().oneshot(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let took = begun.elapsed();
    ensure!(status == 200, "{query} was answered with {status}: {}", String::from_utf8_lossy(&body));
    Ok(took)
}

/// Fifty rows with all their columns, along the index in the list's order.
pub(crate) async fn bare_list(db: &Bare) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let text = "SELECT * FROM record r JOIN r_incident b ON b.id = r.id WHERE r.type = (SELECT no FROM term WHERE space = 'type' AND key = 'incident') ORDER BY r.changed DESC, r.id DESC LIMIT $1";
    let found = db.rows(text, &[Bind::Int(50)]).await?;
    let took = begun.elapsed();
    ensure!(found.rows.len() == 50, "{} rows only", found.rows.len());
    Ok(took)
}
