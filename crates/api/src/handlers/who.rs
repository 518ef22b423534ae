//! Who answers for something, asked in words; and what would be if something changed.

use base::Instant;
use engine::{Contact, Foreseen, Held, Supposed, What, WhoAnswers, WhoAsked, WhoLine};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use super::search::WORDS_MOST;
use crate::{answer::Answer, asked::Asked, problem::Problem, route::Outcome};

/// What can be supposed.
pub(crate) const SUPPOSED: [&str; 4] = ["leave", "dissolve", "move", "end"];

/// `GET /api/who`
pub(crate) async fn who(it: Asked) -> Outcome {
    let text = it.query.text("q", WORDS_MOST)?.to_owned();
    if text.trim().is_empty() {
        return Err(Problem::invalid("q", "is needed: what is done, in your own words, or an activity's key"));
    }
    let asked = WhoAsked {
        text,
        service: it.query.text("service", WORDS_MOST)?.to_owned(),
        team: it.query.text("team", WORDS_MOST)?.to_owned(),
        at: instant(&it)?,
    };
    Ok(Answer::json(who_as_json(&it.desk.who_answers(&asked).await?)))
}

/// `GET /api/what-if`
pub(crate) async fn what_if(it: Asked) -> Outcome {
    let named = it.query.text("named", WORDS_MOST)?.to_owned();
    if named.trim().is_empty() {
        return Err(Problem::invalid("named", "is needed: who leaves, which team, which service, which appointment"));
    }
    let what = match it.query.one_of("what", &SUPPOSED)? {
        "leave" => What::Leave(named),
        "dissolve" => What::Dissolve(named),
        "move" => What::Move(named, it.query.text("to", WORDS_MOST)?.to_owned()),
        "end" => What::End(named),
        _missing => return Err(Problem::invalid("what", format!("is needed, one of: {}", SUPPOSED.join(", ")))),
    };
    let at = instant(&it)?;
    Ok(Answer::json(foreseen_as_json(&it.desk.what_if(&what, at).await?)))
}

/// The instant that is asked about: with its zone, or as the clock hangs where the organisation is.
fn instant(it: &Asked) -> Result<Option<Instant>, Box<Problem>> {
    let text = it.query.text("at", 40)?;
    if text.is_empty() {
        return Ok(None);
    }
    let zone = TimeZone::get(it.desk.engine().zone()).unwrap_or(TimeZone::UTC);
    Instant::read(text, &zone).map(Some).map_err(|no| Problem::invalid("at", &no.to_string()))
}

/// Who answers, as JSON.
pub fn who_as_json(it: &WhoAnswers) -> Json {
    let contact = |it: &Contact| json!({ "name": it.name, "phone": it.phone, "mail": it.mail });
    let contacts = |all: &[Contact]| all.iter().map(contact).collect::<Json>();
    let line = |it: &WhoLine| {
        json!({
            "letter": it.letter.name(), "role": it.role, "scope": it.scope, "persons": contacts(&it.persons),
            "team": it.team.as_ref().map(|(name, mail)| json!({ "name": name, "mail": mail })),
            "away": it.away, "deputies": contacts(&it.deputies), "appointment": it.appointment, "cell": it.cell,
            "when": it.when, "for_some": it.for_some, "on_duty": it.on_duty,
        })
    };
    let others = it.others.iter().map(|(key, title)| json!({ "activity": key, "title": title }));
    json!({
        "activity": it.activity.0, "title": it.activity.1, "practice": it.practice, "service": it.place,
        "team": it.team, "at": it.at.to_string(), "others": others.collect::<Json>(),
        "answers": it.lines.iter().map(line).collect::<Json>(),
    })
}

/// What would be, as JSON.
pub fn foreseen_as_json(it: &Foreseen) -> Json {
    let finding = |it: &Supposed| {
        json!({
            "kind": it.worded.kind.name(), "severity": it.worded.severity.name(), "title": it.worded.title,
            "about": it.worded.about, "text": it.worded.text, "fix": it.worded.fix,
            "appointments": it.appointments, "declared_at": it.declared_at,
        })
    };
    let record =
        |it: &Held| json!({ "number": it.number, "title": it.title, "why": it.why, "declared_at": it.declared_at });
    let findings = |all: &[Supposed]| all.iter().map(finding).collect::<Json>();
    let records = |all: &[Held]| all.iter().map(record).collect::<Json>();
    json!({
        "supposed": it.supposed, "at": it.at.to_string(),
        "opened": findings(&it.opened), "closed": findings(&it.closed),
        "lost": records(&it.lost), "orphaned": records(&it.orphaned), "stuck": records(&it.stuck),
        "is_cut": it.is_cut,
    })
}
