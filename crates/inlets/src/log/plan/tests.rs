//! Plans of small cases, and what a second import finds new.

use super::*;
use crate::log::{Import, Log};

const MAPPING: &str = r#"
type = "incident"
case = "No"
at = "When"
title = { text = "{What} by {Who}" }
fields.impact = { from = "Impact", values = { Low = 4, High = "top" } }
fields.urgency = { from = "Impact", values = { Low = 1 }, default = 2 }
fields.service = { from = "Product", make = "service", unknown = ["-"] }
fields.team = { from = "Team", make = "team", line = { endings = { " 2nd" = 2 }, otherwise = 1 } }
fields.count = { from = "Count", as = "whole" }
by.person = { from = "Who" }
state = { from = ["What", "Sub"], first = { "Open/" = "logged" }, values = { "Open/" = "escalated", "Done/Well" = "resolved" } }
keep = { What = "Status" }
"#;

const HEAD: &str = "No,When,What,Sub,Impact,Product,Team,Count,Who\n";
const FIRST: &str = "A,2012-05-03T00:00:00Z,Open,,Low,P1,T1,7,Ada\n";
const SECOND: &str = "A,2012-05-03T01:00:00Z,Open,,Low,-,T1 2nd,7,Bob\n";
const THIRD: &str = "A,2012-05-03T02:00:00Z,Done,Well,High,P1,T1 2nd,8,Bob\n";

fn import(mapping: &str, text: &str) -> (Vec<Planned>, String) {
    let mapping = Mapping::parse(mapping, "m.toml").unwrap();
    let mut import = Import::new(Log::open(text.as_bytes(), &mapping), &mapping);
    let planned = import.by_ref().collect();
    (planned, import.into_report().to_string())
}

fn one(rows: &[&str]) -> Planned {
    import(MAPPING, &format!("{HEAD}{}", rows.concat())).0.remove(0)
}

/// A case as one line a step.
fn check(planned: &Planned) -> String {
    let steps = planned.steps.iter().map(|step| {
        let changes: Vec<String> =
            step.changes.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
        let person = step.person.as_ref().map_or("-", |made| made.key.as_str());
        format!("{} {} {} by {person}", step.line, step.state.as_deref().unwrap_or("-"), changes.join(" "))
    });
    steps.collect::<Vec<_>>().join("\n")
}

fn shown(value: &PlannedValue) -> String {
    match value {
        PlannedValue::Text(text) => text.clone(),
        PlannedValue::Whole(number) => number.to_string(),
        PlannedValue::Choice(key) => format!("'{key}"),
        PlannedValue::At(at) => at.to_string(),
        PlannedValue::Make(made) => format!("{}:{}:{:?}", made.kind, made.key, made.line),
    }
}

#[test]
fn a_case_becomes_steps_with_what_changed() {
    let planned = one(&[FIRST, SECOND, THIRD]);
    assert_eq!(
        check(&planned),
        "2 logged impact=4 urgency=1 service=service:P1:None team=team:T1:Some(1) count=7 by Ada\n\
         3 escalated team=team:T1 2nd:Some(2) by Bob\n\
         4 resolved impact='top urgency=2 count=8 by Bob"
    );
    assert_eq!((planned.title.as_str(), planned.state.as_deref()), ("Open by Ada", Some("resolved")));
    assert_eq!(planned.opened.to_string(), "2012-05-03T00:00:00Z");
    assert_eq!(planned.fields.get("count"), Some(&PlannedValue::Whole(8)));
    assert_eq!(planned.makes().len(), 5, "one service, two teams, two persons");
    assert_eq!(planned.steps[0].notes, [("Status".to_owned(), "Open".to_owned())]);
}

