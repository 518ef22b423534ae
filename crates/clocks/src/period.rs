//! Calendar periods of a zone: days, weeks, months, quarters, years. Refuses to know what falls due in them.
//!
//! A period lasts from the first instant of its first day until the first instant of the day after its last, so periods
//! follow each other without gap or overlap, whatever the clocks do at midnight.

use base::Instant;
use jiff::{
    Span, ToSpan as _,
    civil::{Date, ISOWeekDate, Weekday},
    tz::TimeZone,
};

use crate::zone::{Edges, day_of};

/// How long periods are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// One calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    every: Every,
}

impl Every {
    /// All of them, the shortest first.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The period that holds a day.
    pub fn of(self, day: Date) -> Period {
        let first = match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                day.first_of_month().saturating_sub(i32::from((day.month().saturating_sub(1)).rem_euclid(3)).months())
            }
            Self::Year => day.first_of_year(),
        };
        Period { first, every: self }
    }

    /// The period that holds an instant.
    pub fn at(self, zone: &TimeZone, at: Instant) -> Period {
        self.of(day_of(zone, at))
    }

    fn span(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }
}

impl Period {
    /// How long it is.
    pub fn every(self) -> Every {
        self.every
    }
    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }
    /// Its last day.
    pub fn last(self) -> Date {
        self.next().first.saturating_sub(1.day())
    }
    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.saturating_add(self.every.span()), ..self }
    }
    /// The one before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self { first: self.first.saturating_sub(self.every.span()), ..self }
    }
    /// Its first instant.
    pub fn starts(self, zone: &TimeZone) -> Instant {
        let far = Instant::from_micros(i64::MAX);
        Edges::new(zone).opening(self.first.at(0, 0, 0, 0)).unwrap_or(far)
    }
    /// The first instant after it.
    pub fn ends(self, zone: &TimeZone) -> Instant {
        self.next().starts(zone)
    }

    /// Its name: `2026-11-25`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`.
    pub fn name(self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.every {
            Every::Day => self.first.to_string(),
            Every::Week => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Every::Month => format!("{year:04}-{month:02}"),
            Every::Quarter => format!("{year:04}-Q{}", month.saturating_sub(1).div_euclid(3).saturating_add(1)),
            Every::Year => format!("{year:04}"),
        }
    }

    /// The period with a name.
    pub fn parse(name: &str) -> Option<Self> {
        let found = match (name.split_once('-'), name.len()) {
            (None, 4) => Every::Year.of(Date::new(name.parse().ok()?, 1, 1).ok()?),
            (Some((year, rest)), 7) if rest.starts_with('Q') => {
                let quarter: i8 = rest.get(1..)?.parse().ok().filter(|it| (1..=4).contains(it))?;
                Every::Quarter.of(Date::new(year.parse().ok()?, quarter.saturating_mul(3), 1).ok()?)
            }
            (Some((year, rest)), 8) if rest.starts_with('W') => {
                let week = ISOWeekDate::new(year.parse().ok()?, rest.get(1..)?.parse().ok()?, Weekday::Monday).ok()?;
                Every::Week.of(week.date())
            }
            (Some((year, month)), 7) => Every::Month.of(Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?),
            (Some(_), 10) => Every::Day.of(name.parse().ok()?),
            (_, _) => return None,
        };
        Some(found).filter(|it| it.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(every: Every, day: &str, name: &str, first: &str, last: &str) {
        let it = every.of(day.parse().unwrap());
        assert_eq!(
            (it.name().as_str(), it.first().to_string(), it.last().to_string()),
            (name, first.into(), last.into())
        );
        assert_eq!(Period::parse(name), Some(it));
        assert_eq!(it.next().before(), it);
        assert_eq!(every.of(it.last()), it);
        assert_eq!(every.of(it.last().tomorrow().unwrap()), it.next());
    }

    #[test]
    fn a_day_lies_in_one_period_of_each_length() {
        check(Every::Day, "2026-11-25", "2026-11-25", "2026-11-25", "2026-11-25");
        check(Every::Week, "2026-11-25", "2026-W48", "2026-11-23", "2026-11-29");
        check(Every::Month, "2026-02-25", "2026-02", "2026-02-01", "2026-02-28");
        check(Every::Quarter, "2026-11-25", "2026-Q4", "2026-10-01", "2026-12-31");
        check(Every::Quarter, "2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31");
        check(Every::Year, "2028-02-29", "2028", "2028-01-01", "2028-12-31");
        // The first days of a year can lie in the last week of the year before.
        check(Every::Week, "2027-01-02", "2026-W53", "2026-12-28", "2027-01-03");
    }

    #[test]
    fn a_name_that_names_no_period_is_none() {
        for name in
            ["", "2026-Q5", "2026-Q0", "2026-W54", "2026-13", "2026-1", "26", "2026-02-30", "2026-11-25T00", "x"]
        {
            assert_eq!(Period::parse(name), None, "{name}");
        }
    }

    #[test]
    fn periods_follow_each_other_without_gap_in_every_zone() {
        for name in ["Europe/Stockholm", "Africa/Cairo", "Pacific/Apia", "America/Havana", "UTC"] {
            let zone = TimeZone::get(name).unwrap();
            for every in Every::ALL {
                let mut it = every.of("2011-12-01".parse().unwrap());
                for _step in 0..800 {
                    assert_eq!(it.ends(&zone), it.next().starts(&zone), "{name} {}", it.name());
                    assert!(it.starts(&zone) <= it.ends(&zone), "{name} {}", it.name());
                    let begins = it.starts(&zone);
                    // A day that never was (Apia skipped one) holds no instant.
                    assert!(begins == it.ends(&zone) || every.at(&zone, begins) == it, "{name} {}", it.name());
                    it = it.next();
                }
            }
        }
    }
}
