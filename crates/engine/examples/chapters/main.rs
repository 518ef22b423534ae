//! Plays chapters of declared folders that are not built in: `chapters DECLARED SAMPLE [PRACTICE]...`, on SQLite.
//!
//! For whoever writes declarations: nothing has to be built again after a change to them.
#![expect(
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::exit,
    dead_code,
    reason = "it shares the tests' code and is one itself"
)]

#[path = "../../tests/specs"]
mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use std::path::Path;

use declare::Sources;
use specs::{chapter::chapters_in, town::Town};

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (declared, sample) = (Path::new(&args[0]), Path::new(&args[1]));
    let sources = Sources::overlay(Sources::folder(declared).unwrap(), Sources::folder(sample).unwrap());
    let loaded = declare::load(&sources).unwrap_or_else(|it| {
        println!("{}", it.human());
        std::process::exit(1);
    });
    println!("{}", loaded.warnings.human());
    let home = testkit::Home::at(testkit::Place::folder().unwrap());
    let mut town = Town::of(&home, loaded).await;
    let mut wrong = 0;
    for chapter in chapters_in(declared) {
        if args.len() > 2 && !args.iter().skip(2).any(|it| chapter.file.starts_with(&format!("{it}/"))) {
            continue;
        }
        for scenario in &chapter.scenarios {
            if let Err(fault) = town.play(scenario).await {
                wrong += 1;
                println!("{}:{}: {fault}", chapter.file, scenario.line);
            }
        }
        println!("{}: {} scenarios", chapter.file, chapter.scenarios.len());
    }
    println!("{wrong} wrong");
    if wrong > 0 {
        std::process::exit(1);
    }
}
