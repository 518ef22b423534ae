//! Forms over a record type's fields: drawn fresh, drawn again with what is wrong, drawn again where others were faster.

use std::collections::BTreeMap;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use engine::{FieldFault, Ground, Halt, Seen};
use model::{RecordType, Slot};

use crate::{
    asker::Asker,
    cookies,
    fields::{self, Holds},
    given,
    look::view::{Changed, Field, FormError, RecordRef, Widget},
    posted::Posted,
    problem::Problem,
    urls,
    words::{self, Numbers},
};

/// A field to ask for, and whether it must be filled.
pub(crate) type Ask = (Slot, bool);

/// What a form starts from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Start<'a> {
    /// The record, where there is one already.
    pub(crate) seen: Option<(&'a Seen, &'a Numbers)>,
    /// What was sent before.
    pub(crate) posted: Option<&'a Posted>,
    /// What is known before anything was written, by field.
    pub(crate) known: Option<&'a BTreeMap<String, String>>,
}

/// The fields as they are shown.
pub(crate) fn fields(asker: &Asker, of: &RecordType, asks: &[Ask], start: Start<'_>) -> Vec<Field> {
    let made = asks.iter().filter_map(|(slot, must)| {
        let declared = of.field(*slot)?;
        let known = || start.known.and_then(|it| it.get(&declared.key)).map(|it| vec![it.clone()]);
        let typed = start.posted.map(|it| given::typed(&declared.kind, &declared.key, it)).or_else(known);
        let holds = match (&typed, start.seen) {
            (Some(texts), _) => Holds::Typed(texts),
            (None, Some((seen, numbers))) => Holds::Record(seen, numbers),
            (None, None) => Holds::Nothing,
        };
        let field = fields::field(asker, of, *slot, holds)?;
        Some(if *must { field.required() } else { field })
    });
    made.collect()
}

/// The message that goes with a move.
pub(crate) fn message_field(text: &str, who: &str) -> Field {
    Field::new("comment", format!("Message to {who}"), Widget::Text(text.to_owned())).hint("They get it at once.")
}

/// Marks what is wrong, above and at the fields.
pub(crate) fn mark(fields: &mut [Field], faults: &[FieldFault]) -> Vec<FormError> {
    let mut errors = Vec::new();
    for fault in faults {
        let at = fields.iter_mut().find(|it| it.name == fault.field);
        let label = at.as_ref().map_or_else(|| fault.field.clone(), |it| it.label.clone());
        let known = at.is_some();
        if let Some(field) = at {
            field.error = Some(fault.message.clone());
        }
        errors.push(FormError {
            field: if known { fault.field.clone() } else { String::new() },
            message: format!("{label} {}", fault.message),
        });
    }
    errors
}

/// Both readings of every field that holds something else now than what was sent.
pub(crate) fn changed(asker: &Asker, of: &RecordType, asks: &[Ask], seen: &Seen, posted: &Posted) -> Vec<Changed> {
    let sent = given::input(asker, of, &asks.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), posted);
    let differs = asks.iter().filter_map(|(slot, _)| {
        let field = of.field(*slot)?;
        sent.values.iter().find(|(key, _)| *key == field.key)?;
        let yours = given::typed(&field.kind, &field.key, posted).join(", ");
        let theirs = fields::in_words(asker, of, seen, *slot);
        let same = yours.trim() == theirs || yours.trim() == seen.get(of, *slot).print(&field.kind);
        (!same).then(|| Changed { label: field.title.clone(), theirs: or_nothing(theirs), yours: or_nothing(yours) })
    });
    let mut all: Vec<Changed> = differs.collect();
    let state = of.lifecycle.state(seen.state()).map(|it| it.title.clone()).unwrap_or_default();
    all.insert(
        0,
        Changed { label: "Status".to_owned(), theirs: state, yours: "as it was when you opened it".to_owned() },
    );
    all
}

fn or_nothing(text: String) -> String {
    if text.trim().is_empty() { "nothing".to_owned() } else { text }
}

/// A record, as a form refers to it.
pub(crate) fn about(of: &RecordType, seen: &Seen) -> RecordRef {
    RecordRef {
        icon: words::icon_of(of),
        number: seen.number().to_owned(),
        kind: of.title.clone(),
        title: seen.title().to_owned(),
        url: urls::record(seen.number()),
    }
}

/// What a form that could not be carried out comes back with: the status and what is wrong.
pub(crate) fn again(halt: Halt) -> Result<(StatusCode, Vec<FieldFault>), Problem> {
    match halt {
        Halt::Refused(it) if it.ground == Ground::Invalid => Ok((StatusCode::UNPROCESSABLE_ENTITY, it.fields.clone())),
        Halt::Refused(it) if it.ground == Ground::Stale => Ok((StatusCode::CONFLICT, Vec::new())),
        halt @ (Halt::Refused(_) | Halt::Failed(_)) => Err(halt.into()),
    }
}

/// On to another page, with a passing word.
pub(crate) fn onward(asker: &Asker, to: &str, word: &str) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response();
    if let Some(cookie) = cookies::say(&asker.app.settings, word).filter(|_| !word.is_empty()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
