//! The service desk's queue.

use crate::frame::{framed, person, seal};
use crate::record::payslips;
use maud::Markup;
use web::look::queue::queue;
use web::look::view::{
    Bulk, ClockChip, ClockState, Field, FilterChip, Link, NamedChoice, Priority, Queue, QueueGroup, QueueRow, Status,
    StatusShape, Tag, Tone, Widget,
};

pub(crate) fn chip(state: ClockState, text: &str, used: u8, left: Option<i64>, total: i64) -> ClockChip {
    ClockChip { state, text: text.to_owned(), used, left, total: Some(total) }
}

fn row(rank: u8, title: &str, meta: &str, status: (&str, StatusShape), clock: ClockChip) -> QueueRow {
    let number = meta.split(' ').next().unwrap_or_default();
    QueueRow {
        id: number.to_owned(),
        title: title.to_owned(),
        url: format!("/queue.html?sel={number}"),
        meta: meta.to_owned(),
        priority: Some(Priority::new(rank, format!("P{rank}"))),
        status: Status::new(status.0, status.1),
        clock: Some(clock),
        ..QueueRow::default()
    }
}

fn group(title: &str, count: &str, tone: Tone, rows: Vec<QueueRow>) -> QueueGroup {
    QueueGroup { title: title.to_owned(), count: count.to_owned(), tone, rows }
}

const WORKING: (&str, StatusShape) = ("In progress", StatusShape::Working);
const ASSIGNED: (&str, StatusShape) = ("Assigned", StatusShape::Assigned);
const NEW: (&str, StatusShape) = ("New", StatusShape::New);

fn urgent() -> Vec<QueueGroup> {
    let over = chip(ClockState::Over, "14m over", 100, Some(-14), 480);
    let late = QueueRow {
        assignee: Some(person("Nils Berg", 3)),
        ..row(3, "Badge reader slow at north gate", "INC-20402 · Facilities", WORKING, over)
    };
    let major = QueueRow {
        tag: Some(Tag { text: "Major".to_owned(), tone: Tone::Critical }),
        assignee: Some(person("Jonas Weber", 5)),
        ..row(
            1,
            "Card payments declined at all Gothenburg tills",
            "INC-20431 · Retail",
            WORKING,
            chip(ClockState::VeryNear, "12m", 90, Some(12), 120),
        )
    };
    let chosen = QueueRow {
        assignee: Some(person("Maya Okafor", 4)),
        current: true,
        ..row(
            2,
            "Payslips won’t open after the July run",
            "INC-20418 · Finance, Oslo",
            WORKING,
            chip(ClockState::Near, "38m", 68, Some(38), 120),
        )
    };
    let laptop = QueueRow {
        assignee: Some(person("Aisha Karim", 6)),
        ..row(
            3,
            "Laptop for new starter, first day Monday",
            "REQ-8841 · People team",
            ASSIGNED,
            chip(ClockState::Near, "52m", 84, Some(52), 480),
        )
    };
    vec![
        group("Past due", "1", Tone::Critical, vec![late]),
        group("Due within the hour", "3", Tone::Plain, vec![major, chosen, laptop]),
    ]
}

fn today() -> QueueGroup {
    let fine = |text, used, left| chip(ClockState::Fine, text, used, Some(left), 480);
    let rows = vec![
        QueueRow {
            unread: true,
            ..row(2, "VPN drops every ten minutes on 5G", "INC-20429 · Sales, Lyon", NEW, fine("1h 40m", 58, 100))
        },
        QueueRow {
            unread: true,
            ..row(3, "Outlook finds nothing in the shared mailbox", "INC-20425 · Legal", NEW, fine("2h 05m", 47, 125))
        },
        QueueRow {
            assignee: Some(person("Aisha Karim", 6)),
            ..row(3, "Label printer offline in warehouse 3", "INC-20411 · Logistics", WORKING, fine("2h 30m", 41, 150))
        },
        QueueRow {
            assignee: Some(person("Maya Okafor", 4)),
            ..row(4, "Second monitor for the design studio", "REQ-8846 · Design", ASSIGNED, fine("4h 10m", 22, 250))
        },
        QueueRow {
            unread: true,
            ..row(4, "Shared calendar for the Bergen office", "REQ-8852 · Operations", NEW, fine("5h", 15, 300))
        },
    ];
    group("Due today", "6", Tone::Plain, rows)
}

