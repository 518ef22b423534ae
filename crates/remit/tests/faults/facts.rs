//! What stands in a database, and what must hold of it whatever happened: nothing acknowledged is lost, nothing is
//! there twice, nothing is there by half.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, types::ValueRef};
use serde_json::Value as Json;
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::{
    load::{Acked, Kind},
    running::At,
};

type Cells = Vec<Option<String>>;

const SIZE: &str = "SELECT size FROM spine";
const ENTRIES: &str = "SELECT seq, activity, record, what FROM journal ORDER BY seq";
const RECORDS: &str =
    "SELECT record.id, number, title, version, term.key FROM record LEFT JOIN term ON term.no = record.state";
const ANSWERS: &str = "SELECT key, answer FROM idempotency";

/// A journal entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    activity: String,
    record: Option<i64>,
    what: Json,
}

impl Entry {
    /// Whether it tells of something that happens by itself.
    pub(crate) fn is_by_itself(&self) -> bool {
        self.activity.starts_with("clock:")
    }
}

/// A record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    number: String,
    title: String,
    pub(crate) version: i64,
    state: String,
}

/// What stands in a database.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) size: i64,
    pub(crate) entries: Vec<Entry>,
    pub(crate) records: BTreeMap<i64, Record>,
    pub(crate) answers: BTreeMap<String, String>,
}

/// The rows of statements, as text.
fn all_rows(at: &At, statements: &[&str]) -> Vec<Vec<Cells>> {
    match at {
        At::Folder(folder) => {
            let db = Connection::open(folder.join("remit.db")).unwrap();
            // The program may be at work: all of it is read as of one moment.
            db.execute_batch("BEGIN").unwrap();
            statements.iter().map(|it| rows(&db, it).unwrap_or_else(|fault| panic!("{it}: {fault}"))).collect()
        }
        At::Server(url) => server_rows(url, statements),
    }
}

/// The rows of a statement on a file, as text.
pub(crate) fn rows(db: &Connection, statement: &str) -> rusqlite::Result<Vec<Cells>> {
    let mut prepared = db.prepare(statement)?;
    let width = prepared.column_count();
    let mut rows = prepared.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => None,
                ValueRef::Integer(n) => Some(n.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
            })
        };
        all.push((0..width).map(text).collect::<rusqlite::Result<Cells>>()?);
    }
    Ok(all)
}

fn server_rows(url: &str, statements: &[&str]) -> Vec<Vec<Cells>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        let _ends_with_the_runtime = tokio::spawn(connection);
        client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.unwrap();
        let mut all = Vec::new();
        for statement in statements {
            let answered = client.simple_query(statement).await.unwrap();
            let rows = answered.iter().filter_map(|it| {
                let SimpleQueryMessage::Row(row) = it else { return None };
                Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
            });
            all.push(rows.collect());
        }
        all
    })
}

fn text(row: &Cells, at: usize) -> String {
    row[at].clone().unwrap_or_default()
}

fn number(row: &Cells, at: usize) -> i64 {
    text(row, at).parse().unwrap_or_else(|fault| panic!("{fault}: {row:?}"))
}

/// Under what the taking of an incident is noted: it has no words that could carry its key.
fn taking(number: &str) -> String {
    format!("take {number}")
}

/// Damages facts about an acknowledged command.
type Seed = fn(&mut Facts, &Acked);

impl Facts {
    /// Reads them.
    pub(crate) fn read(at: &At) -> Self {
        Self::of(&all_rows(at, &[SIZE, ENTRIES, RECORDS, ANSWERS]))
    }

    /// Reads them where the database may be too damaged for it.
    pub(crate) fn try_read(db: &Connection) -> rusqlite::Result<Self> {
        let all: Vec<_> = [SIZE, ENTRIES, RECORDS, ANSWERS].iter().map(|it| rows(db, it)).collect::<Result<_, _>>()?;
        Ok(Self::of(&all))
    }

    fn of(all: &[Vec<Cells>]) -> Self {
        let entry = |it: &Cells| Entry {
            seq: number(it, 0),
            activity: text(it, 1),
            record: it[2].as_ref().map(|it| it.parse().unwrap()),
            what: serde_json::from_str(&text(it, 3)).unwrap_or_default(),
        };
        let record =
            |it: &Cells| Record { number: text(it, 1), title: text(it, 2), version: number(it, 3), state: text(it, 4) };
        Self {
            size: number(&all[0][0], 0),
            entries: all[1].iter().map(entry).collect(),
            records: all[2].iter().map(|it| (number(it, 0), record(it))).collect(),
            answers: all[3].iter().map(|it| (text(it, 0), text(it, 1))).collect(),
        }
    }

    /// Everything that is wrong, given what was acknowledged and what was asked for.
    pub(crate) fn wrong(&self, acked: &[Acked], sent: &BTreeSet<String>) -> Vec<String> {
        let mut wrong = self.gaps();
        wrong.extend(self.halves());
        let effects = self.effects();
        for it in acked {
            wrong.extend(self.lost(it, &effects));
        }
        for key in sent {
            let times = effects.get(key).map_or(0, Vec::len);
            if times > 1 {
                wrong.push(format!("{key} was carried out {times} times"));
            }
        }
        wrong
    }

