//! Records come back as they were stored.

use base::{FileId, Instant, PersonId, RecordId, Span, TeamId};
use model::{Acted, ActivityIx, Draft, Header, Money, Record, StateIx, Value};
use store::{Commit, Conflict, Store};
use testkit::{Dice, START, both, naughty_strings, random_value};

use crate::shared::{conflict, fresh, new_of, side_by_side, slot, stored, ticket};

fn filled(store: &Store) -> Record {
    let mut record = fresh(store, "All kinds");
    let values = [
        ("line", Value::Text("a line".to_owned())),
        ("story", Value::Text("two\nlines".to_owned())),
        ("whole", Value::Int(i64::MIN)),
        ("decimal", Value::Int(-5)),
        ("cost", Value::Money(Money { minor: -125_050, currency: "EUR".to_owned() })),
        ("yes-no", Value::YesNo(false)),
        ("day", Value::Date(jiff::civil::date(1969, 12, 31))),
        ("moment", Value::Instant(Instant::from_micros(-1))),
        ("length", Value::Duration(Span::from_micros(i64::MAX))),
        ("choice", Value::Text("green".to_owned())),
        ("level", Value::Int(3)),
        ("about", Value::Record(RecordId::new(9))),
        ("touches", Value::Records([30, 10, 20].map(RecordId::new).to_vec())),
        ("person", Value::Person(PersonId::new(4))),
        ("team", Value::Team(TeamId::new(5))),
        ("file", Value::File(FileId::new(6))),
    ];
    for (key, value) in values {
        record.set(slot(store, key), value);
    }
    for header in [Header::HolderPerson, Header::ForPerson, Header::OpenedBy] {
        record.set(header.slot(), Value::Person(PersonId::new(4)));
    }
    record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(5)));
    record.set(Header::Service.slot(), Value::Record(RecordId::new(8)));
    record.set(Header::Ci.slot(), Value::Record(RecordId::new(9)));
    record.set(Header::Priority.slot(), Value::Int(2));
    record.set(Header::Due.slot(), Value::Instant(START));
    record.set(Header::Closed.slot(), Value::Instant(START));
    record
}

#[tokio::test]
async fn a_record_of_all_kinds_comes_back_as_it_was_stored() {
    both(async |store| {
        let mut record = filled(&store);
        let read = stored(&store, &record).await;
        record.version = 1;
        assert_eq!(read, record);
        assert_eq!(store.record_numbered(&record.number).await.unwrap(), Some(record.clone()));
        assert_eq!(store.records(&[RecordId::new(1), record.id]).await.unwrap(), vec![record]);
    })
    .await;
}

