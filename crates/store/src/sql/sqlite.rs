//! SQLite: one writer thread with group commit, a handful of readers, WAL, `synchronous=FULL`.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, OpenFlags, params_from_iter, types::{ToSqlOutput, Value as Held, ValueRef}};
use tokio::sync::{mpsc, oneshot};

use crate::{
    Bind, Commit, CommitError, Committed, Conflict, Expect, Fault, Row,
    write::{Head, READ_HEAD, WRITE_ENTRY, WRITE_HEAD},
};

/// The oldest SQLite without the WAL-reset bug.
const OLDEST: i32 = 3_051_003;
/// How many commits may wait before askers are told to come back.
const WAITING: usize = 1024;
/// How many commits share one transaction at most.
const GROUP: usize = 128;

/// What the writer is asked to do.
enum Job {
    Commit(Commit, oneshot::Sender<Result<Committed, CommitError>>),
    Script(String, oneshot::Sender<Result<(), Fault>>),
    Rows(String, Vec<Bind>, oneshot::Sender<Result<Vec<Row>, Fault>>),
}

/// An open database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: mpsc::Sender<Job>,
}

impl rusqlite::ToSql for Bind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Held::Null),
            Self::Int(n) => ToSqlOutput::Owned(Held::Integer(*n)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// The same statement with SQLite's numbered placeholders.
fn numbered(text: &str) -> String {
    text.replace('$', "?")
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Fault> {
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    db.set_prepared_statement_cache_capacity(256);
    Ok(db)
}

fn read_rows(db: &Connection, text: &str, binds: &[Bind]) -> Result<Vec<Row>, Fault> {
    let mut statement = db.prepare_cached(&numbered(text))?;
    let width = statement.column_count();
    let mut rows = statement.query(params_from_iter(binds))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let columns = (0..width).map(|at| row.get_ref(at).map(held)).collect::<Result<_, _>>()?;
        found.push(Row(columns));
    }
    Ok(found)
}

fn held(value: ValueRef<'_>) -> Bind {
    match value {
        ValueRef::Null | ValueRef::Real(_) => Bind::Null,
        ValueRef::Integer(n) => Bind::Int(n),
        ValueRef::Text(text) => Bind::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Bind::Bytes(bytes.to_vec()),
    }
}

impl Sqlite {
    /// Opens or makes a database file; `readers` connections are kept open.
    pub(crate) fn open(path: &Path, readers: usize) -> Result<Self, Fault> {
        if rusqlite::version_number() < OLDEST {
            return Err(Fault::Unfit(format!(
                "SQLite {} can damage a database (fixed in 3.51.3); build Remit with its bundled one",
                rusqlite::version()
            )));
        }
        let db = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        check_pragmas(&db)?;
        let read = || open(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let pool = (0..readers).map(|_| read()).collect::<Result<Vec<_>, _>>()?;
        let (writer, jobs) = mpsc::channel(WAITING);
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || write_all(&db, jobs))?;
        Ok(Self { path: path.to_owned(), readers: Mutex::new(pool), writer })
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads on the calling thread; for look-ups that touch a few pages.
    pub(crate) fn rows(&self, text: &str, binds: &[Bind]) -> Result<Vec<Row>, Fault> {
        self.with_reader(|db| read_rows(db, text, binds))
    }

    /// Lends a reader; opens one more when all are lent.
    pub(crate) fn with_reader<T>(&self, act: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let free = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let db = match free {
            Some(db) => db,
            None => open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        };
        let result = act(&db);
        let mut pool = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.len() < 8 {
            pool.push(db);
        }
        result
    }

    /// Hands a commit to the writer and waits until it is on disk.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, done) = oneshot::channel();
        self.writer.send(Job::Commit(commit, answer)).await.map_err(|_gone| Fault::WriterGone)?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    /// Runs a script of schema statements in one transaction.
    pub(crate) async fn script(&self, text: String) -> Result<(), Fault> {
        let (answer, done) = oneshot::channel();
        self.writer.send(Job::Script(text, answer)).await.map_err(|_gone| Fault::WriterGone)?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    /// Runs a writing statement that returns rows.
    pub(crate) async fn write_rows(&self, text: String, binds: Vec<Bind>) -> Result<Vec<Row>, Fault> {
        let (answer, done) = oneshot::channel();
        self.writer.send(Job::Rows(text, binds, answer)).await.map_err(|_gone| Fault::WriterGone)?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    /// Copies the whole database to another file while it is in use.
    pub(crate) fn backup(&self, to: &Path) -> Result<(), Fault> {
        self.with_reader(|db| {
            let mut target = Connection::open(to)?;
            let copy = rusqlite::backup::Backup::new(db, &mut target)?;
            copy.run_to_completion(4096, std::time::Duration::ZERO, None)?;
            drop(copy);
            target.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
            Ok(())
        })
    }
}

fn check_pragmas(db: &Connection) -> Result<(), Fault> {
    let mode: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    let synchronous: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if mode != "wal" || synchronous != 2 {
        return Err(Fault::Unfit(format!(
            "the database can't be made durable (journal {mode}, synchronous {synchronous}); put it on a local disk"
        )));
    }
    Ok(())
}

/// The writer: takes what waits, writes it in one transaction, answers everyone after the fsync.
fn write_all(db: &Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Commit(commit, answer) => group.push((commit, answer)),
                Job::Script(text, answer) => {
                    let done = db.execute_batch(&format!("BEGIN IMMEDIATE;\n{text}\nCOMMIT;")).map_err(Fault::from);
                    if done.is_err() && !db.is_autocommit() {
                        let _rolled_back = db.execute_batch("ROLLBACK");
                    }
                    let _asker_gone = answer.send(done);
                }
                Job::Rows(text, binds, answer) => {
                    let _asker_gone = answer.send(read_rows(db, &text, &binds));
                }
            }
            next = if group.len() < GROUP { jobs.try_recv().ok() } else { None };
        }
        if !group.is_empty() {
            write_group(db, group);
        }
    }
}

type Waiting = (Commit, oneshot::Sender<Result<Committed, CommitError>>);

fn write_group(db: &Connection, group: Vec<Waiting>) {
    let (commits, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let outcome = write_transaction(db, &commits);
    if outcome.is_err() && !db.is_autocommit() {
        let _rolled_back = db.execute_batch("ROLLBACK");
    }
    match outcome {
        Ok(results) => {
            for (answer, result) in answers.into_iter().zip(results) {
                let _asker_gone = answer.send(result);
            }
        }
        Err(fault) => {
            let full = fault.is_full();
            for answer in answers {
                let text = if full { format!("the disk is full ({fault:?})") } else { format!("{fault:?}") };
                let _asker_gone = answer.send(Err(Fault::Group(text).into()));
            }
        }
    }
}

fn write_transaction(db: &Connection, commits: &[Commit]) -> Result<Vec<Result<Committed, CommitError>>, Fault> {
    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut head = db.prepare_cached(READ_HEAD)?.query_row([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?)))
        .map_err(Fault::from)
        .and_then(|(tree, epoch, recorded): (Vec<u8>, i64, i64)| Head::read(&tree, epoch, recorded))?;
    let mut results = Vec::with_capacity(commits.len());
    for commit in commits {
        results.push(write_one(db, commit, &mut head)?);
    }
    db.prepare_cached(&numbered(WRITE_HEAD))?.execute(params_from_iter(head.binds()))?;
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(results)
}

/// Writes one commit inside the group; a conflict undoes it alone, a fault undoes the group.
fn write_one(db: &Connection, commit: &Commit, head: &mut Head) -> Result<Result<Committed, CommitError>, Fault> {
    if commit.epoch.is_some_and(|it| it != head.epoch) {
        return Ok(Err(CommitError::Conflict(Conflict::Epoch)));
    }
    db.prepare_cached("SAVEPOINT one")?.execute([])?;
    for statement in &commit.statements {
        let hit = db.prepare_cached(&numbered(&statement.text))?.execute(params_from_iter(&statement.binds))?;
        if let (Expect::One(conflict), true) = (statement.expect, hit != 1) {
            db.prepare_cached("ROLLBACK TO one")?.execute([])?;
            db.prepare_cached("RELEASE one")?.execute([])?;
            return Ok(Err(CommitError::Conflict(conflict)));
        }
    }
    let (first_seq, rows) = head.append(commit);
    for row in rows {
        db.prepare_cached(&numbered(WRITE_ENTRY))?.execute(params_from_iter(row))?;
    }
    db.prepare_cached("RELEASE one")?.execute([])?;
    Ok(Ok(Committed { first_seq, epoch: head.epoch }))
}
