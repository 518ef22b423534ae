//! What a clock is held to: calendar, target and the thresholds at which it grows urgent.

use std::sync::Arc;

use base::Span;
use serde::Serialize;

use crate::Calendar;

/// The terms of one clock, as an agreement gives them for a priority or a tier.
#[derive(Clone, Debug)]
pub struct Terms {
    /// In which working time is counted.
    pub calendar: Arc<Calendar>,
    /// How much working time may pass.
    pub target: Span,
    /// From when it is near.
    pub near: Threshold,
    /// From when it is very near.
    pub very_near: Threshold,
}

impl Terms {
    /// Terms with the usual thresholds.
    pub const fn new(calendar: Arc<Calendar>, target: Span) -> Self {
        Self { calendar, target, near: Threshold::NEAR, very_near: Threshold::VERY_NEAR }
    }
}

/// Crossed when less is left than a length of working time, or than a share of the target: whichever is crossed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// Working time left.
    pub left: Span,
    /// Hundredths of the target left.
    pub percent: u8,
}

impl Threshold {
    /// Less than an hour or than 20 % left.
    pub const NEAR: Self = Self { left: Span::from_mins(60), percent: 20 };
    /// Less than a quarter of an hour or than 5 % left.
    pub const VERY_NEAR: Self = Self { left: Span::from_mins(15), percent: 5 };

    /// Whether it is crossed with `left` of `target` to go.
    pub fn is_crossed(self, left: Span, target: Span) -> bool {
        let share = i128::from(target.micros()) * i128::from(self.percent);
        left < self.left || i128::from(left.micros()) * 100 < share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_crossed_by_time_or_by_share() {
        let check = |left_mins: i64, target_mins: i64, crossed: bool| {
            let (left, target) = (Span::from_mins(left_mins), Span::from_mins(target_mins));
            assert_eq!(Threshold::NEAR.is_crossed(left, target), crossed, "{left_mins} of {target_mins}");
        };
        check(60, 120, false);
        check(59, 120, true);
        check(480, 2400, false);
        check(479, 2400, true);
        check(-1, 0, true);
    }
}
