//! The journal has no gap and holds together, whoever writes and in whatever order.

use base::{Instant, RecordId};
use ledger::{Entry as Leaf, Examiner, Hash, Range, Report};
use store::{Commit, Mark, Store};
use testkit::{START, both, each};

use crate::shared::{conflict, entry, fresh, new_of, side_by_side};

/// Reads the whole journal as the examiner of an audit would.
async fn examined(store: &Store) -> Report {
    let spine = store.spine().await.unwrap();
    let mut examiner = Examiner::new("tests", 1);
    let range = Range::from_bytes(&spine.tree).unwrap();
    assert_eq!(range.root().as_bytes().to_vec(), spine.root);
    examiner.expect_state(&range);
    let mut seq = 1;
    loop {
        let page = store.journal_from(seq, 37).await.unwrap();
        let Some(last) = page.last() else { break };
        seq = last.seq + 1;
        for it in &page {
            let leaf = Hash::from_bytes(it.leaf.clone().try_into().unwrap());
            let canonical = it.entry.canonical(it.seq);
            examiner.feed(&Leaf { seq: it.seq.try_into().unwrap(), canonical: &canonical, leaf });
        }
    }
    assert_eq!(seq, spine.size + 1);
    examiner.finish()
}

#[tokio::test]
async fn two_hundred_parallel_commits_make_one_unbroken_chain() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        let commits = |store: &Store| {
            (0..100)
                .map(|n| {
                    let record = fresh(store, "Chained");
                    let mut commit = new_of(store, &record);
                    // Clocks of two nodes differ, and some entries are imports of what happened long ago.
                    for part in 0..n % 4 {
                        let mut entry = entry(&format!("part {part} \0 of {n}"), (n * 7919) % 1000 - 500);
                        entry.at = Instant::from_micros(START.micros() - n * 1_000_000_000);
                        entry.record = Some(record.id);
                        commit.enter(entry);
                    }
                    if n % 10 == 9 {
                        store.put_natural(&mut commit, crate::shared::ticket(store), "one", record.id, "");
                    }
                    commit
                })
                .collect::<Vec<_>>()
        };
        let (first, second) = (commits(&one), commits(&two));
        let (first, second) = tokio::join!(side_by_side(&one, first), side_by_side(&two, second));
        let lost = first.into_iter().chain(second).filter_map(conflict).count();
        assert_eq!(lost, 19, "one of twenty takes the natural key");
        let report = examined(&one).await;
        assert!(report.faults.is_empty(), "{:?}", report.faults);
        assert!(report.entries > 200);
    })
    .await;
}

#[tokio::test]
async fn what_a_commit_was_told_is_where_its_entry_stands() {
    both(async |store| {
        let commits = (0..60)
            .map(|n| {
                let mut commit = Commit::new();
                commit.enter(entry(&format!("first {n}"), n)).enter(entry(&format!("second {n}"), n));
                commit
            })
            .collect();
        for (n, outcome) in side_by_side(&store, commits).await.into_iter().enumerate() {
            let seq = outcome.unwrap().first_seq;
            let page = store.journal_from(seq, 2).await.unwrap();
            assert_eq!(page[0].entry.what, format!("first {n}"));
            assert_eq!(page[1].entry.what, format!("second {n}"));
        }
        assert_eq!(store.commit(Commit::new()).await.unwrap().first_seq, 0);
        assert_eq!(store.leaves(1, 1000).await.unwrap().len(), 120);
        assert_eq!(store.journal_latest(3).await.unwrap()[0].seq, 120);
    })
    .await;
}

#[tokio::test]
async fn a_records_history_is_told_in_the_order_it_happened() {
    both(async |store| {
        let record = RecordId::new(5);
        let mut commit = Commit::new();
        for (what, micros) in [("later", 10), ("earlier", 5), ("last", 20)] {
            commit.enter(store::Entry { record: Some(record), ..entry(what, micros) });
        }
        commit.enter(entry("elsewhere", 1));
        store.commit(commit).await.unwrap();
        let told: Vec<_> = store.journal_of(record, 10).await.unwrap().into_iter().map(|it| it.entry.what).collect();
        assert_eq!(told, ["earlier", "later", "last"]);
    })
    .await;
}

#[tokio::test]
async fn checkpoints_are_kept_in_order() {
    both(async |store| {
        assert_eq!(store.last_mark().await.unwrap(), None);
        let mark = |size: i64| Mark { size, at: START, note: format!("note {size}") };
        let mut commit = Commit::new();
        for size in [2, 10, 1] {
            store.put_mark(&mut commit, &mark(size));
        }
        store.commit(commit).await.unwrap();
        assert_eq!(store.marks().await.unwrap(), vec![mark(1), mark(2), mark(10)]);
        assert_eq!(store.last_mark().await.unwrap(), Some(mark(10)));
    })
    .await;
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    each(async |home| {
        let store = home.open().await;
        let mut commit = Commit::new();
        commit.enter(entry("kept", 0)).enter(entry("forged", 1));
        store.commit(commit).await.unwrap();
        match home.options() {
            store::Options::File(path) => {
                let db = rusqlite::Connection::open(path).unwrap();
                db.execute("UPDATE journal SET what = 'approved' WHERE seq = 2", []).unwrap();
            }
            store::Options::Server(url) => {
                let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.execute("UPDATE journal SET what = 'approved' WHERE seq = 2", &[]).await.unwrap();
            }
        }
        let report = examined(&store).await;
        assert!(matches!(report.faults.as_slice(), [ledger::Fault::Changed { seq: 2, .. }]), "{:?}", report.faults);
    })
    .await;
}

#[tokio::test]
async fn the_bases_that_were_acted_on_are_told_with_when_they_last_were() {
    each(async |home| {
        let store = home.open().await;
        assert_eq!(store.kept_since().await.unwrap(), None);
        let at = |n: i64| Instant::from_micros(START.micros() + n);
        let mut commit = Commit::new();
        for (basis, n) in [("one", 5), ("two", 1), ("one", 3), ("", 9)] {
            let mut entry = entry("acted", 0);
            (entry.basis, entry.at) = (basis.to_owned(), at(n));
            commit.enter(entry);
        }
        store.commit(commit).await.unwrap();
        let (mut bases, end) = store.bases_after(0).await.unwrap();
        bases.sort();
        assert_eq!(bases, [("one".to_owned(), at(5)), ("two".to_owned(), at(1))]);
        assert_eq!(store.bases_after(end).await.unwrap(), (Vec::new(), end));
        assert!(store.kept_since().await.unwrap().is_some());
    })
    .await;
}
