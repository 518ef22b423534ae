//! Settings into an engine: which database, which site, which clock.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use base::{SystemClock, counted};
use declare::{Loaded, Organisation, Sources, cells::Layer};
use engine::{Engine, Setup};

use crate::{declared, say};

/// The files of the sample organisation, by name.
pub(crate) const SAMPLE: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sample.rs"));

/// Where the data is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// The data folder: the database (unless `--database` names a server) and the site's own files in `site/`.
    #[arg(long, env = "REMIT_DATA", default_value = "remit-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database instead of the folder's own: postgres://user@host/name
    #[arg(long, env = "REMIT_DATABASE", value_name = "URL")]
    pub(crate) database: Option<String>,
    /// The site's files, if they are not in the data folder's `site/`.
    #[arg(long, env = "REMIT_SITE", value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
}

impl Place {
    /// The database file in the data folder.
    pub(crate) fn file(&self) -> PathBuf {
        self.data.join("remit.db")
    }

    /// Where the data is, in the store's words.
    pub(crate) fn options(&self) -> anyhow::Result<store::Options> {
        match &self.database {
            Some(url)
                if url.starts_with("postgres://") || url.starts_with("postgresql://") || url.contains("host=") =>
            {
                Ok(store::Options::Server(url.clone()))
            }
            Some(url) => bail!(
                "`{url}` names no PostgreSQL database; write postgres://user@host/name, or leave it out to use the data folder"
            ),
            None => {
                std::fs::create_dir_all(&self.data)
                    .with_context(|| format!("the data folder {} could not be made", self.data.display()))?;
                Ok(store::Options::File(self.file()))
            }
        }
    }

    /// Where the site's own files are, or would be.
    pub(crate) fn site_folder(&self) -> PathBuf {
        self.site.clone().unwrap_or_else(|| self.data.join("site"))
    }

    /// The site's own files over the shipped ones.
    pub(crate) fn sources(&self) -> anyhow::Result<Sources> {
        let own = self.site_folder();
        if let Some(new) = declared::cut_off(&own) {
            bail!("putting files into force was cut off: rename {} to {}, then go on", new.display(), own.display());
        }
        if self.site.is_none() && !own.is_dir() {
            return Ok(Sources::shipped());
        }
        over_shipped(&own)
    }
}

/// A folder's files over the shipped ones.
pub(crate) fn over_shipped(folder: &Path) -> anyhow::Result<Sources> {
    let own = Sources::folder(folder)
        .with_context(|| format!("the site's files in {} could not be read", folder.display()))?;
    Ok(Sources::overlay(Sources::shipped(), own))
}

/// Loads declarations and the organisation, or says everything that is wrong with them.
pub(crate) fn load(sources: &Sources) -> anyhow::Result<Loaded> {
    sound(declare::load(sources))
}

/// Loads what is declared without the organisation, which is stored.
pub(crate) fn load_declared(sources: &Sources) -> anyhow::Result<Loaded> {
    sound(declare::load_declared(sources))
}

fn sound(loaded: Result<Loaded, declare::Faults>) -> anyhow::Result<Loaded> {
    match loaded {
        Ok(loaded) => {
            if !loaded.warnings.0.is_empty() {
                say::progress(&loaded.warnings.human());
            }
            Ok(loaded)
        }
        Err(faults) => {
            say::progress(&faults.human());
            bail!("the site's files have {}; nothing was started", counted(faults.0.len(), "fault", "faults"))
        }
    }
}

/// Opens an engine.
pub(crate) async fn open(options: store::Options, loaded: Loaded) -> anyhow::Result<(Arc<Engine>, Organisation)> {
    open_ahead(options, loaded, Vec::new()).await
}

/// Opens an engine as it will be once these layers are published.
pub(crate) async fn open_ahead(
    options: store::Options,
    loaded: Loaded,
    ahead: Vec<Layer>,
) -> anyhow::Result<(Arc<Engine>, Organisation)> {
    let organisation = loaded.organisation;
    let mut calendars = BTreeMap::new();
    for it in &organisation.calendars {
        let calendar = it
            .calendar()
            .with_context(|| format!("{}: the calendar `{}` does not hold together", it.declared_at, it.key))?;
        calendars.insert(it.key.clone(), Arc::new(calendar));
    }
    let setup = Setup {
        store: options,
        site: Arc::new(loaded.site),
        files: loaded.sources,
        calendars,
        clock: Arc::new(SystemClock),
        organisation: if organisation.title.is_empty() { "Remit".to_owned() } else { organisation.title.clone() },
        zone: if organisation.zone.is_empty() { "UTC".to_owned() } else { organisation.zone.clone() },
    };
    let engine = Engine::open_ahead(setup, ahead).await.context("the data could not be opened")?;
    Ok((engine, organisation))
}

/// The engine at a place.
pub(crate) async fn at(place: &Place) -> anyhow::Result<Arc<Engine>> {
    let loaded = load_declared(&place.sources()?)?;
    Ok(open(place.options()?, loaded).await?.0)
}
