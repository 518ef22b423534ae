//! The large databases, loaded once and kept in the target folder.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::PathBuf,
};

use store::Options;

use super::{cluster::Cluster, fill, parts, town};
use crate::say;

/// A database with many records.
#[derive(Debug)]
pub(crate) struct Million {
    pub(crate) options: Options,
    /// The data folder, where it is one.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) records: u32,
    /// Keeps the server running.
    _cluster: Option<Cluster>,
}

/// The tables as they are declared: where they change, the databases are loaded anew.
const SCHEMA: &str = include_str!("../../../crates/store/src/schema.rs");

/// What a database with so many records is called.
fn named(records: u32) -> String {
    let mut hasher = DefaultHasher::new();
    SCHEMA.hash(&mut hasher);
    format!("records_{records}_{:08x}", hasher.finish() >> 32)
}

/// In a file.
pub(crate) async fn sqlite(records: u32) -> anyhow::Result<Million> {
    let folder = parts::folder()?.join(named(records));
    if !folder.is_dir() {
        say::progress(&format!("Loading {records} incidents into a file, once ..."));
        let making = parts::fresh("sqlite-making")?;
        let options = Options::File(making.join("remit.db"));
        let engine = town::build(&options).await?;
        fill::fill(&options, engine, records).await?;
        std::fs::rename(making, &folder)?;
    }
    Ok(Million { options: Options::File(folder.join("remit.db")), folder: Some(folder), records, _cluster: None })
}

/// On a server of our own.
pub(crate) async fn postgres(records: u32) -> anyhow::Result<Million> {
    let cluster = Cluster::start()?;
    let name = named(records);
    if !cluster.has(&name).await? {
        say::progress(&format!("Loading {records} incidents into PostgreSQL, once ..."));
        cluster.make("making", "template1").await?;
        let options = Options::Server(cluster.url("making"));
        let engine = town::build(&options).await?;
        fill::fill(&options, engine, records).await?;
        cluster.rename("making", &name).await?;
    }
    Ok(Million { options: Options::Server(cluster.url(&name)), folder: None, records, _cluster: Some(cluster) })
}
