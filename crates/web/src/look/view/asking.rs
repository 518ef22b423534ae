//! A question with what answers it: who answers, what would be.

use super::parts::{Letter, Person, Phrase, Tone};

/// A page that asks and answers.
#[derive(Debug, Clone, Default)]
pub struct AskPage {
    /// Heading.
    pub title: String,
    /// What it is for, in a sentence.
    pub lead: String,
    /// Where the question goes.
    pub action: String,
    /// What is asked.
    pub fields: Vec<AskField>,
    /// What the button says.
    pub submit: String,
    /// What was understood, or what is wrong with the question.
    pub note: Option<(Tone, Phrase)>,
    /// The answer, part by part.
    pub sections: Vec<AskSection>,
    /// Heading and reason where a question has no answer.
    pub empty: Option<(String, String)>,
}

/// One field of the question.
#[derive(Debug, Clone, Default)]
pub struct AskField {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// How to write it.
    pub hint: String,
    /// What is in it.
    pub value: String,
    /// Choices by key, where only some are possible.
    pub choices: Vec<(String, String)>,
}

/// A part of the answer.
#[derive(Debug, Clone, Default)]
pub struct AskSection {
    /// Heading.
    pub title: String,
    /// Rows; where there are none, `none` is said.
    pub rows: Vec<AskRow>,
    /// What is said where there are no rows.
    pub none: String,
}

/// A row of the answer.
#[derive(Debug, Clone, Default)]
pub struct AskRow {
    /// The letter, where it is about one.
    pub letter: Option<Letter>,
    /// The icon otherwise, by name.
    pub icon: String,
    /// The avatar.
    pub person: Option<Person>,
    /// What it says first.
    pub title: String,
    /// Where it leads.
    pub url: Option<String>,
    /// More, line by line.
    pub details: Vec<Phrase>,
    /// A word at the right.
    pub end: String,
}
