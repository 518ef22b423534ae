//! Published changes of the matrix: they come back in the order in which they came, and a version is given once.

use base::{Instant, PersonId, RecordId};
use store::{Commit, Conflict, Published};
use testkit::{START, both};

use crate::shared::conflict;

fn change(practice: &str, version: i64, path: &str, at: Instant) -> Published {
    Published {
        practice: practice.to_owned(),
        version,
        path: path.to_owned(),
        text: format!("[activity.\"{practice}:ünïcödé\"]\nR = []\n"),
        at,
        by: PersonId::new(7),
        record: RecordId::new(version),
    }
}

#[tokio::test]
async fn what_was_published_comes_back_in_order_and_moves_the_epoch() {
    both(async |store| {
        let later = START.plus(base::Span::from_mins(5));
        let first = change("b", 1, "b/activities.toml", START);
        let roles = change("b", 1, "roles/operation.toml", START);
        let second = change("a", 1, "a/activities.toml", later);
        let before = store.epoch().await.unwrap();
        for one in [vec![&second], vec![&roles, &first]] {
            let mut commit = Commit::new();
            for it in &one {
                store.put_published(&mut commit, it);
            }
            assert_eq!(conflict(store.commit(commit).await), None);
        }
        assert_eq!(store.published().await.unwrap(), [first, roles, second]);
        assert!(store.epoch().await.unwrap() > before);
    })
    .await;
}

#[tokio::test]
async fn a_version_is_given_once() {
    both(async |store| {
        for expected in [None, Some(Conflict::Taken)] {
            let mut commit = Commit::new();
            store.put_published(&mut commit, &change("a", 1, "a/activities.toml", START));
            assert_eq!(conflict(store.commit(commit).await), expected);
        }
        assert_eq!(store.published().await.unwrap().len(), 1);
    })
    .await;
}
