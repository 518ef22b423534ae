//! Each word once, as a small number.

use std::sync::Arc;

use indexmap::IndexSet;

/// A word's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Word(u32);

/// All words so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words(IndexSet<Arc<str>>);

impl Words {
    /// The number of a word.
    pub(crate) fn of(&mut self, text: &Arc<str>) -> Word {
        let at = match self.0.get_index_of(text) {
            Some(at) => at,
            None => self.0.insert_full(Arc::clone(text)).0,
        };
        Word(u32::try_from(at).unwrap_or(u32::MAX))
    }
    /// The number of a word, where there is one.
    pub(crate) fn maybe(&mut self, text: Option<&Arc<str>>) -> Option<Word> {
        text.map(|it| self.of(it))
    }
    /// The word of a number.
    pub(crate) fn text(&self, word: Word) -> String {
        let at = usize::try_from(word.0).unwrap_or(usize::MAX);
        self.0.get_index(at).map(|it| it.as_ref().to_owned()).unwrap_or_default()
    }
}
