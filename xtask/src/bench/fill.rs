//! Loading many incidents into a database: everything but the secondary indexes first, these at the end.

use std::{pin::pin, sync::Arc, time::Instant};

use anyhow::Context as _;
use bytes::Bytes;
use engine::Engine;
use futures_util::SinkExt as _;
use rusqlite::{Connection, params_from_iter};
use store::{Bind, Options};
use tokio_postgres::Client;

use super::{bare::Bare, fill_rows::Maker, shape};
use crate::say;

/// How many incidents are sent to a server at once.
const BATCH: i64 = 20_000;

/// Loads that many into a database that has the large organisation in it.
pub(crate) async fn fill(options: &Options, engine: Arc<Engine>, count: u32) -> anyhow::Result<()> {
    let begun = Instant::now();
    let db = Bare::open(options).await?;
    let mut opened = shape::opened(&engine, &db).await?;
    opened.shapes.retain(|it| it.table != "notice");
    let mut maker = Maker::new(&engine, &db, opened, count).await?;
    // The store must be gone before another writes behind its back.
    drop(engine);
    alone(&db).await?;
    let indexes = indexes(&db).await?;
    for (name, _) in &indexes {
        db.run(&format!("DROP INDEX {name}")).await?;
    }
    match &db {
        Bare::Sqlite(db) => into_file(db, &mut maker, i64::from(count))?,
        Bare::Postgres(client) => into_server(client, &mut maker, i64::from(count)).await?,
    }
    say::progress(&format!("  {count} incidents written after {:.0?}", begun.elapsed()));
    for (_, made) in &indexes {
        db.run(made).await?;
    }
    let (range, recorded) = maker.head();
    let size = i64::try_from(range.size())?;
    let binds: [Bind; 4] =
        [size.into(), range.to_bytes().into(), range.root().as_bytes().to_vec().into(), recorded.into()];
    db.execute("UPDATE spine SET size = $1, tree = $2, root = $3, recorded = $4 WHERE one = 1", &binds).await?;
    db.execute("UPDATE counter SET next = $1 WHERE prefix = 'INC'", &[Bind::Int(10_000_000)]).await?;
    let end = if matches!(db, Bare::Sqlite(_)) {
        "PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)"
    } else {
        "VACUUM ANALYZE"
    };
    db.run(end).await?;
    say::progress(&format!("  ready after {:.0?}", begun.elapsed()));
    Ok(())
}

/// Waits until nobody else has the file open, so that it can be written without a log.
async fn alone(db: &Bare) -> anyhow::Result<()> {
    for _attempt in 0..100 {
        let Bare::Sqlite(file) = db else { return Ok(()) };
        let mode: String = file.query_row("PRAGMA journal_mode = OFF", [], |row| row.get(0))?;
        if mode == "off" {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("somebody else has the file open")
}

/// The secondary indexes with the statements that make them.
async fn indexes(db: &Bare) -> anyhow::Result<Vec<(String, String)>> {
    let text = match db {
        Bare::Sqlite(_) => {
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('record', 'journal', 'acted', 'clock')"
        }
        Bare::Postgres(_) => {
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE tablename IN ('record', 'journal', 'acted', 'clock', 'words') \
             AND schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        }
    };
    let rows = db.rows(text, &[]).await?.rows;
    let pair = |it: Vec<Bind>| match it.as_slice() {
        [Bind::Text(name), Bind::Text(made)] => Some((name.clone(), made.clone())),
        _other => None,
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

fn into_file(db: &Connection, maker: &mut Maker, count: i64) -> anyhow::Result<()> {
    db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN")?;
    let inserts: Vec<String> = maker.opened().shapes.iter().map(shape::Shape::insert).collect();
    let mut statements = inserts.iter().map(|it| db.prepare(it)).collect::<Result<Vec<_>, _>>()?;
    for n in 0..count {
        for (statement, binds) in statements.iter_mut().zip(maker.rows(n)) {
            statement.execute(params_from_iter(binds))?;
        }
    }
    drop(statements);
    Ok(db.execute_batch("COMMIT")?)
}

async fn into_server(client: &Client, maker: &mut Maker, count: i64) -> anyhow::Result<()> {
    client.batch_execute("SET synchronous_commit = off").await?;
    let copies: Vec<String> = maker
        .opened()
        .shapes
        .iter()
        .map(|it| format!("COPY {} ({}) FROM STDIN", it.table, it.columns.join(", ")))
        .collect();
    let mut from = 0;
    while from < count {
        let mut texts = vec![String::new(); copies.len()];
        for n in from..count.min(from + BATCH) {
            for (text, binds) in texts.iter_mut().zip(maker.rows(n)) {
                line(text, &binds);
            }
        }
        for (copy, text) in copies.iter().zip(texts) {
            let mut sink = pin!(client.copy_in::<_, Bytes>(copy.as_str()).await.with_context(|| copy.clone())?);
            sink.send(Bytes::from(text)).await?;
            sink.finish().await.with_context(|| copy.clone())?;
        }
        from += BATCH;
    }
    Ok(())
}

/// A row in the form that COPY reads.
fn line(text: &mut String, binds: &[Bind]) {
    for (at, bind) in binds.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        match bind {
            Bind::Null => text.push_str("\\N"),
            Bind::Int(n) => text.push_str(&n.to_string()),
            Bind::Text(it) => {
                text.push_str(&it.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
            }
            Bind::Bytes(bytes) => {
                text.push_str("\\\\x");
                text.extend(bytes.iter().map(|it| format!("{it:02x}")));
            }
        }
    }
    text.push('\n');
}
