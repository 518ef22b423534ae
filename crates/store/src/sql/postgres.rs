//! PostgreSQL: a pool for reads; one committer per node that groups commits into one transaction, pipelined.

use std::{collections::BTreeMap, error::Error, time::Duration};

use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{
    Client, Config, NoTls, Statement,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

use crate::{
    Bind, Commit, CommitError, Committed, Conflict, Expect, Fault, Row,
    write::{Head, LOCK_HEAD, WRITE_ENTRY, WRITE_HEAD},
};

/// How many commits may wait before askers are told to come back.
const WAITING: usize = 1024;
/// How many commits share one transaction at most.
const GROUP: usize = 64;

type Waiting = (Commit, oneshot::Sender<Result<Committed, CommitError>>);

/// A database on a server.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    committer: mpsc::Sender<Waiting>,
}

impl ToSql for Bind {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) => n.to_sql(&Type::INT8, out),
            Self::Text(text) => text.replace('\0', "\u{fffd}").to_sql(&Type::TEXT, out),
            Self::Bytes(bytes) => bytes.to_sql(&Type::BYTEA, out),
        }
    }
    fn accepts(_ty: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Bind {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => Self::Int(i64::from(i16::from_sql(ty, raw)?)),
            Type::BOOL => Self::Int(i64::from(bool::from_sql(ty, raw)?)),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => Self::Null,
            ref _text => Self::Text(String::from_utf8_lossy(raw).into_owned()),
        })
    }
    fn from_sql_null(_ty: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }
    fn accepts(_ty: &Type) -> bool {
        true
    }
}

fn params(binds: &[Bind]) -> Vec<&(dyn ToSql + Sync)> {
    binds.iter().map(|it| it as &(dyn ToSql + Sync)).collect()
}

fn row(from: &tokio_postgres::Row) -> Result<Row, Fault> {
    (0..from.len()).map(|at| from.try_get(at).map_err(Fault::from)).collect::<Result<_, _>>().map(Row)
}

impl Postgres {
    /// Connects; fails at once where the server can't be reached.
    pub(crate) async fn open(url: &str, readers: usize) -> Result<Self, Fault> {
        let mut config: Config = url.parse()?;
        config.application_name("remit").connect_timeout(Duration::from_secs(5)).keepalives_idle(Duration::from_secs(30));
        let manager = Manager::from_config(config.clone(), NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(readers)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts { wait: Some(Duration::from_secs(10)), create: Some(Duration::from_secs(5)), recycle: Some(Duration::from_secs(5)) })
            .build()?;
        drop(pool.get().await?);
        let (committer, jobs) = mpsc::channel(WAITING);
        tokio::spawn(commit_all(config, jobs));
        Ok(Self { pool, committer })
    }

    pub(crate) async fn rows(&self, text: &str, binds: &[Bind]) -> Result<Vec<Row>, Fault> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(text).await?;
        let rows = client.query(&statement, &params(binds)).await?;
        rows.iter().map(row).collect()
    }

    pub(crate) async fn script(&self, text: &str) -> Result<(), Fault> {
        let client = self.pool.get().await?;
        // One node at a time changes the schema.
        client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock(7274); {text}\nCOMMIT;")).await?;
        Ok(())
    }

    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let (answer, done) = oneshot::channel();
        self.committer.send((commit, answer)).await.map_err(|_gone| Fault::WriterGone)?;
        done.await.map_err(|_gone| Fault::WriterGone)?
    }
}

/// The committer's own connection with its prepared statements.
struct Session {
    client: Client,
    prepared: BTreeMap<String, Statement>,
}

async fn connect(config: &Config) -> Result<Session, Fault> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(async move {
        if let Err(fault) = connection.await {
            tracing::warn!(%fault, "the committer's connection to PostgreSQL ended");
        }
    });
    Ok(Session { client, prepared: BTreeMap::new() })
}

impl Session {
    async fn prepare(&mut self, text: &str) -> Result<Statement, Fault> {
        if let Some(known) = self.prepared.get(text) {
            return Ok(known.clone());
        }
        let made = self.client.prepare(text).await?;
        if self.prepared.len() > 500 {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), made.clone());
        Ok(made)
    }
}

