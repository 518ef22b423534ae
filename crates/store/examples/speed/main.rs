//! Measures the store at a million records: lists under scope, counts, search, and inserts against a bare loop.
//!
//! `cargo run --release -p store --example speed -- [records]`; needs PostgreSQL as the tests do.
#![expect(clippy::print_stdout, reason = "it reports to whoever runs it")]

mod fill;
mod inserts;
mod reads;

use testkit::{Home, Place};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let records: i64 = std::env::args().nth(1).map_or(Ok(1_000_000), |it| it.parse())?;
    for place in [Place::folder()?, Place::database()?] {
        println!("== {} ==", place.shown());
        let home = Home::at(place);
        inserts::measure(&home).await?;
        let store = home.open().await;
        fill::fill(&home, records).await?;
        reads::measure(&store, records).await?;
    }
    Ok(())
}
