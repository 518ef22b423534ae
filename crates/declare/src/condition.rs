//! Conditions as text. Knows the grammar; what the words mean on a record type comes from the type itself.
//!
//! ```text
//! either    = both { "or" both }
//! both      = one { "and" one }
//! one       = "not" one | "(" either ")" | "always" | "never"
//!           | "state" ( "is" state | "in" list ) | "itself" "in" list | "acted" ( activity | list )
//!           | field "is" ( ["not"] ( "me" | "empty" | value ) )
//!           | field ( "involves" "me" | "in" "my" "teams" | "in" list | "<=" value | ">=" value )
//!           | field "appointed" "by" "my" "role"
//! list      = "(" [ value { "," value } ] ")"
//! ```
//! A value is a word, a text in single quotes, or `#n`: the number behind the field as the database holds it.

mod leaf;
mod lex;
mod print;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use model::{RecordType, When};

use self::lex::{Token, What};
pub use self::print::print;

/// The words that begin a condition and so can't be field keys.
pub(crate) const RESERVED: [&str; 8] = ["always", "never", "not", "and", "or", "state", "acted", "itself"];

/// What a condition may speak of besides the record type.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The keys of all activities, in order of their indices.
    pub activities: &'a [String],
    /// The roles that the cell's role appoints: what `appointed by my role` means.
    pub appointed: &'a BTreeSet<String>,
}

/// Why a text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadCondition {
    /// Where it is wrong: bytes from, in the text.
    pub at: usize,
    /// How many bytes are meant.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

/// Reads a condition on records of a type.
pub fn parse(text: &str, of: &RecordType, words: Words<'_>) -> Result<When, BadCondition> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, end: text.len(), of, words };
    let when = parser.either()?;
    match parser.peek() {
        None => Ok(when),
        Some(token) => Err(bad(token, "the condition ends before this", "join conditions with `and` or `or`")),
    }
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    next: usize,
    end: usize,
    of: &'a RecordType,
    words: Words<'a>,
}

type Outcome = Result<When, BadCondition>;

impl<'a> Parser<'a> {
    fn either(&mut self) -> Outcome {
        let mut parts = vec![self.both()?];
        while self.takes("or") {
            parts.push(self.both()?);
        }
        Ok(single_or(parts, When::Any))
    }

    fn both(&mut self) -> Outcome {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(single_or(parts, When::All))
    }

    fn one(&mut self) -> Outcome {
        let token = self.take("a condition")?;
        match token.what {
            What::Open => {
                let inner = self.either()?;
                self.expect(&What::Close, "`)`")?;
                Ok(inner)
            }
            What::Word("not") => Ok(When::Not(Box::new(self.one()?))),
            What::Word("always") => Ok(When::Always),
            What::Word("never") => Ok(When::Never),
            What::Word("state") => self.state(),
            What::Word("itself") => self.itself(),
            What::Word("acted") => self.acted(),
            What::Word(key) => self.leaf(key, token),
            What::Close | What::Comma | What::AtMost | What::AtLeast | What::Quoted(_) | What::Number(_) => {
                Err(bad(token, "a condition begins with a field, `state`, `acted` or `not`", ""))
            }
        }
    }

    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.next)
    }

    /// Takes the word if it is the next.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.peek().is_some_and(|it| it.what == What::Word(word));
        self.next += usize::from(is_next);
        is_next
    }

    fn take(&mut self, wanted: &str) -> Result<&'a Token<'a>, BadCondition> {
        let token = self.peek().ok_or_else(|| BadCondition {
            at: self.end,
            length: 1,
            message: format!("the condition ends where {wanted} is wanted"),
            help: String::new(),
        })?;
        self.next += 1;
        Ok(token)
    }

    fn expect(&mut self, what: &What<'_>, wanted: &str) -> Result<(), BadCondition> {
        let token = self.take(wanted)?;
        if token.what == *what { Ok(()) } else { Err(bad(token, format!("{wanted} is wanted here"), "")) }
    }
}

fn single_or(mut parts: Vec<When>, join: fn(Vec<When>) -> When) -> When {
    if parts.len() == 1 { parts.pop().unwrap_or(When::Always) } else { join(parts) }
}

fn bad(token: &Token<'_>, message: impl Into<String>, help: impl Into<String>) -> BadCondition {
    BadCondition { at: token.at, length: token.length, message: message.into(), help: help.into() }
}
