//! Inserts: eight tasks through the store, against a bare loop that writes the same rows in groups of the same size.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base::{PersonId, RecordId, TeamId};
use model::{Header, Record, StateIx, Value};
use store::{Commit, Entry, Options, Store};
use testkit::{Home, START};

const TASKS: i64 = 8;
const SPAN: Duration = Duration::from_secs(3);

fn ticket(store: &Store) -> anyhow::Result<Record> {
    let of = store.site().types.first().ok_or_else(|| anyhow::anyhow!("no type"))?;
    let id = store.next_id(START);
    let mut record = Record::new(of, RecordId::new(id), format!("TKT-{id}"), StateIx(0));
    record.set(Header::Title.slot(), Value::Text("The network printer prints nothing".to_owned()));
    record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(id % 40)));
    record.set(Header::ForPerson.slot(), Value::Person(PersonId::new(id % 20_000)));
    record.set(Header::Opened.slot(), Value::Instant(START));
    record.set(Header::Changed.slot(), Value::Instant(START));
    if let Some(slot) = of.slot("line") {
        record.set(slot, Value::Text("Third floor".to_owned()));
    }
    Ok(record)
}

fn opening(store: &Store) -> anyhow::Result<Commit> {
    let record = ticket(store)?;
    let mut commit = Commit::new();
    store.put_new(&mut commit, &record)?;
    store.put_words(&mut commit, &record, record.title(), true);
    commit.enter(Entry {
        at: START,
        recorded: START,
        activity: "ticket:open".to_owned(),
        record: Some(record.id),
        basis: "{}".to_owned(),
        what: "{\"title\":\"The network printer prints nothing\"}".to_owned(),
        ..Entry::default()
    });
    Ok(commit)
}

/// Prints both rates.
pub(crate) async fn measure(home: &Home) -> anyhow::Result<()> {
    for tasks in [1, TASKS, TASKS * 8] {
        let store = home.open().await;
        let begun = Instant::now();
        let work = (0..tasks).map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut done = 0i64;
                while begun.elapsed() < SPAN {
                    store.commit(opening(&store)?).await?;
                    done += 1;
                }
                anyhow::Ok(done)
            })
        });
        let mut done = 0;
        for task in work.collect::<Vec<_>>() {
            done += task.await??;
        }
        println!("{tasks:3} tasks: {:8.0} records a second", per_second(done, begun.elapsed()));
    }
    if let Options::File(path) = home.options() {
        for group in [1, TASKS, TASKS * 8] {
            println!("bare loop, groups of {group:3}: {:8.0} records a second", bare(&path, group)?);
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a rate for people")]
fn per_second(done: i64, span: Duration) -> f64 {
    done as f64 / span.as_secs_f64()
}

/// The same rows by hand, prepared once, with the same durability.
fn bare(path: &std::path::Path, group: i64) -> anyhow::Result<f64> {
    let db = rusqlite::Connection::open(path)?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -32000")?;
    let begun = Instant::now();
    let mut done = 0i64;
    let first: i64 = 1_000_000_000 * group;
    let seq: i64 = db.query_row("SELECT coalesce(max(seq), 0) + 1 FROM journal", [], |row| row.get(0))?;
    while begun.elapsed() < SPAN {
        db.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..group {
            let id = first + done;
            db.prepare_cached("INSERT INTO record (id, type, number, state, phase, version, title, holder_team, for_person, opened, changed) VALUES (?1, 1, 'B' || ?1, 1, 0, 1, 'The network printer prints nothing', ?1 % 40, ?1 % 20000, ?2, ?2)")?.execute([id, START.micros()])?;
            db.prepare_cached("INSERT INTO r_ticket (id, f_line) VALUES (?1, 'Third floor')")?.execute([id])?;
            db.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, 'the network printer prints nothing')")?
                .execute([id])?;
            db.prepare_cached("INSERT INTO journal (seq, at, recorded, activity, record, basis, what, leaf) VALUES (?1, ?2, ?2, 'ticket:open', ?3, '{}', '{\"title\":\"The network printer prints nothing\"}', randomblob(32))")?.execute([seq + done, START.micros(), id])?;
            done += 1;
        }
        db.execute_batch("COMMIT")?;
    }
    db.execute("DELETE FROM journal WHERE seq >= ?1", [seq])?;
    Ok(per_second(done, begun.elapsed()))
}
