//! Measures the store at a million records: lists under scope, counts, search, and inserts against a bare loop.
//!
//! `cargo run --release -p store --example speed -- [records [sqlite|postgresql]]`; needs `PostgreSQL` as the tests do.
#![expect(clippy::print_stdout, reason = "it reports to whoever runs it")]

mod busy;
mod fill;
mod inserts;
mod reads;

use testkit::{Home, Place};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let records: i64 = std::env::args().nth(1).map_or(Ok(1_000_000), |it| it.parse())?;
    let only = std::env::args().nth(2).unwrap_or_default();
    for name in ["sqlite", "postgresql"].into_iter().filter(|it| only.is_empty() || only == *it) {
        let place = if name == "sqlite" { Place::folder()? } else { Place::database()? };
        println!("== {} ==", place.shown());
        let home = Home::at(place);
        let store = home.open().await;
        fill::fill(&home, records).await?;
        store.epoch().await?;
        let busy = busy::Busy::of(&home).await?;
        reads::measure(&store, &busy, records).await?;
        inserts::measure(&home).await?;
    }
    Ok(())
}
