//! Changing a record's fields without a move: one, or all that the reader may change.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use engine::Seen;
use model::{RecordType, Slot};
use serde::Deserialize;

use super::form::{self, Ask, Start};
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

/// Which field.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    edit: String,
}

/// The form.
pub(crate) async fn show(
    asker: Asker,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (seen, asks) = open(&asker, &number, &asked.edit).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let numbers = numbers(&asker, of, &seen, &asks).await?;
    let page = page(&asker, of, (&seen, &numbers), (&asks, &asked.edit), None);
    frame::page(&asker, &page.title, &drawn::edit_form(&page)).await
}

/// The record, and the fields of it that the reader may change: one where one is named.
async fn open(asker: &Asker, number: &str, only: &str) -> Result<(Seen, Vec<Ask>), Problem> {
    let number = super::record::number(number)?;
    let view = asker.desk.view(&number).await?;
    let of = find::type_of(&asker.desk, &view.seen)?;
    let named = of.slot(only);
    let wanted = |it: &Slot| only.is_empty() || named == Some(*it);
    let asks: Vec<Ask> = view.amendable.iter().copied().filter(wanted).map(|it| (it, false)).collect();
    if asks.is_empty() {
        let message = format!("You can’t change this on {number} directly. See what you can do on its page.");
        return Err(engine::Refused::new(engine::Ground::Forbidden, "not-here", message).into());
    }
    Ok((view.seen, asks))
}

fn page(
    asker: &Asker,
    of: &RecordType,
    (seen, numbers): (&Seen, &Numbers),
    (asks, only): (&[Ask], &str),
    posted: Option<&Posted>,
) -> FormPage {
    let url = urls::record(seen.number());
    let fields = form::fields(asker, of, asks, Start { seen: Some((seen, numbers)), posted, ..Start::default() });
    let title = match fields.as_slice() {
        [one] => format!("Change {}", one.label.to_lowercase()),
        _several => "Change details".to_owned(),
    };
    FormPage {
        title,
        lead: None,
        record: Some(form::about(of, seen)),
        confirm: None,
        form: Form {
            action: urls::with_query(&format!("{url}/edit"), &[("edit", only)]),
            seal: asker.seal(Some(seen.version())),
            fields,
            submit: "Save".to_owned(),
            cancel: Some(Link::to("Go back", url)),
            ..Form::default()
        },
    }
}

async fn numbers(asker: &Asker, of: &RecordType, seen: &Seen, asks: &[Ask]) -> Result<Numbers, Problem> {
    let slots: Vec<Slot> = asks.iter().map(|(slot, _)| *slot).collect();
    words::numbers(&asker.desk, of, std::slice::from_ref(seen), &slots).await
}

/// Saves.
pub(crate) async fn save(
    asker: Asker,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (seen, asks) = open(&asker, &number, &asked.edit).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let slots: Vec<Slot> = asks.iter().map(|(slot, _)| *slot).collect();
    let mut input = given::input(&asker, of, &slots, &posted);
    input.comment = None;
    let halt = match asker.desk.amend(seen.number(), &input).await {
        Ok(_done) => return Ok(form::onward(&asker, &urls::record(seen.number()), "Saved.")),
        Err(halt) => halt,
    };
    let said = halt.to_string();
    let (status, faults) = form::again(halt)?;
    let numbers = numbers(&asker, of, &seen, &asks).await?;
    let mut page = page(&asker, of, (&seen, &numbers), (&asks, &asked.edit), Some(&posted));
    page.form.errors = form::mark(&mut page.form.fields, &faults);
    if status == StatusCode::CONFLICT {
        page.form.changed = form::changed(&asker, of, &asks, (&seen, &numbers), &posted);
    } else if page.form.errors.is_empty() {
        page.form.errors.push(FormError { field: String::new(), message: said });
    }
    frame::answer(&asker, &format!("Error: {}", page.title), &drawn::edit_form(&page), status).await
}
