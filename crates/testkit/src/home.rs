//! Where a test's data live, and the harness that runs a test on both databases.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use base::Instant;
use model::Site;
use store::Store;
use tokio_postgres::NoTls;

use crate::{Cluster, START, site};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// A fresh place for data, gone when dropped. Knows no store, so that the store's own unit tests can use it.
#[derive(Debug)]
pub enum Place {
    /// A folder for a database file.
    Folder(PathBuf),
    /// A database on the shared server.
    Database {
        /// Its URL.
        url: String,
        /// Its name.
        name: String,
    },
}

fn fresh_name() -> String {
    format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Runs a statement on the shared server, on a thread and a runtime of its own.
fn on_server(statement: String) -> anyhow::Result<()> {
    let url = Cluster::shared()?.url("postgres");
    let act = async move {
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        let _ends_with_the_runtime = tokio::spawn(connection);
        client.batch_execute(&statement).await?;
        anyhow::Ok(())
    };
    let done = thread::spawn(move || tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(act));
    done.join().map_err(|_panic| anyhow::anyhow!("the thread that spoke to PostgreSQL panicked"))?
}

impl Place {
    /// A fresh folder.
    pub fn folder() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("remit-{}", fresh_name()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self::Folder(folder))
    }
    /// A fresh database.
    pub fn database() -> anyhow::Result<Self> {
        let name = fresh_name();
        on_server(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        on_server(format!("CREATE DATABASE {name}"))?;
        Ok(Self::Database { url: Cluster::shared()?.url(&name), name })
    }
    /// What to say of it when a test fails.
    pub fn shown(&self) -> &'static str {
        match self {
            Self::Folder(_) => "SQLite",
            Self::Database { .. } => "PostgreSQL",
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let gone = match self {
            Self::Folder(folder) => std::fs::remove_dir_all(folder).map_err(Into::into),
            Self::Database { name, .. } => on_server(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")),
        };
        drop(gone);
    }
}

/// A fresh place with the options to open a store there.
#[derive(Debug)]
pub struct Home {
    /// The place.
    pub place: Place,
    /// The site that [`Self::open`] opens it for.
    pub site: Arc<Site>,
}

impl Home {
    /// A home at a place, with the tests' own site.
    pub fn at(place: Place) -> Self {
        Self { place, site: Arc::new(site()) }
    }
    /// How to open it.
    pub fn options(&self) -> store::Options {
        match &self.place {
            Place::Folder(folder) => store::Options::File(folder.join("remit.db")),
            Place::Database { url, .. } => store::Options::Server(url.clone()),
        }
    }
    /// Opens a store there; a second one is a second node.
    pub async fn open(&self) -> Arc<Store> {
        self.open_for(Arc::clone(&self.site), START).await.unwrap_or_else(|fault| failed(&fault))
    }
    /// Opens a store there for another site.
    pub async fn open_for(&self, site: Arc<Site>, now: Instant) -> anyhow::Result<Arc<Store>> {
        Ok(Arc::new(Store::open(&self.options(), site, now).await?))
    }
    /// A path beside the database file, or in the folder for temporary files.
    pub fn beside(&self, name: &str) -> PathBuf {
        match &self.place {
            Place::Folder(folder) => folder.join(name),
            Place::Database { name: database, .. } => std::env::temp_dir().join(format!("{database}-{name}")),
        }
    }
}

#[expect(clippy::panic, reason = "a test without its database has failed")]
fn failed(fault: &anyhow::Error) -> ! {
    panic!("{fault:?}")
}

/// Says on which database a test failed.
struct Witness(&'static str);

impl Drop for Witness {
    #[expect(clippy::print_stderr, reason = "it is said to whoever runs the tests")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("failed on {}", self.0);
        }
    }
}

/// Runs a test at each of a fresh folder and a fresh database.
pub async fn each(test: impl AsyncFn(Home)) {
    for place in [Place::folder(), Place::database()] {
        let place = place.unwrap_or_else(|fault| failed(&fault));
        let _witness = Witness(place.shown());
        test(Home::at(place)).await;
    }
}

/// Runs a test on an open store on SQLite and on PostgreSQL.
pub async fn both(test: impl AsyncFn(Arc<Store>)) {
    each(async |home| {
        let store = home.open().await;
        test(Arc::clone(&store)).await;
        drop(store);
    })
    .await;
}
