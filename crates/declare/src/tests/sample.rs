//! The sample organisation tells a lawful story.

use std::{collections::BTreeSet, path::Path};

use model::Header;

use crate::{Filed, Given, Loaded, Sources, load};

fn sample() -> Loaded {
    let sample = Sources::folder(Path::new("../../sample")).unwrap();
    load(&Sources::overlay(Sources::shipped(), sample)).unwrap_or_else(|it| panic!("{}", it.human()))
}

#[test]
fn it_loads_without_warnings() {
    let Loaded { site, organisation: found, warnings, sources: _ } = sample();
    assert_eq!(warnings.human(), "");
    assert_eq!((found.people.len(), found.teams.len(), found.deputies.len()), (64, 25, 3));
    assert_eq!(found.records.iter().filter(|it| it.of == "incident").count(), 60);
    assert!(found.calendars.iter().all(|it| it.calendar().is_ok()));
    let agreements: Vec<&str> = site.agreements.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(agreements, ["standard", "payroll", "stores"]);
}

#[test]
fn the_eight_who_sign_in_first_have_their_roles() {
    let found = sample().organisation;
    let holds = |person: &str, role: &str| {
        let home = &found.people.iter().find(|it| it.key == person).unwrap().teams;
        let is_theirs = |key: &str| key == person || key == "nordhaven" || home.iter().any(|it| it == key);
        assert!(found.appointments.iter().any(|it| it.role == role && is_theirs(it.holder.key())), "{person} {role}");
    };
    holds("ingrid-solheim", "user");
    holds("maya-okafor", "service-desk-analyst");
    holds("tomas-rivera", "second-level-support");
    holds("jonas-weber", "incident-manager");
    holds("priya-raman", "service-owner");
    holds("sofia-marin", "process-owner");
    holds("margit-olsen", "lt-sponsor");
    holds("henrik-sund", "itsm-programme-manager");
}

/// The priority that the matrix gives, and the one that is filed.
fn priorities(it: &Filed) -> (usize, usize) {
    let text = |key: &str| if let Given::Text(text) = &it.values[key] { text.clone() } else { panic!("{key}") };
    let at = |of: [&str; 3], key: &str| of.iter().position(|it| *it == text(key)).unwrap();
    let impact = at(["company", "department", "person"], "impact");
    let urgency = at(["high", "medium", "low"], "urgency");
    let filed = text("priority").trim_start_matches('p').parse().unwrap();
    ([[1, 2, 3], [2, 3, 4], [3, 4, 4]][impact][urgency], filed)
}

#[test]
fn its_incidents_tell_a_lawful_story() {
    let Loaded { site, organisation, .. } = sample();
    let numbers: Vec<_> = organisation.records.iter().filter_map(|it| it.number.as_ref()).collect();
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len(), "a number is given twice");
    for it in organisation.records.iter().filter(|it| it.of == "incident") {
        let (expected, filed) = priorities(it);
        assert_eq!(expected, filed, "{}", it.key);
        let by = |verb: &str| it.steps.iter().find(|it| it.makes == verb).map(|it| it.by.as_str());
        let ended = by("confirm").or(by("close"));
        assert!(ended.is_none() || ended != by("resolve").or(by("restore")), "{}", it.key);
        assert_eq!(it.steps[0].age, it.age, "{}", it.key);
    }
    assert_eq!(site.find_type("incident").unwrap().slot("caller"), Some(Header::ForPerson.slot()));
}
