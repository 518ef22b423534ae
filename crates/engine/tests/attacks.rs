//! Attacks on who decides, on both databases: votes that race or count twice, approving what is one's own by another way,
//! authority that ended, rules that would do for somebody what they may not.
//!
//! Each history is held against a checker that knows nothing of how it came about, and each checker against a history with the
//! fault in it.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, shares words with the chapters, and fails where it slices wrongly"
)]

mod attack {
    mod automation;
    mod own;
    mod votes;
}
mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use std::path::Path;

use declare::Sources;
use specs::town::Town;
use testkit::Home;

/// The sample organisation with these files over it.
async fn town(home: &Home, texts: &[(&str, &str)]) -> Town {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
    let sources = Sources::overlay(sources, Sources::texts("site", texts.iter().copied()));
    Town::of(home, declare::load(&sources).unwrap_or_else(|it| panic!("{it}"))).await
}

/// Plays lines of a chapter.
async fn play(town: &mut Town, text: &str) {
    let chapter = specs::chapter::scenarios(&format!("```spec\n{}\n```\n", text.trim()));
    for act in &chapter[0].acts {
        town.say(act).await.unwrap_or_else(|fault| panic!("{}: {fault}", act.text));
    }
    assert!(town.refused.is_none(), "{:?}", town.refused);
}

/// What happened to a record, oldest first.
async fn entries(town: &Town, name: &str) -> Vec<store::Journaled> {
    let store = town.engine.store();
    let record = store.record_numbered(&town.number(name).unwrap()).await.unwrap().unwrap();
    store.journal_of(record.id, 2000).await.unwrap()
}
