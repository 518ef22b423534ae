//! What a site may lay over the shipped files, and what not.

use model::{Kind, Letter, Reach};

use super::{check, over, said};
use crate::{Severity, Sources, load, shipped};

const SITE: &[(&str, &str)] = &[
    (
        "incident-management/incident.toml",
        r#"
        [field.title]
        help = "Say it in ten words."
        [field.vessel]
        title = "Vessel"
        kind = "line"
        searched = true
        [field.category.options]
        boat = "Boat"
        [field.problem]
        retired = true
        [move.classify]
        asks = ["category!", "impact!", "urgency!", "vessel"]
        "#,
    ),
    (
        "incident-management/activities.toml",
        r#"
        [activity."incident:amend"]
        does = "amend incident: title, description, vessel"
        [activity."incident:close"]
        R = ["second-level-support"]
        "#,
    ),
    ("incident-management/practice.toml", "expects = \"1\"\ntitle = \"Trouble\"\n"),
];

#[test]
fn a_site_adds_sets_and_retires() {
    let site = over(SITE).unwrap_or_else(|it| panic!("{}", it.human())).site;
    let incident = site.find_type("incident").unwrap();
    let field = |key: &str| incident.slot(key).and_then(|it| incident.field(it));
    assert_eq!(field("title").unwrap().help, "Say it in ten words.");
    assert_eq!(field("vessel").unwrap().declared_at, "site/incident-management/incident.toml:4");
    assert!(field("title").unwrap().declared_at.starts_with("declared/"));
    assert!(field("problem").is_none());
    let Kind::Choice(options) = &field("category").unwrap().kind else { panic!("no choice") };
    assert_eq!(options.0.last().unwrap().key, "boat");
    let (_, classify) = incident.lifecycle.find_move("classify").unwrap();
    assert_eq!(classify.asks.len(), 4);
    let (_, close) = site.find_activity("incident:close").unwrap();
    let cells: Vec<_> =
        close.cells.iter().map(|it| (site.role(it.role).unwrap().key.as_str(), it.letter, it.reach)).collect();
    let expected = [("incident-manager", Letter::A, Reach::Scope), ("second-level-support", Letter::R, Reach::Scope)];
    assert_eq!(cells, expected);
    assert_eq!(site.find_practice("incident-management").unwrap().title, "Trouble");
    assert_ne!(site.digest, shipped().digest);
}

#[test]
fn laying_the_same_over_it_twice_changes_nothing() {
    let once = Sources::overlay(Sources::shipped(), Sources::texts("site", SITE.iter().copied()));
    let twice = Sources::overlay(once.clone(), Sources::texts("site", SITE.iter().copied()));
    let told = |it: &Sources| {
        let site = load(it).unwrap_or_else(|it| panic!("{}", it.human())).site;
        format!("{:?} {:?} {:?} {:?}", site.types, site.activities, site.roles, site.texts)
    };
    assert_eq!(told(&once), told(&twice));
}

#[test]
fn what_stored_records_depend_on_stays() {
    let text = "[field.title]\nkind = \"text\"\n[field.caller]\nas = \"opened_by\"\n[type]\nprefix = \"TRO\"\n[move.log]\nopens = false\n";
    check(
        "incident-management/incident.toml",
        text,
        &[
            "site/incident-management/incident.toml:2:8: an overlay can't change `kind` (stored values are of that kind: add a field with another key and retire this one)",
            "site/incident-management/incident.toml:4:6: an overlay can't change `as` (stored values are held there: add a field with another key and retire this one)",
            "site/incident-management/incident.toml:6:10: an overlay can't change `prefix` (numbers that people have written down begin with it)",
            "site/incident-management/incident.toml:8:9: an overlay can't change `opens` (records were opened by it: add a move with another key and retire this one)",
        ],
    );
}

#[test]
fn a_shape_stays_a_shape() {
    check(
        "incident-management/incident.toml",
        "field = \"none\"\n[type.title]\nx = 1\n",
        &[
            "site/incident-management/incident.toml:1:9: an overlay can't replace a table by a text (set its keys one by one, or say `retired = true` in it)",
            "site/incident-management/incident.toml:2:1: an overlay can't replace a text by a table (keep the shape that the shipped file has)",
        ],
    );
}

#[test]
fn what_is_retired_may_not_be_named_any_more() {
    let found = said(&[("incident-management/incident.toml", "[field.workaround]\nretired = true\n")]);
    let expected = "declared/incident-management/activities.toml:22:8: no field `workaround` in `incident`";
    assert!(found.iter().any(|it| it.starts_with(expected)), "{found:#?}");
}

#[test]
fn an_overlay_for_another_version_warns() {
    let loaded = over(&[("incident-management/practice.toml", "expects = \"0\"\n")]).unwrap();
    assert_eq!(loaded.warnings.0[0].severity, Severity::Warning);
    let expected =
        "site/incident-management/practice.toml:1:11: written for version 0 of `incident-management`, which is at 1";
    assert_eq!(loaded.warnings.0[0].brief(), expected);
}

#[test]
fn the_cells_of_a_letter_are_set_as_a_whole() {
    let shipped = shipped();
    let (key, of) = shipped
        .activities
        .iter()
        .find_map(|it| {
            let mut cells = it.with(Letter::A);
            let only = cells.next().filter(|cell| cell.when != model::When::Always)?;
            let practice = shipped.practice(it.practice)?.key.clone();
            cells.next().is_none().then(|| ((it.key.clone(), shipped.role(only.role).unwrap().key.clone()), practice))
        })
        .unwrap();
    let text = format!("[activity.\"{}\"]\nA = [{{ role = \"{}\", reach = \"everywhere\" }}]\n", key.0, key.1);
    let path = format!("{of}/activities.toml");
    let site = over(&[(path.as_str(), text.as_str())]).unwrap_or_else(|it| panic!("{}", it.human())).site;
    let (_, row) = site.find_activity(&key.0).unwrap();
    let cell = row.with(Letter::A).next().unwrap();
    assert_eq!((&cell.when, cell.reach), (&model::When::Always, Reach::Everywhere));
}
