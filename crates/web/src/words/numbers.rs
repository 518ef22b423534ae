//! Numbers of records that fields name and that are no places: places have names, all others are called by number.

use std::collections::BTreeMap;

use base::RecordId;
use engine::{Desk, Seen};
use model::{RecordType, Slot, Value};

use crate::problem::Problem;

/// Numbers by id, for what the reader sees.
pub(crate) type Numbers = BTreeMap<RecordId, String>;

/// What a record is called that the reader can't see.
pub(crate) const UNSEEN: &str = "a record that you can’t see";

/// The numbers behind these fields of these records.
pub(crate) async fn numbers(desk: &Desk, of: &RecordType, rows: &[Seen], slots: &[Slot]) -> Result<Numbers, Problem> {
    let mut found = Numbers::new();
    for id in ids(desk, of, rows, slots) {
        if let Some(number) = desk.number_of(id).await? {
            found.insert(id, number);
        }
    }
    Ok(found)
}

fn ids(desk: &Desk, of: &RecordType, rows: &[Seen], slots: &[Slot]) -> Vec<RecordId> {
    let mut all: Vec<RecordId> = Vec::new();
    for seen in rows {
        for slot in slots {
            match seen.get(of, *slot) {
                Value::Record(id) => all.push(*id),
                Value::Records(several) => all.extend(several),
                Value::Empty
                | Value::Text(_)
                | Value::Int(_)
                | Value::YesNo(_)
                | Value::Money(_)
                | Value::Date(_)
                | Value::Instant(_)
                | Value::Duration(_)
                | Value::Person(_)
                | Value::Team(_)
                | Value::File(_) => {}
            }
        }
    }
    all.retain(|it| desk.directory().place_name(*it).is_none());
    all.sort_unstable();
    all.dedup();
    all
}

/// The value of a field that names records, by their numbers where they are no places.
pub(crate) fn named(desk: &Desk, numbers: &Numbers, value: &Value) -> Option<String> {
    let one = |id: &RecordId| {
        let place = desk.directory().place_name(*id).map(str::to_owned);
        place.or_else(|| numbers.get(id).cloned()).unwrap_or_else(|| UNSEEN.to_owned())
    };
    match value {
        Value::Record(id) => Some(one(id)),
        Value::Records(ids) => Some(ids.iter().map(one).collect::<Vec<_>>().join(", ")),
        Value::Empty
        | Value::Text(_)
        | Value::Int(_)
        | Value::YesNo(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::Instant(_)
        | Value::Duration(_)
        | Value::Person(_)
        | Value::Team(_)
        | Value::File(_) => None,
    }
}
