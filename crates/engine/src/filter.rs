//! The one filter grammar: box, URL, API and saved views alike. `status:open team:service-desk priority<=2 assignee:me role:accountable -impact:low words`.

use std::{collections::BTreeSet, sync::Arc};

use base::Span;
use model::{Does, Header, Kind, Letter, Phase, RecordType, Sight, Slot, StateSet, Value, When};

use crate::{Desk, FieldFault, Halt, Refused};

/// What is asked of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The record type's key.
    pub kind: String,
    /// The filter, in the grammar above; free words are searched for.
    pub filter: String,
    /// `changed`, `opened`, `clock` or `priority`, with `-` in front for the largest first; empty for the default.
    pub sort: String,
    /// Where the page begins, as given by the page before.
    pub after: Option<String>,
    /// How many rows; 50 where 0, at most 200.
    pub limit: usize,
}

/// One term of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether it must not hold.
    pub is_not: bool,
    /// The field's key; empty for free words.
    pub field: String,
    /// `:`, `<=`, `>=`, `<`, `>`.
    pub op: String,
    /// The value.
    pub value: String,
}

/// A filter, resolved.
pub(crate) struct Filter {
    pub(crate) when: When,
    pub(crate) words: Vec<String>,
    pub(crate) open_only: bool,
    /// Whether it reads a field that only those inside may read.
    pub(crate) inside: bool,
    /// Only what counts towards a measure.
    pub(crate) counted: Option<store::Sieve>,
}

/// What a role does on a record, as people write it in a filter.
const LETTERS: [(&str, Letter); 4] =
    [("accountable", Letter::A), ("responsible", Letter::R), ("consulted", Letter::C), ("informed", Letter::I)];

impl Term {
    /// Reads a filter's text into terms; quotes keep spaces together.
    pub fn parse(text: &str) -> Vec<Self> {
        split(text).into_iter().map(|it| Self::one(&it)).collect()
    }

    fn one(text: &str) -> Self {
        let (is_not, rest) = match text.strip_prefix('-') {
            Some(rest) if !rest.is_empty() => (true, rest),
            Some(_) | None => (false, text),
        };
        let name = rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.')).count();
        let (field, tail) = rest.split_at(name);
        let op = ["<=", ">=", "<", ">", ":"].into_iter().find(|it| tail.starts_with(it));
        match op {
            Some(op) if !field.is_empty() => Self {
                is_not,
                field: field.replace('_', "-"),
                op: op.to_owned(),
                value: tail.trim_start_matches(op).trim_matches('"').to_owned(),
            },
            Some(_) | None => {
                Self { is_not, field: String::new(), op: String::new(), value: rest.trim_matches('"').to_owned() }
            }
        }
    }

    /// The term as text that reads back the same.
    pub fn print(&self) -> String {
        let value = if self.value.contains(' ') { format!("\"{}\"", self.value) } else { self.value.clone() };
        format!("{}{}{}{value}", if self.is_not { "-" } else { "" }, self.field, self.op)
    }
}

fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars().take(1000) {
        if c == '"' {
            quoted = !quoted;
        }
        if c.is_whitespace() && !quoted {
            if !part.is_empty() {
                parts.push(std::mem::take(&mut part));
            }
        } else {
            part.push(c);
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

impl Desk {
    /// Resolves a filter for a type; all that does not fit is named at once.
    pub(crate) async fn filter(&self, of: &RecordType, text: &str) -> Result<Filter, Halt> {
        let mut filter =
            Filter { when: When::Always, words: Vec::new(), open_only: false, inside: false, counted: None };
        let (mut parts, mut faults) = (Vec::new(), Vec::new());
        for term in Term::parse(text) {
            if term.field.is_empty() {
                filter.words.push(term.value);
                continue;
            }
            if term.field == "status" && term.value == "open" && !term.is_not {
                filter.open_only = true;
                continue;
            }
            if term.field == "counted" && !term.is_not && filter.counted.is_none() {
                match crate::Which::parse(&term.value) {
                    Ok(which) => {
                        let (sieve, narrow, inside) = self.sieve(of, &which)?;
                        filter.counted = Some(sieve);
                        filter.inside |= inside;
                        parts.push(narrow);
                    }
                    Err(message) => faults.push(FieldFault { field: term.field, message }),
                }
                continue;
            }
            match self.term(of, &term, &mut filter.inside).await? {
                Ok(when) => parts.push(if term.is_not { when.negated() } else { when }),
                Err(message) => faults.push(FieldFault { field: term.field, message }),
            }
        }
        if !faults.is_empty() {
            return Err(Refused::invalid(faults).into());
        }
        filter.when = When::all(parts);
        Ok(filter)
    }

    async fn term(&self, of: &RecordType, term: &Term, inside: &mut bool) -> Result<Result<When, String>, Halt> {
        if matches!(term.field.as_str(), "status" | "state" | "is") {
            return Ok(states(of, &term.value));
        }
        if term.field == "role" && of.slot("role").is_none() {
            return Ok(self.by_letter(of, &term.value, inside));
        }
        let Some((slot, sight)) = named(of, &term.field) else {
            let known: Vec<&str> = of.shown().map(|(_, it)| it.key.as_str()).collect();
            return Ok(Err(format!("is no field to filter by; these are: status, role, {}", known.join(", "))));
        };
        *inside |= sight == Sight::Inside;
        let Some(field) = of.field(slot) else { return Ok(Ok(When::Never)) };
        if term.value == "none" || term.value.is_empty() {
            return Ok(Ok(When::Empty(slot)));
        }
        if term.value == "me" && field.kind == Kind::Person {
            return Ok(Ok(When::IsActor(slot)));
        }
        if term.value == "mine" && field.kind == Kind::Team {
            return Ok(Ok(When::InMyTeams(slot)));
        }
        if let (Kind::Instant, Some(when)) = (&field.kind, self.relative(slot, term)) {
            return Ok(Ok(when));
        }
        self.compared(slot, field, term).await
    }

    /// `role:accountable`: the records on which one of the asker's own roles has that letter in following them.
    fn by_letter(&self, of: &RecordType, word: &str, inside: &mut bool) -> Result<When, String> {
        let wanted = LETTERS.iter().find(|(it, _)| *it == word).map(|(_, letter)| *letter);
        let letter = wanted.ok_or_else(|| {
            let known: Vec<&str> = LETTERS.iter().map(|(it, _)| *it).collect();
            format!("knows no `{}`; there are: {}", word.chars().take(40).collect::<String>(), known.join(", "))
        })?;
        let follows = self.site().on(of.ix).filter(|(_, it)| matches!(it.does, Does::Follow(_)));
        let grants = follows.flat_map(|(ix, _)| self.authority.grants_of(ix));
        let own = grants.filter(|it| it.letter == letter && it.for_.is_none());
        let when = When::any(own.map(|it| When::all([it.within.clone(), it.cell.clone()])));
        let reads_inside = |slot: Slot| of.field(slot).is_some_and(|it| it.sight == Sight::Inside);
        *inside |= when.slots().into_iter().any(reads_inside);
        Ok(when)
    }

    async fn compared(&self, slot: Slot, field: &model::Field, term: &Term) -> Result<Result<When, String>, Halt> {
        let alternatives: Vec<(String, crate::Given)> =
            term.value.split(',').map(|it| (field.key.clone(), crate::Given::Text(it.to_owned()))).collect();
        let mut values = Vec::new();
        for (_, given) in alternatives {
            match self.one_value(field, &given).await {
                Ok(value) => values.push(value),
                Err((message, None)) => return Ok(Err(message)),
                Err((_, Some(halt))) => return Err(halt),
            }
        }
        Ok(compare(slot, &term.op, &values))
    }

    /// `due<1h`, `opened>7d`: ahead of now for what lies ahead, before now for what has been.
    fn relative(&self, slot: Slot, term: &Term) -> Option<When> {
        let Ok(Value::Duration(span)) = Value::parse(&Kind::Duration, &term.value) else { return None };
        let ahead = slot == Header::Due.slot();
        let at = if ahead { self.now.plus(span) } else { self.now.plus(Span::ZERO.minus(span)) };
        let smaller = term.op.starts_with('<') || term.op == ":";
        // "opened<7d" reads as "opened less than seven days ago".
        Some(if smaller == ahead { When::AtMost(slot, at.micros()) } else { When::AtLeast(slot, at.micros()) })
    }
}

/// The slot that a word of the grammar names: a field's key, a header's name or one of a few everyday words.
fn named(of: &RecordType, word: &str) -> Option<(Slot, Sight)> {
    let everyday = match word {
        "team" => Some(Header::HolderTeam),
        "assignee" | "holder" => Some(Header::HolderPerson),
        "for" | "caller" => Some(Header::ForPerson),
        "by" => Some(Header::OpenedBy),
        "prio" | "p" => Some(Header::Priority),
        "due" | "clock" => Some(Header::Due),
        _other => Header::ALL.into_iter().find(|it| it.name().replace('_', "-") == word),
    };
    let key = of.fields.iter().position(|it| it.is_declared && it.key.replace('_', "-") == word).map(Slot::of);
    let slot = key.or_else(|| everyday.map(Header::slot))?;
    let field = of.field(slot)?;
    let known = field.is_declared || Header::ALL.get(slot.at()).is_some_and(|it| it.is_computed());
    known.then_some((slot, field.sight))
}

fn states(of: &RecordType, text: &str) -> Result<When, String> {
    let mut set = StateSet::default();
    for word in text.split(',') {
        let one = match word {
            "open" => of.lifecycle.open(),
            "ended" => of
                .lifecycle
                .in_phase(Phase::Done)
                .states()
                .chain(of.lifecycle.in_phase(Phase::Closed).states())
                .collect(),
            _word => match of.lifecycle.find_state(word) {
                Some(state) => StateSet::default().with(state),
                None => Phase::ALL
                    .into_iter()
                    .find(|it| it.name() == word)
                    .map(|it| of.lifecycle.in_phase(it))
                    .unwrap_or_default(),
            },
        };
        if one.is_empty() && Phase::ALL.iter().all(|it| it.name() != word) && word != "open" && word != "ended" {
            let known: Vec<&str> = of.lifecycle.states.iter().map(|it| it.key.as_str()).collect();
            return Err(format!(
                "knows no `{}`; there are: open, {}",
                word.chars().take(40).collect::<String>(),
                known.join(", ")
            ));
        }
        set = one.states().fold(set, StateSet::with);
    }
    Ok(When::InState(set))
}

fn compare(slot: Slot, op: &str, values: &[Value]) -> Result<When, String> {
    let numbers: BTreeSet<i64> = values.iter().filter_map(Value::number).collect();
    let texts: BTreeSet<String> = values.iter().filter_map(|it| it.text().map(str::to_owned)).collect();
    if op == ":" {
        return Ok(if texts.is_empty() {
            When::In(slot, Arc::new(numbers))
        } else {
            When::IsOneOf(slot, Arc::new(texts))
        });
    }
    let [value] = values else { return Err("takes one value with < or >".to_owned()) };
    let Some(n) = value.number() else { return Err("is text; use : to compare it".to_owned()) };
    Ok(match op {
        "<=" => When::AtMost(slot, n),
        "<" => When::AtMost(slot, n.saturating_sub(1)),
        ">=" => When::AtLeast(slot, n),
        _greater => When::AtLeast(slot, n.saturating_add(1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_as_it_was_written() {
        let text = "status:open -team:service-desk priority<=2 due<1h by:\"Maya Okafor\" payslip";
        let terms = Term::parse(text);
        assert_eq!(terms.len(), 6);
        assert_eq!(terms.iter().map(Term::print).collect::<Vec<_>>().join(" "), text);
        assert!(terms[1].is_not);
        assert_eq!(terms[4].value, "Maya Okafor");
        assert_eq!(terms[5].field, "");
    }
}
