//! R20: whoever edits the database directly is found out, and where.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base::{Instant, PersonId, RecordId};
use ledger::{Hash, Range};
use rusqlite::{Connection, params};

use crate::{
    load::open,
    running::{At, Folder, Running, Tokens, copy, run, said, sample},
};

/// A database with a history, and what was kept of it elsewhere.
struct Kept {
    now: Folder,
    /// The same database some time ago.
    before: Folder,
    /// A checkpoint printed at the end.
    witness: PathBuf,
    size: i64,
}

fn work(folder: &Folder, tokens: &Tokens, name: &str) {
    let running = Running::serve(&At::Folder(folder.path().to_owned()));
    for no in 0..12 {
        assert!(open(tokens.of("user"), &format!("{name}-{no}")).send(running.address).unwrap().is_done());
    }
    running.stop();
}

/// The checkpoint that `remit verify --checkpoint` prints.
fn checkpoint(folder: &Folder) -> String {
    let output = run(&["verify", "--checkpoint"], &At::Folder(folder.path().to_owned()), &[]);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, note) = text.split_once("remit/journal\n").unwrap_or_else(|| panic!("no checkpoint: {text}"));
    format!("remit/journal\n{note}")
}

impl Kept {
    fn make() -> Self {
        let (now, tokens) = sample();
        work(&now, &tokens, "old");
        let before = Folder::new();
        copy(now.path(), before.path());
        work(&now, &tokens, "new");
        let witness = now.join("witness");
        fs::write(&witness, checkpoint(&now)).unwrap();
        let db = Connection::open(now.join("remit.db")).unwrap();
        let size = db.query_row("SELECT size FROM spine", [], |it| it.get(0)).unwrap();
        Self { now, before, witness, size }
    }
}

/// What `remit verify` says of a folder, and whether it found nothing.
fn verify(folder: &Path, witness: Option<&Path>) -> (bool, String) {
    let witness = witness.map(|it| it.display().to_string());
    let more: Vec<&str> = witness.iter().flat_map(|it| ["--witness", it]).collect();
    let output = run(&["verify"], &At::Folder(folder.to_owned()), &more);
    let code = output.status.code();
    assert!(code == Some(0) || code == Some(1), "{output:?}");
    (code == Some(0), said(&output))
}

/// The leaf hash of an entry as it stands in its row.
fn leaf(db: &Connection, seq: i64) -> Hash {
    let columns = "SELECT at, recorded, actor, on_behalf_of, activity, record, basis, what FROM journal WHERE seq = ?1";
    let entry = db.query_row(columns, [seq], |it| {
        Ok(store::Entry {
            at: Instant::from_micros(it.get(0)?),
            recorded: Instant::from_micros(it.get(1)?),
            actor: it.get::<_, Option<i64>>(2)?.map(PersonId::new),
            on_behalf_of: it.get::<_, Option<i64>>(3)?.map(PersonId::new),
            activity: it.get(4)?,
            record: it.get::<_, Option<i64>>(5)?.map(RecordId::new),
            basis: it.get(6)?,
            what: it.get(7)?,
        })
    });
    Hash::leaf(&entry.unwrap().canonical(seq))
}

fn rehash(db: &Connection, seq: i64) {
    db.execute("UPDATE journal SET leaf = ?1 WHERE seq = ?2", params![leaf(db, seq).as_bytes(), seq]).unwrap();
}

/// Everything after a change hashed anew, as one does who knows how it is made.
fn rebuild(db: &Connection) {
    let size: i64 = db.query_row("SELECT count(*) FROM journal", [], |it| it.get(0)).unwrap();
    let mut range = Range::new();
    for seq in 1..=size {
        rehash(db, seq);
        range.append(leaf(db, seq));
    }
    let root = range.root();
    db.execute("UPDATE spine SET size = ?1, tree = ?2, root = ?3", params![size, range.to_bytes(), root.as_bytes()])
        .unwrap();
}

fn edit(db: &Connection, seq: i64) {
    let changed = db.execute("UPDATE journal SET what = replace(what, '{', '{\"forged\":1,') WHERE seq = ?1", [seq]);
    assert_eq!(changed.unwrap(), 1);
}

/// Exchanges columns of two entries.
fn exchange(db: &Connection, columns: &[&str], one: i64, other: i64) {
    for it in columns {
        let sql = format!(
            "UPDATE journal SET {it} = (SELECT old.{it} FROM journal AS old WHERE old.seq = ?1 + ?2 - journal.seq) WHERE seq IN (?1, ?2)"
        );
        db.execute_batch(&format!(
            "CREATE TEMP TABLE keep AS SELECT seq, {it} FROM journal WHERE seq IN ({one}, {other})"
        ))
        .unwrap();
        let sql = sql.replace("FROM journal AS old", "FROM temp.keep AS old");
        assert_eq!(db.execute(&sql, [one, other]).unwrap(), 2);
        db.execute_batch("DROP TABLE temp.keep").unwrap();
    }
}

const COLUMNS: &str = "at, recorded, actor, on_behalf_of, activity, record, basis, what, leaf";

/// Moves all entries behind one place up by one, and puts a copy of another there.
fn insert_copy(db: &Connection, from: i64, to: i64) {
    let shift =
        format!("UPDATE journal SET seq = -seq - 1 WHERE seq >= {to}; UPDATE journal SET seq = -seq WHERE seq < 0;");
    db.execute_batch(&shift).unwrap();
    let from = if from >= to { from + 1 } else { from };
    db.execute(
        &format!("INSERT INTO journal (seq, {COLUMNS}) SELECT ?1, {COLUMNS} FROM journal WHERE seq = ?2"),
        [to, from],
    )
    .unwrap();
}

