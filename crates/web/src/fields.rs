//! A record type's fields as widgets. Exhaustive over kinds: a new kind is a compile error here.

use engine::{Desk, Seen};
use model::{Kind, RecordType, Slot, TypeIx, Value};

use crate::{
    asker::Asker,
    look::view::{Field, NamedChoice, Suggestion, Widget},
    words::{self, Numbers},
};

/// The most suggestions that one field carries.
const SUGGESTIONS: usize = 200;

/// Currencies to choose from; the record's own comes first.
const CURRENCIES: [&str; 7] = ["EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF"];

/// What a field shows: what was typed before, or what the record holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds<'a> {
    /// Nothing yet.
    Nothing,
    /// The record's value.
    Record(&'a Seen, &'a Numbers),
    /// What was typed, one text for each value sent.
    Typed(&'a [String]),
}

/// A field as a widget, filled.
pub(crate) fn field(asker: &Asker, of: &RecordType, slot: Slot, holds: Holds<'_>) -> Option<Field> {
    let declared = of.field(slot)?;
    if declared.is_computed {
        return None;
    }
    let texts = texts(asker, of, slot, holds);
    let widget = widget(asker, &declared.kind, &texts);
    let made = Field::new(declared.key.clone(), declared.title.clone(), widget);
    Some(if declared.help.is_empty() { made } else { made.hint(declared.help.replace('`', "")) })
}

/// What the widget shows, as text.
pub(crate) fn texts(asker: &Asker, of: &RecordType, slot: Slot, holds: Holds<'_>) -> Vec<String> {
    match holds {
        Holds::Nothing => Vec::new(),
        Holds::Typed(texts) => texts.to_vec(),
        Holds::Record(seen, numbers) => shown(asker, of, slot, (seen, numbers)),
    }
}

fn shown(asker: &Asker, of: &RecordType, slot: Slot, (seen, numbers): (&Seen, &Numbers)) -> Vec<String> {
    let desk = &asker.desk;
    let Some(field) = of.field(slot) else { return Vec::new() };
    let known = |id: &base::RecordId| numbers.get(id).cloned().unwrap_or_default();
    let place = |id: &base::RecordId| desk.directory().place_name(*id).map_or_else(|| known(id), str::to_owned);
    match seen.get(of, slot) {
        Value::Empty => Vec::new(),
        Value::Person(id) => vec![person_text(desk, *id)],
        Value::Team(id) => vec![desk.directory().roster.team(*id).map(|it| it.key.clone()).unwrap_or_default()],
        Value::Record(id) => vec![place(id)],
        Value::Records(ids) => ids.iter().map(place).collect(),
        Value::Instant(at) => vec![asker.times.local(*at)],
        value @ (Value::Text(_)
        | Value::Int(_)
        | Value::YesNo(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::File(_)) => vec![value.print(&field.kind)],
    }
}

/// A person's name, or their mail address where the name is shared.
fn person_text(desk: &Desk, id: base::PersonId) -> String {
    let name = desk.directory().name(id);
    if desk.directory().find_person(&name) == Some(id) {
        return name;
    }
    desk.directory().person(id).map_or(name, |it| it.mail.clone())
}

fn widget(asker: &Asker, kind: &Kind, texts: &[String]) -> Widget {
    let first = texts.first().cloned().unwrap_or_default();
    match kind {
        Kind::Line(_) => Widget::Line(first),
        Kind::Text => Widget::Text(first),
        Kind::Whole => Widget::Whole { value: first, least: None, most: None },
        Kind::Decimal(places) => Widget::Decimal { value: first, places: *places },
        Kind::Money => money(&first),
        Kind::YesNo => Widget::YesNo(match first.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _open => None,
        }),
        Kind::Date => Widget::Date(first),
        Kind::Instant => Widget::Instant { value: first, zone: asker.times.zone_name() },
        Kind::Duration => Widget::Duration(first),
        Kind::Choice(options) => Widget::Choice(choices(options, &first)),
        Kind::Level(options) => Widget::Level(choices(options, &first)),
        Kind::Reference(types) => Widget::Reference { value: first, suggestions: records(&asker.desk, types) },
        Kind::References(types) => Widget::References {
            chosen: texts
                .iter()
                .filter(|it| !it.is_empty())
                .map(|it| NamedChoice::new(it.clone(), it.clone()).chosen())
                .collect(),
            suggestions: records(&asker.desk, types),
        },
        Kind::Person => Widget::Person { value: first, suggestions: people(&asker.desk), now: None },
        Kind::Team => Widget::Team(teams(&asker.desk, &first)),
        Kind::Attachment => Widget::Attachment { files: Vec::new(), limit: "25 MB each".to_owned() },
    }
}

