//! The leaves of a condition: one field, the state, or what was done before.

use std::{collections::BTreeSet, sync::Arc};

use model::{ActivityIx, Field, Kind, Slot, StateIx, StateSet, Value, When};

use super::{
    BadCondition, Outcome, Parser, bad,
    lex::{Token, What},
};
use crate::nearest;

impl<'a> Parser<'a> {
    /// After `state`.
    pub(super) fn state(&mut self) -> Outcome {
        let states = if self.takes("is") { vec![self.take("a state")?] } else { self.listed("a state")? };
        let found: Result<StateSet, BadCondition> = states.into_iter().map(|it| self.state_named(it)).collect();
        found.map(When::InState)
    }

    fn state_named(&self, token: &Token<'_>) -> Result<StateIx, BadCondition> {
        let key = word(token)?;
        self.of.lifecycle.find_state(&key).ok_or_else(|| {
            let known = self.of.lifecycle.states.iter().map(|it| it.key.as_str());
            bad(token, format!("no state `{key}` in `{}`", self.of.key), nearest::help(&key, known))
        })
    }

    /// After `itself`.
    pub(super) fn itself(&mut self) -> Outcome {
        let ids = self.listed("the number of a record")?;
        let ids: Result<BTreeSet<i64>, BadCondition> = ids
            .into_iter()
            .map(|it| it.what.number().ok_or_else(|| bad(it, "a record is named by `#` and its number here", "")))
            .collect();
        Ok(When::Itself(Arc::new(ids?)))
    }

    /// After `acted`.
    pub(super) fn acted(&mut self) -> Outcome {
        let is_list = self.peek().is_some_and(|it| it.what == What::Open);
        let named = if is_list { self.values("an activity")? } else { vec![self.take("an activity")?] };
        let found: Result<Vec<ActivityIx>, BadCondition> =
            named.into_iter().map(|it| self.activity_named(it)).collect();
        found.map(When::Acted)
    }

    fn activity_named(&self, token: &Token<'_>) -> Result<ActivityIx, BadCondition> {
        let key = word(token)?;
        let known = self.words.activities;
        known.iter().position(|it| *it == key).map(ActivityIx::of).ok_or_else(|| {
            let help = nearest::help(&key, known.iter().map(String::as_str));
            bad(token, format!("no activity `{key}`"), help)
        })
    }

    /// After a field.
    pub(super) fn leaf(&mut self, key: &str, token: &'a Token<'a>) -> Outcome {
        let (slot, field) = self.field(key, token)?;
        let next = self.take("`is`, `in`, `involves`, `<=` or `>=`")?;
        let must = "`is`, `in`, `involves`, `<=` or `>=` is wanted here";
        match &next.what {
            What::Word("is") => self.after_is(slot, field, token),
            What::Word("in") => self.after_in(slot, field, token),
            What::Word("involves") => {
                self.expect(&What::Word("me"), "`me`")?;
                of_kind(field, token, "a person", |it| matches!(it, Kind::Person))?;
                Ok(When::Involves(slot))
            }
            What::Word("appointed") => {
                for word in ["by", "my", "role"] {
                    self.expect(&What::Word(word), "`by my role`")?;
                }
                Ok(When::IsOneOf(slot, Arc::new(self.words.appointed.clone())))
            }
            What::AtMost => Ok(When::AtMost(slot, self.number(field)?)),
            What::AtLeast => Ok(When::AtLeast(slot, self.number(field)?)),
            What::Word(_) | What::Quoted(_) | What::Number(_) | What::Open | What::Close | What::Comma => {
                Err(bad(next, must, ""))
            }
        }
    }

    fn after_is(&mut self, slot: Slot, field: &Field, token: &Token<'_>) -> Outcome {
        if self.takes("not") {
            return Ok(When::Not(Box::new(self.after_is(slot, field, token)?)));
        }
        if self.takes("empty") {
            return Ok(When::Empty(slot));
        }
        if self.takes("me") {
            of_kind(field, token, "a person", |it| matches!(it, Kind::Person))?;
            return Ok(When::IsActor(slot));
        }
        if is_textual(&field.kind) {
            let value = self.take("a value")?;
            return Ok(When::Is(slot, option(field, value)?));
        }
        let number = self.number(field)?;
        Ok(When::In(slot, Arc::new(BTreeSet::from([number]))))
    }

