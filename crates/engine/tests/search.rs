//! Search is exact under sight, however common the words are and however little of what holds them somebody sees.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, uses a part of what scenarios know, and fails where it slices wrongly"
)]

mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use engine::Input;
use specs::town::Town;

/// More matches than search looks at before scope is applied.
const MANY: usize = 1_010;

async fn log(town: &Town, title: &str, caller: &str) -> String {
    let desk = town.desk("maya-okafor").await.unwrap();
    let done = desk.open_record("incident", "log", &Input::of(&[("title", title), ("caller", caller)])).await.unwrap();
    done.seen.number().to_owned()
}

async fn found(town: &Town, person: &str, words: &str) -> Vec<String> {
    let found = town.desk(person).await.unwrap().search(words, 20).await.unwrap();
    found.iter().map(|it| it.number().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_sees_is_found_behind_a_thousand_that_they_do_not() {
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let own = log(&town, "Kettles whistle in the lobby", "nora-winther").await;
        let other = log(&town, "Kettledrum in the lobby", "nora-winther").await;
        let mut newest = Vec::new();
        for n in 0..MANY {
            newest.push(log(&town, &format!("Kettle {n} is cold"), "ingrid-solheim").await);
        }
        newest.reverse();
        let sees = |person| found(&town, person, "kettle");
        assert_eq!(sees("nora-winther").await, [other.clone(), own.clone()]);
        assert_eq!(found(&town, "nora-winther", "lobby kettles").await, [own]);
        assert_eq!(found(&town, "nora-winther", "kettle cold").await, Vec::<String>::new());
        assert_eq!(sees("ingrid-solheim").await, newest[..20]);
        assert_eq!(sees("maya-okafor").await, newest[..20]);
    })
    .await;
}
