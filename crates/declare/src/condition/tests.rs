//! Conditions read, print and read back as the same; faults stand where they are.

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use model::{ActivityIx, Kind, RecordType, Slot, StateIx, When};
use proptest::prelude::*;

use super::{Words, parse, print};
use crate::{Sources, load, shipped};

fn incident() -> &'static RecordType {
    shipped().find_type("incident").unwrap()
}

fn activities() -> Vec<String> {
    shipped().activities.iter().map(|it| it.key.clone()).collect()
}

fn read(text: &str) -> Result<When, super::BadCondition> {
    parse(text, incident(), Words { activities: &activities(), appointed: &BTreeSet::new() })
}

fn check(text: &str, printed: &str) {
    let when = read(text).unwrap_or_else(|it| panic!("{text}: {it:?}"));
    assert_eq!(print(&when, incident(), &activities()), printed, "{text}");
    assert_eq!(read(printed).unwrap(), when, "{printed}");
}

fn bad(text: &str, at: usize, message: &str, help: &str) {
    let it = read(text).unwrap_err();
    assert_eq!((it.at, it.message.as_str(), it.help.as_str()), (at, message, help), "{text}");
}

#[test]
fn what_is_written_is_printed_back() {
    check("caller is me", "caller is me");
    check("assigned_team in my teams", "assigned_team in my teams");
    check("assignee is empty", "assignee is empty");
    check("assignee is not empty", "not assignee is empty");
    check("impact <= 2", "impact <= department");
    check("impact <= department", "impact <= department");
    check("urgency is low", "urgency is low");
    check("urgency in (low, high)", "urgency in (high, low)");
    check("category is mail", "category is mail");
    check("category in (print, mail)", "category in (mail, print)");
    check("state in (logged, classified)", "state in (logged, classified)");
    check("state is on-hold", "state is on-hold");
    check("tier is 2 and reopened_count >= 1", "tier is 2 and reopened_count >= 1");
    check("acted incident:log", "acted incident:log");
    check(
        "not (opened_by involves me) and not caller involves me",
        "not opened_by involves me and not caller involves me",
    );
    check(
        "(caller is me or opened_by is me) and state is resolved",
        "(caller is me or opened_by is me) and state is resolved",
    );
    check("place is 'Oslo, floor 3'", "place is 'Oslo, floor 3'");
    check("place is 'it''s me'", "place is 'it''s me'");
    check("place is 'me'", "place is 'me'");
    check("service in (#4, #7)", "service in (#4, #7)");
    check("opened <= 2026-11-22T09:30:00Z", "opened <= 2026-11-22T09:30:00Z");
    check("itself in (#12)", "itself in (#12)");
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    bad("", 0, "the condition ends where a condition is wanted", "");
    bad("callr is me", 0, "no field `callr` in `incident`", "did you mean `caller`?");
    bad("title is me", 0, "field `title` is a line, not a person", "");
    bad("caller in my teams", 0, "field `caller` is a person, not a team", "");
    bad("state is loged", 9, "no state `loged` in `incident`", "did you mean `logged`?");
    bad("acted incident:lag", 6, "no activity `incident:lag`", "did you mean `incident:log`?");
    bad("category is male", 12, "no option `male` in field `category`", "did you mean `mail`?");
    bad("tier <= two", 8, "tier: `two` is not a whole number", "");
    bad("impact is huge", 10, "impact: `huge` is not in the list: company, department, person", "");
    bad("caller is me)", 12, "the condition ends before this", "join conditions with `and` or `or`");
    bad("(caller is me", 13, "the condition ends where `)` is wanted", "");
    bad("caller equals me", 7, "`is`, `in`, `involves`, `<=` or `>=` is wanted here", "");
    bad("caller is me; drop", 12, "`;` means nothing here", "");
    bad("place is 'open", 9, "the quote is not closed", "");
    bad("itself in (#x)", 11, "`#x` is not a whole number", "");
    bad("caller is me or", 15, "the condition ends where a condition is wanted", "");
}

#[test]
fn every_condition_that_is_shipped_reads_back() {
    let site = shipped();
    let keys = activities();
    let none = BTreeSet::new();
    for activity in &site.activities {
        let Some(of) = activity.of().and_then(|it| site.of(it)) else { continue };
        for cell in &activity.cells {
            let text = print(&cell.when, of, &keys);
            let words = Words { activities: &keys, appointed: &none };
            assert_eq!(parse(&text, of, words).unwrap(), cell.when, "{text}");
        }
    }
}

