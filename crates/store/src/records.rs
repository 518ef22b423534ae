//! Records: rows to [`Record`] and back.

use std::collections::BTreeMap;

use base::{RecordId, TeamId};
use model::{Acted, ActivityIx, Column, Draft, Header, Kind, Money, Phase, Record, RecordType, Slot, Value};

use crate::{
    Bind, Commit, Conflict, Expect, Fault, Row, Store, binds, ddl,
    sql::{Name, Text},
};

/// Columns of the header row before the header fields.
const LEAD: usize = 5;
pub(crate) const HEADER: &str = "r.id, r.type, r.number, r.state, r.version, r.title, r.holder_team, r.holder_person, r.for_person, r.opened_by, r.service, r.ci, r.priority, r.due, r.opened, r.changed, r.closed";

impl Store {
    /// The record with an id, with who has acted on it. `None` where there is none of a declared type.
    pub async fn record(&self, id: RecordId) -> Result<Option<Record>, Fault> {
        let mut text = Text::new("SELECT ");
        text.add(HEADER).add(" FROM record r WHERE r.id = ").bind(id.get());
        self.one_record(text).await
    }

    /// The record with a number such as `INC-20418`.
    pub async fn record_numbered(&self, number: &str) -> Result<Option<Record>, Fault> {
        let mut text = Text::new("SELECT ");
        text.add(HEADER).add(" FROM record r WHERE r.number = ").bind(number);
        self.one_record(text).await
    }

    async fn one_record(&self, text: Text) -> Result<Option<Record>, Fault> {
        let rows = self.rows_of(text).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let Some(mut record) = self.header_of(row)? else { return Ok(None) };
        self.fill(std::slice::from_mut(&mut record)).await?;
        self.fill_acted(&mut record).await?;
        Ok(Some(record))
    }

    /// The records with these ids, whole but without who acted, in the order given; unknown ids are left out.
    pub async fn records(&self, ids: &[RecordId]) -> Result<Vec<Record>, Fault> {
        let mut found = BTreeMap::new();
        for some in ids.chunks(500) {
            let mut text = Text::new("SELECT ");
            text.add(HEADER).add(" FROM record r WHERE r.id IN (").bind_all(some.iter().map(|it| it.get())).add(")");
            let mut records = Vec::new();
            for row in &self.rows_of(text).await? {
                records.extend(self.header_of(row)?);
            }
            self.fill(&mut records).await?;
            found.extend(records.into_iter().map(|it| (it.id, it)));
        }
        Ok(ids.iter().filter_map(|it| found.remove(it)).collect())
    }

    /// A record with its header only; `None` where its type is no longer declared.
    pub(crate) fn header_of(&self, row: &Row) -> Result<Option<Record>, Fault> {
        let Some(of) = self.terms.find_type(row.int(1)?).and_then(|it| self.site.of(it)) else { return Ok(None) };
        let state = self.terms.find_state(row.int(3)?).unwrap_or_default();
        let mut record = Record::new(of, RecordId::new(row.int(0)?), row.text(2).to_owned(), state);
        record.version = row.int(4)?;
        for (at, header) in Header::ALL.iter().enumerate() {
            let value = match header {
                Header::Title => row.opt_text(LEAD).map_or(Value::Empty, Value::Text),
                Header::HolderTeam
                | Header::HolderPerson
                | Header::ForPerson
                | Header::OpenedBy
                | Header::Service
                | Header::Ci
                | Header::Priority
                | Header::Due
                | Header::Opened
                | Header::Changed
                | Header::Closed => number(of, header.slot(), row.opt(LEAD.saturating_add(at))),
            };
            record.set(header.slot(), value);
        }
        Ok(Some(record))
    }

