//! Search: words of records, found by the database's index, shown only under sight.

use base::RecordId;
use model::{Draft, Record, RecordType, Sight, Value};
use store::Commit;

use crate::{Desk, Halt, Seen, write::Act};

impl Desk {
    /// Records that hold all the words, newest first, as the asker may see them.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Seen>, Halt> {
        let mut found = Vec::new();
        let number = text.trim().to_uppercase();
        if let Some(record) = self.engine.store.record_numbered(&number).await? {
            found.extend(self.seen(record).ok());
        }
        let words: Vec<String> = text.split_whitespace().take(12).map(str::to_owned).collect();
        let ids = self.matching(&words).await?;
        for some in ids.chunks(100) {
            for record in self.engine.store.records(some).await? {
                if found.len() < limit && record.number != number {
                    found.extend(self.seen(record).ok());
                }
            }
            if found.len() >= limit {
                break;
            }
        }
        Ok(found)
    }

    pub(crate) async fn matching(&self, words: &[String]) -> Result<Vec<RecordId>, Halt> {
        let words: Vec<String> = words
            .iter()
            .flat_map(|it| it.split(|c: char| !c.is_alphanumeric()))
            .filter(|it| !it.is_empty())
            .map(str::to_lowercase)
            .collect();
        Ok(self.engine.store.matching(&words).await?)
    }

    /// Adds the words of a record to a commit, where any of them changed.
    pub(crate) fn put_words(&self, commit: &mut Commit, act: &Act<'_>) {
        let is_new = act.before.is_none();
        if is_new || words_changed(act.of, &act.draft) {
            self.engine.store.put_words(commit, &act.draft.record, &words(act.of, &act.draft.record), is_new);
        }
    }
}

fn words_changed(of: &RecordType, draft: &Draft) -> bool {
    draft.changed.iter().any(|slot| of.field(*slot).is_some_and(|it| it.is_searched))
}

/// The words by which a record is found: its number and its searched fields. Inner fields are left out, since a hit
/// would give them away.
pub(crate) fn words(of: &RecordType, record: &Record) -> String {
    let mut text = record.number.replace('-', " ");
    for (slot, _) in of.shown().filter(|(_, it)| it.is_searched && it.sight == Sight::Open) {
        if let Value::Text(words) = record.get(slot) {
            text.push('\n');
            text.extend(words.chars().take(20_000));
        }
    }
    text
}
