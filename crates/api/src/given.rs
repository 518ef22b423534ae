//! From JSON to what the engine is given: each kind of field has one form, and only that is taken.

use engine::Given;
use model::{Field, Kind};
use serde_json::Value as Json;

/// Whole numbers beyond this are not the same in every reader of JSON.
pub(crate) const WHOLE_MOST: i64 = 9_007_199_254_740_991;
/// The longest text in characters.
pub(crate) const TEXT_MOST: usize = 65_536;
/// The longest name of a person, team or record.
pub(crate) const NAME_MOST: usize = 120;
/// How many records one field names at most.
pub(crate) const SEVERAL_MOST: usize = 200;

/// Reads one value for a field; the fault says what would do.
pub(crate) fn given(field: &Field, json: &Json) -> Result<Given, String> {
    if json.is_null() {
        return Ok(Given::Text(String::new()));
    }
    let given = match &field.kind {
        Kind::Line(most) => line(json, usize::try_from(*most).unwrap_or(TEXT_MOST)),
        Kind::Text => text(json, TEXT_MOST),
        Kind::Whole => whole(json),
        Kind::Decimal(places) => {
            shaped(json, |it| is_decimal(it, usize::from(*places)), "a number as text, such as \"12.5\"")
        }
        Kind::Money => money(json),
        Kind::YesNo => json
            .as_bool()
            .map(|yes| if yes { "yes" } else { "no" }.to_owned())
            .ok_or_else(|| "is true or false".to_owned()),
        Kind::Date => shaped(json, is_date, "a date, such as \"2026-11-22\""),
        Kind::Instant => shaped(json, is_instant, "a point in time, such as \"2026-11-22T09:30:00Z\""),
        Kind::Duration => duration(json),
        Kind::Choice(options) | Kind::Level(options) => option(json, options),
        Kind::Reference(_) | Kind::Person | Kind::Team => name(json),
        Kind::References(_) => return several(json),
        Kind::Attachment => shaped(json, |it| (1..=19).contains(&it.len()) && digits(it), "the id of a file, as text"),
    };
    given.map(Given::Text)
}

fn string(json: &Json) -> Result<&str, String> {
    json.as_str().ok_or_else(|| "is a text in quotes".to_owned())
}

fn text(json: &Json, most: usize) -> Result<String, String> {
    let text = string(json)?;
    let length = text.chars().count();
    if length > most {
        return Err(format!("is {length} characters long; at most {most} fit"));
    }
    if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t')) {
        return Err("holds control characters; leave them out".to_owned());
    }
    Ok(text.to_owned())
}

fn line(json: &Json, most: usize) -> Result<String, String> {
    let line = text(json, most)?;
    if line.chars().any(char::is_control) { Err("is one line without breaks and tabs".to_owned()) } else { Ok(line) }
}

fn name(json: &Json) -> Result<String, String> {
    let name = line(json, NAME_MOST)?;
    if name.trim().is_empty() { Err("is empty; use null to clear it".to_owned()) } else { Ok(name) }
}

fn several(json: &Json) -> Result<Given, String> {
    let all = json.as_array().ok_or_else(|| "is a list of numbers such as [\"SVC-1\"]".to_owned())?;
    if all.len() > SEVERAL_MOST {
        return Err(format!("names {} records; at most {SEVERAL_MOST} fit", all.len()));
    }
    let names: Vec<String> = all.iter().map(name).collect::<Result<_, _>>()?;
    if names.iter().any(|it| it.contains([',', ';'])) {
        return Err("names each record in a text of its own".to_owned());
    }
    Ok(Given::Several(names))
}

fn whole(json: &Json) -> Result<String, String> {
    let number = json.as_i64().filter(|it| it.unsigned_abs() <= WHOLE_MOST.unsigned_abs());
    number.map(|it| it.to_string()).ok_or_else(|| "is a whole number".to_owned())
}

fn shaped(json: &Json, fits: impl Fn(&str) -> bool, wanted: &str) -> Result<String, String> {
    let text = string(json)?;
    if fits(text) { Ok(text.to_owned()) } else { Err(format!("is not {wanted}")) }
}

fn option(json: &Json, options: &model::Options) -> Result<String, String> {
    let known = || options.0.iter().take(30).map(|it| it.key.as_str()).collect::<Vec<_>>().join(", ");
    let key = string(json)?;
    if options.find(key).is_some() { Ok(key.to_owned()) } else { Err(format!("is not in the list: {}", known())) }
}

fn money(json: &Json) -> Result<String, String> {
    let wanted = || "is an amount with its currency: {\"amount\": \"12.50\", \"currency\": \"EUR\"}".to_owned();
    let object = json.as_object().filter(|it| it.len() == 2).ok_or_else(wanted)?;
    let get = |name: &str| object.get(name).and_then(Json::as_str).ok_or_else(wanted);
    let (amount, currency) = (get("amount")?, get("currency")?);
    let fits = is_decimal(amount, 2) && currency.len() == 3 && currency.bytes().all(|it| it.is_ascii_uppercase());
    if fits { Ok(format!("{amount} {currency}")) } else { Err(wanted()) }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// Up to twelve digits, and a point with as many digits as there are places.
fn is_decimal(text: &str, places: usize) -> bool {
    let (whole, part) = text
        .strip_prefix('-')
        .unwrap_or(text)
        .split_once('.')
        .map_or((text.trim_start_matches('-'), None), |(a, b)| (a, Some(b)));
    digits(whole)
        && whole.len() <= 12
        && text.matches('-').count() <= 1
        && part.is_none_or(|it| digits(it) && it.len() <= places)
}

/// Whether a text looks like a pattern, in which `0` stands for a digit.
fn looks_like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(it, like)| if like == b'0' { it.is_ascii_digit() } else { it == like })
}

