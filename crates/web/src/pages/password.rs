//! Setting one's password. It ends every other session.

use axum::{http::StatusCode, response::Response};
use engine::{FieldFault, Ground, Halt};
use maud::{Markup, PreEscaped};

use super::form;
use crate::{
    asker::Asker,
    frame,
    look::{
        form as drawn,
        view::{Field, Form, FormPage, Link, Widget},
    },
    posted::Posted,
    problem::Problem,
};

fn page(asker: &Asker, faults: &[FieldFault]) -> Markup {
    let field = |name: &str, label: &str| Field::new(name, label, Widget::Line(String::new())).required();
    let mut fields = vec![
        field("password", "New password").hint("At least ten characters; three or four words make a good one."),
        field("again", "The same again"),
    ];
    let errors = form::mark(&mut fields, faults);
    let page = FormPage {
        title: "Change password".to_owned(),
        lead: Some("You stay signed in here and are signed out everywhere else.".to_owned()),
        form: Form {
            action: "/profile/password".to_owned(),
            seal: asker.token(),
            fields,
            errors,
            submit: "Change it".to_owned(),
            cancel: Some(Link::to("Go back", "/profile")),
            ..Form::default()
        },
        ..FormPage::default()
    };
    PreEscaped(
        drawn::edit_form(&page)
            .into_string()
            .replace("input type=\"text\"", "input type=\"password\" autocomplete=\"new-password\""),
    )
}

/// The form.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    frame::page(&asker, "Change password", &page(&asker, &[])).await
}

/// Sets it.
pub(crate) async fn save(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let fault = |message: &str| vec![FieldFault { field: "again".to_owned(), message: message.to_owned() }];
    let faults = if posted.get("password") == posted.get("again") {
        match asker.desk.set_password(posted.get("password"), &asker.signed.hash).await {
            Ok(()) => return Ok(form::onward(&asker, "/profile", "Your password is changed.")),
            Err(Halt::Refused(it)) if it.ground == Ground::Invalid => it.fields.clone(),
            Err(halt) => return Err(halt.into()),
        }
    } else {
        fault("is not the same; type it once more")
    };
    frame::answer(&asker, "Error: Change password", &page(&asker, &faults), StatusCode::UNPROCESSABLE_ENTITY).await
}
