//! SQLite: one writer thread with group commit, a handful of readers, WAL, `synchronous=FULL`.

mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::{
    Connection, OpenFlags, params_from_iter,
    types::{ToSqlOutput, Value as Held, ValueRef},
};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

use crate::{Bind, Commit, CommitError, Committed, Fault, Row};
use writer::{Job, Write};

/// The oldest SQLite without the WAL-reset bug.
const OLDEST: i32 = 3_051_003;
/// How many writes may wait before askers are told to come back.
const WAITING: usize = 1024;
/// How many reads are few: background work alone makes them.
const QUIET: u64 = 400;
/// How many idle readers are kept.
const IDLE: usize = 8;

/// An open database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    /// How often something was read since the last look at whether it is quiet.
    reads: AtomicU64,
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

fn open(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
    )?;
    db.set_prepared_statement_cache_capacity(256);
    Ok(db)
}

/// A connection that can't write, whatever it is asked.
fn open_reader(path: &Path) -> Result<Connection, Fault> {
    let db = open(path)?;
    db.execute_batch("PRAGMA query_only = ON;")?;
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
        check_version(rusqlite::version_number(), rusqlite::version())?;
        let db = open(path)?;
        check_pragmas(&db)?;
        let pool = (0..readers).map(|_| open_reader(path)).collect::<Result<Vec<_>, _>>()?;
        let (writer, jobs) = mpsc::channel(WAITING);
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || writer::write_all(&db, jobs))?;
        Ok(Self { path: path.to_owned(), readers: Mutex::new(pool), reads: AtomicU64::new(0), writer })
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
        self.reads.fetch_add(1, Ordering::Relaxed);
        let free = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let db = match free {
            Some(db) => db,
            None => open_reader(&self.path)?,
        };
        let result = act(&db);
        let mut pool = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.len() < IDLE {
            pool.push(db);
        }
        result
    }

    /// Gives back what readers keep in memory, where hardly anything was read since this was asked last. What is needed again
    /// comes from the system's own cache.
    pub(crate) fn ease(&self) -> Result<(), Fault> {
        if self.reads.swap(0, Ordering::Relaxed) > QUIET {
            return Ok(());
        }
        let mut pool = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let one = pool.len().min(1);
        let rest = pool.split_off(one);
        let kept = pool.iter().try_for_each(|db| db.execute_batch("PRAGMA shrink_memory;"));
        drop(pool);
        drop(rest);
        Ok(kept?)
    }

    /// Hands a commit to the writer and waits until it is on disk.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, done) = oneshot::channel();
        self.hand(Job::Write(Write::Commit(commit, answer)))?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    /// Runs a script of schema statements in one transaction.
    pub(crate) async fn script(&self, text: String) -> Result<(), Fault> {
        let (answer, done) = oneshot::channel();
        self.hand(Job::Script(text, answer))?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    /// Runs a writing statement that returns rows.
    pub(crate) async fn write_rows(&self, text: String, binds: Vec<Bind>) -> Result<Vec<Row>, Fault> {
        let (answer, done) = oneshot::channel();
        self.hand(Job::Write(Write::Rows(text, binds, answer)))?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }

    fn hand(&self, job: Job) -> Result<(), Fault> {
        self.writer.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Fault::Busy,
            TrySendError::Closed(_) => Fault::WriterGone,
        })
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

/// Brings a copy that was opened to rest: all of it in the one file, nothing beside it. Fails while it is open elsewhere.
pub(crate) fn settle(path: &Path) -> Result<(), Fault> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let mode: String = db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" { Ok(()) } else { Err(Fault::Shape(format!("the copy stays in {mode} mode"))) }
}

fn check_version(number: i32, shown: &str) -> Result<(), Fault> {
    if number < OLDEST {
        return Err(Fault::Unfit(format!(
            "SQLite {shown} can damage a database (fixed in 3.51.3); build Remit with its bundled one"
        )));
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_with_the_wal_reset_bug_is_refused_in_a_sentence() {
        let fault = check_version(3_051_002, "3.51.2").unwrap_err().to_string();
        assert_eq!(fault, "SQLite 3.51.2 can damage a database (fixed in 3.51.3); build Remit with its bundled one");
        assert!(check_version(rusqlite::version_number(), rusqlite::version()).is_ok());
    }

    #[test]
    fn a_database_that_is_not_durable_is_refused() {
        let db = Connection::open_in_memory().unwrap();
        assert!(check_pragmas(&db).unwrap_err().to_string().contains("put it on a local disk"));
    }
}
