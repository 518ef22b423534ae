//! The incident about the payslips.

use crate::frame::{framed, person, seal};
use crate::queue::chip;
use maud::Markup;
use web::look::prose::prose;
use web::look::record::record_page;
use web::look::view::{
    Act, Can, Chip, ChipGlyph, ClockFact, ClockState, Composer, Detail, Entry, Event, FileLink, Hint, Holder, Letter,
    Link, Locked, Message, Moment, Phrase, Presence, Priority, Record, Related, Status, StatusShape, Tone,
};

fn at(time: &str) -> Moment {
    Moment::new(time, format!("2026-07-24T{time}:00+02:00"))
}

fn said(id: &str, who: (&str, u32), detail: &str, time: &str, words: &str) -> Message {
    Message {
        id: id.to_owned(),
        person: person(who.0, who.1),
        detail: detail.to_owned(),
        at: at(time),
        internal: false,
        body: prose(words),
        files: Vec::new(),
    }
}

fn happened(icon: &str, text: Phrase, time: &str) -> Event {
    Event { icon: icon.to_owned(), status: None, text, at: at(time) }
}

const INGRID: (&str, u32) = ("Ingrid Solheim", 1);
const TOMAS: (&str, u32) = ("Tomás Rivera", 2);
const MAYA: (&str, u32) = ("Maya Okafor", 4);

fn story() -> Vec<Entry> {
    let file = FileLink {
        name: "payslip-error.png".to_owned(),
        size: "182 KB".to_owned(),
        url: "/files/1".to_owned(),
        picture: true,
    };
    let first = "None of us in Oslo can open the July payslips. The page says “Document not found”. It’s payday, so people are asking me every few minutes.";
    let answer = "Hi Ingrid, I see the same error here, so it isn’t your computer. The payslips are safe. I’ve asked the payroll team to look and will write again by 13:00.";
    let note = "@Maya connector 4.2 files payslips under a new path and the viewer still reads the old one. I’m pointing `payslip-viewer-prod` at both. Twenty minutes, no rollback needed.";
    let started = Event {
        status: Some(Status::new("In progress", StatusShape::Working)),
        ..happened("", Phrase::default().strong("Maya").and(" took it and started work"), "12:01")
    };
    vec![
        Entry::Message(Message {
            files: vec![file],
            ..said("e51", INGRID, "Finance, Oslo · by portal", "11:58", first)
        }),
        Entry::Events(vec![
            happened(
                "bolt",
                Phrase::of("Priority set to ").strong("P2").and(": one department, high urgency"),
                "11:58",
            ),
            started,
        ]),
        Entry::Message(said("e54", MAYA, "to Ingrid", "12:04", answer)),
        Entry::Events(vec![happened(
            "link",
            Phrase::default()
                .strong("Maya")
                .and(" linked ")
                .strong("CHG-3107")
                .and(" and asked ")
                .strong("Payroll apps"),
            "12:11",
        )]),
        Entry::Message(Message { internal: true, ..said("e56", TOMAS, "", "12:52", note) }),
        Entry::Events(vec![happened(
            "change",
            Phrase::default().strong("Tomás").and(" started standard change ").strong("CHG-3112").and(", viewer paths"),
            "13:05",
        )]),
        Entry::Message(said(
            "e58",
            INGRID,
            "by email",
            "13:14",
            "Thank you, that calms things down. Two people ask if they have been paid at all?",
        )),
    ]
}

fn chips() -> Vec<Chip> {
    let chip = |name: &str, value: &str, glyph, key: &str| Chip {
        name: name.to_owned(),
        value: value.to_owned(),
        glyph,
        url: Some(format!("/edit.html?edit={key}")),
        key: Some(key.to_owned()),
        slot: false,
    };
    vec![
        chip("Status", "In progress", ChipGlyph::Status(Status::new("In progress", StatusShape::Working)), "s"),
        chip("Priority", "P2 High", ChipGlyph::Priority(Priority::new(2, "P2 High")), "p"),
        chip("Service", "Payroll", ChipGlyph::Icon("ci".to_owned()), "v"),
        chip("Assignee", "Maya", ChipGlyph::Person(person("Maya Okafor", 4)), "a"),
        Chip { slot: true, ..chip("Label", "Label", ChipGlyph::Icon("plus".to_owned()), "l") },
    ]
}

fn can() -> Can {
    let locked = |label: &str, reason: &str, ask: &str| Locked {
        label: label.to_owned(),
        reason: reason.to_owned(),
        why: "/why.html".to_owned(),
        ask: Some(Link::to(ask, "/why.html#ask")),
    };
    Can {
        allowed: vec![
            Act::open("Resolve", "/move.html"),
            Act::open("Hand over", "/move.html"),
            Act::open("Change to P3 or P4", "/edit.html"),
        ],
        locked: vec![
            locked("Declare a major incident", "The incident manager decides.", "Ask Jonas"),
            locked("Roll back CHG-3107", "Needs the change manager.", "Request rollback"),
        ],
    }
}