    fn after_in(&mut self, slot: Slot, field: &Field, token: &Token<'_>) -> Outcome {
        if self.takes("my") {
            self.expect(&What::Word("teams"), "`teams`")?;
            of_kind(field, token, "a team", |it| matches!(it, Kind::Team))?;
            return Ok(When::InMyTeams(slot));
        }
        let values = self.values("a value")?;
        if is_textual(&field.kind) {
            let texts: Result<BTreeSet<String>, _> = values.into_iter().map(|it| option(field, it)).collect();
            return Ok(When::IsOneOf(slot, Arc::new(texts?)));
        }
        let numbers: Result<BTreeSet<i64>, _> = values.into_iter().map(|it| number_of(field, it)).collect();
        Ok(When::In(slot, Arc::new(numbers?)))
    }

    fn field(&self, key: &str, token: &Token<'_>) -> Result<(Slot, &'a Field), BadCondition> {
        let slot = self.of.slot(key);
        slot.and_then(|it| Some((it, self.of.field(it)?))).ok_or_else(|| {
            let known = self.of.shown().map(|(_, it)| it.key.as_str());
            bad(token, format!("no field `{key}` in `{}`", self.of.key), nearest::help(key, known))
        })
    }

    fn number(&mut self, field: &Field) -> Result<i64, BadCondition> {
        let token = self.take("a value")?;
        number_of(field, token)
    }

    /// `in` and a list.
    fn listed(&mut self, wanted: &str) -> Result<Vec<&'a Token<'a>>, BadCondition> {
        self.expect(&What::Word("in"), "`is` or `in`")?;
        self.values(wanted)
    }

    fn values(&mut self, wanted: &str) -> Result<Vec<&'a Token<'a>>, BadCondition> {
        self.expect(&What::Open, "`(`")?;
        let mut found = Vec::new();
        if self.peek().is_some_and(|it| it.what == What::Close) {
            self.next += 1;
            return Ok(found);
        }
        loop {
            found.push(self.take(wanted)?);
            let sign = self.take("`,` or `)`")?;
            if sign.what == What::Close {
                return Ok(found);
            }
            if sign.what != What::Comma {
                return Err(bad(sign, "`,` or `)` is wanted here", ""));
            }
        }
    }
}

/// Whether conditions compare the field as text.
fn is_textual(kind: &Kind) -> bool {
    match kind {
        Kind::Line(_) | Kind::Text | Kind::Choice(_) => true,
        Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => false,
    }
}

fn of_kind(field: &Field, token: &Token<'_>, wanted: &str, fits: impl Fn(&Kind) -> bool) -> Result<(), BadCondition> {
    if fits(&field.kind) {
        return Ok(());
    }
    Err(bad(token, format!("field `{}` is a {}, not {wanted}", field.key, field.kind.name()), ""))
}

fn number_of(field: &Field, token: &Token<'_>) -> Result<i64, BadCondition> {
    if let Some(n) = token.what.number() {
        return Ok(n);
    }
    let text = word(token)?;
    let value = Value::parse(&field.kind, &text).map_err(|why| bad(token, format!("{}: {why}", field.key), ""))?;
    value.number().ok_or_else(|| bad(token, format!("field `{}` has no number to compare", field.key), ""))
}

/// The text as the field holds it; of a choice, one of its options.
fn option(field: &Field, token: &Token<'_>) -> Result<String, BadCondition> {
    let text = word(token)?;
    if let Kind::Choice(options) = &field.kind
        && options.find(&text).is_none()
    {
        let known = options.0.iter().map(|it| it.key.as_str());
        return Err(bad(token, format!("no option `{text}` in field `{}`", field.key), nearest::help(&text, known)));
    }
    Ok(text)
}

fn word(token: &Token<'_>) -> Result<String, BadCondition> {
    token.what.text().map(ToOwned::to_owned).ok_or_else(|| bad(token, "a word is wanted here", ""))
}
