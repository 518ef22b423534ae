//! Applies a mapping to a case, event by event.

use base::Instant;
use indexmap::IndexMap;

use super::{Made, Notes, Plan, Planned, PlannedValue, Step};
use crate::log::{
    Case, Digest, Event, Fault, FieldRule, Mapping, StateRule,
    mapping::{Rows, Words},
    moment::short,
};

/// A plan in the making.
struct Planning<'a> {
    mapping: &'a Mapping,
    case: &'a Case,
    fields: IndexMap<String, PlannedValue>,
    state: Option<String>,
    steps: Vec<Step>,
    faults: Vec<Fault>,
    digest: Digest,
}

pub(super) fn plan(mapping: &Mapping, case: &Case) -> Plan {
    let no_words = vec![];
    let first = case.events.first();
    let words =
        Words { key: &case.key, case: &case.attributes, event: first.map_or(&no_words, |event| &event.attributes) };
    let title = mapping.title.fill(&words);
    let opened = first.map_or_else(Instant::default, |event| event.at);
    let digest = Digest::of([&mapping.record_type, &case.key, &title].map(String::as_str));
    let mut planning =
        Planning { mapping, case, fields: IndexMap::new(), state: None, steps: vec![], faults: vec![], digest };
    case.events.iter().for_each(|event| planning.event(event));
    if mapping.rows == Rows::Case && case.events.len() == 1 {
        case.events.iter().for_each(|event| planning.later(event));
    }
    let Planning { fields, state, steps, faults, digest, .. } = planning;
    let (key, line, record_type) = (case.key.clone(), case.line, mapping.record_type.clone());
    Plan { planned: Planned { key, line, record_type, title, opened, state, fields, steps, digest }, faults }
}

impl Planning<'_> {
    fn event(&mut self, event: &Event) {
        let words = Words { key: &self.case.key, case: &self.case.attributes, event: &event.attributes };
        let moments = &self.mapping.names.moments;
        let mut changes = vec![];
        for (name, rule) in &self.mapping.fields {
            match rule.value(&words, moments) {
                Ok(Some(value)) if self.fields.get(name) != Some(&value) => changes.push((name.clone(), value)),
                Ok(_) => {}
                Err(reason) => self.faults.push(Fault::new(event.line, reason)),
            }
        }
        self.fields.extend(changes.iter().cloned());
        let is_first = self.steps.is_empty();
        let state = self.mapping.state.as_ref().and_then(|rule| match rule.state(&words, is_first) {
            Ok(state) => state,
            Err(reason) => {
                self.faults.push(Fault::new(event.line, reason));
                None
            }
        });
        let by = |rule: &Option<FieldRule>| rule.as_ref().and_then(|rule| rule.made(&words, moments));
        let (person, team) = (by(&self.mapping.by.person), by(&self.mapping.by.team));
        let kept = self.mapping.keep.iter().filter_map(|(place, label)| words.at(place).map(|text| (label, text)));
        let notes: Notes = kept.map(|(label, text)| (label.clone(), text.to_owned())).collect();
        let role = self.mapping.by.role.as_ref().and_then(|rule| rule.role(&words));
        let said = self.mapping.state.as_ref().and_then(|rule| rule.words(&words));
        let digest = self.digest;
        let (at, line) = (event.at, event.line);
        self.push(Step { at, state, changes, person, team, role, words: said, notes, line, digest });
    }

    /// The further moments of a row that is a whole case, by time.
    fn later(&mut self, event: &Event) {
        let words = Words { key: &self.case.key, case: &self.case.attributes, event: &event.attributes };
        let mut found: Vec<(Instant, &String)> = vec![];
        for later in &self.mapping.later {
            let Some(text) = words.at(&later.at) else { continue };
            match self.mapping.names.moments.read(text) {
                Ok(at) if at < event.at => {
                    let reason = format!("`{}` lies before `{}`; it is left out", later.at, self.mapping.names.at);
                    self.faults.push(Fault::new(event.line, reason));
                }
                Ok(at) => found.push((at, &later.state)),
                Err(reason) => self.faults.push(Fault::new(event.line, format!("`{}`: {reason}", later.at))),
            }
        }
        found.sort_by_key(|(at, _)| *at);
        for (at, state) in found {
            let (state, digest) = (Some(state.clone()), self.digest);
            self.push(Step {
                at,
                state,
                changes: vec![],
                person: None,
                team: None,
                role: None,
                words: None,
                notes: vec![],
                line: event.line,
                digest,
            });
        }
    }

    /// Adds a step, and its digest to that of the case so far.
    fn push(&mut self, mut step: Step) {
        self.digest = self.digest.then(parts(&step).iter().map(String::as_str));
        step.digest = self.digest;
        if step.state.is_some() {
            self.state.clone_from(&step.state);
        }
        self.steps.push(step);
    }
}

/// What counts for a step's digest: what is brought in of it, but not its line, for a longer file may be sorted otherwise.
fn parts(step: &Step) -> Vec<String> {
    let mut parts = vec![step.at.micros().to_string(), format!("{:?}", step.state)];
    for (name, value) in &step.changes {
        parts.push(format!("field {name}"));
        parts.extend(FieldRule::digest_parts(value));
    }
    for (role, made) in [("person", &step.person), ("team", &step.team)] {
        parts.extend(
            made.iter().flat_map(|made: &Made| [role.to_owned(), made.key.clone(), format!("{:?}", made.line)]),
        );
    }
    parts.extend(step.notes.iter().flat_map(|(label, text)| [format!("note {label}"), text.clone()]));
    parts
}

impl StateRule {
    /// The log's own words; `None` where it says nothing.
    fn words(&self, words: &Words<'_>) -> Option<String> {
        let texts: Vec<&str> = self.from.iter().map(|place| words.at(place).unwrap_or_default()).collect();
        texts.iter().any(|text| !text.is_empty()).then(|| texts.join("/"))
    }

    fn state(&self, words: &Words<'_>, is_first: bool) -> Result<Option<String>, String> {
        let texts: Vec<&str> = self.from.iter().map(|place| words.at(place).unwrap_or_default()).collect();
        let text = texts.join("/");
        let first = if is_first { self.first.get(&text) } else { None };
        let state = first.or_else(|| self.values.get(&text)).or(self.default.as_ref()).cloned();
        if state.is_none() && texts.iter().any(|text| !text.is_empty()) {
            return Err(format!("`{}` is a state that the mapping doesn't name", short(&text)));
        }
        Ok(state)
    }
}
