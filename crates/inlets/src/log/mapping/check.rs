//! From the file as written to a checked mapping: tells all that is wrong at once.

use indexmap::IndexMap;
use jiff::tz::TimeZone;
use toml::Spanned;

use super::{
    As, FieldRule, Gives, Later, Line, Mapping, Place, RoleRule, Rows, StateRule, Template, Who,
    fault::Found,
    file::{self, File},
};
use crate::log::{Moments, Names, PlannedValue};

/// Reads and checks.
pub(super) fn read(text: &str) -> Result<Mapping, Vec<Found>> {
    let file: File = toml::from_str(text).map_err(|error| vec![misshapen(&error, text)])?;
    let mut found = vec![];
    let zone = file.zone.as_ref().and_then(|zone| read_zone(zone, &mut found));
    key(&file.record_type, "type", &mut found);
    let title = read_title(&file.title.text, &mut found);
    check_rows(&file, &mut found);
    let fields = file.fields.into_iter().map(|(name, field)| {
        key(&name, "field", &mut found);
        (name.into_inner(), read_field(field, &mut found))
    });
    let fields = fields.collect();
    let state = file.state.map(|state| read_state(state, &mut found));
    let later = file.later.into_iter().map(|later| {
        key(&later.state, "state", &mut found);
        Later { at: Place::named(later.at.get_ref()), state: later.state.into_inner() }
    });
    let later = later.collect();
    let by = Who {
        person: file.by.person.map(|by| maker("person", by)),
        team: file.by.team.map(|by| maker("team", by)),
        role: file.by.role.map(quality),
    };
    let moments = Moments { zone, format: file.format };
    let keep = file.keep.iter().map(|(name, label)| (Place::named(name), label.clone())).collect();
    let names = Names { case: file.case, at: file.at, moments };
    match (title, found.is_empty()) {
        (Some(title), true) => {
            let record_type = file.record_type.into_inner();
            Ok(Mapping { record_type, names, rows: file.rows, title, fields, state, by, later, keep })
        }
        _ => Err(found),
    }
}

fn misshapen(error: &toml::de::Error, text: &str) -> Found {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = error.message();
    let help = if message.starts_with("unknown field") {
        "a name is misspelt or stands in the wrong table: use one of those named"
    } else if message.starts_with("missing field") {
        "a mapping needs `type`, `case`, `at` and `[title] text`; a field needs `from`"
    } else {
        "see the mappings that come with Remit"
    };
    Found::new(span, message, help)
}

fn read_zone(zone: &Spanned<String>, found: &mut Vec<Found>) -> Option<TimeZone> {
    let known = TimeZone::get(zone.get_ref()).ok();
    if known.is_none() {
        let message = format!("there is no time zone `{}`", zone.get_ref());
        found.push(Found::new(zone.span(), message, "name it like `Europe/Stockholm` or `UTC`"));
    }
    known
}

fn read_title(text: &Spanned<String>, found: &mut Vec<Found>) -> Option<Template> {
    let help = "write it like `Incident {case} on {product}`; a brace itself is written twice";
    let read = Template::parse(text.get_ref());
    read.map_err(|message| found.push(Found::new(text.span(), message, help))).ok()
}

/// Keys are small letters, digits, `-` and `_`.
fn key(name: &Spanned<String>, what: &str, found: &mut Vec<Found>) {
    let text = name.get_ref();
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    if text.is_empty() || !text.bytes().all(fits) {
        let message = format!("`{text}` can't be the key of a {what}");
        found.push(Found::new(name.span(), message, "a key has small letters, digits, `-` and `_`"));
    }
}

fn check_rows(file: &File, found: &mut Vec<Found>) {
    let first = file.later.first().filter(|_| file.rows == Rows::Event);
    found.extend(first.map(|later| {
        let message = "`[[later]]` is for tables in which a row is a case";
        Found::new(later.at.span(), message, "write `rows = \"case\"`, or tell the state by `[state]`")
    }));
}

fn read_field(field: file::Field, found: &mut Vec<Found>) -> FieldRule {
    if let Some(message) = contradiction(&field) {
        found.push(Found::new(field.from.span(), message, "a field has one of `as`, `values` and `make`"));
    }
    let default = field.default.map(Spanned::into_inner).map(value);
    let gives = match (field.make, field.values, field.line.map(line)) {
        (Some(kind), _, line) => {
            key(&kind, "kind", found);
            Gives::Make(kind.into_inner(), line)
        }
        (None, Some(values), _) => {
            Gives::Mapped(values.into_iter().map(|(text, to)| (text, value(to))).collect(), default)
        }
        (None, None, Some(line)) => Gives::Line(line),
        (None, None, None) => Gives::Plain(field.read_as.unwrap_or(As::Text)),
    };
    FieldRule { from: Place::named(field.from.get_ref()), unknown: field.unknown, gives }
}

fn contradiction(field: &file::Field) -> Option<&'static str> {
    let (has_values, makes) = (field.values.is_some(), field.make.is_some());
    match (field.read_as.is_some(), &field.default) {
        (true, _) if has_values || makes || field.line.is_some() => Some("`as` contradicts `values`, `make` or `line`"),
        _ if has_values && makes => Some("`values` and `make` contradict each other"),
        _ if has_values && field.line.is_some() => Some("`values` and `line` contradict each other"),
        (_, Some(_)) if !has_values => Some("`default` needs `values`"),
        _ => None,
    }
}

fn read_state(state: file::State, found: &mut Vec<Found>) -> StateRule {
    let parts = state.from.get_ref().len();
    if parts == 0 {
        found.push(Found::new(
            state.from.span(),
            "the state comes from nowhere",
            "name at least one attribute in `from`",
        ));
    }
    let mut read = |texts: IndexMap<Spanned<String>, Spanned<String>>| {
        let pairs = texts.into_iter().map(|(text, state)| {
            key(&state, "state", found);
            if text.get_ref().split('/').count() < parts {
                let message = format!("`{}` has fewer than {parts} parts", text.get_ref());
                found.push(Found::new(text.span(), message, "join the texts of `from` by `/`"));
            }
            (text.into_inner(), state.into_inner())
        });
        pairs.collect()
    };
    let (first, values) = (read(state.first), read(state.values));
    let default = state.default.map(|state| {
        key(&state, "state", found);
        state.into_inner()
    });
    let from = state.from.get_ref().iter().map(|name| Place::named(name)).collect();
    StateRule { from, first, values, default }
}

fn maker(kind: &str, by: file::Maker) -> FieldRule {
    let gives = Gives::Make(kind.to_owned(), by.line.map(line));
    FieldRule { from: Place::named(by.from.get_ref()), unknown: by.unknown, gives }
}

fn quality(by: file::Quality) -> RoleRule {
    let from = Place::named(by.from.get_ref());
    RoleRule { from, unknown: by.unknown, line: by.line.map(line), values: by.values }
}

fn line(line: file::Line) -> Line {
    Line { endings: line.endings, otherwise: line.otherwise }
}

fn value(value: file::Value) -> PlannedValue {
    match value {
        file::Value::Whole(number) => PlannedValue::Whole(number),
        file::Value::Choice(key) => PlannedValue::Choice(key),
    }
}
