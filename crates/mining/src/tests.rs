//! What is counted, in cases small enough to count by hand.

use std::sync::Arc;

use base::Instant;
use model::Phase;

use crate::{Act, Case, FindingKind, Mined, Miner, Standing};

/// `12 work @ann/G1 2nd:active` is an act at 12 seconds: what, by whom, of which team, in which state after it.
fn act(text: &str) -> Act {
    let (left, state) = text.split_once(':').unwrap_or((text, ""));
    let (left, by) = left.split_once(" @").unwrap_or((left, ""));
    let (at, what) = left.split_once(' ').unwrap();
    let (person, team) = by.split_once('/').unwrap_or((by, ""));
    let some = |it: &str| (!it.is_empty()).then(|| Arc::from(it));
    let phase = if state == "waiting" { Phase::Waiting } else { Phase::Active };
    Act {
        state: some(state).map(|it| (it, phase)),
        person: some(person),
        team: some(team),
        line: team.ends_with("2nd").then_some(2).or_else(|| (!team.is_empty()).then_some(1)),
        is_step: !what.starts_with("say"),
        ..Act::named(Instant::from_micros(at.parse::<i64>().unwrap() * 1_000_000), Arc::from(what))
    }
}

fn mined(cases: &[&[&str]]) -> Mined {
    let mut miner = Miner::new();
    for (no, acts) in cases.iter().enumerate() {
        let mut acts: Vec<Act> = acts.iter().map(|it| act(it)).collect();
        acts.sort_by_key(|it| it.at);
        miner.take(&Case { key: Arc::from(no.to_string()), acts });
    }
    miner.finish("test")
}

#[test]
fn cases_that_take_the_same_way_are_one_variant() {
    let way: &[&str] = &["0 open", "5 say thanks", "10 close"];
    let slow: &[&str] = &["0 open", "30 close"];
    let it = mined(&[way, slow, &["0 open", "1 work", "2 close"], &[]]);
    assert_eq!((it.cases, it.acts, it.steps), (3, 8, 7));
    assert_eq!((it.variants_found, it.variants_once), (2, 1));
    let first = it.variants.first().unwrap();
    assert_eq!((first.steps.as_slice(), first.per_mille), (["open".to_owned(), "close".to_owned()].as_slice(), 666));
    assert_eq!((first.spans.count, first.spans.median_ms), (2, 20_000));
}

fn pairs(of: &[crate::Pair]) -> Vec<String> {
    of.iter().map(|it| format!("{} {} {}", it.count, it.from, it.to)).collect()
}

#[test]
fn a_handover_is_a_change_of_holder_and_a_bounce_goes_straight_back() {
    let it = mined(&[
        &["0 a @ann/A", "1 b @ann/A", "2 c @bob/B 2nd", "3 d @ann/A", "4 e @cyd/C"],
        &["0 a @/A", "1 b @bob", "2 c @bob/A"],
    ]);
    assert_eq!((it.teams.total, it.teams.cases, it.teams.ways), (3, 1, 3));
    assert_eq!(pairs(&it.teams.pairs), ["1 A B 2nd", "1 A C", "1 B 2nd A"]);
    assert_eq!((it.team_bounces.total, it.team_bounces.cases), (1, 1));
    assert_eq!(pairs(&it.team_bounces.pairs), ["1 A B 2nd"]);
    assert_eq!(pairs(&it.line_bounces.pairs), ["1 line 1 line 2"]);
    assert_eq!(pairs(&it.people.pairs), ["1 ann bob", "1 ann cyd", "1 bob ann"]);
}

#[test]
fn what_goes_round_a_ring_is_no_ping_pong() {
    let it = mined(&[&["0 a @/A", "1 b @/B", "2 c @/C", "3 d @/A"]]);
    assert_eq!((it.teams.total, it.team_bounces.total), (3, 0));
}

#[test]
fn time_belongs_to_the_state_that_a_case_is_in_and_the_last_state_has_no_end() {
    let it = mined(&[&["0 a:active", "10 b:active", "30 c:waiting", "90 say hello", "100 d:active", "500 e:done"]]);
    let shown: Vec<String> = it
        .stays
        .iter()
        .map(|it| format!("{} {} {} {} {}", it.state, it.spans.count, it.spans.total_ms, it.per_mille, it.waits))
        .collect();
    assert_eq!(shown, ["active 2 430000 860 false", "waiting 1 70000 140 true"]);
    let slowest = it.between.first().unwrap();
    assert_eq!((slowest.from.as_str(), slowest.to.as_str(), slowest.spans.median_ms), ("d", "e", 400_000));
}

