//! The kinds of record that the asker has to do with.

use engine::Desk;
use model::{Does, Field, Kind, RecordType};
use serde_json::{Value as Json, json};

use super::offers::asks;
use crate::{answer::Answer, asked::Asked};

/// `GET /api/types`
pub(crate) fn types(it: &Asked) -> Answer {
    Answer::json(json!({ "types": it.desk.kinds().map(|of| kind(&it.desk, of)).collect::<Json>() }))
}

fn kind(desk: &Desk, of: &RecordType) -> Json {
    let states =
        of.lifecycle.states.iter().map(|it| json!({ "state": it.key, "title": it.title, "phase": it.phase.name() }));
    let moves = of
        .lifecycle
        .moves
        .iter()
        .map(|it| json!({ "move": it.key, "title": it.title, "opens": it.opens, "asks": asks(of, &it.key) }));
    let openings = desk.openings(of.ix);
    let openings = openings.iter().filter_map(|(_, activity)| match &activity.does {
        Does::Move(_, ix) => of.lifecycle.step(*ix).map(|it| it.key.clone()),
        Does::Amend(..) | Does::Follow(_) | Does::Duty => None,
    });
    json!({
        "type": of.key,
        "title": of.title,
        "plural": of.plural,
        "prefix": of.prefix,
        "practice": desk.site().practice(of.practice).map(|it| it.key.as_str()),
        "fields": of.shown().map(|(_, it)| field(desk, it)).collect::<Json>(),
        "states": states.collect::<Json>(),
        "moves": moves.collect::<Json>(),
        "you_open_by": openings.collect::<Json>(),
    })
}

fn field(desk: &Desk, it: &Field) -> Json {
    let options = match &it.kind {
        Kind::Choice(options) | Kind::Level(options) => {
            options.0.iter().map(|it| json!({ "key": it.key, "title": it.title })).collect()
        }
        Kind::Reference(to) | Kind::References(to) => to
            .iter()
            .filter_map(|it| desk.site().of(*it))
            .map(|it| json!({ "key": it.key, "title": it.title }))
            .collect(),
        Kind::Line(_)
        | Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => Json::Array(Vec::new()),
    };
    json!({
        "field": it.key,
        "title": it.title,
        "help": it.help,
        "kind": it.kind.name(),
        "options": options,
        "is_computed": it.is_computed,
        "is_inside": it.sight == model::Sight::Inside,
    })
}
