//! A field's value in words. Exhaustive over kinds: a new kind is a compile error here.

use base::RecordId;
use engine::{Desk, Seen};
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
        (Value::Instant(at), _) => times.words(*at),
        (Value::Date(date), _) => date.strftime("%-d %b %Y").to_string(),
        (Value::Duration(it), _) => span(*it),
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
