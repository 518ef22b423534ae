//! Forms over a record type's fields: drawn fresh, drawn again with what is wrong, drawn again where others were faster.

use std::collections::BTreeMap;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use engine::{FieldFault, Ground, Halt, Seen};
use model::{RecordType, Slot, When};

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
        Some(if *must { field.required() } else { Field { depends: depends(of, *slot), ..field } })
    });
    made.collect()
}

/// When a field must be filled, where that depends on others. What depends on the state alone is not said: a form is made
/// for one state.
fn depends(of: &RecordType, slot: Slot) -> Option<String> {
    let (_, when) = of.needs.iter().find(|(it, _)| *it == slot)?;
    let title = |slot: Slot| of.field(slot).map(|it| it.title.clone());
    if let When::Empty(other) = when {
        return Some(format!("needed unless there is a {}", words::lower(&title(*other)?)));
    }
    let others: Vec<String> = when.slots().into_iter().filter_map(title).map(|it| format!("“{it}”")).collect();
    (!others.is_empty()).then(|| format!("depends on {}", others.join(" and ")))
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
            message: fault.of(&format!("“{label}”")),
        });
    }
    errors
}

/// Both readings of every field that holds something else now than what was sent: what was sent is held against what a
/// fresh form would send.
pub(crate) fn changed(
    asker: &Asker,
    of: &RecordType,
    asks: &[Ask],
    (seen, numbers): (&Seen, &Numbers),
    posted: &Posted,
) -> Vec<Changed> {
    let sent = given::input(asker, of, &asks.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(), posted);
    let differs = asks.iter().filter_map(|(slot, _)| {
        let field = of.field(*slot)?;
        sent.values.iter().find(|(key, _)| *key == field.key)?;
        // A currency without an amount is nothing.
        let is_blank = posted.all(&field.key).all(|it| it.trim().is_empty());
        let typed = if is_blank { Vec::new() } else { given::typed(&field.kind, &field.key, posted) };
        if alike(&typed, &fields::texts(asker, of, *slot, Holds::Record(seen, numbers))) {
            return None;
        }
        let theirs = words::named(&asker.desk, numbers, seen.get(of, *slot));
        let theirs = theirs.unwrap_or_else(|| fields::in_words(asker, of, seen, *slot));
        let yours = fields::typed_in_words(asker, &field.kind, &typed);
        Some(Changed { label: field.title.clone(), theirs: or_nothing(theirs), yours: or_nothing(yours) })
    });
    let mut all: Vec<Changed> = differs.collect();
    let state = of.lifecycle.state(seen.state()).map(|it| it.title.clone()).unwrap_or_default();
    all.insert(
        0,
        Changed { label: "Status".to_owned(), theirs: state, yours: "as it was when you opened it".to_owned() },
    );
    all
}

/// Whether two readings of a field are the same to whoever wrote them.
fn alike(one: &[String], two: &[String]) -> bool {
    let plain = |texts: &[String]| -> Vec<String> {
        let trimmed = texts.iter().map(|it| it.replace("\r\n", "\n").trim().to_owned());
        trimmed.filter(|it| !it.is_empty()).collect()
    };
    plain(one) == plain(two)
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
