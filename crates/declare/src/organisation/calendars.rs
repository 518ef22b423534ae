//! Calendars as text: zone, hours, holidays and days of their own.

use clocks::{BadCalendar, Calendar, Hours};
use jiff::civil::{Date, Weekday};

use super::people;
use crate::{
    files::Files,
    log::{At, Log},
    nearest,
    table::{Table, Word, as_word},
};

const DAYS: [(&str, &[Weekday]); 9] = [
    ("monday", &[Weekday::Monday]),
    ("tuesday", &[Weekday::Tuesday]),
    ("wednesday", &[Weekday::Wednesday]),
    ("thursday", &[Weekday::Thursday]),
    ("friday", &[Weekday::Friday]),
    ("saturday", &[Weekday::Saturday]),
    ("sunday", &[Weekday::Sunday]),
    ("weekdays", &[Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday]),
    ("weekend", &[Weekday::Saturday, Weekday::Sunday]),
];

/// A calendar as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarText {
    /// The natural key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// IANA zone.
    pub zone: String,
    /// Hours by weekday; days not named are closed.
    pub hours: Vec<(Weekday, Hours)>,
    /// Days on which it is closed, with their names.
    pub holidays: Vec<(Date, String)>,
    /// Days with hours of their own, with their names.
    pub extra: Vec<(Date, String, Hours)>,
    /// File and line.
    pub declared_at: String,
}

impl CalendarText {
    /// The calendar that clocks count in.
    ///
    /// # Errors
    /// [`BadCalendar::UnknownZone`], which loading has ruled out.
    pub fn calendar(&self) -> Result<Calendar, BadCalendar> {
        let mut found = Calendar::new(&self.key, &self.title, &self.zone)?.holidays(self.holidays.iter().cloned());
        for (day, hours) in &self.hours {
            found = found.open([*day], hours);
        }
        for (day, name, hours) in &self.extra {
            found = found.extra(*day, name, hours.clone());
        }
        Ok(found)
    }
}

/// All calendars.
pub(super) fn all(files: &Files, log: &Log<'_>) -> Vec<CalendarText> {
    people::each(files, "calendars", "calendar", log, |word, table| {
        let zone = table.needed("zone");
        let found = CalendarText {
            key: word.text.to_owned(),
            title: table.needed("title").map(|it| it.text.to_owned()).unwrap_or_default(),
            zone: zone.map(|it| it.text.to_owned()).unwrap_or_default(),
            hours: week(table, log),
            holidays: holidays(table, log),
            extra: extra(table, log),
            declared_at: log.line_of(word.at),
        };
        if let (Some(zone), Err(why)) = (zone, found.calendar()) {
            log.error(zone.at, why.to_string(), "");
        }
        Some(found)
    })
}

fn week(table: &Table<'_>, log: &Log<'_>) -> Vec<(Weekday, Hours)> {
    let mut found = Vec::new();
    for (day, node) in table.keyed("hours") {
        let known = DAYS.iter().find(|(name, _)| *name == day.text);
        let Some((_, days)) = known else {
            let help = nearest::help(day.text, DAYS.iter().map(|(name, _)| *name));
            log.error(day.at, format!("no day `{}`", day.text), help);
            continue;
        };
        let Some(word) = as_word(node) else {
            table.wrong(day.text, "a text such as `08:00-17:00`", node);
            continue;
        };
        if let Some(hours) = hours(word, log) {
            found.extend(days.iter().map(|it| (*it, hours.clone())));
        }
    }
    found
}

fn hours(word: Word<'_>, log: &Log<'_>) -> Option<Hours> {
    match word.text.parse() {
        Ok(hours) => Some(hours),
        Err(why) => {
            log.error(word.at, BadCalendar::to_string(&why), "");
            None
        }
    }
}

fn holidays(table: &Table<'_>, log: &Log<'_>) -> Vec<(Date, String)> {
    let mut found = Vec::new();
    for (word, node) in table.keyed("holidays") {
        match as_word(node) {
            Some(name) => found.extend(date(word.text, word.at, log).map(|it| (it, name.text.to_owned()))),
            None => table.wrong(word.text, "the name of the holiday", node),
        }
    }
    found
}

fn extra(table: &Table<'_>, log: &Log<'_>) -> Vec<(Date, String, Hours)> {
    let mut found = Vec::new();
    for (word, day) in table.tables("extra", "day") {
        let name = day.needed("title").map(|it| it.text.to_owned()).unwrap_or_default();
        let hours = day.needed("hours").and_then(|it| hours(it, log));
        day.done();
        found.extend(date(word.text, word.at, log).zip(hours).map(|(date, hours)| (date, name, hours)));
    }
    found
}

fn date(text: &str, at: &At, log: &Log<'_>) -> Option<Date> {
    let found = text.parse().ok();
    if found.is_none() {
        log.error(at, format!("`{text}` is not a day"), "write it like `2026-12-25`");
    }
    found
}
