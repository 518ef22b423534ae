//! Writing on a record: a reply, an inner note, files with it, and sending in a way that also waits.

use axum::{extract::Path, http::StatusCode, response::Response};
use engine::{Given, Ground, Halt, Input, RecordView, Upload};
use model::{Phase, RecordType};

use super::{draft, form, step};
use crate::{
    asker::Asker,
    find, frame,
    look::{
        form as drawn,
        view::{Changed, Field, Form, FormError, FormPage, Link, NamedChoice, Widget},
    },
    posted::Posted,
    problem::Problem,
    urls,
};

/// The move by which a record is put on hold from its composer, with what it needs.
pub(crate) fn holding(of: &RecordType, view: &RecordView) -> Option<(String, Vec<(String, Given)>)> {
    view.offers.iter().find_map(|offer| {
        let (_, step) = of.lifecycle.find_move(&offer.step)?;
        let waits = step.to.and_then(|it| of.lifecycle.state(it)).is_some_and(|it| it.phase == Phase::Waiting);
        let values = step::defaults(of, step).filter(|_| waits && step.confirm.is_empty())?;
        Some((offer.step.clone(), values))
    })
}

/// Sends what was written.
pub(crate) async fn say(asker: Asker, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    let inside = posted.get("to") == "note";
    let text = posted.get("body").trim().to_owned();
    match send(&asker, &number, &posted, (&text, inside)).await {
        Ok(word) => {
            asker.desk.keep_draft(&draft::place(&number), "").await?;
            Ok(form::onward(&asker, &format!("{}#compose", urls::record(&number)), word))
        }
        Err(Problem::Halt(Halt::Refused(it))) if it.ground == Ground::Invalid || it.ground == Ground::Stale => {
            asker.desk.keep_draft(&draft::place(&number), &text).await?;
            again(&asker, &number, &posted, Halt::Refused(it)).await
        }
        Err(problem) => {
            // Whatever happens, what was written is kept.
            asker.desk.keep_draft(&draft::place(&number), &text).await?;
            Err(problem)
        }
    }
}

async fn send(
    asker: &Asker,
    number: &str,
    posted: &Posted,
    (text, inside): (&str, bool),
) -> Result<&'static str, Problem> {
    let desk = &asker.desk;
    let view = desk.view(number).await?;
    let of = find::type_of(desk, &view.seen)?;
    let stale = posted.version().is_some_and(|it| it != view.seen.version());
    if stale && !posted.get("seen").eq("yes") {
        return Err(engine::Refused::stale(number).into());
    }
    let input = Input {
        comment: (!text.is_empty()).then(|| text.to_owned()),
        inside,
        version: None,
        idempotency: posted.key(),
        values: Vec::new(),
    };
    let wait = (posted.get("then") == "wait" && !inside).then(|| holding(of, &view)).flatten();
    let files_alone = text.is_empty() && !posted.files.is_empty();
    if let Some((step, values)) = wait {
        desk.make_move(number, &step, &Input { values, ..input }).await?;
    } else if !files_alone {
        desk.comment(number, &input).await?;
    }
    for (name, body) in &posted.files {
        let upload = Upload { name: name.clone(), body: body.clone(), inside };
        desk.attach(number, upload, &Input { inside, ..Input::default() }).await?;
    }
    Ok(if inside { "Note added." } else { "Sent." })
}

/// What arrived meanwhile, and the text as it was, to be sent again.
async fn again(asker: &Asker, number: &str, posted: &Posted, halt: Halt) -> Result<Response, Problem> {
    let said = halt.to_string();
    let (status, faults) = form::again(halt)?;
    let seen = asker.desk.read(number).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let to = posted.get("to");
    let audience = [("reply", "Everybody who sees it"), ("note", "Colleagues only")];
    let choices = audience.iter().filter(|(it, _)| *it == "reply" || seen.inside());
    let choices =
        choices.map(|(it, words)| NamedChoice { chosen: *it == to, ..NamedChoice::new(*it, *words) }).collect();
    let fields = vec![
        Field::new("to", "Who will see this", Widget::Level(choices)).required(),
        Field::new("body", "Message", Widget::Text(posted.get("body").to_owned())),
    ];
    let mut page = FormPage {
        title: "Send it again".to_owned(),
        lead: Some("What you wrote is below and kept as your draft.".to_owned()),
        record: Some(form::about(of, &seen)),
        confirm: None,
        form: Form {
            action: format!("{}/say", urls::record(number)),
            seal: asker.seal(Some(seen.version())),
            hidden: vec![("then".to_owned(), posted.get("then").to_owned())],
            fields,
            submit: "Send it now".to_owned(),
            cancel: Some(Link::to("Look at the record first", urls::record(number))),
            ..Form::default()
        },
    };
    if status == StatusCode::CONFLICT {
        page.form.changed = arrived(asker, number, posted).await?;
    } else {
        page.form.errors = faults
            .iter()
            .map(|it| FormError { field: String::new(), message: format!("The message {}", it.message) })
            .collect();
        if page.form.errors.is_empty() {
            page.form.errors.push(FormError { field: String::new(), message: said });
        }
    }
    frame::answer(asker, &format!("Error: {}", page.title), &drawn::move_form(&page), status).await
}

/// The last thing that happened to the record, beside what the reader wrote.
async fn arrived(asker: &Asker, number: &str, posted: &Posted) -> Result<Vec<Changed>, Problem> {
    let view = asker.desk.view(number).await?;
    let last = view.happenings.last().map(|it| {
        let who = it.actor.map_or_else(|| "Remit".to_owned(), |it| crate::words::name_or_you(&asker.desk, it));
        let what = match &it.what {
            engine::Happened::Moved { title, comment, .. } => {
                comment.as_ref().map_or_else(|| title.clone(), |(text, _)| format!("{title}: {text}"))
            }
            engine::Happened::Said { text, .. } => text.clone(),
            engine::Happened::Attached { name, .. } => format!("attached {name}"),
            engine::Happened::Linked { other, .. } => format!("linked {other}"),
            engine::Happened::Amended => {
                let said = |it: &engine::Change| format!("{}: {}", it.title, crate::words::noted(&asker.times, &it.to));
                it.changes.iter().map(said).collect::<Vec<_>>().join(", ")
            }
            engine::Happened::RanOut { clock } => format!("{clock} ran out"),
            engine::Happened::Other(key) => key.clone(),
        };
        format!("{who}, {}: {what}", asker.times.words(it.at))
    });
    Ok(vec![Changed {
        label: "Latest".to_owned(),
        theirs: last.unwrap_or_default(),
        yours: posted.get("body").to_owned(),
    }])
}
