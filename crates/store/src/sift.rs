//! What measures test records for, as SQL over `r` (the header) and `b` (the type's own table).
//!
//! Each test is true or false, never NULL, as conditions are, so that what does not meet a test is its plain opposite.
//! Other records are looked at only through what the asker sees of them.

use std::{collections::BTreeMap, sync::Arc};

use model::{Amount, Asker, Cover, Grace, Header, Kind, Moment, RecordType, Slot, Test, TypeIx, When};

use crate::{
    Dialect, Disjunct, Fault, Store, ddl,
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

    /// A slot's day, from whichever of day and instant it holds.
    fn day(&self, slot: Slot) -> Result<Text, Fault> {
        let column = self.column(slot)?;
        Ok(if self.is_day(slot) { column } else { self.day_of(&column) })
    }

    /// The local day of an instant.
    fn day_of(&self, instant: &Text) -> Text {
        let offsets = &self.around.almanac.offsets;
        let mut text = Text::new("((");
        text.append(instant.clone()).add(" + ");
        match offsets.as_slice() {
            [] => text.add("0"),
            [(_, only)] => text.bind(*only),
            [first, rest @ ..] => {
                text.add("(CASE");
                let mut before = first.1;
                for (from, offset) in rest {
                    text.add(" WHEN ").append(instant.clone()).add(" < ").bind(*from).add(" THEN ");
                    text.add("CAST(").bind(before).add(" AS BIGINT)");
                    before = *offset;
                }
                text.add(" ELSE CAST(").bind(before).add(" AS BIGINT) END)")
            }
        };
        text.add(") / 86400000000)");
        text
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
                text.add("json_extract(").bind(format!("[{joined}]")).add(", '$[' || (").append(day.clone());
                text.add(" - ").bind(first).add(") || ']')");
            }
            Dialect::Postgres => {
                text.add("(CAST(string_to_array(CAST(").bind(joined).add(" AS text), ',') AS bigint[]))[CAST(");
                text.append(day.clone()).add(" - ").bind(first).add(" + 1 AS integer)]");
            }
        }
        text.add(" END, 0)");
        text
    }

    /// From FROM to the end of WHERE over the records of a type that the asker sees.
    fn seen(&self, of: TypeIx) -> Result<Option<(&RecordType, Text)>, Fault> {
        let Some(of) = self.store.site.of(of) else { return Ok(None) };
        let scope = self.around.scopes.get(&of.ix).map(Vec::as_slice).unwrap_or_default();
        if scope.is_empty() {
            return Ok(None);
        }
        let mut text = Text::new(" FROM ");
        text.name(&ddl::table(of)?).add(" b JOIN record r ON r.id = b.id WHERE (1 = 0");
        for one in scope {
            text.add(" OR ").append(self.store.emit(of, &one.asker, &one.when)?);
        }
        text.add(")");
        Ok(Some((of, text)))
    }

    fn newest(&self, by: Slot, among: &When) -> Result<Text, Fault> {
        let Some((of, seen)) = self.seen(self.of.ix)? else { return Ok(Text::new("1 = 0")) };
        let mut text = Text::new("r.id IN (SELECT max(r.id)");
        text.append(seen).add(" AND ").append(self.store.emit(of, &self.around.asker, among)?);
        text.add(" GROUP BY ").append(self.column(by)?).add(")");
        Ok(text)
    }

    fn repeats(&self, by: &[Slot], least: u16, within: i64, among: &When) -> Result<Text, Fault> {
        let Some((of, seen)) = self.seen(self.of.ix)? else { return Ok(Text::new("1 = 0")) };
        let mut text = Text::new("r.id IN (SELECT q.id FROM (SELECT r.id AS id, count(*) OVER (PARTITION BY ");
        for (at, slot) in by.iter().enumerate() {
            text.add(if at > 0 { ", " } else { "" }).append(self.column(*slot)?);
        }
        text.add(") AS n").append(seen).add(" AND ").append(self.store.emit(of, &self.around.asker, among)?);
        text.add(" AND r.opened >= ").bind(self.around.almanac.now.saturating_sub(within)).add(") q WHERE q.n >= ");
        text.number(usize::from(least)).add(")");
        Ok(text)
    }

    /// What of the record at hand is the place that others refer to.
    fn place(&self, cover: &Cover) -> Result<Text, Fault> {
        cover.via.map_or_else(|| Ok(Text::new("r.id")), |it| self.column(it))
    }

    /// The places that others refer to: the column, and the statement's rest.
    fn places(&self, cover: &Cover) -> Result<Option<(&RecordType, Text, Text)>, Fault> {
        let Some((of, mut seen)) = self.seen(cover.of)? else { return Ok(None) };
        let other = Sifter { store: self.store, of, around: self.around };
        seen.add(" AND ").append(other.all(&cover.tests)?);
        let named = match cover.by {
            None => Text::new("r.id"),
            Some(by) => match column(of, by)? {
                Column::Header(_) | Column::Body(_) => other.column(by)?,
                Column::Points(_) => Text::new("p.target"),
            },
        };
        Ok(Some((of, named, seen)))
    }

    /// The rest of the statement with the several references of a record joined to it, where they lead.
    fn joined(cover: &Cover, of: &RecordType, seen: Text) -> Result<Text, Fault> {
        let Some(Column::Points(key)) = cover.by.map(|it| column(of, it)).transpose()? else { return Ok(seen) };
        let mut text = Text::new(" FROM points p JOIN (SELECT r.id AS id");
        text.append(seen).add(") s ON s.id = p.record WHERE p.field = ").bind(key);
        Ok(text)
    }

    fn covered(&self, cover: &Cover) -> Result<Text, Fault> {
        let Some((of, named, seen)) = self.places(cover)? else { return Ok(Text::new("1 = 0")) };
        let place = self.place(cover)?;
        let mut text = Text::new("(");
        text.append(place.clone()).add(" IS NOT NULL AND ").append(place).add(" IN (SELECT ").append(named.clone());
        text.append(Self::joined(cover, of, seen)?).add(" AND ").append(named.clone()).add(" IS NOT NULL");
        if let Some((slot, all)) = cover.each {
            let other = Sifter { store: self.store, of, around: self.around };
            text.add(" GROUP BY ").append(named).add(" HAVING count(DISTINCT ").append(other.column(slot)?);
            text.add(") >= ").number(usize::from(all));
        }
        text.add("))");
        Ok(text)
    }

    /// That the record was opened within some days after the day of another.
    fn soon(&self, cover: &Cover, moment: Slot, days: i64) -> Result<Text, Fault> {
        let Some((of, named, seen)) = self.places(cover)? else { return Ok(Text::new("1 = 0")) };
        let other = Sifter { store: self.store, of, around: self.around };
        let mut text = Text::new("EXISTS (SELECT 1 FROM (SELECT ");
        let day = other.day(moment)?;
        match cover.by.map(|it| column(of, it)).transpose()? {
            Some(Column::Points(key)) => {
                text.add("p.target AS place, s.day AS day FROM points p JOIN (SELECT r.id AS id, ");
                text.append(day).add(" AS day").append(seen).add(") s ON s.id = p.record WHERE p.field = ").bind(key);
            }
            Some(Column::Header(_) | Column::Body(_)) | None => {
                text.append(named).add(" AS place, ").append(day).add(" AS day").append(seen);
            }
        }
        let opened = self.day(Header::Opened.slot())?;
        text.add(") near WHERE near.place = ").append(self.place(cover)?).add(" AND ").append(opened.clone());
        text.add(" >= near.day AND ").append(opened).add(" < near.day + ").bind(days).add(")");
        Ok(text)
    }

    /// A moment as an expression, and whether it is a day.
    pub(crate) fn moment(&self, moment: &Moment) -> Result<(Text, bool), Fault> {
        Ok(match moment {
            Moment::Field(slot) => (self.column(*slot)?, self.is_day(*slot)),
            Moment::Done(activities) => {
                let mut text = Text::new("(SELECT min(j.at) FROM journal j WHERE j.record = r.id AND j.activity IN (");
                text.bind_all(activities.iter().map(String::as_str)).add("))");
                (text, false)
            }
            // In JSON a quote within a text is escaped, so that the second pattern can't be met by what somebody wrote.
            Moment::FirstReply => (
                Text::new(
                    "(SELECT min(j.at) FROM journal j WHERE j.record = r.id AND j.actor IS NOT NULL \
                     AND j.actor <> coalesce(r.for_person, r.opened_by, 0) \
                     AND j.what LIKE '%\"comment\":%' AND j.what LIKE '%\"inside\":false%')",
                ),
                false,
            ),
        })
    }

    /// That a moment lies in a stretch, or is known at all.
    pub(crate) fn within(&self, moment: &Moment, stretch: Option<Stretch>) -> Result<Text, Fault> {
        let (at, is_day) = self.moment(moment)?;
        let mut text = Text::new("(");
        text.append(at.clone()).add(" IS NOT NULL");
        if let Some(stretch) = stretch {
            let pick = |(instant, day): (i64, i64)| if is_day { day } else { instant };
            text.add(" AND ").append(at.clone()).add(" >= ").bind(pick(stretch.from));
            text.add(" AND ").append(at).add(" < ").bind(pick(stretch.until));
        }
        text.add(")");
        Ok(text)
    }

    /// An amount as an expression; NULL where the record has none.
    pub(crate) fn amount(&self, amount: &Amount) -> Result<Text, Fault> {
        let mut text = Text::new("(");
        match amount {
            Amount::Field { slot, is_absolute } => {
                text.add(if *is_absolute { "abs(" } else { "(" }).append(self.column(*slot)?).add(")");
            }
            Amount::Less(one, other) => {
                text.append(self.column(*one)?).add(" - ").append(self.column(*other)?);
            }
            Amount::Between { from, to, open_counts } => self.between(&mut text, from, to, *open_counts)?,
        }
        text.add(")");
        Ok(text)
    }

    fn between(&self, text: &mut Text, from: &Moment, to: &Moment, open_counts: bool) -> Result<(), Fault> {
        let ((from, from_day), (to, to_day)) = (self.moment(from)?, self.moment(to)?);
        let by_day = from_day || to_day;
        let held = |at: &Text, is_day: bool| if by_day && !is_day { self.day_of(at) } else { at.clone() };
        if open_counts {
            let now = if by_day { self.around.almanac.today } else { self.around.almanac.now };
            text.add("(coalesce(").append(held(&to, to_day)).add(", ").bind(now).add(")");
        } else {
            text.add("(").append(held(&to, to_day));
        }
        text.add(" - ").append(held(&from, from_day));
        text.add(if by_day { ") * 86400" } else { ") / 1000000" });
        Ok(())
    }
}
