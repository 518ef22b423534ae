//! Commits: all or nothing, alone or in a group.

use base::PersonId;
use model::{Draft, Header, Value};
use store::{Commit, Conflict, PersonRow};
use testkit::{START, both, each};

use crate::shared::{conflict, entry, fresh, new_of, side_by_side, stored};

fn person(id: i64, key: &str) -> PersonRow {
    PersonRow { id, key: key.to_owned(), name: key.to_owned(), is_active: true, ..PersonRow::default() }
}

#[tokio::test]
async fn a_conflict_in_a_group_undoes_only_itself() {
    both(async |store| {
        let taken = fresh(&store, "Taken");
        stored(&store, &taken).await;
        let mut commits = Vec::new();
        let mut good = Vec::new();
        for n in 0..120 {
            let mut record = fresh(&store, "In a group");
            if n % 3 == 1 {
                record.number.clone_from(&taken.number);
            } else {
                good.push(record.id);
            }
            let mut commit = new_of(&store, &record);
            if n % 3 == 2 {
                // A unique key that the statement does not foresee is a conflict too, not a fault of the group.
                store.put_person(&mut commit, &person(n, &format!("p{n}")));
            }
            commit.enter(entry("opened", n));
            commits.push(commit);
        }
        let outcomes = side_by_side(&store, commits).await;
        let lost = outcomes.into_iter().filter_map(conflict).collect::<Vec<_>>();
        assert_eq!(lost, vec![Conflict::Taken; 40]);
        assert_eq!(store.records(&good).await.unwrap().len(), 80);
        assert_eq!(store.spine().await.unwrap().size, 80);
    })
    .await;
}

#[tokio::test]
async fn a_taken_key_is_a_conflict_and_spares_the_group() {
    both(async |store| {
        let put = |id: i64, key: &str| {
            let mut commit = Commit::new();
            store.put_person(&mut commit, &person(id, key));
            commit
        };
        let commits = (0..30).map(|n| if n % 2 == 0 { put(n, "same") } else { put(n, &format!("own{n}")) }).collect();
        let outcomes = side_by_side(&store, commits).await;
        let lost = outcomes.into_iter().filter_map(conflict).collect::<Vec<_>>();
        assert_eq!(lost, vec![Conflict::Taken; 14]);
        assert_eq!(store.people().await.unwrap().len(), 16);
    })
    .await;
}

#[tokio::test]
async fn a_decision_made_at_an_older_epoch_does_not_hold() {
    both(async |store| {
        let epoch = store.epoch().await.unwrap();
        let at = |epoch: i64, title: &str| {
            let mut commit = new_of(&store, &fresh(&store, title));
            commit.at_epoch(epoch);
            commit
        };
        assert_eq!(store.commit(at(epoch, "Held")).await.unwrap().epoch, epoch);
        let mut change = Commit::new();
        store.put_person(&mut change, &person(1, "ada"));
        assert_eq!(store.commit(change).await.unwrap().epoch, epoch + 1);
        assert_eq!(store.epoch().await.unwrap(), epoch + 1);
        let late = fresh(&store, "Late");
        let mut commit = new_of(&store, &late);
        commit.at_epoch(epoch).enter(entry("late", 0));
        assert_eq!(conflict(store.commit(commit).await), Some(Conflict::Epoch));
        assert_eq!(store.record(late.id).await.unwrap(), None);
        store.commit(at(epoch + 1, "Anew")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_change_of_authority_in_the_same_group_stops_what_comes_after_it() {
    both(async |store| {
        let epoch = store.epoch().await.unwrap();
        let mut commits: Vec<_> = (0..40)
            .map(|_| {
                let mut commit = new_of(&store, &fresh(&store, "Decided"));
                commit.at_epoch(epoch);
                commit
            })
            .collect();
        let mut change = Commit::new();
        change.bump_epoch();
        commits.insert(20, change);
        let outcomes = side_by_side(&store, commits).await;
        for outcome in outcomes {
            assert!(matches!(conflict(outcome), None | Some(Conflict::Epoch)));
        }
        assert_eq!(store.epoch().await.unwrap(), epoch + 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_request_has_one_effect() {
    both(async |store| {
        let ada = PersonId::new(1);
        let commits = (0..50)
            .map(|n| {
                let mut commit = new_of(&store, &fresh(&store, "Once"));
                store.put_answer(&mut commit, ada, "key-1", "hash", &format!("answer {n}"), START);
                commit.enter(entry("opened", 0));
                commit
            })
            .collect();
        let outcomes = side_by_side(&store, commits).await;
        let lost = outcomes.into_iter().filter_map(conflict).collect::<Vec<_>>();
        assert_eq!(lost, vec![Conflict::Repeated; 49]);
        assert_eq!(store.spine().await.unwrap().size, 1);
        let (request, answer) = store.answered(ada, "key-1").await.unwrap().unwrap();
        assert_eq!((request.as_str(), answer.starts_with("answer")), ("hash", true));
        assert_eq!(store.answered(PersonId::new(2), "key-1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn two_nodes_never_both_win() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        let record = stored(&one, &fresh(&one, "Contested")).await;
        let mut tasks = Vec::new();
        for (n, store) in [&one, &two].into_iter().cycle().take(40).enumerate() {
            let mut draft = Draft::of(record.clone());
            draft.set(Header::Title.slot(), Value::Text(format!("Winner {n}")));
            let mut commit = Commit::new();
            store.put_changed(&mut commit, &draft).unwrap();
            commit.enter(entry("won", i64::try_from(n).unwrap()));
            let store = std::sync::Arc::clone(store);
            tasks.push(tokio::spawn(async move { store.commit(commit).await }));
        }
        let mut won = 0;
        for task in tasks {
            match conflict(task.await.unwrap()) {
                None => won += 1,
                Some(lost) => assert_eq!(lost, Conflict::Version),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(two.spine().await.unwrap().size, 1);
    })
    .await;
}

#[tokio::test]
async fn two_nodes_see_each_others_epoch_and_make_different_ids() {
    each(async |home| {
        let (one, two) = (home.open().await, home.open().await);
        let mut change = Commit::new();
        one.put_person(&mut change, &person(1, "ada"));
        let after = one.commit(change).await.unwrap().epoch;
        assert_eq!(two.epoch().await.unwrap(), after);
        let mut stale = new_of(&two, &fresh(&two, "Stale"));
        stale.at_epoch(after - 1);
        assert_eq!(conflict(two.commit(stale).await), Some(Conflict::Epoch));
        {
            assert_ne!(one.next_id(START) >> 12 & 1023, two.next_id(START) >> 12 & 1023);
            two.leave().await.unwrap();
            let three = home.open().await;
            assert_eq!(two.next_id(START) >> 12 & 1023, three.next_id(START) >> 12 & 1023);
            one.keep_node(START).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn small_settings_are_kept() {
    both(async |store| {
        assert_eq!(store.meta("name").await.unwrap(), None);
        store.set_meta("name", "Acme").await.unwrap();
        store.set_meta("name", "Acme 'n' Co").await.unwrap();
        assert_eq!(store.meta("name").await.unwrap().as_deref(), Some("Acme 'n' Co"));
    })
    .await;
}
