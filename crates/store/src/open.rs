//! Opening a store.

use std::{path::PathBuf, sync::Arc};

use base::{Ids, Instant};
use model::Site;

use crate::{
    Bind, Commit, CommitError, Committed, Dialect, Fault, Row, Terms, binds,
    sql::{Text, postgres::Postgres, sqlite::Sqlite},
};

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Options {
    /// A file on this machine.
    File(PathBuf),
    /// A PostgreSQL server, as a URL.
    Server(String),
}

#[derive(Debug)]
enum Db {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Db,
    pub(crate) site: Arc<Site>,
    pub(crate) terms: Terms,
    ids: Ids,
}

/// How many connections read at once.
const READERS: usize = 4;
/// On a server, connections wait for the network more than for us.
const SERVER_READERS: usize = 12;

impl Store {
    /// Opens a store, brings its tables up to date with the platform and with the declared model.
    pub async fn open(options: &Options, site: Arc<Site>, now: Instant) -> Result<Self, Fault> {
        let db = match options {
            Options::File(path) => Db::Sqlite(Sqlite::open(path, READERS)?),
            Options::Server(url) => Db::Postgres(Postgres::open(url, SERVER_READERS).await?),
        };
        let mut store = Self { db, site, terms: Terms::default(), ids: Ids::for_node(0) };
        store.migrate().await?;
        let plan = store.plan().await?;
        store.carry_out(&plan).await?;
        store.terms = Terms::load(&store).await?;
        store.ids = Ids::for_node(store.claim_node(now).await?);
        Ok(store)
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        match &self.db {
            Db::Sqlite(_) => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The declared model that it was opened for.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// A fresh id.
    pub fn next_id(&self, now: Instant) -> i64 {
        self.ids.next(now)
    }

    /// Makes a commit happen: all of it, on disk, or nothing.
    pub async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        match &self.db {
            Db::Sqlite(db) => db.commit(commit).await,
            Db::Postgres(db) => db.commit(commit).await,
        }
    }

    /// Reads with a fixed statement.
    pub(crate) async fn rows(&self, text: &str, binds: &[Bind]) -> Result<Vec<Row>, Fault> {
        match &self.db {
            Db::Sqlite(db) => db.rows(text, binds),
            Db::Postgres(db) => db.rows(text, binds).await,
        }
    }

    /// Reads with a statement made for the declared model.
    pub(crate) async fn rows_of(&self, text: Text) -> Result<Vec<Row>, Fault> {
        let (text, binds) = text.into_parts();
        self.rows(&text, &binds).await
    }

    /// Runs a writing statement that returns rows, outside any commit.
    pub(crate) async fn write_rows(&self, text: &str, binds: Vec<Bind>) -> Result<Vec<Row>, Fault> {
        match &self.db {
            Db::Sqlite(db) => db.write_rows(text.to_owned(), binds).await,
            Db::Postgres(db) => db.rows(text, &binds).await,
        }
    }

    /// Runs schema statements.
    pub(crate) async fn script(&self, text: &str) -> Result<(), Fault> {
        match &self.db {
            Db::Sqlite(db) => db.script(text.to_owned()).await,
            Db::Postgres(db) => db.script(text).await,
        }
    }

    /// Copies the database to a file while it is in use. PostgreSQL has its own tools for this.
    pub async fn backup(self: &Arc<Self>, to: PathBuf) -> Result<(), Fault> {
        let this = Arc::clone(self);
        let copied = tokio::task::spawn_blocking(move || match &this.db {
            Db::Sqlite(db) => db.backup(&to),
            Db::Postgres(_) => Err(Fault::Unfit("PostgreSQL is backed up with pg_dump; see docs/operating.md".to_owned())),
        });
        copied.await.map_err(|_panicked| Fault::WriterGone)?
    }

    /// The database file, where it is one.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &self.db {
            Db::Sqlite(db) => Some(db.path()),
            Db::Postgres(_) => None,
        }
    }

    /// Takes `count` numbers for a prefix; the first of them is returned. Numbers taken and not used leave a gap.
    pub async fn take_numbers(&self, prefix: &str, count: i64) -> Result<i64, Fault> {
        let rows = self
            .write_rows(
                "INSERT INTO counter (prefix, next) VALUES ($1, $2 + 1) ON CONFLICT (prefix) DO UPDATE SET next = counter.next + $2 RETURNING next - $2",
                binds![prefix, count],
            )
            .await?;
        rows.first().ok_or_else(|| Fault::Shape("no number came back".to_owned()))?.int(0)
    }

    /// The smallest node number that nobody has used for a day.
    async fn claim_node(&self, now: Instant) -> Result<u16, Fault> {
        const DAY: i64 = 86_400_000_000;
        for no in 0..i64::from(Ids::NODES) {
            let claimed = self
                .write_rows(
                    "INSERT INTO node (no, seen) VALUES ($1, $2) ON CONFLICT (no) DO UPDATE SET seen = $2 WHERE node.seen < $3 RETURNING no",
                    binds![no, now, now.micros().saturating_sub(DAY)],
                )
                .await?;
            if !claimed.is_empty() || self.dialect() == Dialect::Sqlite {
                return Ok(u16::try_from(no).unwrap_or_default());
            }
        }
        Err(Fault::Unfit("1,024 nodes have used this database within a day; wait or end some".to_owned()))
    }

    /// Keeps a small setting of the installation.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), Fault> {
        self.write_rows(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2 RETURNING key",
            binds![key, value],
        )
        .await
        .map(drop)
    }

    /// A small setting of the installation.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, Fault> {
        let rows = self.rows("SELECT value FROM meta WHERE key = $1", &binds![key]).await?;
        Ok(rows.first().map(|it| it.text(0).to_owned()))
    }
}
