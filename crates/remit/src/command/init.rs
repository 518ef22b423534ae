//! `remit init`: a folder with an organisation to begin with.

use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use base::{Clock as _, SystemClock, counted};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use engine::organisation::template::{self, Size};

use crate::{declared, say};

/// What `init` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder to write to; it must be new or empty.
    folder: PathBuf,
    /// How large an organisation is to begin with.
    #[arg(long, default_value = "small", value_parser = sizes())]
    template: Size,
    /// The organisation's name.
    #[arg(long, default_value = "Our organisation")]
    title: String,
}

fn sizes() -> impl clap::builder::TypedValueParser<Value = Size> {
    PossibleValuesParser::new(Size::ALL.map(Size::name))
        .try_map(|name| Size::find(&name).ok_or("there is no such template"))
}

pub(crate) fn run(it: &Arguments) -> anyhow::Result<ExitCode> {
    if it.folder.is_dir() && it.folder.read_dir()?.next().is_some() {
        bail!("{} is not empty; name another folder", it.folder.display());
    }
    let made = template::make(declare::shipped(), it.template, &it.title, SystemClock.now());
    if let Some((role, scope)) = made.left.first() {
        bail!("the template could give {role} for {scope} to nobody without a conflict");
    }
    let files = template::files(&made);
    if let Err(faults) = template::read(&files) {
        bail!("the template does not load: {faults}");
    }
    for (path, text) in &files {
        declared::write(&it.folder.join(path), text)?;
    }
    let organisation = &made.organisation;
    say::line(&format!(
        "{}, {}, {} are in {}.\nPut in your own names, look with `remit check {}`, then bring it in with `remit apply {}`.",
        counted(organisation.people.len(), "person", "people"),
        counted(organisation.teams.len(), "team", "teams"),
        counted(organisation.appointments.len(), "appointment", "appointments"),
        it.folder.display(),
        it.folder.display(),
        it.folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}