    /// Fills in the types' own fields.
    pub(crate) async fn fill(&self, records: &mut [Record]) -> Result<(), Fault> {
        let mut by_type: BTreeMap<_, Vec<&mut Record>> = BTreeMap::new();
        for record in records {
            by_type.entry(record.of).or_default().push(record);
        }
        for (of, some) in by_type {
            let Some(of) = self.site.of(of) else { continue };
            self.fill_type(of, some).await?;
        }
        Ok(())
    }

    async fn fill_type(&self, of: &RecordType, records: Vec<&mut Record>) -> Result<(), Fault> {
        let mut text = Text::new("SELECT b.id");
        for (_, field) in of.body() {
            for (suffix, column) in field.kind.columns() {
                if *column != Column::Child {
                    text.add(", b.").name(&Name::of("f_", &format!("{}{suffix}", field.key))?);
                }
            }
        }
        let table = ddl::table(of)?;
        text.add(" FROM ").name(&table).add(" b WHERE b.id IN (").bind_all(records.iter().map(|it| it.id.get())).add(")");
        let rows: BTreeMap<i64, Row> =
            self.rows_of(text).await?.into_iter().filter_map(|it| Some((it.opt(0)?, it))).collect();
        let several = of.body().any(|(_, it)| matches!(it.kind, Kind::References(_)));
        for record in records {
            if let Some(row) = rows.get(&record.id.get()) {
                read_body(of, record, row);
            }
            if several {
                self.fill_points(of, record).await?;
            }
        }
        Ok(())
    }

    async fn fill_points(&self, of: &RecordType, record: &mut Record) -> Result<(), Fault> {
        let rows = self
            .rows("SELECT field, target FROM points WHERE record = $1 ORDER BY field, target", &binds![record.id.get()])
            .await?;
        for (slot, field) in of.body().filter(|(_, it)| matches!(it.kind, Kind::References(_))) {
            let ids: Vec<_> =
                rows.iter().filter(|it| it.text(0) == field.key).filter_map(|it| it.opt(1)).map(RecordId::new).collect();
            record.set(slot, if ids.is_empty() { Value::Empty } else { Value::Records(ids) });
        }
        Ok(())
    }

    async fn fill_acted(&self, record: &mut Record) -> Result<(), Fault> {
        let rows = self.rows("SELECT activity, person FROM acted WHERE record = $1", &binds![record.id.get()]).await?;
        record.acted = rows
            .iter()
            .filter_map(|it| Some(Acted { activity: self.terms.find_activity(it.opt(0)?)?, person: base::PersonId::new(it.opt(1)?) }))
            .collect();
        Ok(())
    }

    /// Adds the writing of a new record to a commit.
    pub fn put_new(&self, commit: &mut Commit, record: &Record) -> Result<(), Fault> {
        let of = self.type_of(record)?;
        let mut text = Text::new("INSERT INTO record (id, type, number, state, phase, version");
        for header in Header::ALL {
            text.add(", ").add(header.name());
        }
        text.add(") VALUES (").bind(record.id.get());
        text.add(",").bind(self.terms.of_type(of.ix)).add(",").bind(record.number.as_str());
        text.add(",").bind(self.terms.of_state(of.ix, record.state)).add(",").bind(phase(of, record));
        text.add(",").bind(1i64);
        for header in Header::ALL {
            text.add(",").bind(bind(record.header(header)));
        }
        text.add(") ON CONFLICT DO NOTHING");
        commit.run_text(text, Expect::One(Conflict::Taken));
        self.put_body(commit, of, record)
    }

    fn put_body(&self, commit: &mut Commit, of: &RecordType, record: &Record) -> Result<(), Fault> {
        let mut names = Text::new("INSERT INTO ");
        names.name(&ddl::table(of)?).add(" (id");
        let mut values = Text::new(") VALUES (");
        values.bind(record.id.get());
        for (slot, field) in of.body() {
            for (name, value) in cells(field, record.get(slot))? {
                if value != Bind::Null {
                    names.add(", ").name(&name);
                    values.add(",").bind(value);
                }
            }
            self.put_points(commit, record, &field.key, record.get(slot), false);
        }
        values.add(")");
        names.append(values);
        commit.run_text(names, Expect::Any);
        Ok(())
    }

