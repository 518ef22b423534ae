//! Cuts a condition into words, quoted texts, numbers and signs.

use std::{borrow::Cow, iter::Peekable, str::CharIndices};

use super::BadCondition;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What<'a> {
    Word(&'a str),
    Quoted(Cow<'a, str>),
    Number(i64),
    Open,
    Close,
    Comma,
    AtMost,
    AtLeast,
}

impl What<'_> {
    /// The word or the quoted text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Quoted(text) => Some(text),
            Self::Number(_) | Self::Open | Self::Close | Self::Comma | Self::AtMost | Self::AtLeast => None,
        }
    }

    /// The number after `#`.
    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(n) = self { Some(*n) } else { None }
    }
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) what: What<'a>,
    pub(super) at: usize,
    pub(super) length: usize,
}

/// Whether a character may stand in a word.
pub(super) fn is_plain(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '-' | ':' | '.' | '+')
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, BadCondition> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let what = match first {
            '(' => What::Open,
            ')' => What::Close,
            ',' => What::Comma,
            '<' | '>' if chars.next_if(|(_, it)| *it == '=').is_some() => {
                if first == '<' {
                    What::AtMost
                } else {
                    What::AtLeast
                }
            }
            '\'' => quoted(text, at, &mut chars)?,
            '#' => number(text, at, &mut chars)?,
            it if is_plain(it) => What::Word(rest_of_word(text, at, &mut chars)),
            other => return Err(bad(at, other.len_utf8(), format!("`{other}` means nothing here"))),
        };
        let end = chars.peek().map_or(text.len(), |(end, _)| *end);
        out.push(Token { what, at, length: end - at });
    }
    Ok(out)
}

fn rest_of_word<'a>(text: &'a str, from: usize, chars: &mut Peekable<CharIndices<'_>>) -> &'a str {
    while chars.next_if(|(_, it)| is_plain(*it)).is_some() {}
    let end = chars.peek().map_or(text.len(), |(end, _)| *end);
    text.get(from..end).unwrap_or_default()
}

/// A text in single quotes; a quote in it is doubled.
fn quoted<'a>(text: &'a str, from: usize, chars: &mut Peekable<CharIndices<'_>>) -> Result<What<'a>, BadCondition> {
    while let Some((at, it)) = chars.next() {
        if it == '\'' && chars.next_if(|(_, it)| *it == '\'').is_none() {
            let inner = text.get(from + 1..at).unwrap_or_default();
            let plain = if inner.contains('\'') { Cow::Owned(inner.replace("''", "'")) } else { Cow::Borrowed(inner) };
            return Ok(What::Quoted(plain));
        }
    }
    Err(bad(from, text.len() - from, "the quote is not closed".to_owned()))
}

fn number<'a>(text: &str, from: usize, chars: &mut Peekable<CharIndices<'_>>) -> Result<What<'a>, BadCondition> {
    let digits = rest_of_word(text, from + 1, chars);
    let fault = |_ignored| bad(from, digits.len() + 1, format!("`#{digits}` is not a whole number"));
    digits.parse().map(What::Number).map_err(fault)
}

fn bad(at: usize, length: usize, message: String) -> BadCondition {
    BadCondition { at, length, message, help: String::new() }
}
