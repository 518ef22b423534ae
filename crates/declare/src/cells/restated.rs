//! What must be published so that the cells are as the files say, whatever was published before.
//!
//! Published changes lie over the files. Files that say otherwise would be put into force and change nothing; so what they
//! say of those cells is published in its turn.

use std::collections::BTreeMap;

use model::{Letter, PracticeIx, Site};

use super::{Layer, write};
use crate::fault::push;

/// A letter of an activity whose cells are others in two sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The activity's key.
    pub activity: String,
    /// The letter.
    pub letter: Letter,
}

/// The letters whose cells differ, of activities that both sites have. Compared by key: places may differ.
pub fn differing(before: &Site, after: &Site) -> Vec<Differing> {
    let mut found = Vec::new();
    for old in &before.activities {
        let Some((_, new)) = after.find_activity(&old.key) else { continue };
        let letters =
            Letter::ALL.into_iter().filter(|it| write::said(before, old, *it) != write::said(after, new, *it));
        found.extend(letters.map(|letter| Differing { activity: old.key.clone(), letter }));
    }
    found
}

/// Layers by practice that bring `laid` (the files with what was published over them) back to what `files` say.
pub fn restated(files: &Site, laid: &Site) -> BTreeMap<String, Vec<Layer>> {
    let mut found: BTreeMap<String, Vec<Layer>> = BTreeMap::new();
    for practice in &files.practices {
        let text = write::written(laid, files, |it| it.practice == practice.ix);
        let mut layers = promises(files, laid, practice.ix);
        if !text.is_empty() {
            layers.insert(0, Layer { path: format!("{}/activities.toml", practice.key), text });
        }
        if !layers.is_empty() {
            found.insert(practice.key.clone(), layers);
        }
    }
    found
}

/// The responsibilities that a publication has changed or taken out, back as the files have them.
fn promises(files: &Site, laid: &Site, practice: PracticeIx) -> Vec<Layer> {
    let mut by_stage: BTreeMap<&str, String> = BTreeMap::new();
    for role in &files.roles {
        let now = laid.find_role(&role.key).and_then(|ix| laid.role(ix));
        for it in &role.responsibilities {
            let is_of = it.activity.and_then(|ix| files.activity(ix)).is_some_and(|row| row.practice == practice);
            let same = now
                .is_some_and(|now| now.responsibilities.iter().any(|old| old.key == it.key && old.letter == it.letter));
            if is_of && !same {
                let out = by_stage.entry(&role.stage).or_default();
                push(out, format_args!("[role.{}.responsibility.{}]\n", role.key, it.key));
                push(out, format_args!("letter = \"{}\"\nretired = false\n\n", it.letter.name()));
            }
        }
    }
    by_stage.into_iter().map(|(stage, text)| Layer { path: format!("roles/{stage}.toml"), text }).collect()
}
