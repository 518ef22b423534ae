//! A field's value in words. Exhaustive over kinds: a new kind is a compile error here.

use base::RecordId;
use engine::{Desk, Noted, Seen};
use model::{Kind, RecordType, ScopeKind, Slot, Value};

use super::{Times, span};

/// A value as the reader reads it; empty where the field holds nothing or is not theirs to read.
pub(crate) fn value(desk: &Desk, times: &Times, of: &RecordType, seen: &Seen, slot: Slot) -> String {
    let Some(field) = of.field(slot) else { return String::new() };
    let value = seen.get(of, slot);
    match (value, &field.kind) {
        (Value::Empty, _) => String::new(),
        (Value::Person(id), _) => super::name_or_you(desk, *id),
        (Value::Team(id), _) => desk.directory().team_name(*id),
        (Value::Record(id), _) => place(desk, *id),
        (Value::Records(ids), _) => ids.iter().map(|it| place(desk, *it)).collect::<Vec<_>>().join(", "),
        (Value::Instant(_) | Value::Date(_) | Value::Duration(_), _) => time(times, value),
        (Value::Text(key), Kind::Choice(options)) => {
            options.find(key).map_or_else(|| key.clone(), |it| it.title.clone())
        }
        (Value::Int(n), Kind::Level(options)) => {
            options.at_level(*n).map_or_else(|| n.to_string(), |it| it.title.clone())
        }
        (Value::YesNo(yes), _) => if *yes { "Yes" } else { "No" }.to_owned(),
        (Value::File(_), _) => "a file".to_owned(),
        (Value::Text(_) | Value::Int(_) | Value::Money(_), kind) => value.print(kind),
    }
}

/// A time as the reader reads it; empty where it is none.
fn time(times: &Times, value: &Value) -> String {
    match value {
        Value::Instant(at) => times.words(*at),
        Value::Date(date) => date.strftime("%-d %b %Y").to_string(),
        Value::Duration(it) => span(*it),
        Value::Empty
        | Value::Text(_)
        | Value::Int(_)
        | Value::YesNo(_)
        | Value::Money(_)
        | Value::Record(_)
        | Value::Records(_)
        | Value::Person(_)
        | Value::Team(_)
        | Value::File(_) => String::new(),
    }
}

/// What the journal noted, as the reader reads it.
pub(crate) fn noted(times: &Times, it: &Noted) -> String {
    match it {
        Noted::Words(text) => text.clone(),
        Noted::Time(value, _) => time(times, value),
    }
}

fn place(desk: &Desk, id: RecordId) -> String {
    desk.directory().place_name(id).map_or_else(|| "another record".to_owned(), str::to_owned)
}

/// The icon of a kind of scope.
pub(crate) fn place_icon(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Organisation | ScopeKind::Programme => "org",
        ScopeKind::Process => "branch",
        ScopeKind::ServiceLine => "map",
        ScopeKind::Service | ScopeKind::Ci | ScopeKind::Application => "ci",
        ScopeKind::Team => "team",
        ScopeKind::Customer => "user",
        ScopeKind::Supplier => "truck",
        ScopeKind::Project => "list",
        ScopeKind::Facility => "home",
        ScopeKind::Control => "shield",
        ScopeKind::Change => "change",
        ScopeKind::Incident => "inc",
    }
}
