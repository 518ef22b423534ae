//! Calendars, working time, targets and pauses. Pure: reads no system clock and no database, and knows no record.
//!
//! A [`Calendar`] says when people work. [`working`], [`add`] and [`segments`] count in it. [`read`] turns the history of
//! one clock (when it ran, paused, stopped, and under which [`Terms`]) into a [`Reading`]: how much has gone, how much is
//! left, when it is due, and piece by piece why.

mod calendar;
mod clock;
mod hours;
mod opening;
mod period;
mod phase;
mod reading;
mod segment;
mod terms;
mod working;
mod zone;

#[cfg(test)]
mod oracle;

pub use calendar::Calendar;
pub use clock::{glance, read, when_elapsed};
pub use hours::{Hours, Window};
pub use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
pub use period::{Every, Period};
pub use phase::{Motion, Pause, Phase, phases};
pub use reading::{ClockState, Reading, Urgency};
pub use segment::{Kind, Reason, Segment};
pub use terms::{Terms, Threshold};
pub use working::{add, segments, working};

/// What is wrong with a calendar as it was written.
#[derive(Debug, thiserror::Error)]
pub enum BadCalendar {
    /// The text is not a window of time.
    #[error("could not read hours `{text}`: write `08:00-17:00`, `08:00-12:00, 13:00-17:00`, `always` or `closed`")]
    Unreadable {
        /// What stood there.
        text: String,
    },
    /// A window ends before it begins, or is empty.
    #[error(
        "hours `{window}` end before they begin: split a night at midnight, `22:00-24:00` and `00:00-06:00` the day after"
    )]
    Backwards {
        /// The window as written.
        window: String,
    },
    /// Two windows of one day share time.
    #[error("hours `{first}` and `{second}` overlap: keep each minute in one of them")]
    Overlap {
        /// The window that begins first.
        first: Window,
        /// The window that begins inside it.
        second: Window,
    },
    /// No such time zone.
    #[error("calendar `{key}` names the zone `{zone}`, which is not known: write an IANA name such as `Europe/Berlin`")]
    UnknownZone {
        /// The calendar.
        key: String,
        /// The name it gives.
        zone: String,
        /// What the zone data say.
        #[source]
        source: Option<jiff::Error>,
    },
}
