//! Something new: what can be opened, and the form of each way to open it.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use engine::{Ground, Halt};
use maud::html;
use model::{Move, RecordType};

use super::form::{self, Start};
use crate::{
    asker::Asker,
    frame, given,
    look::{
        form as drawn, icons,
        view::{Form, FormError, FormPage, Link, RecordRef},
    },
    posted::Posted,
    problem::Problem,
    urls, words,
};

/// What is known already, by field: from a search that found nothing, from the portal, from a finding.
type Known = BTreeMap<String, String>;

/// The longest value that an address fills in.
const KNOWN_MOST: usize = 200;

/// A way to open a record.
struct Way<'a> {
    of: &'a RecordType,
    step: &'a Move,
}

fn ways<'a>(asker: &'a Asker, of: &'a RecordType) -> impl Iterator<Item = Way<'a>> {
    asker.desk.openings(of.ix).into_iter().filter_map(move |(_, row)| match &row.does {
        model::Does::Move(_, step) => Some(Way { of, step: of.lifecycle.step(*step)? }),
        model::Does::Amend(..) | model::Does::Follow(_) | model::Does::Duty => None,
    })
}

fn url(way: &Way<'_>) -> String {
    format!("/new/{}/{}", way.of.key, way.step.key)
}

/// Everything that the reader may open.
pub(crate) async fn choose(asker: Asker) -> Result<Response, Problem> {
    let all: Vec<Way<'_>> = asker.desk.site().types.iter().flat_map(|it| ways(&asker, it)).collect();
    chosen(&asker, "New", &all).await
}

/// The ways to open a record of one type; straight on where there is only one.
pub(crate) async fn choose_of(
    asker: Asker,
    Path(kind): Path<String>,
    Query(known): Query<Known>,
) -> Result<Response, Problem> {
    let of = asker.desk.kind(&kind)?;
    let all: Vec<Way<'_>> = ways(&asker, of).collect();
    if let [one] = all.as_slice() {
        let pairs: Vec<(&str, &str)> = known.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let to = urls::with_query(&url(one), &pairs);
        return Ok(Redirect::to(&to).into_response());
    }
    chosen(&asker, &format!("New: {}", words::lower(&of.title)), &all).await
}

async fn chosen(asker: &Asker, title: &str, all: &[Way<'_>]) -> Result<Response, Problem> {
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (title) } } }
            div.body { div.wrap.read {
                section.card { ul.lines {
                    @for way in all {
                        li { (icons::icon(&words::icon_of(way.of))) span { a.ti href=(url(way)) { (way.step.title) } small { (way.of.title) } } span.end {} }
                    }
                } }
                @if all.is_empty() { p.muted { "None of your roles opens this. See " a.link href="/who" { "who does what" } "." } }
            } }
        }
    };
    frame::page(asker, title, &content).await
}

fn way<'a>(asker: &'a Asker, kind: &str, key: &str) -> Result<Way<'a>, Problem> {
    let of = asker.desk.kind(kind)?;
    let found = ways(asker, of).find(|it| it.step.key == key);
    found.ok_or_else(|| {
        let message = format!("None of your roles opens {} this way.", of.plural.to_lowercase());
        engine::Refused::new(Ground::Forbidden, "no-role", message).into()
    })
}

/// The form, with what the address knows already: from a search that found nothing, from the record that it comes of.
pub(crate) async fn show(
    asker: Asker,
    Path((kind, key)): Path<(String, String)>,
    Query(known): Query<Known>,
) -> Result<Response, Problem> {
    let way = way(&asker, &kind, &key)?;
    let known: Known = known.into_iter().map(|(key, value)| (key, value.chars().take(KNOWN_MOST).collect())).collect();
    let page = page(&asker, &way, Start { known: Some(&known), ..Start::default() });
    frame::page(&asker, &page.title, &drawn::new_form(&page)).await
}

fn page(asker: &Asker, way: &Way<'_>, start: Start<'_>) -> FormPage {
    let record = RecordRef {
        icon: words::icon_of(way.of),
        number: way.of.plural.clone(),
        kind: way.of.title.clone(),
        title: String::new(),
        url: format!("/t/{}", way.of.key),
    };
    FormPage {
        title: way.step.title.clone(),
        lead: None,
        record: Some(record),
        confirm: (!way.step.confirm.is_empty()).then(|| way.step.confirm.clone()),
        form: Form {
            action: url(way),
            seal: asker.seal(None),
            fields: form::fields(asker, way.of, &way.step.asks, start),
            submit: way.step.title.clone(),
            cancel: Some(Link::to("Go back", "/")),
            ..Form::default()
        },
    }
}

/// Opens a record.
pub(crate) async fn open(
    asker: Asker,
    Path((kind, key)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let way = way(&asker, &kind, &key)?;
    let slots: Vec<model::Slot> = way.step.asks.iter().map(|(slot, _)| *slot).collect();
    let input = given::input(&asker, way.of, &slots, &posted);
    match asker.desk.open_record(&kind, &key, &input).await {
        Ok(done) => {
            let number = done.seen.number();
            let to = if asker.desk.read(number).await.is_ok() { urls::record(number) } else { "/".to_owned() };
            Ok(form::onward(&asker, &to, &format!("{number} is there.")))
        }
        // What was typed stays, also where it is somebody else's to open: it may be so by one field only.
        Err(Halt::Refused(it)) if matches!(it.ground, Ground::Invalid | Ground::Forbidden) => {
            let mut page = page(&asker, &way, Start { posted: Some(&posted), ..Start::default() });
            page.form.errors = form::mark(&mut page.form.fields, &it.fields);
            if page.form.errors.is_empty() {
                page.form.errors.push(FormError { field: String::new(), message: it.message.clone() });
            }
            let is_forbidden = it.ground == Ground::Forbidden;
            let status = if is_forbidden { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            frame::answer(&asker, &format!("Error: {}", page.title), &drawn::new_form(&page), status).await
        }
        Err(halt) => Err(halt.into()),
    }
}
