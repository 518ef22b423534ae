//! The writer thread: takes what waits, writes it in one transaction, answers everyone after the fsync.

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, ffi, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::{numbered, read_rows};
use crate::{
    Bind, Commit, CommitError, Committed, Conflict, Expect, Fault, Row,
    write::{Head, READ_HEAD, WRITE_ENTRY, WRITE_HEAD},
};

/// How many writes share one transaction at most.
const GROUP: usize = 128;
/// How long a group is waited for at most.
const WINDOW: Duration = Duration::from_millis(1);

/// What the writer is asked to do.
pub(super) enum Job {
    Write(Write),
    Script(String, oneshot::Sender<Result<(), Fault>>),
}

/// A write that shares its transaction with others.
pub(super) enum Write {
    Commit(Commit, oneshot::Sender<Result<Committed, CommitError>>),
    Rows(String, Vec<Bind>, oneshot::Sender<Result<Vec<Row>, Fault>>),
}

/// A job's outcome inside the group, told only once the group is on disk.
enum Done {
    Commit(oneshot::Sender<Result<Committed, CommitError>>, Result<Committed, CommitError>),
    Rows(oneshot::Sender<Result<Vec<Row>, Fault>>, Result<Vec<Row>, Fault>),
}

impl Done {
    fn tell(self) {
        match self {
            Self::Commit(asker, outcome) => {
                let _asker_gone = asker.send(outcome);
            }
            Self::Rows(asker, outcome) => {
                let _asker_gone = asker.send(outcome);
            }
        }
    }
    /// Nothing of the group was written.
    fn tell_lost(self, why: &str) {
        let lost = || Fault::Group(why.to_owned());
        match self {
            Self::Commit(asker, _) => {
                let _asker_gone = asker.send(Err(lost().into()));
            }
            Self::Rows(asker, _) => {
                let _asker_gone = asker.send(Err(lost()));
            }
        }
    }
}

/// Works until every store handle is gone.
pub(super) fn write_all(db: &Connection, mut jobs: mpsc::Receiver<Job>) {
    let mut before = 1;
    while let Some(first) = jobs.blocking_recv() {
        let mut group = Vec::new();
        let mut next = Some(first);
        let begun = Instant::now();
        while let Some(job) = next.take() {
            match job {
                Job::Write(write) => group.push(write),
                Job::Script(text, answer) => {
                    write_group(db, std::mem::take(&mut group));
                    let _asker_gone = answer.send(script(db, &text));
                }
            }
            if group.len() < GROUP {
                next = soon(&mut jobs, begun, group.len().saturating_mul(2) < before);
            }
        }
        before = group.len();
        write_group(db, group);
    }
}

/// The next job, if it waits already. Askers answered together come back together: they are waited for, shortly, until
/// half as many are there as last time, or every other fsync would be for one of them alone. The other half is at work on
/// its next request while this one is on its way to the disk.
fn soon(jobs: &mut mpsc::Receiver<Job>, begun: Instant, expects_more: bool) -> Option<Job> {
    loop {
        match jobs.try_recv() {
            Ok(job) => return Some(job),
            Err(_none) if !expects_more || begun.elapsed() > WINDOW => return None,
            Err(_none) => std::thread::park_timeout(WINDOW / 20),
        }
    }
}

fn script(db: &Connection, text: &str) -> Result<(), Fault> {
    let done = db.execute_batch(&format!("BEGIN IMMEDIATE;\n{text}\nCOMMIT;")).map_err(Fault::from);
    roll_back_after(db, &done);
    done
}

fn roll_back_after<T>(db: &Connection, outcome: &Result<T, Fault>) {
    if outcome.is_err() && !db.is_autocommit() {
        let _rolled_back = db.execute_batch("ROLLBACK");
    }
}

fn write_group(db: &Connection, group: Vec<Write>) {
    if group.is_empty() {
        return;
    }
    let mut done = Vec::with_capacity(group.len());
    let mut waiting = group.into_iter();
    let outcome = write_transaction(db, &mut waiting, &mut done);
    roll_back_after(db, &outcome);
    match outcome {
        Ok(()) => done.into_iter().for_each(Done::tell),
        Err(fault) => {
            tracing::error!(?fault, "a group of writes failed");
            let why = if fault.is_full() { format!("the disk is full ({fault:?})") } else { format!("{fault:?}") };
            for it in done {
                it.tell_lost(&why);
            }
            for write in waiting {
                refuse(write, &why);
            }
        }
    }
}

