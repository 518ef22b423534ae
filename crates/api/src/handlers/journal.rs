//! What happened to a record.

use engine::{Happened, Happening};
use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked, route::Outcome, shown};

/// `GET /api/records/{type}/{number}/journal`
pub(crate) async fn journal(it: Asked) -> Outcome {
    let (_, seen) = it.record().await?;
    let view = it.desk.view(seen.number()).await?;
    let entry = |happening: &Happening| {
        let changes = happening
            .changes
            .iter()
            .map(|it| json!({ "field": it.title, "from": it.from.plain(), "to": it.to.plain() }));
        json!({
            "seq": happening.seq,
            "at": happening.at.to_string(),
            "actor": shown::maybe_person(&it.desk, happening.actor),
            "on_behalf_of": shown::maybe_person(&it.desk, happening.on_behalf_of),
            "role": happening.role,
            "what": what(&happening.what),
            "changes": changes.collect::<Json>(),
        })
    };
    Ok(Answer::json(json!({ "entries": view.happenings.iter().map(entry).collect::<Json>() })))
}

fn what(it: &Happened) -> Json {
    match it {
        Happened::Moved { title, to, comment } => {
            let comment = comment.as_ref().map(|(text, inside)| json!({ "text": text, "inside": inside }));
            json!({ "kind": "move", "title": title, "to": to, "comment": comment })
        }
        Happened::Said { text, inside } => json!({ "kind": "comment", "comment": { "text": text, "inside": inside } }),
        Happened::Attached { name, id } => json!({ "kind": "file", "file": { "id": id.to_string(), "name": name } }),
        Happened::Linked { other, kind, removed } => {
            json!({ "kind": if *removed { "unlink" } else { "link" }, "link": kind, "other": other })
        }
        Happened::Amended => json!({ "kind": "amend" }),
        Happened::RanOut { clock } => json!({ "kind": "clock", "clock": clock }),
        Happened::Other(activity) => json!({ "kind": "other", "activity": activity }),
    }
}
