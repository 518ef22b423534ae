//! Full-text search by the databases' own indexes, fed with words folded here.

use base::RecordId;
use model::Record;

use crate::{
    Among, Commit, Dialect, Expect, Fault, Store, binds,
    fold::{fold, tokens},
    sql::Text,
};

/// How many newest matches are looked at before scope is applied.
const CANDIDATES: usize = 1000;

/// Which of the words that are looked for may be only the beginning of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The last, which may still be being typed.
    Last,
    /// Each. That costs most where words are common.
    Each,
}

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

    /// The records that hold all the given words, whole or begun, newest first. How many there are is no ground to look
    /// further: it would tell of records that the asker can't see.
    pub async fn matching(&self, words: &[String], begun: Begun) -> Result<Matching, Fault> {
        let words: Vec<String> = words.iter().flat_map(|it| tokens(it)).collect();
        if words.is_empty() {
            return Ok(Matching { newest: Vec::new(), all: Among::These(Vec::new()), words: Holding::default() });
        }
        let last = words.len().saturating_sub(1);
        self.holding(&words, |at| begun == Begun::Each || at == last).await
    }

    async fn holding(&self, words: &[String], begun: impl Fn(usize) -> bool) -> Result<Matching, Fault> {
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
        let one = |(at, word): (usize, &String)| match (self.dialect(), begun(at) && !is_short(word)) {
            (Dialect::Sqlite, true) => format!("\"{word}\"{sign}"),
            (Dialect::Sqlite, false) => format!("\"{word}\""),
            (Dialect::Postgres, true) => format!("{word}{sign}"),
            (Dialect::Postgres, false) => word.clone(),
        };
        let asked: Vec<String> = words.iter().enumerate().map(one).collect();
        let asked = asked.join(and);
        let single = words.iter().enumerate().map(|(at, it)| (it.clone(), begun(at) && !is_short(it))).collect();
        let most = i64::try_from(CANDIDATES).unwrap_or(i64::MAX);
        let rows = self.rows(text, &binds![asked.as_str(), most]).await?;
        let newest: Vec<RecordId> = rows.iter().map(|it| it.int(0).map(RecordId::new)).collect::<Result<_, _>>()?;
        let is_all = newest.len() < CANDIDATES;
        let words = Holding { asked, words: single };
        let all = if is_all { Among::These(newest.clone()) } else { Among::Holding(words.clone()) };
        Ok(Matching { newest, all, words })
    }
}

/// The records that hold some words.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The newest of them, at most a thousand.
    pub newest: Vec<RecordId>,
    /// All of them.
    pub all: Among,
    /// What they hold.
    pub words: Holding,
}

/// Words that a record must hold. Made here only, of folded words; where there are none, nothing holds them.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// In the database's own notation for what it looks for.
    asked: String,
    /// Each with whether it may be only the beginning of one.
    words: Vec<(String, bool)>,
}

impl Holding {
    /// Adds that a record holds the words. SQLite asks its index once for all that match: for single rows it would gather
    /// all of them each time.
    pub(crate) fn condition(&self, text: &mut Text, dialect: Dialect) {
        text.add(match dialect {
            Dialect::Sqlite => " AND r.id IN (SELECT rowid FROM words WHERE words MATCH ",
            Dialect::Postgres => " AND EXISTS (SELECT 1 FROM words w WHERE w.id = r.id AND w.doc @@ CAST(CAST(",
        });
        text.bind(self.asked.as_str());
        text.add(match dialect {
            Dialect::Sqlite => ")",
            Dialect::Postgres => " AS text) AS tsquery))",
        });
    }

    /// Whether no more would be found if each word might be only begun.
    pub fn is_widest(&self) -> bool {
        self.words.iter().all(|(word, is_begun)| *is_begun || is_short(word))
    }

    /// Whether a text holds the words: as the database tells, which a test of both holds.
    pub fn is_in(&self, text: &str) -> bool {
        let held = tokens(text);
        let fits = |it: &String, (word, is_begun): &(String, bool)| {
            if *is_begun { it.starts_with(word.as_str()) } else { it == word }
        };
        !self.words.is_empty() && self.words.iter().all(|word| held.iter().any(|it| fits(it, word)))
    }
}

/// Words of one letter begin too many others to be the beginning of one.
fn is_short(word: &str) -> bool {
    word.chars().nth(1).is_none()
}
