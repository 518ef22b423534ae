//! How roles stand to each other: what is shipped, what a site may add, and what is said of a line that leads nowhere.

use std::collections::BTreeSet;

use model::Verb;

use super::{check, over};
use crate::shipped;

/// What the catalogue calls otherwise; the same map as in `docs/coverage.md`.
fn renamed(over: &str) -> &str {
    if over == "role-finding" { "finding" } else { over }
}

#[test]
fn all_relations_of_the_catalogue_are_there() {
    let site = shipped();
    let key = |ix| site.role(ix).map(|it| it.key.as_str()).unwrap();
    let found: BTreeSet<String> = site
        .relations
        .iter()
        .map(|it| format!("{} {} {} {}", key(it.from), it.verb.name(), key(it.to), it.over))
        .collect();
    let listed = include_str!("shipped/relations.txt");
    let expected: Vec<String> = listed
        .lines()
        .map(|line| {
            let (rest, about) = line.rsplit_once(' ').unwrap();
            format!("{rest} {}", renamed(about))
        })
        .collect();
    assert_eq!(expected.len(), 293);
    let missing: Vec<&str> = expected.iter().filter(|it| !found.contains(*it)).map(String::as_str).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(found.len(), expected.len(), "a relation that the catalogue does not have");
}

#[test]
fn a_role_gives_exactly_those_that_name_it_as_the_one_who_appoints() {
    let site = shipped();
    let assigned: BTreeSet<_> =
        site.relations.iter().filter(|it| it.verb == Verb::Assigns).map(|it| (it.from, it.to)).collect();
    let by = site.roles.iter().enumerate().filter_map(|(at, it)| Some((it.appointed_by?, model::RoleIx::of(at))));
    assert_eq!(assigned, by.collect());
}

#[test]
fn a_site_adds_a_relation_and_takes_one_out() {
    let text = "[relation.incident-manager.informs]\nfacilities-manager = [\"incident\", \"facility\"]\n\
                [relation.itsm-programme-manager.assigns]\nitsm-consultant = []\n";
    let site = over(&[("relations.toml", text)]).unwrap_or_else(|it| panic!("{}", it.human())).site;
    let (incident, facilities) =
        (site.find_role("incident-manager").unwrap(), site.find_role("facilities-manager").unwrap());
    let added = site.relations.iter().filter(|it| it.from == incident && it.to == facilities);
    let added: Vec<&str> = added.map(|it| it.over.as_str()).collect();
    assert_eq!(added, ["incident", "facility"]);
    let consultant = site.find_role("itsm-consultant").unwrap();
    assert!(!site.relations.iter().any(|it| it.verb == Verb::Assigns && it.to == consultant));
}

#[test]
fn a_line_that_leads_nowhere_is_a_fault() {
    check(
        "relations.toml",
        "[relation.incident-manger.informs]\nuser = \"incident\"\n",
        &["site/relations.toml:1:11: no role `incident-manger` (did you mean `incident-manager`?)"],
    );
    check(
        "relations.toml",
        "[relation.incident-manager.inform]\nuser = \"incident\"\n",
        &["site/relations.toml:1:28: no relation `inform` (did you mean `informs`?)"],
    );
    check(
        "relations.toml",
        "[relation.incident-manager.informs]\nuser = \"incidnt\"\n",
        &["site/relations.toml:2:8: no record type, practice or scope kind `incidnt` (did you mean `incident`?)"],
    );
}