fn is_date(text: &str) -> bool {
    looks_like(text, "0000-00-00")
}

fn is_instant(text: &str) -> bool {
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    let (part, zone) = rest.find(['Z', '+', '-']).and_then(|it| rest.split_at_checked(it)).unwrap_or((rest, ""));
    let is_part = part.is_empty() || part.strip_prefix('.').is_some_and(|it| digits(it) && it.len() <= 6);
    let is_zone = zone == "Z" || looks_like(zone, "+00:00") || looks_like(zone, "-00:00");
    looks_like(moment, "0000-00-00T00:00:00") && is_part && is_zone
}

/// `4h 30m` as it is, and `PT4H30M` turned into it.
fn duration(json: &Json) -> Result<String, String> {
    let text = string(json)?;
    let bad = || "is not a length of time, such as \"4h 30m\" or \"PT4H30M\"".to_owned();
    if let Some(iso) = text.strip_prefix('P') {
        return iso_duration(iso).ok_or_else(bad);
    }
    let is_part = |it: &str| {
        let number = it.strip_suffix(['d', 'h', 'm', 's']).map(|it| it.strip_prefix('-').unwrap_or(it));
        number.is_some_and(|it| digits(it) && it.len() <= 6)
    };
    let fits = !text.is_empty() && text.split(' ').count() <= 4 && text.split(' ').all(is_part);
    if fits { Ok(text.to_owned()) } else { Err(bad()) }
}

fn iso_duration(text: &str) -> Option<String> {
    let (days, time) = text.split_once('T').map_or((text, None), |(days, time)| (days, Some(time)));
    if text.is_empty() || time.is_some_and(str::is_empty) {
        return None;
    }
    let mut parts = Vec::new();
    for (text, units) in [(days, "WD"), (time.unwrap_or_default(), "HMS")] {
        let mut rest = text;
        for unit in units.chars() {
            let Some((number, tail)) = rest.split_once(unit) else { continue };
            let number: i64 = Some(number).filter(|it| digits(it) && it.len() <= 6)?.parse().ok()?;
            parts.push(if unit == 'W' {
                format!("{}d", number.checked_mul(7)?)
            } else {
                format!("{number}{}", unit.to_ascii_lowercase())
            });
            rest = tail;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(kind: Kind, json: &Json, wanted: Option<&str>) {
        let field = Field {
            key: "it".into(),
            title: String::new(),
            help: String::new(),
            kind,
            header: None,
            is_computed: false,
            is_declared: true,
            sight: model::Sight::Open,
            is_searched: false,
            declared_at: String::new(),
        };
        assert_eq!(given(&field, json).ok(), wanted.map(|it| Given::Text(it.to_owned())), "{json}");
    }

    #[test]
    fn each_kind_has_one_form() {
        for (text, wanted) in [
            ("PT4H30M", Some("4h 30m")),
            ("P2W", Some("14d")),
            ("P1DT5S", Some("1d 5s")),
            ("4h 30m", Some("4h 30m")),
            ("P", None),
            ("PT", None),
            ("4x", None),
            ("4h  30m", None),
            ("PT1M1H", None),
            ("", None),
        ] {
            check(Kind::Duration, &json!(text), wanted);
        }
        for (text, fits) in [
            ("12", true),
            ("-0.5", true),
            ("1.234", false),
            ("--1", false),
            ("1.", false),
            (".5", false),
            ("1e3", false),
            ("", false),
            ("-", false),
        ] {
            check(Kind::Decimal(2), &json!(text), fits.then_some(text));
        }
        for (text, fits) in [
            ("2026-11-22T09:30:00Z", true),
            ("2026-11-22T09:30:00.5+02:00", true),
            ("2026-11-22T09:30", false),
            ("2026-11-22T09:30:00", false),
            ("2026-11-22 09:30:00Z", false),
            ("2026-11-22T09:30:00Z[UTC]", false),
        ] {
            check(Kind::Instant, &json!(text), fits.then_some(text));
        }
        check(Kind::Money, &json!({ "amount": "12.50", "currency": "EUR" }), Some("12.50 EUR"));
        check(Kind::Money, &json!({ "amount": "12.50", "currency": "EUR", "x": 1 }), None);
        check(Kind::Money, &json!("12.50 EUR"), None);
        check(Kind::YesNo, &json!("yes"), None);
        check(Kind::YesNo, &json!(false), Some("no"));
        check(Kind::Whole, &json!("1"), None);
        check(Kind::Whole, &json!(-3), Some("-3"));
        check(Kind::Whole, &json!(1e30), None);
        check(Kind::Line(3), &json!("four"), None);
        check(Kind::Line(9), &json!("a\tb"), None);
        check(Kind::Person, &json!(" "), None);
        check(Kind::Date, &json!(null), Some(""));
    }
}
