//! Conditions inside files: read them, and put their faults where they stand in the file.

use std::collections::BTreeSet;

use model::{RecordType, When};

use super::Context;
use crate::{
    condition::{self, Words},
    log::At,
    table::Word,
};

/// A condition; one that can't be read is a fault and never holds.
pub(super) fn read(word: Word<'_>, of: &RecordType, role: Option<&str>, context: &Context<'_>) -> When {
    let none = BTreeSet::new();
    let appointed = role.and_then(|it| context.appointed.get(it)).unwrap_or(&none);
    let words = Words { activities: &context.activities, appointed };
    match condition::parse(word.text, of, words) {
        Ok(when) => when,
        Err(bad) => {
            context.log.error(&inside(word, bad.at, bad.length), bad.message, bad.help);
            When::Never
        }
    }
}

/// The place of some bytes of a text in a file; texts over several lines begin after three quotes.
fn inside(word: Word<'_>, from: usize, length: usize) -> At {
    let quotes = word.at.span().len().saturating_sub(word.text.len()) / 2;
    let start = word.at.span().start + quotes.clamp(1, 3) + from;
    At::new(word.at.source(), start..start + length)
}
