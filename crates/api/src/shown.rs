//! From what is seen to JSON. A field that the asker may not read is absent; one that holds nothing is null.

use std::collections::BTreeMap;

use base::{FileId, Instant, PersonId, RecordId, TeamId};
use engine::{Desk, Named, Seen};
use model::{Field, Header, RecordType, Value};
use serde_json::{Map, Value as Json, json};

use crate::problem::Problem;

/// What stands for a record that the asker may not name.
const UNSEEN: &str = "a record that you can't see";

/// Names of what the records of one answer point to, looked up at once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    records: BTreeMap<RecordId, Named>,
    files: BTreeMap<FileId, String>,
}

/// Looks up the names of everything that these records point to.
pub(crate) async fn names(desk: &Desk, all: &[Seen]) -> Result<Names, Box<Problem>> {
    let (mut records, mut files) = (Vec::new(), Vec::new());
    for seen in all {
        let Some(of) = desk.site().of(seen.record().of) else { continue };
        for (slot, _) in of.shown() {
            match seen.get(of, slot) {
                Value::Record(id) => records.push(*id),
                Value::Records(ids) => records.extend(ids),
                Value::File(id) => files.push(*id),
                Value::Empty
                | Value::Text(_)
                | Value::Int(_)
                | Value::YesNo(_)
                | Value::Money(_)
                | Value::Date(_)
                | Value::Instant(_)
                | Value::Duration(_)
                | Value::Person(_)
                | Value::Team(_) => {}
            }
        }
    }
    Ok(Names { records: desk.record_names(&records).await?, files: desk.file_names(&files).await? })
}

/// A person.
pub(crate) fn person(desk: &Desk, id: PersonId) -> Json {
    let key = desk.directory().person(id).map(|it| it.key.as_str()).unwrap_or_default();
    json!({ "key": key, "name": desk.directory().name(id) })
}

/// A person, or null.
pub(crate) fn maybe_person(desk: &Desk, id: Option<PersonId>) -> Json {
    id.map_or(Json::Null, |it| person(desk, it))
}

/// A team.
pub(crate) fn team(desk: &Desk, id: TeamId) -> Json {
    let key = desk.directory().roster.team(id).map(|it| it.key.as_str()).unwrap_or_default();
    json!({ "key": key, "name": desk.directory().team_name(id) })
}

fn reference(names: &Names, id: RecordId) -> Json {
    match names.records.get(&id) {
        Some(named) => json!({ "number": named.number, "title": named.title }),
        None => json!({ "number": null, "title": UNSEEN }),
    }
}

/// A value in the form of its kind.
fn value(desk: &Desk, names: &Names, field: &Field, value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Int(n) if matches!(field.kind, model::Kind::Whole) => json!(n),
        Value::YesNo(yes) => json!(yes),
        Value::Money(_) => {
            let printed = value.print(&field.kind);
            let (amount, currency) = printed.split_once(' ').unwrap_or((&printed, ""));
            json!({ "amount": amount, "currency": currency })
        }
        Value::Record(id) => reference(names, *id),
        Value::Records(ids) => ids.iter().map(|id| reference(names, *id)).collect(),
        Value::Person(id) => person(desk, *id),
        Value::Team(id) => team(desk, *id),
        Value::File(id) => json!({ "id": id.to_string(), "name": names.files.get(id) }),
        Value::Text(_) | Value::Int(_) | Value::Date(_) | Value::Instant(_) | Value::Duration(_) => {
            json!(value.print(&field.kind))
        }
    }
}

fn instant(at: Option<Instant>) -> Json {
    at.map_or(Json::Null, |it| json!(it.to_string()))
}

/// A record.
pub(crate) fn record(desk: &Desk, names: &Names, seen: &Seen) -> Json {
    let Some(of) = desk.site().of(seen.record().of) else { return Json::Null };
    let mut values = Map::new();
    for (slot, field) in of.shown().filter(|(_, it)| seen.reads(it)) {
        values.insert(field.key.clone(), value(desk, names, field, seen.get(of, slot)));
    }
    let state = of.lifecycle.state(seen.state());
    let it = seen.record();
    json!({
        "number": seen.number(),
        "type": of.key,
        "title": seen.title(),
        "state": state.map(|it| it.key.as_str()),
        "phase": state.map(|it| it.phase.name()),
        "version": seen.version(),
        "opened": instant(it.instant(Header::Opened)),
        "opened_by": maybe_person(desk, it.person(Header::OpenedBy)),
        "changed": instant(it.instant(Header::Changed)),
        "closed": instant(it.instant(Header::Closed)),
        "due": instant(it.instant(Header::Due)),
        "values": values,
    })
}

/// One record with everything that it points to.
pub(crate) async fn one(desk: &Desk, seen: &Seen) -> Result<Json, Box<Problem>> {
    let names = names(desk, std::slice::from_ref(seen)).await?;
    Ok(record(desk, &names, seen))
}

/// Several records with everything that they point to.
pub(crate) async fn several(desk: &Desk, all: &[Seen]) -> Result<Vec<Json>, Box<Problem>> {
    let names = names(desk, all).await?;
    Ok(all.iter().map(|it| record(desk, &names, it)).collect())
}

/// A value in words, for tables.
pub(crate) fn words(desk: &Desk, names: &Names, of: &RecordType, seen: &Seen, slot: model::Slot) -> String {
    let Some(field) = of.field(slot) else { return String::new() };
    let named = |id: &RecordId| {
        names.records.get(id).map_or_else(|| UNSEEN.to_owned(), |it| format!("{} {}", it.number, it.title))
    };
    match seen.get(of, slot) {
        Value::Record(id) => named(id),
        Value::Records(ids) => ids.iter().map(named).collect::<Vec<_>>().join(", "),
        Value::Person(id) => desk.directory().name(*id),
        Value::Team(id) => desk.directory().team_name(*id),
        Value::File(id) => names.files.get(id).cloned().unwrap_or_default(),
        value @ (Value::Empty
        | Value::Text(_)
        | Value::Int(_)
        | Value::YesNo(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::Duration(_)) => value.print(&field.kind),
    }
}
