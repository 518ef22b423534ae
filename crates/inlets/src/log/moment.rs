//! How a log writes its times, and how they become instants.

use base::Instant;
use jiff::{Timestamp, civil::DateTime, fmt::strtime::BrokenDownTime, tz::TimeZone};

/// How times are written: with an offset, or as local times of one zone; by a pattern, or as ISO 8601.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    /// The zone of times without an offset.
    pub zone: Option<TimeZone>,
    /// A pattern such as `%d/%m/%Y %H:%M`; without one, ISO 8601.
    pub format: Option<String>,
}

impl Moments {
    /// The instant that a text names, or what is wrong with it.
    pub fn read(&self, text: &str) -> Result<Instant, String> {
        let text = text.trim();
        match &self.format {
            Some(format) => self.by_format(text, format),
            None => self.by_iso(text),
        }
    }

    fn by_iso(&self, text: &str) -> Result<Instant, String> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at.into());
        }
        match text.parse::<DateTime>() {
            Ok(local) => self.in_zone(local, text),
            Err(_) => Err(format!("`{}` is not a time such as 2026-11-22T09:30:00+01:00", short(text))),
        }
    }

    fn by_format(&self, text: &str, format: &str) -> Result<Instant, String> {
        let not_so = |error: jiff::Error| format!("`{}` is not a time written as `{format}`: {error}", short(text));
        let parsed = BrokenDownTime::parse(format, text).map_err(not_so)?;
        if let Ok(at) = parsed.to_timestamp() {
            return Ok(at.into());
        }
        let day = parsed.to_date().map_err(not_so)?;
        let time = parsed.to_time().unwrap_or(jiff::civil::Time::midnight());
        self.in_zone(day.to_datetime(time), text)
    }

    fn in_zone(&self, local: DateTime, text: &str) -> Result<Instant, String> {
        let Some(zone) = &self.zone else {
            return Err(format!("`{}` has no offset from UTC: name its `zone` in the mapping", short(text)));
        };
        let at = zone.to_timestamp(local);
        at.map(Instant::from).map_err(|error| format!("`{}` is out of range: {error}", short(text)))
    }
}

/// The first characters of a text, for a message.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 60;
    let mut start: String = text.chars().take(MOST).collect();
    if start.len() < text.len() {
        start.push_str("...");
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: Option<&str>, format: Option<&str>, text: &str) -> String {
        let zone = zone.map(|name| TimeZone::get(name).unwrap());
        match (Moments { zone, format: format.map(str::to_owned) }).read(text) {
            Ok(at) => at.to_string(),
            Err(reason) => reason,
        }
    }

    #[test]
    fn offsets_become_utc() {
        assert_eq!(check(None, None, "2010-03-31T16:59:42+02:00"), "2010-03-31T14:59:42Z");
        assert_eq!(check(None, None, "2010-03-31T16:59:42.5+0200"), "2010-03-31T14:59:42.5Z");
        assert_eq!(check(None, None, " 2010-03-31 16:59:42Z "), "2010-03-31T16:59:42Z");
    }

    #[test]
    fn local_times_need_a_zone() {
        assert!(check(None, None, "2010-03-31T16:59:42").contains("name its `zone`"));
        assert_eq!(check(Some("Europe/Stockholm"), None, "2010-03-31 16:59"), "2010-03-31T14:59:00Z");
        assert_eq!(check(Some("Europe/Stockholm"), None, "2010-01-31"), "2010-01-30T23:00:00Z");
    }

    #[test]
    fn a_format_is_obeyed() {
        assert_eq!(check(Some("Asia/Tokyo"), Some("%d/%m/%Y %H:%M"), "03/05/2012 01:05"), "2012-05-02T16:05:00Z");
        assert_eq!(check(None, Some("%d.%m.%Y %H:%M %z"), "03.05.2012 01:05 +0200"), "2012-05-02T23:05:00Z");
        assert!(check(None, Some("%d/%m/%Y"), "x").contains("`%d/%m/%Y`"));
    }

    #[test]
    fn nonsense_is_named_in_short() {
        assert!(check(None, None, &"x".repeat(900)).len() < 200);
    }
}