/// How a role, a line or a team that did so many of a hundred comes out.
fn check(by: &[(&str, usize)], cells: &[&str], kinds: &[FindingKind]) {
    let mut acts: Vec<String> = Vec::new();
    for (team, n) in by {
        acts.extend((0..*n).map(|at| format!("{at} close @p{team}{at}/{team}")));
    }
    let cases: Vec<Vec<&str>> = acts.iter().map(|it| vec![it.as_str()]).collect();
    let cases: Vec<&[&str]> = cases.iter().map(Vec::as_slice).collect();
    let mut miner = Miner::new();
    for one in &cases {
        let acts = one.iter().map(|it| Act { line: None, ..act(it) }).collect();
        miner.take(&Case { key: Arc::from("c"), acts });
    }
    let it = miner.finish("test");
    let row = it.matrix.first().unwrap();
    let shown: Vec<String> = row.cells.iter().map(|it| format!("{} {}", it.letter, it.by)).collect();
    assert_eq!(shown, cells, "{by:?}");
    assert_eq!(it.findings.iter().map(|it| it.kind).collect::<Vec<_>>(), kinds, "{by:?}");
}

#[test]
fn the_one_that_did_more_than_half_gets_the_a() {
    check(&[("A", 70), ("B", 20), ("C", 10)], &["A A", "R B", "R C"], &[]);
    check(&[("A", 95), ("B", 5)], &["A A"], &[]);
}

#[test]
fn nobody_with_more_than_half_is_a_gap_and_two_quarters_an_overlap() {
    check(&[("A", 45), ("B", 20), ("C", 20), ("D", 15)], &["R A", "R B", "R C", "R D"], &[FindingKind::Gap]);
    check(&[("A", 50), ("B", 50)], &["R A", "R B"], &[FindingKind::Overlap]);
    check(&[("A", 70), ("B", 30)], &["A A", "R B"], &[FindingKind::Overlap]);
}

#[test]
fn of_few_acts_nothing_is_said() {
    check(&[("A", 5), ("B", 5)], &["R A", "R B"], &[]);
}

#[test]
fn what_is_done_by_nobody_or_by_one_alone_stands_out() {
    let alone: Vec<String> = (0..30).map(|at| format!("{at} pay @ann/A")).collect();
    let nobody: Vec<String> = (0..30).map(|at| format!("{at} pay")).collect();
    let of = |acts: &[String]| {
        let cases: Vec<[&str; 1]> = acts.iter().map(|it| [it.as_str()]).collect();
        let cases: Vec<&[&str]> = cases.iter().map(<[&str; 1]>::as_slice).collect();
        mined(&cases).findings.into_iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    assert_eq!(of(&alone), [FindingKind::SinglePerson]);
    assert_eq!(of(&nobody), [FindingKind::Gap]);
}

#[test]
fn acts_are_told_apart_by_how_they_stand_to_the_matrix() {
    let mut miner = Miner::new();
    let standings = [Standing::Within, Standing::Outside, Standing::NoMove, Standing::Unjudged];
    for (no, standing) in standings.into_iter().enumerate() {
        let close = Act {
            standing,
            activity: (standing != Standing::NoMove).then(|| Arc::from("case:close")),
            ..act("9 close @ann/A:closed")
        };
        miner.take(&Case { key: Arc::from(no.to_string()), acts: vec![act("0 open @bob/A:active"), close] });
    }
    let it = miner.finish("test");
    let against = it.against.first().unwrap();
    assert_eq!((against.within, against.outside, against.unjudged), (1, 1, 1));
    assert_eq!((it.outside_total, it.outside.first().unwrap().people.first().unwrap().name.as_str()), (1, "ann"));
    let strayed = it.strayed.first().unwrap();
    assert_eq!((strayed.from.as_deref(), strayed.to.as_str(), strayed.count), (Some("active"), "closed", 1));
}

#[test]
fn the_text_and_the_json_say_the_same_numbers() {
    let it = mined(&[&["0 a @ann/A:active", "61 b @bob/B 2nd:waiting", "62 c @ann/A:active"]]);
    let text = it.to_string();
    for part in
        ["1 case of test, 3 events, 3 steps", "1m 2s (median)", "2 in 1 case, 2 different", "waiting  (waiting)"]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let json = serde_json::to_value(&it).unwrap();
    assert_eq!(json.pointer("/teams/total").unwrap(), 2);
    assert_eq!(json.pointer("/took/median_ms").unwrap(), 62_000);
}