async fn commit_all(config: Config, mut jobs: mpsc::Receiver<Waiting>) {
    let mut session: Option<Session> = None;
    while let Some(first) = jobs.recv().await {
        let mut group = vec![first];
        while group.len() < GROUP {
            let Ok(more) = jobs.try_recv() else { break };
            group.push(more);
        }
        let (commits, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        match commit_group(&config, &mut session, &commits).await {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    let _asker_gone = answer.send(result);
                }
            }
            Err(fault) => {
                tracing::error!(?fault, "a group of commits failed");
                session = None;
                for answer in answers {
                    let _asker_gone = answer.send(Err(Fault::Group(format!("{fault:?}")).into()));
                }
            }
        }
    }
}

async fn commit_group(
    config: &Config,
    session: &mut Option<Session>,
    commits: &[Commit],
) -> Result<Vec<Result<Committed, CommitError>>, Fault> {
    let live = match session.take() {
        Some(live) if !live.client.is_closed() => live,
        Some(_) | None => connect(config).await?,
    };
    let live = session.insert(live);
    let lock = live.prepare(LOCK_HEAD).await?;
    let begin = live.client.batch_execute("BEGIN");
    let read = live.client.query_one(&lock, &[]);
    let (begun, read) = tokio::join!(begin, read);
    begun?;
    let read = read?;
    let mut head = Head::read(read.try_get::<_, &[u8]>(0)?, read.try_get(1)?, read.try_get(2)?)?;
    let mut results = Vec::with_capacity(commits.len());
    for commit in commits {
        results.push(commit_one(live, commit, &mut head).await?);
    }
    let write = live.prepare(WRITE_HEAD).await?;
    let binds = head.binds();
    let params = params(&binds);
    let (written, committed) = tokio::join!(live.client.execute(&write, &params), live.client.batch_execute("COMMIT"));
    written?;
    committed?;
    Ok(results)
}

/// Sends one commit's statements in a single round trip; a conflict or a refused statement undoes it alone.
async fn commit_one(live: &mut Session, commit: &Commit, head: &mut Head) -> Result<Result<Committed, CommitError>, Fault> {
    if commit.epoch.is_some_and(|it| it != head.epoch) {
        return Ok(Err(CommitError::Conflict(Conflict::Epoch)));
    }
    let before = (head.range.clone(), head.epoch, head.recorded);
    let (first_seq, entries) = head.append(commit);
    let mut prepared = Vec::with_capacity(commit.statements.len());
    for statement in &commit.statements {
        prepared.push(live.prepare(&statement.text).await?);
    }
    let enter = live.prepare(WRITE_ENTRY).await?;
    let savepoint = live.client.batch_execute("SAVEPOINT one");
    let all: Vec<_> = commit.statements.iter().map(|it| params(&it.binds)).collect();
    let rows: Vec<_> = entries.iter().map(|it| params(it)).collect();
    let acts = prepared.iter().zip(&all).map(|(statement, binds)| live.client.execute(statement, binds));
    let enters = rows.iter().map(|binds| live.client.execute(&enter, binds));
    let (saved, hits) = tokio::join!(savepoint, join_all(acts.chain(enters)));
    saved?;
    let failed = judge(commit, hits);
    if let Some(failed) = failed {
        live.client.batch_execute("ROLLBACK TO one").await?;
        (head.range, head.epoch, head.recorded) = before;
        return Ok(Err(failed));
    }
    Ok(Ok(Committed { first_seq, epoch: head.epoch }))
}

fn judge(commit: &Commit, hits: Vec<Result<u64, tokio_postgres::Error>>) -> Option<CommitError> {
    let expected = commit.statements.iter().map(|it| it.expect).chain(std::iter::repeat(Expect::Any));
    for (hit, expect) in hits.into_iter().zip(expected) {
        match (hit, expect) {
            (Err(fault), _) => return Some(Fault::from(fault).into()),
            (Ok(rows), Expect::One(conflict)) if rows != 1 => return Some(CommitError::Conflict(conflict)),
            (Ok(_), Expect::One(_) | Expect::Any) => {}
        }
    }
    None
}
