//! The open intervals of a calendar, in order: the one walk over local days that all counting is made of.

use std::slice;

use base::Instant;
use jiff::civil::Date;

use crate::{
    Calendar, Window,
    zone::{Edges, day_of},
};

/// How many closed days in a row are walked before a calendar is held to never open again: ten years.
const PATIENCE_DAYS: u32 = 3653;

/// Walks the open intervals from an instant on: rising, sharing no time, none empty; two may touch. It ends early where
/// an instant asked for lies outside the years that the zone rules reach, -9999 to 9999.
#[derive(Debug)]
pub(crate) struct Openings<'a> {
    calendar: &'a Calendar,
    edges: Edges<'a>,
    day: Date,
    windows: slice::Iter<'a, Window>,
    last_day: Date,
    idle: u32,
    patience: u32,
    done: Instant,
}

impl<'a> Openings<'a> {
    /// All that lie after `from`, until the calendar stays closed for ten years.
    pub(crate) fn after(calendar: &'a Calendar, from: Instant) -> Self {
        // The window of the day before may reach over midnight in the night when the clock goes back.
        let today = day_of(calendar.zone(), from);
        let day = today.yesterday().unwrap_or(today);
        Self {
            calendar,
            edges: Edges::new(calendar.zone()),
            day,
            windows: calendar.hours_on(day).iter(),
            last_day: Date::MAX,
            idle: 0,
            patience: PATIENCE_DAYS,
            done: from,
        }
    }

    /// All that lie after `from` and may begin before `to`.
    pub(crate) fn between(calendar: &'a Calendar, from: Instant, to: Instant) -> Self {
        let end = day_of(calendar.zone(), to);
        let last_day = end.tomorrow().unwrap_or(end);
        Self { last_day, patience: u32::MAX, ..Self::after(calendar, from) }
    }

    /// When the window opens and closes today.
    fn edges_of(&mut self, window: Window) -> Option<(Instant, Instant)> {
        let opens = self.edges.opening(self.day.to_datetime(window.from()))?;
        let closes = match window.to() {
            Some(to) => self.day.to_datetime(to),
            None => self.day.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()),
        };
        Some((opens, self.edges.closing(closes)?))
    }

    fn next_day(&mut self) -> Option<()> {
        self.idle = self.idle.saturating_add(1);
        if self.day >= self.last_day || self.idle > self.patience {
            return None;
        }
        self.day = self.day.tomorrow().ok()?;
        self.windows = self.calendar.hours_on(self.day).iter();
        Some(())
    }
}

impl Iterator for Openings<'_> {
    type Item = (Instant, Instant);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            while let Some(window) = self.windows.next() {
                let (opens, closes) = self.edges_of(*window)?;
                let from = opens.max(self.done);
                if closes > from {
                    self.done = closes;
                    self.idle = 0;
                    return Some((from, closes));
                }
            }
            self.next_day()?;
        }
    }
}
