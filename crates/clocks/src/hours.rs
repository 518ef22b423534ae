//! Opening times within one local day. Knows the wall clock; refuses to know dates and zones.

use std::{fmt, str::FromStr};

use jiff::civil::Time;

use crate::BadCalendar;

/// A time between two readings of the wall clock on one day: `from` belongs to it, its end does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: Time,
    to: Option<Time>,
}

impl Window {
    /// From midnight to midnight.
    pub const ALWAYS: Self = Self { from: Time::midnight(), to: None };

    /// The window from `from` until `to`; no `to` means 24:00, the end of the day.
    ///
    /// # Errors
    /// [`BadCalendar::Backwards`] where `to` is not after `from`.
    pub fn new(from: Time, to: Option<Time>) -> Result<Self, BadCalendar> {
        let window = Self { from, to };
        if to.is_some_and(|to| to <= from) {
            return Err(BadCalendar::Backwards { window: window.to_string() });
        }
        Ok(window)
    }

    /// When it opens.
    pub const fn from(self) -> Time {
        self.from
    }

    /// When it closes; `None` is 24:00.
    pub const fn to(self) -> Option<Time> {
        self.to
    }

    fn runs_into(self, next: Self) -> bool {
        self.to.is_none_or(|to| to > next.from)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}-", self.from.hour(), self.from.minute())?;
        match self.to {
            Some(to) => write!(f, "{:02}:{:02}", to.hour(), to.minute()),
            None => f.write_str("24:00"),
        }
    }
}

impl FromStr for Window {
    type Err = BadCalendar;

    fn from_str(text: &str) -> Result<Self, BadCalendar> {
        let unreadable = || BadCalendar::Unreadable { text: text.to_owned() };
        let (from, to) = text.split_once('-').ok_or_else(unreadable)?;
        let from = wall_time(from.trim()).ok_or_else(unreadable)?;
        let to = match to.trim() {
            "24:00" => None,
            to => Some(wall_time(to).ok_or_else(unreadable)?),
        };
        Self::new(from, to)
    }
}

/// Reads `HH:MM`, two digits each.
fn wall_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// The windows of one day, in order, sharing no time. Empty: closed all day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(Vec<Window>);

impl Hours {
    /// These windows, in any order; they may touch.
    ///
    /// # Errors
    /// [`BadCalendar::Overlap`] where two of them share time.
    pub fn new(mut windows: Vec<Window>) -> Result<Self, BadCalendar> {
        windows.sort_by_key(|window| window.from);
        for (first, second) in windows.iter().zip(windows.iter().skip(1)) {
            if first.runs_into(*second) {
                return Err(BadCalendar::Overlap { first: *first, second: *second });
            }
        }
        Ok(Self(windows))
    }

    /// Day and night.
    pub fn always() -> Self {
        Self(vec![Window::ALWAYS])
    }

    /// Not at all.
    pub const fn closed() -> Self {
        Self(Vec::new())
    }

    /// The windows, earliest first.
    pub fn windows(&self) -> &[Window] {
        &self.0
    }
}

/// Reads `08:00-12:00, 13:00-17:00`, `always` or `closed`.
impl FromStr for Hours {
    type Err = BadCalendar;

    fn from_str(text: &str) -> Result<Self, BadCalendar> {
        match text.trim() {
            "always" => Ok(Self::always()),
            "closed" => Ok(Self::closed()),
            list => Self::new(list.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>()?),
        }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("closed");
        }
        for (place, window) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{window}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, said: &str) {
        let outcome = text.parse::<Hours>().map_or_else(|fault| fault.to_string(), |hours| hours.to_string());
        assert!(outcome.contains(said), "{text}: {outcome}");
    }

    #[test]
    fn hours_are_read_sorted_and_written_back() {
        check("08:00-17:00", "08:00-17:00");
        check("13:00-24:00, 08:30-12:00", "08:30-12:00, 13:00-24:00");
        check("08:00-12:00,12:00-17:00", "08:00-12:00, 12:00-17:00");
        check("always", "00:00-24:00");
        check("closed", "closed");
    }

    #[test]
    fn wrong_hours_say_what_is_wrong_and_how_to_write_them() {
        check("22:00-06:00", "split a night at midnight");
        check("09:00-09:00", "`09:00-09:00` end before they begin");
        check("08:00-12:00, 11:59-13:00", "`08:00-12:00` and `11:59-13:00` overlap");
        check("always, 08:00-09:00", "could not read");
        check("08:00-24:00, 23:00-23:30", "overlap");
        for text in
            ["", "8:00-17:00", "08:00", "08:00-25:00", "08:60-09:00", "24:00-24:00", "+8:00-09:00", "08:00-09:00,"]
        {
            check(text, "could not read hours");
        }
    }
}
