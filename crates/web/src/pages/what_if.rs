//! What if? Somebody leaves, a team is dissolved, a service moves, an appointment ends: what would be, with proof.

use axum::{extract::Query, response::Response};
use engine::{Foreseen, Halt, Held, Supposed, What};
use governance::Severity;
use serde::Deserialize;

use super::{answers::read_at, who::inside_only};
use crate::{
    asker::Asker,
    frame,
    look::{
        asking,
        view::{AskField, AskPage, AskRow, AskSection, Phrase, Tone},
    },
    problem::Problem,
    urls,
};

/// What is supposed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    what: String,
    #[serde(default)]
    named: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    at: String,
}

/// The page. It changes nothing: a link to it can be sent to whoever should look too.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let mut page = AskPage {
        title: "What if?".to_owned(),
        lead: "Suppose a change in who is there, and see what it would leave undone. Nothing is written.".to_owned(),
        action: "/who/what-if".to_owned(),
        fields: fields(&asked),
        submit: "Look ahead".to_owned(),
        ..AskPage::default()
    };
    if !asked.named.trim().is_empty() {
        let foreseen = match read_at(&asker, &asked.at) {
            Ok(at) => asker.desk.what_if(&what(&asked), at).await,
            Err(halt) => Err(halt),
        };
        match foreseen {
            Ok(found) => fill(&asker, &mut page, &found),
            Err(Halt::Refused(refused)) => page.note = Some((Tone::Warning, Phrase::of(refused.to_string()))),
            Err(halt) => return Err(halt.into()),
        }
    }
    frame::page(&asker, "What if?", &asking::asking(&page)).await
}

fn what(asked: &Asked) -> What {
    let named = asked.named.clone();
    match asked.what.as_str() {
        "dissolve" => What::Dissolve(named),
        "move" => What::Move(named, asked.to.clone()),
        "end" => What::End(named),
        _leave => What::Leave(named),
    }
}

fn fields(asked: &Asked) -> Vec<AskField> {
    let field = |name: &str, label: &str, hint: &str, value: &str| AskField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        value: value.to_owned(),
        choices: Vec::new(),
    };
    let choices = [
        ("leave", "Somebody leaves"),
        ("dissolve", "A team is dissolved"),
        ("move", "A service moves under another line"),
        ("end", "An appointment ends"),
    ];
    let choices = choices.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect();
    let kinds = AskField { choices, ..field("what", "What would happen", "", &asked.what) };
    vec![
        kinds,
        field("named", "Who or which", "A person, a team, a service or an appointment’s number", &asked.named),
        field("to", "Under which line", "Only where a service moves", &asked.to),
        field("at", "When", "2026-12-24T03:00 or 2026-12-24; empty for now", &asked.at),
    ]
}

fn fill(asker: &Asker, page: &mut AskPage, it: &Foreseen) {
    let cut = if it.is_cut { " There is more than is listed." } else { "" };
    let note = Phrase::of("If ").strong(it.supposed.clone()).and(format!(", {}:{cut}", asker.times.exact(it.at)));
    page.note = Some((Tone::Info, note));
    let part = |title: &str, rows: Vec<AskRow>, none: &str| AskSection {
        title: title.to_owned(),
        rows,
        none: none.to_owned(),
    };
    page.sections = vec![
        part("Findings that open", it.opened.iter().map(finding).collect(), "None."),
        part("Findings that close", it.closed.iter().map(finding).collect(), "None."),
        part("Steps that nobody could take any more", it.stuck.iter().map(held).collect(), "None on an open record."),
        part("Open work that would be nobody’s", it.orphaned.iter().map(held).collect(), "None that you see."),
        part("Appointments that give nothing any more", it.lost.iter().map(held).collect(), "None."),
    ];
}

fn finding(it: &Supposed) -> AskRow {
    let mut proof = Phrase::of("By ");
    for (n, number) in it.appointments.iter().enumerate() {
        proof = proof.and(if n == 0 { "" } else { ", " }).link(number.clone(), urls::record(number));
    }
    let lines = it.declared_at.join(", ");
    let proof = proof.and(if it.appointments.is_empty() { lines } else { format!("; {lines}") });
    let icon = match it.worded.severity {
        Severity::Critical => "gap",
        Severity::Warning => "flag",
        Severity::Note => "info",
    };
    AskRow {
        icon: icon.to_owned(),
        title: format!("{}: {}", it.worded.title, it.worded.about),
        details: vec![Phrase::of(it.worded.text.clone()), proof, Phrase::of(it.worded.fix.clone())],
        end: it.worded.severity.name().to_owned(),
        ..AskRow::default()
    }
}

fn held(it: &Held) -> AskRow {
    AskRow {
        icon: "doc".to_owned(),
        title: format!("{} {}", it.number, it.title),
        url: Some(urls::record(&it.number)),
        details: vec![Phrase::of(it.why.clone()), Phrase::of(it.declared_at.clone())],
        ..AskRow::default()
    }
}
