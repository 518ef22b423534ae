//! A list as CSV, page by page: the same rows and the same fields as the list shows.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use bytes::Bytes;
use engine::{Desk, Engine, Query, SignedIn, sheet};
use futures_util::stream;
use model::{RecordType, Slot};

use super::list;
use crate::{
    answer::{Answer, Content},
    asked::Asked,
    problem::Problem,
    route::Outcome,
    shown,
};

/// What comes before the fields.
const FIXED: [&str; 5] = ["number", "state", "version", "opened", "changed"];

/// Where an export is at.
struct Place {
    engine: Arc<Engine>,
    signed: SignedIn,
    query: Query,
    request_id: String,
}

/// `GET /api/export/{type}`
pub(crate) async fn export(it: Asked) -> Outcome {
    let of = it.kind()?;
    let query = Query { limit: list::ROWS_MOST, ..list::query(&it)? };
    let inside = it.desk.is_inside();
    let mut first = sheet::row(
        FIXED.into_iter().chain(columns(of, inside).filter_map(|it| of.field(it)).map(|it| it.key.as_str())),
    );
    let (rows, next) = page(&it.desk, &query).await?;
    first.push_str(&rows);
    let name = format!("attachment; filename=\"{}.csv\"", of.key);
    let place = Place { engine: Arc::clone(&it.shared.engine), signed: it.signed, query, request_id: it.request_id };
    let rest = stream::try_unfold((Some(Bytes::from(first)), next, place), |(first, next, mut place)| async move {
        if let Some(first) = first {
            return Ok(Some((first, (None, next, place))));
        }
        if next.is_none() {
            return Ok(None);
        }
        place.query.after = next;
        match further(&place).await {
            Ok((rows, next)) => Ok(Some((Bytes::from(rows), (None, next, place)))),
            Err(problem) => {
                tracing::warn!(
                    request_id = place.request_id,
                    code = problem.code,
                    fault = problem.fault,
                    "an export was cut short"
                );
                Err(std::io::Error::other("the export was cut short"))
            }
        }
    });
    let content = Content::Stream("text/csv; charset=utf-8", Body::from_stream(rest));
    Ok(Answer::new(StatusCode::OK, content).with(header::CONTENT_DISPOSITION, name))
}

/// The next page, with the authority that its asker has by then.
async fn further(place: &Place) -> Result<(String, Option<String>), Box<Problem>> {
    let desk = place.engine.desk_under(place.signed.person, place.signed.ceiling.clone()).await?;
    page(&desk, &place.query).await
}

async fn page(desk: &Desk, query: &Query) -> Result<(String, Option<String>), Box<Problem>> {
    let of = desk.kind(&query.kind)?;
    let page = desk.find(query).await?;
    let names = shown::names(desk, &page.rows).await?;
    let mut text = String::new();
    for seen in &page.rows {
        let it = seen.record();
        let at = |header| it.instant(header).map(|it| it.to_string()).unwrap_or_default();
        let state = of.lifecycle.state(it.state).map(|it| it.key.clone()).unwrap_or_default();
        let fixed =
            [it.number.clone(), state, it.version.to_string(), at(model::Header::Opened), at(model::Header::Changed)];
        let values = columns(of, desk.is_inside()).map(|slot| shown::words(desk, &names, of, seen, slot));
        let cells: Vec<String> = fixed.into_iter().chain(values).collect();
        text.push_str(&sheet::row(cells.iter().map(String::as_str)));
    }
    Ok((text, page.next))
}

/// The fields that are columns: inner ones only for those inside.
fn columns(of: &RecordType, inside: bool) -> impl Iterator<Item = Slot> {
    of.shown().filter(move |(_, it)| inside || it.sight == model::Sight::Open).map(|(slot, _)| slot)
}
