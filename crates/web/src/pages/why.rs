//! Why somebody may or may not, who decides, and asking them.

use axum::{extract::Path, http::StatusCode, response::Response};
use base::PersonId;
use engine::{Input, Seen, Why};
use model::RecordType;

use super::form;
use crate::{
    asker::Asker,
    find, frame,
    look::{
        view::{Ask, Basis, Field, Form, Link, Outcome, RoleHolder, Why as Page, Widget},
        why as drawn,
    },
    posted::Posted,
    problem::Problem,
    urls, words,
};

/// The why page.
pub(crate) async fn show(asker: Asker, Path((number, step)): Path<(String, String)>) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    answer(&asker, &number, &step, StatusCode::OK).await
}

/// The why page, with a status: it also stands where a move was asked for that is not the reader's.
pub(crate) async fn answer(asker: &Asker, number: &str, step: &str, status: StatusCode) -> Result<Response, Problem> {
    let seen = asker.desk.read(number).await?;
    let of = find::type_of(&asker.desk, &seen)?;
    let why = asker.desk.why(number, step).await?;
    let page = page(asker, of, &seen, step, &why).await?;
    let title = format!("{}: {}", if why.is_allowed { "Why you can" } else { "Why you can’t" }, why.title);
    frame::answer(asker, &title, &drawn::why(&page), status).await
}

async fn page(asker: &Asker, of: &RecordType, seen: &Seen, step: &str, why: &Why) -> Result<Page, Problem> {
    let view = asker.desk.view(seen.number()).await?;
    let holders: Vec<RoleHolder> = why.holders.iter().map(|it| holder(asker, it)).collect();
    let first = why
        .holders
        .iter()
        .flat_map(|it| it.persons.iter().chain(&it.deputies))
        .find(|it| **it != asker.person())
        .copied();
    let basis = |outcome, text: &str| Basis { outcome, text: text.to_owned(), detail: String::new() };
    let outcome = if why.is_allowed { Outcome::Holds } else { Outcome::Fails };
    let title = words::lower(&why.title);
    Ok(Page {
        record: Some(form::about(of, seen)),
        sentence: if why.is_allowed {
            format!("You can {title}.")
        } else {
            format!("You can’t {title} here and now.")
        },
        rule: why.sentence.clone(),
        allowed: why.is_allowed,
        basis: vec![basis(outcome, &why.sentence)],
        holders,
        would: if why.way.is_empty() { Vec::new() } else { vec![why.way.clone()] },
        ask: first.filter(|_| !why.is_allowed && view.speaks).map(|who| ask(asker, seen, step, why, who)),
        text: Some(rule(why)),
        source: Some(Link::to(why.declared_at.clone(), practice_url(asker, why))),
        act: why.is_allowed.then(|| Link::to(why.title.clone(), urls::step(seen.number(), step))),
    })
}

fn practice_url(asker: &Asker, why: &Why) -> String {
    let site = asker.desk.site();
    let practice = site.activity(why.activity).and_then(|it| site.practice(it.practice));
    practice.map_or_else(|| "/who".to_owned(), |it| format!("/who/{}", it.key))
}

/// The cells of the rule, one a line.
fn rule(why: &Why) -> String {
    why.cells.iter().map(|(letter, role)| format!("{}  {role}", letter.name())).collect::<Vec<_>>().join("\n")
}

fn holder(asker: &Asker, it: &engine::Holders) -> RoleHolder {
    let desk = &asker.desk;
    let names = |all: &[PersonId]| all.iter().take(4).map(|it| words::name(desk, *it)).collect::<Vec<_>>().join(", ");
    let others = it.persons.get(1..).unwrap_or_default();
    let mut deputies = Vec::new();
    if !others.is_empty() {
        let rest = others.len().saturating_sub(4);
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        deputies.push(format!("also {}{more}", names(others)));
    }
    if !it.deputies.is_empty() {
        deputies.push(format!("{} stands in", names(&it.deputies)));
    }
    let first = it.persons.first().or(it.deputies.first());
    RoleHolder {
        role: format!("{}, {}", it.role, it.scope),
        person: first.map(|it| words::avatar(desk, *it)),
        deputies: deputies.join("; "),
        reach: Vec::new(),
    }
}

fn ask(asker: &Asker, seen: &Seen, step: &str, why: &Why, who: PersonId) -> Ask {
    let name = words::first_name(&asker.desk, who);
    let text = format!("@{name} can you {}?", words::lower(&why.title));
    Ask {
        title: format!("Ask {name}"),
        form: Form {
            action: format!("{}/why/{step}", urls::record(seen.number())),
            seal: asker.seal(None),
            hidden: vec![("to".to_owned(), if seen.inside() { "note" } else { "reply" }.to_owned())],
            fields: vec![
                Field::new("body", "Message", Widget::Text(text))
                    .required()
                    .hint("It stands on the record, for all who work on it."),
            ],
            submit: format!("Ask {name}"),
            ..Form::default()
        },
    }
}

/// Puts the question on the record.
pub(crate) async fn put(
    asker: Asker,
    Path((number, _step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let number = super::record::number(&number)?;
    let inside = posted.get("to") == "note";
    let input =
        Input { comment: Some(posted.get("body").to_owned()), inside, idempotency: posted.key(), ..Input::default() };
    asker.desk.comment(&number, &input).await?;
    Ok(form::onward(&asker, &urls::record(&number), "Asked."))
}
