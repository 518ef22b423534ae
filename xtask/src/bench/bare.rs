//! Databases without the store in front: for raw limits and for loading.

use std::path::Path;

use anyhow::bail;
use rusqlite::{Connection, params_from_iter, types::ValueRef};
use store::Bind;
use tokio_postgres::{Client, NoTls, types::ToSql};

/// What came back.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Bind>>,
}

/// A connection to a database.
#[derive(Debug)]
pub(crate) enum Bare {
    Sqlite(Connection),
    Postgres(Client),
}

/// Opens a file with the very settings that the store has.
pub(crate) fn file(path: &Path) -> anyhow::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
    )?;
    db.set_prepared_statement_cache_capacity(256);
    Ok(db)
}

/// Connects to a server.
pub(crate) async fn server(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Values as PostgreSQL's driver takes them.
pub(crate) fn params(binds: &[Bind]) -> Vec<&(dyn ToSql + Sync)> {
    binds.iter().map(|it| it as &(dyn ToSql + Sync)).collect()
}

impl Bare {
    /// Opens where a store is.
    pub(crate) async fn open(options: &store::Options) -> anyhow::Result<Self> {
        Ok(match options {
            store::Options::File(path) => Self::Sqlite(file(path)?),
            store::Options::Server(url) => Self::Postgres(server(url).await?),
        })
    }

    /// Reads; placeholders are written `$1`.
    pub(crate) async fn rows(&self, text: &str, binds: &[Bind]) -> anyhow::Result<Table> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare_cached(&text.replace('$', "?"))?;
                let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
                let width = columns.len();
                let read = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get_ref(at).map(held)).collect();
                let rows = statement.query_map(params_from_iter(binds), read)?.collect::<Result<_, _>>()?;
                Ok(Table { columns, rows })
            }
            Self::Postgres(client) => {
                let statement = client.prepare(text).await?;
                let columns = statement.columns().iter().map(|it| it.name().to_owned()).collect();
                let found = client.query(&statement, &params(binds)).await?;
                let read = |row: &tokio_postgres::Row| (0..row.len()).map(|at| row.try_get(at)).collect();
                Ok(Table { columns, rows: found.iter().map(read).collect::<Result<_, _>>()? })
            }
        }
    }

    /// The numbers in the first column.
    pub(crate) async fn numbers(&self, text: &str, binds: &[Bind]) -> anyhow::Result<Vec<i64>> {
        let rows = self.rows(text, binds).await?.rows;
        Ok(rows.iter().filter_map(|it| if let Some(Bind::Int(n)) = it.first() { Some(*n) } else { None }).collect())
    }

    /// The texts in the first column.
    pub(crate) async fn texts(&self, text: &str, binds: &[Bind]) -> anyhow::Result<Vec<String>> {
        let rows = self.rows(text, binds).await?.rows;
        let text = |it: Vec<Bind>| if let Some(Bind::Text(text)) = it.into_iter().next() { Some(text) } else { None };
        Ok(rows.into_iter().filter_map(text).collect())
    }

    /// The one number.
    pub(crate) async fn number(&self, text: &str, binds: &[Bind]) -> anyhow::Result<i64> {
        match self.numbers(text, binds).await?.as_slice() {
            [one] => Ok(*one),
            _other => bail!("`{text}` gave no single number"),
        }
    }

    /// Runs statements without values.
    pub(crate) async fn run(&self, text: &str) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(db) => Ok(db.execute_batch(text)?),
            Self::Postgres(client) => Ok(client.batch_execute(text).await?),
        }
    }

    /// Runs one statement with values.
    pub(crate) async fn execute(&self, text: &str, binds: &[Bind]) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(db) => {
                db.prepare_cached(&text.replace('$', "?"))?.execute(params_from_iter(binds))?;
            }
            Self::Postgres(client) => {
                client.execute(text, &params(binds)).await?;
            }
        }
        Ok(())
    }
}

fn held(value: ValueRef<'_>) -> Bind {
    match value {
        ValueRef::Null | ValueRef::Real(_) => Bind::Null,
        ValueRef::Integer(n) => Bind::Int(n),
        ValueRef::Text(text) => Bind::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Bind::Bytes(bytes.to_vec()),
    }
}
