//! Search finds the same on both databases.

use base::RecordId;
use store::{Begun, Store};
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
    store.matching(&asked, Begun::Each).await.unwrap().newest
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
            let hits = store.matching(std::slice::from_ref(&text), Begun::Each).await.unwrap().newest;
            if !store::fold(&text).is_empty() {
                assert!(hits.contains(&id), "{text:?} is not found by itself");
            }
        }
    })
    .await;
}

/// Few records are read and held against words instead of asking the index: both must tell the same.
#[tokio::test]
async fn a_text_held_against_words_is_found_where_the_index_finds_it() {
    both(async |store| {
        let mut texts: Vec<String> = naughty_strings().unwrap();
        texts.extend(
            [
                "The Café's e-mail (10.0.0.1) is down: Störung in der Straße",
                "東京 printer WLAN-Störung 12abc 1e5 -7 don't",
                "Printer prints, printing printed; print",
                "a ab abc abcd e-m e m ail",
            ]
            .map(str::to_owned),
        );
        let mut made = Vec::new();
        for text in &texts {
            made.push((words(&store, text).await, text));
        }
        let asked = [
            "print",
            "printer",
            "print ed",
            "a",
            "ab",
            "a b",
            "e-mail",
            "e m",
            "京",
            "東",
            "stor wlan",
            "10.0",
            "-7",
            "don't",
            "the",
            "1",
            "null",
            "script alert",
            "ſs",
            "ﬁ",
            "",
            "--",
        ];
        let (mut hits, mut misses) = (0, 0);
        for asked in asked.into_iter().map(str::to_owned).chain(texts.iter().map(|it| it.chars().take(12).collect())) {
            let given: Vec<_> = asked.split_whitespace().map(str::to_owned).collect();
            for begun in [Begun::Last, Begun::Each] {
                let matching = store.matching(&given, begun).await.unwrap();
                for (id, text) in &made {
                    let is_found = matching.newest.contains(id);
                    assert_eq!(matching.words.is_in(text), is_found, "{asked:?} in {text:?}");
                    if is_found { hits += 1 } else { misses += 1 }
                }
            }
        }
        assert!(hits > 100 && misses > 100, "{hits} {misses}");
    })
    .await;
}
