//! A first matrix from who did what, and what stands out in it.
//!
//! A role, line or team that did at least a tenth of something gets an R. The one that did more than half of it gets the A:
//! it would answer for it. Where none did, that is a gap; where two did a quarter each, an overlap. What moves no case on,
//! such as writing a message, is everybody's.

use base::counted;

use crate::{
    Finding, FindingKind,
    did::NOBODY,
    report::{Bounces, Cell, Mined, Outside, Row, Stay, Strayed, Who},
    text::per_cent,
};

/// From this share on (of a thousand) something is done by somebody.
const DOES: u64 = 100;
/// Above this share somebody would answer for it.
const ANSWERS: u64 = 500;
/// From this share on two do it alike.
const ALIKE: u64 = 250;
/// From this share on it matters that nobody is named.
const UNNAMED: u64 = 50;
/// From this share on one person does nearly all of it.
const NEARLY_ALL: u64 = 800;
/// With fewer acts nothing is said of a row.
const FEW: u64 = 20;
/// From this share of cases on, ping-pong between a pair stands out.
const BACK_AND_FORTH: u64 = 5;
/// From this share of all time on, a waiting state stands out.
const WAITS: u64 = 100;

/// The proposed matrix.
pub(crate) fn matrix(who: &[Who]) -> Vec<Row> {
    who.iter().map(row).collect()
}

fn row(who: &Who) -> Row {
    let named = who.by.iter().filter(|it| who.is_step && it.name != NOBODY && it.per_mille >= DOES);
    let cells = named.map(|it| Cell {
        by: it.name.clone(),
        letter: if it.per_mille > ANSWERS { "A" } else { "R" },
        per_mille: it.per_mille,
    });
    Row { what: who.what.clone(), total: who.total, cells: cells.collect() }
}

/// What stands out, the weightiest first within its kind.
pub(crate) fn findings(mined: &Mined) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for who in mined.who.iter().filter(|it| it.is_step && it.total >= FEW) {
        all.extend(unnamed(who));
        all.extend(shared(who));
        all.extend(single(who));
    }
    all.extend(mined.outside.iter().filter(|it| it.count >= FEW).map(outside));
    all.extend(mined.strayed.iter().filter(|it| it.count >= FEW).map(strayed));
    all.extend(bounced(&mined.team_bounces, mined.cases, "Teams"));
    all.extend(bounced(&mined.line_bounces, mined.cases, "Support lines"));
    all.extend(mined.stays.iter().filter(|it| it.waits && it.per_mille >= WAITS).map(waiting));
    all.sort_by(|a, b| {
        (a.kind, std::cmp::Reverse(a.weight), &a.about).cmp(&(b.kind, std::cmp::Reverse(b.weight), &b.about))
    });
    all
}

fn unnamed(who: &Who) -> Option<Finding> {
    let nobody = who.by.iter().find(|it| it.name == NOBODY && it.per_mille >= UNNAMED)?;
    Some(Finding {
        kind: FindingKind::Gap,
        title: "Nobody is named".to_owned(),
        about: who.what.clone(),
        text: format!("{} of {} times nobody is named who did it.", nobody.count, who.total),
        fix: "See that whoever does it is written down; work without a name can't be answered for.".to_owned(),
        weight: nobody.count,
    })
}

/// Who shares a row: two alike are an overlap, and without anybody who does most of it there is a gap.
fn shared(who: &Who) -> Option<Finding> {
    let named: Vec<_> = who.by.iter().filter(|it| it.name != NOBODY).collect();
    let first = named.first()?;
    let alike: Vec<String> =
        named.iter().filter(|it| it.per_mille >= ALIKE).map(|it| said(&it.name, it.per_mille)).collect();
    if alike.len() > 1 {
        return Some(Finding {
            kind: FindingKind::Overlap,
            title: "Several do it alike".to_owned(),
            about: who.what.clone(),
            text: format!("Of {} times, {} did it. Each can think that the other does.", who.total, alike.join(", ")),
            fix: "Say by a condition who does it when, or give it to one of them and the others an R.".to_owned(),
            weight: who.total,
        });
    }
    if first.per_mille > ANSWERS {
        return None;
    }
    Some(Finding {
        kind: FindingKind::Gap,
        title: "Nobody does most of it".to_owned(),
        about: who.what.clone(),
        text: format!(
            "Of {} times, {} is the largest share. Who answers for it does not show.",
            who.total,
            said(&first.name, first.per_mille)
        ),
        fix: "Give the activity one A.".to_owned(),
        weight: who.total,
    })
}

fn single(who: &Who) -> Option<Finding> {
    let most = who.most.as_ref().filter(|it| it.per_mille >= NEARLY_ALL)?;
    Some(Finding {
        kind: FindingKind::SinglePerson,
        title: "One person does nearly all of it".to_owned(),
        about: who.what.clone(),
        text: format!("{} did it {} of {} times.", most.name, most.count, who.total),
        fix: "Name a deputy, or share the work.".to_owned(),
        weight: who.total,
    })
}

fn outside(it: &Outside) -> Finding {
    let people: Vec<String> = it.people.iter().map(|one| format!("{} ({})", one.name, one.count)).collect();
    let people = if people.is_empty() { String::new() } else { format!(" Most often: {}.", people.join(", ")) };
    Finding {
        kind: FindingKind::Outside,
        title: "Done outside the matrix".to_owned(),
        about: format!("{} by {}", it.activity, it.by),
        text: format!("{} times no cell gave it to whoever did it.{people}", it.count),
        fix: "Give the role a cell if it should do it; otherwise bring the work back to who has one.".to_owned(),
        weight: it.count,
    }
}

fn strayed(it: &Strayed) -> Finding {
    let way = match &it.from {
        Some(from) => format!("{from} to {}", it.to),
        None => format!("beginning in {}", it.to),
    };
    Finding {
        kind: FindingKind::Stray,
        title: "No move leads there".to_owned(),
        about: way,
        text: format!("{} times a case went this way, and no declared move does.", it.count),
        fix: "Declare the move if the way is right; otherwise map the log's words to other states.".to_owned(),
        weight: it.count,
    }
}

fn bounced(bounces: &Bounces, cases: u64, who: &str) -> Option<Finding> {
    let share = bounces.cases.saturating_mul(1000).checked_div(cases).unwrap_or_default();
    let worst = bounces.pairs.first().filter(|_| share >= BACK_AND_FORTH)?;
    Some(Finding {
        kind: FindingKind::PingPong,
        title: format!("{who} send cases back and forth"),
        about: format!("{} and {}", worst.from, worst.to),
        text: format!(
            "{} a case went straight back, in {} ({}). {} and {} do it most: {}.",
            counted(bounces.total, "time", "times"),
            counted(bounces.cases, "case", "cases"),
            per_cent(share),
            worst.from,
            worst.to,
            counted(worst.count, "time", "times")
        ),
        fix: "Agree what must be known before a case is handed over, and who takes it when it is unclear.".to_owned(),
        weight: bounces.cases,
    })
}

fn waiting(it: &Stay) -> Finding {
    Finding {
        kind: FindingKind::Waiting,
        title: "Much time goes by waiting".to_owned(),
        about: it.state.clone(),
        text: format!(
            "{} of all time goes by in this state, {} stays with a median of {}.",
            per_cent(it.per_mille),
            it.spans.count,
            crate::text::span(it.spans.median_ms)
        ),
        fix: "See what is waited for, ask for it earlier, and say who follows it up.".to_owned(),
        weight: it.spans.count,
    }
}

fn said(name: &str, per_mille: u64) -> String {
    format!("{name} ({})", per_cent(per_mille))
}
