//! Proving a journal of a million entries; raw: SHA-256 over the same bytes.

use std::time::Instant;

use sha2::{Digest as _, Sha256};

use super::{figure::Figure, million::Million, town};

/// The most for the whole journal, in seconds.
const MOST: f64 = 30.0;
const PAGE: i64 = 5000;

pub(crate) async fn measure(million: &Million) -> anyhow::Result<Vec<Figure>> {
    let engine = town::open(&million.options).await?;
    let begun = Instant::now();
    let verified = engine.verify(&[], |_, _| {}).await?;
    let ours = begun.elapsed().as_secs_f64();
    anyhow::ensure!(verified.is_sound(), "the journal is broken: {:?}", verified.faults.first());
    anyhow::ensure!(verified.entries >= u64::from(million.records), "{} entries only", verified.entries);
    let (mut next, mut raw) = (1i64, 0.0);
    let mut hashed = 0u8;
    loop {
        let page = engine.store().journal_from(next, PAGE).await?;
        let Some(last) = page.last() else { break };
        next = last.seq + 1;
        let bytes: Vec<Vec<u8>> = page.iter().map(|it| it.entry.canonical(it.seq)).collect();
        let begun = Instant::now();
        for it in &bytes {
            hashed ^= Sha256::digest(it).first().copied().unwrap_or_default();
        }
        raw += begun.elapsed().as_secs_f64();
    }
    std::hint::black_box(hashed);
    Ok(vec![Figure::at_most("verify", "s", ours, MOST).beside(raw)])
}