#[tokio::test]
async fn an_empty_record_comes_back_empty() {
    both(async |store| {
        let mut record = fresh(&store, "");
        record.set(slot(&store, "line"), Value::Text(String::new()));
        record.set(slot(&store, "touches"), Value::Records(Vec::new()));
        let read = stored(&store, &record).await;
        let filled: Vec<_> = read.values.iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(filled.len(), 2, "only when it was opened and changed: {filled:?}");
        assert!(read.values.iter().all(|it| !it.is_empty() || *it == Value::Empty));
        assert_eq!(store.record(RecordId::new(1)).await.unwrap(), None);
        assert_eq!(store.record_numbered("TKT-1' OR '1'='1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn naughty_strings_come_back_unharmed() {
    both(async |store| {
        let all = naughty_strings().unwrap();
        let records: Vec<_> = all
            .iter()
            .map(|it| {
                let mut record = fresh(&store, it);
                record.set(slot(&store, "story"), Value::Text(it.clone()));
                record
            })
            .collect();
        let mut commits: Vec<_> = records.iter().map(|it| new_of(&store, it)).collect();
        for (commit, record) in commits.iter_mut().zip(&records) {
            store.put_words(commit, record, record.title(), true);
        }
        for outcome in side_by_side(&store, commits).await {
            outcome.unwrap();
        }
        let ids: Vec<_> = records.iter().map(|it| it.id).collect();
        let read = store.records(&ids).await.unwrap();
        for (text, read) in all.iter().zip(&read) {
            assert_eq!(read.title(), text.replace('\0', "\u{fffd}"));
            assert_eq!(read.get(slot(&store, "story")).text().unwrap_or_default(), read.title());
        }
        assert_eq!(read.len(), all.len());
    })
    .await;
}

#[tokio::test]
async fn text_with_a_nul_is_kept_alike() {
    both(async |store| {
        let record = fresh(&store, "a\0b");
        assert_eq!(stored(&store, &record).await.title(), "a\u{fffd}b");
    })
    .await;
}

#[tokio::test]
async fn random_changes_come_back_as_they_were_made() {
    both(async |store| {
        let mut dice = Dice::new(11);
        let mut record = stored(&store, &fresh(&store, "Changing")).await;
        for _ in 0..40 {
            let mut draft = Draft::of(record.clone());
            for (at, field) in ticket(&store).fields.iter().enumerate() {
                let header = field.header.is_some_and(Header::is_computed);
                if !header && dice.chance(30) {
                    draft.set(model::Slot::of(at), random_value(&field.kind, &mut dice));
                }
            }
            draft.record.state = StateIx::of(dice.below(5));
            let mut commit = Commit::new();
            store.put_changed(&mut commit, &draft).unwrap();
            store.commit(commit).await.unwrap();
            record = store.record(record.id).await.unwrap().unwrap();
            draft.record.version += 1;
            assert_eq!(record, draft.record);
        }
    })
    .await;
}

#[tokio::test]
async fn a_stale_version_writes_nothing() {
    both(async |store| {
        let first = stored(&store, &fresh(&store, "First")).await;
        let change = |title: &str, of: &Record| {
            let mut draft = Draft::of(of.clone());
            draft.set(Header::Title.slot(), Value::Text(title.to_owned()));
            draft.set(slot(&store, "whole"), Value::Int(1));
            draft.set(slot(&store, "touches"), Value::Records(vec![RecordId::new(1)]));
            let mut commit = Commit::new();
            store.put_changed(&mut commit, &draft).unwrap();
            store.put_acted(&mut commit, of.id, ActivityIx(0), PersonId::new(1));
            commit.enter(crate::shared::entry(title, 0));
            commit
        };
        store.commit(change("Second", &first)).await.unwrap();
        let second = store.record(first.id).await.unwrap().unwrap();
        let stale = store.commit(change("Lost", &first)).await;
        assert_eq!(conflict(stale), Some(Conflict::Version));
        assert_eq!(store.record(first.id).await.unwrap().unwrap(), second);
        assert_eq!((second.version, second.title()), (2, "Second"));
        assert_eq!(second.acted, vec![Acted { activity: ActivityIx(0), person: PersonId::new(1) }]);
        assert_eq!(store.spine().await.unwrap().size, 1);
    })
    .await;
}

#[tokio::test]
async fn one_of_many_parallel_changes_wins_each_version() {
    both(async |store| {
        let first = stored(&store, &fresh(&store, "First")).await;
        let commits = (0..50).map(|n| {
            let mut draft = Draft::of(first.clone());
            draft.set(slot(&store, "whole"), Value::Int(n));
            let mut commit = Commit::new();
            store.put_changed(&mut commit, &draft).unwrap();
            commit
        });
        let outcomes = side_by_side(&store, commits.collect()).await;
        assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1);
        assert_eq!(store.record(first.id).await.unwrap().unwrap().version, 2);
    })
    .await;
}

#[tokio::test]
async fn a_number_or_an_id_is_given_once() {
    both(async |store| {
        let first = fresh(&store, "First");
        stored(&store, &first).await;
        let mut same_number = fresh(&store, "Same number");
        same_number.number.clone_from(&first.number);
        let mut same_id = fresh(&store, "Same id");
        same_id.id = first.id;
        for record in [same_number, same_id] {
            assert_eq!(conflict(store.commit(new_of(&store, &record)).await), Some(Conflict::Taken));
        }
        assert_eq!(store.record(first.id).await.unwrap().unwrap().title(), "First");
    })
    .await;
}

#[tokio::test]
async fn numbers_are_taken_without_gap_or_repetition() {
    both(async |store| {
        let tasks: Vec<_> = (0..40)
            .map(|n| {
                let store = std::sync::Arc::clone(&store);
                tokio::spawn(async move { (store.take_numbers("TKT", 1 + n % 3).await.unwrap(), 1 + n % 3) })
            })
            .collect();
        let mut taken = Vec::new();
        for task in tasks {
            let (first, count) = task.await.unwrap();
            taken.extend(first..first + count);
        }
        taken.sort_unstable();
        assert_eq!(taken, (1..=i64::try_from(taken.len()).unwrap()).collect::<Vec<_>>());
        assert_eq!(store.take_numbers("THG", 1).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn natural_keys_name_one_record_each() {
    both(async |store| {
        let of = ticket(&store);
        let put = |key: &str, record: i64, digest: &str| {
            let mut commit = Commit::new();
            store.put_natural(&mut commit, of, key, RecordId::new(record), digest);
            commit
        };
        store.commit(put("srv-1", 1, "a")).await.unwrap();
        store.commit(put("srv-1", 1, "b")).await.unwrap();
        assert_eq!(conflict(store.commit(put("srv-1", 2, "c")).await), Some(Conflict::Taken));
        assert_eq!(store.natural(of, "srv-1").await.unwrap(), Some((RecordId::new(1), "b".to_owned())));
        assert_eq!(store.natural(of, "SRV-1").await.unwrap(), None);
        assert_eq!(store.naturals(of).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn pointers_and_open_work_are_counted() {
    both(async |store| {
        let mut record = fresh(&store, "Points");
        record.set(slot(&store, "touches"), Value::Records(vec![RecordId::new(77)]));
        record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(3)));
        stored(&store, &record).await;
        let mut ended = fresh(&store, "Ended");
        ended.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(3)));
        ended.set(Header::Closed.slot(), Value::Instant(START));
        stored(&store, &ended).await;
        assert_eq!(store.pointing_at(RecordId::new(77)).await.unwrap(), vec![record.id]);
        assert_eq!(store.open_by_team().await.unwrap(), [(TeamId::new(3), 1)].into());
    })
    .await;
}
