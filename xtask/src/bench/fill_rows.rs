//! A million incidents as rows: three years of them, one in twenty open, spread over teams, services and people.

use std::sync::Arc;

use anyhow::Context as _;
use base::{Ids, Instant, PersonId, RecordId, Span};
use engine::Engine;
use ledger::{Hash, Range};
use model::Phase;
use store::{Bind, Entry};

use super::{
    bare::Bare,
    shape::{Opened, TITLE},
};

const THREE_YEARS: i64 = 3 * 365 * 86_400;
const SUBJECTS: [&str; 10] =
    ["Printer", "Network", "Laptop", "Mail", "Payslip", "Phone", "Scanner", "Badge", "Screen", "Web shop"];
const TROUBLES: [&str; 8] = [
    "stands still",
    "is slow",
    "shows an error",
    "asks for a password",
    "lost its settings",
    "will not start",
    "drops out",
    "makes noise",
];

/// What rows are made of.
#[derive(Debug)]
pub(crate) struct Maker {
    opened: Opened,
    people: Vec<i64>,
    teams: Vec<i64>,
    services: Vec<i64>,
    items: Vec<i64>,
    open: Vec<InState>,
    closed: InState,
    now: Instant,
    ids: Ids,
    range: Range,
    count: i64,
}

/// A state: its key, the database's number for it, and its phase.
#[derive(Clone, Debug)]
struct InState {
    key: &'static str,
    no: i64,
    phase: i64,
}

/// One incident on its way into rows.
struct One {
    n: i64,
    id: i64,
    number: String,
    title: String,
    at: Instant,
    is_open: bool,
    state: InState,
    what: String,
    leaf: Hash,
    seq: i64,
}

