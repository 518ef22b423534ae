//! From a text of the log to the value of a field.

use super::{Made, PlannedValue};
use crate::log::{
    As, FieldRule, Moments,
    mapping::{Gives, Words},
    moment::short,
};

impl FieldRule {
    /// The value of the field after an event; `None` where the event doesn't tell.
    pub(super) fn value(&self, words: &Words<'_>, moments: &Moments) -> Result<Option<PlannedValue>, String> {
        let text = words.at(&self.from).filter(|text| !self.unknown.iter().any(|unknown| unknown == text));
        text.map(|text| self.read(text, moments)).transpose()
    }

    /// What the rule makes of the event, where it makes something.
    pub(super) fn made(&self, words: &Words<'_>, moments: &Moments) -> Option<Made> {
        let value = self.value(words, moments).ok().flatten();
        value.as_ref().and_then(PlannedValue::made).cloned()
    }

    fn read(&self, text: &str, moments: &Moments) -> Result<PlannedValue, String> {
        let (from, shown) = (&self.from, short(text));
        match &self.gives {
            Gives::Plain(read_as) => plain(text, *read_as, moments).map_err(|reason| format!("`{from}`: {reason}")),
            Gives::Mapped(values, default) => {
                let value = values.get(text).or(default.as_ref()).cloned();
                value.ok_or_else(|| format!("`{from}` is `{shown}`, which the mapping gives no value"))
            }
            Gives::Make(kind, line) => {
                let line = line.as_ref().and_then(|line| line.of(text));
                Ok(PlannedValue::Make(Made { kind: kind.clone(), key: text.to_owned(), line }))
            }
            Gives::Line(line) => {
                let line = line.of(text).map(|line| PlannedValue::Whole(line.into()));
                line.ok_or_else(|| format!("`{from}` is `{shown}`, whose ending tells no support line"))
            }
        }
    }

    /// The parts of a value that count for a digest.
    pub(super) fn digest_parts(value: &PlannedValue) -> [String; 3] {
        match value {
            PlannedValue::Text(text) => ["text".to_owned(), text.clone(), String::new()],
            PlannedValue::Whole(number) => ["whole".to_owned(), number.to_string(), String::new()],
            PlannedValue::Choice(key) => ["choice".to_owned(), key.clone(), String::new()],
            PlannedValue::At(at) => ["at".to_owned(), at.micros().to_string(), String::new()],
            PlannedValue::Make(made) => [format!("make {}", made.kind), made.key.clone(), format!("{:?}", made.line)],
        }
    }
}

fn plain(text: &str, read_as: As, moments: &Moments) -> Result<PlannedValue, String> {
    match read_as {
        As::Text => Ok(PlannedValue::Text(text.to_owned())),
        As::Choice => Ok(PlannedValue::Choice(text.to_owned())),
        As::Instant => moments.read(text).map(PlannedValue::At),
        As::Whole => {
            let number = text.trim().parse::<i64>();
            number.map(PlannedValue::Whole).map_err(|error| format!("`{}` is not a whole number: {error}", short(text)))
        }
    }
}
