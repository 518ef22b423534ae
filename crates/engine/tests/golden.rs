//! Who may do what, as a table in git: every activity of every practice against people of the sample organisation.
//!
//! A change of a cell, an appointment or a rule shows as a changed line; that line is what a review looks at. `*` may do it on
//! every record, `+` on some (their scope, their own, apart from what they did), `.` on none.
#![expect(
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test has no public face, and fails where it slices wrongly"
)]

#[path = "specs"]
mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use engine::Desk;
use model::{ActivityIx, When};
use specs::town::Town;

/// Who is asked: one for each way to stand towards IT.
const PERSONAS: [(&str, &str); 14] = [
    ("user", "ingrid-solheim"),
    ("supplier", "klaus-richter"),
    ("business owner", "sara-lindgren"),
    ("analyst", "maya-okafor"),
    ("desk manager", "hanna-eriksson"),
    ("second level", "tomas-rivera"),
    ("third level", "wei-chen"),
    ("incident and change manager", "jonas-weber"),
    ("service owner", "priya-raman"),
    ("process owner", "sofia-marin"),
    ("sponsor", "margit-olsen"),
    ("programme manager", "henrik-sund"),
    ("head of IT", "astrid-hagen"),
    ("security manager", "ragnar-iversen"),
];

/// How far somebody may do something.
fn mark(desk: &Desk, activity: ActivityIx) -> char {
    let grants = desk.authority().grants_of(activity).iter().filter(|it| it.letter.may_do());
    let whens: Vec<When> = grants.map(governance::Grant::when).filter(|it| *it != When::Never).collect();
    match whens.as_slice() {
        [] => '.',
        some if some.contains(&When::Always) => '*',
        _some => '+',
    }
}

async fn table(town: &Town) -> String {
    let mut desks = Vec::new();
    for (_, key) in PERSONAS {
        desks.push(town.desk(key).await.unwrap());
    }
    let mut out = String::new();
    for (at, (title, key)) in PERSONAS.iter().enumerate() {
        writeln!(out, "{:>2} {title} ({key})", at + 1).unwrap();
    }
    let site = town.engine.site();
    let mut practice = None;
    for (at, activity) in site.activities.iter().enumerate() {
        if practice != Some(activity.practice) {
            practice = Some(activity.practice);
            writeln!(out, "\n{}", site.practice(activity.practice).unwrap().title).unwrap();
        }
        let marks: String = desks.iter().map(|it| mark(it, ActivityIx::of(at))).collect();
        writeln!(out, "{marks}  {}", activity.key).unwrap();
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_who_may_do_what_is_as_it_was_agreed() {
    let home = testkit::Home::at(testkit::Place::folder().unwrap());
    let town = Town::open(&home).await;
    let found = table(&town).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let agreed = std::fs::read_to_string(folder.join("authority.txt")).unwrap_or_default();
    if found != agreed {
        std::fs::write(folder.join("authority.new.txt"), &found).unwrap();
        let changed = found.lines().filter(|it| !agreed.lines().any(|was| was == *it)).collect::<Vec<_>>().join("\n");
        panic!(
            "who may do what has changed; look at it, then put authority.new.txt in place of authority.txt:\n{changed}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_activity_can_be_done_by_somebody_of_the_sample_and_none_by_everybody() {
    let home = testkit::Home::at(testkit::Place::folder().unwrap());
    let town = Town::open(&home).await;
    let directory = town.engine.directory().await.unwrap();
    let mut desks = Vec::new();
    for person in directory.people().filter(|it| it.is_active) {
        desks.push(town.desk(&person.key).await.unwrap());
    }
    let site = town.engine.site();
    let (mut nobody, mut everybody) = (BTreeSet::new(), BTreeSet::new());
    for (at, activity) in site.activities.iter().enumerate() {
        let marks: BTreeSet<char> = desks.iter().map(|it| mark(it, ActivityIx::of(at))).collect();
        if marks == BTreeSet::from(['.']) {
            nobody.insert(activity.key.as_str());
        }
        if marks == BTreeSet::from(['*']) {
            everybody.insert(activity.key.as_str());
        }
    }
    assert_eq!(nobody, BTreeSet::new(), "nobody of the sample may do these: appoint somebody, or mend the cells");
    assert_eq!(everybody, BTreeSet::new(), "everybody may do these on every record");
}
