//! The clock page: every minute accounted for.

use super::acts::Link;
use super::form::RecordRef;
use super::parts::ClockChip;

/// How a record's clocks were counted.
#[derive(Debug, Clone, Default)]
pub struct ClockPage {
    /// The record.
    pub record: RecordRef,
    /// One per clock.
    pub readings: Vec<Reading>,
}

/// One clock, read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// For example `Fix`.
    pub name: String,
    /// Where it stands.
    pub chip: ClockChip,
    /// Target, for example `2 h, day and night`.
    pub target: String,
    /// Where the target comes from.
    pub source: Link,
    /// The calendar, by name.
    pub calendar: String,
    /// When it is due, in words.
    pub due: String,
    /// The stretches, in order.
    pub segments: Vec<Segment>,
    /// Texts along the bar, evenly spread.
    pub axis: Vec<String>,
    /// Where the target falls on the bar, in thousandths.
    pub due_at: Option<u16>,
    /// The sum, for example `1h 22m of 2h`.
    pub sum: String,
}

/// What a clock did in a stretch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SegmentKind {
    /// Counted.
    #[default]
    Running,
    /// Stood still for a reason.
    Paused,
    /// Outside the calendar.
    Closed,
    /// Stopped, until it ran again.
    Stopped,
    /// Counted past the target.
    Over,
}

/// A stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Segment {
    /// What the clock did.
    pub kind: SegmentKind,
    /// Start on the bar, in thousandths.
    pub start: u16,
    /// Width on the bar, in thousandths.
    pub width: u16,
    /// From, in words.
    pub from: String,
    /// To, in words.
    pub to: String,
    /// Time counted, in words.
    pub counted: String,
    /// Sum so far, in words.
    pub sum: String,
    /// Why.
    pub reason: String,
}
