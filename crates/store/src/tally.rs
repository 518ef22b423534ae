//! Counts, sums and medians for measures: one statement each, by period and by the values of one field.

use std::sync::Arc;

use base::RecordId;
use model::{Amount, Header, Kind, Moment, RecordType, Slot, StateSet, Test, TypeIx, When};

use crate::{
    Bind, Dialect, Disjunct, Fault, Row, Store, ddl,
    sift::{Around, Sift, Sifter, Stretch},
    sql::Text,
};

/// What is counted of the records of one type.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The type.
    pub of: TypeIx,
    /// Which records count.
    pub tests: Vec<Test>,
    /// Which of those are counted apart.
    pub met: Vec<Test>,
    /// Of which place, team or person: what holds besides.
    pub filter: When,
    /// What decides the period; `None`: as things stand.
    pub at: Option<Moment>,
    /// The periods, oldest first, each beginning where the one before ends; the first alone counts where there is no `at`.
    pub periods: Vec<Stretch>,
    /// The amount that is summed.
    pub amount: Option<Amount>,
    /// What each amount counts for.
    pub weight: Option<Slot>,
    /// The amount that is summed below the line.
    pub over: Option<Slot>,
    /// The field by whose values it is told apart.
    pub group: Option<Slot>,
    /// Whether the middle is looked for, not the sum.
    pub is_median: bool,
    /// What tests look at besides.
    pub around: Arc<Around>,
}

/// What was found in one period, for one value of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallied {
    /// The period's place.
    pub period: usize,
    /// The value of the field as its column holds it.
    pub group: Bind,
    /// How many count.
    pub counted: i64,
    /// How many of them are counted apart.
    pub met: i64,
    /// The sum of amounts, each times its weight; for a median the sum of the one or two in the middle.
    pub sum: i64,
    /// The sum of weights or of the amounts below the line; else how many amounts were summed.
    pub below: i64,
}

impl Store {
    /// Counts, among what the alternatives allow.
    pub async fn tally(&self, tally: &Tally, scope: &[Disjunct]) -> Result<Vec<Tallied>, Fault> {
        let Some(of) = self.site.of(tally.of) else { return Ok(Vec::new()) };
        if scope.is_empty() || tally.periods.is_empty() {
            return Ok(Vec::new());
        }
        let inner = self.tallied(of, tally, scope)?;
        let text = if tally.is_median { middle(inner) } else { summed(inner) };
        self.rows_of(text).await?.iter().map(told).collect()
    }

    /// The ids of records that count in one way, at most so many, in no order.
    pub async fn sifted(
        &self,
        of: TypeIx,
        sift: &Sift,
        around: &Arc<Around>,
        scope: (&When, &[Disjunct]),
        most: usize,
    ) -> Result<Vec<RecordId>, Fault> {
        let Some(of) = self.site.of(of) else { return Ok(Vec::new()) };
        let sifter = Sifter { store: self, of, around };
        let mut text = Text::new("SELECT r.id");
        let moment = sift.at.as_ref().map(|(moment, _)| moment);
        text.append(self.source(of, moment, is_open(of, &sift.tests))?).append(sifter.sift(sift)?);
        self.narrowed(&mut text, of, around, scope)?;
        text.add(" LIMIT ").number(most);
        self.rows_of(text).await?.iter().map(|it| it.int(0).map(RecordId::new)).collect()
    }

    /// One row for each record that counts: its period, the field's value, whether it is counted apart, its amounts.
    fn tallied(&self, of: &RecordType, tally: &Tally, scope: &[Disjunct]) -> Result<Text, Fault> {
        let sifter = Sifter { store: self, of, around: &tally.around };
        let mut text = Text::new("SELECT ");
        let whole = tally.periods.first().zip(tally.periods.last());
        let stretch = whole.map(|(first, last)| Stretch { from: first.from, until: last.until });
        match &tally.at {
            Some(moment) => text.append(place(&sifter, moment, &tally.periods)?),
            None => text.add("0"),
        };
        text.add(" AS period, ");
        match tally.group {
            Some(slot) => text.append(sifter.column(slot)?),
            None => text.add("0"),
        };
        text.add(" AS held, ");
        if tally.met.is_empty() {
            text.add("0");
        } else {
            text.add("CASE WHEN ").append(sifter.all(&tally.met)?).add(" THEN 1 ELSE 0 END");
        }
        text.add(" AS met, ");
        match &tally.amount {
            Some(amount) => text.append(sifter.amount(amount)?),
            None => text.add("0"),
        };
        text.add(" AS v, ");
        match tally.weight.or(tally.over) {
            Some(slot) => text.append(sifter.column(slot)?),
            None => text.add("1"),
        };
        text.add(if tally.weight.is_some() { " AS w, 1 AS z" } else { " AS w, 0 AS z" });
        text.append(self.source(of, tally.at.as_ref(), is_open(of, &tally.tests))?).append(sifter.all(&tally.tests)?);
        if let Some(moment) = &tally.at {
            text.add(" AND ").append(sifter.within(moment, stretch)?);
        }
        self.narrowed(&mut text, of, &tally.around, (&tally.filter, scope))?;
        Ok(text)
    }

