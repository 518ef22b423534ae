//! The oracle: working time counted minute by minute off the wall clock, and the laws that counting must keep.
//!
//! It shares no code with the counting it judges. It reads the wall clock at each minute of some days around a change of
//! the clock, and holds a window open from the first minute that shows a time in it until the last.

mod draft;
mod laws;
mod pauses;
mod scenes;
mod seeded_fault;

pub(crate) use draft::{Draft, drafts};
pub(crate) use scenes::{GRID_MINUTES, Scene, scenes};

/// For each minute of a scene, how many minutes before it were open.
pub(crate) struct Count(Vec<u32>);

impl Count {
    /// Counts a calendar in a scene.
    pub(crate) fn of(scene: &Scene, draft: &Draft) -> Self {
        Self::from_open(&open_minutes(scene, draft))
    }

    /// Counts the minutes that are marked.
    pub(crate) fn from_open(open: &[bool]) -> Self {
        let mut sum = 0;
        let mut counted = vec![0];
        for minute in open {
            sum += u32::from(*minute);
            counted.push(sum);
        }
        Self(counted)
    }

    /// Open minutes from minute `a` until minute `b`.
    pub(crate) fn between(&self, a: usize, b: usize) -> u32 {
        self.0[b].saturating_sub(self.0[a])
    }

    /// The earliest minute, not before `a`, by which `goal` open minutes have passed since `a`; none within the scene.
    pub(crate) fn earliest(&self, a: usize, goal: u32) -> Option<usize> {
        let reached = a + self.0[a..].partition_point(|sum| sum - self.0[a] < goal);
        (reached < self.0.len()).then_some(reached)
    }
}

/// Marks the minutes that are open.
pub(crate) fn open_minutes(scene: &Scene, draft: &Draft) -> Vec<bool> {
    let days: Vec<&[(u16, u16)]> = scene.days.iter().enumerate().map(|(place, day)| draft.on(place, *day)).collect();
    let mut shown: Vec<Vec<Option<(usize, usize)>>> = days.iter().map(|day| vec![None; day.len()]).collect();
    for (minute, (day, wall)) in scene.grid.iter().enumerate() {
        for (place, (from, to)) in days[*day].iter().enumerate() {
            if from <= wall && wall < to {
                let first = shown[*day][place].map_or(minute, |(first, _)| first);
                shown[*day][place] = Some((first, minute));
            }
        }
    }
    let mut open = vec![false; GRID_MINUTES];
    for (first, last) in shown.into_iter().flatten().flatten() {
        open[first..=last].fill(true);
    }
    open
}
