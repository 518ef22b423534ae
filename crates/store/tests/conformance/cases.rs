//! The journal case by case: by record, then by time, a page at a time, nothing twice and nothing left out.

use base::Instant;
use store::{CaseEntry, CasePlace, Store};
use testkit::{START, both};

use crate::shared::{TICKET, entry, fresh, new_of};

async fn whole(store: &Store, from: CasePlace, upto: i64, page: usize) -> Vec<CaseEntry> {
    let (mut place, mut all) = (from, Vec::new());
    loop {
        let found = store.journal_by_case(TICKET, place, upto, page).await.unwrap();
        let Some(last) = found.last() else { return all };
        assert!(found.len() <= page);
        place = CasePlace::after(last);
        all.extend(found);
    }
}

#[tokio::test]
async fn the_journal_is_read_by_record_and_then_by_time() {
    both(async |store| {
        let records: Vec<_> = (0..5).map(|n| fresh(&store, &format!("Case {n}"))).collect();
        for record in &records {
            store.commit(new_of(&store, record)).await.unwrap();
        }
        // Entries of all records come mixed, some of them dated before others that are written already.
        for n in 0i64..40 {
            let record = &records[usize::try_from(n * 7 % 5).unwrap()];
            let mut commit = store::Commit::new();
            let mut it = entry(&format!("{{\"n\":{n}}}"), 0);
            it.at = Instant::from_micros(START.micros() + n * 13 % 10);
            it.record = Some(record.id);
            commit.enter(it);
            commit.enter(entry("about no record", n));
            store.commit(commit).await.unwrap();
        }
        let upto = store.spine().await.unwrap().size;
        let once = whole(&store, CasePlace::START, upto, 1000).await;
        assert_eq!(once.len(), 40);
        let keys: Vec<_> = once.iter().map(|it| (it.record, it.at, it.seq)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        assert!(once.iter().all(|it| it.number.starts_with("TKT-") && it.what.starts_with("{\"n\":")));
        for page in [1, 3, 7] {
            assert_eq!(whole(&store, CasePlace::START, upto, page).await, once, "in pages of {page}");
        }
        let half = whole(&store, CasePlace::START, upto / 2, 10).await;
        assert!(half.len() < 40 && half.iter().all(|it| it.seq <= upto / 2));
        let newest = store.newest_from(TICKET, 2).await.unwrap().unwrap();
        let mut ids: Vec<_> = records.iter().map(|it| it.id).collect();
        ids.sort();
        assert_eq!(newest, ids[3]);
        let last = whole(&store, CasePlace::before(newest), upto, 10).await;
        assert!(last.iter().all(|it| it.record >= newest) && last.len() == 16, "{}", last.len());
        assert!(store.newest_from(TICKET, 100).await.unwrap() == Some(ids[0]));
    })
    .await;
}
