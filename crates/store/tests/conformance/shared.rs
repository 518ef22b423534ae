//! Short ways to say what tests do.

use std::sync::Arc;

use base::{Instant, PersonId, RecordId};
use model::{Header, Record, RecordType, Slot, StateIx, TypeIx, Value};
use store::{Commit, CommitError, Committed, Conflict, Entry, Store};
use testkit::START;

pub(crate) const TICKET: TypeIx = TypeIx(0);

pub(crate) fn ticket(store: &Store) -> &RecordType {
    store.site().of(TICKET).unwrap()
}

pub(crate) fn slot(store: &Store, key: &str) -> Slot {
    ticket(store).slot(key).unwrap()
}

/// A fresh ticket that is not stored yet.
pub(crate) fn fresh(store: &Store, title: &str) -> Record {
    let id = store.next_id(START);
    let mut record = Record::new(ticket(store), RecordId::new(id), format!("TKT-{id}"), StateIx(0));
    record.set(Header::Title.slot(), Value::Text(title.to_owned()));
    record.set(Header::Opened.slot(), Value::Instant(START));
    record.set(Header::Changed.slot(), Value::Instant(START));
    record
}

pub(crate) fn new_of(store: &Store, record: &Record) -> Commit {
    let mut commit = Commit::new();
    store.put_new(&mut commit, record).unwrap();
    commit
}

/// Stores a record and reads it back.
pub(crate) async fn stored(store: &Store, record: &Record) -> Record {
    store.commit(new_of(store, record)).await.unwrap();
    store.record(record.id).await.unwrap().unwrap()
}

pub(crate) fn entry(what: &str, micros: i64) -> Entry {
    let at = Instant::from_micros(START.micros() + micros);
    Entry {
        at,
        recorded: at,
        actor: Some(PersonId::new(7)),
        activity: "ticket:amend".to_owned(),
        basis: "{}".to_owned(),
        what: what.to_owned(),
        ..Entry::default()
    }
}

pub(crate) fn conflict(outcome: Result<Committed, CommitError>) -> Option<Conflict> {
    match outcome {
        Err(CommitError::Conflict(conflict)) => Some(conflict),
        Err(CommitError::Fault(fault)) => panic!("a fault, not a conflict: {fault:?}"),
        Ok(_) => None,
    }
}

/// Runs commits side by side and gives their outcomes in order.
pub(crate) async fn side_by_side(store: &Arc<Store>, commits: Vec<Commit>) -> Vec<Result<Committed, CommitError>> {
    let tasks: Vec<_> = commits
        .into_iter()
        .map(|commit| {
            let store = Arc::clone(store);
            tokio::spawn(async move { store.commit(commit).await })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}
