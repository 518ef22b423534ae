//! The definition of every measure, slow and plain: all records, one by one, in memory and in floating point.

use std::collections::BTreeSet;

use base::{Instant, RecordId};
use engine::{By, Desk, Period};
use jiff::civil::Date;
use model::{
    Amount, Cover, Grace, Header, Kind, Measure, Moment, Part, Record, RecordType, Sight, Slot, Tells, Test, TypeIx,
    Unit, Value,
};

use super::world::World;

/// Value, how many count, how many meet the tests (for a rate: are below the line).
pub type Told = (Option<f64>, i64, i64);

/// Whether a record is meant.
pub type Meant<'a> = &'a dyn Fn(&RecordType, &Record) -> bool;

/// One asker's view of everything.
pub struct Oracle<'a> {
    world: &'a World,
    desk: &'a Desk,
}

impl<'a> Oracle<'a> {
    pub fn of(world: &'a World, desk: &'a Desk) -> Self {
        Self { world, desk }
    }

    fn kind(&self, of: TypeIx) -> &'a RecordType {
        self.world.site.of(of).unwrap()
    }

    /// The records of a type that the asker sees: those of which inner fields are read, from inside.
    fn seen(&self, of: TypeIx, reads: &[Slot]) -> Vec<&'a Record> {
        let kind = self.kind(of);
        let inner = reads.iter().any(|it| kind.field(*it).is_some_and(|it| it.sight == Sight::Inside));
        let all = self.world.records.get(&of).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter(|it| self.desk.authority().sees(it).is_some_and(|it| it.inside || !inner)).collect()
    }

    /// Whether the asker sees any record of a type, where these fields are read.
    fn sees_any(&self, of: TypeIx, reads: &[Slot]) -> bool {
        let kind = self.kind(of);
        let inner = reads.iter().any(|it| kind.field(*it).is_some_and(|it| it.sight == Sight::Inside));
        !self.desk.authority().scope(of, inner).is_empty()
    }

    pub fn value(&self, of: &RecordType, record: &Record, by: &By) -> Option<Value> {
        let slot = match by {
            By::Service => Header::Service.slot(),
            By::Team => Header::HolderTeam.slot(),
            By::Person => Header::HolderPerson.slot(),
            By::Field(key) => of.slot(key)?,
        };
        Some(record.get(slot).clone())
    }

    /// The figure.
    pub fn figure(&self, measure: &Measure, period: &Period, meant: Meant<'_>) -> Told {
        let calc = measure.calc.as_ref().unwrap();
        let parts = || calc.over.iter().chain(&calc.per);
        let blind = parts().any(|it| {
            !self.sees_any(it.of, &it.slots()) || it.covers().any(|it| !self.sees_any(it.of, &cover_reads(it)))
        });
        if blind {
            return (None, 0, 0);
        }
        let now = self.plain(measure, period, meant);
        if !calc.less_last_year {
            return now;
        }
        let back = |day: Date| day.checked_sub(jiff::Span::new().years(1)).unwrap();
        let before = Period { key: period.key.clone(), from: back(period.from), until: back(period.until) };
        let last = self.plain(measure, &before, meant).0;
        (now.0.zip(last).map(|(now, last)| now - last), now.1, now.2)
    }

    fn plain(&self, measure: &Measure, period: &Period, meant: Meant<'_>) -> Told {
        let calc = measure.calc.as_ref().unwrap();
        let mut all: Vec<(&Part, &Record)> = Vec::new();
        for part in &calc.over {
            all.extend(self.counting(part, period, meant).into_iter().map(|it| (part, it)));
        }
        let below: i64 = calc.per.iter().map(|it| self.counting(it, period, meant).len() as i64).sum();
        let counted = all.len() as i64;
        let met = all.iter().filter(|(part, it)| !part.met.is_empty() && self.all(part, it, &part.met)).count() as i64;
        let over = |top: f64, bottom: f64| if bottom == 0.0 { None } else { Some(top / bottom) };
        let hundred = if measure.unit == Unit::Percent { 100.0 } else { 1.0 };
        let unit = measure.unit.seconds().unwrap_or(1) as f64;
        let amounts =
            || all.iter().map(|(part, it)| (self.amount(part, it, part.amount.as_ref().unwrap()).unwrap(), *part, *it));
        let weight = |part: &Part, it: &Record| part.weight.map_or(1.0, |slot| it.get(slot).number().unwrap() as f64);
        let value = match calc.tells {
            Tells::Share => over(100.0 * met as f64, counted as f64),
            Tells::Count => Some(counted as f64),
            Tells::Rate => return (over(hundred * counted as f64, below as f64), counted, below),
            Tells::Average => {
                let top: f64 = amounts().map(|(value, part, it)| value * weight(part, it)).sum();
                over(top, amounts().map(|(_, part, it)| weight(part, it)).sum()).map(|it| it / unit)
            }
            Tells::Median => {
                let mut values: Vec<f64> = amounts().map(|it| it.0).collect();
                values.sort_by(f64::total_cmp);
                let middle = values.len() / 2;
                let two =
                    |it: &[f64]| if it.len() % 2 == 0 { f64::midpoint(it[middle - 1], it[middle]) } else { it[middle] };
                (!values.is_empty()).then(|| two(&values) / unit)
            }
            Tells::Sum => {
                let top: f64 = amounts().map(|it| it.0).sum();
                match calc.over.iter().any(|it| it.over.is_some()) {
                    true => over(
                        hundred * top,
                        amounts().map(|(_, part, it)| self.number(part.of, it, part.over.unwrap()).unwrap()).sum(),
                    ),
                    false => (counted > 0).then_some(top / unit).or(Some(0.0)),
                }
            }
        };
        // Of a median it is told how many of the one or two in the middle meet tests: none has any.
        (value.map(|it| calc.complement.map_or(it, |from| from as f64 - it)), counted, met)
    }

    /// The records of a part that count in a period.
    fn counting(&self, part: &Part, period: &Period, meant: Meant<'_>) -> Vec<&'a Record> {
        let of = self.kind(part.of);
        let fields: Vec<Slot> = part.weight.into_iter().chain(part.over).collect();
        let all = self.seen(part.of, &part.slots()).into_iter();
        all.filter(|it| meant(of, it))
            .filter(|it| self.all(part, it, &part.tests))
            .filter(|it| {
                part.at.as_ref().is_none_or(|at| {
                    self.day(part.of, it, at).is_some_and(|it| (period.from..period.until).contains(&it))
                })
            })
            .filter(|it| part.amount.as_ref().is_none_or(|amount| self.amount(part, it, amount).is_some()))
            .filter(|it| fields.iter().all(|slot| !it.get(*slot).is_empty()))
            .collect()
    }

    fn local(&self, at: Instant) -> Date {
        at.timestamp().to_zoned(self.world.zone.clone()).date()
    }

    fn today(&self) -> Date {
        self.local(self.world.now)
    }

    fn value_day(&self, value: &Value) -> Option<Date> {
        match value {
            Value::Date(day) => Some(*day),
            Value::Instant(at) => Some(self.local(*at)),
            _none => None,
        }
    }

    fn moment(&self, record: &Record, moment: &Moment) -> Value {
        let past = self.world.journal.get(&record.id).map(Vec::as_slice).unwrap_or_default();
        let first = |fits: &dyn Fn(&store::Entry) -> bool| {
            past.iter().filter(|it| fits(it)).map(|it| it.at).min().map_or(Value::Empty, Value::Instant)
        };
        match moment {
            Moment::Field(slot) => record.get(*slot).clone(),
            Moment::Done(activities) => first(&|it| activities.contains(&it.activity)),
            Moment::FirstReply => {
                let requester = record.person(Header::ForPerson).or_else(|| record.person(Header::OpenedBy));
                first(&|it| {
                    let what: serde_json::Value = serde_json::from_str(&it.what).unwrap_or_default();
                    let spoken = what.get("comment").is_some() && what.get("inside") == Some(&false.into());
                    spoken && it.actor.is_some() && it.actor != requester
                })
            }
        }
    }

    fn day(&self, _of: TypeIx, record: &Record, moment: &Moment) -> Option<Date> {
        self.value_day(&self.moment(record, moment))
    }

    fn number(&self, of: TypeIx, record: &Record, slot: Slot) -> Option<f64> {
        let n = record.get(slot).number()? as f64;
        Some(match self.kind(of).field(slot).map(|it| &it.kind) {
            Some(Kind::Decimal(places)) => n / 10f64.powi(i32::from(*places)),
            Some(Kind::Money) => n / 100.0,
            Some(Kind::Duration) => n / 1e6,
            _other => n,
        })
    }

    fn amount(&self, part: &Part, record: &Record, amount: &Amount) -> Option<f64> {
        match amount {
            Amount::Field { slot, is_absolute } => {
                self.number(part.of, record, *slot).map(|it| if *is_absolute { it.abs() } else { it })
            }
            Amount::Less(one, other) => {
                Some(self.number(part.of, record, *one)? - self.number(part.of, record, *other)?)
            }
            Amount::Between { from, to, open_counts } => self.between(record, (from, to), *open_counts),
        }
    }

    fn between(&self, record: &Record, (from, to): (&Moment, &Moment), open_counts: bool) -> Option<f64> {
        let of = self.kind(record.of);
        let is_day = |it: &Moment| it.slot().and_then(|it| of.field(it)).is_some_and(|it| it.kind == Kind::Date);
        let (begin, mut end) = (self.moment(record, from), self.moment(record, to));
        if end.is_empty() && open_counts {
            end = Value::Instant(self.world.now);
        }
        if is_day(from) || is_day(to) {
            let (begin, end) = (self.value_day(&begin)?, self.value_day(&end)?);
            return Some(f64::from(end.since(begin).ok()?.get_days()) * 86_400.0);
        }
        Some((end.instant()?.since(begin.instant()?).micros() / 1_000_000) as f64)
    }

    fn all(&self, part: &Part, record: &Record, tests: &[Test]) -> bool {
        tests.iter().all(|it| self.test(&part.slots(), record, it))
    }

    fn test(&self, reads: &[Slot], record: &Record, test: &Test) -> bool {
        let asker = self.desk.authority().asker();
        let day = |slot: &Slot| self.value_day(record.get(*slot));
        let is_day = |slot: &Slot| matches!(record.get(*slot), Value::Date(_));
        let passed = |slot: &Slot| match record.get(*slot) {
            Value::Date(day) => Some(*day < self.today()),
            Value::Instant(at) => Some(*at < self.world.now),
            _none => None,
        };
        match test {
            Test::When(when) => when.holds(asker, record),
            Test::Done(activities) => self
                .world
                .journal
                .get(&record.id)
                .is_some_and(|it| it.iter().any(|it| activities.contains(&it.activity))),
            Test::Clock(key) => self.world.met.contains(&(record.id, key.clone())),
            Test::Clocked(key) => self.world.clocked.contains(&(record.id, key.clone())),
            Test::Past(slot) => passed(slot) == Some(true),
            Test::NotPast(slot) => passed(slot) == Some(false),
            Test::Recent(slot, within) => match record.get(*slot) {
                Value::Date(day) => days(*day, self.today()) <= within.micros() / 86_400_000_000,
                Value::Instant(at) => self.world.now.since(*at).micros() <= within.micros(),
                _none => false,
            },
            Test::InTime { done, due, grace } => match (record.get(*done), record.get(*due), grace) {
                (Value::Empty, _, _) | (_, Value::Empty, _) => false,
                (Value::Instant(done), Value::Instant(due), Grace::Time(more)) => *done <= due.plus(*more),
                (_, _, Grace::Time(more)) if is_day(done) || is_day(due) => {
                    days(day(due).unwrap(), day(done).unwrap()) <= more.micros() / 86_400_000_000
                }
                (done, due, Grace::Time(_)) => done.number() <= due.number(),
                (_, _, Grace::WorkingDays(n, calendar)) => {
                    day(done).unwrap() <= self.lead(calendar, *n, day(due).unwrap())
                }
            },
            Test::Newest { by, among } => {
                let rivals = self.seen(record.of, reads).into_iter().filter(|it| among.holds(asker, it));
                rivals.filter(|it| it.get(*by) == record.get(*by)).map(|it| it.id).max() == Some(record.id)
            }
            Test::Repeats { by, least, within, among } => {
                let since = self.world.now.plus(base::Span::ZERO.minus(*within));
                let like = |it: &&Record| {
                    by.iter().all(|slot| it.get(*slot) == record.get(*slot))
                        && among.holds(asker, it)
                        && it.instant(Header::Opened).is_some_and(|it| it >= since)
                };
                let all = self.seen(record.of, reads);
                all.iter().any(|it| it.id == record.id && like(it))
                    && all.iter().filter(|it| like(it)).count() >= usize::from(*least)
            }
            Test::Covered(cover) => self.covered(record, cover),
            Test::Soon { after, moment, within } => {
                let opened = self.local(record.instant(Header::Opened).unwrap());
                let near = |it: &Record| {
                    self.value_day(it.get(*moment))
                        .is_some_and(|from| (0..within.micros() / 86_400_000_000).contains(&days(from, opened)))
                };
                place(record, after)
                    .is_some_and(|place| self.covering(after).into_iter().any(|it| leads(it, after, place) && near(it)))
            }
        }
    }

    fn covering(&self, cover: &Cover) -> Vec<&'a Record> {
        let reads = cover_reads(cover);
        let seen = self.seen(cover.of, &reads).into_iter();
        seen.filter(|it| cover.tests.iter().all(|test| self.test(&reads, it, test))).collect()
    }

    fn covered(&self, record: &Record, cover: &Cover) -> bool {
        let Some(place) = place(record, cover) else { return false };
        let all: Vec<&Record> = self.covering(cover).into_iter().filter(|it| leads(it, cover, place)).collect();
        match cover.each {
            None => !all.is_empty(),
            Some((slot, n)) => {
                let values: BTreeSet<String> =
                    all.iter().filter_map(|it| it.get(slot).text().map(str::to_owned)).collect();
                values.len() >= usize::from(n)
            }
        }
    }

    /// The day that so many working days after a day lead to.
    fn lead(&self, calendar: &str, n: u16, from: Date) -> Date {
        let calendar = &self.world.working[calendar];
        let mut day = from;
        let mut left = n;
        while left > 0 {
            day = day.tomorrow().unwrap();
            left -= u16::from(!calendar.hours_on(day).is_empty());
        }
        day
    }
}

fn cover_reads(cover: &Cover) -> Vec<Slot> {
    let tests = cover.tests.iter().flat_map(Test::slots);
    tests.chain(cover.by).chain(cover.each.map(|it| it.0)).collect()
}

fn days(from: Date, until: Date) -> i64 {
    i64::from(until.since(from).unwrap().get_days())
}

fn place(record: &Record, cover: &Cover) -> Option<RecordId> {
    cover.via.map_or(Some(record.id), |it| record.get(it).record())
}

/// Whether a record leads to a place.
fn leads(record: &Record, cover: &Cover, place: RecordId) -> bool {
    match cover.by.map(|it| record.get(it)) {
        None => record.id == place,
        Some(Value::Record(id)) => *id == place,
        Some(Value::Records(ids)) => ids.contains(&place),
        Some(_) => false,
    }
}