/// Runs a statement that must change one entry.
fn change(db: &Connection, statement: &str, seq: i64) {
    assert_eq!(db.execute(statement, [seq]).unwrap(), 1);
}

fn cut_tail(db: &Connection) {
    assert_eq!(db.execute("DELETE FROM journal WHERE seq > (SELECT size - 3 FROM spine)", []).unwrap(), 3);
}

type Forge = fn(&Connection, i64);

/// The manipulations, each at a place (somewhere in the middle), with what must be named.
const FORGERIES: [(&str, Forge, bool, &str); 16] = [
    ("a field changed", edit, false, "{at}"),
    ("one removed from the middle", |db, at| change(db, "DELETE FROM journal WHERE seq = ?1", at), false, "{at}"),
    ("the tail removed", |db, _| cut_tail(db), false, "{end}"),
    ("two exchanged", |db, at| exchange(db, &COLUMNS.split(", ").collect::<Vec<_>>(), at, at + 1), false, "{at}"),
    ("one doubled", |db, at| insert_copy(db, at, at + 1), false, "{at+1}"),
    (
        "a forged one put in",
        |db, at| {
            insert_copy(db, at, at + 1);
            edit(db, at + 1);
            rehash(db, at + 1);
        },
        false,
        "{at+1}",
    ),
    (
        "a forged one put behind the end",
        |db, at| {
            let end: i64 = db.query_row("SELECT size FROM spine", [], |it| it.get(0)).unwrap();
            insert_copy(db, at, end + 1);
            edit(db, end + 1);
            rehash(db, end + 1);
        },
        false,
        "{end+1}",
    ),
    (
        "a forged one put before the first",
        |db, at| {
            insert_copy(db, at, at + 1);
            db.execute("UPDATE journal SET seq = 0 WHERE seq = ?1", [at + 1]).unwrap();
            db.execute_batch(&format!(
                "UPDATE journal SET seq = -seq + 1 WHERE seq > {at}; UPDATE journal SET seq = -seq WHERE seq < 0;"
            ))
            .unwrap();
        },
        false,
        "entry 0",
    ),
    (
        "one back-dated",
        |db, at| change(db, "UPDATE journal SET at = at - 86400000000 WHERE seq = ?1", at),
        false,
        "{at}",
    ),
    ("two hashes exchanged", |db, at| exchange(db, &["leaf"], at, at + 1), false, "{at}"),
    (
        "one changed, its hash with it",
        |db, at| {
            edit(db, at);
            rehash(db, at);
        },
        false,
        "{end}",
    ),
    (
        "one changed and all hashed anew",
        |db, at| {
            edit(db, at);
            rebuild(db);
        },
        false,
        "checkpoint",
    ),
    (
        "one changed, all hashed anew, the checkpoints removed",
        |db, at| {
            edit(db, at);
            rebuild(db);
            db.execute("DELETE FROM checkpoint", []).unwrap();
        },
        true,
        "checkpoint",
    ),
    (
        "the tail and the checkpoints removed, all hashed anew",
        |db, _| {
            cut_tail(db);
            rebuild(db);
            db.execute("DELETE FROM checkpoint", []).unwrap();
        },
        true,
        "{end}",
    ),
    (
        "a checkpoint changed",
        |db, _| {
            let root = "UPDATE checkpoint SET note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10)) WHERE size = (SELECT max(size) FROM checkpoint)";
            assert_eq!(db.execute(root, []).unwrap(), 1);
        },
        false,
        "checkpoint",
    ),
    (
        "a record's state changed",
        |db, _| {
            let changed = db.execute("UPDATE record SET state = (SELECT no FROM term WHERE space = 'state:incident' AND key = 'closed') WHERE number = (SELECT max(number) FROM record WHERE title LIKE 'load new-%')", []);
            assert_eq!(changed.unwrap(), 1);
        },
        false,
        "INC-",
    ),
];

#[test]
fn whoever_edits_the_database_is_found_out_and_where() {
    let kept = Kept::make();
    let (sound, text) = verify(kept.now.path(), Some(&kept.witness));
    assert!(sound, "{text}");
    let at = kept.size / 2;
    let mut overlooked = Vec::new();
    for (name, forge, needs_witness, place) in FORGERIES {
        let folder = Folder::new();
        copy(kept.now.path(), folder.path());
        let db = Connection::open(folder.join("remit.db")).unwrap();
        forge(&db, at);
        drop(db);
        let (sound, text) = verify(folder.path(), needs_witness.then_some(kept.witness.as_path()));
        let named = [("{at}", at), ("{at+1}", at + 1), ("{end}", kept.size), ("{end+1}", kept.size + 1)];
        let place = named.iter().fold(place.to_owned(), |place, (name, with)| place.replace(name, &with.to_string()));
        let broken: Vec<&str> = text.lines().filter(|it| it.starts_with("BROKEN")).collect();
        println!("{name}: {}", broken.first().unwrap_or(&"found nothing"));
        if sound || !broken.iter().any(|it| it.contains(&place)) {
            overlooked.push(format!("{name} (place {place}): {text}"));
        }
    }
    let (sound, text) = verify(kept.before.path(), Some(&kept.witness));
    println!("an older copy: {}", text.lines().next().unwrap_or_default());
    if sound || !text.contains(&kept.size.to_string()) {
        overlooked.push(format!("an older copy: {text}"));
    }
    assert!(overlooked.is_empty(), "{}", overlooked.join("\n"));
    let (sound, text) = verify(kept.now.path(), Some(&kept.witness));
    assert!(sound, "{text}");
}
