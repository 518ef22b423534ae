//! People, teams, deputies, sign-ins, files and links.

use base::{Instant, PersonId, RecordId, Span};
use store::{Attached, Commit, Conflict, DeputyRow, Linked, OneTime, PersonRow, Session, Store, TeamRow, Token};
use testkit::{START, both};

use crate::shared::conflict;

const ADA: PersonId = PersonId::new(1);

fn person(id: i64, key: &str) -> PersonRow {
    PersonRow {
        id,
        key: key.to_owned(),
        name: format!("{key} Ünïcödé"),
        mail: format!("{key}@example.org"),
        phone: "+49 1".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        is_active: true,
        title: "Analyst".to_owned(),
        place: "Berlin".to_owned(),
        country: "Germany".to_owned(),
        home: Some(1),
    }
}

async fn with(store: &Store, act: impl FnOnce(&mut Commit)) -> Option<Conflict> {
    let mut commit = Commit::new();
    act(&mut commit);
    conflict(store.commit(commit).await)
}

#[tokio::test]
async fn people_teams_and_deputies_come_back() {
    both(async |store| {
        let (ada, bob) = (person(1, "ada"), person(2, "bob"));
        let team = |id, parent, members| TeamRow {
            id,
            key: format!("t{id}"),
            name: "Team".to_owned(),
            parent,
            line: Some(2),
            members,
            lead: Some(1),
            mail: "t@example.org".to_owned(),
            calendar: "office".to_owned(),
        };
        let deputy = DeputyRow {
            id: 1,
            of: ADA,
            deputy: PersonId::new(2),
            from: Some(START),
            until: None,
            roles: vec!["a".to_owned(), "b".to_owned()],
            key: "bob-for-ada".to_owned(),
            why: "Parental leave".to_owned(),
        };
        with(&store, |it| {
            store.put_person(it, &ada);
            store.put_person(it, &bob);
            store.put_team(it, &team(2, Some(1), vec![2]));
            store.put_team(it, &team(1, None, vec![1, 2]));
            store.put_deputy(it, &deputy);
        })
        .await;
        assert_eq!(store.people().await.unwrap(), [ada.clone(), bob]);
        assert_eq!(store.teams().await.unwrap(), [team(1, None, vec![1, 2]), team(2, Some(1), vec![2])]);
        assert_eq!(store.deputies().await.unwrap(), [deputy]);
        let epoch = store.epoch().await.unwrap();
        with(&store, |it| store.put_team(it, &team(1, None, vec![2]))).await;
        assert_eq!(store.teams().await.unwrap()[0].members, [2]);
        assert!(store.epoch().await.unwrap() > epoch);
        with(&store, |it| store.put_person(it, &PersonRow { is_active: false, ..ada })).await;
        assert!(!store.people().await.unwrap()[0].is_active);
    })
    .await;
}

#[tokio::test]
async fn one_signs_in_by_mail_or_key_and_only_while_active() {
    both(async |store| {
        with(&store, |it| {
            store.put_person(it, &person(1, "ada"));
            store.put_secret(it, ADA, "hash");
        })
        .await;
        let row = Some((ADA, Some("hash".to_owned())));
        assert_eq!(store.sign_in_row("ada").await.unwrap(), row);
        assert_eq!(store.sign_in_row("ada@example.org").await.unwrap(), row);
        assert_eq!(store.sign_in_row("bob").await.unwrap(), None);
        let unknown = with(&store, |it| store.put_secret(it, PersonId::new(9), "hash")).await;
        assert_eq!(unknown, Some(Conflict::Missing));
        with(&store, |it| store.put_person(it, &PersonRow { is_active: false, ..person(1, "ada") })).await;
        assert_eq!(store.sign_in_row("ada").await.unwrap(), None);
        with(&store, |it| {
            store.put_person(it, &PersonRow { mail: "same@example.org".to_owned(), ..person(2, "bob") });
            store.put_person(it, &PersonRow { mail: "same@example.org".to_owned(), ..person(3, "eve") });
        })
        .await;
        assert_eq!(store.sign_in_row("same@example.org").await.unwrap(), None, "two have it: nobody is meant");
    })
    .await;
}

