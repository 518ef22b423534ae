//! Full-text search by the databases' own indexes, fed with words folded here.

use base::RecordId;
use model::Record;

use crate::{
    Commit, Dialect, Expect, Fault, Store, binds,
    fold::{fold, tokens},
};

/// How many newest matches are looked at before scope is applied.
const CANDIDATES: usize = 1000;

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

    /// The newest records that hold all the given words; where these are fewer than a thousand, also those whose words
    /// begin with them. At most a thousand.
    pub async fn matching(&self, words: &[String]) -> Result<Vec<RecordId>, Fault> {
        let words: Vec<String> = words.iter().flat_map(|it| tokens(it)).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let exact = self.holding(&words, false).await?;
        if exact.len() >= CANDIDATES || words.iter().all(|it| is_short(it)) {
            return Ok(exact);
        }
        self.holding(&words, true).await
    }

    async fn holding(&self, words: &[String], begun: bool) -> Result<Vec<RecordId>, Fault> {
        let (sign, and, text) = match self.dialect() {
            Dialect::Sqlite => {
                ("*", " AND ", "SELECT rowid FROM words WHERE words MATCH $1 ORDER BY rowid DESC LIMIT $2")
            }
            Dialect::Postgres => (
                ":*",
                " & ",
                "SELECT id FROM words WHERE doc @@ CAST(CAST($1 AS text) AS tsquery) ORDER BY id DESC LIMIT $2",
            ),
        };
        let one = |word: &String| match (self.dialect(), begun && !is_short(word)) {
            (Dialect::Sqlite, true) => format!("\"{word}\"{sign}"),
            (Dialect::Sqlite, false) => format!("\"{word}\""),
            (Dialect::Postgres, true) => format!("{word}{sign}"),
            (Dialect::Postgres, false) => word.clone(),
        };
        let query: Vec<String> = words.iter().map(one).collect();
        let most = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
        let rows = self.rows(text, &binds![query.join(and), most]).await?;
        rows.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }
}

/// Words of one letter begin too many others to be the beginning of one.
fn is_short(word: &str) -> bool {
    word.chars().nth(1).is_none()
}
