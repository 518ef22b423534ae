//! Why somebody may or may not do something, and who could.

use serde_json::{Value as Json, json};

use super::act;
use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome};

/// `GET /api/records/{type}/{number}/why/{move}`
pub(crate) async fn why(it: Asked) -> Outcome {
    let (of, seen) = it.record().await?;
    let step = it.path.get("move");
    let known = of.lifecycle.moves.iter().any(|it| !it.opens && it.key == step);
    let activity = it.desk.site().find_activity(&format!("{}:{step}", of.key));
    if !known && activity.is_none() {
        return Err(Problem::not_found());
    }
    let why = it.desk.why(seen.number(), step).await?;
    let cells = why.cells.iter().map(|(letter, role)| json!({ "letter": letter.name(), "role": role }));
    Ok(Answer::json(json!({
        "activity": it.desk.site().activity(why.activity).map(|it| it.key.as_str()),
        "title": why.title,
        "is_allowed": why.is_allowed,
        "sentence": why.sentence,
        "short": why.short,
        "way": why.way,
        "who_could": act::holders(&it.desk, &why.holders),
        "cells": cells.collect::<Json>(),
        "declared_at": why.declared_at,
    })))
}
