//! What can go wrong below, named by the act.

use crate::Conflict;

/// The database failed us.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// SQLite refused a statement.
    #[error("could not run a statement on SQLite")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused a statement or could not be reached.
    #[error("could not run a statement on PostgreSQL")]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection could be had in time.
    #[error("no connection to PostgreSQL could be had in time")]
    Pool(#[from] deadpool_postgres::PoolError),
    /// The pool could not be set up.
    #[error("could not set up the connections to PostgreSQL")]
    Setup(#[from] deadpool_postgres::BuildError),
    /// The writer has stopped; the process is ending or the disk is gone.
    #[error("the writer has stopped; nothing was written")]
    WriterGone,
    /// Too many commits wait already.
    #[error("too many writes wait; try again in a moment")]
    Busy,
    /// The transaction that held this commit could not be completed.
    #[error("the shared transaction could not be completed: {0}")]
    Group(String),
    /// The database holds something that does not fit.
    #[error("the database holds something unexpected: {0}")]
    Shape(String),
    /// The database is not fit for use.
    #[error("{0}")]
    Unfit(String),
    /// A file could not be read or written.
    #[error("could not use the data folder")]
    Io(#[from] std::io::Error),
}

impl Fault {
    /// Whether the disk is full: reads go on, writes wait for space.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(code, _)) => {
                code.code == rusqlite::ErrorCode::DiskFull || code.code == rusqlite::ErrorCode::SystemIoFailure
            }
            Self::Postgres(fault) => fault.code() == Some(&tokio_postgres::error::SqlState::DISK_FULL),
            Self::Group(text) => text.contains("full") || text.contains("No space"),
            Self::Sqlite(_)
            | Self::Pool(_)
            | Self::Setup(_)
            | Self::WriterGone
            | Self::Busy
            | Self::Shape(_)
            | Self::Unfit(_)
            | Self::Io(_) => false,
        }
    }
}

/// Why a commit did not happen. Nothing of it was written in either case.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Something it relied on has moved on.
    #[error("the commit met a conflict: {0:?}")]
    Conflict(Conflict),
    /// The database failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}
