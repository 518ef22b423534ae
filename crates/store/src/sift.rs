//! What measures test records for, as SQL over `r` (the header) and `b` (the type's own table).
//!
//! Each test is true or false, never NULL, as conditions are, so that what does not meet a test is its plain opposite.
//! Other records are looked at only through what the asker sees of them.

mod moments;
mod others;

use std::{collections::BTreeMap, sync::Arc};

use model::{Amount, Asker, Grace, Kind, Moment, RecordType, Slot, Test, TypeIx};

use crate::{
    Dialect, Disjunct, Fault, Store,
    emit::{Column, column},
    sql::Text,
};

/// One day in microseconds.
const DAY: i64 = 86_400_000_000;

/// The present, and how instants become days where the organisation is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Almanac {
    /// Now, in microseconds since 1970.
    pub now: i64,
    /// Today, in days since 1970.
    pub today: i64,
    /// From when on the local time is how far ahead, both in microseconds; the first holds before it, too.
    pub offsets: Vec<(i64, i64)>,
    /// By calendar and number of working days: a first day, and for each day from it on the day that so many working
    /// days lead to.
    pub working: BTreeMap<(String, u16), (i64, Vec<i64>)>,
}

/// What is looked at besides the records themselves.
#[derive(Clone, Debug)]
pub struct Around {
    /// Who asks.
    pub asker: Arc<Asker>,
    /// The present.
    pub almanac: Almanac,
    /// Of each type that tests look at: what the asker sees.
    pub scopes: BTreeMap<TypeIx, Vec<Disjunct>>,
}

/// A stretch of time, as instants and as days; its end is no longer in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first instant and its first day.
    pub from: (i64, i64),
    /// The instant and the day after it.
    pub until: (i64, i64),
}

/// The records that count.
#[derive(Clone, Debug)]
pub struct Sift {
    /// What each fulfils.
    pub tests: Vec<Test>,
    /// What each fulfils besides, or does not, where `false`.
    pub met: Option<(bool, Vec<Test>)>,
    /// When each counts, and in which stretch that must lie.
    pub at: Option<(Moment, Option<Stretch>)>,
    /// Amounts that each must have.
    pub amounts: Vec<Amount>,
}

/// Records that count in any of several ways.
#[derive(Clone, Debug)]
pub struct Sieve {
    /// The ways.
    pub sifts: Vec<Sift>,
    /// What is looked at besides.
    pub around: Arc<Around>,
}

/// Writes tests on records of one type.
pub(crate) struct Sifter<'a> {
    pub(crate) store: &'a Store,
    pub(crate) of: &'a RecordType,
    pub(crate) around: &'a Around,
}

impl Sieve {
    /// Adds that a record counts.
    pub(crate) fn condition(&self, text: &mut Text, store: &Store, of: &RecordType) -> Result<(), Fault> {
        let sifter = Sifter { store, of, around: &self.around };
        text.add(" AND (1 = 0");
        for sift in &self.sifts {
            text.add(" OR (").append(sifter.sift(sift)?).add(")");
        }
        text.add(")");
        Ok(())
    }
}

