//! Reading records: rows to [`Record`].

use std::collections::BTreeMap;

use base::RecordId;
use model::{Acted, Column, Header, Kind, Money, Record, RecordType, Slot, TypeIx, Value};

use crate::{
    Fault, Row, Store, binds, ddl,
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
            text.add(HEADER)
                .add(" FROM record r WHERE r.id")
                .among(self.dialect(), &some.iter().map(|it| it.get()).collect::<Vec<_>>());
            let mut records = Vec::new();
            for row in &self.rows_of(text).await? {
                records.extend(self.header_of(row)?);
            }
            self.fill(&mut records).await?;
            found.extend(records.into_iter().map(|it| (it.id, it)));
        }
        Ok(ids.iter().filter_map(|it| found.remove(it)).collect())
    }

    /// Which of these records there are of each type, in the order given.
    pub async fn by_type(&self, ids: &[RecordId]) -> Result<BTreeMap<TypeIx, Vec<RecordId>>, Fault> {
        let mut types = BTreeMap::new();
        for some in ids.chunks(500) {
            let mut text = Text::new("SELECT r.id, r.type FROM record r WHERE r.id");
            text.among(self.dialect(), &some.iter().map(|it| it.get()).collect::<Vec<_>>());
            for row in &self.rows_of(text).await? {
                types.insert(RecordId::new(row.int(0)?), self.terms.find_type(row.int(1)?));
            }
        }
        let mut found: BTreeMap<TypeIx, Vec<RecordId>> = BTreeMap::new();
        for id in ids {
            if let Some(Some(of)) = types.get(id) {
                found.entry(*of).or_default().push(*id);
            }
        }
        Ok(found)
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
        text.add(" FROM ").name(&table).add(" b WHERE b.id");
        text.among(self.dialect(), &records.iter().map(|it| it.id.get()).collect::<Vec<_>>());
        let rows: BTreeMap<i64, Row> =
            self.rows_of(text).await?.into_iter().filter_map(|it| Some((it.opt(0)?, it))).collect();
        let several = of.body().any(|(_, it)| matches!(it.kind, Kind::References(_)));
        let points = if several { self.points_of(&records).await? } else { Vec::new() };
        for record in records {
            if let Some(row) = rows.get(&record.id.get()) {
                read_body(of, record, row);
            }
            read_points(of, record, &points);
        }
        Ok(())
    }

    /// What the fields of several references hold: record, field, target, in order.
    async fn points_of(&self, records: &[&mut Record]) -> Result<Vec<Row>, Fault> {
        let ids: Vec<i64> = records.iter().map(|it| it.id.get()).collect();
        let mut text = Text::new("SELECT record, field, target FROM points WHERE record");
        text.among(self.dialect(), &ids).add(" ORDER BY record, field, place");
        self.rows_of(text).await
    }

    async fn fill_acted(&self, record: &mut Record) -> Result<(), Fault> {
        let rows = self
            .rows(
                "SELECT activity, person FROM acted WHERE record = $1 ORDER BY activity, person",
                &binds![record.id.get()],
            )
            .await?;
        record.acted = rows
            .iter()
            .filter_map(|it| {
                Some(Acted { activity: self.terms.find_activity(it.opt(0)?)?, person: base::PersonId::new(it.opt(1)?) })
            })
            .collect();
        Ok(())
    }

    pub(crate) fn type_of(&self, record: &Record) -> Result<&RecordType, Fault> {
        self.site.of(record.of).ok_or_else(|| Fault::Shape(format!("{} is of no declared type", record.number)))
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

fn read_points(of: &RecordType, record: &mut Record, points: &[Row]) {
    let from = points.partition_point(|it| it.opt(0) < Some(record.id.get()));
    let own = points.get(from..).unwrap_or_default().iter().take_while(|it| it.opt(0) == Some(record.id.get()));
    let own: Vec<_> = own.collect();
    for (slot, field) in of.body().filter(|(_, it)| matches!(it.kind, Kind::References(_))) {
        let ids: Vec<_> = own.iter().filter(|it| it.text(1) == field.key).filter_map(|it| it.opt(2)).collect();
        let ids: Vec<_> = ids.into_iter().map(RecordId::new).collect();
        record.set(slot, if ids.is_empty() { Value::Empty } else { Value::Records(ids) });
    }
}
