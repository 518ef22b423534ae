//! States, priorities and types as they are drawn.

use model::{Header, Kind, Phase, Record, RecordType, StateIx, Tone};

use crate::look::{
    icons,
    view::{Priority, Status, StatusShape},
};

/// The shape of a state, from its phase and colour.
pub(crate) fn shape(of: &RecordType, state: StateIx) -> StatusShape {
    let Some(it) = of.lifecycle.state(state) else { return StatusShape::New };
    match (it.phase, it.tone) {
        (Phase::New, Tone::Neutral | Tone::Warn | Tone::Crit) => StatusShape::New,
        (Phase::New, Tone::Info | Tone::Plan | Tone::Ok) | (Phase::Active, Tone::Info) => StatusShape::Assigned,
        (Phase::Active, Tone::Plan) | (Phase::Waiting, Tone::Plan | Tone::Info) => StatusShape::WaitingPerson,
        (Phase::Active, Tone::Neutral | Tone::Warn | Tone::Ok | Tone::Crit) => StatusShape::Working,
        (Phase::Waiting, Tone::Neutral | Tone::Warn | Tone::Ok | Tone::Crit) => StatusShape::WaitingSupplier,
        (Phase::Done, _) | (Phase::Closed, Tone::Ok) => StatusShape::Done,
        (Phase::Closed, Tone::Neutral | Tone::Info | Tone::Warn | Tone::Plan | Tone::Crit) => StatusShape::Stopped,
    }
}

/// A state by name and shape.
pub(crate) fn status(of: &RecordType, state: StateIx) -> Status {
    let title = of.lifecycle.state(state).map(|it| it.title.clone()).unwrap_or_default();
    Status::new(title, shape(of, state))
}

/// A record's priority, if its type has one and it is set.
pub(crate) fn priority(of: &RecordType, record: &Record) -> Option<Priority> {
    let field = of.field(Header::Priority.slot()).filter(|it| it.is_declared)?;
    let level = record.header(Header::Priority).number()?;
    let title =
        if let Kind::Level(options) = &field.kind { options.at_level(level).map(|it| it.title.clone()) } else { None };
    Some(Priority::new(u8::try_from(level).unwrap_or(5), title.unwrap_or_else(|| format!("P{level}"))))
}

/// The icon of a type: the declared one if it is drawn, else the nearest there is.
pub(crate) fn icon_of(of: &RecordType) -> String {
    let near = match of.icon.as_str() {
        "alert" => "inc",
        "server" | "cube" => "ci",
        "layers" => "map",
        "user-check" | "badge" => "user",
        "arrow-up" => "up",
        "route" => "branch",
        "message" => "bell",
        "calendar" => "cal",
        "handshake" | "target" => "scale",
        "clipboard" => "list",
        own => own,
    };
    icons::NAMES.iter().find(|it| **it == near).copied().unwrap_or("doc").to_owned()
}

/// A text as it begins a line: with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text with its first letter small, for use within a sentence; words in capitals stay.
pub(crate) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(_), Some(next)) if next.is_uppercase() => text.to_owned(),
        (Some(one), _) => one.to_lowercase().chain(text.chars().skip(1)).collect(),
        (None, _) => String::new(),
    }
}
