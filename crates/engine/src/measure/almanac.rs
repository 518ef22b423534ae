//! The present for tests in SQL: today, how far local time is ahead, where so many working days lead.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use model::{Grace, Part, Test, Value};
use store::Almanac;

use crate::{Desk, Fault, Halt};

/// So many years back working days are counted and the clock's changes are known.
const YEARS: i32 = 10;
/// A calendar in which no day is open within this time leads nowhere.
const FAR: i64 = 400;

impl Desk {
    pub(super) fn almanac(&self, part: &Part) -> Result<Almanac, Halt> {
        let today = self.today();
        let mut working = BTreeMap::new();
        for (calendar, days) in graces(part) {
            let first = today.saturating_sub(YEARS.years());
            let leads = self.leads(&calendar, days, (first, today))?;
            working.insert((calendar, days), (number(first), leads));
        }
        Ok(Almanac { now: self.now.micros(), today: number(today), offsets: self.offsets(), working })
    }

    /// When local time changed, and how far ahead it has been since.
    fn offsets(&self) -> Vec<(i64, i64)> {
        let zone = self.zone();
        let (now, micros) = (self.now.timestamp(), |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1_000_000);
        let begin = now.checked_sub((24 * 365 * i64::from(YEARS)).hours()).unwrap_or(now);
        let mut found = vec![(begin.as_microsecond(), micros(zone.to_offset(begin)))];
        let until = now.checked_add((24 * 365).hours()).unwrap_or(now);
        let turns = zone.following(begin).take_while(|it| it.timestamp() < until);
        found.extend(turns.map(|it| (it.timestamp().as_microsecond(), micros(it.offset()))));
        found
    }

    /// For each day: the day that so many working days after it lead to.
    fn leads(&self, calendar: &str, days: u16, (first, last): (Date, Date)) -> Result<Vec<i64>, Halt> {
        let found = self.engine.terms.calendar(calendar);
        let calendar = found.ok_or_else(|| Fault::Inner(format!("no calendar `{calendar}` for a measure")))?;
        let mut open: Vec<i64> = Vec::new();
        let mut day = first;
        let end = last.saturating_add(FAR.days());
        while day < end {
            if !calendar.hours_on(day).is_empty() {
                open.push(number(day));
            }
            day = day.saturating_add(1.day());
        }
        let lead = |day: i64| {
            let next = open.partition_point(|it| *it <= day);
            let at = next.saturating_add(usize::from(days)).saturating_sub(1);
            if days == 0 { day } else { open.get(at).copied().unwrap_or(i64::from(i32::MAX)) }
        };
        Ok((number(first)..=number(last)).map(lead).collect())
    }
}

/// The calendars and numbers of working days that a part asks for.
fn graces(part: &Part) -> Vec<(String, u16)> {
    let tests = part.tests.iter().chain(&part.met);
    tests
        .filter_map(|it| match it {
            Test::InTime { grace: Grace::WorkingDays(days, calendar), .. } => Some((calendar.clone(), *days)),
            Test::InTime { grace: Grace::Time(_), .. }
            | Test::When(_)
            | Test::Done(_)
            | Test::Clock(_)
            | Test::Clocked(_)
            | Test::Past(_)
            | Test::NotPast(_)
            | Test::Recent(..)
            | Test::Newest { .. }
            | Test::Repeats { .. }
            | Test::Covered(_)
            | Test::Soon { .. } => None,
        })
        .collect()
}

pub(super) fn number(day: Date) -> i64 {
    Value::Date(day).number().unwrap_or_default()
}
