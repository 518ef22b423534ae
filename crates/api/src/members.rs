//! The members of a JSON object that was sent: each is taken by name, and what is left over is refused.

use serde_json::{Map, Value as Json};

use crate::problem::Problem;

/// The members of an object that was sent.
#[derive(Debug)]
pub(crate) struct Members {
    left: Map<String, Json>,
    known: Vec<&'static str>,
    faults: Vec<(String, String)>,
}

impl Members {
    pub(crate) fn new(object: Map<String, Json>) -> Self {
        Self { left: object, known: Vec::new(), faults: Vec::new() }
    }
    /// Takes a member, if it is there.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Json> {
        self.known.push(name);
        self.left.shift_remove(name)
    }
    /// Notes a fault.
    pub(crate) fn fault(&mut self, name: &str, message: &str) {
        self.faults.push((name.to_owned(), message.to_owned()));
    }
    /// Takes a text of at most so many characters.
    pub(crate) fn text(&mut self, name: &'static str, most: usize) -> Option<String> {
        match self.take(name)? {
            Json::String(text) if text.chars().count() <= most => Some(text),
            Json::String(_) => {
                self.fault(name, &format!("is longer than {most} characters"));
                None
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                self.fault(name, "is a text in quotes");
                None
            }
        }
    }
    /// Takes a text on one line that is not empty.
    pub(crate) fn line(&mut self, name: &'static str, most: usize) -> Option<String> {
        let text = self.text(name, most)?;
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            self.fault(name, "is a text on one line, not empty");
            return None;
        }
        Some(text)
    }
    /// The same, which must be there.
    pub(crate) fn needed(&mut self, name: &'static str, most: usize) -> String {
        if !self.left.contains_key(name) {
            self.fault(name, "is needed");
        }
        self.line(name, most).unwrap_or_default()
    }
    /// Takes a yes or no; no where it is not there.
    pub(crate) fn yes(&mut self, name: &'static str) -> bool {
        match self.take(name) {
            None => false,
            Some(Json::Bool(yes)) => yes,
            Some(Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                self.fault(name, "is true or false");
                false
            }
        }
    }
    /// Takes an object; an empty one where it is not there.
    pub(crate) fn object(&mut self, name: &'static str) -> Map<String, Json> {
        match self.take(name) {
            None => Map::new(),
            Some(Json::Object(object)) => object,
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_)) => {
                self.fault(name, "is an object");
                Map::new()
            }
        }
    }
    /// Takes a list.
    pub(crate) fn list(&mut self, name: &'static str) -> Vec<Json> {
        match self.take(name) {
            Some(Json::Array(list)) => list,
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_)) | None => {
                self.fault(name, "is needed: a list");
                Vec::new()
            }
        }
    }
    /// Takes a number from 0.
    pub(crate) fn count(&mut self, name: &'static str) -> Option<i64> {
        let number = self.take(name)?.as_i64().filter(|it| *it >= 0);
        if number.is_none() {
            self.fault(name, "is a whole number from 0");
        }
        number
    }
    /// Whether a member is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }
    /// Names everything that did not fit, and every member that nobody took.
    pub(crate) fn finish(self) -> Result<(), Box<Problem>> {
        let Self { left, known, mut faults } = self;
        for (name, _) in left.into_iter().take(20) {
            let name: String = name.chars().take(60).collect();
            faults.push((name, format!("is not known here; there are: {}", known.join(", "))));
        }
        if faults.is_empty() { Ok(()) } else { Err(Problem::invalids(faults)) }
    }
}
