//! `remit backup` and `remit restore`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, bail};
use store::Store;

use crate::{
    command, say,
    seal::{self, Sealed},
    setup::{self, Place},
};

/// How often a copy that is still being closed is waited for, a twentieth of a second apart.
const WAITS: usize = 200;

/// What `backup` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Backup {
    /// The file to write; it must not be there yet.
    to: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// What `restore` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Restore {
    /// The copy.
    from: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn back_up(backup: Backup) -> anyhow::Result<ExitCode> {
    if backup.to.exists() {
        bail!("{} is there already; a backup never overwrites. Choose another name", backup.to.display());
    }
    let engine = command::existing(&backup.place).await?;
    engine.store().backup(backup.to.clone()).await?;
    let copy = examine(&backup.place, &backup.to)
        .await
        .context("the copy was written but does not hold together; don't rely on it")?;
    seal::seal(&backup.to)
        .with_context(|| format!("{} was written, but its checksum could not be", backup.to.display()))?;
    say::line(&format!("{}: {copy}", backup.to.display()));
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn restore(restore: Restore) -> anyhow::Result<ExitCode> {
    if restore.place.database.is_some() {
        bail!("a PostgreSQL database is restored with its own tools; see docs/operating.md");
    }
    if !restore.from.is_file() {
        bail!("there is no copy at {}", restore.from.display());
    }
    let target = restore.place.file();
    if target.exists() {
        bail!("there is data at {}; restore into an empty folder, then look, then exchange the two", target.display());
    }
    std::fs::create_dir_all(&restore.place.data)?;
    let partial = restore.place.data.join("remit.db.partial");
    let (sealed, sound) = match bring_in(&restore, &partial).await {
        Ok(sound) => sound,
        Err(fault) => {
            remove(&partial);
            remove(&with_suffix(&partial, "-wal"));
            remove(&with_suffix(&partial, "-shm"));
            return Err(fault.context("the copy is damaged or cut; nothing was restored"));
        }
    };
    std::fs::rename(&partial, &target)?;
    std::fs::File::open(&restore.place.data)?.sync_all()?;
    if sealed == Sealed::No {
        say::progress("The copy carries no checksum: its structure and its journal were examined, not every bit.");
    }
    say::line(&format!("{}: {sound}", target.display()));
    Ok(ExitCode::SUCCESS)
}

async fn bring_in(restore: &Restore, partial: &Path) -> anyhow::Result<(Sealed, String)> {
    let sealed = seal::unseal(&restore.from, partial)?;
    Ok((sealed, examine(&restore.place, partial).await?))
}

/// Opens a copy, proves its structure and its journal, and leaves it closed, all in the one file.
async fn examine(place: &Place, file: &Path) -> anyhow::Result<String> {
    let loaded = setup::load(&place.sources()?)?;
    let (engine, _) = setup::open(store::Options::File(file.to_owned()), loaded).await?;
    if let Some(first) = engine.store().broken_pages().await?.first() {
        bail!("its structure is broken: {first}");
    }
    let verified = engine.verify(&[], |_, _| {}).await?;
    if let Some(first) = verified.faults.first() {
        bail!("its journal is broken: {}", first.0);
    }
    drop(engine);
    settle(file).await?;
    Ok(format!("{} journal entries, unbroken, root {}", verified.entries, verified.root))
}

/// Waits for the copy to be closed by its own writer.
async fn settle(file: &Path) -> anyhow::Result<()> {
    for _wait in 1..WAITS {
        if Store::settle_copy(file).is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(Store::settle_copy(file)?)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(file: &Path) {
    if let Err(fault) = std::fs::remove_file(file)
        && fault.kind() != std::io::ErrorKind::NotFound
    {
        say::problem(&format!("{} could not be removed: {fault}", file.display()));
    }
}