#[test]
fn a_second_import_finds_only_what_is_new() {
    let (before, after) = (one(&[FIRST, SECOND]), one(&[FIRST, SECOND, THIRD]));
    assert_eq!(before.since(None), Fresh::Steps(&before.steps));
    assert_eq!(before.since(Some(before.digest)), Fresh::Nothing);
    assert_eq!(after.since(Some(before.digest)), Fresh::Steps(&after.steps[2..]));
    assert_eq!(before.since(Some(after.digest)), Fresh::Rewritten, "steps are missing");
    assert_eq!(one(&[FIRST, THIRD]).since(Some(before.digest)), Fresh::Rewritten, "a step is another");
    assert_eq!(one(&[THIRD, SECOND, FIRST]).digest, after.digest, "where a row stands makes no difference");
}

#[test]
fn texts_without_meaning_are_faults_with_their_line() {
    let rows = "A,2012-05-03T00:00:00Z,Gone,,Huge,P1,T1,many,Ada\n";
    let (planned, report) = import(MAPPING, &format!("{HEAD}{rows}{}", rows.replace("A,", "B,")));
    assert_eq!(planned.len(), 2);
    assert_eq!(
        report,
        "2 cases, 2 events, 6 faults\n\
         lines 2, 3: `Count`: `many` is not a whole number: invalid digit found in string\n\
         lines 2, 3: `Gone/` is a state that the mapping doesn't name\n\
         lines 2, 3: `Impact` is `Huge`, which the mapping gives no value\n"
    );
}

#[test]
fn a_row_that_is_a_case_has_later_moments() {
    let mapping = r#"
type = "incident"
case = "No"
at = "Opened"
rows = "case"
zone = "Europe/Stockholm"
title = { text = "{Short}" }
later = [{ at = "Closed", state = "closed" }, { at = "Resolved", state = "resolved" }]
fields.due = { from = "Due", as = "instant" }
state = { from = ["State"], default = "logged" }
"#;
    let text = "No;Opened;Resolved;Closed;Due;Short;State\n1;2012-05-03 10:00;2012-05-03 11:00;2012-05-04 11:00;2012-05-05 00:00;Mail;x\n\
                2;2012-05-03 10:00;;2012-05-01 11:00;;Disk;\n1;2012-05-03 10:00;;;;Again;\n";
    let (planned, report) = import(mapping, text);
    assert_eq!(check(&planned[0]), "2 logged due=2012-05-04T22:00:00Z by -\n2 resolved  by -\n2 closed  by -");
    assert_eq!(planned[0].steps[1].at.to_string(), "2012-05-03T09:00:00Z");
    assert_eq!(
        report,
        "2 cases, 2 events, 2 faults\n\
         line 3: `Closed` lies before `Opened`; it is left out\n\
         line 4: case `1` stands on line 2 already; this one is left out\n"
    );
}

#[test]
fn a_role_is_read_for_mining_and_changes_nothing_that_is_brought_in() {
    let by_line = "by.role = { from = \"Team\", line = { endings = { \" 2nd\" = 2 } }, values = { 2 = \"second-level-support\" } }\n";
    let by_text = "by.role = { from = \"Who\", unknown = [\"Ada\"] }\n";
    let plain = one(&[FIRST, SECOND, THIRD]);
    for (rule, wanted) in [
        ("", [None, None, None]),
        (by_line, [None, Some("second-level-support"), Some("second-level-support")]),
        (by_text, [None, Some("Bob"), Some("Bob")]),
    ] {
        let text = format!("{HEAD}{FIRST}{SECOND}{THIRD}");
        let planned = import(&MAPPING.replace("by.person", &format!("{rule}by.person")), &text).0.remove(0);
        assert_eq!(planned.steps.iter().map(|it| it.role.as_deref()).collect::<Vec<_>>(), wanted, "{rule}");
        assert_eq!(planned.digest, plain.digest, "{rule}");
        let words: Vec<_> = planned.steps.iter().map(|it| it.words.as_deref().unwrap()).collect();
        assert_eq!(words, ["Open/", "Open/", "Done/Well"]);
    }
}
