//! Query strings and the few headers that matter, read strictly: nothing unknown, nothing twice, nothing unprintable.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, header};

use crate::problem::Problem;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Parameters of a path or a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(crate) fn put(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }
    /// A parameter; empty where it was not given.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
    /// A parameter, if it was given.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
    /// A text of at most so many characters.
    pub(crate) fn text(&self, name: &str, most: usize) -> Result<&str, Box<Problem>> {
        let text = self.get(name);
        let length = text.chars().count();
        if length <= most {
            Ok(text)
        } else {
            Err(Problem::invalid(name, format!("is {length} characters long; at most {most} fit")))
        }
    }
    /// One of a few words.
    pub(crate) fn one_of(&self, name: &str, words: &[&str]) -> Result<&str, Box<Problem>> {
        match self.given(name) {
            None => Ok(""),
            Some(word) if words.contains(&word) => Ok(word),
            Some(_) => Err(Problem::invalid(name, format!("is none of these: {}", words.join(", ")))),
        }
    }
    /// How many, from 1; `usual` where it was not given.
    pub(crate) fn limit(&self, usual: usize, most: usize) -> Result<usize, Box<Problem>> {
        let Some(text) = self.given("limit") else { return Ok(usual) };
        let digits = text.bytes().all(|it| it.is_ascii_digit()) && !text.starts_with('0');
        let number = text.parse::<usize>().ok().filter(|it| digits && (1..=most).contains(it));
        number.ok_or_else(|| Problem::invalid("limit", format!("is a number from 1 to {most}")))
    }
    /// A yes or no.
    pub(crate) fn yes(&self, name: &str) -> Result<bool, Box<Problem>> {
        Ok(self.one_of(name, &["true", "false"])? == "true")
    }
}

/// Reads a query string.
pub(crate) fn parse(query: Option<&str>, known: &[&str]) -> Result<Parameters, Box<Problem>> {
    let mut found = Parameters::default();
    for pair in query.unwrap_or_default().split('&').filter(|it| !it.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let bad = || Problem::invalid("query", "holds something that is not text");
        let (name, value) = (decode(name).ok_or_else(bad)?, decode(value).ok_or_else(bad)?);
        if !known.contains(&name.as_str()) {
            let name: String = name.chars().filter(|it| !it.is_control()).take(40).collect();
            let known = if known.is_empty() {
                "there are none here".to_owned()
            } else {
                format!("there are: {}", known.join(", "))
            };
            return Err(Problem::invalid(&name, format!("is not known as a parameter; {known}")));
        }
        if found.given(&name).is_some() {
            return Err(Problem::invalid(&name, "is given twice; give it once"));
        }
        if value.chars().any(char::is_control) {
            return Err(Problem::invalid(&name, "holds characters that can't be shown"));
        }
        found.put(&name, &value);
    }
    Ok(found)
}

/// Percent-decodes strictly: anything that is not UTF-8 in the end is refused.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (hex(rest.next()?)?, hex(rest.next()?)?);
                high << 4 | low
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _other => None,
    }
}

/// The version in `If-Match`, as we gave it in `ETag`.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Box<Problem>> {
    let Some(text) = single(headers, &header::IF_MATCH)? else { return Ok(None) };
    if text == "*" {
        return Ok(None);
    }
    let digits = text.strip_prefix("\"v").and_then(|it| it.strip_suffix('"'));
    let digits = digits.filter(|it| (1..=18).contains(&it.len()) && it.bytes().all(|c| c.is_ascii_digit()));
    let version = digits.and_then(|it| it.parse().ok());
    version.map(Some).ok_or_else(|| {
        Problem::invalid("If-Match", "is not an `ETag` of ours: send it back as you got it, with its quotes")
    })
}

/// The key under which a repeated request is carried out once.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Box<Problem>> {
    let Some(text) = single(headers, &IDEMPOTENCY_KEY)? else { return Ok(None) };
    let fits = (1..=100).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
    if fits {
        Ok(Some(text.to_owned()))
    } else {
        Err(Problem::invalid("Idempotency-Key", "is 1 to 100 visible ASCII characters"))
    }
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Box<Problem>> {
    let mut all = headers.get_all(name).iter();
    let Some(first) = all.next() else { return Ok(None) };
    let bad = || Problem::invalid(name.as_str(), "is given twice or is no text");
    if all.next().is_some() {
        return Err(bad());
    }
    first.to_str().map(Some).map_err(|_ignored| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_strictly() {
        let known = ["filter", "limit"];
        let ok = parse(Some("filter=status%3Aopen+p%3C%3D2&limit=5"), &known).unwrap();
        assert_eq!((ok.get("filter"), ok.limit(50, 200).unwrap()), ("status:open p<=2", 5));
        for bad in ["who=1", "limit=1&limit=2", "filter=%00", "filter=%FF", "filter=%4", "%66ilter=a&filter=b", "=1"] {
            assert!(parse(Some(bad), &known).is_err(), "{bad}");
        }
        for bad in ["0", "201", "05", "+5", "x", "", "99999999999999999999999"] {
            let query = parse(Some(&format!("limit={bad}")), &known).unwrap();
            assert!(query.limit(50, 200).is_err(), "{bad}");
        }
    }
}
