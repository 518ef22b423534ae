//! Bringing in a real log; raw: reading it alone.

use std::{fs::File, path::PathBuf, time::Instant};

use anyhow::{Context as _, anyhow};
use inlets::{
    feed,
    log::{Import, Log, Mapping},
};
use store::Options;

use super::{figure::Figure, parts, town};
use crate::say;

/// The most for the whole log, in seconds.
const MOST: f64 = 20.0;
const MAPPING: &str = include_str!("../../../crates/inlets/mappings/volvo.toml");
/// Who may bring history in.
const ROLE: &str = "history:import";

pub(crate) async fn measure(data: Option<PathBuf>) -> anyhow::Result<Vec<Figure>> {
    let folder = data.unwrap_or_else(|| super::root().join("../shared/data"));
    let path = folder.join("volvo-incidents.xes.gz");
    let log = || File::open(&path).context("the real log is missing; name its folder with --data");
    let mapping = Mapping::parse(MAPPING, "volvo.toml").map_err(|it| anyhow!("{it}"))?;
    let begun = Instant::now();
    let mut read = Import::new(Log::open(log()?, &mapping), &mapping);
    let cases = read.by_ref().count();
    let raw = begun.elapsed().as_secs_f64();
    let place = parts::fresh("import")?;
    let engine = town::open(&Options::File(place.join("remit.db"))).await?;
    engine.load(&town::declared()?.organisation, |_| {}).await?;
    let mut desk = None;
    let people: Vec<i64> = engine.directory().await?.people().map(|it| it.id).collect();
    for person in people {
        let its = engine.desk(base::PersonId::new(person)).await?;
        if its.entitled(ROLE).is_ok() {
            desk = Some(its);
            break;
        }
    }
    let desk = desk.context("nobody may bring history in")?;
    let begun = Instant::now();
    let fed = feed::feed(&desk, &mapping, log()?, |_| {}).await?;
    let ours = begun.elapsed().as_secs_f64();
    say::progress(&format!("  {cases} cases, {} records, {} entries", fed.written.made, fed.written.entries));
    drop((desk, engine));
    std::fs::remove_dir_all(place)?;
    Ok(vec![Figure::at_most("import", "s", ours, MOST).beside(raw)])
}
