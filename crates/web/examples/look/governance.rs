//! Who does what in change enablement.

use crate::frame::{framed, person};
use maud::Markup;
use web::look::findings::findings as findings_page;
use web::look::matrix::matrix as matrix_page;
use web::look::view::{
    Act, Cell, Column, Finding, FindingHolder, FindingsPage, FixStep, Flag, Letter, Link, Load, Mark, Matrix,
    MatrixGroup, MatrixRow, Person, Phrase, RowMark, Stamp, Tab, Tile, Tone,
};

/// `A` accountable, `R`, `C`, `I`; `!` clash, `?` missing, `=` same hands, `-` chained on.
fn cell(text: &str) -> Cell {
    let mark = |text: &str| match text {
        text if text.contains('!') => Mark::Clash,
        text if text.contains('?') => Mark::Missing,
        text if text.contains('=') => Mark::Same,
        _ => Mark::None,
    };
    let letter = |sign| match sign {
        'A' => Some(Letter::Accountable),
        'R' => Some(Letter::Responsible),
        'C' => Some(Letter::Consulted),
        'I' => Some(Letter::Informed),
        _ => None,
    };
    let stamps = text.chars().filter_map(letter).map(|letter| Stamp { letter, mark: mark(text) }).collect();
    Cell { stamps, chained: text.ends_with('-') }
}

fn row(activity: &str, cells: &str) -> MatrixRow {
    MatrixRow { activity: activity.to_owned(), cells: cells.split(' ').map(cell).collect(), ..MatrixRow::default() }
}

fn found(activity: &str, cells: &str, tone: Tone, mark: RowMark, flag: (&str, &str)) -> MatrixRow {
    let flag = Flag { icon: flag.0.to_owned(), text: flag.1.to_owned(), url: "#f-1".to_owned(), tone };
    MatrixRow { tone, mark, flag: Some(flag), ..row(activity, cells) }
}

fn group(title: &str, rows: Vec<MatrixRow>) -> MatrixGroup {
    MatrixGroup { title: title.to_owned(), rows }
}

fn groups() -> Vec<MatrixGroup> {
    [
        group(
            "Record and assess",
            vec![
                row("Record and classify", "R A . . I . I . ."),
                row("Assess risk and impact", ". A . . R C C C ."),
                row("Check affected CIs and clashes", "I A . . I . R . ."),
            ],
        ),
        group(
            "Decide",
            vec![
                row("Approve a standard change model", "I R . C C . . . A"),
                row("Approve a normal change", "I R A C C . . . I"),
                found(
                    "Approve an emergency change",
                    "I A! A! I C . . . .",
                    Tone::Critical,
                    RowMark::Selected,
                    ("over", "Two roles are accountable"),
                ),
                row("Publish the change calendar", "I AR . I I C . . ."),
            ],
        ),
    ]
    .into_iter()
    .chain(later())
    .collect()
}

fn later() -> [MatrixGroup; 2] {
    [
        group(
            "Build and deploy",
            vec![
                row("Build and test", ". I . . C A=- . R ."),
                found(
                    "Deploy to production",
                    "I A . . I R=- . C .",
                    Tone::Warning,
                    RowMark::None,
                    ("sod", "Same person builds, deploys and checks"),
                ),
                found(
                    "Check the result, back out if needed",
                    "I C . . A? R= . . .",
                    Tone::Critical,
                    RowMark::Has,
                    ("gap", "Nobody is accountable"),
                ),
                row("Tell the people affected", "R C . . A . . . ."),
            ],
        ),
        group(
            "Learn",
            vec![
                row("Review after the change", ". R . C C C . . A"),
                found(
                    "Update CI records",
                    ". C . . I C A . .",
                    Tone::Warning,
                    RowMark::Has,
                    ("vac", "The role is vacant"),
                ),
                row("Report how changes went", "I R . I I . . . A"),
            ],
        ),
    ]
}

fn columns() -> Vec<Column> {
    let column = |role: &str, holder: &str, initials: &str, hue: u32| Column {
        role: role.to_owned(),
        holder: holder.to_owned(),
        person: (hue > 0).then(|| Person { name: role.to_owned(), initials: initials.to_owned(), hue: hue - 1 }),
    };
    vec![
        column("Service desk", "L1", "SD", 4),
        column("Change manager", "Jonas", "JW", 5),
        column("CAB chair", "Lena", "LF", 6),
        column("CAB members", "9 people", "9", 3),
        column("Service owner", "Priya", "PR", 7),
        column("Release manager", "Leo", "LB", 2),
        column("Config manager", "Vacant", "", 0),
        column("Supplier manager", "Eva", "EL", 3),
        column("Process owner", "You", "SM", 1),
    ]
}

fn tiles() -> Vec<Tile> {
    let tile = |name: &str, unit: &str, icon: &str, tone| Tile {
        name: name.to_owned(),
        number: "1".to_owned(),
        unit: unit.to_owned(),
        icon: Some(icon.to_owned()),
        tone,
        ..Tile::default()
    };
    let covered = Tile {
        name: "Activities with one clear owner".to_owned(),
        number: "11".to_owned(),
        unit: "of 14".to_owned(),
        trend: vec![57, 64, 64, 71, 71, 71, 79],
        trend_text: "Covered share, January to July: 57, 64, 64, 71, 71, 71, 79 percent".to_owned(),
        ..Tile::default()
    };
    vec![
        covered,
        tile("Gaps", "no owner", "gap", Tone::Critical),
        tile("Overlaps", "two owners", "over", Tone::Critical),
        tile("SoD conflicts", "builds and checks", "sod", Tone::Warning),
        tile("Vacant roles", "since 1 June", "vac", Tone::Warning),
    ]
}

