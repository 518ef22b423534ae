//! Small tables of either shape, whole, damaged and cut.

use std::io::Write as _;

use super::*;
use crate::log::{Moments, Why};

const EVENTS: &str = "No,When,What\nA,2012-05-03T02:00:00Z,late\nB,2012-05-03T00:00:00Z,\"b, and\n\"\"c\"\"\"\n\
                      A,2012-05-03T01:00:00Z,early\nA,2012-05-03T02:00:00Z,later\n";

fn read(bytes: &[u8], shape: Rows) -> Vec<Item> {
    let names = Names { case: "No".to_owned(), at: "When".to_owned(), moments: Moments::default() };
    Table::new(Source::new(bytes), names, shape).collect()
}

/// Each item on a line of its own; a case as its events' lines and texts.
fn check(bytes: impl AsRef<[u8]>, shape: Rows) -> String {
    let lines = read(bytes.as_ref(), shape).into_iter().map(|item| match item {
        Item::Fault(fault) => fault.to_string(),
        Item::Cut(cut) => cut.to_string(),
        Item::Case(case) => {
            let events = case
                .events
                .iter()
                .map(|event| format!(" {}:{}", event.line, case::text(&event.attributes, "What").unwrap_or("-")));
            format!("{}@{}{}", case.key, case.line, events.collect::<String>())
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn rows_of_a_case_may_stand_anywhere_and_are_sorted_by_time_then_line() {
    assert_eq!(check(EVENTS, Rows::Event), "A@2 5:early 2:late 6:later\nB@3 3:b, and\n\"c\"");
}

#[test]
fn a_row_can_be_a_case() {
    assert_eq!(
        check("No,When,What\nA,2012-05-03T00:00:00Z,x\n\n\nA,2012-05-03T00:00:00Z,\n", Rows::Case),
        "A@2 2:x\nA@5 5:-"
    );
}

#[test]
fn delimiter_line_ends_and_byte_order_mark_are_found_out() {
    let wanted = check(EVENTS, Rows::Event);
    for delimiter in [";", "\t"] {
        let text = EVENTS.replace("b, and", "b* and").replace(',', delimiter).replace("b* and", "b, and");
        assert_eq!(check(&text, Rows::Event), wanted);
    }
    assert_eq!(check(format!("\u{feff}{EVENTS}"), Rows::Event), wanted);
    let windows = EVENTS.replace('\n', "\r\n");
    assert_eq!(check(&windows, Rows::Event), wanted.replace("and\n", "and\r\n"));
    assert_eq!(check(EVENTS.trim_end(), Rows::Event), wanted, "the last line end may be missing");
}

#[test]
fn other_encodings_are_refused_with_their_line() {
    let told = check(b"No,When,What\nA,2012-05-03T00:00:00Z,x\nB,2012-05-03T00:00:00Z,L\xf6sung\n", Rows::Event);
    assert_eq!(told, "line 3: refused: this row is not UTF-8 (bytes f6): save the file as UTF-8");
    let wide: Vec<u8> = EVENTS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(check(wide, Rows::Event), "line 1: refused: the file is UTF-16 (big end first): save it as UTF-8");
}

#[test]
fn a_bad_row_is_told_and_the_rest_goes_on() {
    let told =
        check("No,When,What\nA,soon,x\n,2012-05-03T00:00:00Z,x\nA,,x\nA,b\nA,2012-05-03T00:00:00Z,x\n", Rows::Event);
    assert_eq!(
        told,
        "line 2: `soon` is not a time such as 2026-11-22T09:30:00+01:00; the row is left out\n\
         line 3: this row has no `No`; it is left out\n\
         line 4: this row has no `When`; it is left out\n\
         line 5: this row has 2 cells, but the first line has 3\n\
         A@6 6:x"
    );
}

#[test]
fn a_head_that_does_not_fit_is_refused() {
    assert_eq!(
        check("No,Time\n", Rows::Event),
        "line 1: refused: there is no column `When`: the columns are `No`, `Time`"
    );
    assert_eq!(
        check("\n\n", Rows::Event),
        "line 1: cut short: the file has no first line with the names of its columns: it is empty"
    );
    assert_eq!(check("No,When,No\n", Rows::Case), "line 1: refused: two columns are called `No`");
}

#[test]
fn a_row_without_end_is_refused() {
    let told = check(format!("No,When\nA,\"{}", "x\n".repeat(1_000_000)), Rows::Event);
    assert!(told.contains("a row is longer than 1048576 bytes: is a quote left open?"), "{told}");
}

#[test]
fn a_table_that_ends_inside_a_row_is_cut() {
    let told = check("No,When,What\nA,2012-05-03T00:00:00Z,x\nB,2012-05", Rows::Event);
    let wanted = "A@2 2:x\nline 3: cut short: the file ends in the middle of this row, which is left out; more rows may be missing";
    assert_eq!(told, wanted);
    let told = check("No,When,What\nA,2012-05-03T00:00:00Z,x\nB,2012-05-03T00:00:00Z,\"x\n", Rows::Case);
    assert!(told.starts_with("A@2 2:x\nline 3: cut short: the file ends inside a quoted cell"), "{told}");
    assert!(!check("No,When,What\nA,2012-05-03T00:00:00Z,5\" disk\n", Rows::Case).contains("cut"), "a bare quote");
}

#[test]
fn every_prefix_gives_only_events_of_the_whole_but_for_its_last_cell() {
    let whole = check(EVENTS, Rows::Event);
    for length in 0..EVENTS.len() {
        let items = read(&EVENTS.as_bytes()[..length], Rows::Event);
        let cases = items.iter().filter_map(|item| if let Item::Case(case) = item { Some(case) } else { None });
        for event in cases.flat_map(|case| &case.events) {
            assert!(whole.contains(&format!(" {}:", event.line)), "{length}: {event:?}");
        }
    }
}

#[test]
fn every_prefix_of_a_packed_table_is_cut() {
    let mut packer = flate2::write::GzEncoder::new(vec![], flate2::Compression::none());
    packer.write_all(EVENTS.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(check(&packed, Rows::Event), check(EVENTS, Rows::Event));
    for length in 2..packed.len() {
        let items = read(&packed[..length], Rows::Event);
        assert!(matches!(items.last(), Some(Item::Cut(cut)) if cut.why == Why::Short), "{length}: {items:?}");
    }
}
