//! A timer rings once for each instant, on whichever node; and records are found by what they name.

use base::{Instant, Span};
use model::Value;
use store::{Commit, Conflict, Ringing, Store};
use testkit::{START, each};

use crate::shared::{TICKET, conflict, fresh, slot, stored};

fn later(secs: i64) -> Instant {
    START.plus(Span::from_secs(secs))
}

async fn put(store: &Store, record: base::RecordId, due: Option<Instant>) {
    let mut commit = Commit::new();
    store.put_timer(&mut commit, record, "lapse", due);
    store.commit(commit).await.unwrap();
}

async fn ring(store: &Store, it: &Ringing) -> Option<Conflict> {
    let mut commit = Commit::new();
    store.put_rung(&mut commit, it);
    conflict(store.commit(commit).await)
}

#[tokio::test]
async fn a_timer_rings_when_its_instant_has_come_and_never_before() {
    each(async |home| {
        let store = home.open().await;
        let record = stored(&store, &fresh(&store, "one")).await.id;
        put(&store, record, Some(later(10))).await;
        assert!(store.timers_due(later(9), 10).await.unwrap().is_empty());
        let due = store.timers_due(later(10), 10).await.unwrap();
        assert_eq!(due, [Ringing { record, timer: "lapse".to_owned(), due: later(10) }]);
        assert_eq!(store.timers(record).await.unwrap(), [("lapse".to_owned(), later(10))]);
        put(&store, record, None).await;
        assert!(store.timers_due(later(99), 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_two_nodes_one_rings_and_the_other_comes_too_late() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        let record = stored(&one, &fresh(&one, "one")).await.id;
        put(&one, record, Some(later(10))).await;
        let seen = (one.timers_due(later(10), 10).await.unwrap(), two.timers_due(later(10), 10).await.unwrap());
        assert_eq!(seen.0, seen.1);
        assert_eq!(ring(&one, &seen.0[0]).await, None);
        assert_eq!(ring(&two, &seen.1[0]).await, Some(Conflict::Claimed));
        assert!(two.timers_due(later(99), 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_timer_that_has_rung_rings_again_for_another_instant_or_when_it_was_not_waited_for() {
    each(async |home| {
        let store = home.open().await;
        let record = stored(&store, &fresh(&store, "one")).await.id;
        put(&store, record, Some(later(10))).await;
        let due = store.timers_due(later(10), 10).await.unwrap();
        ring(&store, &due[0]).await;
        put(&store, record, Some(later(10))).await;
        assert!(store.timers_due(later(99), 10).await.unwrap().is_empty(), "the same instant rings twice");
        put(&store, record, Some(later(20))).await;
        assert!(store.timers_due(later(19), 10).await.unwrap().is_empty());
        assert_eq!(store.timers_due(later(20), 10).await.unwrap().len(), 1);
        put(&store, record, None).await;
        put(&store, record, Some(later(10))).await;
        assert_eq!(store.timers_due(later(10), 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_could_do_nothing_does_not_stand_in_the_way() {
    each(async |home| {
        let store = home.open().await;
        let (one, two) =
            (stored(&store, &fresh(&store, "one")).await.id, stored(&store, &fresh(&store, "two")).await.id);
        put(&store, one, Some(later(1))).await;
        put(&store, two, Some(later(2))).await;
        let first = store.timers_due(later(10), 1).await.unwrap();
        let mut commit = Commit::new();
        store.put_look_again(&mut commit, &first[0], later(60));
        store.commit(commit).await.unwrap();
        assert_eq!(store.timers_due(later(10), 1).await.unwrap()[0].record, two);
        assert_eq!(store.timers_due(later(60), 10).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn records_are_found_by_what_they_name() {
    each(async |home| {
        let store = home.open().await;
        let target = stored(&store, &fresh(&store, "target")).await.id;
        let mut single = fresh(&store, "single");
        single.set(slot(&store, "about"), Value::Record(target));
        let mut several = fresh(&store, "several");
        several.set(slot(&store, "touches"), Value::Records(vec![target]));
        let mut header = fresh(&store, "header");
        header.set(model::Header::Service.slot(), Value::Record(target));
        for it in [&single, &several, &header] {
            stored(&store, it).await;
        }
        stored(&store, &fresh(&store, "other")).await;
        let naming = async |key: &str| store.naming(TICKET, slot(&store, key), target, 10).await.unwrap();
        assert_eq!(naming("about").await, [single.id]);
        assert_eq!(naming("touches").await, [several.id]);
        assert_eq!(naming("service").await, [header.id]);
    })
    .await;
}
