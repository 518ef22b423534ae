//! One value of one field. Each kind has exactly one shape of value, so a record can be read without its type.

use base::{FileId, Instant, PersonId, RecordId, Span, TeamId};
use jiff::civil::Date;

use crate::{Kind, Options};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// In hundredths of the currency's unit.
    pub minor: i64,
    /// ISO 4217 code, such as `EUR`.
    pub currency: String,
}

/// One value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// The field holds nothing.
    #[default]
    Empty,
    /// A line, a text or the key of a choice.
    Text(String),
    /// A whole number, a scaled decimal or a level from 1.
    Int(i64),
    /// Yes or no.
    YesNo(bool),
    /// An amount.
    Money(Money),
    /// A date.
    Date(Date),
    /// A point in time.
    Instant(Instant),
    /// A length of time.
    Duration(Span),
    /// A record.
    Record(RecordId),
    /// Records.
    Records(Vec<RecordId>),
    /// A person.
    Person(PersonId),
    /// A team.
    Team(TeamId),
    /// A file.
    File(FileId),
}

/// Why a text is not a value of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    /// Longer than the field allows.
    #[error("is {length} characters long; at most {most} fit")]
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// Control characters in a line.
    #[error("holds a line break or a control character; write it on one line")]
    NotOneLine,
    /// Not of the kind's form.
    #[error("`{text}` is not {wanted}")]
    Form {
        /// What was given, shortened.
        text: String,
        /// What would do, with an example.
        wanted: String,
    },
    /// Not in the list.
    #[error("`{text}` is not in the list: {known}")]
    Unknown {
        /// What was given, shortened.
        text: String,
        /// What is in the list.
        known: String,
    },
}

/// The longest text in characters.
const TEXT_MOST: usize = 65_536;

