//! Conditions as a colleague would say them: titles instead of keys, names instead of ids. Files keep the text that
//! `declare` prints; this is for people, and nothing reads it back.

use base::{PersonId, RecordId, TeamId};
use model::{ActivityIx, Kind, RecordType, Slot, StateSet, Value, When};

use crate::Directory;

/// How many values are named before the rest is counted.
const NAMED: usize = 6;

/// A condition on records of a type in words.
pub(crate) fn spelled(directory: &Directory, of: &RecordType, when: &When) -> String {
    Speller { directory, of }.said(when, false)
}

struct Speller<'a> {
    directory: &'a Directory,
    of: &'a RecordType,
}

impl Speller<'_> {
    fn said(&self, when: &When, is_not: bool) -> String {
        let is = if is_not { "is not" } else { "is" };
        match when {
            When::Always | When::Never => if (*when == When::Always) == is_not { "never" } else { "always" }.to_owned(),
            When::IsActor(slot) | When::Involves(slot) if is_not => {
                format!("{} is somebody else", self.title(*slot))
            }
            When::IsActor(slot) => format!("{} is whoever does it", self.title(*slot)),
            When::Involves(slot) => format!("{} is whoever does it, or whom they stand in for", self.title(*slot)),
            When::InMyTeams(slot) => format!("{} {is} a team of whoever does it", self.title(*slot)),
            When::Empty(slot) => format!("{} is {}", self.title(*slot), if is_not { "filled" } else { "empty" }),
            When::Is(slot, text) => format!("{} {is} {}", self.title(*slot), self.option(*slot, text)),
            When::IsOneOf(slot, texts) => {
                let all: Vec<String> = texts.iter().map(|it| self.option(*slot, it)).collect();
                format!("{} {is} {}", self.title(*slot), listed(&all))
            }
            When::In(slot, numbers) => {
                let all: Vec<String> = numbers.iter().map(|it| self.number(*slot, *it)).collect();
                format!("{} {is} {}", self.title(*slot), listed(&all))
            }
            When::AtMost(slot, n) => format!("{} {is} at most {}", self.title(*slot), self.number(*slot, *n)),
            When::AtLeast(slot, n) => format!("{} {is} at least {}", self.title(*slot), self.number(*slot, *n)),
            When::InState(states) => format!("it {is} {}", listed(&self.states(*states))),
            When::Itself(_) => format!("it {is} one of certain records"),
            When::Acted(activities) => {
                let all: Vec<String> = activities.iter().map(|it| self.activity(*it)).collect();
                format!("whoever does it has {}done {}", if is_not { "not " } else { "" }, listed(&all))
            }
            When::All(parts) => self.joined(parts, if is_not { " or " } else { " and " }, is_not),
            When::Any(parts) => self.joined(parts, if is_not { " and " } else { " or " }, is_not),
            When::Not(part) => self.said(part, !is_not),
        }
    }

    fn joined(&self, parts: &[When], word: &str, is_not: bool) -> String {
        let one = |it: &When| {
            let said = self.said(it, is_not);
            if matches!(it, When::All(_) | When::Any(_)) { format!("({said})") } else { said }
        };
        parts.iter().map(one).collect::<Vec<_>>().join(word)
    }

    fn title(&self, slot: Slot) -> String {
        self.of.field(slot).map_or_else(|| "?".to_owned(), |it| format!("“{}”", it.title))
    }

    fn option(&self, slot: Slot, key: &str) -> String {
        let kind = self.of.field(slot).map(|it| &it.kind);
        let options = if let Some(Kind::Choice(options)) = kind { Some(options) } else { None };
        options.and_then(|it| it.find(key)).map_or_else(|| key.to_owned(), |it| it.title.clone())
    }

    fn number(&self, slot: Slot, n: i64) -> String {
        let Some(kind) = self.of.field(slot).map(|it| &it.kind) else { return n.to_string() };
        match kind {
            Kind::Level(options) => options.at_level(n).map_or_else(|| n.to_string(), |it| it.title.clone()),
            Kind::Person => self.directory.name(PersonId::new(n)),
            Kind::Team => self.directory.team_name(TeamId::new(n)),
            Kind::Reference(_) => self.directory.place_name(RecordId::new(n)).unwrap_or("a certain record").to_owned(),
            Kind::Line(_)
            | Kind::Text
            | Kind::Whole
            | Kind::Decimal(_)
            | Kind::Money
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Duration
            | Kind::Choice(_)
            | Kind::References(_)
            | Kind::Attachment => Value::from_number(kind, n).map_or_else(|| n.to_string(), |it| it.print(kind)),
        }
    }

    fn states(&self, states: StateSet) -> Vec<String> {
        states.states().filter_map(|it| self.of.lifecycle.state(it)).map(|it| it.title.to_lowercase()).collect()
    }

    fn activity(&self, ix: ActivityIx) -> String {
        let found = self.directory.site.activity(ix).map(|it| format!("“{}”", it.title));
        found.unwrap_or_else(|| "something that is gone".to_owned())
    }
}

/// One of these: `mail, print or one of 3 more`.
fn listed(all: &[String]) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named = all.iter().take(NAMED).cloned();
    let mut parts: Vec<String> = named.chain((more > 0).then(|| format!("one of {more} more"))).collect();
    match (parts.pop(), parts.is_empty()) {
        (Some(last), false) => format!("{} or {last}", parts.join(", ")),
        (Some(last), true) => last,
        (None, _) => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[expect(clippy::field_reassign_with_default, reason = "the other fields are the directory's own")]
    fn check(text: &str, said: &str) {
        let site = declare::shipped();
        let of = site.find_type("incident").unwrap();
        let when = declare::parse(text, of, site).unwrap();
        let mut directory = Directory::default();
        directory.site = Arc::new(site.clone());
        assert_eq!(spelled(&directory, of, &when), said);
    }

    #[test]
    fn a_condition_is_said_with_titles_and_without_negations_in_front() {
        check("category is mail and not caller is me", "“Category” is Mail and calendar and “Caller” is somebody else");
        check("not (state is resolved or assignee is empty)", "it is not resolved and “Assignee” is filled");
        check("not acted incident:resolve", "whoever does it has not done “Resolve an incident”");
        check(
            "(impact <= department or state is on-hold) and caller is me",
            "(“Impact” is at most One department or it is on hold) and “Caller” is whoever does it",
        );
    }
}
