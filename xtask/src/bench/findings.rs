//! Findings, who answers and what-if over a large organisation: everything, after one change, and a question.

use std::{
    hint::black_box,
    time::{Duration, Instant as Stopwatch},
};

use anyhow::{Context as _, ensure};
use base::{PersonId, RecordId};
use governance::{Change, Facts, Found, Question, Used, answering, shift, understand};

use super::{
    crowd::{self, NOW},
    figure::{Figure, millis, percentile},
};

/// The most, in milliseconds.
const FULL: f64 = 2_000.0;
const ONE_CHANGE: f64 = 50.0;
const WHO: f64 = 10.0;
const WHAT_IF: f64 = 1_000.0;
const ROUNDS: i64 = 20;

pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let site = declare::shipped();
    let roster = crowd::roster(site);
    let used = Used::default();
    let facts = Facts { roster: &roster, site, now: NOW, used: &used, missed: &[] };
    let begun = Stopwatch::now();
    let found = Found::all(&facts);
    let full = begun.elapsed();
    let begun = Stopwatch::now();
    let ahead = found.ahead(&facts);
    let coming = begun.elapsed();
    black_box(ahead.len());
    let (mut after, mut supposed) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let changes = [
            Change::End(RecordId::new(1_000_000 + n * 577)),
            Change::Leave(PersonId::new(1 + n * 331)),
            Change::Move { place: RecordId::new(50 + n * 41), to: RecordId::new((n + 7) % 50) },
        ];
        for change in changes {
            let begun = Stopwatch::now();
            let next = change.applied(&roster);
            let then = Facts { roster: &next, ..facts };
            black_box(shift(&found, &facts, &then));
            supposed.push(begun.elapsed());
            let begun = Stopwatch::now();
            let part = found.after(&facts, &then);
            after.push(begun.elapsed());
            if n == 0 {
                ensure!(part == Found::all(&then), "what a change touches is not all that differs: {change:?}");
            }
        }
    }
    let mut asked = questions(&facts)?;
    Ok(vec![
        Figure::at_most("findings-full", "ms", millis(full), FULL),
        Figure::at_most("findings-month-ahead", "ms", millis(coming), FULL),
        Figure::at_most("findings-one-change", "ms", percentile(&mut after, 95), ONE_CHANGE),
        Figure::at_most("who", "ms", percentile(&mut asked, 95), WHO),
        Figure::at_most("what-if", "ms", percentile(&mut supposed, 95), WHAT_IF),
    ])
}

/// Questions in words, understood and answered.
fn questions(facts: &Facts<'_>) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for n in 0..ROUNDS {
        for text in
            ["who resolves incidents of service", "accept an appointment for service", "close an incident of service"]
        {
            let text = format!("{text} {}", 60 + n * 97);
            let begun = Stopwatch::now();
            let understood = understand(facts.site, facts.roster, &text);
            let activity = understood.activity.with_context(|| format!("“{text}” was not understood"))?;
            let place = Some(RecordId::new(60 + n * 97));
            black_box(answering(
                facts.roster,
                facts.site,
                &Question { activity, place, team: understood.team, at: facts.now },
            ));
            times.push(begun.elapsed());
        }
    }
    Ok(times)
}
