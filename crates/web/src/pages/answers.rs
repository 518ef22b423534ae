//! Who answers? Asked in one's own words: person, role, basis, who stands in, how they are reached.

use axum::{extract::Query, response::Response};
use base::Instant;
use engine::{Contact, Ground, Halt, Refused, WhoAnswers, WhoAsked, WhoLine};
use model::Letter;
use serde::Deserialize;

use super::who::inside_only;
use crate::{
    asker::Asker,
    frame,
    look::{
        asking,
        view::{AskField, AskPage, AskRow, AskSection, Phrase, Tone},
    },
    problem::Problem,
    urls, words,
};

/// What is asked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    at: String,
}

/// The page.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    inside_only(&asker)?;
    let mut page = AskPage {
        title: "Who answers?".to_owned(),
        lead: "Say what is done, in your own words: who approves payroll changes? The answer comes from the matrix and the appointments as they are at that time.".to_owned(),
        action: "/who/answers".to_owned(),
        fields: fields(&asked),
        submit: "Ask".to_owned(),
        ..AskPage::default()
    };
    if !asked.q.trim().is_empty() {
        let (service, team) = (asked.service.clone(), asked.team.clone());
        let answers = match read_at(&asker, &asked.at) {
            Ok(at) => asker.desk.who_answers(&WhoAsked { text: asked.q.clone(), service, team, at }).await,
            Err(halt) => Err(halt),
        };
        match answers {
            Ok(found) => fill(&asker, &mut page, (&asked, &found)),
            Err(Halt::Refused(refused)) => page.note = Some((Tone::Warning, Phrase::of(refused.to_string()))),
            Err(halt) => return Err(halt.into()),
        }
    }
    frame::page(&asker, "Who answers?", &asking::asking(&page)).await
}

/// When is meant: as the reader's clock hangs; `None` for now.
pub(crate) fn read_at(asker: &Asker, text: &str) -> Result<Option<Instant>, Halt> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = asker.times.read(text);
    read.map(Some).map_err(|no| Refused::new(Ground::Invalid, "invalid", no.to_string()).into())
}

fn fields(asked: &Asked) -> Vec<AskField> {
    let field = |name: &str, label: &str, hint: &str, value: &str| AskField {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        value: value.to_owned(),
        choices: Vec::new(),
    };
    vec![
        field("q", "What is done", "Such as: authorise a change, close an incident, own a service", &asked.q),
        field("service", "Over which service", "Name, key or number; empty where your words name it", &asked.service),
        field("team", "For which team", "Name or key; empty where it does not matter", &asked.team),
        field("at", "When", "2026-12-24T03:00 or 2026-12-24; empty for now", &asked.at),
    ]
}

fn fill(asker: &Asker, page: &mut AskPage, (asked, found): (&Asked, &WhoAnswers)) {
    let over = found.place.iter().chain(&found.team).map(|it| format!(", {it}")).collect::<String>();
    let mut note = Phrase::of("Understood: ").strong(format!("{}{over}", found.activity.1)).and(format!(
        ", {} ({}).",
        asker.times.exact(found.at),
        found.practice
    ));
    if !found.others.is_empty() {
        note = note.and(" Or did you mean: ");
        for (n, (key, title)) in found.others.iter().enumerate() {
            let url = urls::with_query(
                "/who/answers",
                &[("q", key.as_str()), ("service", &asked.service), ("team", &asked.team), ("at", &asked.at)],
            );
            note = note.and(if n == 0 { "" } else { ", " }).link(title.clone(), url);
        }
        note = note.and("?");
    }
    page.note = Some((Tone::Info, note));
    let titles =
        [(Letter::A, "Answers for it"), (Letter::R, "Does it"), (Letter::C, "Is asked first"), (Letter::I, "Is told")];
    for (letter, title) in titles {
        let rows: Vec<AskRow> = found.lines.iter().filter(|it| it.letter == letter).map(|it| row(asker, it)).collect();
        if !rows.is_empty() || letter == Letter::A {
            let none = "Nobody then. See the findings.".to_owned();
            page.sections.push(AskSection { title: title.to_owned(), rows, none });
        }
    }
}

fn row(asker: &Asker, it: &WhoLine) -> AskRow {
    let mut details = vec![Phrase::of(format!(
        "{} for {}{}",
        it.role,
        it.scope,
        if it.for_some { ", only for records there" } else { "" }
    ))];
    let person = it.persons.first().filter(|_| it.team.is_none());
    if let Some((_, mail)) = &it.team {
        let duty = it.on_duty.clone().unwrap_or_default();
        let names: Vec<&str> = it.persons.iter().map(|it| it.name.as_str()).collect();
        details.extend([duty, mail.clone(), names.join(", ")].into_iter().filter(|it| !it.is_empty()).map(Phrase::of));
    }
    let reached = person.map(reach).filter(|it| !it.is_empty());
    details.extend(reached.map(Phrase::of));
    details.extend(it.away.iter().map(|name| Phrase::of(format!("{name} is away then"))));
    details.extend(it.deputies.iter().map(|who| {
        let reached = Some(reach(who)).filter(|it| !it.is_empty()).map(|it| format!(", {it}")).unwrap_or_default();
        Phrase::of("Stands in: ").strong(who.name.clone()).and(reached)
    }));
    details.extend(it.when.iter().map(|when| Phrase::of(format!("Only where {when}"))));
    details.push(
        Phrase::of("By ").link(it.appointment.clone(), urls::record(&it.appointment)).and(format!(", {}", it.cell)),
    );
    let title = match (&it.team, person) {
        (Some((team, _)), _) => team.clone(),
        (None, Some(who)) => words::name_or_you(&asker.desk, who.person),
        (None, None) => "Nobody who is there".to_owned(),
    };
    AskRow { letter: Some(words::letter(it.letter)), title, details, ..AskRow::default() }
}

fn reach(who: &Contact) -> String {
    [who.phone.as_str(), who.mail.as_str()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}
