//! Search finds the same on both databases.

use base::RecordId;
use store::Store;
use testkit::{both, naughty_strings};

use crate::shared::{fresh, new_of};

async fn words(store: &Store, text: &str) -> RecordId {
    let record = fresh(store, text);
    let mut commit = new_of(store, &record);
    store.put_words(&mut commit, &record, text, true);
    store.commit(commit).await.unwrap();
    record.id
}

async fn found(store: &Store, asked: &str) -> Vec<RecordId> {
    let asked: Vec<_> = asked.split_whitespace().map(str::to_owned).collect();
    store.matching(&asked).await.unwrap().newest
}

#[tokio::test]
async fn words_are_found_however_they_are_written() {
    both(async |store| {
        let cafe = words(&store, "The Café's e-mail (10.0.0.1) is down: Störung in der Straße").await;
        let tokyo = words(&store, "東京 printer WLAN-Störung 12abc 1e5 -7 don't").await;
        let yes = [
            ("cafe", cafe),
            ("CAFÉ", cafe),
            ("cafe\u{301}s", cafe),
            ("mail", cafe),
            ("e-mail", cafe),
            ("10.0.0", cafe),
            ("strasse", cafe),
            ("storung der", cafe),
            ("東京", tokyo),
            ("京", tokyo),
            ("wlan stor", tokyo),
            ("12abc", tokyo),
            ("1e5", tokyo),
            ("-7", tokyo),
            ("don't", tokyo),
        ];
        for (asked, id) in yes {
            assert_eq!(found(&store, asked).await, [id], "{asked}");
        }
        assert_eq!(found(&store, "Störung").await, [tokyo, cafe], "newest first");
        for asked in ["tör", "cafe printer", "", "--", "' OR 1=1", "\"", "cafe \" NOT", "😀"] {
            assert!(!found(&store, asked).await.contains(&cafe), "{asked}");
        }
    })
    .await;
}

#[tokio::test]
async fn changed_words_replace_the_old_ones() {
    both(async |store| {
        let record = fresh(&store, "printer");
        for (text, is_new) in [("printer", true), ("scanner", false), ("", false), ("router", false)] {
            let mut commit = store::Commit::new();
            store.put_words(&mut commit, &record, text, is_new);
            store.commit(commit).await.unwrap();
            for asked in ["printer", "scanner", "router"] {
                assert_eq!(found(&store, asked).await.len(), usize::from(asked == text), "{asked} in {text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn naughty_words_break_nothing() {
    both(async |store| {
        for text in naughty_strings().unwrap() {
            let id = words(&store, &text).await;
            let hits = store.matching(std::slice::from_ref(&text)).await.unwrap().newest;
            if !store::fold(&text).is_empty() {
                assert!(hits.contains(&id), "{text:?} is not found by itself");
            }
        }
    })
    .await;
}
