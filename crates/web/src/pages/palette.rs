//! What the palette offers as JSON: verbs for the record that is open, pages, records, people. The same as `/search` does
//! without script.

use axum::{Json, extract::Query};
use engine::{Desk, WhoAsked};
use serde::Serialize;

use super::search::Asked;
use crate::{asker::Asker, problem::Problem, urls, views, words};

/// One line.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    label: String,
    hint: String,
    url: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    locked: bool,
}

fn line(label: impl Into<String>, hint: impl Into<String>, url: impl Into<String>) -> Line {
    Line { label: label.into(), hint: hint.into(), url: url.into(), locked: false }
}

/// How many lines there are.
const MOST: usize = 12;

/// The lines that fit the words.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Vec<Line>>, Problem> {
    let words = asked.q.trim().to_lowercase();
    let fits = |it: &Line| {
        words
            .split_whitespace()
            .all(|word| it.label.to_lowercase().contains(word) || it.hint.to_lowercase().contains(word))
    };
    let mut lines: Vec<Line> = verbs(&asker, &asked.on).await?.into_iter().filter(fits).collect();
    lines.extend(pages(&asker.desk).into_iter().filter(fits).take(if words.is_empty() { 8 } else { 5 }));
    lines.extend(answers(&asker.desk, &words).await);
    if words.len() >= 2 {
        for seen in asker.desk.search(&words, 6).await? {
            lines.push(line(format!("{} {}", seen.number(), seen.title()), "", urls::record(seen.number())));
        }
    }
    lines.truncate(MOST);
    Ok(Json(lines))
}

/// Who answers, where that is what is asked: "who approves payroll changes?".
async fn answers(desk: &Desk, words: &str) -> Vec<Line> {
    let asks = words.split_whitespace().next().is_some_and(|it| matches!(it, "who" | "whom" | "whose"));
    if !asks || words.split_whitespace().count() < 2 {
        return Vec::new();
    }
    let page = urls::with_query("/who/answers", &[("q", words)]);
    let asked = WhoAsked { text: words.to_owned(), ..WhoAsked::default() };
    let Ok(found) = desk.who_answers(&asked).await else {
        return if desk.is_inside() { vec![line("Who answers?", "Ask in other words", page)] } else { Vec::new() };
    };
    let over = found.place.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
    let one = |it: &engine::WhoLine| {
        let names: Vec<&str> = it.persons.iter().chain(&it.deputies).take(2).map(|it| it.name.as_str()).collect();
        let who = match (&it.team, names.as_slice()) {
            (Some((team, _)), _) => team.clone(),
            (None, []) => "Nobody who is there".to_owned(),
            (None, names) => names.join(", or standing in "),
        };
        line(format!("{who}, {}", it.role), format!("{}{over}", found.activity.1), page.clone())
    };
    found.lines.iter().filter(|it| it.letter.may_do()).take(3).map(one).collect()
}

/// What can be done on the record that is open, and what can't.
async fn verbs(asker: &Asker, on: &str) -> Result<Vec<Line>, Problem> {
    if !super::record::is_number(on) {
        return Ok(Vec::new());
    }
    let Ok(view) = asker.desk.view(on).await else { return Ok(Vec::new()) };
    let number = view.seen.number();
    let mut lines: Vec<Line> =
        view.offers.iter().map(|it| line(it.title.clone(), number, urls::step(number, &it.step))).collect();
    let locked = view.locked.iter().map(|it| Line {
        locked: true,
        ..line(it.title.clone(), it.reason.clone(), format!("/{number}/why/{}", it.step))
    });
    lines.extend(locked);
    Ok(lines)
}

fn pages(desk: &Desk) -> Vec<Line> {
    let mut lines = vec![
        line("Home", "Waits for me, clocks, duties", "/"),
        line("Inbox", "What I was told", "/inbox"),
        line("New", "Open something", "/new"),
    ];
    if desk.is_inside() {
        lines.push(line("My work", "Assigned to me", "/w/my-work"));
        lines.extend(
            views::of_my_team(desk)
                .into_iter()
                .map(|(view, _)| line(view.title, view.whose, format!("/w/{}", view.key))),
        );
        lines.push(line("Who does what", "The matrix", "/who"));
        lines.push(line("Findings", "Gaps, overlaps, conflicts", "/who/findings"));
        lines.push(line("Who answers?", "Ask in your own words", "/who/answers"));
        lines.push(line("What if?", "Somebody leaves, a team ends, a service moves", "/who/what-if"));
        lines.push(line("Duties", "What recurs", "/duties"));
    }
    lines.extend(desk.kinds().map(|of| line(of.plural.clone(), "All you see", format!("/t/{}", of.key))));
    for of in desk.kinds() {
        for (_, row) in desk.openings(of.ix) {
            lines.push(line(row.title.clone(), words::lower(&of.title), format!("/new/{}", of.key)));
        }
    }
    lines.push(line("Profile", "Colours, keys, sessions, tokens", "/profile"));
    lines
}
