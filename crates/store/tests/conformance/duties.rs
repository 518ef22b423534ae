//! Acts by activity, person and time; what was told of duties; feeds.

use base::{Instant, PersonId, RecordId, Span};
use store::{Commit, Conflict, Entry, Feed, Look, PersonRow, Store};
use testkit::{START, both};

use crate::shared::conflict;

const ADA: PersonId = PersonId::new(1);
const BOB: PersonId = PersonId::new(2);

fn after(seconds: i64) -> Instant {
    START.plus(Span::from_secs(seconds))
}

fn act(activity: &str, actor: PersonId, seconds: i64) -> Entry {
    Entry {
        at: after(seconds),
        recorded: START,
        actor: Some(actor),
        activity: activity.to_owned(),
        record: Some(RecordId::new(5)),
        basis: "{}".to_owned(),
        what: format!("{activity} {actor} {seconds}"),
        ..Entry::default()
    }
}

async fn entered(store: &Store, entries: impl IntoIterator<Item = Entry>) {
    let mut commit = Commit::new();
    for it in entries {
        commit.enter(it);
    }
    store.commit(commit).await.unwrap();
}

#[tokio::test]
async fn acts_are_found_by_activity_person_and_time() {
    both(async |store| {
        assert_eq!(store.journal_since().await.unwrap(), None);
        let imported = Entry { basis: String::new(), ..act("ticket:verify", ADA, 11) };
        let of_nothing = Entry { record: None, ..act("ticket:verify", ADA, 12) };
        let for_ada = Entry { on_behalf_of: Some(ADA), ..act("ticket:verify", BOB, 13) };
        let all = [
            act("ticket:verify", ADA, 10),
            imported,
            of_nothing,
            for_ada,
            act("ticket:verify", BOB, 14),
            act("ticket:close", ADA, 15),
            act("ticket:open", ADA, 16),
            act("ticket:verify", ADA, 20),
        ];
        entered(&store, all).await;
        let found = async |activities: &[&str], from: i64, until: i64, persons: Option<&[i64]>| {
            let look = Look { activities, from: after(from), until: after(until), persons };
            let mut found: Vec<i64> = store.acts(look).await.unwrap().iter().map(|it| it.seq).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(found(&["ticket:verify"], 10, 20, Some(&[1])).await, [1, 4]);
        assert_eq!(found(&["ticket:verify"], 10, 21, Some(&[1])).await, [1, 4, 8]);
        assert_eq!(found(&["ticket:verify"], 11, 20, Some(&[1, 2])).await, [4, 5]);
        assert_eq!(found(&["ticket:verify", "ticket:close"], 0, 99, None).await, [1, 4, 5, 6, 8]);
        assert_eq!(found(&["ticket:none"], 0, 99, None).await, [0; 0]);
        // So many names and persons that they are bound otherwise.
        let many: Vec<String> = (0..450).map(|it| format!("x:{it}")).chain(["ticket:close".to_owned()]).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let persons: Vec<i64> = (1..200).collect();
        assert_eq!(found(&many, 0, 99, Some(&persons)).await, [6]);
        assert_eq!(store.journal_since().await.unwrap(), Some(START));
    })
    .await;
}

#[tokio::test]
async fn acts_on_records_come_oldest_first() {
    both(async |store| {
        let on = |record: i64, it: Entry| Entry { record: Some(RecordId::new(record)), ..it };
        let all = [
            on(5, act("duty:attest", ADA, 30)),
            on(6, act("duty:attest", BOB, 20)),
            on(5, act("ticket:verify", ADA, 10)),
            on(7, act("duty:attest", ADA, 5)),
        ];
        entered(&store, all).await;
        let found = store.acts_on("duty:attest", &[RecordId::new(5), RecordId::new(6)]).await.unwrap();
        assert_eq!(found.iter().map(|it| it.seq).collect::<Vec<_>>(), [2, 1]);
        assert!(store.acts_on("duty:attest", &[]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_duty_is_told_of_once_and_forgotten_when_old() {
    both(async |store| {
        let tell = async |what: &str, at: Instant| {
            let mut commit = Commit::new();
            store.put_duty_told(&mut commit, what, at);
            conflict(store.commit(commit).await)
        };
        assert_eq!(tell("missed 1~a~2026", START).await, None);
        assert_eq!(tell("missed 1~a~2026", START).await, Some(Conflict::Claimed));
        assert_eq!(tell("near 1~a~2026", after(10)).await, None);
        let asked: Vec<String> =
            (0..450).map(|it| format!("near {it}")).chain(["missed 1~a~2026".to_owned()]).collect();
        assert_eq!(store.duties_told(&asked).await.unwrap().into_iter().collect::<Vec<_>>(), ["missed 1~a~2026"]);
        store.sweep_duties(after(5), START).await.unwrap();
        assert!(store.duties_told(&asked).await.unwrap().is_empty());
        assert_eq!(store.duties_told(&["near 1~a~2026".to_owned()]).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_has_one_feed_while_they_are_there() {
    both(async |store| {
        let row = |is_active: bool| PersonRow {
            id: 1,
            key: "ada".to_owned(),
            name: "Ada".to_owned(),
            is_active,
            ..PersonRow::default()
        };
        let feed = Feed { person: ADA, made: START, ends: after(100), used: None };
        let run = async |act: &dyn Fn(&mut Commit)| {
            let mut commit = Commit::new();
            act(&mut commit);
            store.commit(commit).await.unwrap();
        };
        run(&|it| store.put_person(it, &row(true))).await;
        run(&|it| store.put_feed(it, b"one", &feed)).await;
        assert_eq!(store.feed(b"one").await.unwrap(), Some(feed.clone()));
        store.note_feed(ADA, after(3)).await.unwrap();
        assert_eq!(store.feed_of(ADA).await.unwrap().unwrap().used, Some(after(3)));
        run(&|it| store.put_feed(it, b"two", &feed)).await;
        assert_eq!(store.feed(b"one").await.unwrap(), None);
        assert_eq!(store.feed(b"two").await.unwrap(), Some(feed.clone()));
        run(&|it| store.put_person(it, &row(false))).await;
        assert_eq!(store.feed(b"two").await.unwrap(), None);
        run(&|it| store.put_person(it, &row(true))).await;
        store.sweep_duties(START, after(100)).await.unwrap();
        assert_eq!(store.feed_of(ADA).await.unwrap(), None);
        run(&|it| store.put_feed(it, b"three", &feed)).await;
        run(&|it| store.end_feed(it, ADA)).await;
        assert_eq!(store.feed_of(BOB).await.unwrap(), None);
        assert_eq!(store.feed_of(ADA).await.unwrap(), None);
    })
    .await;
}
