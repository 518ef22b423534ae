//! Fills a database with many records by the databases' own means.

use std::time::Instant;

use store::Options;
use testkit::Home;
use tokio_postgres::NoTls;

/// A few large statements; `{n}` counts, `{t}` and `{s}` are the numbers of the type and its first state.
const RECORD: &str = "SELECT n, {t}, 'TKT-' || n, CASE WHEN n % 20 = 0 THEN {s} ELSE {s} + 4 END, CASE WHEN n % 20 = 0 THEN 0 ELSE 4 END,
    'Title of ticket ' || n, (n * 7919) % 41 + 1, (n * 104729) % 2000 + 1, (n * 1299709) % 20000 + 1, (n * 15485863) % 20000 + 1,
    (n * 611953) % 200 + 1, (n * 198491317) % 5000 + 1, n % 4 + 1, CASE WHEN n % 20 = 0 AND n % 3 > 0 THEN n * 1000 + (n * 7919) % 86400000 END,
    n * 1000, n * 1000 + (n * 104729) % 864000000, CASE WHEN n % 20 > 0 THEN n * 1000 + 5 END, 1 FROM n";
const RECORD_COLUMNS: &str = "INSERT INTO record (id, type, number, state, phase, title, holder_team, holder_person, for_person, opened_by, service, ci, priority, due, opened, changed, closed, version) ";
const BODY: &str = "SELECT n, 'line ' || n, CASE WHEN n % 3 = 0 THEN 'red' ELSE 'green' END, n % 1000 FROM n";
const WORDS: &str = "'ticket w' || (n % 20000) || ' v' || ((n * 7919) % 500) || CASE WHEN n % 2 = 0 THEN ' network' ELSE ' host' END \
    || CASE WHEN n % 10 = 0 THEN ' printer' ELSE '' END || CASE WHEN n % 100 = 0 THEN ' vpn' ELSE '' END || ' n' || n";

/// Fills the tables.
pub(crate) async fn fill(home: &Home, records: i64) -> anyhow::Result<()> {
    let begun = Instant::now();
    match home.options() {
        Options::File(path) => {
            let db = rusqlite::Connection::open(path)?;
            db.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")?;
            let term = |space: &str, key: &str| -> rusqlite::Result<i64> {
                db.query_row("SELECT no FROM term WHERE space = ?1 AND key = ?2", [space, key], |row| row.get(0))
            };
            let (of, state) = (term("type", "ticket")?, term("state:ticket", "new")?);
            let counted =
                format!("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {records}) ");
            db.execute_batch(&format!(
                "BEGIN; {RECORD_COLUMNS}{counted}{}; INSERT INTO r_ticket (id, f_line, f_choice, f_whole) {counted}{BODY}; \
                 INSERT INTO words (rowid, text) {counted}SELECT n, {WORDS} FROM n; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)",
                told(of, state)
            ))?;
        }
        Options::Server(url) => {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            let term = async |space: &str, key: &str| {
                let row =
                    client.query_one("SELECT no FROM term WHERE space = $1 AND key = $2", &[&space, &key]).await?;
                row.try_get::<_, i64>(0)
            };
            let (of, state) = (term("type", "ticket").await?, term("state:ticket", "new").await?);
            let counted = format!("WITH n AS (SELECT generate_series(1::bigint, {records}) AS n) ");
            client
                .batch_execute(&format!(
                    "{counted}{RECORD_COLUMNS}{}; {counted}INSERT INTO r_ticket (id, f_line, f_choice, f_whole) {BODY}; \
                     {counted}INSERT INTO words (id, doc) SELECT n, CAST({WORDS} AS tsvector) FROM n",
                    told(of, state)
                ))
                .await?;
            client.batch_execute("VACUUM ANALYZE").await?;
        }
    }
    println!("filled with {records} records in {:?}", begun.elapsed());
    Ok(())
}

fn told(of: i64, state: i64) -> String {
    RECORD.replace("{t}", &of.to_string()).replace("{s}", &state.to_string())
}