impl Maker {
    pub(crate) async fn new(engine: &Arc<Engine>, db: &Bare, opened: Opened, count: u32) -> anyhow::Result<Self> {
        let all = |of: &'static str| async move {
            let text = "SELECT k.record FROM natural_key k JOIN term t ON t.no = k.type AND t.space = 'type' WHERE t.key = $1 AND k.key LIKE $2 ORDER BY k.record";
            db.numbers(text, &[Bind::Text(of.to_owned()), Bind::Text(format!("{of}-%"))]).await
        };
        let spine = engine.store().spine().await?;
        let state = |key: &'static str| state(engine, db, key);
        Ok(Self {
            people: db.numbers("SELECT id FROM person WHERE key LIKE 'person-%' ORDER BY id", &[]).await?,
            teams: db.numbers("SELECT id FROM team WHERE key LIKE 'group-%' ORDER BY id", &[]).await?,
            services: all("service").await?,
            items: all("ci").await?,
            open: vec![
                state("logged").await?,
                state("classified").await?,
                state("in-progress").await?,
                state("on-hold").await?,
            ],
            closed: state("closed").await?,
            now: engine.now(),
            ids: Ids::for_node(1000),
            range: Range::from_bytes(&spine.tree)?,
            opened,
            count: i64::from(count),
        })
    }

    /// The tables and columns, in the order of what [`Self::rows`] makes.
    pub(crate) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The journal's end after all that was made.
    pub(crate) fn head(&self) -> (&Range, Instant) {
        (&self.range, self.now)
    }

    /// The rows of the incident with a place, from 0.
    pub(crate) fn rows(&mut self, n: i64) -> Vec<Vec<Bind>> {
        let one = self.one(n);
        let shapes = &self.opened.shapes;
        shapes
            .iter()
            .map(|it| {
                it.columns.iter().zip(&it.values).map(|(column, was)| self.cell(&one, &it.table, column, was)).collect()
            })
            .collect()
    }

    fn one(&mut self, n: i64) -> One {
        let at = self.now.plus(Span::from_secs((n - self.count) * THREE_YEARS / self.count - 3600));
        let id = self.ids.next(at);
        let number = format!("INC-{}", 1_000_000 + n);
        let pick = |from: &[&'static str], step: i64| {
            from.get(usize::try_from(n * step).unwrap_or_default() % from.len()).copied().unwrap_or_default()
        };
        let title = format!("{} {} at place {} ref{n}", pick(&SUBJECTS, 7919), pick(&TROUBLES, 104_729), n * 31 % 5000);
        let is_open = n % 20 == 0;
        let open = self.open.get(usize::try_from(n / 20).unwrap_or_default() % self.open.len().max(1));
        let state = open.filter(|_| is_open).unwrap_or(&self.closed).clone();
        let (mut what, mut basis, mut activity) = (String::new(), String::new(), String::new());
        for shape in self.opened.shapes.iter().filter(|it| it.table == "journal") {
            for (column, value) in shape.columns.iter().zip(&shape.values) {
                let Bind::Text(text) = value else { continue };
                match column.as_str() {
                    "what" => {
                        let stated = text.replace("\"logged\"", &format!("\"{}\"", state.key));
                        what = stated.replace(TITLE, &title).replace(&self.opened.number, &number);
                    }
                    "basis" => basis.clone_from(text),
                    _activity => activity.clone_from(text),
                }
            }
        }
        let seq = i64::try_from(self.range.size()).unwrap_or_default() + 1;
        let actor = Some(PersonId::new(self.opener(n)));
        let entry = Entry {
            at,
            recorded: self.now,
            actor,
            on_behalf_of: None,
            activity,
            record: Some(RecordId::new(id)),
            basis,
            what,
        };
        let leaf = Hash::leaf(&entry.canonical(seq));
        self.range.append(leaf);
        One { n, id, number, title, at, is_open, state, what: entry.what, leaf, seq }
    }

    fn cell(&self, one: &One, table: &str, column: &str, was: &Bind) -> Bind {
        let n = one.n;
        let due = one.is_open.then(|| self.now.plus(Span::from_secs(3600 + n * 7919 % 2_600_000)).micros());
        let changed = one.at.plus(Span::from_secs(n * 104_729 % 864_000)).min(self.now);
        match (table, column) {
            ("record" | "r_incident", "id")
            | ("words", "id" | "rowid")
            | ("journal" | "acted" | "clock" | "notice", "record") => one.id.into(),
            ("notice", "id") => (one.id + 1).into(),
            ("record", "number") => one.number.as_str().into(),
            ("record", "state") => one.state.no.into(),
            ("record", "phase") => one.state.phase.into(),
            ("record", "title") => one.title.as_str().into(),
            ("record", "holder_team") => picked(&self.teams, n * 7919).into(),
            ("record", "holder_person") if n % 3 > 0 => picked(&self.people, n * 7919 % 1000).into(),
            ("record", "for_person") => self.caller(n).into(),
            ("record", "opened_by") | ("journal", "actor") | ("acted", "person") => self.opener(n).into(),
            ("record", "service") => picked(&self.services, n * 611_953).into(),
            ("record", "ci") => picked(&self.items, n * 198_491).into(),
            ("record", "priority") => (n % 4 + 1).into(),
            ("record" | "clock", "due") => due.into(),
            ("record", "opened") | ("journal", "at") => one.at.into(),
            ("record", "changed") => changed.into(),
            ("record", "closed") => (!one.is_open).then(|| changed.micros()).into(),
            ("journal", "recorded") => self.now.into(),
            ("journal", "seq") => one.seq.into(),
            ("journal", "what") => one.what.as_str().into(),
            ("journal", "leaf") => one.leaf.as_bytes().to_vec().into(),
            ("clock", "state") if !one.is_open => "met".into(),
            ("clock", "told") => 1i64.into(),
            ("words", _text) => {
                store::fold(&format!("{} {} {}", one.number.replace('-', " "), one.title, super::shape::DESCRIPTION))
                    .into()
            }
            _as_it_was => was.clone(),
        }
    }

    fn caller(&self, n: i64) -> Option<i64> {
        picked(&self.people, n * 15_485_863)
    }

    /// One in three is reported by the one who has the trouble, the others are logged at the desk.
    fn opener(&self, n: i64) -> i64 {
        let by = if n % 3 == 0 { self.caller(n) } else { picked(&self.people, n % 200) };
        by.unwrap_or_default()
    }
}

fn picked(from: &[i64], at: i64) -> Option<i64> {
    from.get(usize::try_from(at).unwrap_or_default() % from.len().max(1)).copied()
}

/// The database's number for a state, and its phase.
async fn state(engine: &Arc<Engine>, db: &Bare, key: &'static str) -> anyhow::Result<InState> {
    let no = db
        .number("SELECT no FROM term WHERE space = 'state:incident' AND key = $1", &[Bind::Text(key.to_owned())])
        .await?;
    let of = engine.site().find_type("incident").context("no incidents")?;
    let phase = of.lifecycle.find_state(key).and_then(|it| of.lifecycle.state(it)).context("no such state")?.phase;
    let at = Phase::ALL.iter().position(|it| *it == phase).unwrap_or_default();
    Ok(InState { key, no, phase: i64::try_from(at)? })
}
