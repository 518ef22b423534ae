//! Duties: which there are and where each stands; attesting one.

use axum::http::StatusCode;
use base::{Instant, Span};
use engine::{Attestation, Desk, DutyQuery, DutyView, Whose};
use serde_json::{Value as Json, json};

use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome, shown};

/// How far back and ahead is looked where nothing is said.
const BACK: Span = Span::from_secs(-31 * 86_400);
const AHEAD: Span = Span::from_secs(100 * 86_400);
/// The most days between the first and the last.
const DAYS_MOST: i64 = 400;

/// `GET /api/duties`
pub(crate) async fn duties(it: Asked) -> Outcome {
    let desk = &it.desk;
    let whose = match it.query.one_of("whose", &["mine", "answer"])? {
        "answer" => Whose::Answered,
        _mine => Whose::Mine,
    };
    let day = |name: &'static str| -> Result<Option<(Instant, Instant)>, Box<Problem>> {
        let Some(text) = it.query.given(name) else { return Ok(None) };
        let bad = || Problem::invalid(name, "is a day such as 2026-11-22");
        desk.duty_day(text).map(Some).ok_or_else(bad)
    };
    let (from, until) = (day("from")?, day("until")?);
    let from = from.map_or_else(|| desk.now().plus(BACK), |(starts, _)| starts);
    let until = until.map_or_else(|| from.max(desk.now()).plus(AHEAD), |(_, ends)| ends);
    if until.since(from).secs() > DAYS_MOST.saturating_mul(86_400) {
        return Err(Problem::invalid(
            "until",
            format!("is more than {DAYS_MOST} days after `from`; ask for less at once"),
        ));
    }
    let key = it.query.text("role", 120)?;
    let role = desk.site().find_role(key);
    if role.is_none() && !key.is_empty() {
        return Err(Problem::invalid("role", "names no role; use its key, such as `service-owner`"));
    }
    let found = desk.duties(&DutyQuery { whose, from, until, role, begun: false }).await?;
    let shown: Json = found.iter().map(|it| duty(desk, it)).collect();
    Ok(Answer::json(json!({ "duties": shown })))
}

/// `POST /api/duties/attest`
pub(crate) async fn attest(mut it: Asked) -> Outcome {
    let mut members = it.members();
    let id = members.needed("duty", 300);
    if !members.has("note") {
        members.fault("note", "is needed: say what you did and where it can be seen");
    }
    let note = members.text("note", 2000).unwrap_or_default();
    let record = members.line("record", 40).unwrap_or_default();
    let file = members.line("file", 20).map(|it| it.parse().unwrap_or(0));
    members.finish()?;
    it.desk.attest(&id, &Attestation { note, record, file }).await?;
    let view = it.desk.duty(&id).await?;
    Ok(Answer::json(duty(&it.desk, &view)).status(StatusCode::CREATED))
}

fn duty(desk: &Desk, it: &DutyView) -> Json {
    let persons = |all: &[base::PersonId]| all.iter().map(|id| shown::person(desk, *id)).collect::<Json>();
    let done = it.done.as_ref().map(|done| {
        let named = |it: &engine::Named| json!({ "number": it.number, "title": it.title });
        let unseen = done.is_hidden.then(|| json!({ "number": Json::Null, "title": "a record that you can't see" }));
        json!({
            "at": done.at.to_string(),
            "by": shown::person(desk, done.by),
            "on_behalf_of": shown::maybe_person(desk, done.on_behalf_of),
            "seq": done.seq,
            "record": done.record.as_ref().map(named).or(unseen),
            "words": done.words,
            "file": done.file.map(|it| it.to_string()),
        })
    });
    json!({
        "duty": it.id,
        "title": it.duty.what.title,
        "role": it.role,
        "scope": it.scope,
        "period": it.duty.period.name(),
        "due": it.duty.period.last().to_string(),
        "until": it.duty.until.to_string(),
        "state": it.standing.name(),
        "is_late": it.is_late,
        "holder": shown::maybe_person(desk, it.person()),
        "team": it.team().map(|id| shown::team(desk, id)),
        "standing_in": persons(&it.stand_ins),
        "answers": persons(&it.answers),
        "is_mine": it.is_mine,
        "proof": it.proof,
        "can_attest": it.can_attest,
        "done": done,
    })
}