    fn gaps(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.entries.iter().zip(1i64..).any(|(it, seq)| it.seq != seq) {
            wrong.push("the journal has a gap".to_owned());
        }
        if i64::try_from(self.entries.len()).unwrap() != self.size {
            wrong.push(format!("the journal has {} entries and says {}", self.entries.len(), self.size));
        }
        wrong
    }

    /// Records without entries, entries without records, records that are not what their entries say.
    fn halves(&self) -> Vec<String> {
        let mut entries: BTreeMap<i64, Vec<&Entry>> = BTreeMap::new();
        for it in &self.entries {
            if let Some(record) = it.record {
                entries.entry(record).or_default().push(it);
            }
        }
        let mut wrong: Vec<String> = entries
            .keys()
            .filter(|it| !self.records.contains_key(it))
            .map(|it| format!("the journal speaks of record {it}, which is not there"))
            .collect();
        for (id, record) in &self.records {
            let Some(of) = entries.get(id) else {
                wrong.push(format!("{} stands in no journal entry", record.number));
                continue;
            };
            let changes = of.iter().filter(|it| !it.is_by_itself()).count();
            if record.title.starts_with("load ") && i64::try_from(changes).unwrap() != record.version {
                wrong.push(format!("{} has version {} and {changes} entries", record.number, record.version));
            }
            let state = of.iter().rev().find_map(|it| it.what["state"][1].as_str());
            if state.is_some_and(|it| it != record.state) {
                wrong.push(format!("{} is {} and its journal says {state:?}", record.number, record.state));
            }
        }
        wrong
    }

    /// What each key brought about: the journal entries that carry it.
    fn effects(&self) -> BTreeMap<String, Vec<&Entry>> {
        let mut effects: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for it in &self.entries {
            if it.what["move"] == "take" {
                effects.entry(taking(it.what["number"].as_str().unwrap_or_default())).or_default().push(it);
            }
            let title = it.what["set"]["title"][1].as_str().and_then(|it| it.strip_prefix("load "));
            let said = it.what["comment"].as_str();
            let place = it.what["set"]["place"][1].as_str();
            if let Some(key) = title.or(said).or(place) {
                effects.entry(key.to_owned()).or_default().push(it);
            }
        }
        effects
    }

    fn lost(&self, acked: &Acked, effects: &BTreeMap<String, Vec<&Entry>>) -> Option<String> {
        let Acked { key, kind, number } = acked;
        let lost = |why: &str| Some(format!("{key} ({kind:?} of {number}) was acknowledged and {why}"));
        let taking = taking(number);
        let times = effects.get(if *kind == Kind::Take { &taking } else { key }).map_or(0, Vec::len);
        if times != 1 {
            return lost(&format!("stands {times} times in the journal"));
        }
        if self.answers.get(key) != Some(number) {
            return lost(&format!("its answer is kept as {:?}", self.answers.get(key)));
        }
        if *kind == Kind::Open
            && !self.records.values().any(|it| it.number == *number && it.title == format!("load {key}"))
        {
            return lost("there is no such record");
        }
        None
    }

    /// Damages them in every way that the checker must find, and holds it to find each.
    pub(crate) fn assert_faults_are_found(&self, acked: &[Acked]) {
        let sent = acked.iter().map(|it| it.key.clone()).collect();
        let opened = acked.iter().rfind(|it| it.kind == Kind::Open).expect("something was opened");
        let seeds: [(&str, Seed); 6] = [
            ("a lost record", |it, at| it.records.retain(|_, record| record.number != at.number)),
            ("a lost entry", |it, _| {
                it.entries.remove(it.entries.len() / 2);
            }),
            ("a lost tail", |it, at| {
                it.records.retain(|_, record| record.number != at.number);
                it.entries.retain(|entry| entry.what["number"] != at.number.as_str());
                it.entries.iter_mut().zip(1i64..).for_each(|(entry, seq)| entry.seq = seq);
                it.size = i64::try_from(it.entries.len()).unwrap();
            }),
            ("a change without its entry", |it, at| {
                it.records.values_mut().filter(|it| it.number == at.number).for_each(|it| it.version += 1);
            }),
            ("a lost answer", |it, at| drop(it.answers.remove(&at.key))),
            ("a double effect", |it, at| {
                let again = it.entries.iter().find(|entry| entry.what["set"]["title"][1] == format!("load {}", at.key));
                let again = Entry { seq: it.size + 1, ..again.unwrap().clone() };
                it.entries.push(again);
                it.size += 1;
            }),
        ];
        for (name, seed) in seeds {
            let mut damaged = self.clone();
            seed(&mut damaged, opened);
            assert!(!damaged.wrong(acked, &sent).is_empty(), "the checker overlooks {name}");
        }
    }
}
