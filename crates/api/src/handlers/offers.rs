//! What can be done with a record, what can't and why, and who could.

use model::RecordType;
use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked, route::Outcome, shown};

/// `GET /api/records/{type}/{number}/moves`
pub(crate) async fn offers(it: Asked) -> Outcome {
    let (of, seen) = it.record().await?;
    let view = it.desk.view(seen.number()).await?;
    let can = view.offers.iter().map(|offer| {
        json!({ "move": offer.step, "title": offer.title, "is_primary": offer.is_primary, "asks": asks(of, &offer.step) })
    });
    let cannot = view.locked.iter().map(|locked| {
        json!({ "move": locked.step, "title": locked.title, "reason": locked.reason, "ask": shown::maybe_person(&it.desk, locked.ask) })
    });
    let asking = view.asking.iter().map(|it| {
        json!({
            "move": it.step,
            "role": it.role,
            "answered": it.answered.len(),
            "needed": it.needed,
            "until": it.until.to_string(),
            "is_settled": it.is_settled,
            "is_yours": it.is_mine,
            "shown": it.shown,
        })
    });
    let amendable = view.amendable.iter().filter_map(|slot| of.field(*slot)).map(|it| it.key.as_str());
    let body = json!({
        "can": can.collect::<Json>(),
        "cannot": cannot.collect::<Json>(),
        "amendable": amendable.collect::<Json>(),
        "speaks": view.speaks,
        "asking": asking.collect::<Json>(),
    });
    Ok(Answer::json(body).version(view.seen.version()))
}

/// The fields that a move asks for.
pub(crate) fn asks(of: &RecordType, step: &str) -> Json {
    let asked = of.lifecycle.find_move(step).map(|(_, it)| it.asks.as_slice()).unwrap_or_default();
    let named = asked.iter().filter_map(|(slot, must)| Some((of.field(*slot)?, must)));
    named.map(|(field, must)| json!({ "field": field.key, "is_needed": must })).collect()
}