impl Sifter<'_> {
    /// That a record counts.
    pub(crate) fn sift(&self, sift: &Sift) -> Result<Text, Fault> {
        let mut text = self.all(&sift.tests)?;
        match &sift.met {
            Some((true, met)) => {
                text.add(" AND ").append(self.all(met)?);
            }
            Some((false, met)) => {
                text.add(" AND NOT (").append(self.all(met)?).add(")");
            }
            None => {}
        }
        if let Some((moment, stretch)) = &sift.at {
            text.add(" AND ").append(self.within(moment, *stretch)?);
        }
        for amount in &sift.amounts {
            text.add(" AND ").append(self.amount(amount)?).add(" IS NOT NULL");
        }
        Ok(text)
    }

    /// All of the tests.
    pub(crate) fn all(&self, tests: &[Test]) -> Result<Text, Fault> {
        let mut text = Text::new("(1 = 1");
        for test in tests {
            text.add(" AND ").append(self.test(test)?);
        }
        text.add(")");
        Ok(text)
    }

    fn test(&self, test: &Test) -> Result<Text, Fault> {
        match test {
            Test::When(when) => self.store.emit(self.of, &self.around.asker, when),
            Test::Done(activities) => {
                let mut text = Text::new("EXISTS (SELECT 1 FROM journal j WHERE j.record = r.id AND j.activity IN (");
                text.bind_all(activities.iter().map(String::as_str)).add("))");
                Ok(text)
            }
            Test::InTime { done, due, grace } => self.in_time(*done, *due, grace),
            Test::Clock(key) => {
                let mut text =
                    Text::new("EXISTS (SELECT 1 FROM clock k WHERE k.record = r.id AND k.state = 'met' AND k.clock = ");
                text.bind(key.as_str()).add(")");
                Ok(text)
            }
            Test::Clocked(key) => {
                let mut text = Text::new("EXISTS (SELECT 1 FROM clock k WHERE k.record = r.id AND k.clock = ");
                text.bind(key.as_str()).add(")");
                Ok(text)
            }
            Test::Past(slot) => self.held_to_now(*slot, " < "),
            Test::NotPast(slot) => self.held_to_now(*slot, " >= "),
            Test::Recent(slot, within) => {
                let almanac = &self.around.almanac;
                let least = if self.is_day(*slot) {
                    almanac.today.saturating_sub(within.micros() / DAY)
                } else {
                    almanac.now.saturating_sub(within.micros())
                };
                self.compared(*slot, " >= ", least)
            }
            Test::Newest { by, among } => self.newest(*by, among),
            Test::Repeats { by, least, within, among } => self.repeats(by, *least, within.micros(), among),
            Test::Covered(cover) => self.covered(cover),
            Test::Soon { after, moment, within } => self.soon(after, *moment, within.micros() / DAY),
        }
    }

    fn kind(&self, slot: Slot) -> Option<&Kind> {
        self.of.field(slot).map(|it| &it.kind)
    }

    fn is_day(&self, slot: Slot) -> bool {
        self.kind(slot) == Some(&Kind::Date)
    }

    /// The column of a slot; NULL where it has none.
    pub(crate) fn column(&self, slot: Slot) -> Result<Text, Fault> {
        let mut text = Text::new("");
        match column(self.of, slot)? {
            Column::Header(name) => text.add("r.").add(name),
            Column::Body(name) => text.add("b.").name(&name),
            Column::Points(_) => text.add("NULL"),
        };
        Ok(text)
    }

    /// `(column IS NOT NULL AND column <op> n)`.
    fn compared(&self, slot: Slot, op: &'static str, n: i64) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        text.append(self.column(slot)?).add(" IS NOT NULL AND ").append(self.column(slot)?).add(op).bind(n).add(")");
        Ok(text)
    }

    fn held_to_now(&self, slot: Slot, op: &'static str) -> Result<Text, Fault> {
        let almanac = &self.around.almanac;
        self.compared(slot, op, if self.is_day(slot) { almanac.today } else { almanac.now })
    }

    fn in_time(&self, done: Slot, due: Slot, grace: &Grace) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        text.append(self.column(done)?).add(" IS NOT NULL AND ").append(self.column(due)?).add(" IS NOT NULL AND ");
        let is_moment = |slot: Slot| matches!(self.kind(slot), Some(Kind::Date | Kind::Instant));
        match grace {
            Grace::Time(span) if !is_moment(done) || !self.is_day(done) && !self.is_day(due) => {
                text.append(self.column(done)?).add(" <= ").append(self.column(due)?).add(" + ").bind(span.micros());
            }
            Grace::Time(span) => {
                text.append(self.day(done)?).add(" <= ").append(self.day(due)?).add(" + ").bind(span.micros() / DAY);
            }
            Grace::WorkingDays(days, calendar) => {
                let led = self.around.almanac.working.get(&(calendar.clone(), *days));
                let (first, leads) = led.ok_or_else(|| Fault::Shape(format!("no working days of `{calendar}`")))?;
                text.append(self.day(done)?).add(" <= ").append(self.looked_up(&self.day(due)?, *first, leads));
            }
        }
        text.add(")");
        Ok(text)
    }

    /// The number at a day's place in a list; no number beyond it.
    fn looked_up(&self, day: &Text, first: i64, leads: &[i64]) -> Text {
        let joined = leads.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let mut text = Text::new("coalesce(CASE WHEN ");
        text.append(day.clone()).add(" >= ").bind(first).add(" THEN ");
        match self.store.dialect() {
            Dialect::Sqlite => {
                text.add("(").bind(format!("[{joined}]")).add(" ->> (").append(day.clone());
                text.add(" - ").bind(first).add("))");
            }
            Dialect::Postgres => {
                text.add("(CAST(string_to_array(CAST(").bind(joined).add(" AS text), ',') AS bigint[]))[CAST(");
                text.append(day.clone()).add(" - ").bind(first).add(" + 1 AS integer)]");
            }
        }
        text.add(" END, 0)");
        text
    }
}
