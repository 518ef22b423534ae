//! Search: records that hold the words, by kind, as far as the reader sees them.

use axum::{
    extract::Query,
    http::header,
    response::{Html, IntoResponse as _, Response},
};
use engine::Seen;
use model::Header;
use serde::Deserialize;

use crate::{
    asker::Asker,
    find, frame,
    look::{
        search as drawn,
        view::{Hit, HitGroup, Search},
    },
    problem::Problem,
    urls, words,
};

/// The words.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) q: String,
    #[serde(default)]
    pub(crate) on: String,
}

/// How many are looked for.
const MOST: usize = 60;
/// How many of one kind are shown.
const SHOWN: usize = 10;

/// The search page; a whole number goes straight to its record.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let words = asked.q.trim();
    if super::record::is_number(words) && asker.desk.read(words).await.is_ok() {
        return Ok((axum::http::StatusCode::SEE_OTHER, [(header::LOCATION, urls::record(&words.to_uppercase()))])
            .into_response());
    }
    let found = if words.is_empty() { Vec::new() } else { asker.desk.search(words, MOST).await? };
    let mut groups: Vec<HitGroup> = Vec::new();
    for of in &asker.desk.site().types {
        let own: Vec<&Seen> = found.iter().filter(|it| it.record().of == of.ix).collect();
        if !own.is_empty() {
            let all = (own.len() > SHOWN).then(|| urls::with_query(&format!("/t/{}", of.key), &[("q", words)]));
            let hits = own.iter().take(SHOWN).map(|it| hit(&asker, it)).collect::<Result<_, _>>()?;
            groups.push(HitGroup { title: of.plural.clone(), count: own.len().to_string(), all, hits });
        }
    }
    let total = match found.len() {
        0 => String::new(),
        n if n >= MOST => format!("The newest {MOST}"),
        1 => "1 found".to_owned(),
        n => format!("{n} found"),
    };
    let page = Search {
        query: words.to_owned(),
        total,
        groups,
        tip: "Try fewer or other words. All of them have to be in it; a number such as INC-20418 goes straight there."
            .to_owned(),
    };
    let title = if words.is_empty() { "Search".to_owned() } else { format!("Search: {words}") };
    let markup = frame::framed(&asker, &title, words, &drawn::search(&page)).await?;
    Ok(Html(markup.into_string()).into_response())
}

fn hit(asker: &Asker, seen: &Seen) -> Result<Hit, Problem> {
    let of = find::type_of(&asker.desk, seen)?;
    let record = seen.record();
    let about = words::value(&asker.desk, &asker.times, of, seen, Header::Service.slot());
    Ok(Hit {
        icon: words::icon_of(of),
        number: record.number.clone(),
        title: if record.title().is_empty() { of.title.clone() } else { record.title().to_owned() },
        passage: if about.is_empty() { Vec::new() } else { vec![about] },
        url: urls::record(&record.number),
        status: Some(words::status(of, record.state)),
        end: record.instant(Header::Changed).map(|it| asker.times.words(it)).unwrap_or_default(),
    })
}