#[tokio::test]
async fn sessions_end_with_their_person() {
    both(async |store| {
        let session = |hash: u8| Session {
            hash: vec![hash, 0, 255],
            person: ADA,
            made: START,
            seen: START,
            ends: START.plus(Span::from_secs(9)),
            csrf: "c".to_owned(),
            agent: "a".to_owned(),
        };
        with(&store, |it| {
            store.put_person(it, &person(1, "ada"));
            for hash in 1..=3 {
                store.put_session(it, &session(hash));
            }
        })
        .await;
        assert_eq!(store.session(&[1, 0, 255]).await.unwrap(), Some(session(1)));
        assert_eq!(store.session(&[1]).await.unwrap(), None);
        with(&store, |it| store.put_seen(it, &[2, 0, 255], START.plus(Span::from_secs(1)))).await;
        assert_eq!(store.sessions_of(ADA).await.unwrap()[0].hash, [2, 0, 255]);
        with(&store, |it| store.end_session(it, &[1, 0, 255])).await;
        with(&store, |it| store.end_sessions(it, ADA, &[2, 0, 255])).await;
        assert_eq!(store.sessions_of(ADA).await.unwrap().len(), 1);
        assert_eq!(with(&store, |it| store.put_session(it, &session(2))).await, Some(Conflict::Taken));
        with(&store, |it| store.put_person(it, &PersonRow { is_active: false, ..person(1, "ada") })).await;
        assert_eq!(store.session(&[2, 0, 255]).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn tokens_and_links_sign_in_as_far_as_they_reach() {
    both(async |store| {
        let token = Token {
            hash: vec![9],
            person: ADA,
            title: "script".to_owned(),
            ceiling: "read".to_owned(),
            made: START,
            ends: None,
        };
        let link = OneTime { hash: vec![8], person: ADA, ends: START };
        with(&store, |it| {
            store.put_person(it, &person(1, "ada"));
            store.put_token(it, &token);
            store.put_one_time(it, &link);
        })
        .await;
        assert_eq!(store.token(&[9]).await.unwrap(), Some(token.clone()));
        assert_eq!(store.tokens_of(ADA).await.unwrap(), [token]);
        with(&store, |it| store.end_token(it, &[9], PersonId::new(2))).await;
        assert!(store.token(&[9]).await.unwrap().is_some(), "another's token is not theirs to end");
        with(&store, |it| store.end_token(it, &[9], ADA)).await;
        assert_eq!(store.token(&[9]).await.unwrap(), None);
        assert_eq!(store.one_time(&[8]).await.unwrap(), Some(link));
        assert_eq!(with(&store, |it| store.spend_one_time(it, &[8])).await, None);
        assert_eq!(with(&store, |it| store.spend_one_time(it, &[8])).await, Some(Conflict::Claimed));
        assert_eq!(store.one_time(&[8]).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn preferences_and_drafts_are_each_ones_own() {
    both(async |store| {
        with(&store, |it| {
            store.put_preference(it, ADA, "theme", "dark");
            store.put_preference(it, ADA, "theme", "light");
            store.put_draft(it, ADA, "new/ticket", "half a sen", START);
        })
        .await;
        assert_eq!(store.preferences(ADA).await.unwrap(), [("theme".to_owned(), "light".to_owned())]);
        assert!(store.preferences(PersonId::new(2)).await.unwrap().is_empty());
        assert_eq!(store.draft(ADA, "new/ticket").await.unwrap(), Some(("half a sen".to_owned(), START)));
        with(&store, |it| store.put_draft(it, ADA, "new/ticket", "", START)).await;
        assert_eq!(store.draft(ADA, "new/ticket").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn files_and_links_hang_on_records() {
    both(async |store| {
        let record = RecordId::new(1);
        let file = |id| Attached {
            id,
            record,
            name: "ünïcödé \"x\".txt".to_owned(),
            media: "text/plain".to_owned(),
            size: 4,
            hash: "abc".to_owned(),
            at: Instant::from_micros(5),
            by: ADA,
            inside: id == 2,
        };
        let link = Linked { a: record, b: RecordId::new(2), kind: "caused by".to_owned() };
        with(&store, |it| {
            store.put_attachment(it, &file(1), vec![0, 1, 254, 255]);
            store.put_attachment(it, &file(2), vec![0, 1, 254, 255]);
            store.put_link(it, &link, START);
            store.put_link(it, &link, START);
        })
        .await;
        assert_eq!(store.attachments(record).await.unwrap(), [file(1), file(2)]);
        assert_eq!(store.attachment(2).await.unwrap(), Some(file(2)));
        assert_eq!(store.blob("abc").await.unwrap(), Some(vec![0, 1, 254, 255]));
        assert_eq!(store.blob("abd").await.unwrap(), None);
        assert_eq!(store.links(RecordId::new(2)).await.unwrap(), std::slice::from_ref(&link));
        with(&store, |it| store.remove_link(it, &link)).await;
        assert!(store.links(record).await.unwrap().is_empty());
    })
    .await;
}