fn money(text: &str) -> Widget {
    let (amount, currency) = text.split_once(' ').unwrap_or((text, ""));
    let own = (!currency.is_empty() && !CURRENCIES.contains(&currency)).then_some(currency);
    let all = own.into_iter().chain(CURRENCIES);
    let chosen = |it: &str| it == currency || currency.is_empty() && it == "EUR";
    let currencies = all.map(|it| NamedChoice { chosen: chosen(it), ..NamedChoice::new(it, it) }).collect();
    Widget::Money { amount: amount.to_owned(), currencies }
}

fn choices(options: &model::Options, chosen: &str) -> Vec<NamedChoice> {
    options
        .0
        .iter()
        .map(|it| NamedChoice { chosen: it.key == chosen, ..NamedChoice::new(it.key.clone(), it.title.clone()) })
        .collect()
}

fn teams(desk: &Desk, chosen: &str) -> Vec<NamedChoice> {
    let all = desk.directory().roster.teams();
    let mut found: Vec<NamedChoice> = all
        .map(|it| NamedChoice { chosen: it.key == chosen, ..NamedChoice::new(it.key.clone(), it.name.clone()) })
        .collect();
    sorted(&mut found);
    found
}

/// People to name: only those inside IT look others up.
fn people(desk: &Desk) -> Vec<Suggestion> {
    if !desk.is_inside() {
        return Vec::new();
    }
    let all = desk.directory().people().filter(|it| it.is_active);
    let named =
        all.map(|it| Suggestion { value: person_text(desk, base::PersonId::new(it.id)), label: it.mail.clone() });
    let mut found: Vec<Suggestion> = named.take(SUGGESTIONS).collect();
    found.sort_by(|one, two| one.value.cmp(&two.value));
    found
}

/// Places of these types by name.
fn records(desk: &Desk, types: &[TypeIx]) -> Vec<Suggestion> {
    let kinds: Vec<_> = types.iter().filter_map(|it| desk.site().of(*it)?.place).collect();
    let places = desk.directory().roster.places().filter(|it| kinds.contains(&it.kind));
    let mut found: Vec<Suggestion> =
        places.take(SUGGESTIONS).map(|it| Suggestion { value: it.name.clone(), label: it.key.clone() }).collect();
    found.sort_by(|one, two| one.value.cmp(&two.value));
    found
}

/// Choices by what they say.
pub(crate) fn sorted(choices: &mut [NamedChoice]) {
    choices.sort_by(|one, two| one.label.cmp(&two.label));
}

/// What was typed into a field, in words: titles instead of keys.
pub(crate) fn typed_in_words(asker: &Asker, kind: &Kind, texts: &[String]) -> String {
    let one = |text: &String| match kind {
        Kind::Choice(options) | Kind::Level(options) => options.find(text).map(|it| it.title.clone()),
        Kind::Team => {
            let directory = asker.desk.directory();
            directory.find_team(text).map(|it| directory.team_name(it))
        }
        Kind::Line(_)
        | Kind::Text
        | Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Attachment => None,
    };
    texts.iter().map(|it| one(it).unwrap_or_else(|| it.clone())).collect::<Vec<_>>().join(", ")
}

/// What a field holds, in words, for the page that shows both where two people wrote at once.
pub(crate) fn in_words(asker: &Asker, of: &RecordType, seen: &Seen, slot: Slot) -> String {
    words::value(&asker.desk, &asker.times, of, seen, slot)
}
