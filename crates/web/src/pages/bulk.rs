//! One move on several records. Each is decided by itself; the page says which were done, which were not, and why.

use axum::{extract::Query, response::Response};
use engine::{Halt, Input};
use maud::html;
use model::{Move, RecordType};
use serde::Deserialize;

use super::form::{self, Start};
use crate::{
    asker::Asker,
    find, frame, given,
    look::{
        form as drawn, icons,
        view::{Form, FormPage, Link},
    },
    onward::onward,
    posted::Posted,
    problem::Problem,
    urls, words,
};

/// The most records that one act takes.
const MOST: usize = 200;

/// Where to go back to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    back: String,
}

/// What happened to one record.
struct Outcome {
    number: String,
    title: String,
    why_not: Option<String>,
}

/// Makes the move on all, after asking for what it needs.
pub(crate) async fn make(asker: Asker, Query(asked): Query<Asked>, posted: Posted) -> Result<Response, Problem> {
    let back = onward(if asked.back.is_empty() { posted.get("back") } else { &asked.back });
    let step = posted.get("move").to_owned();
    let numbers: Vec<String> =
        posted.all("id").filter(|it| super::record::is_number(it)).map(str::to_uppercase).take(MOST).collect();
    if numbers.is_empty() || step.is_empty() {
        return Ok(form::onward(&asker, &back, "Choose some rows first."));
    }
    let first = numbers.iter().find_map(|it| it.split('-').next()).unwrap_or_default();
    let of = asker.desk.site().find_prefix(first).ok_or(Problem::NoPage)?;
    if let Some((_, wanted)) = of.lifecycle.find_move(&step)
        && posted.get("go") != "yes"
        && (wanted.asks.iter().any(|(_, must)| *must) || wanted.asks_reply)
    {
        return ask(&asker, of, wanted, (&numbers, &back)).await;
    }
    let mut outcomes = Vec::new();
    for number in numbers {
        outcomes.push(one(&asker, &number, &step, &posted).await?);
    }
    report(&asker, &step, &outcomes, &back).await
}

/// The form for what the move needs; it holds for all of them.
async fn ask(
    asker: &Asker,
    of: &RecordType,
    step: &Move,
    (numbers, back): (&[String], &str),
) -> Result<Response, Problem> {
    let mut hidden: Vec<(String, String)> = numbers.iter().map(|it| ("id".to_owned(), it.clone())).collect();
    hidden.extend(
        [("move", step.key.as_str()), ("go", "yes"), ("back", back)]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let mut fields = form::fields(asker, of, &step.asks, Start::default());
    if step.asks_reply {
        fields.push(form::message_field("", "each of them"));
    }
    let page = FormPage {
        title: format!("{}: {} items", step.title, numbers.len()),
        lead: Some(numbers.join(", ")),
        form: Form {
            action: "/bulk".to_owned(),
            seal: asker.seal(None),
            hidden,
            fields,
            submit: step.title.clone(),
            cancel: Some(Link::to("Go back", back)),
            ..Form::default()
        },
        ..FormPage::default()
    };
    frame::page(asker, &page.title, &drawn::move_form(&page)).await
}

async fn one(asker: &Asker, number: &str, step: &str, posted: &Posted) -> Result<Outcome, Problem> {
    let desk = &asker.desk;
    let done = async {
        let seen = desk.read(number).await?;
        let of = desk.site().of(seen.record().of).ok_or_else(|| engine::Refused::not_found(number))?;
        let slots: Vec<_> = of
            .lifecycle
            .find_move(step)
            .map(|(_, it)| it.asks.iter().map(|(slot, _)| *slot).collect())
            .unwrap_or_default();
        let key = posted.key().map(|it| format!("{it}-{number}"));
        let input = Input { version: None, idempotency: key, inside: false, ..given::input(asker, of, &slots, posted) };
        desk.make_move(number, step, &input).await
    };
    match done.await {
        Ok(done) => Ok(Outcome { number: number.to_owned(), title: done.seen.title().to_owned(), why_not: None }),
        Err(Halt::Refused(it)) => {
            Ok(Outcome { number: number.to_owned(), title: String::new(), why_not: Some(it.to_string()) })
        }
        Err(halt) => Err(halt.into()),
    }
}

async fn report(asker: &Asker, step: &str, outcomes: &[Outcome], back: &str) -> Result<Response, Problem> {
    let done = outcomes.iter().filter(|it| it.why_not.is_none()).count();
    if done == outcomes.len() {
        return Ok(form::onward(asker, back, &format!("{} done.", find::capped(done))));
    }
    let title = format!("{done} of {} done", outcomes.len());
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (title) } } }
            div.body { div.wrap.read {
                p.lead { "What was not done is as it was." }
                section.card { ul.lines {
                    @for it in outcomes {
                        li {
                            (icons::icon(if it.why_not.is_some() { "lock" } else { "check" }))
                            span {
                                a.ti href=(urls::record(&it.number)) { (it.number) " " (it.title) }
                                small { (it.why_not.as_deref().unwrap_or("Done")) }
                            }
                            span.end { @if it.why_not.is_some() { a.link href={ (urls::record(&it.number)) "/why/" (step) } { "Why" span.vh { " not " (words::lower(step)) " " (it.number) } } } }
                        }
                    }
                } }
                div.acts { a.btn.pri href=(back) { "Back to the list" } }
            } }
        }
    };
    frame::page(asker, &title, &content).await
}
