//! Files on a record.

use axum::http::{StatusCode, header};
use engine::{Attached, Input};
use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome, shown};

/// `GET /api/records/{type}/{number}/attachments`
pub(crate) async fn files(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let view = it.desk.view(seen.number()).await?;
    let files = view.files.iter().map(|file| shown_file(&it, file));
    Ok(Answer::json(json!({ "attachments": files.collect::<Json>() })))
}

fn shown_file(it: &Asked, file: &Attached) -> Json {
    json!({
        "id": file.id.to_string(),
        "name": file.name,
        "media": file.media,
        "size": file.size,
        "sha256": file.hash,
        "at": file.at.to_string(),
        "by": shown::person(&it.desk, file.by),
        "inside": file.inside,
    })
}

/// `POST /api/records/{type}/{number}/attachments`
pub(crate) async fn attach(mut it: Asked) -> Outcome {
    let upload = it.sent.take_file();
    let (_, seen) = it.record().await?;
    let upload = upload.ok_or_else(|| Problem::invalid("file", "is needed"))?;
    let input = Input { inside: upload.inside, idempotency: it.key.clone(), ..Input::default() };
    let file = it.desk.attach(seen.number(), upload, &input).await?;
    let place = format!("/api/attachments/{}", file.id);
    Ok(Answer::json(shown_file(&it, &file)).status(StatusCode::CREATED).with(header::LOCATION, place))
}
