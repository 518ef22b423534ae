//! Periods: weeks, months, quarters and years of the organisation's calendar.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use model::Value;
use store::Stretch;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// A period; its end is no longer in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026-10`, `2026-q4`, `2026`, `2026-w43`, or `now`.
    pub key: String,
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];
    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
    fn span(self) -> jiff::Span {
        match self {
            Self::Week => 7.days(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }
}

impl Period {
    /// The period that a day lies in.
    pub fn of(step: Step, day: Date) -> Self {
        let quarter = (day.month().saturating_sub(1)) / 3;
        let (from, key) = match step {
            Step::Week => {
                let back = i32::from(day.weekday().to_monday_zero_offset());
                let from = day.saturating_sub(back.days());
                let week = from.iso_week_date();
                (from, format!("{}-w{:02}", week.year(), week.week()))
            }
            Step::Month => (day.first_of_month(), format!("{}-{:02}", day.year(), day.month())),
            Step::Quarter => {
                let month = quarter.saturating_mul(3).saturating_add(1);
                (first(day.year(), month), format!("{}-q{}", day.year(), quarter.saturating_add(1)))
            }
            Step::Year => (first(day.year(), 1), day.year().to_string()),
        };
        Self { key, from, until: from.saturating_add(step.span()) }
    }

    /// The last `count` periods, oldest first; the last is the one that a day lies in.
    pub fn last(step: Step, day: Date, count: u16) -> Vec<Self> {
        let mut found = vec![Self::of(step, day)];
        for _more in 1..count {
            let Some(next) = found.last().map(|it| it.from.saturating_sub(1.day())) else { break };
            found.push(Self::of(step, next));
        }
        found.reverse();
        found
    }

    /// How things stand on a day: not a stretch of time.
    pub fn present(today: Date) -> Self {
        Self { key: "now".to_owned(), from: today, until: today.saturating_add(1.day()) }
    }

    /// Whether it stands for how things are, not for a stretch of time.
    pub fn is_present(&self) -> bool {
        self.key == "now"
    }

    /// The period with a key.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-').unwrap_or((text, ""));
        let year: i16 = year.parse().ok().filter(|it| (1900..3000).contains(it))?;
        if rest.is_empty() {
            return Some(Self::of(Step::Year, Date::new(year, 1, 1).ok()?));
        }
        if let Some(week) = rest.strip_prefix('w') {
            let week = jiff::civil::ISOWeekDate::new(year, week.parse().ok()?, jiff::civil::Weekday::Monday).ok()?;
            return Some(Self::of(Step::Week, week.date()));
        }
        if let Some(quarter) = rest.strip_prefix('q') {
            let quarter: i8 = quarter.parse().ok().filter(|it| (1..=4).contains(it))?;
            return Some(Self::of(Step::Quarter, Date::new(year, quarter.saturating_mul(3), 1).ok()?));
        }
        Some(Self::of(Step::Month, Date::new(year, rest.parse().ok()?, 1).ok()?))
    }

    /// The same so many years before.
    pub(crate) fn years_before(&self, years: i16) -> Self {
        let back = |day: Date| day.saturating_sub(i32::from(years).years());
        Self { key: self.key.clone(), from: back(self.from), until: back(self.until) }
    }

    /// Where it lies, as instants in a zone and as days.
    pub(crate) fn stretch(&self, zone: &TimeZone) -> Stretch {
        let edge = |day: Date| {
            let at = day.to_zoned(zone.clone()).map(|it| it.timestamp().as_microsecond()).unwrap_or_default();
            (at, Value::Date(day).number().unwrap_or_default())
        };
        Stretch { from: edge(self.from), until: edge(self.until) }
    }
}

fn first(year: i16, month: i8) -> Date {
    Date::new(year, month, 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, from: &str, until: &str) {
        let period = Period::parse(text).unwrap();
        assert_eq!(
            (period.key.as_str(), period.from.to_string(), period.until.to_string()),
            (text, from.into(), until.into())
        );
    }

    #[test]
    fn a_period_is_read_back_from_its_key() {
        check("2026", "2026-01-01", "2027-01-01");
        check("2026-q4", "2026-10-01", "2027-01-01");
        check("2026-02", "2026-02-01", "2026-03-01");
        check("2026-w01", "2025-12-29", "2026-01-05");
        for text in ["", "now", "26", "2026-13", "2026-q5", "2026-w54", "2026-1-1", "9999-01"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_periods_join_without_a_gap() {
        for step in Step::ALL {
            let found = Period::last(step, "2026-03-31".parse().unwrap(), 9);
            assert_eq!(found.len(), 9);
            assert!(found.windows(2).all(|it| it[0].until == it[1].from), "{found:?}");
        }
    }
}
