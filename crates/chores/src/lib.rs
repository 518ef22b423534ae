//! Background work: due clocks, findings, checkpoints of the journal, clearing away. Every node runs it; claims in the database
//! keep two nodes from doing the same thing twice.

use std::{sync::Arc, time::Duration};

use engine::{Engine, Fault, Keeping};
use tokio::{sync::watch, task::JoinHandle, time};

/// How often clocks are looked at.
const LOOK: Duration = Duration::from_secs(2);
/// After how many looks the journal's end is signed: once a minute.
const SIGN: u32 = 30;
/// After how many looks duties are looked at: every five minutes.
const DUTIES: u32 = 150;
/// After how many looks old things are cleared away: once an hour.
const TIDY: u32 = 1800;

/// Starts background work; it ends soon after `stop` turns true.
pub fn start(engine: Arc<Engine>, mut stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = time::interval(LOOK);
        ticks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        let mut round = 0u32;
        loop {
            tokio::select! {
                _tick = ticks.tick() => look(&engine, round).await,
                _stopped = stop.changed() => break,
            }
            round = round.wrapping_add(1);
        }
        done("the node's number was given back", engine.store().leave().await);
        // What happened since the last checkpoint is signed before the end.
        done("the journal's end was signed", engine.checkpoint().await);
    })
}

async fn look(engine: &Arc<Engine>, round: u32) {
    let is_time = |every: u32| round % every == every.saturating_sub(1);
    told("clocks ran out", engine.tell_due().await);
    told("findings were opened, changed or closed", engine.keep_findings().await.map(Keeping::count));
    told("moves were made because their time had passed", engine.move_due().await);
    if is_time(SIGN) {
        done("the journal's end was signed", engine.checkpoint().await);
        done("memory was given back", engine.store().ease());
    }
    if is_time(DUTIES) {
        told("duties were told of", engine.tell_duties().await);
    }
    if is_time(TIDY) {
        done("the node's number was kept", engine.store().keep_node(engine.now()).await);
        done("old things were cleared away", engine.tidy().await);
    }
}

/// Notes how often something was done, where it was.
fn told(what: &'static str, outcome: Result<usize, Fault>) {
    match outcome {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "{what}"),
        Err(fault) => tracing::warn!(%fault, "not done: {what}"),
    }
}

/// Notes that something was not done.
fn done<T>(what: &'static str, outcome: Result<T, impl std::fmt::Display>) {
    if let Err(fault) = outcome {
        tracing::warn!(%fault, "not done: {what}");
    }
}
