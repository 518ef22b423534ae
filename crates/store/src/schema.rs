//! The platform's tables: one list of steps, rendered for each database. Record types' own tables are in `ddl`.
//!
//! `{id}` is the primary key type of a 64-bit id, `{bytes}` the byte string type. Everything else is common to both.

use crate::{Dialect, Fault, Store, binds};

/// The steps, in order; a step once released is never edited. Each one done is marked in `meta`.
const STEPS: &[&str] = &[
    "CREATE TABLE term (no {id}, space TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (space, key));
     CREATE TABLE spine (one BIGINT PRIMARY KEY, size BIGINT NOT NULL, tree {bytes} NOT NULL, root {bytes} NOT NULL, epoch BIGINT NOT NULL, recorded BIGINT NOT NULL);
     CREATE TABLE journal (seq {id}, at BIGINT NOT NULL, recorded BIGINT NOT NULL, actor BIGINT, on_behalf_of BIGINT,
       activity TEXT NOT NULL, record BIGINT, basis TEXT NOT NULL, what TEXT NOT NULL, leaf {bytes} NOT NULL);
     CREATE INDEX journal_record ON journal (record, at) WHERE record IS NOT NULL;
     CREATE INDEX journal_actor ON journal (actor, seq) WHERE actor IS NOT NULL;
     CREATE TABLE checkpoint (size {id}, at BIGINT NOT NULL, note TEXT NOT NULL);
     CREATE TABLE record (id {id}, type BIGINT NOT NULL, number TEXT NOT NULL UNIQUE, state BIGINT NOT NULL, phase BIGINT NOT NULL,
       title TEXT, holder_team BIGINT, holder_person BIGINT, for_person BIGINT, opened_by BIGINT, service BIGINT, ci BIGINT,
       priority BIGINT, due BIGINT, opened BIGINT NOT NULL, changed BIGINT NOT NULL, closed BIGINT, version BIGINT NOT NULL);
     CREATE INDEX record_changed ON record (type, changed, id);
     CREATE INDEX record_opened ON record (type, opened, id);
     CREATE INDEX record_due ON record (type, coalesce(due, 9223372036854775807), id);
     CREATE INDEX record_priority ON record (type, coalesce(priority, 99), id);
     CREATE INDEX record_open_changed ON record (type, changed, id) WHERE closed IS NULL;
     CREATE INDEX record_open_due ON record (type, coalesce(due, 9223372036854775807), id) WHERE closed IS NULL;
     CREATE INDEX record_open_priority ON record (type, coalesce(priority, 99), id) WHERE closed IS NULL;
     CREATE INDEX record_open_team ON record (holder_team, type, coalesce(due, 9223372036854775807), id) WHERE closed IS NULL AND holder_team IS NOT NULL;
     CREATE INDEX record_open_holder ON record (holder_person, type, coalesce(due, 9223372036854775807), id) WHERE closed IS NULL AND holder_person IS NOT NULL;
     CREATE INDEX record_team ON record (holder_team, type, (closed IS NULL), changed, id) WHERE holder_team IS NOT NULL;
     CREATE INDEX record_holder ON record (holder_person, type, (closed IS NULL), changed, id) WHERE holder_person IS NOT NULL;
     CREATE INDEX record_for ON record (for_person, type, (closed IS NULL), changed, id) WHERE for_person IS NOT NULL;
     CREATE INDEX record_service ON record (service, type, (closed IS NULL), changed, id) WHERE service IS NOT NULL;
     CREATE INDEX record_ci ON record (ci, type, (closed IS NULL), changed, id) WHERE ci IS NOT NULL;
     CREATE INDEX record_opener ON record (opened_by, type, (closed IS NULL), changed, id) WHERE opened_by IS NOT NULL;
     CREATE TABLE acted (record BIGINT NOT NULL, activity BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (record, activity, person));
     CREATE TABLE points (record BIGINT NOT NULL, field TEXT NOT NULL, place BIGINT NOT NULL, target BIGINT NOT NULL, PRIMARY KEY (record, field, target));
     CREATE INDEX points_target ON points (target, record);
     CREATE TABLE link (a BIGINT NOT NULL, b BIGINT NOT NULL, kind TEXT NOT NULL, seq_at BIGINT NOT NULL, PRIMARY KEY (a, b, kind));
     CREATE INDEX link_b ON link (b, a);
     CREATE TABLE clock (record BIGINT NOT NULL, clock TEXT NOT NULL, due BIGINT, state TEXT NOT NULL, told BIGINT NOT NULL, PRIMARY KEY (record, clock));
     CREATE INDEX clock_due ON clock (due) WHERE due IS NOT NULL AND told = 0;
     CREATE TABLE counter (prefix TEXT PRIMARY KEY, next BIGINT NOT NULL);
     CREATE TABLE node (no BIGINT PRIMARY KEY, seen BIGINT NOT NULL)",
    "CREATE TABLE person (id {id}, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, mail TEXT, phone TEXT, zone TEXT, active BIGINT NOT NULL, secret TEXT);
     CREATE TABLE team (id {id}, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, parent BIGINT, line BIGINT);
     CREATE TABLE member (team BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (team, person));
     CREATE INDEX member_person ON member (person);
     CREATE TABLE deputy (id {id}, of_person BIGINT NOT NULL, deputy BIGINT NOT NULL, starts BIGINT, ends BIGINT, roles TEXT);
     CREATE TABLE natural_key (type BIGINT NOT NULL, key TEXT NOT NULL, record BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (type, key));
     CREATE INDEX natural_key_record ON natural_key (record);
     CREATE TABLE session (hash {bytes} PRIMARY KEY, person BIGINT NOT NULL, made BIGINT NOT NULL, seen BIGINT NOT NULL, ends BIGINT NOT NULL, csrf TEXT NOT NULL, agent TEXT NOT NULL);
     CREATE INDEX session_person ON session (person);
     CREATE TABLE token (hash {bytes} PRIMARY KEY, person BIGINT NOT NULL, title TEXT NOT NULL, ceiling TEXT NOT NULL, made BIGINT NOT NULL, ends BIGINT);
     CREATE INDEX token_person ON token (person);
     CREATE TABLE one_time (hash {bytes} PRIMARY KEY, person BIGINT NOT NULL, ends BIGINT NOT NULL, reusable BIGINT NOT NULL);
     CREATE TABLE preference (person BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (person, key));
     CREATE TABLE draft (person BIGINT NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (person, place));
     CREATE TABLE idempotency (person BIGINT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (person, key));
     CREATE INDEX idempotency_at ON idempotency (at);
     CREATE TABLE attachment (id {id}, record BIGINT NOT NULL, name TEXT NOT NULL, media TEXT NOT NULL, size BIGINT NOT NULL, hash TEXT NOT NULL, at BIGINT NOT NULL, by_person BIGINT NOT NULL, inside BIGINT NOT NULL);
     CREATE INDEX attachment_record ON attachment (record);
     CREATE TABLE blob_store (hash TEXT PRIMARY KEY, body {bytes} NOT NULL);
     CREATE TABLE notice (id {id}, person BIGINT NOT NULL, record BIGINT, seq BIGINT NOT NULL, why TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, seen BIGINT);
     CREATE INDEX notice_person ON notice (person, id) WHERE seen IS NULL;
     CREATE TABLE outbox (id {id}, kind TEXT NOT NULL, payload TEXT NOT NULL, due BIGINT NOT NULL, tries BIGINT NOT NULL, lease BIGINT NOT NULL, done BIGINT, fault TEXT);
     CREATE INDEX outbox_due ON outbox (due) WHERE done IS NULL",
    // What files say of people, teams and deputies beyond what deciding needs.
    "ALTER TABLE person ADD COLUMN title TEXT;
     ALTER TABLE person ADD COLUMN place TEXT;
     ALTER TABLE person ADD COLUMN country TEXT;
     ALTER TABLE person ADD COLUMN home BIGINT;
     ALTER TABLE team ADD COLUMN lead BIGINT;
     ALTER TABLE team ADD COLUMN mail TEXT;
     ALTER TABLE team ADD COLUMN calendar TEXT;
     ALTER TABLE deputy ADD COLUMN key TEXT;
     ALTER TABLE deputy ADD COLUMN why TEXT",
    "CREATE INDEX record_closed ON record (type, closed, id) WHERE closed IS NOT NULL",
    // Acts by activity, in time, with who did them in the index itself: what proves duties.
    "CREATE INDEX journal_activity ON journal (activity, at, actor, on_behalf_of);
     CREATE TABLE duty_told (what TEXT PRIMARY KEY, at BIGINT NOT NULL);
     CREATE INDEX duty_told_at ON duty_told (at);
     CREATE TABLE feed (person {id}, hash {bytes} NOT NULL UNIQUE, made BIGINT NOT NULL, ends BIGINT NOT NULL, used BIGINT)",
    "CREATE TABLE timer (record BIGINT NOT NULL, timer TEXT NOT NULL, due BIGINT NOT NULL, look BIGINT NOT NULL, done BIGINT NOT NULL, PRIMARY KEY (record, timer));
     CREATE INDEX timer_due ON timer (look, record) WHERE done = 0",
    "CREATE TABLE published (practice TEXT NOT NULL, version BIGINT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL,
       person BIGINT NOT NULL, record BIGINT NOT NULL, PRIMARY KEY (practice, version, path))",
];

