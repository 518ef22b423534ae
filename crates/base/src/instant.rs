//! Instants and spans as whole microseconds: the same number in both databases, in files and on the wire.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A length of time in microseconds; may be negative (an overrun).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

/// A text that is not an instant.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not an instant: write it like 2026-11-22T09:30:00Z")]
pub struct BadInstant {
    text: String,
    #[source]
    source: jiff::Error,
}

/// A text that is no time as people write it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time; write 2026-12-24T03:00, 2026-12-24 or 2026-12-24T02:00:00Z")]
pub struct NoTime(String);

/// How long `2026-12-24` is.
const DAY: usize = 10;

impl Instant {
    /// The instant that many microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// The same instant as a jiff timestamp; instants outside its range are clamped to it.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
    /// An instant as people write it: with its zone (`2026-12-24T02:00:00Z`), or as the clock hangs in a zone
    /// (`2026-12-24T03:00`); a day alone means its noon.
    ///
    /// # Errors
    ///
    /// Where the text is none of these.
    pub fn read(text: &str, zone: &jiff::tz::TimeZone) -> Result<Self, NoTime> {
        use jiff::civil;
        let text = text.trim();
        if let Ok(at) = text.parse::<Self>() {
            return Ok(at);
        }
        let day = || Some(text.parse::<civil::Date>().ok().filter(|_| text.len() <= DAY)?.at(12, 0, 0, 0));
        let local = day().or_else(|| text.parse::<civil::DateTime>().ok());
        let zoned = local.and_then(|it| it.to_zoned(zone.clone()).ok());
        zoned.map(|it| it.timestamp().into()).ok_or_else(|| NoTime(text.to_owned()))
    }
    /// This instant moved by a span, saturating.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
    /// How long from `earlier` until this instant; negative where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

impl FromStr for Instant {
    type Err = BadInstant;
    fn from_str(text: &str) -> Result<Self, BadInstant> {
        text.parse::<jiff::Timestamp>().map(Self::from).map_err(|source| BadInstant { text: text.to_owned(), source })
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// That many microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// That many seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }
    /// That many minutes.
    pub const fn from_mins(mins: i64) -> Self {
        Self::from_secs(mins.saturating_mul(60))
    }
    /// Microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// Whole seconds, towards zero.
    pub const fn secs(self) -> i64 {
        self.0 / 1_000_000
    }
    /// The sum, saturating.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
    /// The difference, saturating.
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap();
        let read = |text: &str| Instant::read(text, &zone).map(|it| it.to_string());
        for (text, at) in [
            ("2026-12-24T03:00", "2026-12-24T02:00:00Z"),
            (" 2026-12-24 ", "2026-12-24T11:00:00Z"),
            ("2026-12-24T02:00:00Z", "2026-12-24T02:00:00Z"),
            ("2026-12-24T02:00:00+05:00", "2026-12-23T21:00:00Z"),
        ] {
            assert_eq!(read(text), Ok(at.to_owned()), "{text}");
        }
        for text in ["", "yesterday", "31-31-31", "2026-13-01", "2026-12-24T25:00"] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.starts_with(&format!("`{text}` is no time; write ")), "{said}");
        }
    }

    #[test]
    fn an_instant_reads_back_as_it_was_written() {
        let at: Instant = "2026-11-22T09:30:00.000001Z".parse().unwrap();
        assert_eq!(at.micros() % 1_000_000, 1);
        assert_eq!(at.to_string().parse::<Instant>().unwrap(), at);
    }

    #[test]
    fn a_bad_instant_says_how_to_write_one() {
        let fault = "yesterday".parse::<Instant>().unwrap_err();
        assert!(fault.to_string().contains("2026-11-22T09:30:00Z"), "{fault}");
    }
}
