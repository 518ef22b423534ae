//! Calendars as programs read them (RFC 5545): whole-day events. Knows no duties.

use base::Instant;
use jiff::{ToSpan as _, civil::Date};

/// The longest line in octets, its end not counted.
const LINE: usize = 75;

/// A whole-day event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// What names it for good.
    pub(crate) uid: String,
    /// Its day.
    pub(crate) day: Date,
    /// What.
    pub(crate) title: String,
    /// More about it, in lines.
    pub(crate) words: String,
    /// Its page.
    pub(crate) url: String,
    /// A heading to sort it under.
    pub(crate) category: String,
}

/// A calendar with these events.
pub(crate) fn calendar(name: &str, events: &[Event], now: Instant) -> String {
    let mut text = String::new();
    let mut put = |line: &str| fold(&mut text, line);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//Remit//Duties//EN");
    put("CALSCALE:GREGORIAN");
    put("METHOD:PUBLISH");
    put(&format!("NAME:{}", escaped(name)));
    put(&format!("X-WR-CALNAME:{}", escaped(name)));
    put("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    let stamp = now.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    for it in events {
        put("BEGIN:VEVENT");
        put(&format!("UID:{}", escaped(&it.uid)));
        put(&format!("DTSTAMP:{stamp}"));
        put(&format!("DTSTART;VALUE=DATE:{}", it.day.strftime("%Y%m%d")));
        put(&format!("DTEND;VALUE=DATE:{}", it.day.saturating_add(1.day()).strftime("%Y%m%d")));
        put(&format!("SUMMARY:{}", escaped(&it.title)));
        put(&format!("DESCRIPTION:{}", escaped(&it.words)));
        put(&format!("CATEGORIES:{}", escaped(&it.category)));
        put(&format!("URL:{}", bare(&it.url)));
        put("TRANSP:TRANSPARENT");
        put("END:VEVENT");
    }
    put("END:VCALENDAR");
    text
}

/// Text as a value: what would end or part it is escaped, other control characters are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.replace("\r\n", "\n").chars() {
        match it {
            '\\' | ';' | ',' => out.extend(['\\', it]),
            '\n' | '\r' => out.push_str("\\n"),
            it if it.is_control() => {}
            it => out.push(it),
        }
    }
    out
}

/// An address as a value: it is not escaped, so nothing that would end the line may be in it.
fn bare(url: &str) -> String {
    url.chars().filter(|it| !it.is_control() && !it.is_whitespace()).collect()
}

/// Adds a line, folded between characters so that no part is longer than the limit in octets.
fn fold(text: &mut String, line: &str) {
    let mut length = 0usize;
    for it in line.chars() {
        if length.saturating_add(it.len_utf8()) > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(it);
        length = length.saturating_add(it.len_utf8());
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_title_can_end_neither_its_value_nor_its_line() {
        let title = "Close; open, \\ now\r\nEND:VCALENDAR\u{7}";
        let event = Event { title: title.to_owned(), url: "https://a.test/\r\nX:1".to_owned(), ..Event::default() };
        let text = calendar("A,b", &[event], Instant::from_micros(0));
        assert_eq!(lines(&text).iter().filter(|it| *it == "END:VCALENDAR").count(), 1);
        assert!(lines(&text).contains(&"SUMMARY:Close\\; open\\, \\\\ now\\nEND:VCALENDAR".to_owned()), "{text}");
        assert!(lines(&text).contains(&"URL:https://a.test/X:1".to_owned()), "{text}");
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_unfolding_gives_it_back() {
        for title in ["ä".repeat(200), "😀".repeat(99), "x".repeat(66), "x".repeat(67), "x".repeat(68), String::new()]
        {
            let event = Event { title: title.clone(), ..Event::default() };
            let text = calendar("n", &[event], Instant::from_micros(0));
            assert!(text.ends_with("END:VCALENDAR\r\n"));
            for line in text.split("\r\n") {
                assert!(line.len() <= LINE, "{} octets: {line}", line.len());
            }
            assert!(lines(&text).contains(&format!("SUMMARY:{title}")), "{title}");
        }
    }
}
