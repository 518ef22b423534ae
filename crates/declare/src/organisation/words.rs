//! Days and ages as people write them: fixed, or counted from the moment of loading.

use base::{Instant, Span};
use jiff::civil::Date;
use model::{Kind, Value};

use crate::{log::Log, table::Word};

/// A day: fixed, or so many days from the day of loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// That day.
    On(Date),
    /// So many days after the day of loading; before it where negative.
    FromToday(i64),
}

/// How long ago, counted from the moment of loading; negative lies ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(pub Span);

impl Day {
    /// The day itself.
    pub fn on(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            Self::FromToday(days) => today.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()),
        }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::On(date) => write!(f, "{date}"),
            Self::FromToday(days) => write!(f, "{days:+}d"),
        }
    }
}

impl std::fmt::Display for Age {
    /// As a value of a field: with its sign, `-2h 10m` behind and `+2h` ahead.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.0.micros();
        let length = Value::Duration(Span::from_micros(micros.saturating_abs())).print(&Kind::Duration);
        write!(f, "{}{length}", if micros < 0 { '+' } else { '-' })
    }
}

impl Age {
    /// The instant itself.
    pub fn at(self, now: Instant) -> Instant {
        now.plus(Span::from_micros(self.0.micros().saturating_neg()))
    }
}

/// A day: `2026-01-01`, `+20d` or `-400d`.
pub(super) fn day(word: Word<'_>, log: &Log<'_>) -> Option<Day> {
    let relative = word.text.strip_suffix('d').and_then(|it| it.strip_prefix('+').unwrap_or(it).parse().ok());
    let found = word.text.parse().map(Day::On).ok().or_else(|| relative.map(Day::FromToday));
    if found.is_none() {
        let help = "write `2026-01-01`, or `+20d` and `-400d` to count from the day of loading";
        log.error(word.at, format!("`{}` is not a day", word.text), help);
    }
    found
}

/// An age: `2h 10m`; with a sign, `-2h` lies behind and `+2h` ahead.
pub(super) fn age(word: Word<'_>, log: &Log<'_>) -> Option<Age> {
    let (is_ahead, text) = match word.text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, word.text.strip_prefix('-').unwrap_or(word.text)),
    };
    match span(text) {
        Some(span) if is_ahead => Some(Age(Span::from_micros(span.micros().saturating_neg()))),
        Some(span) => Some(Age(span)),
        None => {
            log.error(word.at, format!("`{}` is not a length of time", word.text), "write `2h 10m`, `3d` or `45m`");
            None
        }
    }
}

/// A length of time such as `4h 30m`.
pub(super) fn span(text: &str) -> Option<Span> {
    match Value::parse(&Kind::Duration, text) {
        Ok(Value::Duration(span)) => Some(span),
        _other => None,
    }
}