fn finding(id: &str, icon: &str, tone: Tone, title: &str, rest: (&str, &str)) -> Finding {
    Finding {
        id: id.to_owned(),
        icon: icon.to_owned(),
        tone,
        title: title.to_owned(),
        subject: rest.0.to_owned(),
        age: rest.1.to_owned(),
        why: Phrase::of("Work stops when this role is asked and nobody answers. ")
            .link("CHG-3066", "/record.html")
            .and(" waited two days."),
        decides: Phrase::default().strong("The process owner decides this."),
        rule: Some(Link::to("Rule: one clear owner, version 4", "/why.html")),
        ..Finding::default()
    }
}

fn two_owners() -> Finding {
    let stamp = Stamp { letter: Letter::Accountable, mark: Mark::Clash };
    let holder = |role: &str, detail: &str, who| FindingHolder {
        stamp,
        person: Some(who),
        role: role.to_owned(),
        detail: detail.to_owned(),
    };
    Finding {
        open: true,
        why: Phrase::of(
            "When both answer for it, each can think the other did. On 9 July CHG-3066 waited 50 minutes for a decision.",
        ),
        holders: vec![
            holder("Change manager", "Jonas Weber, since 3 July", person("Jonas Weber", 5)),
            holder("CAB chair", "Lena Fors, since 2024", person("Lena Fors", 6)),
        ],
        fix: vec![
            FixStep { letter: Letter::Accountable, text: "Change manager stays accountable".to_owned() },
            FixStep { letter: Letter::Consulted, text: "CAB chair is asked first instead".to_owned() },
        ],
        acts: vec![
            Act::open("Try it in the draft", "/edit.html").primary(),
            Act::open("Accept the risk", "/move.html"),
        ],
        decides: Phrase::default()
            .strong("You decide this.")
            .and(" The process owner sets who is accountable. Jonas and Lena will be told."),
        rule: None,
        ..finding("f-1", "over", Tone::Critical, "Two roles are accountable", ("Approve an emergency change", "21 d"))
    }
}

fn found_here() -> Vec<Finding> {
    vec![
        two_owners(),
        finding(
            "f-2",
            "gap",
            Tone::Critical,
            "Nobody is accountable",
            ("Check the result, back out if needed", "40 d"),
        ),
        finding("f-3", "sod", Tone::Warning, "Leo builds, deploys and checks", ("Rule: another person checks", "12 d")),
        finding(
            "f-4",
            "vac",
            Tone::Warning,
            "Config manager is vacant",
            ("2 activities have no one behind them", "53 d"),
        ),
        finding(
            "f-5",
            "load",
            Tone::Warning,
            "Jonas carries 10 of 14 activities",
            ("Four days a week goes to changes", "5 d"),
        ),
        finding("f-6", "userq", Tone::Info, "CAB chair has no deputy", ("Lena is away 3 to 14 August", "2 d")),
    ]
}

fn tabs() -> Vec<Tab> {
    ["Matrix", "By person", "Role map", "Duties", "Findings", "History"]
        .map(|label| Tab {
            link: Link { current: label == "Matrix", ..Link::to(label, "/matrix.html") },
            count: (label == "Findings").then(|| "6".to_owned()),
        })
        .into()
}

pub(crate) fn matrix() -> Markup {
    let others = |words: &[&str]| words.iter().map(|word| Link::to(*word, "/matrix.html")).collect::<Vec<_>>();
    let load = [2, 10, 2, 0, 2, 3, 2, 1, 3].map(|count: u8| Load {
        count: count.to_string(),
        share: count * 7,
        tone: if count > 8 { Tone::Warning } else { Tone::Plain },
    });
    let view = Matrix {
        title: "Who does what".to_owned(),
        practice: ("Change enablement".to_owned(), others(&["Incident management", "Problem management"])),
        scope: ("Nordhaven group".to_owned(), others(&["Nordhaven Norway", "Nordhaven Retail"])),
        draft: Some("Draft 13, 3 edits".to_owned()),
        acts: vec![
            Act::open("Compare", "/table.html").icon("diff"),
            Act::open("Export", "/table.html").icon("exp"),
            Act::open("Review and publish", "/move.html").primary(),
        ],
        tabs: tabs(),
        tiles: tiles(),
        caption: "Change enablement: who is responsible, accountable, consulted and informed".to_owned(),
        columns: columns(),
        groups: groups(),
        pages: (String::new(), None, None),
        load_title: "Load, of 14 activities".to_owned(),
        load: load.into(),
        carriers: Vec::new(),
        all_carriers: None,
        findings: found_here(),
    };
    framed("Who does what · Change enablement", "Who does what", &matrix_page(&view))
}

pub(crate) fn findings() -> Markup {
    let tab = |label: &str, count: &str| Tab {
        link: Link { current: label == "All", ..Link::to(label, "/findings.html") },
        count: Some(count.to_owned()),
    };
    let view = FindingsPage {
        title: "Findings".to_owned(),
        lead: "What is not in order in who does what. Each says why it matters, who decides, and what would settle it."
            .to_owned(),
        kinds: vec![tab("All", "6"), tab("Gaps", "1"), tab("Overlaps", "1"), tab("SoD", "1"), tab("Vacant", "1")],
        findings: found_here(),
        pages: (String::new(), None, None),
        empty: (
            "Everything has one owner".to_owned(),
            "Gaps, overlaps and conflicts show here when they arise.".to_owned(),
        ),
    };
    framed("Findings", "Findings", &findings_page(&view))
}
