//! Forms, the why page, the clock page.

use crate::frame::{framed, person, seal};
use crate::queue::chip;
use maud::Markup;
use web::look::clocks::clock_page;
use web::look::form::{edit_form, move_form, new_form};
use web::look::view::{
    Ask, Basis, Changed, ClockPage, ClockState, Field, FileLink, Form, FormError, FormPage, Link, NamedChoice, Outcome,
    Reading, RecordRef, RoleHolder, Segment, SegmentKind, Suggestion, Why, Widget,
};
use web::look::why::why as why_page;

fn about() -> RecordRef {
    RecordRef {
        icon: "inc".to_owned(),
        number: "INC-20418".to_owned(),
        kind: "Incident".to_owned(),
        title: "Payslips won’t open after the July run".to_owned(),
        url: "/record.html".to_owned(),
    }
}

fn form(fields: Vec<Field>, submit: &str) -> Form {
    Form {
        action: "/INC-20418/resolve".to_owned(),
        seal: seal(),
        fields,
        submit: submit.to_owned(),
        cancel: Some(Link::to("Back", "/record.html")),
        ..Form::default()
    }
}

fn choices(words: &[&str]) -> Vec<NamedChoice> {
    words.iter().map(|word| NamedChoice::new(word.to_lowercase(), *word)).collect()
}

fn likely() -> Vec<Suggestion> {
    [("CHG-3107", "Payroll connector 4.2"), ("PRB-412", "Payslip paths are hard-coded")]
        .map(|(value, label)| Suggestion { value: value.to_owned(), label: label.to_owned() })
        .into()
}

pub(crate) fn resolve() -> Markup {
    let fields = vec![
        Field::new("resolution", "What fixed it", Widget::Text("Viewer reads both paths".to_owned()))
            .required()
            .hint("Ingrid gets this text."),
        Field::new("cause", "Cause", Widget::Choice(choices(&["Change", "Configuration", "Hardware", "People"])))
            .required()
            .error("Choose what caused it. The problem manager counts on it."),
        Field::new("caused_by", "Caused by", Widget::Reference { value: "CHG-31".to_owned(), suggestions: likely() })
            .error("There is no CHG-31. Did you mean CHG-3107?"),
        Field::new("tell", "Tell everyone affected", Widget::YesNo(Some(true))),
    ];
    let errors = [("cause", "Choose a cause"), ("caused_by", "There is no CHG-31")];
    let page = FormPage {
        title: "Resolve".to_owned(),
        lead: None,
        record: Some(about()),
        confirm: Some("Ingrid and 40 others are told at once; that can’t be taken back.".to_owned()),
        form: Form {
            errors: errors
                .map(|(field, message)| FormError { field: field.to_owned(), message: message.to_owned() })
                .into(),
            changed: vec![Changed {
                label: "Priority".to_owned(),
                theirs: "P1, by Jonas at 13:21".to_owned(),
                yours: "P2".to_owned(),
            }],
            ..form(fields, "Resolve")
        },
    };
    framed("Resolve INC-20418", "Problems", &move_form(&page))
}

pub(crate) fn edit() -> Markup {
    let file = FileLink {
        name: "payslip-error.png".to_owned(),
        size: "182 KB".to_owned(),
        url: "/files/1".to_owned(),
        picture: true,
    };
    let levels = vec![
        NamedChoice { hint: Some("One person, work goes on".to_owned()), ..NamedChoice::new("1", "Low") },
        NamedChoice { hint: Some("A department is held up".to_owned()), ..NamedChoice::new("2", "Medium").chosen() },
        NamedChoice { hint: Some("The company stands still".to_owned()), ..NamedChoice::new("3", "High") },
    ];
    let fields = vec![
        Field::new("title", "Title", Widget::Line("Payslips won’t open after the July run".to_owned())).required(),
        Field::new("text", "What happens", Widget::Text("The page says *Document not found*.".to_owned()))
            .hint("Markdown works: *stress*, `code`, lists."),
        Field::new(
            "people",
            "People affected",
            Widget::Whole { value: "41".to_owned(), least: Some(0), most: Some(5000) },
        ),
        Field::new("share", "Share of services", Widget::Decimal { value: "0.25".to_owned(), places: 2 }),
        Field::new(
            "cost",
            "Cost so far",
            Widget::Money { amount: "1200.00".to_owned(), currencies: choices(&["NOK", "EUR"]) },
        ),
        Field::new("vip", "Payday at risk", Widget::YesNo(None)),
        Field::new("day", "Payday", Widget::Date("2026-07-24".to_owned())),
        Field::new(
            "since",
            "Since",
            Widget::Instant { value: "2026-07-24T11:40".to_owned(), zone: "Oslo time".to_owned() },
        ),
        Field::new("effort", "Time spent", Widget::Duration("1h 20m".to_owned())),
        Field::new("urgency", "Urgency", Widget::Level(choices(&["Low", "Medium", "High"]))).required(),
        Field::new("impact", "Impact", Widget::Level(levels)).required(),
        Field::new("problem", "Problem", Widget::Reference { value: "PRB-412".to_owned(), suggestions: likely() }),
        Field::new(
            "links",
            "Changes",
            Widget::References { chosen: choices(&["CHG-3107 Payroll connector 4.2"]), suggestions: likely() },
        ),
        Field::new(
            "assignee",
            "Assignee",
            Widget::Person { value: String::new(), suggestions: likely(), now: Some(person("Maya Okafor", 4)) },
        ),
        Field::new("team", "Team", Widget::Team(choices(&["Service desk", "Payroll apps"]))),
        Field::new("files", "Files", Widget::Attachment { files: vec![file], limit: "25 MB each".to_owned() }),
        Field::new("number", "Number", Widget::Fixed("INC-20418, given by Remit".to_owned())),
    ];
    let page =
        FormPage { title: "Edit".to_owned(), record: Some(about()), form: form(fields, "Save"), ..FormPage::default() };
    framed("Edit INC-20418", "Service map", &edit_form(&page))
}

