//! A month of duties, and what one person did in a year.

use crate::frame::framed;
use crate::home;
use maud::Markup;
use web::look::duties::{duties, record as record_page};
use web::look::view::{
    Act, Duties, DutyDay, DutyGroup, DutyLine, DutyMark, DutyMonth, DutyPart, DutyRecord, Link, Moment, NamedChoice,
    Tab, Tone,
};

pub(crate) fn month() -> Markup {
    let tab = |label: &str, current| Tab { link: Link { current, ..Link::to(label, "/duties.html") }, count: None };
    let group = |title: &str, anchor: &str, is_folded| DutyGroup {
        title: title.to_owned(),
        anchor: anchor.to_owned(),
        is_folded,
        duties: home::duties(),
    };
    let page = Duties {
        tabs: vec![tab("Mine", true), tab("I answer for", false)],
        roles: vec![
            NamedChoice::new("service-desk-manager", "Service Desk Manager"),
            NamedChoice::new("incident-manager", "Incident Manager"),
        ],
        acts: vec![Act::open("My record", "/duty-record.html").icon("doc")],
        month: july(),
        groups: vec![group("Missed", "missed", false), group("To do now", "open", false), group("Done", "done", true)],
        ..Duties::default()
    };
    framed("Duties", "Home", &duties(&page))
}

fn july() -> DutyMonth {
    let mark = |title: &str, stands: &str, tone| DutyMark {
        title: title.to_owned(),
        stands: stands.to_owned(),
        tone,
        url: "#open".to_owned(),
    };
    let day = |n: i32| DutyDay {
        number: if n < 1 { (n + 30).to_string() } else { (n - if n > 31 { 31 } else { 0 }).to_string() },
        is_outside: !(1..=31).contains(&n),
        is_today: n == 24,
        marks: match n {
            20 => vec![mark("Test the phone fallback", "missed", Tone::Critical)],
            24 => vec![mark("Hand-over note at shift end", "to do", Tone::Warning)],
            26 => (0..5).map(|_| mark("Review reopened incidents", "later", Tone::Plain)).collect(),
            12 => vec![mark("Review reopened incidents", "proved", Tone::Good)],
            _other => Vec::new(),
        },
        ..DutyDay::default()
    };
    DutyMonth {
        title: "July 2026".to_owned(),
        name: "2026-07".to_owned(),
        previous: Link::to("June", "/duties.html"),
        next: Link::to("August", "/duties.html"),
        weeks: (0..5).map(|week| (0..7).map(|at| day(week * 7 + at - 1)).collect()).collect(),
    }
}

pub(crate) fn record() -> Markup {
    let line = |period: &str, stands: &str, tone, entry: &str| DutyLine {
        title: "Watch how the desk team does against its goals.".to_owned(),
        period: period.to_owned(),
        due: Moment::new("26 Jul", "2026-07-26"),
        stands: stands.to_owned(),
        tone,
        by: if entry.is_empty() { String::new() } else { "Hanna Eriksson".to_owned() },
        on: (!entry.is_empty()).then(|| Link::to("ROS-12", "/record.html")),
        entry: entry.to_owned(),
        ..DutyLine::default()
    };
    let page = DutyRecord {
        title: "Duties of Hanna Eriksson, 2026".to_owned(),
        lead: "Drawn from the journal.".to_owned(),
        person: "hanna-eriksson".to_owned(),
        years: vec![NamedChoice::new("2026", "2026").chosen(), NamedChoice::new("2025", "2025")],
        sums: vec![("Duties".to_owned(), "3".to_owned()), ("Missed".to_owned(), "1".to_owned())],
        parts: vec![DutyPart {
            title: "Service Desk Manager, Service desk".to_owned(),
            lines: vec![
                line("2026-W28", "proved", Tone::Good, "8123"),
                line("2026-W29", "missed", Tone::Critical, ""),
                line("2026-W30", "attested", Tone::Info, "9001"),
            ],
        }],
    };
    framed("Duties", "Home", &record_page(&page))
}
