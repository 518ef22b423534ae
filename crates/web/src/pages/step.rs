//! A move on a record: the form that it asks for, and making it.

use axum::{extract::Path, http::StatusCode, response::Response};
use engine::{Given, Input, Seen};
use model::{Header, Move, RecordType};

use super::form::{self, Start};
use crate::{
    asker::Asker,
    find, frame, given,
    look::{
        form as drawn,
        view::{Form, FormError, FormPage, Link},
    },
    posted::Posted,
    problem::Problem,
    urls,
    words::{self, Numbers},
};

/// A move with its record, if the reader may make it now.
struct Step<'a> {
    of: &'a RecordType,
    makes: &'a Move,
    seen: Seen,
    numbers: Numbers,
}

/// The record and the move that a path names. A move that exists and is not theirs now becomes its why page.
async fn step<'a>(asker: &'a Asker, number: &str, key: &str) -> Result<Step<'a>, Problem> {
    let number = super::record::number(number)?;
    let seen = asker.desk.read(&number).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let (_, step) = of.lifecycle.find_move(key).filter(|(_, it)| !it.opens).ok_or(Problem::NoPage)?;
    let slots: Vec<model::Slot> = step.asks.iter().map(|(slot, _)| *slot).collect();
    let numbers = words::numbers(&asker.desk, of, std::slice::from_ref(&seen), &slots).await?;
    Ok(Step { of, makes: step, seen, numbers })
}

/// The form of a move.
pub(crate) async fn show(asker: Asker, Path((number, key)): Path<(String, String)>) -> Result<Response, Problem> {
    let it = step(&asker, &number, &key).await?;
    let why = asker.desk.why(it.seen.number(), &key).await?;
    if !why.is_allowed {
        return super::why::answer(&asker, it.seen.number(), &key, StatusCode::FORBIDDEN).await;
    }
    let draft =
        asker.desk.draft_at(&super::draft::place(it.seen.number())).await?.map(|(text, _)| text).unwrap_or_default();
    let page = page(&asker, &it, None, &draft);
    frame::page(&asker, &page.title, &drawn::move_form(&page)).await
}

fn page(asker: &Asker, it: &Step<'_>, posted: Option<&Posted>, draft: &str) -> FormPage {
    let start = Start { seen: Some((&it.seen, &it.numbers)), posted, ..Start::default() };
    let mut fields = form::fields(asker, it.of, &it.makes.asks, start);
    if it.makes.asks_reply {
        let record = it.seen.record();
        let to = record.person(Header::ForPerson).or_else(|| record.person(Header::OpenedBy));
        let who = to
            .filter(|it| *it != asker.person())
            .map_or_else(|| "those who follow it".to_owned(), |it| words::first_name(&asker.desk, it));
        fields.push(form::message_field(posted.map_or(draft, |it| it.get("comment")), &who));
    }
    let url = urls::record(it.seen.number());
    FormPage {
        title: it.makes.title.clone(),
        lead: None,
        record: Some(form::about(it.of, &it.seen)),
        confirm: (!it.makes.confirm.is_empty()).then(|| it.makes.confirm.clone()),
        form: Form {
            action: urls::step(it.seen.number(), &it.makes.key),
            seal: asker.seal(Some(it.seen.version())),
            fields,
            submit: it.makes.title.clone(),
            cancel: Some(Link::to("Go back", url)),
            ..Form::default()
        },
    }
}

/// Makes a move.
pub(crate) async fn make(
    asker: Asker,
    Path((number, key)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let it = step(&asker, &number, &key).await?;
    let slots: Vec<model::Slot> = it.makes.asks.iter().map(|(slot, _)| *slot).collect();
    let input = Input { inside: false, ..given::input(&asker, it.of, &slots, &posted) };
    match asker.desk.make_move(it.seen.number(), &key, &input).await {
        Ok(done) => {
            if input.comment.is_some() {
                asker.desk.keep_draft(&super::draft::place(done.seen.number()), "").await?;
            }
            let word = format!("{}: {} is done.", done.seen.number(), words::lower(&it.makes.title));
            Ok(form::onward(&asker, &back(&asker, &it, &posted).await, &word))
        }
        Err(halt) => again(&asker, it, &posted, halt).await,
    }
}

/// Back to the record, or home where its maker no longer sees it.
async fn back(asker: &Asker, it: &Step<'_>, posted: &Posted) -> String {
    let back = posted.get("back");
    let url = if back.is_empty() { urls::record(it.seen.number()) } else { crate::onward::onward(back) };
    if asker.desk.read(it.seen.number()).await.is_ok() { url } else { "/".to_owned() }
}

/// The form once more, with everything that was typed.
async fn again(asker: &Asker, it: Step<'_>, posted: &Posted, halt: engine::Halt) -> Result<Response, Problem> {
    let said = halt.to_string();
    let (status, faults) = form::again(halt)?;
    let fresh = step(asker, it.seen.number(), &it.makes.key).await?;
    let mut page = page(asker, &fresh, Some(posted), "");
    page.form.errors = form::mark(&mut page.form.fields, &faults);
    if status == StatusCode::CONFLICT {
        page.form.changed = form::changed(asker, fresh.of, &fresh.makes.asks, (&fresh.seen, &fresh.numbers), posted);
    } else if faults.is_empty() {
        page.form.errors.push(FormError { field: String::new(), message: said });
    }
    frame::answer(asker, &format!("Error: {}", page.title), &drawn::move_form(&page), status).await
}

/// Values that a waiting move can be made with straight from the composer: the first choice that means the reader waits
/// for the one they wrote to.
pub(crate) fn defaults(of: &RecordType, step: &Move) -> Option<Vec<(String, Given)>> {
    let needed = step.asks.iter().filter(|(_, must)| *must);
    let filled = needed.map(|(slot, _)| {
        let field = of.field(*slot)?;
        let model::Kind::Choice(options) = &field.kind else { return None };
        let known = ["caller", "requester", "customer", "user"].into_iter().find_map(|it| options.find(it))?;
        Some((field.key.clone(), Given::Text(known.key.clone())))
    });
    filled.collect()
}
