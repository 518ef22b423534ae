//! What an effect fills on the other record.

use model::{
    Draft, Kind, Money, Record, RecordType, Value,
    rules::{Fill, Origin},
};

use super::effects::{Cause, Link};
use crate::Desk;

impl Desk {
    /// Fills fields of the other record.
    pub(crate) fn put_fills(&self, of: &RecordType, draft: &mut Draft, (link, fills): (&Link, &[Fill]), cause: &Cause) {
        for fill in fills.iter().filter(|it| it.of == of.ix) {
            let Some(kind) = of.field(fill.slot).map(|it| &it.kind) else { continue };
            let held = draft.record.get(fill.slot).clone();
            if let Some(value) = self.origin(&fill.from, (&held, kind), &link.record, cause) {
                draft.set(fill.slot, value);
            }
        }
    }

    fn origin(&self, from: &Origin, (held, kind): (&Value, &Kind), other: &Record, cause: &Cause) -> Option<Value> {
        let number = |n: Option<i64>| n.unwrap_or_default();
        match from {
            Origin::Field(slot) => {
                let field = self.site().of(other.of)?.field(*slot)?;
                Some(fitted(other.get(*slot), &field.kind, kind))
            }
            Origin::More(slot) => counted(held, other.get(*slot), 1),
            Origin::Less(slot) => counted(held, other.get(*slot), -1),
            Origin::Itself if matches!(kind, Kind::References(_)) => Some(Value::Records(vec![other.id])),
            Origin::Itself => Some(Value::Record(other.id)),
            Origin::Actor => cause.persons.first().copied().map(Value::Person),
            Origin::Now if *kind == Kind::Date => Some(Value::Date(self.engine.today(self.engine.zone()))),
            Origin::Now => Some(Value::Instant(self.now)),
            Origin::Later(span) => Some(self.later(*span, kind)),
            Origin::Increment => Some(Value::Int(number(held.number()).saturating_add(1))),
            Origin::Fixed(value) => Some(value.clone()),
        }
    }
}

/// A value of one field as another holds it.
pub(crate) fn fitted(value: &Value, from: &Kind, to: &Kind) -> Value {
    match (value, to) {
        (Value::Empty, _) => Value::Empty,
        (Value::Record(id), Kind::References(_)) => Value::Records(vec![*id]),
        (Value::Text(text), Kind::Line(most)) => Value::Text(cut(&titled(text, from).replace('\n', " "), *most)),
        (Value::Text(text), Kind::Text) => Value::Text(titled(text, from)),
        (other, _) => other.clone(),
    }
}

/// The title of an option; any other text as it is.
fn titled(text: &str, from: &Kind) -> String {
    if let Kind::Choice(options) = from {
        return options.find(text).map_or_else(|| text.to_owned(), |it| it.title.clone());
    }
    text.to_owned()
}

fn cut(text: &str, most: u32) -> String {
    text.chars().take(usize::try_from(most).unwrap_or(usize::MAX)).collect()
}

/// What is held, and a number more or less. Amounts in another currency are not mixed in.
fn counted(held: &Value, by: &Value, sign: i64) -> Option<Value> {
    let by_number = by.number()?.saturating_mul(sign);
    match (held, by) {
        (Value::Money(one), Value::Money(two)) if one.currency != two.currency => None,
        (Value::Money(one), _) => {
            Some(Value::Money(Money { minor: one.minor.saturating_add(by_number), currency: one.currency.clone() }))
        }
        (Value::Empty, Value::Money(two)) => {
            Some(Value::Money(Money { minor: by_number, currency: two.currency.clone() }))
        }
        (Value::Duration(one), _) => {
            Some(Value::Duration(base::Span::from_micros(one.micros().saturating_add(by_number))))
        }
        (Value::Empty, Value::Duration(_)) => Some(Value::Duration(base::Span::from_micros(by_number))),
        (Value::Empty, _) => Some(Value::Int(by_number)),
        (one, _) => Some(Value::Int(one.number()?.saturating_add(by_number))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(minor: i64) -> Value {
        Value::Money(Money { minor, currency: "EUR".to_owned() })
    }

    #[test]
    fn what_is_counted_in_keeps_its_kind_and_its_currency() {
        assert_eq!(counted(&Value::Empty, &euros(250), 1), Some(euros(250)));
        assert_eq!(counted(&euros(1000), &euros(250), -1), Some(euros(750)));
        assert_eq!(counted(&Value::Int(3), &Value::Int(4), 1), Some(Value::Int(7)));
        assert_eq!(counted(&Value::Int(3), &Value::Empty, 1), None);
        let crowns = Value::Money(Money { minor: 1, currency: "SEK".to_owned() });
        assert_eq!(counted(&euros(1000), &crowns, 1), None);
    }

    #[test]
    fn a_choice_becomes_its_title_and_a_line_is_cut() {
        let options = model::Options(vec![model::Opt { key: "fails".into(), title: "It fails".into() }]);
        let said = Value::Text("fails".to_owned());
        assert_eq!(fitted(&said, &Kind::Choice(options), &Kind::Line(5)), Value::Text("It fa".to_owned()));
    }
}