impl Value {
    /// Whether the field holds nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.is_empty(),
            Self::Records(ids) => ids.is_empty(),
            Self::Int(_)
            | Self::YesNo(_)
            | Self::Money(_)
            | Self::Date(_)
            | Self::Instant(_)
            | Self::Duration(_)
            | Self::Record(_)
            | Self::Person(_)
            | Self::Team(_)
            | Self::File(_) => false,
        }
    }

    /// The one number behind it, where there is one: what conditions compare and columns hold.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Empty | Self::Text(_) | Self::Records(_) => None,
            Self::Int(n) => Some(*n),
            Self::YesNo(yes) => Some(i64::from(*yes)),
            Self::Money(money) => Some(money.minor),
            Self::Date(date) => Some(days(*date)),
            Self::Instant(at) => Some(at.micros()),
            Self::Duration(span) => Some(span.micros()),
            Self::Record(id) => Some(id.get()),
            Self::Person(id) => Some(id.get()),
            Self::Team(id) => Some(id.get()),
            Self::File(id) => Some(id.get()),
        }
    }

    /// The person, where it is one.
    pub fn person(&self) -> Option<PersonId> {
        if let Self::Person(id) = self { Some(*id) } else { None }
    }

    /// The team, where it is one.
    pub fn team(&self) -> Option<TeamId> {
        if let Self::Team(id) = self { Some(*id) } else { None }
    }

    /// The record, where it is one.
    pub fn record(&self) -> Option<RecordId> {
        if let Self::Record(id) = self { Some(*id) } else { None }
    }

    /// The instant, where it is one.
    pub fn instant(&self) -> Option<Instant> {
        if let Self::Instant(at) = self { Some(*at) } else { None }
    }

    /// The text behind it, where it is one.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value that a column's number stands for; `None` where the kind is not held as one number.
    pub fn from_number(kind: &Kind, n: i64) -> Option<Self> {
        Some(match kind {
            Kind::Whole | Kind::Decimal(_) | Kind::Level(_) => Self::Int(n),
            Kind::YesNo => Self::YesNo(n != 0),
            Kind::Date => Self::Date(date(n)?),
            Kind::Instant => Self::Instant(Instant::from_micros(n)),
            Kind::Duration => Self::Duration(Span::from_micros(n)),
            Kind::Reference(_) => Self::Record(RecordId::new(n)),
            Kind::Person => Self::Person(PersonId::new(n)),
            Kind::Team => Self::Team(TeamId::new(n)),
            Kind::Attachment => Self::File(FileId::new(n)),
            Kind::Line(_) | Kind::Text | Kind::Choice(_) | Kind::Money | Kind::References(_) => return None,
        })
    }

    /// Reads a value from text as people and files write it. References, persons, teams and files are read from their
    /// id's digits here; names are resolved by the engine, under the asker's sight.
    pub fn parse(kind: &Kind, text: &str) -> Result<Self, BadValue> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Self::Empty);
        }
        match kind {
            Kind::Line(most) => line(trimmed, usize::try_from(*most).unwrap_or(usize::MAX)),
            Kind::Text => long_text(text),
            Kind::Whole => whole(trimmed).map(Self::Int),
            Kind::Decimal(places) => decimal(trimmed, *places).map(Self::Int),
            Kind::Money => money(trimmed),
            Kind::YesNo => yes_no(trimmed),
            Kind::Date => trimmed.parse().map(Self::Date).map_err(|_ignored| form(trimmed, "a date: write 2026-11-22")),
            Kind::Instant => instant(trimmed),
            Kind::Duration => duration(trimmed),
            Kind::Choice(options) => choice(options, trimmed),
            Kind::Level(options) => level(options, trimmed),
            Kind::References(_) => references(trimmed),
            Kind::Reference(_) | Kind::Person | Kind::Team | Kind::Attachment => {
                let n = whole(trimmed)?;
                Self::from_number(kind, n).ok_or_else(|| form(trimmed, "an id"))
            }
        }
    }

    /// The value as text, such that [`Self::parse`] reads it back.
    pub fn print(&self, kind: &Kind) -> String {
        match (self, kind) {
            (Self::Empty, _) => String::new(),
            (Self::Text(text), _) => text.clone(),
            (Self::Int(n), Kind::Decimal(places)) => print_scaled(*n, *places),
            (Self::Int(n), Kind::Level(options)) => {
                options.at_level(*n).map_or_else(|| n.to_string(), |it| it.key.clone())
            }
            (Self::Int(n), _) => n.to_string(),
            (Self::YesNo(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
            (Self::Money(money), _) => format!("{} {}", print_scaled(money.minor, 2), money.currency),
            (Self::Date(date), _) => date.to_string(),
            (Self::Instant(at), _) => at.to_string(),
            (Self::Duration(span), _) => print_duration(*span),
            (Self::Record(id), _) => id.to_string(),
            (Self::Records(ids), _) => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            (Self::Person(id), _) => id.to_string(),
            (Self::Team(id), _) => id.to_string(),
            (Self::File(id), _) => id.to_string(),
        }
    }
}

fn form(text: &str, wanted: &str) -> BadValue {
    BadValue::Form { text: text.chars().take(60).collect(), wanted: wanted.to_owned() }
}

fn line(text: &str, most: usize) -> Result<Value, BadValue> {
    let length = text.chars().count();
    if length > most {
        return Err(BadValue::TooLong { length, most });
    }
    if text.chars().any(char::is_control) {
        return Err(BadValue::NotOneLine);
    }
    Ok(Value::Text(text.to_owned()))
}

fn long_text(text: &str) -> Result<Value, BadValue> {
    let text = text.replace("\r\n", "\n").replace('\0', "\u{fffd}");
    let length = text.chars().count();
    if length > TEXT_MOST { Err(BadValue::TooLong { length, most: TEXT_MOST }) } else { Ok(Value::Text(text)) }
}

fn whole(text: &str) -> Result<i64, BadValue> {
    text.parse().map_err(|_ignored| form(text, "a whole number"))
}

fn decimal(text: &str, places: u8) -> Result<i64, BadValue> {
    let fault = || form(text, "a number such as 12.5");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let fits = part.len() <= usize::from(places) && part.bytes().all(|it| it.is_ascii_digit());
    if !fits || whole.is_empty() || !whole.bytes().all(|it| it.is_ascii_digit()) {
        return Err(fault());
    }
    let scaled: i64 =
        format!("{whole}{part:0<width$}", width = usize::from(places)).parse().map_err(|_ignored| fault())?;
    Ok(sign * scaled)
}

fn print_scaled(n: i64, places: u8) -> String {
    if places == 0 {
        return n.to_string();
    }
    let width = usize::from(places);
    let digits = format!("{:0>width$}", n.unsigned_abs(), width = width + 1);
    let (whole, part) = digits.split_at(digits.len().saturating_sub(width));
    format!("{}{whole}.{part}", if n < 0 { "-" } else { "" })
}

fn money(text: &str) -> Result<Value, BadValue> {
    let wanted = "an amount with its currency: write 1250.00 EUR";
    let (amount, currency) = text.split_once(' ').ok_or_else(|| form(text, wanted))?;
    if currency.len() != 3 || !currency.bytes().all(|it| it.is_ascii_uppercase()) {
        return Err(form(text, wanted));
    }
    let minor = decimal(amount, 2).map_err(|_ignored| form(text, wanted))?;
    Ok(Value::Money(Money { minor, currency: currency.to_owned() }))
}

fn yes_no(text: &str) -> Result<Value, BadValue> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(Value::YesNo(true)),
        "no" | "false" | "off" | "0" => Ok(Value::YesNo(false)),
        _other => Err(form(text, "yes or no")),
    }
}

