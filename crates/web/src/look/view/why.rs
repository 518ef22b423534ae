//! The why page: may I, may I not, who decides, on which rule.

use super::acts::Link;
use super::form::{Form, RecordRef};
use super::parts::Person;

/// Why an action is, or is not, the reader's to take.
#[derive(Debug, Clone, Default)]
pub struct Why {
    /// The record it is about.
    pub record: Option<RecordRef>,
    /// The answer in a sentence, for example `You can’t declare a major incident here.`
    pub sentence: String,
    /// The rule in words.
    pub rule: String,
    /// Whether it is allowed.
    pub allowed: bool,
    /// What the answer rests on, line by line.
    pub basis: Vec<Basis>,
    /// Who holds the deciding roles now.
    pub holders: Vec<RoleHolder>,
    /// What would make it allowed.
    pub would: Vec<String>,
    /// Asking.
    pub ask: Option<Ask>,
    /// The rule as written.
    pub text: Option<String>,
    /// Where the rule and its history stand.
    pub source: Option<Link>,
    /// The action itself, when allowed.
    pub act: Option<Link>,
}

/// How a line of the reasoning came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It was not looked at.
    #[default]
    Open,
}

/// A line of the reasoning.
#[derive(Debug, Clone, Default)]
pub struct Basis {
    /// How it came out.
    pub outcome: Outcome,
    /// What was asked.
    pub text: String,
    /// What was found.
    pub detail: String,
}

/// Who holds a role.
#[derive(Debug, Clone, Default)]
pub struct RoleHolder {
    /// The role.
    pub role: String,
    /// Who; none when vacant.
    pub person: Option<Person>,
    /// Deputies in words.
    pub deputies: String,
    /// How to reach them.
    pub reach: Vec<Link>,
}

/// The form to ask with.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// For example `Ask Jonas`.
    pub title: String,
    /// The form.
    pub form: Form,
}
