//! Small XES logs, whole, damaged and cut.

use std::io::Write as _;

use super::*;
use crate::log::Moments;

const TWO: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- two cases -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <float key="mean" value="7.6"><float key="Elin" value="0.1"/></float>
  <trace>
    <string key="concept:name" value="IM&#49;"/>
    <event>
      <string key="concept:name" value="Späte &quot;Lösung&quot;"/>
      <date key="time:timestamp" value="2012-05-03T03:05:29.5+02:00"/>
    </event>
    <event>
      <date key="time:timestamp" value="2012-05-03T00:00:00Z"/>
      <string key="note" value="outer"><string key="by" value="inner"/></string>
      <list key="tags"><values><string key="tag" value="a"/><string key="tag" value="b"/></values></list>
    </event>
  </trace>
  <trace><event><date key="time:timestamp" value="2012-05-04T00:00:00Z"/></event>
    <string key="concept:name" value="IM2"/></trace>
</log>
"#;

fn names() -> Names {
    Names { case: "concept:name".to_owned(), at: "time:timestamp".to_owned(), moments: Moments::default() }
}

fn read(bytes: &[u8]) -> Vec<Item> {
    Xes::new(Source::new(bytes), names()).collect()
}

fn log(cases: &str) -> String {
    format!("<log>\n{cases}\n</log>")
}

