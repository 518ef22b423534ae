//! Messages and notes on a record.

use axum::http::{StatusCode, header};
use engine::{Happened, Happening};
use serde_json::{Value as Json, json};

use super::act;
use crate::{answer::Answer, asked::Asked, route::Outcome, shown};

/// `GET /api/records/{type}/{number}/comments`
pub(crate) async fn comments(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let view = it.desk.view(seen.number()).await?;
    let said = view.happenings.iter().filter_map(|happening| Some((happening, words(happening)?)));
    let one = |(happening, (text, inside)): (&Happening, (&str, bool))| {
        json!({
            "seq": happening.seq,
            "at": happening.at.to_string(),
            "by": shown::maybe_person(&it.desk, happening.actor),
            "text": text,
            "inside": inside,
        })
    };
    Ok(Answer::json(json!({ "comments": said.map(one).collect::<Json>() })))
}

fn words(it: &Happening) -> Option<(&str, bool)> {
    match &it.what {
        Happened::Moved { comment, .. } => comment.as_ref().map(|(text, inside)| (text.as_str(), *inside)),
        Happened::Said { text, inside } => Some((text, *inside)),
        Happened::Attached { .. }
        | Happened::Linked { .. }
        | Happened::Amended
        | Happened::RanOut { .. }
        | Happened::Other(_) => None,
    }
}

/// `POST /api/records/{type}/{number}/comments`
pub(crate) async fn comment(mut it: Asked) -> Outcome {
    let members = it.members();
    let (of, seen) = it.record().await?;
    let after = act::comment(&it.desk, seen.number(), members, it.key.clone()).await?;
    let place = format!("/api/records/{}/{}", of.key, after.number());
    let answer = Answer::json(shown::one(&it.desk, &after).await?).status(StatusCode::CREATED);
    Ok(answer.with(header::LOCATION, place).version(after.version()))
}
