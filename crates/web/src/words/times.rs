//! Instants and spans in words, 24 h, in the reader's zone.

use base::{Instant, NoTime, Span};
use jiff::{Zoned, tz::TimeZone};

use crate::look::view::Moment;

/// How one reader reads times.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    zone: TimeZone,
    now: Instant,
}

impl Times {
    /// In a zone, at an instant.
    pub(crate) fn new(zone: TimeZone, now: Instant) -> Self {
        Self { zone, now }
    }
    /// The present instant.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }
    /// The zone's name.
    pub(crate) fn zone_name(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").to_owned()
    }
    /// An instant on the reader's wall clock.
    pub(crate) fn zoned(&self, at: Instant) -> Zoned {
        at.timestamp().to_zoned(self.zone.clone())
    }

    /// The hour today, the day with it in this year, the date before that.
    pub(crate) fn words(&self, at: Instant) -> String {
        let (at, now) = (self.zoned(at), self.zoned(self.now));
        let pattern = if at.date() == now.date() {
            "%H:%M"
        } else if at.year() == now.year() {
            "%-d %b %H:%M"
        } else {
            "%-d %b %Y"
        };
        at.strftime(pattern).to_string()
    }

    /// Day, hour and second, as an audit needs it.
    pub(crate) fn exact(&self, at: Instant) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }

    /// The day in words.
    pub(crate) fn day(&self, at: Instant) -> String {
        let (at, now) = (self.zoned(at), self.zoned(self.now));
        at.strftime(if at.year() == now.year() { "%A %-d %B" } else { "%-d %B %Y" }).to_string()
    }

    /// An instant for people and for machines.
    pub(crate) fn moment(&self, at: Instant) -> Moment {
        self.named(at, self.words(at))
    }

    /// An instant under words of one's own.
    pub(crate) fn named(&self, at: Instant, words: String) -> Moment {
        Moment::new(words, self.zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Whether an instant lies on the reader's present day.
    pub(crate) fn is_today(&self, at: Instant) -> bool {
        self.zoned(at).date() == self.zoned(self.now).date()
    }

    /// An instant as a date-and-time input wants it.
    pub(crate) fn local(&self, at: Instant) -> String {
        self.zoned(at).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// An instant as people write it, where the reader's clock hangs.
    pub(crate) fn read(&self, text: &str) -> Result<Instant, NoTime> {
        Instant::read(text, &self.zone)
    }

    /// The instant behind what a date-and-time input sent; text that is none comes back as it was.
    pub(crate) fn read_local(&self, text: &str) -> String {
        self.read(text).map_or_else(|_no| text.to_owned(), |it| it.to_string())
    }
}

/// A length of time in its two largest units: `38m`, `1h 40m`, `2d 3h`.
pub(crate) fn span(of: Span) -> String {
    let minutes = of.secs().abs() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, rest) => format!("{rest}m"),
        (0, hours, 0) => format!("{hours}h"),
        (0, hours, rest) => format!("{hours}h {rest:02}m"),
        (days, 0, _) => format!("{days}d"),
        (days, hours, _) => format!("{days}d {hours}h"),
    }
}

/// A length of working time: where a calendar closes, a day of it is no day, and hours are said.
pub(crate) fn worked(of: Span, never_closes: bool) -> String {
    let minutes = of.secs().abs() / 60;
    if never_closes || minutes < 1440 {
        return span(of);
    }
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours}h"),
        (hours, rest) => format!("{hours}h {rest:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_is_said_in_hours_where_the_calendar_closes() {
        let target = Span::from_mins(40 * 60);
        assert_eq!((worked(target, false).as_str(), worked(target, true).as_str()), ("40h", "1d 16h"));
        assert_eq!(worked(Span::from_mins(2685), false), "44h 45m");
        assert_eq!(worked(Span::from_mins(45), false), "45m");
    }

    fn check(minutes: i64, words: &str) {
        assert_eq!(span(Span::from_mins(minutes)), words);
    }

    #[test]
    fn spans_take_two_units() {
        check(0, "0m");
        check(38, "38m");
        check(100, "1h 40m");
        check(120, "2h");
        check(-14, "14m");
        check(1440, "1d");
        check(3100, "2d 3h");
    }

    #[test]
    fn what_an_input_sends_is_read_in_the_readers_zone() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let times = Times::new(zone, Instant::from_micros(0));
        assert_eq!(times.read_local("2026-07-24T13:58"), "2026-07-24T11:58:00Z");
        assert_eq!(times.read_local("soon"), "soon");
    }
}
