//! `remit export`: the organisation as files, as it is now.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use base::counted;
use declare::Organisation;

use crate::{
    command, declared, say,
    setup::{self, Place},
};

/// What `export` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder to write to.
    folder: PathBuf,
    /// Write over an organisation's files that are there already.
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(it: Arguments) -> anyhow::Result<ExitCode> {
    let is_used = it.folder.is_dir() && it.folder.read_dir().is_ok_and(|mut it| it.next().is_some());
    if is_used && !it.overwrite {
        bail!("{} is not empty; name another folder, or say --overwrite", it.folder.display());
    }
    let loaded = setup::load_declared(&it.place.sources()?)?;
    let declared_here = Organisation { calendars: Vec::new(), ..loaded.organisation.clone() };
    let engine = command::existing(&it.place).await?;
    let standing = engine.standing().await.context("the organisation could not be read")?;
    let organisation = Organisation {
        zone: declared_here.zone,
        currency: declared_here.currency,
        mail: declared_here.mail,
        ..standing.organisation
    };
    let mut files: Vec<(String, String)> =
        declared::in_force(&it.place.site_folder(), &engine).await?.folded.into_iter().collect();
    files.retain(|(path, _)| path != declared::ORGANISATION);
    let stored = declare::written(&organisation);
    // What an earlier export wrote and this one does not is gone by now.
    if it.folder.is_dir() {
        for old in declare::Sources::folder(&it.folder)?.all() {
            let stays = stored.iter().chain(&files).any(|(path, _)| *path == old.path);
            if !stays && declared::is_stored(&old.path) {
                std::fs::remove_file(it.folder.join(&old.path))
                    .with_context(|| format!("{} could not be removed", old.path))?;
            }
        }
    }
    files.extend(stored);
    for (path, text) in &files {
        declared::write(&it.folder.join(path), text)?;
    }
    say::line(&format!(
        "{}: {}, {}, {}, {}, {}.",
        counted(files.len(), "file", "files"),
        counted(organisation.people.len(), "person", "people"),
        counted(organisation.teams.len(), "team", "teams"),
        counted(organisation.appointments.len(), "appointment", "appointments"),
        counted(organisation.deputies.len(), "deputy", "deputies"),
        counted(organisation.records.len(), "record that is a scope", "records that are scopes")
    ));
    Ok(ExitCode::SUCCESS)
}
