//! Search, tables, the profile, the page for programs.

use crate::frame::{framed, person, seal};
use crate::queue::chip;
use maud::Markup;
use web::look::api_doc::api_doc;
use web::look::profile::profile as profile_page;
use web::look::search::search as search_page;
use web::look::table::table as table_page;
use web::look::view::{
    Act, ApiDoc, ApiGroup, ClockState, ColumnHead, Datum, Field, FilterChip, Hit, HitGroup, Link, NamedChoice,
    Operation, Parameter, Priority, Profile, Search, Session, Sorted, Status, StatusShape, Table, TableRow, Tag, Tone,
    Widget,
};

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(crate) fn search() -> Markup {
    let hit = |icon: &str, number: &str, title: &str, passage: &[&str]| Hit {
        icon: icon.to_owned(),
        number: number.to_owned(),
        title: title.to_owned(),
        passage: owned(passage),
        url: "/record.html".to_owned(),
        status: None,
        end: "24 July".to_owned(),
    };
    let open = Hit {
        status: Some(Status::new("In progress", StatusShape::Working)),
        end: String::new(),
        ..hit(
            "inc",
            "INC-20418",
            "Payslips won’t open after the July run",
            &["None of us in Oslo can open the July ", "payslips", ". The page says"],
        )
    };
    let article = hit("book", "KB-96", "Payslip says “not found”", &["When a ", "payslip", " opens with “not found”"]);
    let group = |title: &str, hits: Vec<Hit>| HitGroup {
        title: title.to_owned(),
        count: hits.len().to_string(),
        all: Some("/table.html".to_owned()),
        hits,
    };
    let view = Search {
        query: "payslip".to_owned(),
        total: "4 found".to_owned(),
        groups: vec![group("Incidents", vec![open.clone(), open]), group("Knowledge", vec![article.clone(), article])],
        tip: String::new(),
    };
    framed("payslip · Search", "Knowledge", &search_page(&view))
}

pub(crate) fn search_none() -> Markup {
    let view = Search {
        query: "pyslip".to_owned(),
        total: "Nothing found".to_owned(),
        groups: Vec::new(),
        tip: "Try fewer words, or a number like INC-20418.".to_owned(),
    };
    framed("pyslip · Search", "Knowledge", &search_page(&view))
}

fn columns() -> Vec<ColumnHead> {
    [
        ("Change", Sorted::No),
        ("Status", Sorted::No),
        ("Priority", Sorted::No),
        ("Risk", Sorted::No),
        ("Owner", Sorted::No),
        ("Decide by", Sorted::Up),
        ("Hours", Sorted::No),
    ]
    .map(|(label, sorted)| ColumnHead {
        label: label.to_owned(),
        sort_url: Some("?sort=x".to_owned()),
        sorted,
        figures: label == "Hours",
    })
    .into()
}

fn row(number: &str, title: &str, rest: (StatusShape, &str, u8), tag: Option<Tag>) -> TableRow {
    TableRow {
        url: "/record.html".to_owned(),
        cells: vec![
            Datum::Lines(title.to_owned(), number.to_owned()),
            Datum::Status(Status::new(rest.1, rest.0)),
            Datum::Priority(Priority::new(rest.2, format!("P{}", rest.2))),
            tag.map_or(Datum::None, Datum::Tag),
            Datum::Person(person("Jonas Weber", 5)),
            Datum::Clock(chip(ClockState::Fine, "1d 4h", 30, None, 2880)),
            Datum::Figure("12.5".to_owned()),
        ],
    }
}

