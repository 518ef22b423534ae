//! Creating incidents through the API, against a bare loop that writes the same rows in groups of the same size.

use std::{path::PathBuf, time::Duration};

use engine::Ceiling;
use serde_json::{Map, Value as Json, json};
use store::Options;

use super::{
    bare::{self, Bare},
    cluster::Cluster,
    create_raw::Loop,
    figure::{Figure, float, percentile},
    http, parts,
    server::Server,
    shape, town,
};
use crate::say;

/// How many create at once.
const CLIENTS: usize = 8;
/// How long each slice lasts, and how many there are of each kind, turn by turn.
const SLICE: Duration = Duration::from_secs(3);
const SLICES: usize = 4;
/// No request in a hundred may take longer, in milliseconds.
const SLOWEST: f64 = 50.0;

/// Everything that a create load needs.
pub(crate) struct Ready {
    pub(crate) request: Vec<u8>,
    pub(crate) raw: Loop,
}

/// On a file.
pub(crate) async fn sqlite() -> anyhow::Result<Vec<Figure>> {
    let folder = parts::fresh("create")?;
    let path = folder.join("remit.db");
    std::fs::copy(town_file().await?, &path)?;
    let options = Options::File(path.clone());
    let mut ready = prepare(&options).await?;
    let copy = folder.join("raw.db");
    bare::file(&path)?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    std::fs::copy(&path, &copy)?;
    let db = bare::file(&copy)?;
    let server = Server::start(&options)?;
    let mut turns = Turns::default();
    for _ in 0..SLICES {
        turns.ours(&server, &ready.request)?;
        turns.raw.push(ready.raw.into_file(&db, SLICE)?);
    }
    drop((server, db));
    std::fs::remove_dir_all(folder)?;
    Ok(turns.figures("create-sqlite"))
}

/// On a server.
pub(crate) async fn postgres() -> anyhow::Result<Vec<Figure>> {
    let cluster = Cluster::start()?;
    if !cluster.has("town").await? {
        cluster.make("making", "template1").await?;
        drop(town::build(&Options::Server(cluster.url("making"))).await?);
        cluster.rename("making", "town").await?;
    }
    cluster.make("created", "town").await?;
    let options = Options::Server(cluster.url("created"));
    let mut ready = prepare(&options).await?;
    cluster.make("created_raw", "created").await?;
    let client = bare::server(&cluster.url("created_raw")).await?;
    let server = Server::start(&options)?;
    let mut turns = Turns::default();
    for _ in 0..SLICES {
        turns.ours(&server, &ready.request)?;
        turns.raw.push(ready.raw.into_server(&client, SLICE).await?);
    }
    drop((server, client));
    for it in ["created", "created_raw"] {
        cluster.remove(it).await?;
    }
    Ok(turns.figures("create-postgres"))
}

/// A file with the large organisation and no incidents, made once.
async fn town_file() -> anyhow::Result<PathBuf> {
    let folder = parts::folder()?.join("town");
    let path = folder.join("remit.db");
    if !folder.is_dir() {
        let making = parts::fresh("town-making")?;
        let made = making.join("remit.db");
        drop(town::build(&Options::File(made.clone())).await?);
        bare::file(&made)?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        std::fs::rename(making, folder)?;
    }
    Ok(path)
}

/// The request that the analyst makes, and the loop that writes the same by hand.
pub(crate) async fn prepare(options: &Options) -> anyhow::Result<Ready> {
    let engine = town::open(options).await?;
    let db = Bare::open(options).await?;
    let opened = shape::opened(&engine, &db).await?;
    say::progress(&format!("  an incident is {} rows", opened.shapes.len()));
    let analyst = engine.directory().await?.find_person(town::ANALYST).unwrap_or(base::PersonId::new(0));
    let token = engine.make_token(analyst, "Benchmark", &Ceiling::All, None).await?;
    let values: Map<String, Json> = shape::values(&shape::a_service(&db).await?)
        .into_iter()
        .map(|(key, text)| (key.to_owned(), json!(text)))
        .collect();
    let body = json!({ "move": "log", "values": values }).to_string();
    let seq = db.number("SELECT max(seq) FROM journal", &[]).await?;
    Ok(Ready { request: http::post("/api/records/incident", token.reveal(), &body), raw: Loop::new(opened, seq) })
}

/// What the turns gave: ours and the raw limit's, one after the other, so that both meet the same weather.
#[derive(Default)]
struct Turns {
    rates: Vec<f64>,
    times: Vec<Duration>,
    raw: Vec<f64>,
}

impl Turns {
    fn ours(&mut self, server: &Server, request: &[u8]) -> anyhow::Result<()> {
        if self.rates.is_empty() {
            http::drive(server.address, request, CLIENTS, SLICE / 3)?;
        }
        let times = http::drive(server.address, request, CLIENTS, SLICE)?;
        self.rates.push(float(times.len()) / SLICE.as_secs_f64());
        self.times.extend(times);
        Ok(())
    }

    fn figures(mut self, name: &str) -> Vec<Figure> {
        let mean = |all: &[f64]| all.iter().sum::<f64>() / float(all.len().max(1));
        let (ours, raw) = (mean(&self.rates), mean(&self.raw));
        say::progress(&format!("  turns: {:.0?} raw {:.0?}", self.rates, self.raw));
        let slowest = percentile(&mut self.times, 99);
        vec![
            Figure::share(name, "a second", ours, raw, 0.5),
            Figure::at_most(format!("{name}-p99"), "ms", slowest, SLOWEST),
        ]
    }
}