/// Full-text search differs: each database has its own index, both fed with text folded by us.
const SEARCH_SQLITE: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', contentless_delete=1, tokenize='ascii', prefix='2 3 4')";
const SEARCH_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS words (id BIGINT PRIMARY KEY, doc tsvector NOT NULL);
     CREATE INDEX IF NOT EXISTS words_doc ON words USING gin (doc)";

fn rendered(step: &str, dialect: Dialect) -> String {
    let (id, bytes) = match dialect {
        Dialect::Sqlite => ("INTEGER PRIMARY KEY", "BLOB"),
        Dialect::Postgres => ("BIGINT PRIMARY KEY", "BYTEA"),
    };
    step.replace("{id}", id).replace("{bytes}", bytes)
}

impl Store {
    /// Brings the platform's tables up to date; refuses a database made by a newer Remit.
    pub(crate) async fn migrate(&self) -> Result<(), Fault> {
        self.script("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);").await?;
        let done = self.schema_version().await?;
        if done > STEPS.len() {
            return Err(Fault::Unfit(format!(
                "the database was made by a newer Remit (schema {done}, this one knows {}); start that one",
                STEPS.len()
            )));
        }
        for (at, step) in STEPS.iter().enumerate().skip(done) {
            let no = at.saturating_add(1);
            // The mark comes first: where another node has just done this step, the mark is taken and nothing happens.
            let mark = format!("INSERT INTO meta (key, value) VALUES ('schema:{no}', 'done')");
            let tried = self.script(&format!("{mark};\n{};", rendered(step, self.dialect()))).await;
            if tried.is_err() && self.schema_version().await? < no {
                return tried;
            }
        }
        let search = match self.dialect() {
            Dialect::Sqlite => SEARCH_SQLITE,
            Dialect::Postgres => SEARCH_POSTGRES,
        };
        self.script(&format!("{search};")).await?;
        self.first_head().await
    }

    /// The number of the last step done.
    async fn schema_version(&self) -> Result<usize, Fault> {
        let rows = self.rows("SELECT key FROM meta WHERE key LIKE 'schema:%'", &[]).await?;
        let steps = rows.iter().filter_map(|it| it.text(0).strip_prefix("schema:")?.parse().ok());
        Ok(steps.max().unwrap_or_default())
    }

    async fn first_head(&self) -> Result<(), Fault> {
        let empty = ledger::Range::new();
        let root = empty.root().as_bytes().to_vec();
        self.write_rows(
            "INSERT INTO spine (one, size, tree, root, epoch, recorded) VALUES (1, 0, $1, $2, 1, 0) ON CONFLICT (one) DO NOTHING RETURNING one",
            binds![empty.to_bytes(), root],
        )
        .await
        .map(drop)
    }
}
