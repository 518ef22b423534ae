//! Answering what a move waits for: for it, against it, or neither, with a word on why.

use axum::{extract::Path, http::StatusCode, response::Response};
use engine::{Asking, Ground, Halt, Input, Opinion, RecordView};
use model::RecordType;

use super::form;
use crate::{
    asker::Asker,
    find, frame,
    look::{
        form as drawn,
        view::{Field, Form, FormError, FormPage, Link, NamedChoice, Widget},
    },
    posted::Posted,
    problem::Problem,
    urls,
};

/// What can be said, as pages word it.
const SAYS: [(&str, &str); 3] =
    [("for", "I am for it"), ("against", "I am against it"), ("neither", "I have nothing to say to it")];

/// The form.
pub(crate) async fn show(asker: Asker, Path((number, step)): Path<(String, String)>) -> Result<Response, Problem> {
    let view = asker.desk.view(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let asked = mine(&view, &step).ok_or(Problem::NoPage)?;
    let page = page(&asker, (of, &view), asked, None);
    frame::page(&asker, &page.title, &drawn::edit_form(&page)).await
}

fn mine<'a>(view: &'a RecordView, step: &str) -> Option<&'a Asking> {
    view.asking.iter().find(|it| it.is_mine && it.step == step)
}

fn page(asker: &Asker, (of, view): (&RecordType, &RecordView), asked: &Asking, posted: Option<&Posted>) -> FormPage {
    let url = urls::record(view.seen.number());
    let chosen = posted.map(|it| it.get("opinion")).unwrap_or_default();
    let says = SAYS.map(|(key, title)| NamedChoice { chosen: key == chosen, ..NamedChoice::new(key, title) }).to_vec();
    let why = posted.map(|it| it.get("comment").to_owned()).unwrap_or_default();
    FormPage {
        title: format!("Answer before: {}", asked.title),
        lead: Some(format!("You are asked as {}. One answer, to what is shown now.", asked.role)),
        record: Some(form::about(of, &view.seen)),
        form: Form {
            action: format!("{url}/answer/{}", asked.step),
            seal: asker.seal(None),
            hidden: vec![("shown".to_owned(), asked.shown.clone())],
            fields: vec![
                Field::new("opinion", "Your answer", Widget::Choice(says)).required(),
                Field::new("comment", "Why", Widget::Text(why)).hint("Whoever decides reads it."),
            ],
            submit: "Answer".to_owned(),
            cancel: Some(Link::to("Go back", url)),
            ..Form::default()
        },
        ..FormPage::default()
    }
}

/// Takes the answer.
pub(crate) async fn give(
    asker: Asker,
    Path((number, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    let comment = posted.get("comment").trim().to_owned();
    let input =
        Input { comment: (!comment.is_empty()).then_some(comment), idempotency: posted.key(), ..Input::default() };
    let shown = posted.get("shown").to_owned();
    let answered = match Opinion::find(posted.get("opinion")) {
        Some(opinion) => asker.desk.answer(&number, &step, (opinion, Some(&shown)), &input).await.map(drop),
        None => engine::Desk::opinion("").map(drop),
    };
    match answered {
        Ok(()) => Ok(form::onward(&asker, &urls::record(&number), "Your answer is noted.")),
        Err(Halt::Refused(it)) if it.ground == Ground::Invalid || it.ground == Ground::Stale => {
            let view = asker.desk.view(&number).await?;
            let of = find::type_of(&asker.desk, &view.seen)?;
            let asked = mine(&view, &step).ok_or(Problem::NoPage)?;
            let mut page = page(&asker, (of, &view), asked, Some(&posted));
            let message = if it.ground == Ground::Invalid { "Choose one.".to_owned() } else { it.message.clone() };
            page.form.errors.push(FormError { field: "opinion".to_owned(), message });
            let status =
                if it.ground == Ground::Stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            frame::answer(&asker, "Error: Answer", &drawn::edit_form(&page), status).await
        }
        Err(halt) => Err(halt.into()),
    }
}