pub(crate) fn table() -> Markup {
    let tag = |text: &str, tone| Some(Tag { text: text.to_owned(), tone });
    let view = Table {
        is_unread: false,
        title: "Changes".to_owned(),
        caption: "Changes to assess".to_owned(),
        count: "132".to_owned(),
        url: "/table.html".to_owned(),
        acts: vec![Act::open("New change", "/new.html").icon("plus").primary()],
        filters: vec![FilterChip {
            name: "Status is".to_owned(),
            value: "open".to_owned(),
            remove: "/table.html".to_owned(),
        }],
        filter_fields: vec![Field::new("q", "Words or terms", Widget::Line(String::new()))],
        columns: columns(),
        rows: vec![
            row(
                "CHG-3107",
                "Payroll connector 4.2",
                (StatusShape::Done, "Implemented", 2),
                tag("Medium", Tone::Warning),
            ),
            row("CHG-3112", "Viewer paths", (StatusShape::Working, "In progress", 2), tag("Low", Tone::Good)),
            row(
                "CHG-3120",
                "Swap the core switch in Lyon",
                (StatusShape::WaitingPerson, "Waiting for CAB", 3),
                tag("High", Tone::Critical),
            ),
            row("CHG-3121", "Renew certificates", (StatusShape::New, "New", 4), None),
            row("CHG-3099", "Move the archive", (StatusShape::Stopped, "Withdrawn", 5), None),
        ],
        range: "1 to 50 of 132".to_owned(),
        previous: None,
        next: Some("?page=2".to_owned()),
        empty: (String::new(), String::new()),
    };
    framed("Changes", "Changes", &table_page(&view))
}

pub(crate) fn profile() -> Markup {
    let session = |device: &str, detail: &str, here| Session {
        device: device.to_owned(),
        detail: detail.to_owned(),
        here,
        end_url: "/sessions/2/end".to_owned(),
    };
    let view = Profile {
        name: "Maya Okafor".to_owned(),
        account: "maya.okafor@nordhaven.test".to_owned(),
        action: "/profile".to_owned(),
        seal: seal(),
        zones: vec![NamedChoice::new("Europe/Oslo", "Oslo").chosen(), NamedChoice::new("Europe/Paris", "Paris")],
        roles: vec![
            Link::to("Service desk L1, Nordhaven group", "/matrix.html"),
            Link::to("Service owner, Workplace printing", "/matrix.html"),
        ],
        deputies: "Aisha Karim deputises for you until 14 August.".to_owned(),
        sessions: vec![
            session("Firefox on Linux", "Since 08:01 today", true),
            session("Safari on a phone", "Since Monday, last seen 07:40", false),
        ],
        password_url: Some("/profile/password".to_owned()),
        ..Profile::default()
    };
    framed("Maya Okafor", "", &profile_page(&view))
}

pub(crate) fn api() -> Markup {
    let read = Operation {
        id: "read-record".to_owned(),
        verb: "GET".to_owned(),
        path: "/api/records/{number}".to_owned(),
        summary: "Read a record".to_owned(),
        detail: "Answers what you may see of it, and what you can do with it.".to_owned(),
        parameters: vec![
            Parameter {
                name: "number".to_owned(),
                in_path: true,
                detail: "The record’s number".to_owned(),
                example: "INC-20418".to_owned(),
            },
            Parameter {
                name: "part".to_owned(),
                in_path: false,
                detail: "Only this part".to_owned(),
                example: "clocks".to_owned(),
            },
        ],
        body: None,
        answer: Some(
            "{\n  \"number\": \"INC-20418\",\n  \"title\": \"Payslips won’t open after the July run\"\n}".to_owned(),
        ),
    };
    let make = Operation {
        id: "make-move".to_owned(),
        verb: "POST".to_owned(),
        path: "/api/records/{number}/moves".to_owned(),
        summary: "Make a move".to_owned(),
        body: Some("{\n  \"move\": \"resolve\",\n  \"version\": 7\n}".to_owned()),
        answer: None,
        ..read.clone()
    };
    let view = ApiDoc {
        title: "For programs".to_owned(),
        lead: "Everything you can do here, a program can do with a token of yours, under the same rules.".to_owned(),
        document_url: "/api/openapi.json".to_owned(),
        csrf: "token".to_owned(),
        groups: vec![ApiGroup {
            title: "Records".to_owned(),
            lead: "Incidents, requests, changes and the rest.".to_owned(),
            operations: vec![read, make],
        }],
    };
    framed("For programs", "", &api_doc(&view))
}