fn instant(text: &str) -> Result<Value, BadValue> {
    let local = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    match text.parse::<Instant>() {
        Ok(at) => Ok(Value::Instant(at)),
        Err(_unzoned) => local()
            .map(|it| Value::Instant(it.timestamp().into()))
            .ok_or_else(|| form(text, "a point in time: write 2026-11-22T09:30:00Z")),
    }
}

fn duration(text: &str) -> Result<Value, BadValue> {
    let wanted = "a length of time: write 4h 30m, 2d or 45m";
    let mut secs: i64 = 0;
    for part in text.split_whitespace() {
        let unit = part.chars().last().ok_or_else(|| form(text, wanted))?;
        let each = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _other => return Err(form(text, wanted)),
        };
        let n: i64 = part.trim_end_matches(unit).parse().map_err(|_ignored| form(text, wanted))?;
        secs = n.checked_mul(each).and_then(|it| secs.checked_add(it)).ok_or_else(|| form(text, wanted))?;
    }
    Ok(Value::Duration(Span::from_secs(secs)))
}

fn print_duration(span: Span) -> String {
    let secs = span.secs();
    let parts = [(secs / 86_400, 'd'), (secs / 3600 % 24, 'h'), (secs / 60 % 60, 'm'), (secs % 60, 's')];
    let shown: Vec<String> = parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if shown.is_empty() { "0m".to_owned() } else { shown.join(" ") }
}

fn choice(options: &Options, text: &str) -> Result<Value, BadValue> {
    options.find(text).map(|it| Value::Text(it.key.clone())).ok_or_else(|| unknown(options, text))
}

fn level(options: &Options, text: &str) -> Result<Value, BadValue> {
    let by_number = || text.parse().ok().filter(|n| options.at_level(*n).is_some());
    options.level(text).or_else(by_number).map(Value::Int).ok_or_else(|| unknown(options, text))
}

fn unknown(options: &Options, text: &str) -> BadValue {
    let known: Vec<&str> = options.0.iter().take(30).map(|it| it.key.as_str()).collect();
    BadValue::Unknown { text: text.chars().take(60).collect(), known: known.join(", ") }
}

fn references(text: &str) -> Result<Value, BadValue> {
    let ids: Result<Vec<_>, _> = text
        .split(|it: char| it == ',' || it.is_whitespace())
        .filter(|it| !it.is_empty())
        .map(|it| whole(it).map(RecordId::new))
        .collect();
    Ok(Value::Records(ids?))
}

/// Days since 1970-01-01.
fn days(date: Date) -> i64 {
    let span = date.since(jiff::civil::date(1970, 1, 1)).map(|it| it.get_days());
    i64::from(span.unwrap_or_default())
}

fn date(days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Opt;

    fn check(kind: &Kind, text: &str, printed: &str) {
        let value = Value::parse(kind, text).unwrap();
        assert_eq!(value.print(kind), printed, "{text}");
        assert_eq!(Value::parse(kind, printed).unwrap(), value, "{text}");
        if let (Some(n), false) = (value.number(), matches!(kind, Kind::Money)) {
            assert_eq!(Value::from_number(kind, n), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let levels = Kind::Level(Options(vec![
            Opt { key: "high".into(), title: "High".into() },
            Opt { key: "low".into(), title: "Low".into() },
        ]));
        check(&Kind::Line(10), " hello ", "hello");
        check(&Kind::Whole, "-12", "-12");
        check(&Kind::Decimal(2), "3.5", "3.50");
        check(&Kind::Decimal(2), "-0.05", "-0.05");
        check(&Kind::Money, "1250.5 EUR", "1250.50 EUR");
        check(&Kind::YesNo, "on", "yes");
        check(&Kind::Date, "2026-02-28", "2026-02-28");
        check(&Kind::Date, "1969-12-31", "1969-12-31");
        check(&Kind::Instant, "2026-11-22T09:30", "2026-11-22T09:30:00Z");
        check(&Kind::Duration, "1h 90m", "2h 30m");
        check(&levels, "low", "low");
        check(&levels, "1", "high");
        check(&Kind::References(vec![]), "4, 5", "4 5");
    }

    #[test]
    fn what_does_not_fit_says_what_would() {
        let say = |kind: Kind, text: &str| Value::parse(&kind, text).unwrap_err().to_string();
        assert_eq!(say(Kind::Line(3), "four"), "is 4 characters long; at most 3 fit");
        assert_eq!(say(Kind::Date, "soon"), "`soon` is not a date: write 2026-11-22");
        assert_eq!(say(Kind::Decimal(1), "1.25"), "`1.25` is not a number such as 12.5");
        assert_eq!(say(Kind::Whole, "99999999999999999999"), "`99999999999999999999` is not a whole number");
        assert!(say(Kind::Line(80), "two\nlines").contains("one line"));
        assert!(say(Kind::Duration, "9223372036854775807d").contains("4h 30m"));
    }
}