    /// Adds the writing of a changed record to a commit; it fails where the version has moved on.
    pub fn put_changed(&self, commit: &mut Commit, draft: &Draft) -> Result<(), Fault> {
        let record = &draft.record;
        let of = self.type_of(record)?;
        let mut text = Text::new("UPDATE record SET version = version + 1, state = ");
        text.bind(self.terms.of_state(of.ix, record.state)).add(", phase = ").bind(phase(of, record));
        for header in Header::ALL.into_iter().filter(|it| draft.changed.contains(&it.slot())) {
            text.add(", ").add(header.name()).add(" = ").bind(bind(record.header(header)));
        }
        text.add(" WHERE id = ").bind(record.id.get()).add(" AND version = ").bind(record.version);
        commit.run_text(text, Expect::One(Conflict::Version));
        self.put_changed_body(commit, of, draft)
    }

    fn put_changed_body(&self, commit: &mut Commit, of: &RecordType, draft: &Draft) -> Result<(), Fault> {
        let mut text = Text::new("UPDATE ");
        text.name(&ddl::table(of)?).add(" SET ");
        let mut any = false;
        for slot in draft.changed.iter().filter(|it| it.at() >= Header::COUNT) {
            let Some(field) = of.field(*slot) else { continue };
            for (name, value) in cells(field, draft.record.get(*slot))? {
                text.add(if any { ", " } else { "" }).name(&name).add(" = ").bind(value);
                any = true;
            }
            self.put_points(commit, &draft.record, &field.key, draft.record.get(*slot), true);
        }
        if any {
            text.add(" WHERE id = ").bind(draft.record.id.get());
            commit.run_text(text, Expect::Any);
        }
        Ok(())
    }

    fn put_points(&self, commit: &mut Commit, record: &Record, key: &str, value: &Value, replace: bool) {
        let Value::Records(ids) = value else {
            if replace {
                commit.run("DELETE FROM points WHERE record = $1 AND field = $2", binds![record.id.get(), key], Expect::Any);
            }
            return;
        };
        if replace {
            commit.run("DELETE FROM points WHERE record = $1 AND field = $2", binds![record.id.get(), key], Expect::Any);
        }
        for id in ids {
            commit.run(
                "INSERT INTO points (record, field, target) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                binds![record.id.get(), key, id.get()],
                Expect::Any,
            );
        }
    }

    /// Adds to a commit that a person has done an activity on a record.
    pub fn put_acted(&self, commit: &mut Commit, record: RecordId, activity: ActivityIx, person: base::PersonId) {
        commit.run(
            "INSERT INTO acted (record, activity, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            binds![record.get(), self.terms.of_activity(activity), person.get()],
            Expect::Any,
        );
    }

    pub(crate) fn type_of(&self, record: &Record) -> Result<&RecordType, Fault> {
        self.site.of(record.of).ok_or_else(|| Fault::Shape(format!("{} is of no declared type", record.number)))
    }

    /// The record that a natural key of a type stands for, and the digest of what was last brought in under it.
    pub async fn natural(&self, of: &RecordType, key: &str) -> Result<Option<(RecordId, String)>, Fault> {
        let rows = self
            .rows("SELECT record, digest FROM natural_key WHERE type = $1 AND key = $2", &binds![self.terms.of_type(of.ix), key])
            .await?;
        rows.first().map(|it| Ok((RecordId::new(it.int(0)?), it.text(1).to_owned()))).transpose()
    }

    /// All natural keys of a type.
    pub async fn naturals(&self, of: &RecordType) -> Result<BTreeMap<String, (RecordId, String)>, Fault> {
        let rows = self
            .rows("SELECT key, record, digest FROM natural_key WHERE type = $1", &binds![self.terms.of_type(of.ix)])
            .await?;
        rows.iter().map(|it| Ok((it.text(0).to_owned(), (RecordId::new(it.int(1)?), it.text(2).to_owned())))).collect()
    }

