//! A record's clocks as they stand now.

use engine::ClockView;
use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked, route::Outcome};

/// `GET /api/records/{type}/{number}/clocks`
pub(crate) async fn clocks(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let view = it.desk.view(seen.number()).await?;
    Ok(Answer::json(json!({ "clocks": view.clocks.iter().map(clock).collect::<Json>() })))
}

fn clock(it: &ClockView) -> Json {
    json!({
        "clock": it.key,
        "title": it.title,
        "state": it.reading.state,
        "is_paused": it.reading.is_paused,
        "due": it.reading.due.map(|it| it.to_string()),
        "target_seconds": it.reading.target.secs(),
        "elapsed_seconds": it.reading.elapsed.secs(),
        "left_seconds": it.reading.left.secs(),
        "agreement": it.counted.agreement,
        "declared_at": it.counted.declared_at,
        "calendar": it.counted.calendar,
        "zone": it.counted.zone,
    })
}
