//! The raw limit of creating: the very rows that one incident leaves behind, written by a bare loop in groups.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rusqlite::{Connection, params_from_iter};
use store::Bind;
use tokio_postgres::{Client, Statement};

use super::{
    bare::params,
    figure::float,
    shape::{Opened, Shape},
};

/// How many share one transaction.
pub(crate) const GROUP: i64 = 8;
/// Ids of the loop's own rows begin here, above all others.
const FIRST: i64 = 1 << 62;
/// What the store writes once for each transaction.
const SPINE: &str = "UPDATE spine SET size = $1, recorded = $1 WHERE one = 1";

/// Where the loop stands.
#[derive(Debug)]
pub(crate) struct Loop {
    opened: Opened,
    done: i64,
    seq: i64,
}

impl Loop {
    /// A loop that writes such rows, with journal entries from a place on.
    pub(crate) fn new(opened: Opened, seq: i64) -> Self {
        Self { opened, done: 0, seq }
    }

    /// The next incident's values, row by row.
    fn next(&mut self) -> Vec<Vec<Bind>> {
        self.done += 1;
        let id = FIRST + self.done * 16;
        let mut notices = 0;
        let opened = &self.opened;
        let mut row = |shape: &Shape| -> Vec<Bind> {
            notices += i64::from(shape.table == "notice");
            let value = |(column, was): (&String, &Bind)| match (shape.table.as_str(), column.as_str(), was) {
                ("notice", "id", _) => Bind::Int(id + notices),
                ("journal", "seq", _) => Bind::Int(self.seq + self.done),
                (_, _, Bind::Int(it)) if *it == opened.id => Bind::Int(id),
                (_, _, Bind::Text(it)) if *it == opened.number => Bind::Text(format!("RAW-{}", self.done)),
                (_, _, was) => was.clone(),
            };
            shape.columns.iter().zip(&shape.values).map(value).collect()
        };
        opened.shapes.iter().map(&mut row).collect()
    }

    /// Writes for so long; gives incidents a second.
    pub(crate) fn into_file(&mut self, db: &Connection, span: Duration) -> anyhow::Result<f64> {
        let inserts: Vec<String> = self.opened.shapes.iter().map(Shape::insert).collect();
        let before = self.done;
        let begun = Instant::now();
        while begun.elapsed() < span {
            db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            for _ in 0..GROUP {
                for (text, binds) in inserts.iter().zip(self.next()) {
                    db.prepare_cached(text)?.execute(params_from_iter(binds))?;
                }
            }
            db.prepare_cached(&SPINE.replace('$', "?"))?.execute([self.done])?;
            db.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(float(usize::try_from(self.done - before)?) / begun.elapsed().as_secs_f64())
    }

    /// The same on a server, a whole group on its way at once.
    pub(crate) async fn into_server(&mut self, client: &Client, span: Duration) -> anyhow::Result<f64> {
        let mut statements: Vec<Statement> = Vec::new();
        for it in &self.opened.shapes {
            statements.push(client.prepare(&it.insert()).await?);
        }
        let spine = client.prepare(SPINE).await?;
        let before = self.done;
        let begun = Instant::now();
        while begun.elapsed() < span {
            let group: Vec<Vec<Vec<Bind>>> = (0..GROUP).map(|_| self.next()).collect();
            let rows: Vec<_> =
                group.iter().flat_map(|it| statements.iter().zip(it.iter().map(|it| params(it)))).collect();
            let begin = client.batch_execute("BEGIN");
            let writes = join_all(rows.iter().map(|(statement, binds)| client.execute(*statement, binds)));
            let (begun, written) = tokio::join!(begin, writes);
            begun?;
            written.into_iter().collect::<Result<Vec<_>, _>>()?;
            let end = [Bind::Int(self.done)];
            let end = params(&end);
            let (moved, ended) = tokio::join!(client.execute(&spine, &end), client.batch_execute("COMMIT"));
            (moved?, ended?);
        }
        Ok(float(usize::try_from(self.done - before)?) / begun.elapsed().as_secs_f64())
    }
}
