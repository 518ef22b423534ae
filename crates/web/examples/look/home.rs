//! Maya's home.

use crate::frame::{framed, seal};
use crate::queue::chip;
use maud::Markup;
use web::look::home::home;
use web::look::view::{
    Act, Answer, Change, ClockState, Duty, Home, HomeClock, Letter, Moment, Phrase, Step, Tag, Tone, Waiting,
};

fn waits() -> Vec<Waiting> {
    let one = |icon: &str, title: &str, detail: &str, verb: &str| Waiting {
        icon: icon.to_owned(),
        title: title.to_owned(),
        detail: detail.to_owned(),
        url: "/why.html".to_owned(),
        verb: verb.to_owned(),
        clock: None,
    };
    vec![
        Waiting {
            clock: Some(chip(ClockState::Near, "52m", 80, Some(52), 240)),
            ..one(
                "stamp",
                "Laptop for new starter, first day Monday",
                "REQ-8841 · asks for your approval since Tuesday",
                "Approve",
            )
        },
        one("at", "Payslips won’t open after the July run", "INC-20418 · Tomás mentioned you at 12:52", "Answer"),
        one("change", "Night shift hands over four incidents", "from Nils Berg, 07:55", "Take over"),
        one("doc", "Reply to Ingrid, not sent", "INC-20418 · draft saved 13:19", "Finish"),
    ]
}

fn clocks() -> Vec<HomeClock> {
    let one = |letter, title: &str, detail: &str, clock| HomeClock {
        letter,
        title: title.to_owned(),
        detail: detail.to_owned(),
        url: "/record.html".to_owned(),
        clock,
    };
    vec![
        one(
            Letter::Responsible,
            "Badge reader slow at north gate",
            "INC-20402 · fix",
            chip(ClockState::Over, "14m over", 100, Some(-14), 480),
        ),
        one(
            Letter::Responsible,
            "Payslips won’t open after the July run",
            "INC-20418 · fix",
            chip(ClockState::Near, "38m", 68, Some(38), 120),
        ),
        one(
            Letter::Responsible,
            "Second monitor for the design studio",
            "REQ-8846 · delivery",
            chip(ClockState::Fine, "4h 10m", 22, Some(250), 480),
        ),
        one(
            Letter::Accountable,
            "VPN drops every ten minutes on 5G",
            "INC-20429 · first reply",
            chip(ClockState::Fine, "1h 40m", 58, Some(100), 240),
        ),
        one(
            Letter::Accountable,
            "Signing tool says no licence is left",
            "INC-20397 · waits for Quillsoft",
            chip(ClockState::Paused, "6h", 20, None, 480),
        ),
    ]
}

pub(crate) fn duties() -> Vec<Duty> {
    let one = |title: &str, detail: &str, due: &str, tone| Duty {
        title: title.to_owned(),
        detail: detail.to_owned(),
        url: "/table.html".to_owned(),
        due: Moment::new(due, "2026-07-24"),
        tone,
        evidence: Some(Act::open("Record", "/new.html")),
        is_done: false,
    };
    vec![
        one("Hand-over note at shift end", "Service desk L1, each shift", "Today 16:00", Tone::Warning),
        one("Review reopened incidents", "Service desk L1, weekly", "Mon 27 July", Tone::Plain),
        one("Test the phone fallback", "Service desk L1, monthly", "Missed 20 July", Tone::Critical),
    ]
}

fn answers() -> Vec<Answer> {
    let one = |icon: &str, title: &str, detail: &str, text: &str, tone| Answer {
        icon: icon.to_owned(),
        title: title.to_owned(),
        detail: detail.to_owned(),
        url: "/matrix.html".to_owned(),
        tag: Some(Tag { text: text.to_owned(), tone }),
    };
    vec![
        one("ci", "Workplace printing", "2 open, 1 change ahead, agreement kept 98%", "Healthy", Tone::Good),
        one("book", "First-line articles", "12 due for review", "Review due", Tone::Warning),
    ]
}

pub(crate) fn page() -> Markup {
    let view = Home {
        greeting: "Good afternoon, Maya".to_owned(),
        line: "Friday 24 July, on shift to 16:00".to_owned(),
        acts: vec![Act::open("New", "/new.html").icon("plus").on("c")],
        checklist: vec![
            Step {
                title: "Name the people in five roles".to_owned(),
                detail: "Four of five are named.".to_owned(),
                now: true,
                act: Some(Act::open("Name them", "/matrix.html")),
                ..Step::default()
            },
            Step {
                title: "Send mail in".to_owned(),
                detail: "Mail to desk@nordhaven.test becomes incidents.".to_owned(),
                done: true,
                ..Step::default()
            },
        ],
        waits: waits(),
        clocks: clocks(),
        duties: duties(),
        answers: answers(),
        since: vec![
            Change {
                icon: "shield".to_owned(),
                text: Phrase::default().strong("Lena Fors").and(" is deputy CAB chair until 14 August"),
                at: Moment::new("Thu 16:20", "2026-07-23T16:20:00+02:00"),
            },
            Change {
                icon: "flag".to_owned(),
                text: Phrase::of("Finding closed: ").link("two roles were accountable", "/findings.html"),
                at: Moment::new("08:12", "2026-07-24T08:12:00+02:00"),
            },
        ],
        ..Home::default()
    };
    framed("Home", "Home", &home(&view))
}

pub(crate) fn empty() -> Markup {
    let view = Home {
        greeting: "Good morning, Maya".to_owned(),
        line: "Friday 24 July".to_owned(),
        next_duty: Some("4 August".to_owned()),
        acts: vec![Act::post("Start shift", "/shift", seal()).primary()],
        ..Home::default()
    };
    framed("Home", "Home", &home(&view))
}
