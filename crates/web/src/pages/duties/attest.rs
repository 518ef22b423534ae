//! Attesting a duty that no record proves.

use axum::{extract::Query, http::StatusCode, response::Response};
use engine::{Attestation, DutyView, FieldFault, Ground, Halt};
use serde::Deserialize;

use crate::{
    asker::Asker,
    frame,
    look::{
        form as drawn,
        view::{Field, Form, FormPage, Link, Widget},
    },
    pages::form,
    posted::Posted,
    problem::Problem,
};

/// Which duty.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    duty: String,
}

/// The form.
pub(crate) async fn show(asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let view = asker.desk.duty(&asked.duty).await?;
    let page = page(&asker, &view, &Attestation::default(), &[]);
    frame::page(&asker, "Attest a duty", &drawn::move_form(&page)).await
}

/// Attests it.
pub(crate) async fn save(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let id = posted.get("duty");
    let file = posted.get("file").trim();
    let given = Attestation {
        note: posted.get("note").to_owned(),
        record: posted.get("record").to_owned(),
        // A file that can't be read as one leads nowhere, and is said so.
        file: (!file.is_empty()).then(|| file.rsplit('/').next().unwrap_or_default().parse().unwrap_or(0)),
    };
    match asker.desk.attest(id, &given).await {
        Ok(_) => Ok(form::onward(&asker, "/duties", "Attested.")),
        Err(Halt::Refused(it)) if it.ground == Ground::Invalid => {
            let view = asker.desk.duty(id).await?;
            let page = page(&asker, &view, &given, &it.fields);
            let content = drawn::move_form(&page);
            frame::answer(&asker, "Error: Attest a duty", &content, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(halt) => Err(halt.into()),
    }
}

fn page(asker: &Asker, view: &DutyView, given: &Attestation, faults: &[FieldFault]) -> FormPage {
    let file = given.file.map(|it| it.to_string()).unwrap_or_default();
    let mut fields = vec![
        Field::new("note", "What you did", Widget::Text(given.note.clone()))
            .required()
            .hint("It stays in the journal under your name, and shows as attested rather than proved."),
        Field::new("record", "Record that shows it", Widget::Line(given.record.clone()))
            .hint("Its number, such as INC-20418."),
        Field::new("file", "File that shows it", Widget::Line(file))
            .hint("The address or the number of a file on a record that you see."),
    ];
    let errors = form::mark(&mut fields, faults);
    let due = view.duty.period.last().strftime("%-d %B %Y");
    FormPage {
        title: "Attest a duty".to_owned(),
        lead: Some(format!("{} As {}, {}; due by {due}.", view.duty.what.title, view.role, view.scope)),
        confirm: view.on_behalf_of.map(|of| format!("You attest it for {}.", asker.desk.directory().name(of))),
        form: Form {
            action: "/duties/attest".to_owned(),
            seal: asker.token(),
            hidden: vec![("duty".to_owned(), view.id.clone())],
            fields,
            errors,
            submit: "Attest".to_owned(),
            cancel: Some(Link::to("Go back", "/duties")),
            ..Form::default()
        },
        ..FormPage::default()
    }
}
