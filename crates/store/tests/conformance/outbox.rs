//! Due work is done once, whoever claims it.

use base::{Instant, PersonId, RecordId, Span};
use store::{Commit, Conflict, Due, Store};
use testkit::{START, both, each};

use crate::shared::conflict;

const LEASE: Span = Span::from_secs(60);

fn later(secs: i64) -> Instant {
    START.plus(Span::from_secs(secs))
}

async fn put(store: &Store, count: i64) {
    let mut commit = Commit::new();
    for n in 1..=count {
        store.put_outgoing(&mut commit, n, "mail", &format!("{{\"n\":{n}}}"), later(n % 3));
    }
    store.commit(commit).await.unwrap();
}

#[tokio::test]
async fn two_nodes_claim_each_delivery_once() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        put(&one, 100).await;
        assert!(one.claim_outgoing(later(-1), LEASE, 100).await.unwrap().is_empty());
        let claims = (0..20).map(|n| {
            let store = std::sync::Arc::clone(if n % 2 == 0 { &one } else { &two });
            tokio::spawn(async move { store.claim_outgoing(later(10), LEASE, 7).await.unwrap() })
        });
        let mut claimed = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            claimed.extend(claim.await.unwrap().into_iter().map(|it| it.id));
        }
        while claimed.len() < 100 {
            let more = one.claim_outgoing(later(10), LEASE, 7).await.unwrap();
            assert!(!more.is_empty(), "some are never claimed");
            claimed.extend(more.into_iter().map(|it| it.id));
        }
        claimed.sort_unstable();
        assert_eq!(claimed, (1..=100).collect::<Vec<_>>());
        assert!(two.claim_outgoing(later(10), LEASE, 100).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_late_waker_is_fenced_off() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        put(&one, 1).await;
        let first = one.claim_outgoing(later(10), LEASE, 1).await.unwrap().pop().unwrap();
        assert!(two.claim_outgoing(later(69), LEASE, 1).await.unwrap().is_empty());
        let second = two.claim_outgoing(later(70), LEASE, 1).await.unwrap().pop().unwrap();
        assert_eq!((first.tries, second.tries, &second.payload), (1, 2, &first.payload));
        let deliver = |store: &Store, it, again| {
            let mut commit = Commit::new();
            store.put_delivered(&mut commit, it, later(71), again);
            commit
        };
        assert_eq!(conflict(one.commit(deliver(&one, &first, None)).await), Some(Conflict::Claimed));
        two.commit(deliver(&two, &second, None)).await.unwrap();
        assert_eq!(conflict(two.commit(deliver(&two, &second, None)).await), Some(Conflict::Claimed));
        assert!(one.claim_outgoing(later(9999), LEASE, 1).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_fails_comes_back_later_and_ends_as_a_dead_letter() {
    both(async |store| {
        put(&store, 1).await;
        for n in 1..=3 {
            let it = store.claim_outgoing(later(n * 100), LEASE, 1).await.unwrap().pop().unwrap();
            assert_eq!(it.tries, n);
            let mut commit = Commit::new();
            store.put_delivered(&mut commit, &it, later(n * 100), Some((later(n * 100 + 50), "421 later")));
            store.commit(commit).await.unwrap();
            assert!(store.claim_outgoing(later(n * 100 + 49), LEASE, 1).await.unwrap().is_empty());
        }
        assert!(store.dead_letters(4).await.unwrap().is_empty());
        assert_eq!(store.dead_letters(3).await.unwrap(), [(1, "mail".to_owned(), 3, "421 later".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_ran_out_is_told_of_once() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        let due = |secs: Option<i64>| Due {
            record: RecordId::new(1),
            clock: "fix".to_owned(),
            due: secs.map(later),
            state: "running".to_owned(),
        };
        let put = async |it: Due| {
            let mut commit = Commit::new();
            one.put_clock(&mut commit, &it);
            one.commit(commit).await.unwrap();
        };
        put(due(Some(10))).await;
        assert!(one.clocks_due(later(9), 10).await.unwrap().is_empty());
        let found = two.clocks_due(later(10), 10).await.unwrap();
        assert_eq!(found, [due(Some(10))]);
        let mut outcomes = Vec::new();
        for store in [&one, &two] {
            let mut told = Commit::new();
            store.put_told(&mut told, &found[0]);
            outcomes.push(conflict(store.commit(told).await));
        }
        assert_eq!(outcomes, [None, Some(Conflict::Claimed)]);
        put(due(Some(10))).await;
        assert!(one.clocks_due(later(99), 10).await.unwrap().is_empty(), "the same end is not told again");
        put(due(None)).await;
        assert!(one.clocks_due(later(99), 10).await.unwrap().is_empty(), "it stands still");
        put(due(Some(20))).await;
        assert_eq!(one.clocks_due(later(99), 10).await.unwrap().len(), 1, "another end is told");
        assert_eq!(one.clocks(RecordId::new(1)).await.unwrap(), [due(Some(20))]);
    })
    .await;
}

#[tokio::test]
async fn notices_are_seen_once() {
    both(async |store| {
        let ada = PersonId::new(1);
        let mut commit = Commit::new();
        for (id, record) in [(1, Some(5)), (2, Some(6)), (3, None)] {
            store.put_notice(&mut commit, id, ada, record.map(RecordId::new), "why", "text", START);
        }
        store.commit(commit).await.unwrap();
        let ids = async || -> Vec<i64> { store.notices(ada, 10).await.unwrap().into_iter().map(|it| it.0).collect() };
        assert_eq!(ids().await, [3, 2, 1]);
        let mut seen = Commit::new();
        store.put_seen_notices(&mut seen, ada, Some(RecordId::new(5)), START);
        store.commit(seen).await.unwrap();
        assert_eq!(ids().await, [3, 2]);
        let mut seen = Commit::new();
        store.put_seen_notices(&mut seen, ada, None, START);
        store.commit(seen).await.unwrap();
        assert!(ids().await.is_empty());
    })
    .await;
}