/// Each item on a line of its own.
fn check(text: &str) -> String {
    let lines = read(text.as_bytes()).into_iter().map(|item| match item {
        Item::Fault(fault) => fault.to_string(),
        Item::Cut(cut) => cut.to_string(),
        Item::Case(case) => format!("{}@{}: {} events", case.key, case.line, case.events.len()),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_log_is_read_case_by_case() {
    let items = read(TWO.as_bytes());
    let [Item::Case(one), Item::Case(two)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((one.key.as_str(), one.line, two.key.as_str(), two.line), ("IM1", 7, "IM2", 19));
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let [first, last] = one.events.as_slice() else { panic!("{one:?}") };
    assert_eq!((first.line, first.at.to_string()), (13, "2012-05-03T00:00:00Z".to_owned()), "sorted by time");
    let [_, nested @ ..] = first.attributes.as_slice() else { panic!("{first:?}") };
    assert_eq!(nested, [pair("note", "outer"), pair("note/by", "inner"), pair("tags/tag", "a"), pair("tags/tag", "b")]);
    assert_eq!((last.line, last.at.to_string()), (9, "2012-05-03T01:05:29.5Z".to_owned()), "in UTC");
    assert_eq!(last.attributes.first(), Some(&pair("concept:name", "Späte \"Lösung\"")));
}

#[test]
fn every_prefix_gives_the_whole_cases_before_it_and_a_cut() {
    let whole = read(TWO.as_bytes());
    let end = TWO.find("</log>").unwrap() + "</log>".len();
    let ends: Vec<usize> = TWO.match_indices("</trace>").map(|(at, found)| at + found.len()).collect();
    for length in 0..TWO.len() {
        let mut items = read(&TWO.as_bytes()[..length]);
        if length < end {
            let Some(Item::Cut(cut)) = items.pop() else { panic!("no cut at {length}: {items:?}") };
            assert_eq!(cut.why, Why::Short, "{length}: {cut}");
            let begun = TWO.match_indices("<trace>").filter(|(at, _)| at + 7 <= length).count();
            assert_eq!(cut.lost.is_some(), begun > items.len(), "{length}: {cut}");
        }
        let before = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(items, whole[..before], "{length}");
    }
}

#[test]
fn every_prefix_of_a_packed_log_gives_whole_cases_and_a_cut() {
    let mut packer = flate2::write::GzEncoder::new(vec![], flate2::Compression::none());
    packer.write_all(TWO.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let whole = read(TWO.as_bytes());
    assert_eq!(read(&packed), whole);
    let mut most = 0;
    for length in 2..packed.len() {
        let mut items = read(&packed[..length]);
        let Some(Item::Cut(cut)) = items.pop() else { panic!("no cut at {length}") };
        assert_eq!(cut.why, Why::Short, "{length}: {cut}");
        assert_eq!(items, whole[..items.len()], "{length}");
        assert!(items.len() >= most, "{length}: cases vanish");
        most = items.len();
    }
    assert_eq!(most, 2);
}

#[test]
fn no_single_damaged_byte_ends_in_a_panic() {
    for at in 0..TWO.len() {
        for byte in [b'<', b'"', 0, 0xff] {
            let mut bytes = TWO.as_bytes().to_vec();
            bytes[at] = byte;
            assert!(read(&bytes).len() < 20);
        }
    }
}

#[test]
fn a_bad_event_is_told_with_its_line_and_the_rest_goes_on() {
    let cases = r#"<trace><string key="concept:name" value="A"/>
<event><string key="x" value="1"/></event>
<event><date key="time:timestamp" value="soon"/></event>
<event><date key="time:timestamp" value="2012-05-03T00:00:00Z"/></event>
<event><date key="time:timestamp" value="2012-05-03T00:00:00Z"/><string key="y" value="&secret;"/></event>
<event><event><date key="time:timestamp" value="2012-05-03T00:00:00Z"/></event></event></trace>
<trace><event><date key="time:timestamp" value="2012-05-03T00:00:00Z"/></event></trace>
<trace><string key="concept:name" value="C"/></trace>
<event></event>"#;
    let told = check(&log(cases));
    let wanted = [
        "line 3: this event has no `time:timestamp`; the event is left out",
        "line 4: `soon` is not a time such as 2026-11-22T09:30:00+01:00; the event is left out",
        "line 6: attribute `y` can't be read: ",
        "line 7: an event or a case inside an event: only attributes belong here; the event is left out",
        "A@2: 1 events",
        "line 8: this case has no `concept:name`: it and its 1 events are left out",
        "line 9: case `C` has no readable event and is left out",
        "line 10: this event stands outside any case",
    ];
    assert_eq!(told.lines().count(), wanted.len(), "{told}");
    told.lines().zip(wanted).for_each(|(told, wanted)| assert!(told.starts_with(wanted), "{told}\n{wanted}"));
}

#[test]
fn what_is_not_read_is_refused_in_words() {
    for (text, wanted) in [
        ("<?xml version='1.0'?>\n<!DOCTYPE log [<!ENTITY a 'b'>]>\n<log/>", "line 2: refused: a document type"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><log/>", "line 1: refused: the file says it is ISO-8859-1"),
        ("<html></html>", "line 1: refused: this is not an XES log"),
        (&log(&"<a>".repeat(40)), "line 2: refused: elements are nested more than 32 deep"),
        (&format!("<log a=\"{}\"/>", "x".repeat(3_000_000)), "line 1: refused: a tag or text is longer than"),
        ("<log></trace>", "line 1: damaged: this is not well-formed"),
        ("", "line 1: cut short: the file ends before a <log>"),
    ] {
        let told = check(text);
        assert!(told.starts_with(wanted), "{told}\nis not\n{wanted}");
    }
    let wide: Vec<u8> = "<log/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let Some(Item::Cut(cut)) = read(&wide).pop() else { panic!("not refused") };
    assert!(cut.reason.contains("UTF-16"), "{cut}");
}

#[test]
fn limits_leave_out_what_is_beyond_them() {
    let event = r#"<event><date key="time:timestamp" value="2012-05-03T00:00:00Z"/></event>"#;
    let many = event.repeat(open::MOST_EVENTS + 1);
    let told = check(&log(&format!(r#"<trace><string key="concept:name" value="A"/>{many}</trace>"#)));
    assert_eq!(told, "line 2: case `A` has more than 100000 events and is left out");
    let long = "x".repeat(open::LONGEST_TEXT + 1);
    let told = check(&log(&format!(
        r#"<trace><string key="concept:name" value="A"/><string key="l" value="{long}"/>{event}</trace>"#
    )));
    assert_eq!(told, "line 2: attribute `l` is longer than 65536 bytes\nA@2: 1 events");
    let wide = r#"<string key="a" value="b"/>"#.repeat(open::MOST_ATTRIBUTES + 1);
    let told =
        check(&log(&format!(r#"<trace><string key="concept:name" value="A"/>{event}<event>{wide}</event></trace>"#)));
    assert_eq!(told, "line 2: there are more than 1000 attributes; the event is left out\nA@2: 1 events");
}
