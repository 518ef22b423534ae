//! Rows of a queue under the headings of their clocks.

use engine::Seen;
use model::{Header, Phase, RecordType};

use super::Place;
use crate::{
    asker::Asker,
    find,
    look::view::{ClockChip, ClockState, QueueGroup, QueueRow, Tone},
    problem::Problem,
    words,
};

/// By clock, in the order in which they press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Press {
    Over,
    Hour,
    Today,
    Later,
    Waits,
    None,
}

const ORDER: [(Press, &str, Tone); 6] = [
    (Press::Over, "Past due", Tone::Critical),
    (Press::Hour, "Due within the hour", Tone::Plain),
    (Press::Today, "Due today", Tone::Plain),
    (Press::Later, "Later", Tone::Plain),
    (Press::Waits, "Waiting on others", Tone::Plain),
    (Press::None, "No clock running", Tone::Plain),
];

/// The rows under their headings; under one where another order than the clock's is asked for.
pub(super) fn grouped(asker: &Asker, place: &Place<'_>, rows: &[Seen], sel: &str) -> Result<Vec<QueueGroup>, Problem> {
    let mut sorted: Vec<(Press, QueueRow)> = Vec::with_capacity(rows.len());
    for seen in rows {
        let of = find::type_of(&asker.desk, seen)?;
        sorted.push((press(asker, of, seen), row(asker, of, seen, place, sel)));
    }
    if place.sort != "clock" {
        let rows: Vec<QueueRow> = sorted.into_iter().map(|(_, row)| row).collect();
        let title = super::SORTS.iter().find(|(it, _)| *it == place.sort).map_or("In this order", |(_, words)| words);
        return Ok(if rows.is_empty() { Vec::new() } else { vec![group(title, Tone::Plain, rows)] });
    }
    let of = |press: Press| {
        sorted.iter().filter(move |(it, _)| *it == press).map(|(_, row)| row.clone()).collect::<Vec<_>>()
    };
    let all = ORDER.into_iter().map(|(press, title, tone)| group(title, tone, of(press)));
    Ok(all.filter(|it| !it.rows.is_empty()).collect())
}

fn group(title: &str, tone: Tone, rows: Vec<QueueRow>) -> QueueGroup {
    QueueGroup { title: title.to_owned(), count: rows.len().to_string(), tone, rows }
}

fn waits(of: &RecordType, seen: &Seen) -> bool {
    of.lifecycle.state(seen.state()).is_some_and(|it| it.phase == Phase::Waiting)
}

fn press(asker: &Asker, of: &RecordType, seen: &Seen) -> Press {
    let now = asker.times.now();
    match seen.record().instant(Header::Due) {
        Some(due) if due < now => Press::Over,
        Some(due) if due.since(now).secs() < 3600 => Press::Hour,
        Some(due) if asker.times.is_today(due) => Press::Today,
        Some(_) => Press::Later,
        None if waits(of, seen) => Press::Waits,
        None => Press::None,
    }
}

fn row(asker: &Asker, of: &RecordType, seen: &Seen, place: &Place<'_>, sel: &str) -> QueueRow {
    let record = seen.record();
    let paused = || {
        waits(of, seen).then(|| ClockChip {
            state: ClockState::Paused,
            text: "on hold".to_owned(),
            ..ClockChip::default()
        })
    };
    QueueRow {
        id: record.number.clone(),
        title: if record.title().is_empty() { of.title.clone() } else { record.title().to_owned() },
        url: place.chosen(&record.number),
        meta: meta(asker, of, seen),
        tag: None,
        priority: words::priority(of, record),
        status: words::status(of, record.state),
        assignee: record.person(Header::HolderPerson).map(|it| words::avatar(&asker.desk, it)),
        clock: words::due_chip(&asker.times, record).or_else(paused),
        unread: false,
        current: record.number == sel,
    }
}

/// The number and the one word that helps most: what it is about, else for whom, else the state.
fn meta(asker: &Asker, of: &RecordType, seen: &Seen) -> String {
    let about = [Header::Service, Header::ForPerson]
        .into_iter()
        .map(|it| words::value(&asker.desk, &asker.times, of, seen, it.slot()));
    let state = || of.lifecycle.state(seen.state()).map(|it| it.title.clone()).unwrap_or_default();
    let word = about.into_iter().find(|it| !it.is_empty()).unwrap_or_else(state);
    format!("{} · {word}", seen.number())
}