fn waiting() -> QueueGroup {
    let rows = vec![
        QueueRow {
            assignee: Some(person("Maya Okafor", 4)),
            ..row(
                3,
                "Access to the contract archive",
                "REQ-8850 · waits for owner approval",
                ("Waiting for approval", StatusShape::WaitingPerson),
                chip(ClockState::Paused, "3h 20m", 40, None, 480),
            )
        },
        QueueRow {
            assignee: Some(person("Nils Berg", 3)),
            ..row(
                3,
                "Signing tool says no licence is left",
                "INC-20397 · waits for Quillsoft",
                ("Waiting for supplier", StatusShape::WaitingSupplier),
                chip(ClockState::Paused, "6h", 20, None, 480),
            )
        },
    ];
    group("Waiting on others", "9", Tone::Plain, rows)
}

fn open() -> Queue {
    let teams = vec![
        NamedChoice::new("service-desk", "Service desk").chosen(),
        NamedChoice::new("payroll-apps", "Payroll apps"),
    ];
    let priorities =
        vec![NamedChoice::new("1", "P1"), NamedChoice::new("2", "P2 and above"), NamedChoice::new("3", "P3 and above")];
    Queue {
        title: "Open".to_owned(),
        label: "Open work, service desk".to_owned(),
        count: "48".to_owned(),
        url: "/queue.html".to_owned(),
        new_url: Some("/new.html".to_owned()),
        filters: vec![FilterChip {
            name: "Team is".to_owned(),
            value: "Service desk".to_owned(),
            remove: "/queue.html?q=".to_owned(),
        }],
        filter_fields: vec![
            Field::new("q", "Words or terms", Widget::Line("status:open".to_owned()))
                .hint("For example prio<=2 due<1h"),
            Field::new("team", "Team", Widget::Team(teams)),
            Field::new("priority", "Priority", Widget::Choice(priorities)),
        ],
        sort: "Clock".to_owned(),
        sorts: vec![
            Link::to("Clock", "?sort=clock").current(),
            Link::to("Priority", "?sort=priority"),
            Link::to("Newest", "?sort=new"),
        ],
        layouts: vec![Link::to("Split view", "?as=split").current(), Link::to("Table", "/table.html")],
        groups: urgent().into_iter().chain([today(), waiting()]).collect(),
        bulk: Some(Bulk {
            action: "/bulk".to_owned(),
            seal: seal(),
            choices: vec![
                NamedChoice::new("take", "Assign to me"),
                NamedChoice::new("hand-over", "Hand over"),
                NamedChoice::new("resolve", "Resolve"),
            ],
        }),
        range: "1 to 11 of 48".to_owned(),
        next: Some("?page=2".to_owned()),
        empty: (
            "Nothing is open".to_owned(),
            "New work for the service desk lands here, by mail, portal or monitoring.".to_owned(),
        ),
        ..Queue::default()
    }
}

pub(crate) fn page() -> Markup {
    let view = Queue { record: Some(payslips()), chosen: true, ..open() };
    framed("INC-20418 Payslips won’t open · Open, service desk", "Open", &queue(&view))
}

pub(crate) fn list_only() -> Markup {
    let view = Queue { record: Some(payslips()), ..open() };
    framed("Open, service desk", "Open", &queue(&view))
}

pub(crate) fn empty() -> Markup {
    let view = Queue { groups: Vec::new(), count: "0".to_owned(), next: None, ..open() };
    framed("Open, service desk", "Unassigned", &queue(&view))
}
