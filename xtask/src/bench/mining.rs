//! Mining a journal of a million entries at a desk; raw: reading the same entries case by case.

use std::time::Instant;

use anyhow::Context as _;
use store::CasePlace;

use super::{figure::Figure, million::Million, town};
use crate::say;

/// The most for a million entries, in seconds.
const MOST: f64 = 10.0;
const PAGE: usize = 5000;
const KIND: &str = "incident";

pub(crate) async fn measure(name: &str, million: &Million) -> anyhow::Result<Vec<Figure>> {
    let engine = town::open(&million.options).await?;
    let mut desk = None;
    let people: Vec<i64> = engine.directory().await?.people().map(|it| it.id).collect();
    for person in people {
        let its = engine.desk(base::PersonId::new(person)).await?;
        if its.stories(engine::Purpose::Mine, KIND, None).await.is_ok() {
            desk = Some(its);
            break;
        }
    }
    let desk = desk.context("nobody may mine")?;
    let begun = Instant::now();
    let mined = desk.mine(KIND, None, |_| {}).await?;
    let ours = begun.elapsed().as_secs_f64();
    let of = engine.site().find_type(KIND).context("no incidents are declared")?.ix;
    let upto = engine.store().spine().await?.size;
    let (mut place, mut entries) = (CasePlace::START, 0u32);
    let begun = Instant::now();
    loop {
        let page = engine.store().journal_by_case(of, place, upto, PAGE).await?;
        entries += u32::try_from(page.len())?;
        let Some(last) = page.last() else { break };
        place = CasePlace::after(last);
    }
    let raw = begun.elapsed().as_secs_f64();
    say::progress(&format!(
        "  {} cases, {} acts of {entries} entries, {} variants",
        mined.cases, mined.acts, mined.variants_found
    ));
    anyhow::ensure!(mined.cases > 0 && mined.acts <= u64::from(entries), "{} acts", mined.acts);
    // The figure is that of a million entries, whatever number there is.
    let share = 1_000_000.0 / f64::from(entries.max(1));
    Ok(vec![Figure::at_most(name, "s", ours * share, MOST).beside(raw * share)])
}
