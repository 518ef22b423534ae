//! Random calendars as plain minutes: what the oracle counts in, and what a `Calendar` is built from.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use proptest::{collection, prelude::*, sample};

use super::{Scene, scenes};
use crate::{Calendar, Hours, Window};

/// Windows of one day, in minutes of the day, in order and apart.
type Day = Vec<(u16, u16)>;

/// A random calendar.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// From Monday on.
    week: Vec<Day>,
    /// Places of days in the scene.
    holidays: BTreeSet<usize>,
    /// Hours for one day in the scene.
    extra: Option<(usize, Day)>,
}

impl Draft {
    /// Open from nine to five on each day and all of Sunday.
    pub(crate) fn plain() -> Self {
        let mut week = vec![vec![(540, 1020)]; 6];
        week.push(vec![(0, 1440)]);
        Self { week, holidays: BTreeSet::new(), extra: None }
    }

    /// The windows of the day at this place in the scene.
    pub(crate) fn on(&self, place: usize, day: Date) -> &[(u16, u16)] {
        match &self.extra {
            Some((extra, windows)) if *extra == place => windows,
            _ if self.holidays.contains(&place) => &[],
            _ => &self.week[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap()],
        }
    }

    /// The same as a calendar.
    pub(crate) fn calendar(&self, scene: &Scene) -> Calendar {
        let days = Weekday::Monday.cycle_forward();
        let open = Calendar::new("drafted", "Drafted", scene.zone).unwrap();
        let open = days.zip(&self.week).take(7).fold(open, |open, (day, windows)| open.open([day], &hours(windows)));
        let holidays = self.holidays.iter().filter_map(|place| scene.days.get(*place));
        let open = open.holidays(holidays.map(|day| (*day, "Holiday".to_owned())));
        match &self.extra {
            Some((place, windows)) => match scene.days.get(*place) {
                Some(day) => open.extra(*day, "Extra", hours(windows)),
                None => open,
            },
            None => open,
        }
    }
}

fn hours(day: &[(u16, u16)]) -> Hours {
    let wall = |minute: u16| {
        let part = |number: u16| i8::try_from(number).unwrap();
        (minute < 1440).then(|| Time::new(part(minute / 60), part(minute % 60), 0, 0).unwrap())
    };
    Hours::new(day.iter().map(|(from, to)| Window::new(wall(*from).unwrap(), wall(*to)).unwrap()).collect()).unwrap()
}

/// Any edges, but mostly those around which clocks are changed.
fn day() -> impl Strategy<Value = Day> {
    let near = vec![0_u16, 1, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180, 210, 1380, 1395, 1410, 1439, 1440];
    let edge = prop_oneof![3 => sample::select(near), 2 => 0_u16..=1440];
    let some = collection::btree_set(edge, 0..7).prop_map(|edges| {
        let edges: Vec<u16> = edges.into_iter().collect();
        edges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    // Windows that touch are one to the eye and two to the walk.
    let touching = (1_u16..1440).prop_map(|cut| vec![(0, cut), (cut, 1440)]);
    prop_oneof![6 => some, 1 => Just(vec![(0, 1440)]), 1 => touching, 1 => Just(Vec::new())]
}

/// Random calendars in random scenes.
pub(crate) fn drafts() -> impl Strategy<Value = (&'static Scene, Draft)> {
    let holidays = collection::btree_set(0_usize..9, 0..3);
    let extra = proptest::option::of((0_usize..9, day()));
    (0..scenes().len(), collection::vec(day(), 7), holidays, extra)
        .prop_map(|(place, week, holidays, extra)| (&scenes()[place], Draft { week, holidays, extra }))
}
