//! Turns a reading of the wall clock into an instant. Knows the zone's rules; refuses to know calendars.
//!
//! A window of the wall clock lasts from the first instant at which the clock shows a time in it until the last. So in
//! the night when the clock goes back, an opening takes the first of two equal readings and a closing the last; where
//! the clock jumps forward over an edge, both take the jump. Days are never made by adding 24 hours.

use base::Instant;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

/// The edges of windows in one zone, quick for edges asked in rising order.
#[derive(Debug)]
pub(crate) struct Edges<'a> {
    zone: &'a TimeZone,
    calm: Option<Calm>,
}

/// A stretch of the wall clock, `from` until before `to`, in which each reading occurs once, at one offset.
#[derive(Clone, Copy, Debug)]
struct Calm {
    from: DateTime,
    to: DateTime,
    offset: Offset,
}

/// The local day at an instant.
pub(crate) fn day_of(zone: &TimeZone, at: Instant) -> Date {
    zone.to_datetime(at.timestamp()).date()
}

impl<'a> Edges<'a> {
    /// Edges in this zone.
    pub(crate) const fn new(zone: &'a TimeZone) -> Self {
        Self { zone, calm: None }
    }

    /// The first instant at which the clock shows `wall` or has jumped over it; none beyond the years 9999.
    pub(crate) fn opening(&mut self, wall: DateTime) -> Option<Instant> {
        if let Some(at) = self.calmly(wall) {
            return Some(at);
        }
        let at = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok()?,
            AmbiguousOffset::Gap { after, .. } => self.jump_over(wall, after)?,
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall).ok()?,
        };
        self.calm = Calm::around(self.zone, at);
        Some(at.into())
    }

    /// The instant after the last at which the clock shows a time before `wall`; none beyond the years 9999.
    ///
    /// Where the clock goes back exactly *to* `wall`, no time before it is shown again, and the first reading closes.
    pub(crate) fn closing(&mut self, wall: DateTime) -> Option<Instant> {
        if let Some(at) = self.calmly(wall) {
            return Some(at);
        }
        let at = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok()?,
            AmbiguousOffset::Gap { after, .. } => self.jump_over(wall, after)?,
            AmbiguousOffset::Fold { before, after } => {
                let last = after.to_timestamp(wall).ok()?;
                let goes_back_to_wall = self.zone.to_offset(just_before(last)?) == before;
                if goes_back_to_wall { before.to_timestamp(wall).ok()? } else { last }
            }
        };
        self.calm = Calm::around(self.zone, at);
        Some(at.into())
    }

    fn calmly(&self, wall: DateTime) -> Option<Instant> {
        let calm = self.calm.filter(|calm| calm.from <= wall && wall < calm.to)?;
        calm.offset.to_timestamp(wall).ok().map(Instant::from)
    }

    /// The instant of the jump that leaves out `wall` and ends at the offset `after`.
    fn jump_over(&self, wall: DateTime, after: Offset) -> Option<Timestamp> {
        let before_jump = after.to_timestamp(wall).ok()?;
        let jump = self.zone.following(before_jump).find(|change| change.offset() == after)?;
        Some(jump.timestamp())
    }
}

impl Calm {
    /// The stretch between the changes of offset before and after this instant.
    fn around(zone: &TimeZone, at: Timestamp) -> Option<Self> {
        let offset = zone.to_offset(at);
        let just_after = Timestamp::from_microsecond(at.as_microsecond().saturating_add(1)).ok()?;
        let from = match zone.preceding(just_after).next() {
            Some(change) => {
                let before = zone.to_offset(just_before(change.timestamp())?);
                before.max(offset).to_datetime(change.timestamp())
            }
            None => DateTime::MIN,
        };
        let to = match zone.following(at).next() {
            Some(change) => change.offset().min(offset).to_datetime(change.timestamp()),
            None => DateTime::MAX,
        };
        Some(Self { from, to, offset })
    }
}

fn just_before(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_microsecond(at.as_microsecond().saturating_sub(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each zone, wall clock, and the instants at which a window with that edge opens and closes.
    const EDGES: [(&str, &str, &str, &str); 12] = [
        ("Europe/Berlin", "2026-07-01T09:00", "2026-07-01T07:00:00Z", "2026-07-01T07:00:00Z"),
        // The clock jumps from 02:00 to 03:00.
        ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        // It goes back from 03:00 to 02:00.
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
        ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z"),
        ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"),
        // Half an hour, from 02:00 to 01:30.
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
        // The day that never was.
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
        // Midnight itself is jumped over.
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00:00Z", "2026-04-23T22:00:00Z"),
        // The last hour of the day is repeated; the day ends once.
        ("Africa/Cairo", "2026-10-30T00:00", "2026-10-29T22:00:00Z", "2026-10-29T22:00:00Z"),
    ];

    #[test]
    fn an_edge_in_a_night_of_change_opens_first_and_closes_last() {
        for (zone, wall, opens, closes) in EDGES {
            let zone = TimeZone::get(zone).unwrap();
            let wall: DateTime = wall.parse().unwrap();
            assert_eq!(Edges::new(&zone).opening(wall).unwrap().to_string(), opens, "{wall} opens");
            assert_eq!(Edges::new(&zone).closing(wall).unwrap().to_string(), closes, "{wall} closes");
        }
    }

    #[test]
    fn asking_in_order_gives_the_same_edges_as_asking_alone() {
        for (name, start, _, _) in EDGES {
            let zone = TimeZone::get(name).unwrap();
            let start: DateTime = start.parse::<DateTime>().unwrap();
            let mut kept = Edges::new(&zone);
            for step in -300_i64..300 {
                let wall = start.saturating_add(jiff::SignedDuration::from_mins(step * 15));
                assert_eq!(kept.opening(wall), Edges::new(&zone).opening(wall), "{name} {wall} opens");
                assert_eq!(kept.closing(wall), Edges::new(&zone).closing(wall), "{name} {wall} closes");
            }
        }
    }
}
