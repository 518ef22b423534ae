//! Opening a store.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use base::{Ids, Instant};
use model::Site;

use crate::{
    Bind, Commit, CommitError, Committed, Dialect, Fault, Row, Terms, binds,
    sql::{
        Text,
        postgres::Postgres,
        sqlite::{self, Sqlite},
    },
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
    node: i64,
}

/// How long a node's number is kept for it.
const DAY: i64 = 86_400_000_000;
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
        let mut store = Self { db, site, terms: Terms::default(), ids: Ids::for_node(0), node: 0 };
        store.migrate().await?;
        store.fit().await?;
        store.terms = Terms::load(&store).await?;
        let node = store.claim_node(now).await?;
        (store.ids, store.node) = (Ids::for_node(node), node.into());
        Ok(store)
    }

    /// What opening would do to the tables of record types, without doing it.
    pub async fn plan_only(options: &Options, site: Arc<Site>) -> Result<crate::Plan, Fault> {
        let db = match options {
            Options::File(path) => Db::Sqlite(Sqlite::open(path, 1)?),
            Options::Server(url) => Db::Postgres(Postgres::open(url, 1).await?),
        };
        Self { db, site, terms: Terms::default(), ids: Ids::for_node(0), node: 0 }.plan().await
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

    /// Reads several times in a row on a file, where a read needs no waiting.
    pub(crate) fn rows_now(&self, text: Text) -> Result<Vec<Row>, Fault> {
        let (text, binds) = text.into_parts();
        match &self.db {
            Db::Sqlite(db) => db.rows(&text, &binds),
            Db::Postgres(_) => Err(Fault::Shape("a server is not read without waiting".to_owned())),
        }
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
            Db::Postgres(_) => {
                Err(Fault::Unfit("PostgreSQL is backed up with pg_dump; see docs/operating.md".to_owned()))
            }
        });
        copied.await.map_err(|_panicked| Fault::WriterGone)?
    }

    /// Brings a copy to rest that was opened to be examined; fails while it is still open.
    pub fn settle_copy(path: &std::path::Path) -> Result<(), Fault> {
        sqlite::settle(path)
    }

    /// What is wrong with the file's structure and its indexes; nothing on a server, which has its own tools.
    pub async fn broken_pages(&self) -> Result<Vec<String>, Fault> {
        if self.dialect() == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let rows = self.rows("PRAGMA integrity_check(20)", &[]).await?;
        Ok(rows.iter().map(|it| it.text(0).to_owned()).filter(|it| it != "ok").collect())
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

    /// The smallest node number that nobody has used for a day; after very many restarts, for ten minutes.
    async fn claim_node(&self, now: Instant) -> Result<u16, Fault> {
        for unused in [DAY, DAY / 144] {
            if let Some(no) = self.claim_unused(now, unused).await? {
                return Ok(no);
            }
        }
        Err(Fault::Unfit("1,024 nodes have used this database within ten minutes; wait or end some".to_owned()))
    }

    async fn claim_unused(&self, now: Instant, unused: i64) -> Result<Option<u16>, Fault> {
        let stale = now.micros().saturating_sub(unused);
        for _attempt in 0..Ids::NODES {
            let held = self.rows("SELECT no FROM node WHERE seen >= $1 ORDER BY no", &binds![stale]).await?;
            let held: BTreeSet<i64> = held.iter().filter_map(|it| it.opt(0)).collect();
            let Some(no) = (0..Ids::NODES).find(|it| !held.contains(&i64::from(*it))) else { break };
            let claimed = self
                .write_rows(
                    "INSERT INTO node (no, seen) VALUES ($1, $2) \
                     ON CONFLICT (no) DO UPDATE SET seen = $2 WHERE node.seen < $3 RETURNING no",
                    binds![i64::from(no), now, stale],
                )
                .await?;
            if !claimed.is_empty() {
                return Ok(Some(no));
            }
        }
        Ok(None)
    }

    /// Keeps this node's number for another day; a node calls it every minute or so, or another may take its number.
    pub async fn keep_node(&self, now: Instant) -> Result<(), Fault> {
        self.write_rows("UPDATE node SET seen = $2 WHERE no = $1 RETURNING no", binds![self.node, now]).await.map(drop)
    }

    /// Gives back memory where it is quiet; a server keeps its own.
    pub fn ease(&self) -> Result<(), Fault> {
        match &self.db {
            Db::Sqlite(file) => file.ease(),
            Db::Postgres(_) => Ok(()),
        }
    }

    /// Gives this node's number back, so that a restart does not use up another; no id may be made afterwards.
    pub async fn leave(&self) -> Result<(), Fault> {
        self.write_rows("UPDATE node SET seen = 0 WHERE no = $1 RETURNING no", binds![self.node]).await.map(drop)
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
