//! Nights in which the clock changes, in the zones that are hardest to count in, and some in which it does not.

use std::{fmt, sync::LazyLock};

use base::{Instant, Span};
use jiff::{civil::Date, tz::TimeZone};

/// Minutes in a scene: four days before its middle and four after.
pub(crate) const GRID_MINUTES: usize = 8 * 24 * 60;

/// A zone, and the middle of the scene.
const MIDDLES: [(&str, &str); 27] = [
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00:00Z"),
    ("Europe/Berlin", "2051-10-29T01:00:00Z"),
    // Half an hour.
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    // The 30th of December 2011 was left out.
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("Pacific/Apia", "2012-03-31T14:00:00Z"),
    // A day lived twice.
    ("Pacific/Kwajalein", "1969-09-30T13:00:00Z"),
    ("Pacific/Kwajalein", "1993-08-21T12:00:00Z"),
    // Winter time is the exception by law.
    ("Europe/Dublin", "2026-03-29T01:00:00Z"),
    ("Europe/Dublin", "2026-10-25T01:00:00Z"),
    // Back for Ramadan.
    ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
    ("Africa/Casablanca", "2026-03-22T02:00:00Z"),
    // At midnight.
    ("America/Asuncion", "2023-10-01T04:00:00Z"),
    ("America/Asuncion", "2024-03-24T03:00:00Z"),
    ("Africa/Cairo", "2026-04-23T22:00:00Z"),
    ("Africa/Cairo", "2026-10-29T21:00:00Z"),
    ("America/Havana", "2025-03-09T05:00:00Z"),
    ("America/Havana", "2025-11-02T05:00:00Z"),
    // A minute past midnight, back over it.
    ("America/St_Johns", "2010-03-14T03:31:00Z"),
    ("America/St_Johns", "2010-11-07T02:31:00Z"),
    ("America/St_Johns", "2026-11-01T04:30:00Z"),
    // Two hours.
    ("Antarctica/Troll", "2026-03-29T01:00:00Z"),
    ("Antarctica/Troll", "2026-10-25T01:00:00Z"),
    // No change.
    ("Asia/Kolkata", "2026-11-22T00:00:00Z"),
    ("Europe/Berlin", "2026-06-30T00:00:00Z"),
    ("UTC", "2026-12-31T23:59:00Z"),
];

/// Eight days in one zone, read off the wall clock minute by minute.
pub(crate) struct Scene {
    /// The IANA name.
    pub(crate) zone: &'static str,
    /// Whether the clock changes in it.
    pub(crate) changes: bool,
    /// Its first minute.
    pub(crate) start: Instant,
    /// The local days it shows, in order.
    pub(crate) days: Vec<Date>,
    /// For each minute the place of its day in `days`, and the minute of the day.
    pub(crate) grid: Vec<(usize, u16)>,
}

impl Scene {
    /// The instant of a minute.
    pub(crate) fn at(&self, minute: usize) -> Instant {
        self.start.plus(minutes(minute))
    }

    fn new(zone: &'static str, middle: &str) -> Self {
        let rules = TimeZone::get(zone).unwrap();
        let start = middle.parse::<Instant>().unwrap().plus(Span::from_mins(-4 * 24 * 60));
        let walls: Vec<_> =
            (0..GRID_MINUTES).map(|minute| rules.to_datetime(start.plus(minutes(minute)).timestamp())).collect();
        let mut days: Vec<Date> = walls.iter().map(|wall| wall.date()).collect();
        days.sort();
        days.dedup();
        let grid = walls
            .iter()
            .map(|wall| (days.binary_search(&wall.date()).unwrap(), minute_of_day(wall.hour(), wall.minute())))
            .collect();
        let end = start.plus(minutes(GRID_MINUTES));
        let changes = rules.to_offset(start.timestamp()) != rules.to_offset(end.timestamp());
        Self { zone, changes, start, days, grid }
    }
}

/// Without the grid, which would bury a failure.
impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.zone, self.start)
    }
}

fn minute_of_day(hour: i8, minute: i8) -> u16 {
    u16::try_from(i32::from(hour) * 60 + i32::from(minute)).unwrap()
}

/// That many minutes.
pub(crate) fn minutes(count: usize) -> Span {
    Span::from_mins(i64::try_from(count).unwrap())
}

/// All scenes.
pub(crate) fn scenes() -> &'static [Scene] {
    static SCENES: LazyLock<Vec<Scene>> =
        LazyLock::new(|| MIDDLES.iter().map(|(zone, middle)| Scene::new(zone, middle)).collect());
    &SCENES
}

#[test]
fn the_clock_changes_in_all_scenes_but_the_last_three() {
    let quiet: Vec<&str> = scenes().iter().filter(|scene| !scene.changes).map(|scene| scene.zone).collect();
    assert_eq!(quiet, ["Asia/Kolkata", "Europe/Berlin", "UTC"]);
}