pub(crate) fn new() -> Markup {
    let fields = vec![
        Field::new("title", "What is wrong", Widget::Line(String::new())).required(),
        Field::new("service", "Service", Widget::Reference { value: String::new(), suggestions: likely() })
            .hint("Leave it empty if you don’t know."),
        Field::new("urgency", "How urgent", Widget::Level(choices(&["Can wait", "Today", "Now"]))).required(),
        Field::new(
            "files",
            "Pictures or files",
            Widget::Attachment { files: Vec::new(), limit: "25 MB each".to_owned() },
        ),
    ];
    let page = FormPage {
        title: "New incident".to_owned(),
        lead: Some("The service desk answers within 15 minutes, day and night.".to_owned()),
        form: form(fields, "Send"),
        ..FormPage::default()
    };
    framed("New incident", "Calendar", &new_form(&page))
}

fn basis(outcome: Outcome, text: &str, detail: &str) -> Basis {
    Basis { outcome, text: text.to_owned(), detail: detail.to_owned() }
}

pub(crate) fn why() -> Markup {
    let ask = Form {
        action: "/INC-20418/why/declare-major".to_owned(),
        seal: seal(),
        fields: vec![Field::new("text", "What should Jonas know", Widget::Text(String::new())).required()],
        submit: "Ask Jonas".to_owned(),
        ..Form::default()
    };
    let view = Why {
        record: Some(about()),
        sentence: "You can’t declare a major incident here.".to_owned(),
        rule: "The incident manager declares a major incident, for any service with a fix time under four hours."
            .to_owned(),
        allowed: false,
        basis: vec![
            basis(Outcome::Holds, "You see this incident", "You are in Service desk, which works on it"),
            basis(Outcome::Holds, "The incident is open", "In progress since 12:01"),
            basis(Outcome::Fails, "You are incident manager", "You hold Service desk L1"),
        ],
        holders: vec![
            RoleHolder {
                role: "Incident manager".to_owned(),
                person: Some(person("Jonas Weber", 5)),
                deputies: "Lena Fors deputises from 3 August".to_owned(),
                reach: vec![Link::to("Ask", "#ask"), Link::to("Call", "tel:+4700000000")],
            },
            RoleHolder {
                role: "Incident manager, nights".to_owned(),
                person: None,
                deputies: String::new(),
                reach: Vec::new(),
            },
        ],
        would: vec![
            "Jonas makes you his deputy".to_owned(),
            "The priority rises to P1, which lets anyone on the service desk declare it".to_owned(),
        ],
        ask: Some(Ask { title: "Ask Jonas".to_owned(), form: ask }),
        text: Some(
            "[moves.declare-major]\nby = [\"incident-manager\"]\nwhen = \"open and service.fix < 4h\"".to_owned(),
        ),
        source: Some(Link::to("Version 4, since 3 July", "/table.html")),
        act: None,
    };
    framed("Why you can’t declare a major incident", "Approvals", &why_page(&view))
}

fn segment(kind: SegmentKind, span: (u16, u16), times: (&str, &str), counted: &str, reason: &str) -> Segment {
    Segment {
        kind,
        start: span.0,
        width: span.1,
        from: times.0.to_owned(),
        to: times.1.to_owned(),
        counted: counted.to_owned(),
        sum: counted.to_owned(),
        reason: reason.to_owned(),
    }
}

pub(crate) fn clocks() -> Markup {
    let reading = Reading {
        name: "Fix".to_owned(),
        chip: chip(ClockState::Near, "38m", 68, Some(38), 120),
        target: "2 h".to_owned(),
        source: Link::to("Agreement Payroll, P2", "/table.html"),
        calendar: "Day and night".to_owned(),
        due: "Due today at 13:58.".to_owned(),
        segments: vec![
            segment(SegmentKind::Running, (0, 260), ("11:58", "12:30"), "32m", "Opened by Ingrid Solheim"),
            segment(SegmentKind::Paused, (260, 160), ("12:30", "12:50"), "0m", "Waited for Ingrid’s answer"),
            segment(SegmentKind::Running, (420, 280), ("12:50", "13:20"), "30m", "Ingrid answered"),
        ],
        axis: vec!["11:58".to_owned(), "12:30".to_owned(), "13:00".to_owned(), "13:30".to_owned(), "14:00".to_owned()],
        due_at: Some(980),
        sum: "1h 02m of 2h".to_owned(),
    };
    framed("Clocks of INC-20418", "Past due", &clock_page(&ClockPage { record: about(), readings: vec![reading] }))
}
