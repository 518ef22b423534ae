//! Writes a condition back as the text that reads as the same condition.

use model::{ActivityIx, Kind, RecordType, Slot, StateSet, Value, When};

use super::{RESERVED, lex::is_plain};

/// The text of a condition on records of a type; `activities` are the keys of all activities in order.
pub fn print(when: &When, of: &RecordType, activities: &[String]) -> String {
    Printer { of, activities }.text(when)
}

struct Printer<'a> {
    of: &'a RecordType,
    activities: &'a [String],
}

impl Printer<'_> {
    fn text(&self, when: &When) -> String {
        match when {
            When::Always => "always".to_owned(),
            When::Never => "never".to_owned(),
            When::IsActor(slot) => format!("{} is me", self.field(*slot)),
            When::Involves(slot) => format!("{} involves me", self.field(*slot)),
            When::InMyTeams(slot) => format!("{} in my teams", self.field(*slot)),
            When::Empty(slot) => format!("{} is empty", self.field(*slot)),
            When::Is(slot, text) => format!("{} is {}", self.field(*slot), word(text)),
            When::IsOneOf(slot, texts) => {
                format!("{} in ({})", self.field(*slot), list(texts.iter().map(|it| word(it))))
            }
            When::In(slot, numbers) => {
                let all: Vec<String> = numbers.iter().map(|it| self.number(*slot, *it)).collect();
                match all.as_slice() {
                    [only] => format!("{} is {only}", self.field(*slot)),
                    many => format!("{} in ({})", self.field(*slot), many.join(", ")),
                }
            }
            When::AtMost(slot, most) => format!("{} <= {}", self.field(*slot), self.number(*slot, *most)),
            When::AtLeast(slot, least) => format!("{} >= {}", self.field(*slot), self.number(*slot, *least)),
            When::InState(states) => self.states(*states),
            When::Itself(ids) => format!("itself in ({})", list(ids.iter().map(|it| format!("#{it}")))),
            When::Acted(of) => match of.as_slice() {
                [only] => format!("acted {}", self.activity(*only)),
                many => format!("acted ({})", list(many.iter().map(|it| self.activity(*it)))),
            },
            When::All(of) => of.iter().map(|it| self.inside(it)).collect::<Vec<_>>().join(" and "),
            When::Any(of) => of.iter().map(|it| self.inside(it)).collect::<Vec<_>>().join(" or "),
            When::Not(of) => format!("not {}", self.inside(of)),
        }
    }

    /// In parentheses where it joins others.
    fn inside(&self, when: &When) -> String {
        if matches!(when, When::All(_) | When::Any(_)) { format!("({})", self.text(when)) } else { self.text(when) }
    }

    fn field(&self, slot: Slot) -> &str {
        self.of.field(slot).map_or("?", |it| it.key.as_str())
    }

    fn activity(&self, ix: ActivityIx) -> String {
        self.activities.get(ix.at()).cloned().unwrap_or_else(|| "?".to_owned())
    }

    fn states(&self, states: StateSet) -> String {
        let keys: Vec<&str> =
            states.states().filter_map(|it| Some(self.of.lifecycle.state(it)?.key.as_str())).collect();
        match keys.as_slice() {
            [only] => format!("state is {only}"),
            many => format!("state in ({})", many.join(", ")),
        }
    }

    /// As people write the value, where that reads back as the same number.
    fn number(&self, slot: Slot, n: i64) -> String {
        let written = |kind: &Kind| {
            let text = Value::from_number(kind, n)?.print(kind);
            let reads_back = Value::parse(kind, &text).ok()?.number() == Some(n);
            let is_id = matches!(kind, Kind::Reference(_) | Kind::Person | Kind::Team | Kind::Attachment);
            let fits = reads_back && !is_id && text.chars().all(is_plain) && !is_keyword(&text);
            fits.then_some(text)
        };
        self.of.field(slot).and_then(|it| written(&it.kind)).unwrap_or_else(|| format!("#{n}"))
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn word(text: &str) -> String {
    let is_bare = !text.is_empty() && text.chars().all(is_plain) && !is_keyword(text);
    if is_bare { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

fn is_keyword(text: &str) -> bool {
    RESERVED.contains(&text) || ["me", "my", "empty", "is", "in", "involves"].contains(&text)
}
