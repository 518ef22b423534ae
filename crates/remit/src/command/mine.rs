//! `remit mine`: who really did what, from the journal or from a log as it is.

use std::{fs::File, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use inlets::{
    log::Mapping,
    mine::{Steps, mine},
};
use mining::Mined;

use crate::{
    command, say,
    setup::{self, Place},
};

/// What `mine` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Mine {
    /// A log or table to mine as it is, without a database; .gz is read as it is. Without it the journal is mined.
    #[arg(requires = "mapping")]
    file: Option<PathBuf>,
    /// The mapping file of the log: which attribute is which field.
    #[arg(long, value_name = "FILE", requires = "file")]
    mapping: Option<PathBuf>,
    /// By what a log's steps are named: by its own words, or by the declared activities, as a journal names them.
    #[arg(long, value_enum, default_value_t, requires = "file")]
    steps: StepNames,
    /// Who mines the journal, by key or mail address: somebody appointed to. They see what they see on the pages.
    #[arg(long = "as", value_name = "PERSON", required_unless_present = "file", conflicts_with = "file")]
    person: Option<String>,
    /// The record type whose journal is mined.
    #[arg(long = "type", value_name = "TYPE", default_value = "incident", conflicts_with = "file")]
    kind: String,
    /// Only so many of the newest records.
    #[arg(long, value_name = "N", conflicts_with = "file")]
    newest: Option<usize>,
    /// Open an improvement from the finding with this number, as the person.
    #[arg(long, value_name = "NUMBER", conflicts_with = "file")]
    improve: Option<usize>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum StepNames {
    #[default]
    Words,
    States,
}

pub(crate) async fn run(it: Mine) -> anyhow::Result<ExitCode> {
    match (&it.file, &it.mapping, &it.person) {
        (Some(file), Some(mapping), _) => of_log(&it, file, mapping),
        (_, _, Some(person)) => of_journal(&it, person).await,
        _neither => bail!("name a log with --mapping, or --as whom the journal is mined"),
    }
}

fn of_log(it: &Mine, file: &PathBuf, mapping: &PathBuf) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(mapping)
        .with_context(|| format!("the mapping {} could not be read", mapping.display()))?;
    let mapping = match Mapping::parse(&text, &mapping.display().to_string()) {
        Ok(mapping) => mapping,
        Err(bad) => bail!("{bad}"),
    };
    let site = setup::load(&it.place.sources()?)?.site;
    let open = File::open(file).with_context(|| format!("{} could not be opened", file.display()))?;
    let steps = match it.steps {
        StepNames::Words => Steps::Words,
        StepNames::States => Steps::States,
    };
    let (mined, read) = mine(&site, &mapping, open, steps, |cases| {
        if cases % 1000 == 0 {
            say::ticking(&format!("{cases} cases"));
        }
    });
    say::ticked();
    if mined.cases == 0 && !read.is_whole() {
        bail!("{} holds nothing that this mapping reads:\n{}", file.display(), read.to_string().trim_end());
    }
    if !read.is_whole() {
        say::progress(read.to_string().trim_end());
    }
    print(it, &mined)?;
    Ok(if read.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

async fn of_journal(it: &Mine, person: &str) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&it.place).await?;
    let desk = command::desk(&engine, person).await?;
    let before = engine.now();
    let mined = desk.mine(&it.kind, it.newest, |entries| say::ticking(&format!("{entries} entries"))).await?;
    let took = engine.now().since(before).micros();
    say::ticked();
    print(it, &mined)?;
    say::progress(&format!("{}.{:03} s", took / 1_000_000, took / 1000 % 1000));
    if let Some(number) = it.improve {
        let at = number.checked_sub(1).and_then(|at| mined.findings.get(at));
        let finding =
            at.with_context(|| format!("there is no finding {number}; they go from 1 to {}", mined.findings.len()))?;
        let done = desk.improve(&it.kind, finding).await?;
        say::progress(&format!("{} is there: {}", done.seen.number(), done.seen.title()));
    }
    Ok(ExitCode::SUCCESS)
}

fn print(it: &Mine, mined: &Mined) -> anyhow::Result<()> {
    if it.json {
        say::line(&serde_json::to_string_pretty(mined)?);
    } else {
        say::line(mined.to_string().trim_end());
    }
    Ok(())
}
