//! `remit export-log`: the journal as an event log for other tools.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use base::counted;
use clap::ValueEnum;
use inlets::outlet::{self, Format};

use crate::{command, say, setup::Place};

/// What `export-log` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ExportLog {
    /// The format.
    #[arg(long, value_enum)]
    format: Name,
    /// The record types, parted by commas; XES holds one.
    #[arg(long = "type", value_name = "TYPES", default_value = "incident", value_delimiter = ',')]
    kinds: Vec<String>,
    /// Who takes it out, by key or mail address: somebody appointed to. It holds what they see from inside IT.
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    /// The file to write; standard output unless given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Name {
    Xes,
    OcelJson,
    OcelXml,
}

pub(crate) async fn run(it: ExportLog) -> anyhow::Result<ExitCode> {
    let engine = command::existing(&it.place).await?;
    let desk = command::desk(&engine, &it.person).await?;
    // Asked before the file is touched: a refusal leaves what stands there.
    desk.entitled(engine::Purpose::Export.activity())?;
    let format = match it.format {
        Name::Xes => Format::Xes,
        Name::OcelJson => Format::OcelJson,
        Name::OcelXml => Format::OcelXml,
    };
    let to: Box<dyn Write> = match &it.out {
        Some(file) => Box::new(File::create(file).with_context(|| format!("{} could not be written", file.display()))?),
        None => Box::new(io::stdout()),
    };
    let written = outlet::write(&desk, &it.kinds, format, &mut BufWriter::new(to)).await?;
    say::progress(&format!(
        "{}, {}",
        counted(written.cases, "record", "records"),
        counted(written.events, "event", "events")
    ));
    Ok(ExitCode::SUCCESS)
}
