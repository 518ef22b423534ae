//! Links between records.

use axum::http::{StatusCode, header};
use engine::{Input, LinkView};
use serde_json::{Value as Json, json};

use crate::{
    answer::{Answer, Content},
    asked::Asked,
    problem::Problem,
    route::Outcome,
    shown,
};

/// What a link says that says nothing.
const PLAIN: &str = "relates to";
/// The longest that a link says.
pub(crate) const KIND_MOST: usize = 40;

/// `GET /api/records/{type}/{number}/links`
pub(crate) async fn links(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let links = it.desk.links(seen.number()).await?;
    let one = |link: &LinkView| json!({ "kind": link.kind, "number": link.other.number, "title": link.other.title, "is_outward": link.is_outward });
    Ok(Answer::json(json!({ "links": links.iter().map(one).collect::<Json>() })))
}

/// `POST /api/records/{type}/{number}/links`
pub(crate) async fn link(mut it: Asked) -> Outcome {
    let mut members = it.members();
    let (of, seen) = it.record().await?;
    let to = members.needed("to", 120);
    let kind = members.line("kind", KIND_MOST).unwrap_or_else(|| PLAIN.to_owned());
    members.finish()?;
    let unknown = || Problem::invalid("to", "is no record that you can see; write a number such as INC-1");
    let other = it.desk.read(&to).await.map_err(|halt| {
        let problem = Box::<Problem>::from(halt);
        if problem.status == StatusCode::NOT_FOUND { unknown() } else { problem }
    })?;
    if other.number() != to {
        return Err(unknown());
    }
    let input = Input { idempotency: it.key.clone(), ..Input::default() };
    let after = it.desk.link(seen.number(), other.number(), &kind, &input).await?;
    let place = format!("/api/records/{}/{}", of.key, after.number());
    let answer = Answer::json(shown::one(&it.desk, &after).await?).status(StatusCode::CREATED);
    Ok(answer.with(header::LOCATION, place).version(after.version()))
}

/// `DELETE /api/records/{type}/{number}/links/{other}`
pub(crate) async fn unlink(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let (other, kind) = (it.path.get("other"), it.query.text("kind", KIND_MOST)?);
    let links = it.desk.links(seen.number()).await?;
    let wanted: Vec<&LinkView> =
        links.iter().filter(|link| link.other.number == other && (kind.is_empty() || link.kind == kind)).collect();
    if wanted.is_empty() {
        return Err(Problem::not_found());
    }
    for link in wanted {
        let (from, to) = if link.is_outward { (seen.number(), other) } else { (other, seen.number()) };
        it.desk.unlink(from, to, &link.kind, &Input::default()).await?;
    }
    Ok(Answer::new(StatusCode::NO_CONTENT, Content::Nothing))
}
