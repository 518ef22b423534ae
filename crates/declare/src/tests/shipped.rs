//! What is shipped is whole: every state reached, every activity answered for, every duty bound.

use std::collections::BTreeSet;

use model::{Does, Header, Kind, Letter, MoveIx, Phase, RecordType, Role, Site, StateIx};

use crate::{Sources, load, shipped};

#[test]
fn it_has_neither_faults_nor_warnings() {
    let loaded = load(&Sources::shipped()).unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(loaded.warnings.human(), "");
}

#[test]
fn it_has_all_roles_responsibilities_and_practices() {
    let site = shipped();
    let count = |of: fn(&Role) -> usize| site.roles.iter().map(of).sum::<usize>();
    assert_eq!((site.roles.len(), site.practices.len()), (69, 39));
    assert_eq!((count(|it| it.responsibilities.len()), count(|it| it.conflicts.len())), (317, 24));
    assert_eq!((count(|it| it.authorities.len()), count(|it| it.aliases.len())), (808, 122));
    assert_eq!(site.measures.len(), 103);
    assert!(site.practices.iter().all(|it| it.manager.is_some() && it.owner.is_some()));
}

#[test]
fn only_those_outside_it_are_outside() {
    let outside: Vec<&str> = shipped().roles.iter().filter(|it| !it.is_inside).map(|it| it.key.as_str()).collect();
    assert_eq!(outside, ["business-owner", "service-consumer", "prospect", "supplier", "user"]);
}

#[test]
fn all_record_types_of_the_catalogue_are_there() {
    let found: Vec<String> = shipped().types.iter().map(|it| format!("{} {}", it.prefix, it.key)).collect();
    let expected: Vec<&str> = include_str!("shipped/types.txt").lines().collect();
    assert_eq!(found.len(), 117);
    assert_eq!(found, expected);
    let practices: BTreeSet<_> = shipped().types.iter().map(|it| it.practice).collect();
    assert_eq!(practices.len(), 39, "a practice without record types");
}

#[test]
fn an_incident_lies_in_the_header_as_all_records_do() {
    let incident = shipped().find_type("incident").unwrap();
    let in_header = |header: Header| incident.field(header.slot()).unwrap().key.clone();
    let found: Vec<String> = Header::ALL.into_iter().map(in_header).collect();
    let expected = [
        "title",
        "assigned_team",
        "assignee",
        "caller",
        "opened_by",
        "service",
        "ci",
        "priority",
        "due",
        "opened",
        "changed",
        "closed",
    ];
    assert_eq!(found, expected);
    assert!(incident.shown().all(|(_, it)| it.header != Some(Header::Due) || it.is_computed));
    let Kind::Level(levels) = &incident.field(Header::Priority.slot()).unwrap().kind else { panic!("no level") };
    assert_eq!(levels.level("p3"), Some(3));
    let (name, parameters) = &incident.behaviours[0];
    assert_eq!((name.as_str(), parameters["grid"].as_str()), ("priority-matrix", "1 2 3 / 2 3 4 / 3 4 4"));
    assert!(incident.declared_at.starts_with("declared/incident-management/incident.toml:"));
}

/// The states that can be reached from those in which records are opened.
fn reachable(of: &RecordType) -> BTreeSet<StateIx> {
    let cycle = &of.lifecycle;
    let mut found: BTreeSet<StateIx> = cycle.moves.iter().filter(|it| it.opens).filter_map(|it| it.to).collect();
    while let Some(next) = cycle.moves.iter().find_map(|it| {
        let is_left = it.from.states().any(|from| found.contains(&from));
        it.to.filter(|to| is_left && !found.contains(to))
    }) {
        found.insert(next);
    }
    found
}

#[test]
fn every_state_is_reached_and_only_closed_ones_end() {
    for of in &shipped().types {
        let cycle = &of.lifecycle;
        assert_eq!(reachable(of).len(), cycle.states.len(), "{}", of.key);
        for (at, state) in cycle.states.iter().enumerate() {
            let leads_on = |it: &model::Move| it.from.has(StateIx::of(at)) && it.to.is_some_and(|to| to.at() != at);
            let ends = !cycle.moves.iter().any(leads_on);
            assert!(!ends || state.phase == Phase::Closed, "{} {}", of.key, state.key);
        }
    }
}

#[test]
fn every_move_is_one_activity() {
    let site = shipped();
    for of in &site.types {
        for at in 0..of.lifecycle.moves.len() {
            let doing = site.activities.iter().filter(|it| it.does == Does::Move(of.ix, MoveIx::of(at)));
            assert_eq!(doing.count(), 1, "{} {}", of.key, of.lifecycle.moves[at].key);
        }
    }
}

/// Activities for which several roles answer, told apart by scope kind.
fn answered_by_several(site: &Site) -> Vec<&str> {
    site.activities.iter().filter(|it| it.with(Letter::A).count() > 1).map(|it| it.key.as_str()).collect()
}

#[test]
fn one_role_answers_for_each_activity_and_somebody_may_do_it() {
    let site = shipped();
    // Told apart by the kind of scope, or by a condition on the record. Each addition is a decision: look at it.
    let several: Vec<&str> = include_str!("shipped/answered-by-several.txt").lines().collect();
    assert_eq!(answered_by_several(site), several);
    for activity in &site.activities {
        let kinds: Vec<_> = activity.with(Letter::A).map(|it| site.role(it.role).unwrap().scope).collect();
        assert_eq!(kinds.iter().collect::<BTreeSet<_>>().len(), kinds.len(), "{}", activity.key);
        assert!(!kinds.is_empty() && activity.cells.iter().any(|it| it.letter.may_do()), "{}", activity.key);
    }
}

#[test]
fn every_responsibility_of_a_declared_type_has_its_activity_and_cell() {
    let site = shipped();
    for role in &site.roles {
        for it in &role.responsibilities {
            let is_declared = site.find_type(it.names.split(':').next().unwrap()).is_some();
            assert_eq!(it.activity.is_some(), is_declared, "{} {}", role.key, it.key);
        }
    }
    let named = site.activities.iter().flat_map(|it| &it.cells).filter(|it| it.responsibility.is_some());
    assert!(named.count() > 40);
}

#[test]
fn the_appointing_role_decides_which_roles_it_gives() {
    let site = shipped();
    let (_, appoint) = site.find_activity("appointment:appoint").unwrap();
    let desk = site.find_role("service-desk-manager").unwrap();
    let cell = appoint.cells.iter().find(|it| it.role == desk).unwrap();
    let of = site.find_type("appointment").unwrap();
    let text = crate::print(&cell.when, of, site);
    assert_eq!(text, "role in (service-desk-analyst) and not holder_person involves me");
}

#[test]
fn every_measure_is_computed_or_told_why_not() {
    let site = shipped();
    let told = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/coverage.md")).unwrap();
    let computed = site.measures.iter().filter(|it| it.calc.is_some()).count();
    assert!(computed >= 100, "only {computed} measures are computed");
    assert!(told.contains(&format!("| measures that are computed | {computed} | 103 |")), "{computed} are computed");
    for it in site.measures.iter().filter(|it| it.calc.is_none() || !it.note.is_empty()) {
        let practice = &site.practice(it.practice).unwrap().key;
        let line = format!("| `{practice}` | `{}` | {} |", it.key, it.note);
        assert!(told.contains(&line), "docs/coverage.md does not say of a measure:\n{line}");
    }
}
