//! Opening: fresh, again, with more fields, by two at once, and what is refused.

use std::sync::Arc;

use model::{Draft, Header, Kind, Value};
use store::{Commit, Options, Store};
use testkit::{START, each, field, site, site_with};

use crate::shared::{fresh, stored, ticket};

#[tokio::test]
async fn a_new_field_becomes_a_column_and_old_records_stay() {
    each(async |home| {
        let store = home.open().await;
        let old = stored(&store, &fresh(&store, "Before")).await;
        drop(store);
        let more = Arc::new(site_with(field("cost-centre", Kind::Money)));
        let store = home.open_for(more, START).await.unwrap();
        assert!(store.plan().await.unwrap().steps.is_empty());
        let read = store.record(old.id).await.unwrap().unwrap();
        assert_eq!((read.title(), read.values.last()), ("Before", Some(&Value::Empty)));
        let slot = ticket(&store).slot("cost-centre").unwrap();
        let mut draft = Draft::of(read);
        draft.set(slot, Value::Money(model::Money { minor: 5, currency: "SEK".to_owned() }));
        let mut commit = Commit::new();
        store.put_changed(&mut commit, &draft).unwrap();
        store.commit(commit).await.unwrap();
        drop(store);
        let store = home.open().await;
        assert_eq!(store.record(old.id).await.unwrap().unwrap().version, 2, "a site without the field reads on");
        drop(store);
        let store = home.open_for(Arc::new(site_with(field("cost-centre", Kind::Money))), START).await.unwrap();
        assert_eq!(store.record(old.id).await.unwrap().unwrap().get(slot), draft.record.get(slot));
    })
    .await;
}

#[tokio::test]
async fn terms_stay_when_the_site_is_declared_in_another_order() {
    each(async |home| {
        let store = home.open().await;
        let old = stored(&store, &fresh(&store, "Before")).await;
        drop(store);
        let mut other = site();
        for of in &mut other.types {
            of.lifecycle.states.rotate_left(2);
        }
        other.activities.reverse();
        let store = home.open_for(Arc::new(other), START).await.unwrap();
        let read = store.record(old.id).await.unwrap().unwrap();
        assert_eq!(ticket(&store).lifecycle.state(read.state).unwrap().key, "new");
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_remit_is_refused_in_a_sentence() {
    each(async |home| {
        let store = home.open().await;
        store.set_meta("schema:99", "done").await.unwrap();
        drop(store);
        let fault = home.open_for(Arc::new(site()), START).await.unwrap_err();
        assert!(fault.to_string().starts_with("the database was made by a newer Remit (schema 99, this one knows "));
    })
    .await;
}

#[tokio::test]
async fn many_nodes_may_open_a_fresh_database_at_once() {
    each(async |home| {
        let opened = (0..6).map(|n| {
            let (options, site) = (home.options(), Arc::new(site_with(field(&format!("own-{n}"), Kind::Whole))));
            tokio::spawn(async move { Store::open(&options, site, START).await })
        });
        let mut states = std::collections::BTreeSet::new();
        for (n, store) in opened.collect::<Vec<_>>().into_iter().enumerate() {
            let store = store.await.unwrap().unwrap_or_else(|fault| panic!("node {n}: {fault:?}"));
            let mut record = fresh(&store, "Everyone's");
            record.number = format!("TKT-{n}");
            record.id = base::RecordId::new(i64::try_from(n).unwrap() + 1);
            states.insert(stored(&store, &record).await.state);
        }
        assert_eq!(states.len(), 1);
        let store = home.open().await;
        let ids: Vec<_> = (1..=6).map(base::RecordId::new).collect();
        assert_eq!(store.records(&ids).await.unwrap().len(), 6, "all use the same numbers for types and states");
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_fault_at_once() {
    let nowhere = Options::Server("postgresql://nobody@127.0.0.1:1/none".to_owned());
    assert!(Store::open(&nowhere, Arc::new(site()), START).await.is_err());
    let nowhere = Options::File("/nonexistent/folder/remit.db".into());
    assert!(Store::open(&nowhere, Arc::new(site()), START).await.is_err());
}

#[tokio::test]
async fn a_backup_made_under_load_opens_and_holds_together() {
    each(async |home| {
        let store = home.open().await;
        let copy = home.beside("copy.db");
        let writing = async {
            for n in 0..60 {
                let mut commit = Commit::new();
                store.put_new(&mut commit, &fresh(&store, "Backed up")).unwrap();
                commit.enter(crate::shared::entry("opened", n));
                store.commit(commit).await.unwrap();
            }
        };
        let (made, ()) = tokio::join!(store.backup(copy.clone()), writing);
        if store.dialect() == store::Dialect::Postgres {
            assert!(made.unwrap_err().to_string().contains("pg_dump"));
            return;
        }
        made.unwrap();
        let restored = Store::open(&Options::File(copy), Arc::new(site()), START).await.unwrap();
        let size = restored.spine().await.unwrap().size;
        let journal = restored.journal_from(1, 1000).await.unwrap();
        assert_eq!(i64::try_from(journal.len()).unwrap(), size);
        let kept = Draft::of(stored(&restored, &fresh(&restored, "After")).await);
        assert_eq!(kept.record.header(Header::Title).text(), Some("After"));
    })
    .await;
}
