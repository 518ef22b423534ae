//! Which of a loaded record's values came with which of its steps: files say what it holds at the end, the journal says how
//! it came to that.
//!
//! What a move sets by itself came with it, and so did what the step says. The value at the end came with the last step
//! that needs it, else with the first that asks for it; of all else nobody knows more than that the record was opened.

use std::collections::BTreeSet;

use base::{Instant, PersonId};
use declare::Filed;
use model::{Kind, Move, RecordType, Slot, Source, Value};

use crate::{Engine, Fault, load::Keys};

/// Values by field key.
type Values = Vec<(String, Value)>;

/// A step as far as it tells what it set.
struct Told<'a> {
    makes: &'a Move,
    by: Option<PersonId>,
    at: Instant,
    says: Vec<(Slot, Value)>,
}

impl Engine {
    /// The values that came with each of a record's steps; with its opening where it has no steps.
    pub(crate) fn unfolded(
        &self,
        of: &RecordType,
        it: &Filed,
        (values, keys): (&Values, &Keys),
    ) -> Result<Vec<Values>, Fault> {
        let mut steps = Vec::new();
        for step in &it.steps {
            let Some((_, makes)) = of.lifecycle.find_move(&step.makes) else { continue };
            let mut says = Vec::new();
            for (key, given) in &step.sets {
                says.extend(of.slot(key).zip(Some(self.given(of, key, given, keys)?)));
            }
            steps.push(Told { makes, by: keys.people.get(&step.by).copied(), at: step.age.at(self.now()), says });
        }
        if steps.is_empty() {
            return Ok(vec![values.clone()]);
        }
        let mut found = vec![Values::new(); steps.len()];
        for slot in slots(of, &steps, values) {
            let Some(field) = of.field(slot) else { continue };
            let held = values.iter().find(|(key, _)| *key == field.key).map_or(Value::Empty, |(_, it)| it.clone());
            for (all, came) in found.iter_mut().zip(came(&steps, (slot, &field.kind), &held)) {
                all.extend(came.map(|it| (field.key.clone(), it)));
            }
        }
        Ok(found)
    }
}

/// Every field that the record holds or a step sets, in order.
fn slots(of: &RecordType, steps: &[Told<'_>], values: &Values) -> BTreeSet<Slot> {
    let set = steps.iter().flat_map(|it| it.makes.sets.iter().map(|it| it.slot));
    let said = steps.iter().flat_map(|it| it.says.iter().map(|(slot, _)| *slot));
    set.chain(said).chain(values.iter().filter_map(|(key, _)| of.slot(key))).collect()
}

/// What came of one field with each step, so that `held` is what it comes to.
fn came(steps: &[Told<'_>], (slot, kind): (Slot, &Kind), held: &Value) -> Vec<Option<Value>> {
    let mut now = Value::Empty;
    let mut found: Vec<Option<Value>> = Vec::with_capacity(steps.len());
    for step in steps {
        let value = step.sets(slot, kind, &now);
        now = value.clone().unwrap_or(now);
        found.push(value);
    }
    if now != *held {
        if held.is_empty() {
            // Something took it away that no step tells of, so that nothing is known.
            return vec![None; steps.len()];
        }
        let asks =
            |must: bool| move |it: &Told<'_>| it.makes.asks.iter().any(|(asked, is)| *asked == slot && (*is || !must));
        let last = (0..steps.len())
            .rev()
            .find(|at| found.get(*at).is_some_and(Option::is_some) || steps.get(*at).is_some_and(asks(true)));
        let at = last.or_else(|| steps.iter().position(asks(false))).unwrap_or_default();
        if let Some(place) = found.get_mut(at) {
            *place = Some(held.clone());
        }
    }
    without_repeats(found)
}

/// The same without what changes nothing.
fn without_repeats(found: Vec<Option<Value>>) -> Vec<Option<Value>> {
    let mut now = Value::Empty;
    let news = |it: Option<Value>| {
        let it = it.filter(|it| *it != now)?;
        now = it.clone();
        Some(it)
    };
    found.into_iter().map(news).collect()
}

impl Told<'_> {
    /// What the step set of a field, as far as it and its move tell.
    fn sets(&self, slot: Slot, kind: &Kind, before: &Value) -> Option<Value> {
        if let Some((_, said)) = self.says.iter().find(|(it, _)| *it == slot) {
            return Some(said.clone());
        }
        let set = self.makes.sets.iter().find(|it| it.slot == slot)?;
        match &set.to {
            Source::Actor => self.by.map(Value::Person),
            Source::Now if *kind == Kind::Date => {
                Some(Value::Date(self.at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()))
            }
            Source::Now => Some(Value::Instant(self.at)),
            Source::Fixed(value) => Some(value.clone()),
            Source::Increment => Some(Value::Int(before.number().unwrap_or_default().saturating_add(1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person's number for each step, what it says of the team, and what came of a field with each.
    fn check(key: &str, steps: &[(&str, i64, Option<i64>)], held: Value, expected: &[Option<Value>]) {
        let site = declare::shipped();
        let of = site.find_type("incident").unwrap();
        let slot = of.slot(key).unwrap();
        let told: Vec<Told<'_>> = steps
            .iter()
            .map(|(makes, by, team)| Told {
                makes: of.lifecycle.find_move(makes).unwrap().1,
                by: Some(PersonId::new(*by)),
                at: testkit::START,
                says: team
                    .map(|it| (of.slot("assigned_team").unwrap(), Value::Team(base::TeamId::new(it))))
                    .into_iter()
                    .collect(),
            })
            .collect();
        assert_eq!(came(&told, (slot, &of.field(slot).unwrap().kind), &held), expected, "{key} {steps:?}");
    }

    #[test]
    fn a_value_comes_with_the_step_that_brought_it() {
        let team = |it| Value::Team(base::TeamId::new(it));
        let person = |it| Value::Person(PersonId::new(it));
        let escalated = [("log", 1, None), ("classify", 1, Some(7)), ("escalate", 1, None), ("take-over", 2, None)];
        check("assigned_team", &escalated, team(8), &[None, Some(team(7)), Some(team(8)), None]);
        check("assignee", &escalated, person(2), &[None, None, None, Some(person(2))]);
        check("tier", &escalated, Value::Int(2), &[Some(Value::Int(1)), None, Some(Value::Int(2)), None]);
        check("category", &escalated, Value::Text("x".into()), &[None, Some(Value::Text("x".into())), None, None]);
        check("place", &escalated, Value::Text("Oslo".into()), &[Some(Value::Text("Oslo".into())), None, None, None]);
        check("problem_ref", &escalated, Value::Int(9), &[Some(Value::Int(9)), None, None, None]);
        // Handed over since, and nobody tells when: it was with the last step that says anything.
        check("assignee", &escalated, person(3), &[None, None, None, Some(person(3))]);
        check(
            "assignee",
            &[("log", 1, None), ("classify", 1, None), ("diagnose", 1, None), ("escalate", 1, None)],
            Value::Empty,
            &[None, None, Some(person(1)), Some(Value::Empty)],
        );
        check("assigned_team", &[("log", 1, None), ("classify", 1, None)], team(7), &[Some(team(7)), None]);
    }
}