/// Answers a write that was never begun because its group was lost.
fn refuse(write: Write, why: &str) {
    match write {
        Write::Commit(_, asker) => Done::Commit(asker, Err(Fault::WriterGone.into())).tell_lost(why),
        Write::Rows(_, _, asker) => Done::Rows(asker, Err(Fault::WriterGone)).tell_lost(why),
    }
}

fn write_transaction(
    db: &Connection,
    waiting: &mut impl Iterator<Item = Write>,
    done: &mut Vec<Done>,
) -> Result<(), Fault> {
    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut head = None;
    for write in waiting {
        let lost = match write {
            Write::Commit(commit, asker) => {
                let outcome = write_commit(db, &commit, &mut head);
                keep(done, outcome, |outcome| Done::Commit(asker, outcome))
            }
            Write::Rows(text, binds, asker) => {
                let outcome = isolated(db, || Ok(read_rows(db, &text, &binds)?));
                keep(done, outcome, |outcome| Done::Rows(asker, outcome.map_err(only_fault)))
            }
        };
        if let Some(fault) = lost {
            return Err(fault);
        }
    }
    if let Some(head) = head {
        db.prepare_cached(&numbered(WRITE_HEAD))?.execute(params_from_iter(head.binds()))?;
    }
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Keeps an outcome for later; gives the fault that ends the whole group, if it is one.
fn keep<T>(
    done: &mut Vec<Done>,
    outcome: Result<Result<T, CommitError>, Fault>,
    made: impl FnOnce(Result<T, CommitError>) -> Done,
) -> Option<Fault> {
    match outcome {
        Ok(own) => {
            done.push(made(own));
            None
        }
        Err(fault) => {
            done.push(made(Err(Fault::WriterGone.into())));
            Some(fault)
        }
    }
}

fn only_fault(error: CommitError) -> Fault {
    match error {
        CommitError::Fault(fault) => fault,
        CommitError::Conflict(conflict) => Fault::Group(format!("{conflict:?}")),
    }
}

/// Does something within the group; a failure undoes it alone, unless the transaction itself is lost.
fn isolated<T>(db: &Connection, act: impl FnOnce() -> Result<T, CommitError>) -> Result<Result<T, CommitError>, Fault> {
    db.prepare_cached("SAVEPOINT one")?.execute([])?;
    let outcome = act();
    match outcome {
        Err(CommitError::Fault(fault)) if fault.is_full() || db.is_autocommit() => return Err(fault),
        Err(_) => {
            db.prepare_cached("ROLLBACK TO one")?.execute([])?;
        }
        Ok(_) => {}
    }
    db.prepare_cached("RELEASE one")?.execute([])?;
    Ok(outcome)
}

fn write_commit(
    db: &Connection,
    commit: &Commit,
    head: &mut Option<Head>,
) -> Result<Result<Committed, CommitError>, Fault> {
    let now = match head.take() {
        Some(known) => known,
        None => Head::read(read_rows(db, READ_HEAD, &[])?.first().ok_or(Fault::WriterGone)?)?,
    };
    let now = head.insert(now);
    if commit.epoch.is_some_and(|it| it != now.epoch) {
        return Ok(Err(CommitError::Conflict(Conflict::Epoch)));
    }
    let before = now.clone();
    let outcome = isolated(db, || write_one(db, commit, now))?;
    if outcome.is_err() {
        *now = before;
    }
    Ok(outcome)
}

fn write_one(db: &Connection, commit: &Commit, head: &mut Head) -> Result<Committed, CommitError> {
    for statement in &commit.statements {
        let mut prepared = db.prepare_cached(&numbered(&statement.text)).map_err(Fault::from)?;
        match (prepared.execute(params_from_iter(&statement.binds)), statement.expect) {
            (Ok(1), _) | (Ok(_), Expect::Any) => {}
            (Ok(_), Expect::One(conflict)) => return Err(CommitError::Conflict(conflict)),
            (Err(fault), expect) if is_taken(&fault) => return Err(CommitError::Conflict(expect.or_taken())),
            (Err(fault), _) => return Err(Fault::from(fault).into()),
        }
    }
    let (first_seq, rows) = head.append(commit);
    for row in rows {
        let mut prepared = db.prepare_cached(&numbered(WRITE_ENTRY)).map_err(Fault::from)?;
        prepared.execute(params_from_iter(row)).map_err(Fault::from)?;
    }
    Ok(Committed { first_seq, epoch: head.epoch })
}

/// Whether a unique key refused the row.
fn is_taken(fault: &rusqlite::Error) -> bool {
    fault.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        && fault.sqlite_error().is_some_and(|it| {
            it.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE || it.extended_code == ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        })
}
