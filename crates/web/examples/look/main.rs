//! Writes every page with sample data, and the assets, into a folder to be looked at:
//! `cargo run -p web --example look -- <folder>`, then serve the folder with any static file server.

mod duties;
mod entry;
mod frame;
mod governance;
mod home;
mod pages;
mod queue;
mod record;
mod tools;

use maud::Markup;
use std::error::Error;
use std::fs;
use std::path::Path;
use web::look::assets::ALL;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder to write to")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in ALL {
        fs::write(folder.join(asset.path().trim_start_matches('/')), asset.bytes())?;
    }
    for (name, page) in pages() {
        fs::write(folder.join(format!("{name}.html")), page.into_string())?;
    }
    Ok(())
}

fn pages() -> Vec<(&'static str, Markup)> {
    vec![
        ("queue", queue::page()),
        ("queue-list", queue::list_only()),
        ("queue-empty", queue::empty()),
        ("record", record::page()),
        ("record-reader", record::reader()),
        ("home", home::page()),
        ("home-empty", home::empty()),
        ("duties", duties::month()),
        ("duty-record", duties::record()),
        ("matrix", governance::matrix()),
        ("findings", governance::findings()),
        ("move", pages::resolve()),
        ("edit", pages::edit()),
        ("new", pages::new()),
        ("why", pages::why()),
        ("clocks", pages::clocks()),
        ("search", tools::search()),
        ("search-none", tools::search_none()),
        ("table", tools::table()),
        ("profile", tools::profile()),
        ("api", tools::api()),
        ("sign-in", entry::sign_in()),
        ("first-run", entry::first_run()),
        ("not-found", entry::not_found()),
        ("failed", entry::failed()),
    ]
}
