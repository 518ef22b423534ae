//! What records are, held against what the journal says of them. Knows no hashes: `inspect` proves the journal itself.

use std::collections::BTreeMap;

use base::RecordId;
use serde_json::Value as Json;
use store::{Journaled, Store};

use crate::{Fault, Tampering};

/// How many records are compared at once.
const PAGE: i64 = 2000;
/// How many entries of one record are read anew.
const ENTRIES: i64 = 100_000;
/// How often a difference is looked at anew, for somebody may be at work on the record.
const LOOKS: usize = 3;
/// How many differences are told of.
const TOLD: usize = 100;

/// What the journal last said of each record.
#[derive(Debug, Default)]
pub(crate) struct Shadow(BTreeMap<RecordId, Last>);

/// The state that a record was last brought to, and by which entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Last {
    seq: i64,
    number: String,
    state: Option<String>,
}

impl Last {
    fn note(&mut self, it: &Journaled) {
        if self.state.is_some() && !it.entry.what.contains("\"state\"") {
            return;
        }
        let what: Json = serde_json::from_str(&it.entry.what).unwrap_or_default();
        let state = what.pointer("/state/1").and_then(Json::as_str);
        if let Some(number) = what.get("number").and_then(Json::as_str) {
            number.clone_into(&mut self.number);
        }
        if state.is_some() || self.state.is_none() {
            self.seq = it.seq;
            self.state = state.map(str::to_owned);
        }
    }

    fn allows(&self, state: &str) -> bool {
        self.state.as_deref().is_none_or(|it| it == state)
    }
}

impl Shadow {
    /// Notes what an entry says.
    pub(crate) fn note(&mut self, it: &Journaled) {
        if let Some(record) = it.entry.record {
            self.0.entry(record).or_default().note(it);
        }
    }

    /// Compares all records with what was noted.
    pub(crate) async fn compare(mut self, store: &Store) -> Result<Vec<Tampering>, Fault> {
        let mut found = Vec::new();
        let mut after = RecordId::new(i64::MIN);
        loop {
            let page = store.states_after(after, PAGE).await?;
            let Some((last, ..)) = page.last() else { break };
            after = *last;
            for (id, _, state) in &page {
                if self.0.remove(id).is_none_or(|it| !it.allows(state)) {
                    found.extend(look_again(store, *id).await?);
                }
            }
        }
        for id in self.0.into_keys() {
            found.extend(look_again(store, id).await?);
            if found.len() > TOLD {
                break;
            }
        }
        found.truncate(TOLD);
        Ok(found)
    }
}

/// A difference that stays while it is looked at anew is one.
async fn look_again(store: &Store, id: RecordId) -> Result<Option<Tampering>, Fault> {
    let mut found = None;
    for _look in 0..LOOKS {
        found = difference(store, id).await?;
        if found.is_none() {
            break;
        }
    }
    Ok(found.map(Tampering))
}

async fn difference(store: &Store, id: RecordId) -> Result<Option<String>, Fault> {
    let before = RecordId::new(id.get().saturating_sub(1));
    let record = store.states_after(before, 1).await?.into_iter().find(|it| it.0 == id);
    let mut entries = store.journal_of(id, ENTRIES).await?;
    entries.sort_by_key(|it| it.seq);
    let mut last = Last::default();
    entries.iter().for_each(|it| last.note(it));
    Ok(match record {
        Some((_, number, _)) if entries.is_empty() => Some(format!("{number} stands in no entry")),
        Some((_, number, state)) if !last.allows(&state) => {
            let said = last.state.unwrap_or_default();
            Some(format!("{number} is {state}, and entry {} left it {said}", last.seq))
        }
        None if !entries.is_empty() => Some(format!("{} stands in entry {} and is gone", last.number, last.seq)),
        Some(_) | None => None,
    })
}