/// A type with a field of every kind that conditions read.
fn every_kind() -> &'static RecordType {
    static FOUND: LazyLock<RecordType> = LazyLock::new(|| {
        let text = r#"
            [type]
            title = "Thing"
            plural = "Things"
            prefix = "THI"
            scopes = { process = "always" }
            [field.line]
            kind = "line"
            [field.choice]
            kind = "choice"
            options = { a = "A", b-c = "B", me = "C" }
            [field.level]
            kind = "level"
            options = { high = "High", low = "Low" }
            [field.whole]
            kind = "whole"
            [field.decimal]
            kind = "decimal"
            [field.sum]
            kind = "money"
            [field.yes]
            kind = "yes-no"
            [field.day]
            kind = "date"
            [field.length]
            kind = "duration"
            [field.who]
            kind = "person"
            [field.team]
            kind = "team"
            [state.one]
            phase = "new"
            [state.two]
            phase = "closed"
            [move.open]
            opens = true
            to = "one"
            [move.close]
            from = ["one"]
            to = "two"
        "#;
        let activities = r#"
            [activity."thing:open"]
            title = "Open"
            A = "incident-manager"
            [activity."thing:close"]
            title = "Close"
            A = "incident-manager"
        "#;
        let over = Sources::texts(
            "site",
            [("incident-management/thing.toml", text), ("incident-management/activities.toml", activities)],
        );
        let loaded = load(&Sources::overlay(Sources::shipped(), over)).unwrap_or_else(|it| panic!("{}", it.human()));
        loaded.site.find_type("thing").unwrap().clone()
    });
    &FOUND
}

fn slot(fits: impl Fn(&Kind) -> bool) -> impl Strategy<Value = Slot> {
    let found: Vec<Slot> = every_kind().shown().filter(|(_, it)| fits(&it.kind)).map(|(slot, _)| slot).collect();
    prop::sample::select(found)
}

fn is_number(kind: &Kind) -> bool {
    !matches!(kind, Kind::Line(_) | Kind::Text | Kind::Choice(_) | Kind::References(_))
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![-3_i64..4, any::<i64>(), 19_000_i64..21_000]
}

fn leaf() -> impl Strategy<Value = When> {
    let option = prop::sample::select(vec!["a".to_owned(), "b-c".to_owned(), "me".to_owned()]);
    let person = || slot(|it| matches!(it, Kind::Person));
    let choice = || slot(|it| matches!(it, Kind::Choice(_)));
    let numbers = || prop::collection::btree_set(number(), 0..4).prop_map(Arc::new);
    prop_oneof![
        Just(When::Always),
        Just(When::Never),
        person().prop_map(When::IsActor),
        person().prop_map(When::Involves),
        slot(|it| matches!(it, Kind::Team)).prop_map(When::InMyTeams),
        slot(|_| true).prop_map(When::Empty),
        (slot(|it| matches!(it, Kind::Line(_))), "[ -~äß]{0,12}").prop_map(|(slot, text)| When::Is(slot, text)),
        (choice(), option.clone()).prop_map(|(slot, text)| When::Is(slot, text)),
        (choice(), prop::collection::btree_set(option, 0..3))
            .prop_map(|(slot, texts)| When::IsOneOf(slot, Arc::new(texts))),
        (slot(is_number), numbers()).prop_map(|(slot, numbers)| When::In(slot, numbers)),
        (slot(is_number), number()).prop_map(|(slot, n)| When::AtMost(slot, n)),
        (slot(is_number), number()).prop_map(|(slot, n)| When::AtLeast(slot, n)),
        prop::collection::vec((0_u8..2).prop_map(StateIx), 0..3).prop_map(|it| When::InState(it.into_iter().collect())),
        numbers().prop_map(When::Itself),
        prop::collection::vec((0_u16..9).prop_map(ActivityIx), 0..3).prop_map(When::Acted),
    ]
}

fn tree() -> impl Strategy<Value = When> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(When::All),
            several.prop_map(When::Any),
            inner.prop_map(|it| When::Not(Box::new(it))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_as_the_same_condition(when in tree()) {
        let keys = activities();
        let none = BTreeSet::new();
        let text = print(&when, every_kind(), &keys);
        let back = parse(&text, every_kind(), Words { activities: &keys, appointed: &none });
        prop_assert_eq!(back, Ok(when), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_stop(text in "[a-z_ ()'#<>=,0-9]{0,40}") {
        let keys = activities();
        let none = BTreeSet::new();
        if let Err(bad) = parse(&text, every_kind(), Words { activities: &keys, appointed: &none }) {
            prop_assert!(bad.at <= text.len());
        }
    }
}
