//! `remit verify`: the journal, proved.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use base::counted;

use crate::{command, say, setup::Place};

/// What `verify` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Checkpoints kept elsewhere (by mail, on paper, on another disk), one file each, to hold the journal against.
    #[arg(long, value_name = "FILE")]
    witness: Vec<PathBuf>,
    /// Print the newest checkpoint, to keep elsewhere.
    #[arg(long)]
    checkpoint: bool,
}

pub(crate) async fn run(verify: Verify) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&verify.place).await?;
    let mut witnesses = Vec::new();
    for file in &verify.witness {
        witnesses.push(
            std::fs::read_to_string(file)
                .with_context(|| format!("the checkpoint {} could not be read", file.display()))?,
        );
    }
    let verified = engine.verify(&witnesses, |done, whole| say::ticking(&format!("{done} of {whole} entries"))).await?;
    say::ticked();
    for fault in &verified.faults {
        say::line(&format!("BROKEN  {}", fault.0));
    }
    let held = format!(
        "{}, {}, root {}",
        counted(verified.entries, "entry", "entries"),
        counted(verified.checkpoints, "checkpoint", "checkpoints"),
        verified.root
    );
    if !verified.is_sound() {
        say::line(&format!("The journal is broken in {}: {held}", counted(verified.faults.len(), "place", "places")));
        return Ok(ExitCode::FAILURE);
    }
    let sound = format!("The journal is unbroken: {held}");
    if verify.checkpoint {
        // The note alone goes to standard output, so that it can be kept as it is.
        say::progress(&sound);
        engine.checkpoint().await?;
        if let Some(mark) = engine.store().last_mark().await? {
            say::line(mark.note.trim_end());
        }
    } else {
        say::line(&sound);
    }
    Ok(ExitCode::SUCCESS)
}
