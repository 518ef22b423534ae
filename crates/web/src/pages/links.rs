//! Linking a record to another.

use axum::{extract::Path, http::StatusCode, response::Response};
use engine::{Ground, Halt, Input, Seen};
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

/// What a link can say, read from this record to the other.
const SAYS: [&str; 6] = ["relates to", "is caused by", "causes", "is a duplicate of", "is part of", "follows"];

/// The form.
pub(crate) async fn show(asker: Asker, Path(number): Path<String>) -> Result<Response, Problem> {
    let seen = asker.desk.read(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let page = page(&asker, of, &seen, None);
    frame::page(&asker, &page.title, &drawn::edit_form(&page)).await
}

fn page(asker: &Asker, of: &RecordType, seen: &Seen, posted: Option<&Posted>) -> FormPage {
    let url = urls::record(seen.number());
    let typed = |name: &str| posted.map(|it| it.get(name).to_owned()).unwrap_or_default();
    let chosen = posted.map_or(SAYS[0], |it| it.get("kind"));
    let says = SAYS.map(|it| NamedChoice { chosen: it == chosen, ..NamedChoice::new(it, it) }).to_vec();
    let fields = vec![
        Field::new("kind", "This record", Widget::Choice(says)).required(),
        Field::new("other", "The other record", Widget::Reference { value: typed("other"), suggestions: Vec::new() })
            .required()
            .hint("Its number, such as CHG-3107."),
    ];
    FormPage {
        title: "Link to another record".to_owned(),
        record: Some(form::about(of, seen)),
        form: Form {
            action: format!("{url}/links"),
            seal: asker.seal(None),
            fields,
            submit: "Link".to_owned(),
            cancel: Some(Link::to("Go back", url)),
            ..Form::default()
        },
        ..FormPage::default()
    }
}

/// Makes the link.
pub(crate) async fn add(asker: Asker, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    let seen = asker.desk.read(&number).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let other = posted.get("other").split_whitespace().next().unwrap_or_default().to_uppercase();
    let input = Input { idempotency: posted.key(), ..Input::default() };
    match asker.desk.link(&number, &other, posted.get("kind"), &input).await {
        Ok(_seen) => Ok(form::onward(&asker, &urls::record(&number), &format!("Linked to {other}."))),
        Err(Halt::Refused(it)) if it.ground == Ground::Invalid || it.ground == Ground::NotFound => {
            let mut page = page(&asker, of, &seen, Some(&posted));
            page.form.errors.push(FormError { field: "other".to_owned(), message: it.message.clone() });
            frame::answer(&asker, "Error: Link", &drawn::edit_form(&page), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(halt) => Err(halt.into()),
    }
}
