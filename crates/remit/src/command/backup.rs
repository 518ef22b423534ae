//! `remit backup` and `remit restore`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};

use crate::{
    command, say,
    setup::{self, Place},
};

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
    std::fs::copy(&restore.from, &partial)
        .with_context(|| format!("{} could not be copied", restore.from.display()))?;
    // What is examined is a copy of the copy: opening a database writes to it.
    let looked_at = restore.place.data.join("remit.db.examined");
    std::fs::copy(&partial, &looked_at)?;
    let examined = examine(&restore.place, &looked_at).await;
    for suffix in ["", "-wal", "-shm"] {
        remove(&with_suffix(&looked_at, suffix));
    }
    let sound = match examined {
        Ok(sound) => sound,
        Err(fault) => {
            remove(&partial);
            return Err(fault.context("the copy is damaged or cut; nothing was restored"));
        }
    };
    std::fs::File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, &target)?;
    std::fs::File::open(&restore.place.data)?.sync_all()?;
    say::line(&format!("{}: {sound}", target.display()));
    Ok(ExitCode::SUCCESS)
}

/// Opens a copy and proves its journal.
async fn examine(place: &Place, file: &Path) -> anyhow::Result<String> {
    let loaded = setup::load(&place.sources()?)?;
    let (engine, _) = setup::open(store::Options::File(file.to_owned()), loaded).await?;
    let verified = engine.verify(&[], |_, _| {}).await?;
    if let Some(first) = verified.faults.first() {
        bail!("its journal is broken: {}", first.0);
    }
    Ok(format!("{} journal entries, unbroken, root {}", verified.entries, verified.root))
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
