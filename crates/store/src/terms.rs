//! Small numbers for declared keys, so that rows stay narrow and a renamed title changes nothing.

use std::collections::BTreeMap;

use model::{ActivityIx, StateIx, TypeIx};

use crate::{Fault, Store, sql::Text};

/// The numbers that this database gave to types, states and activities.
#[derive(Debug, Default)]
pub struct Terms {
    types: Vec<i64>,
    states: Vec<Vec<i64>>,
    activities: Vec<i64>,
    type_of: BTreeMap<i64, TypeIx>,
    state_of: BTreeMap<i64, StateIx>,
    activity_of: BTreeMap<i64, ActivityIx>,
}

impl Terms {
    /// Reads the numbers and gives new keys theirs.
    pub(crate) async fn load(store: &Store) -> Result<Self, Fault> {
        let wanted = wanted(store);
        let mut known = read(store).await?;
        // Another node may be giving out numbers too: whoever comes second reads again.
        for _attempt in 0..20 {
            let missing: Vec<_> = wanted.iter().filter(|it| !known.contains_key(*it)).collect();
            if missing.is_empty() {
                break;
            }
            let next = known.values().max().copied().unwrap_or_default().saturating_add(1);
            let numbered: Vec<_> = missing.into_iter().zip(next..).collect();
            for some in numbered.chunks(200) {
                give(store, some).await?;
            }
            known = read(store).await?;
        }
        Self::of(store, &known)
    }

    fn of(store: &Store, known: &BTreeMap<(String, String), i64>) -> Result<Self, Fault> {
        let no = |space: &str, key: &str| {
            known
                .get(&(space.to_owned(), key.to_owned()))
                .copied()
                .ok_or_else(|| Fault::Shape(format!("no number for {space} {key}")))
        };
        let mut terms = Self::default();
        for of in &store.site.types {
            let n = no("type", &of.key)?;
            terms.types.push(n);
            terms.type_of.insert(n, of.ix);
            let space = format!("state:{}", of.key);
            let states = of.lifecycle.states.iter().map(|it| no(&space, &it.key)).collect::<Result<Vec<_>, _>>()?;
            terms.state_of.extend(states.iter().enumerate().map(|(at, n)| (*n, StateIx::of(at))));
            terms.states.push(states);
        }
        for (at, activity) in store.site.activities.iter().enumerate() {
            let n = no("activity", &activity.key)?;
            terms.activities.push(n);
            terms.activity_of.insert(n, ActivityIx::of(at));
        }
        Ok(terms)
    }

    /// The number of a type.
    pub fn of_type(&self, ix: TypeIx) -> i64 {
        self.types.get(ix.at()).copied().unwrap_or_default()
    }
    /// The number of a state of a type.
    pub fn of_state(&self, of: TypeIx, ix: StateIx) -> i64 {
        self.states.get(of.at()).and_then(|it| it.get(ix.at())).copied().unwrap_or_default()
    }
    /// The number of an activity.
    pub fn of_activity(&self, ix: ActivityIx) -> i64 {
        self.activities.get(ix.at()).copied().unwrap_or_default()
    }
    /// The type with a number; `None` where it is no longer declared.
    pub fn find_type(&self, n: i64) -> Option<TypeIx> {
        self.type_of.get(&n).copied()
    }
    /// The state with a number.
    pub fn find_state(&self, n: i64) -> Option<StateIx> {
        self.state_of.get(&n).copied()
    }
    /// The activity with a number.
    pub fn find_activity(&self, n: i64) -> Option<ActivityIx> {
        self.activity_of.get(&n).copied()
    }
}

/// Gives keys their numbers in one statement; those that another node was quicker with stay as they are.
async fn give(store: &Store, numbered: &[(&(String, String), i64)]) -> Result<(), Fault> {
    let mut text = Text::new("INSERT INTO term (no, space, key) VALUES ");
    for (at, ((space, key), no)) in numbered.iter().enumerate() {
        text.add(if at > 0 { ", (" } else { "(" }).bind(*no).add(", ").bind(space.as_str());
        text.add(", ").bind(key.as_str()).add(")");
    }
    text.add(" ON CONFLICT DO NOTHING RETURNING no");
    let (text, binds) = text.into_parts();
    store.write_rows(&text, binds).await.map(drop)
}

fn wanted(store: &Store) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for of in &store.site.types {
        all.push(("type".to_owned(), of.key.clone()));
        all.extend(of.lifecycle.states.iter().map(|it| (format!("state:{}", of.key), it.key.clone())));
    }
    all.extend(store.site.activities.iter().map(|it| ("activity".to_owned(), it.key.clone())));
    all
}

async fn read(store: &Store) -> Result<BTreeMap<(String, String), i64>, Fault> {
    let rows = store.rows("SELECT space, key, no FROM term", &[]).await?;
    rows.iter().map(|it| Ok(((it.text(0).to_owned(), it.text(1).to_owned()), it.int(2)?))).collect()
}
