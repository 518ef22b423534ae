//! `remit import`: event logs and tables.

use std::{fs::File, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use base::counted;
use inlets::{feed, log::Mapping};

use crate::{command, say, setup::Place};

/// What `import` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Import {
    /// The log or table; .gz is read as it is.
    file: PathBuf,
    /// The mapping file: which attribute is which field.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// Who brings it in, by key or mail address: somebody appointed to.
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(import: Import) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(&import.mapping)
        .with_context(|| format!("the mapping {} could not be read", import.mapping.display()))?;
    let mapping = match Mapping::parse(&text, &import.mapping.display().to_string()) {
        Ok(mapping) => mapping,
        Err(bad) => bail!("{bad}"),
    };
    let file = File::open(&import.file).with_context(|| format!("{} could not be opened", import.file.display()))?;
    let engine = command::existing(&import.place).await?;
    let desk = command::desk(&engine, &import.person).await?;
    let before = engine.now();
    let fed = feed::feed(&desk, &mapping, file, |cases| {
        if cases % 250 == 0 {
            say::ticking(&format!("{cases} cases"));
        }
    })
    .await?;
    say::ticked();
    engine.recount_open().await?;
    let took = engine.now().since(before);
    report(&fed, took.micros());
    let sound = fed.read.is_whole() && fed.rewritten.is_empty() && fed.unfit.is_empty();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn report(fed: &feed::Fed, micros: i64) {
    let it = &fed.written;
    say::line(&format!("{}", fed.read));
    say::line(&format!(
        "{} made, {} grown, {} as they were; {}; {} on the way; {}.{:03} s",
        counted(it.made, "record", "records"),
        it.grown,
        it.same,
        counted(it.entries, "journal entry", "journal entries"),
        counted(it.named, "person, team or record named", "people, teams and records named"),
        micros / 1_000_000,
        micros / 1000 % 1000
    ));
    for key in &fed.rewritten {
        say::line(&format!("{key}: its past differs from what was brought in before; nothing of it was written"));
    }
    for line in &fed.unfit {
        say::line(line);
    }
}
