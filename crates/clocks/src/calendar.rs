//! When people work: a zone, hours for each weekday, holidays and extra days. Refuses to know who works.

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};

use crate::{BadCalendar, Hours, Reason, Window};

/// A working calendar. Days and hours are those of the wall clock in its zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    key: String,
    title: String,
    zone_name: String,
    zone: TimeZone,
    week: [Hours; 7],
    holidays: BTreeMap<Date, String>,
    extra: BTreeMap<Date, Extra>,
}

/// A day that keeps hours of its own.
#[derive(Clone, Debug)]
struct Extra {
    name: String,
    hours: Hours,
}

impl Calendar {
    /// A calendar that is closed on every day: give it hours with [`Self::open`].
    ///
    /// # Errors
    /// [`BadCalendar::UnknownZone`] where `zone` is not an IANA name.
    pub fn new(key: &str, title: &str, zone: &str) -> Result<Self, BadCalendar> {
        let unknown = |source| BadCalendar::UnknownZone { key: key.to_owned(), zone: zone.to_owned(), source };
        let found = TimeZone::get(zone).map_err(|source| unknown(Some(source)))?;
        if found.is_unknown() {
            return Err(unknown(None));
        }
        Ok(Self {
            key: key.to_owned(),
            title: title.to_owned(),
            zone_name: zone.to_owned(),
            zone: found,
            week: Default::default(),
            holidays: BTreeMap::new(),
            extra: BTreeMap::new(),
        })
    }

    /// Opens these weekdays at these hours, in place of those they had.
    #[must_use]
    pub fn open(mut self, days: impl IntoIterator<Item = Weekday>, hours: &Hours) -> Self {
        for day in days {
            if let Some(slot) = self.week.get_mut(place(day)) {
                *slot = hours.clone();
            }
        }
        self
    }

    /// Opens every weekday, day and night. Holidays given besides still close.
    #[must_use]
    pub fn always(self) -> Self {
        self.open(Weekday::Monday.cycle_forward().take(7), &Hours::always())
    }

    /// Closes these days, each with the name it is closed for.
    #[must_use]
    pub fn holidays(mut self, days: impl IntoIterator<Item = (Date, String)>) -> Self {
        self.holidays.extend(days);
        self
    }

    /// Gives one day hours of its own: a working Saturday, half of Christmas Eve. Stronger than weekday and holiday.
    #[must_use]
    pub fn extra(mut self, day: Date, name: &str, hours: Hours) -> Self {
        self.extra.insert(day, Extra { name: name.to_owned(), hours });
        self
    }

    /// The stable key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The name people read.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The IANA name of the zone, as it was given.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The zone's rules.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The windows in which this day is open, earliest first; none where it is closed.
    pub fn hours_on(&self, day: Date) -> &[Window] {
        if let Some(extra) = self.extra.get(&day) {
            return extra.hours.windows();
        }
        if self.holidays.contains_key(&day) {
            return &[];
        }
        self.week.get(place(day.weekday())).map_or(&[], Hours::windows)
    }

    /// The name of this day where it is a holiday or an extra day.
    pub fn name_of(&self, day: Date) -> Option<&str> {
        self.extra.get(&day).map(|extra| &extra.name).or_else(|| self.holidays.get(&day)).map(String::as_str)
    }

    /// Why the closed part of this day is closed.
    pub fn closed_because(&self, day: Date) -> Reason {
        let name = || self.name_of(day).map(|name| Reason::Holiday(name.to_owned()));
        if !self.hours_on(day).is_empty() {
            return Reason::OutsideHours;
        }
        name().unwrap_or(Reason::DayOff)
    }

    /// Whether every instant is working time.
    pub fn never_closes(&self) -> bool {
        let whole = |hours: &Hours| hours.windows() == [Window::ALWAYS];
        self.holidays.is_empty() && self.week.iter().all(whole) && self.extra.values().all(|day| whole(&day.hours))
    }
}

/// Monday first.
fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn office() -> Calendar {
        let hours = "09:00-17:00".parse().unwrap();
        Calendar::new("office", "Office", "Europe/Berlin")
            .unwrap()
            .open(Weekday::Monday.cycle_forward().take(5), &hours)
            .holidays([
                (date(2026, 12, 25), "Christmas Day".to_owned()),
                (date(2026, 12, 24), "Christmas Eve".to_owned()),
            ])
            .extra(date(2026, 12, 24), "Christmas Eve", "09:00-12:00".parse().unwrap())
    }

    #[test]
    fn an_extra_day_is_stronger_than_a_holiday_and_a_holiday_than_the_week() {
        let check = |day: Date, said: &str| {
            assert_eq!(Hours::new(office().hours_on(day).to_vec()).unwrap().to_string(), said, "{day}");
        };
        check(date(2026, 12, 23), "09:00-17:00");
        check(date(2026, 12, 24), "09:00-12:00");
        check(date(2026, 12, 25), "closed");
        check(date(2026, 12, 26), "closed");
    }

    #[test]
    fn a_closed_day_says_why() {
        assert_eq!(office().closed_because(date(2026, 12, 25)), Reason::Holiday("Christmas Day".to_owned()));
        assert_eq!(office().closed_because(date(2026, 12, 26)), Reason::DayOff);
        assert_eq!(office().closed_because(date(2026, 12, 24)), Reason::OutsideHours);
    }

    #[test]
    fn only_a_calendar_without_holidays_never_closes() {
        let open = Calendar::new("all", "Day and night", "UTC").unwrap().always();
        assert!(open.never_closes());
        assert!(!open.holidays([(date(2027, 1, 1), "New Year".to_owned())]).never_closes());
        assert!(!office().never_closes());
    }

    #[test]
    fn an_unknown_zone_is_named_with_its_calendar() {
        for zone in ["Europe/Bonn", "", "Etc/Unknown"] {
            let fault = Calendar::new("office", "Office", zone).unwrap_err().to_string();
            assert!(fault.contains("`office`") && fault.contains("IANA"), "{fault}");
        }
    }
}