    /// Adds to a commit that a natural key stands for a record.
    pub fn put_natural(&self, commit: &mut Commit, of: &RecordType, key: &str, record: RecordId, digest: &str) {
        commit.run(
            "INSERT INTO natural_key (type, key, record, digest) VALUES ($1, $2, $3, $4) ON CONFLICT (type, key) DO UPDATE SET digest = $4 WHERE natural_key.record = $3",
            binds![self.terms.of_type(of.ix), key, record.get(), digest],
            Expect::One(Conflict::Taken),
        );
    }

    /// Records that name this one in a field of several references.
    pub async fn pointing_at(&self, id: RecordId) -> Result<Vec<RecordId>, Fault> {
        let rows = self.rows("SELECT DISTINCT record FROM points WHERE target = $1 LIMIT 200", &binds![id.get()]).await?;
        rows.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }

    /// How many open records each team has.
    pub async fn open_by_team(&self) -> Result<BTreeMap<TeamId, i64>, Fault> {
        let rows = self
            .rows("SELECT holder_team, count(*) FROM record WHERE closed IS NULL AND holder_team IS NOT NULL GROUP BY holder_team", &[])
            .await?;
        rows.iter().map(|it| Ok((TeamId::new(it.int(0)?), it.int(1)?))).collect()
    }
}

fn number(of: &RecordType, slot: Slot, held: Option<i64>) -> Value {
    let kind = of.field(slot).map(|it| &it.kind);
    held.zip(kind).and_then(|(n, kind)| Value::from_number(kind, n)).unwrap_or_default()
}

fn read_body(of: &RecordType, record: &mut Record, row: &Row) {
    let mut at = 1usize;
    for (slot, field) in of.body() {
        let width = field.kind.columns().iter().filter(|(_, it)| *it != Column::Child).count();
        let value = match &field.kind {
            Kind::Line(_) | Kind::Text | Kind::Choice(_) => row.opt_text(at).map_or(Value::Empty, Value::Text),
            Kind::Money => row.opt(at).map_or(Value::Empty, |minor| {
                Value::Money(Money { minor, currency: row.text(at.saturating_add(1)).to_owned() })
            }),
            Kind::References(_) => Value::Empty,
            Kind::Whole
            | Kind::Decimal(_)
            | Kind::YesNo
            | Kind::Date
            | Kind::Instant
            | Kind::Duration
            | Kind::Level(_)
            | Kind::Reference(_)
            | Kind::Person
            | Kind::Team
            | Kind::Attachment => number(of, slot, row.opt(at)),
        };
        record.set(slot, value);
        at = at.saturating_add(width);
    }
}

/// The bound value of a one-column value; empty text is NULL, so that `is empty` means one thing.
fn bind(value: &Value) -> Bind {
    match value.text() {
        Some("") => Bind::Null,
        Some(text) => Bind::Text(text.to_owned()),
        None => value.number().into(),
    }
}

fn cells(field: &model::Field, value: &Value) -> Result<Vec<(Name, Bind)>, Fault> {
    let mut all = Vec::new();
    for (suffix, column) in field.kind.columns() {
        let held = match (suffix.is_empty(), value, column) {
            (_, _, Column::Child) => continue,
            (false, Value::Money(money), _) => Bind::Text(money.currency.clone()),
            (false, _, _) => Bind::Null,
            (true, _, _) => bind(value),
        };
        all.push((Name::of("f_", &format!("{}{suffix}", field.key))?, held));
    }
    Ok(all)
}

fn phase(of: &RecordType, record: &Record) -> i64 {
    let phase = of.lifecycle.state(record.state).map_or(Phase::New, |it| it.phase);
    let at = Phase::ALL.iter().position(|it| *it == phase).unwrap_or_default();
    i64::try_from(at).unwrap_or_default()
}
