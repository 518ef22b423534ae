//! Full-text search by the databases' own indexes, fed with words folded here.

use base::RecordId;
use model::Record;

use crate::{
    Commit, Dialect, Expect, Fault, Store, binds,
    fold::{fold, tokens},
};

/// How many newest matches are looked at before scope is applied.
const CANDIDATES: i64 = 1000;

impl Store {
    /// Adds a record's words to a commit.
    pub fn put_words(&self, commit: &mut Commit, record: &Record, text: &str, is_new: bool) {
        let (id, words) = (record.id.get(), fold(text));
        match self.dialect() {
            Dialect::Sqlite if is_new => {
                commit.run("INSERT INTO words (rowid, text) VALUES ($1, $2)", binds![id, words], Expect::Any);
            }
            Dialect::Sqlite => {
                commit.run(
                    "INSERT OR REPLACE INTO words (rowid, text) VALUES ($1, $2)",
                    binds![id, words],
                    Expect::Any,
                );
            }
            Dialect::Postgres => {
                // Folded words are letters and digits only, which is a tsvector's own notation.
                commit.run(
                    "INSERT INTO words (id, doc) VALUES ($1, CAST(CAST($2 AS text) AS tsvector)) \
                     ON CONFLICT (id) DO UPDATE SET doc = excluded.doc",
                    binds![id, words],
                    Expect::Any,
                );
            }
        }
    }

    /// The newest records whose words all begin with the given ones; at most a thousand.
    pub async fn matching(&self, words: &[String]) -> Result<Vec<RecordId>, Fault> {
        let words: Vec<String> = words.iter().flat_map(|it| tokens(it)).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let rows = match self.dialect() {
            Dialect::Sqlite => {
                let query: Vec<String> = words.iter().map(|it| format!("\"{it}\"*")).collect();
                self.rows(
                    "SELECT rowid FROM words WHERE words MATCH $1 ORDER BY rowid DESC LIMIT $2",
                    &binds![query.join(" AND "), CANDIDATES],
                )
                .await?
            }
            Dialect::Postgres => {
                let query: Vec<String> = words.iter().map(|it| format!("{it}:*")).collect();
                self.rows(
                    "SELECT id FROM words WHERE doc @@ CAST(CAST($1 AS text) AS tsquery) ORDER BY id DESC LIMIT $2",
                    &binds![query.join(" & "), CANDIDATES],
                )
                .await?
            }
        };
        rows.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }
}
