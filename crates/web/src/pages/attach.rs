//! Adding files to a record.

use axum::{extract::Path, response::Response};
use engine::{Input, Upload};

use super::form;
use crate::{
    asker::Asker,
    find, frame,
    look::{
        form as drawn,
        view::{Field, Form, FormPage, Link, NamedChoice, Widget},
    },
    posted::Posted,
    problem::Problem,
    urls,
};

/// The form.
pub(crate) async fn show(asker: Asker, Path(number): Path<String>) -> Result<Response, Problem> {
    let seen = asker.desk.read(&super::record::number(&number)?).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let url = urls::record(seen.number());
    let mut fields = vec![
        Field::new(
            "files",
            "Files",
            Widget::Attachment { files: Vec::new(), limit: "25 MB each, ten at once".to_owned() },
        )
        .required(),
    ];
    if seen.inside() {
        let choices = vec![
            NamedChoice::new("reply", "Everybody who sees it").chosen(),
            NamedChoice::new("note", "Colleagues only"),
        ];
        fields.push(Field::new("to", "Who will see them", Widget::Level(choices)).required());
    }
    let page = FormPage {
        title: "Attach files".to_owned(),
        record: Some(form::about(of, &seen)),
        form: Form {
            action: format!("{url}/attach"),
            seal: asker.token(),
            fields,
            submit: "Attach".to_owned(),
            cancel: Some(Link::to("Go back", url)),
            ..Form::default()
        },
        ..FormPage::default()
    };
    frame::page(&asker, &page.title, &drawn::new_form(&page)).await
}

/// Adds them.
pub(crate) async fn add(asker: Asker, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    // Also where nothing is sent: what is not there has nothing to attach to.
    asker.desk.read(&number).await?;
    let inside = posted.get("to") == "note";
    for (name, body) in &posted.files {
        let upload = Upload { name: name.clone(), body: body.clone(), inside };
        asker.desk.attach(&number, upload, &Input { inside, ..Input::default() }).await?;
    }
    let word = match posted.files.len() {
        0 => return Ok(form::onward(&asker, &format!("{}/attach", urls::record(&number)), "Choose a file first.")),
        1 => "The file is attached.".to_owned(),
        several => format!("{several} files are attached."),
    };
    Ok(form::onward(&asker, &urls::record(&number), &word))
}
