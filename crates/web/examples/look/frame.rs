//! The frame of the sample pages: Nordhaven, as Maya and as Sofia see it.

use maud::Markup;
use web::look::shell::{bare, shell};
use web::look::view::{Bare, Flash, Link, Me, NavItem, NavSection, Person, Seal, Shell};

pub(crate) fn seal() -> Seal {
    Seal { csrf: "token".to_owned(), version: Some("7".to_owned()), key: Some("0f1e".to_owned()) }
}

pub(crate) fn person(name: &str, hue: u32) -> Person {
    Person::named(name).hue(hue - 1)
}

fn item(label: &str, icon: &str, count: &str, url: &str) -> NavItem {
    NavItem {
        label: label.to_owned(),
        icon: icon.to_owned(),
        url: url.to_owned(),
        count: (!count.is_empty()).then(|| count.trim_end_matches('!').to_owned()),
        hot: count.ends_with('!'),
        current: false,
        go: label.chars().next().map(|letter| letter.to_lowercase().to_string()),
    }
}

fn section(title: &str, items: &[(&str, &str, &str, &str)]) -> NavSection {
    let items = items.iter().map(|(label, icon, count, url)| item(label, icon, count, url)).collect();
    NavSection { title: title.to_owned(), items }
}

fn nav(current: &str) -> Vec<NavSection> {
    let mut sections = vec![
        section("", &[("Home", "home", "", "/home.html"), ("Inbox", "inbox", "4", "/table.html")]),
        section(
            "For me",
            &[
                ("My work", "list", "7", "/queue-list.html"),
                ("Approvals", "stamp", "2", "/why.html"),
                ("Duties due", "duty", "3", "/home.html"),
            ],
        ),
        section(
            "Service desk",
            &[
                ("Open", "queue", "48", "/queue.html"),
                ("Unassigned", "userq", "12", "/queue-empty.html"),
                ("Past due", "clock", "1!", "/clocks.html"),
                ("Waiting on others", "pause", "9", "/record-reader.html"),
            ],
        ),
        section(
            "Practices",
            &[
                ("Major incidents", "siren", "1!", "/record.html"),
                ("Changes", "change", "", "/table.html"),
                ("Problems", "puzzle", "", "/move.html"),
                ("Knowledge", "book", "", "/search.html"),
                ("Service map", "map", "", "/edit.html"),
            ],
        ),
        section(
            "Accountability",
            &[
                ("Who does what", "grid", "", "/matrix.html"),
                ("Findings", "flag", "", "/findings.html"),
                ("Calendar", "cal", "", "/new.html"),
            ],
        ),
    ];
    for place in sections.iter_mut().flat_map(|part| &mut part.items) {
        place.current = place.label == current;
    }
    sections
}

pub(crate) fn framed(title: &str, current: &str, content: &Markup) -> Markup {
    let frame = Shell {
        title: title.to_owned(),
        organisation: "Nordhaven".to_owned(),
        nav: nav(current),
        me: Me {
            name: "Maya Okafor".to_owned(),
            role_line: "L1, on shift to 16:00".to_owned(),
            initials: "MO".to_owned(),
            hue: 3,
            links: vec![
                Link::to("Everything I hold", "/home.html").current(),
                Link::to("Service desk L1", "/home.html"),
                Link::to("Profile", "/profile.html"),
            ],
        },
        csrf: "token".to_owned(),
        flash: (current == "Changes").then(|| Flash {
            text: "Handed over to Payroll apps.".to_owned(),
            undo: Some(("/undo".to_owned(), seal())),
        }),
        ..Shell::default()
    };
    shell(&frame, content)
}

pub(crate) fn alone(title: &str, content: &Markup) -> Markup {
    bare(&Bare { title: title.to_owned(), organisation: "Nordhaven".to_owned(), ..Bare::default() }, content)
}
