//! Background work: due clocks, findings, checkpoints of the journal, clearing away. Every node runs it; claims in the database
//! keep two nodes from doing the same thing twice.

use std::{sync::Arc, time::Duration};

use engine::Engine;
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
        if let Err(fault) = engine.store().leave().await {
            tracing::warn!(%fault, "the node's number could not be given back");
        }
        // What happened since the last checkpoint is signed before the end.
        if let Err(fault) = engine.checkpoint().await {
            tracing::warn!(%fault, "the journal's end could not be signed");
        }
    })
}

async fn look(engine: &Arc<Engine>, round: u32) {
    match engine.tell_due().await {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "clocks ran out"),
        Err(fault) => tracing::warn!(%fault, "clocks could not be looked at"),
    }
    match engine.keep_findings().await {
        Ok(done) if done.is_nothing() => {}
        Ok(done) => tracing::info!(opened = done.opened, changed = done.changed, closed = done.closed, "findings"),
        Err(fault) => tracing::warn!(%fault, "findings could not be kept"),
    }
    move_due(engine).await;
    if round % SIGN == SIGN - 1
        && let Err(fault) = engine.checkpoint().await
    {
        tracing::warn!(%fault, "the journal's end could not be signed");
    }
    if round % DUTIES == DUTIES - 1 {
        match engine.tell_duties().await {
            Ok(0) => {}
            Ok(told) => tracing::info!(told, "duties were told of"),
            Err(fault) => tracing::warn!(%fault, "duties could not be looked at"),
        }
    }
    if round % TIDY == TIDY - 1
        && let Err(fault) = engine.store().keep_node(engine.now()).await
    {
        tracing::warn!(%fault, "the node's number could not be kept");
    }
    if round % TIDY == TIDY - 1
        && let Err(fault) = engine.tidy().await
    {
        tracing::warn!(%fault, "old things could not be cleared away");
    }
}

async fn move_due(engine: &Arc<Engine>) {
    match engine.move_due().await {
        Ok(0) => {}
        Ok(made) => tracing::info!(made, "moves were made because their time had passed"),
        Err(fault) => tracing::warn!(%fault, "timers could not be looked at"),
    }
}
