//! Search: words of records, found by the database's index, shown only under sight.

use std::sync::Arc;

use model::{Draft, Record, RecordType, Sight, TypeIx, Value, When};
use store::{Among, Begun, Commit, Direction, Find, Holding, Matching, Sort};

use crate::{Desk, Halt, Seen, read::disjuncts, write::Act};

/// Whoever sees no more records of a type than this has them read and held against words one by one.
const FEW: usize = 300;
/// Whoever sees this many records with the words as they were typed is not shown those where more of the words are only begun.
const MANY: usize = 50;

impl Desk {
    /// Records that hold all the words, newest first, as the asker may see them.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Seen>, Halt> {
        let mut found = Vec::new();
        let number = text.trim().to_uppercase();
        if let Some(record) = self.engine.store.record_numbered(&number).await? {
            found.extend(self.seen(record).ok());
        }
        let given: Vec<String> = text.split_whitespace().take(12).map(str::to_owned).collect();
        let words = parted(&given);
        let typed = self.engine.store.matching(&words, Begun::Last).await?;
        let mut hits = self.hits(&typed, limit.max(MANY)).await?;
        // By the same rule as in lists: see `matching`.
        if !typed.words.is_widest() && hits.len() < MANY {
            hits = self.hits(&self.engine.store.matching(&words, Begun::Each).await?, limit).await?;
        }
        hits.sort_by_key(|it| std::cmp::Reverse(it.record().id));
        found.extend(hits.into_iter().filter(|it| it.number() != number));
        found.truncate(limit);
        Ok(found)
    }

    /// The records among those that match that the asker sees, up to so many of a type.
    async fn hits(&self, matching: &Matching, limit: usize) -> Result<Vec<Seen>, Halt> {
        let mut hits = Vec::new();
        for (of, newest) in self.engine.store.by_type(&matching.newest).await? {
            hits.extend(self.seen_among(of, Among::These(newest), limit).await?);
        }
        // Where words are common, what the asker sees may lie behind the newest matches.
        if matches!(matching.all, Among::Holding(_)) && hits.len() < limit {
            hits.clear();
            for of in &self.site().types {
                hits.extend(match self.few(of, &matching.words).await? {
                    Some(found) => found,
                    None => self.seen_among(of.ix, matching.all.clone(), limit).await?,
                });
            }
        }
        Ok(hits)
    }

    /// Those of a type that hold the words, where the asker sees so few of the type that each can be read; else `None`.
    async fn few(&self, of: &RecordType, words: &Holding) -> Result<Option<Vec<Seen>>, Halt> {
        let scope = disjuncts(self.authority.scope(of.ix, false));
        let find = self.newest_of(of.ix, None, FEW);
        if scope.is_empty() {
            return Ok(Some(Vec::new()));
        }
        if self.engine.store.count(&find, &scope, FEW).await? > FEW {
            return Ok(None);
        }
        let listed = self.engine.store.list(&find, &scope).await?;
        let held = listed.records.into_iter().filter(|it| words.is_in(&self::words(of, it)));
        Ok(Some(held.filter_map(|it| self.seen(it).ok()).collect()))
    }

    fn newest_of(&self, of: TypeIx, among: Option<Among>, limit: usize) -> Find {
        Find {
            of,
            open_only: false,
            filter: When::Always,
            asker: Arc::clone(self.authority.asker()),
            sort: Sort::Opened,
            direction: Direction::Down,
            after: None,
            limit,
            among,
        }
    }

    /// The records of a type that the asker sees among those that match, the newest first. The database holds them
    /// against scope, so that whoever sees little does not have every hit read for nothing.
    async fn seen_among(&self, of: TypeIx, among: Among, limit: usize) -> Result<Vec<Seen>, Halt> {
        let scope = disjuncts(self.authority.scope(of, false));
        if scope.is_empty() {
            return Ok(Vec::new());
        }
        let find = self.newest_of(of, Some(among), limit);
        let listed = self.engine.store.list(&find, &scope).await?;
        Ok(listed.records.into_iter().filter_map(|it| self.seen(it).ok()).collect())
    }

    /// The records that hold words, the last of them perhaps only begun; where the asker sees few of these, each of them.
    /// What the asker does not see has no part in which it is: the answer would tell how much of it there is.
    pub(crate) async fn matching(&self, words: &[String]) -> Result<Matching, Halt> {
        let words = parted(words);
        let store = &self.engine.store;
        let typed = store.matching(&words, Begun::Last).await?;
        if typed.words.is_widest() || self.sees_many(&typed).await? {
            return Ok(typed);
        }
        Ok(store.matching(&words, Begun::Each).await?)
    }

    /// Whether the asker sees many of the records that match, of whichever types.
    async fn sees_many(&self, matching: &Matching) -> Result<bool, Halt> {
        let mut seen = 0_usize;
        for (of, newest) in self.engine.store.by_type(&matching.newest).await? {
            seen = seen.saturating_add(self.seen_count(of, Among::These(newest)).await?);
            if seen >= MANY {
                return Ok(true);
            }
        }
        if matches!(matching.all, Among::These(_)) {
            return Ok(false);
        }
        // What they see may lie behind the newest matches.
        seen = 0;
        for of in &self.site().types {
            seen = seen.saturating_add(match self.few(of, &matching.words).await? {
                Some(found) => found.len(),
                None => self.seen_count(of.ix, matching.all.clone()).await?,
            });
            if seen >= MANY {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many records of a type the asker sees among those that match, counted as far as it matters.
    async fn seen_count(&self, of: TypeIx, among: Among) -> Result<usize, Halt> {
        let scope = disjuncts(self.authority.scope(of, false));
        if scope.is_empty() {
            return Ok(0);
        }
        let find = self.newest_of(of, Some(among), MANY);
        Ok(self.engine.store.count(&find, &scope, MANY).await?)
    }

    /// Adds the words of a record to a commit, where any of them changed.
    pub(crate) fn put_words(&self, commit: &mut Commit, act: &Act<'_>) {
        self.put_words_of(commit, act.of, &act.draft, act.before.is_none());
    }

    /// The same for whatever was written.
    pub(crate) fn put_words_of(&self, commit: &mut Commit, of: &RecordType, draft: &Draft, is_new: bool) {
        if is_new || words_changed(of, draft) {
            self.engine.store.put_words(commit, &draft.record, &words(of, &draft.record), is_new);
        }
    }
}

/// Words as they are looked for: letters and digits, in lower case.
fn parted(given: &[String]) -> Vec<String> {
    let parts = given.iter().flat_map(|it| it.split(|c: char| !c.is_alphanumeric()));
    parts.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
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
