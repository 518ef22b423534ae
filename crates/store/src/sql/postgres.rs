//! PostgreSQL: a pool for reads; one committer per node that groups commits into one transaction, pipelined.

mod committer;
mod types;

use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};
use tokio_postgres::{Client, Config, NoTls};

use crate::{Bind, Commit, CommitError, Committed, Fault, Row};
use types::{params, row};

/// How many commits may wait before askers are told to come back.
const WAITING: usize = 1024;
/// How many prepared statements a connection keeps.
const PREPARED: usize = 500;
/// One node at a time changes the schema.
const SCHEMA_LOCK: &str = "BEGIN; SELECT pg_advisory_xact_lock(7274);";

type Waiting = (Commit, oneshot::Sender<Result<Committed, CommitError>>);

/// A database on a server.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    committer: mpsc::Sender<Waiting>,
}

/// Compiled plans help no short statement, and a plan made without the values goes astray on lists.
const SETTINGS: &str = "SET jit = off; SET plan_cache_mode = force_custom_plan; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// Settles a fresh connection.
async fn settle(client: &Client) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(SETTINGS).await
}

async fn check_durable(client: &Client) -> Result<(), Fault> {
    let shown = client.query_one("SHOW fsync", &[]).await?;
    if shown.try_get::<_, &str>(0)? == "off" {
        let why = "the PostgreSQL server runs with fsync = off and would lose what it was given; turn it on";
        return Err(Fault::Unfit(why.to_owned()));
    }
    Ok(())
}

impl Postgres {
    /// Connects; fails at once where the server can't be reached.
    pub(crate) async fn open(url: &str, readers: usize) -> Result<Self, Fault> {
        let mut config: Config = url.parse()?;
        config
            .application_name("remit")
            .connect_timeout(Duration::from_secs(5))
            .keepalives_idle(Duration::from_secs(30));
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), NoTls, recycling);
        let timeouts = Timeouts {
            wait: Some(Duration::from_secs(10)),
            create: Some(Duration::from_secs(5)),
            recycle: Some(Duration::from_secs(5)),
        };
        let settled = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { settle(client).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(readers)
            .runtime(Runtime::Tokio1)
            .timeouts(timeouts)
            .post_create(settled)
            .build()?;
        check_durable(&*pool.get().await?).await?;
        let (committer, jobs) = mpsc::channel(WAITING);
        tokio::spawn(committer::commit_all(config, jobs));
        Ok(Self { pool, committer })
    }

    pub(crate) async fn rows(&self, text: &str, binds: &[Bind]) -> Result<Vec<Row>, Fault> {
        let client = self.pool.get().await?;
        if client.statement_cache.size() > PREPARED {
            client.statement_cache.clear();
        }
        let statement = client.prepare_cached(text).await?;
        let rows = client.query(&statement, &params(binds)).await?;
        rows.iter().map(row).collect()
    }

    /// Runs schema statements in one transaction; a failure leaves the connection clean.
    pub(crate) async fn script(&self, text: &str) -> Result<(), Fault> {
        let client = self.pool.get().await?;
        let done = client.batch_execute(&format!("{SCHEMA_LOCK} {text}\nCOMMIT;")).await;
        if done.is_err() {
            client.batch_execute("ROLLBACK").await?;
        }
        Ok(done?)
    }

    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, done) = oneshot::channel();
        self.committer.try_send((commit, answer)).map_err(|refused| match refused {
            TrySendError::Full(_) => Fault::Busy,
            TrySendError::Closed(_) => Fault::WriterGone,
        })?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }
}