fn holders() -> Vec<Holder> {
    let holder = |letter, name: &str, role: &str, who| Holder {
        letter,
        name: name.to_owned(),
        role: role.to_owned(),
        person: Some(who),
        url: None,
    };
    let crowd = web::look::view::Person { name: "HR operations".to_owned(), initials: "14".to_owned(), hue: 6 };
    vec![
        holder(Letter::Accountable, "Priya Raman", "Service owner, Payroll", person("Priya Raman", 6)),
        holder(Letter::Responsible, "You", "Service desk L1", person("Maya Okafor", 4)),
        holder(Letter::Consulted, "Tomás Rivera", "Payroll apps L2", person("Tomás Rivera", 2)),
        holder(Letter::Informed, "HR operations", "Told at each update", crowd),
    ]
}

fn related() -> Vec<Related> {
    [
        ("change", "CHG-3107", "Payroll connector 4.2", "caused by"),
        ("puzzle", "PRB-412", "Payslip paths are hard-coded", "is part of"),
        ("book", "KB-96", "Payslip says “not found”", "explained by"),
        ("inc", "3 like this", "since 11:40", ""),
    ]
    .map(|(icon, number, title, relation)| Related {
        icon: icon.to_owned(),
        number: number.to_owned(),
        title: title.to_owned(),
        relation: relation.to_owned(),
        url: "/record.html".to_owned(),
    })
    .into()
}

fn details() -> Vec<Detail> {
    [
        ("Touches", "payslip-viewer-prod"),
        ("Impact", "One department, 41 people"),
        ("Place", "Oslo"),
        ("Came in by", "Portal"),
    ]
    .map(|(name, value)| Detail { name: name.to_owned(), value: value.to_owned(), url: None, code: name == "Touches" })
    .into()
}

fn composer() -> Composer {
    Composer {
        action: "/INC-20418/say".to_owned(),
        seal: seal(),
        reply: Some("Reply to Ingrid".to_owned()),
        note: Some("Internal note".to_owned()),
        note_first: false,
        draft: "Yes, the salaries went out this morning as planned. Only the payslip page is affected, and it should work again by 13:30.".to_owned(),
        saved: Some("Draft saved 13:19".to_owned()),
        draft_url: "/draft".to_owned(),
        number: "INC-20418".to_owned(),
        replies: vec![Link::to("We’re looking into it", "?reply=looking"), Link::to("It works again, please check", "?reply=check")],
        articles: Some("/search.html".to_owned()),
        sends: vec![("wait".to_owned(), "Send and wait".to_owned())],
    }
}

pub(crate) fn payslips() -> Record {
    Record {
        number: "INC-20418".to_owned(),
        kind: "Incident".to_owned(),
        icon: "inc".to_owned(),
        title: "Payslips won’t open after the July run".to_owned(),
        url: "/record.html".to_owned(),
        back: Some(Link::to("Open", "/queue-list.html")),
        previous: Some("/queue.html?sel=INC-20431".to_owned()),
        next: Some("/queue.html?sel=REQ-8841".to_owned()),
        presence: vec![Presence { person: person("Tomás Rivera", 2), text: "Tomás is writing a note".to_owned() }],
        chips: chips(),
        acts: vec![Act::open("Hand over", "/move.html").on("h"), Act::open("Resolve", "/move.html").on("e").primary()],
        more: vec![
            Act::post("Assign to me", "/take", seal()).on("i"),
            Act::open("Add watcher", "/edit.html").on("m"),
            Act::open("History", "/table.html"),
        ],
        hints: vec![Hint {
            icon: "spark".to_owned(),
            tone: Tone::Plain,
            text: Phrase::default()
                .strong("Likely cause: CHG-3107, Payroll connector 4.2.")
                .and(" It went live at 09:10 on the same service. ")
                .link("See what changed", "/record.html")
                .and(" or ")
                .link("it’s unrelated", "/record.html")
                .and("."),
        }],
        timeline: story(),
        composer: Some(composer()),
        clocks: vec![
            ClockFact {
                name: "Fix".to_owned(),
                chip: chip(ClockState::Near, "38m left", 68, Some(38), 120),
                detail: "Due 13:58 · 2 h, day and night · Payroll P2".to_owned(),
            },
            ClockFact {
                name: "First reply".to_owned(),
                chip: chip(ClockState::Met, "6m of 15m", 40, None, 15),
                detail: String::new(),
            },
        ],
        clocks_url: Some("/clocks.html".to_owned()),
        holders: holders(),
        holders_url: Some("/why.html".to_owned()),
        can: can(),
        related: related(),
        link_url: Some("/edit.html".to_owned()),
        details: details(),
        edit_url: Some("/edit.html".to_owned()),
        ..Record::default()
    }
}

pub(crate) fn page() -> Markup {
    framed("INC-20418 Payslips won’t open", "Major incidents", &record_page(&payslips()))
}

pub(crate) fn reader() -> Markup {
    let whole = payslips();
    let many = (0..5)
        .map(|turn| happened("bolt", Phrase::of("Impact set to ").strong("one department"), &format!("13:2{turn}")))
        .collect();
    let record = Record {
        composer: None,
        closed: Some("This is closed. Reopen it to write more.".to_owned()),
        presence: Vec::new(),
        acts: Vec::new(),
        more: Vec::new(),
        can: Can::default(),
        related: Vec::new(),
        timeline: whole.timeline.into_iter().chain([Entry::Events(many)]).collect(),
        chips: whole.chips.into_iter().take(4).map(|chip| Chip { url: None, ..chip }).collect(),
        ..payslips()
    };
    framed("INC-20418 Payslips won’t open", "Waiting on others", &record_page(&record))
}
