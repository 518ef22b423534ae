//! Runs every `declared/*/spec/*.md` on both databases: the manual's chapters are the tests.
//!
//! A chapter is Markdown. Its fenced `spec` blocks are scenarios; each begins on a fresh copy of the sample organisation
//! on a Monday morning; those that are marked `spec later` come after all others. The words are in `specs/words.rs`; a line that nobody understands fails the chapter.
#![expect(
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, and fails where it slices wrongly"
)]

mod specs {
    pub mod chapter;
    pub mod matrix;
    pub mod town;
    pub mod words;
}

use std::path::Path;

use specs::{chapter::chapters_in, town::Town};

#[tokio::test(flavor = "multi_thread")]
async fn every_chapter_holds_on_both_databases() {
    let chapters = chapters_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../declared"));
    assert!(chapters.len() >= 5, "only {} chapters were found", chapters.len());
    let scenarios: usize = chapters.iter().map(|it| it.scenarios.len()).sum();
    assert!(scenarios >= 20, "only {scenarios} scenarios were found");
    testkit::each(async |home| {
        // The scenarios share one organisation: each begins with records of its own.
        let mut town = Town::open(&home).await;
        let mut faults = Vec::new();
        let all = chapters.iter().flat_map(|chapter| chapter.scenarios.iter().map(move |it| (chapter, it)));
        let (later, sooner): (Vec<_>, Vec<_>) = all.partition(|(_, it)| it.is_later);
        for (chapter, scenario) in sooner.into_iter().chain(later) {
            if let Err(fault) = town.play(scenario).await {
                faults.push(format!("{}:{}: {fault}", chapter.file, scenario.line));
            }
        }
        assert!(faults.is_empty(), "on {}:\n{}", home.place.shown(), faults.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_that_does_not_hold_is_noticed() {
    let wrong = specs::chapter::scenarios(
        "```spec\nmaya-okafor opens incident by log as $a\n  title = VPN drops\n  caller = ingrid-solheim\nthen $a is closed\n```\n",
    );
    let unknown = specs::chapter::scenarios("```spec\nmaya-okafor dances\n```\n");
    testkit::each(async |home| {
        let mut town = Town::open(&home).await;
        let fault = town.play(&wrong[0]).await.unwrap_err();
        assert!(fault.contains("is logged, not closed"), "{fault}");
        let fault = town.play(&unknown[0]).await.unwrap_err();
        assert!(fault.contains("nobody understands"), "{fault}");
    })
    .await;
}
