//! A month as weeks of days, with what falls due on each.

use base::Instant;
use engine::DutyView;
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use super::{Asked, anchor, loudness, stands};
use crate::{
    look::view::{DutyDay, DutyMark, DutyMonth, Link},
    urls,
};

/// The first day of a month that was sent as `2026-11`.
pub(super) fn read(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let year = year.parse().ok().filter(|it| (1970..=9990).contains(it))?;
    Date::new(year, month.parse().ok()?, 1).ok()
}

/// The instants between which the month's duties fall due.
pub(super) fn bounds(month: Date, zone: &TimeZone) -> (Instant, Instant) {
    let it = clocks::Every::Month.of(month);
    (it.starts(zone), it.ends(zone))
}

/// The month.
pub(super) fn drawn(month: Date, today: Date, duties: &[DutyView], asked: &Asked) -> DutyMonth {
    let to = |day: Date, label: &str| {
        let name = day.strftime("%Y-%m").to_string();
        Link::to(
            label,
            urls::with_query("/duties", &[("month", &name), ("whose", &asked.whose), ("role", &asked.role)]),
        )
    };
    let (before, after) = (month.saturating_sub(1.month()), month.saturating_add(1.month()));
    let mut day = clocks::Every::Week.of(month).first();
    let mut weeks = Vec::new();
    while day < after {
        let mut week = Vec::with_capacity(7);
        for _weekday in 0..7 {
            week.push(one(day, month, today, duties));
            day = day.saturating_add(1.day());
        }
        weeks.push(week);
    }
    DutyMonth {
        title: month.strftime("%B %Y").to_string(),
        name: month.strftime("%Y-%m").to_string(),
        previous: to(before, &before.strftime("%B").to_string()),
        next: to(after, &after.strftime("%B").to_string()),
        weeks,
    }
}

fn one(day: Date, month: Date, today: Date, duties: &[DutyView]) -> DutyDay {
    let now = duties.first().map(|it| it.now).unwrap_or_default();
    let mark = |it: &DutyView| DutyMark {
        title: it.duty.what.title.clone(),
        stands: stands(it).to_owned(),
        tone: loudness(it, now),
        url: anchor(it.standing).to_owned(),
    };
    let mut due: Vec<&DutyView> = duties.iter().filter(|it| it.duty.period.last() == day).collect();
    due.sort_by_key(|it| it.standing);
    DutyDay {
        number: day.day().to_string(),
        machine: day.to_string(),
        words: day.strftime("%A %-d %B").to_string(),
        is_outside: day.month() != month.month(),
        is_today: day == today,
        marks: due.into_iter().map(mark).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let check = |month: &str, first: &str, weeks: usize| {
            let day = read(month).unwrap();
            let drawn = drawn(day, day, &[], &Asked::default());
            assert_eq!((drawn.weeks[0][0].machine.as_str(), drawn.weeks.len()), (first, weeks), "{month}");
            assert!(drawn.weeks.iter().all(|it| it.len() == 7));
            let inside = drawn.weeks.iter().flatten().filter(|it| !it.is_outside).count();
            assert_eq!(inside, usize::try_from(day.days_in_month()).unwrap());
        };
        check("2026-11", "2026-10-26", 6);
        check("2027-02", "2027-02-01", 4);
        check("2026-12", "2026-11-30", 5);
    }

    #[test]
    fn what_is_no_month_is_none() {
        for text in ["", "2026", "2026-13", "26-1x", "-1-02", "2026-11-05", "99999-01"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
