//! The committer: takes what waits, writes it in one transaction on its own connection, answers everyone after COMMIT.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use tokio::sync::mpsc;
use tokio_postgres::{Client, Config, NoTls, Statement, error::SqlState};

use super::{
    PREPARED, Waiting, settle,
    types::{params, row},
};
use crate::{
    Commit, CommitError, Committed, Conflict, Expect, Fault,
    write::{Head, LOCK_HEAD, WRITE_ENTRY, WRITE_HEAD},
};

/// How many commits share one transaction at most.
const GROUP: usize = 64;

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
    settle(&client).await?;
    // What is written names rows by their keys: planning each such statement anew would cost more than running it.
    client.batch_execute("SET plan_cache_mode = force_generic_plan").await?;
    Ok(Session { client, prepared: BTreeMap::new() })
}

impl Session {
    async fn prepare(&mut self, text: &str) -> Result<Statement, Fault> {
        if let Some(known) = self.prepared.get(text) {
            return Ok(known.clone());
        }
        let made = self.client.prepare(text).await?;
        if self.prepared.len() > PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), made.clone());
        Ok(made)
    }
}

/// Works until every store handle is gone.
pub(super) async fn commit_all(config: Config, mut jobs: mpsc::Receiver<Waiting>) {
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
    if let Some(results) = all_at_once(live, commits).await? {
        return Ok(results);
    }
    one_by_one(live, commits).await
}

/// Begins a transaction and takes the head row.
async fn begin(live: &mut Session) -> Result<Head, Fault> {
    let lock = live.prepare(LOCK_HEAD).await?;
    let (begun, read) = tokio::join!(live.client.batch_execute("BEGIN"), live.client.query_one(&lock, &[]));
    begun?;
    Head::read(&row(&read?)?)
}

/// Sends the whole group in one round trip. Where anything of it is refused, all of it is undone: `None`.
async fn all_at_once(
    live: &mut Session,
    commits: &[Commit],
) -> Result<Option<Vec<Result<Committed, CommitError>>>, Fault> {
    for statement in commits.iter().flat_map(|it| &it.statements) {
        live.prepare(&statement.text).await?;
    }
    let enter = live.prepare(WRITE_ENTRY).await?;
    let write = live.prepare(WRITE_HEAD).await?;
    let mut head = begin(live).await?;
    let mut results = Vec::with_capacity(commits.len());
    let mut taken = Vec::with_capacity(commits.len());
    let mut entries = Vec::new();
    for commit in commits {
        if commit.epoch.is_some_and(|it| it != head.epoch) {
            results.push(Err(CommitError::Conflict(Conflict::Epoch)));
            continue;
        }
        let (first_seq, rows) = head.append(commit);
        entries.extend(rows);
        taken.push(commit);
        results.push(Ok(Committed { first_seq, epoch: head.epoch }));
    }
    let statements: Vec<_> = taken.iter().flat_map(|it| &it.statements).collect();
    let (client, prepared) = (&live.client, &live.prepared);
    let binds: Vec<_> = statements.iter().map(|it| params(&it.binds)).collect();
    let rows: Vec<_> = entries.iter().map(|it| params(it)).collect();
    let known = statements.iter().zip(&binds).filter_map(|(it, binds)| Some((prepared.get(&*it.text)?, binds)));
    let acts: Vec<_> = known.collect();
    if acts.len() < statements.len() {
        // More statements than a connection keeps: the slower road prepares each as it comes to it.
        client.batch_execute("ROLLBACK").await?;
        return Ok(None);
    }
    let acts = acts.into_iter().map(|(statement, binds)| client.execute(statement, binds));
    let enters = rows.iter().map(|binds| client.execute(&enter, binds));
    let head_binds = head.binds();
    let head_params = params(&head_binds);
    let (hits, written) = tokio::join!(join_all(acts.chain(enters)), client.execute(&write, &head_params));
    let expected = statements.iter().map(|it| it.expect);
    if written.is_err() || judge(expected, hits).is_some() {
        client.batch_execute("ROLLBACK").await?;
        return Ok(None);
    }
    client.batch_execute("COMMIT").await?;
    Ok(Some(results))
}

/// Sends one commit after the other, so that what is refused is undone alone.
async fn one_by_one(live: &mut Session, commits: &[Commit]) -> Result<Vec<Result<Committed, CommitError>>, Fault> {
    let mut head = begin(live).await?;
    let mut group = Group { live, mark: "SAVEPOINT one" };
    let mut results = Vec::with_capacity(commits.len());
    for commit in commits {
        results.push(group.add(commit, &mut head).await?);
    }
    let write = live.prepare(WRITE_HEAD).await?;
    let binds = head.binds();
    let params = params(&binds);
    let (written, committed) = tokio::join!(live.client.execute(&write, &params), live.client.batch_execute("COMMIT"));
    written?;
    committed?;
    Ok(results)
}

/// A transaction under way.
struct Group<'a> {
    live: &'a mut Session,
    mark: &'static str,
}

impl Group<'_> {
    /// Sends one commit's statements in a single round trip; a conflict or a refused statement undoes it alone.
    async fn add(&mut self, commit: &Commit, head: &mut Head) -> Result<Result<Committed, CommitError>, Fault> {
        if commit.epoch.is_some_and(|it| it != head.epoch) {
            return Ok(Err(CommitError::Conflict(Conflict::Epoch)));
        }
        let mut prepared = Vec::with_capacity(commit.statements.len());
        for statement in &commit.statements {
            prepared.push(self.live.prepare(&statement.text).await?);
        }
        let enter = self.live.prepare(WRITE_ENTRY).await?;
        let before = head.clone();
        let (first_seq, entries) = head.append(commit);
        let client = &self.live.client;
        let savepoint = client.batch_execute(self.mark);
        let all: Vec<_> = commit.statements.iter().map(|it| params(&it.binds)).collect();
        let rows: Vec<_> = entries.iter().map(|it| params(it)).collect();
        let acts = prepared.iter().zip(&all).map(|(statement, binds)| client.execute(statement, binds));
        let enters = rows.iter().map(|binds| client.execute(&enter, binds));
        let (saved, hits) = tokio::join!(savepoint, join_all(acts.chain(enters)));
        saved?;
        self.mark = "RELEASE one; SAVEPOINT one";
        if let Some(failed) = judge(commit.statements.iter().map(|it| it.expect), hits) {
            self.live.client.batch_execute("ROLLBACK TO one").await?;
            *head = before;
            return Ok(Err(failed));
        }
        Ok(Ok(Committed { first_seq, epoch: head.epoch }))
    }
}

/// The first that failed of what was sent; behind the statements come entries, of which any number may be hit.
fn judge(expected: impl Iterator<Item = Expect>, hits: Vec<Result<u64, tokio_postgres::Error>>) -> Option<CommitError> {
    let expected = expected.chain(std::iter::repeat(Expect::Any));
    for (hit, expect) in hits.into_iter().zip(expected) {
        match (hit, expect) {
            (Ok(1), _) | (Ok(_), Expect::Any) => {}
            (Ok(_), Expect::One(conflict)) => return Some(CommitError::Conflict(conflict)),
            (Err(fault), expect) if fault.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                return Some(CommitError::Conflict(expect.or_taken()));
            }
            (Err(fault), _) => return Some(Fault::from(fault).into()),
        }
    }
    None
}
