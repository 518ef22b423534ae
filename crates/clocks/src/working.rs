//! Counting working time between instants, and going on from one. Refuses to know what is counted for.

use base::{Instant, Span};

use crate::{
    Calendar, Kind, Reason, Segment,
    opening::Openings,
    segment::push,
    zone::{Edges, day_of},
};

/// The working time from `a` until `b`; zero where `b` is not after `a`.
pub fn working(calendar: &Calendar, a: Instant, b: Instant) -> Span {
    if b <= a {
        return Span::ZERO;
    }
    if calendar.never_closes() {
        return b.since(a);
    }
    Openings::between(calendar, a, b)
        .take_while(|(from, _)| *from < b)
        .fold(Span::ZERO, |sum, (from, to)| sum.plus(to.min(b).since(from)))
}

/// The earliest instant at which `span` of working time has passed since `start`.
///
/// A span of nothing, or a negative one, has passed at `start` itself. `None` where the calendar stays closed for ten
/// years before that, or the year 9999 ends.
pub fn add(calendar: &Calendar, start: Instant, span: Span) -> Option<Instant> {
    if span <= Span::ZERO {
        return Some(start);
    }
    if calendar.never_closes() {
        return Some(start.plus(span));
    }
    let mut left = span;
    for (from, to) in Openings::after(calendar, start) {
        let open = to.since(from);
        if open >= left {
            return Some(from.plus(left));
        }
        left = left.minus(open);
    }
    None
}

/// The time from `a` until `b` in pieces without holes: what is open, and for what is closed the reason, day by day.
pub fn segments(calendar: &Calendar, a: Instant, b: Instant) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut edges = Edges::new(calendar.zone());
    let mut done = a;
    for (from, to) in Openings::between(calendar, a, b).take_while(|(from, _)| *from < b) {
        push_closed(&mut all, calendar, &mut edges, (done, from));
        done = to.min(b);
        push(&mut all, Segment { from, to: done, kind: Kind::Counted, reason: Reason::Open });
    }
    push_closed(&mut all, calendar, &mut edges, (done, b));
    all
}

/// Appends a closed stretch, cut at midnight where the reason changes.
fn push_closed(all: &mut Vec<Segment>, calendar: &Calendar, edges: &mut Edges<'_>, (from, to): (Instant, Instant)) {
    if to <= from {
        return;
    }
    let (mut from, mut day) = (from, day_of(calendar.zone(), from));
    while from < to {
        let tomorrow = day.tomorrow().ok();
        let midnight = tomorrow.and_then(|next| edges.opening(next.to_datetime(jiff::civil::Time::midnight())));
        let end = midnight.map_or(to, |midnight| midnight.min(to)).max(from);
        push(all, Segment { from, to: end, kind: Kind::Closed, reason: calendar.closed_because(day) });
        from = end;
        match tomorrow {
            Some(next) => day = next,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// The same hours on each day.
    fn daily(zone: &str, hours: &str) -> Calendar {
        let days = Weekday::Monday.cycle_forward().take(7);
        Calendar::new("daily", "Daily", zone).unwrap().open(days, &hours.parse().unwrap())
    }

    fn check(calendar: &Calendar, a: &str, b: &str, minutes: i64) {
        assert_eq!(working(calendar, at(a), at(b)).micros(), minutes * 60_000_000, "{a} until {b}");
    }

    #[test]
    fn a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn() {
        let night = daily("Europe/Berlin", "00:00-06:00");
        check(&night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 300);
        check(&night, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 420);
        check(&night, "2026-06-24T12:00:00Z", "2026-06-25T12:00:00Z", 360);
    }

    #[test]
    fn a_day_that_was_left_out_has_no_hours() {
        let office = daily("Pacific/Apia", "09:00-17:00");
        check(&office, "2011-12-29T10:00:00Z", "2011-12-31T09:59:00Z", 2 * 480);
    }

    #[test]
    fn a_window_goes_on_where_the_clock_goes_back_over_its_midnight() {
        // At one minute past midnight it goes back to one minute past eleven of the day before, which is a Saturday.
        let saturdays = Calendar::new("late", "Saturdays", "America/St_Johns").unwrap();
        let saturdays = saturdays.open([Weekday::Saturday], &"22:00-24:00".parse().unwrap());
        check(&saturdays, "2010-11-07T02:30:00Z", "2010-11-08T00:00:00Z", 60);
        check(&saturdays, "2010-11-06T00:00:00Z", "2010-11-08T00:00:00Z", 180);
    }

    #[test]
    fn the_due_time_falls_on_the_wall_clock_hour_across_a_change() {
        let office = daily("Europe/Berlin", "09:00-17:00");
        let due = add(&office, at("2026-10-24T14:00:00Z"), Span::from_mins(120));
        assert_eq!(due, Some(at("2026-10-25T09:00:00Z")));
    }

    #[test]
    fn a_calendar_that_stays_closed_has_no_due_time_but_a_late_opening_counts() {
        let closed = Calendar::new("closed", "Closed", "UTC").unwrap();
        let start = at("2026-01-01T00:00:00Z");
        assert_eq!(add(&closed, start, Span::from_mins(1)), None);
        assert_eq!(add(&closed, start, Span::ZERO), Some(start));
        let opens_late = closed.extra(date(2056, 1, 1), "Opening day", "always".parse().unwrap());
        check(&opens_late, "2026-01-01T00:00:00Z", "2057-01-01T00:00:00Z", 1440);
    }

    #[test]
    fn a_calendar_that_never_closes_counts_every_microsecond() {
        let always = daily("Europe/Berlin", "always");
        let (a, b) = (at("2026-01-01T00:00:00.000001Z"), at("2027-01-01T00:00:00Z"));
        assert_eq!(working(&always, a, b), b.since(a));
        assert_eq!(add(&always, a, b.since(a)), Some(b));
        let all = segments(&always, a, b);
        assert_eq!(all, [Segment { from: a, to: b, kind: Kind::Counted, reason: Reason::Open }]);
    }
}