    /// Where the records come from, in the order in which they are best read, up to the first condition.
    fn source(&self, of: &RecordType, at: Option<&Moment>, is_open: bool) -> Result<Text, Fault> {
        let table = ddl::table(of)?;
        let mut text = Text::new(" FROM ");
        let led_by_header = match at {
            Some(Moment::Field(slot)) => slot.at() < Header::COUNT,
            Some(Moment::Done(_) | Moment::FirstReply) | None => is_open,
        };
        // SQLite joins in the order written, so that it reads along the period's index; PostgreSQL plans for itself.
        let join = match self.dialect() {
            Dialect::Sqlite => " CROSS JOIN ",
            Dialect::Postgres => " JOIN ",
        };
        if led_by_header {
            text.add("record r");
            if self.dialect() == Dialect::Sqlite {
                text.add(" INDEXED BY ").add(index(at, is_open));
            }
            text.add(join).name(&table).add(" b ON b.id = r.id WHERE r.type = ").bind(self.terms.of_type(of.ix));
            text.add(if is_open { " AND r.closed IS NULL AND " } else { " AND " });
        } else {
            text.name(&table).add(" b").add(join).add("record r ON r.id = b.id WHERE ");
        }
        Ok(text)
    }

    fn narrowed(
        &self,
        text: &mut Text,
        of: &RecordType,
        around: &Around,
        (filter, scope): (&When, &[Disjunct]),
    ) -> Result<(), Fault> {
        if *filter != When::Always {
            text.add(" AND ").append(self.emit(of, &around.asker, filter)?);
        }
        if scope.iter().all(|it| it.when != When::Always) {
            text.add(" AND (1 = 0");
            for one in scope {
                text.add(" OR ").append(self.emit(of, &one.asker, &one.when)?);
            }
            text.add(")");
        }
        Ok(())
    }
}

/// The index along which SQLite reads the header.
fn index(at: Option<&Moment>, is_open: bool) -> &'static str {
    match at {
        _any if is_open => "record_open_changed",
        Some(Moment::Field(slot)) if *slot == Header::Closed.slot() => "record_closed",
        Some(Moment::Field(slot)) if *slot == Header::Due.slot() => "record_due",
        Some(Moment::Field(slot)) if *slot == Header::Changed.slot() => "record_changed",
        Some(Moment::Field(_) | Moment::Done(_) | Moment::FirstReply) | None => "record_opened",
    }
}

/// Whether only records that have not ended can fulfil the tests.
fn is_open(of: &RecordType, tests: &[Test]) -> bool {
    let open = of.lifecycle.open();
    let within = |states: &StateSet| states.states().all(|it| open.has(it));
    let says = |when: &When| match when {
        When::InState(states) => within(states),
        When::All(parts) => parts.iter().any(|it| matches!(it, When::InState(states) if within(states))),
        When::Always
        | When::Never
        | When::IsActor(_)
        | When::Involves(_)
        | When::InMyTeams(_)
        | When::Empty(_)
        | When::Is(..)
        | When::IsOneOf(..)
        | When::In(..)
        | When::AtMost(..)
        | When::AtLeast(..)
        | When::Itself(_)
        | When::Acted(_)
        | When::Any(_)
        | When::Not(_) => false,
    };
    tests.iter().any(|it| matches!(it, Test::When(when) if says(when)))
}

/// The place of a moment's period in the list.
fn place(sifter: &Sifter<'_>, moment: &Moment, periods: &[Stretch]) -> Result<Text, Fault> {
    let (at, is_day) = sifter.moment(moment)?;
    if periods.len() < 2 {
        return Ok(Text::new("0"));
    }
    let mut text = Text::new("(CASE");
    for (n, period) in periods.iter().enumerate().skip(1) {
        let from = if is_day { period.from.1 } else { period.from.0 };
        text.add(" WHEN ").append(at.clone()).add(" < ").bind(from).add(" THEN ").number(n.saturating_sub(1));
    }
    text.add(" ELSE ").number(periods.len().saturating_sub(1)).add(" END)");
    Ok(text)
}

fn summed(inner: Text) -> Text {
    let mut text = Text::new(
        "SELECT t.period, t.held, count(*), CAST(sum(t.met) AS BIGINT), \
         CAST(sum(CASE WHEN t.z = 1 THEN t.v * t.w ELSE t.v END) AS BIGINT), CAST(sum(t.w) AS BIGINT) FROM (",
    );
    text.append(inner).add(") t WHERE t.v IS NOT NULL AND t.w IS NOT NULL GROUP BY t.period, t.held");
    text
}

fn middle(inner: Text) -> Text {
    let mut text = Text::new(
        "SELECT q.period, q.held, max(q.n), CAST(sum(q.met) AS BIGINT), CAST(sum(q.v) AS BIGINT), count(*) FROM \
         (SELECT t.period, t.held, t.met, t.v, row_number() OVER (PARTITION BY t.period, t.held ORDER BY t.v) AS place, \
         count(*) OVER (PARTITION BY t.period, t.held) AS n FROM (",
    );
    text.append(inner)
        .add(") t WHERE t.v IS NOT NULL) q WHERE q.place IN ((q.n + 1) / 2, (q.n + 2) / 2) GROUP BY q.period, q.held");
    text
}

fn told(row: &Row) -> Result<Tallied, Fault> {
    Ok(Tallied {
        period: usize::try_from(row.int(0)?).unwrap_or_default(),
        group: row.0.get(1).cloned().unwrap_or(Bind::Null),
        counted: row.int(2)?,
        met: row.int(3)?,
        sum: row.int(4)?,
        below: row.int(5)?,
    })
}

impl Tally {
    /// What the field's value is, as a value of its kind.
    pub fn value(&self, of: &RecordType, group: &Bind) -> model::Value {
        let kind = self.group.and_then(|it| of.field(it)).map(|it| &it.kind);
        match (group, kind) {
            (Bind::Int(n), Some(kind)) => model::Value::from_number(kind, *n).unwrap_or_default(),
            (Bind::Text(text), Some(Kind::Choice(_) | Kind::Line(_))) => model::Value::Text(text.clone()),
            (Bind::Null | Bind::Bytes(_) | Bind::Int(_) | Bind::Text(_), _) => model::Value::Empty,
        }
    }
}
