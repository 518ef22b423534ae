//! How fast duties are found and judged in a long journal: `duties_speed [ENTRIES]`, on both databases.
//!
//! The sample organisation works for a year; a tenth of what happens is done by the one whose duties are then looked at,
//! and what proves duties is spread over it. Prints the slowest and the middle of a hundred looks at a month of duties.
#![expect(
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::integer_division,
    dead_code,
    reason = "it shares the tests' code and is one itself"
)]

#[path = "../../tests/specs"]
mod specs {
    pub mod chapter;
    pub mod town;
    pub mod words;
}

use base::{PersonId, RecordId, Span};
use engine::{DutyQuery, Whose};
use specs::town::Town;
use store::{Commit, Entry};
use testkit::Dice;

const YEAR: i64 = 365 * 86_400;
const BATCH: usize = 5000;
const LOOKS: usize = 100;

#[tokio::main]
async fn main() {
    let entries: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(1_000_000);
    testkit::each(async |home| {
        let town = Town::open(&home).await;
        let busy = busiest(&town).await;
        fill(&town, busy, entries).await;
        town.clock.advance(Span::from_secs(YEAR));
        measure(&town, busy, home.place.shown().to_string()).await;
    })
    .await;
}

fn a_quarter(now: base::Instant) -> DutyQuery {
    let (from, until) = (now.plus(Span::from_secs(-31 * 86_400)), now.plus(Span::from_secs(31 * 86_400)));
    DutyQuery { whose: Whose::Mine, from, until, role: None, begun: false }
}

/// The person of the sample with the most duties.
async fn busiest(town: &Town) -> PersonId {
    let directory = town.engine.directory().await.unwrap();
    let mut most = (0, PersonId::new(0));
    for it in directory.people() {
        let desk = town.engine.desk(PersonId::new(it.id)).await.unwrap();
        let asked = DutyQuery { until: desk.now().plus(Span::from_secs(62 * 86_400)), ..a_quarter(desk.now()) };
        most = most.max((desk.duties(&asked).await.unwrap().len(), desk.person()));
    }
    most.1
}

async fn fill(town: &Town, busy: PersonId, entries: usize) {
    let begun = std::time::Instant::now();
    let directory = town.engine.directory().await.unwrap();
    let people: Vec<PersonId> = directory.people().map(|it| PersonId::new(it.id)).collect();
    let activities: Vec<&str> = town.engine.site().activities.iter().map(|it| it.key.as_str()).collect();
    let records: Vec<RecordId> = directory.roster.places().map(|it| it.id).collect();
    let (mut dice, from) = (Dice::new(7), town.engine.now());
    let mut left = entries;
    while left > 0 {
        let mut commit = Commit::new();
        for _one in 0..BATCH.min(left) {
            let at = from.plus(Span::from_secs(dice.between(0, YEAR)));
            let actor = if dice.chance(10) { busy } else { *dice.one(&people).unwrap() };
            commit.enter(Entry {
                at,
                recorded: from,
                actor: Some(actor),
                activity: (*dice.one(&activities).unwrap()).to_owned(),
                record: dice.one(&records).copied(),
                basis: "{\"activity\":\"incident:log\",\"appointment\":1,\"role\":\"user\",\"letter\":\"R\",\"scope\":\"organisation\"}".to_owned(),
                what: "{\"number\":\"INC-1\",\"move\":\"log\",\"set\":{\"title\":[null,\"Something else\"],\"state\":[null,\"a\"]}}".to_owned(),
                ..Entry::default()
            });
        }
        left = left.saturating_sub(BATCH);
        town.engine.store().commit(commit).await.unwrap();
    }
    println!("filled with {entries} entries in {:?}", begun.elapsed());
}

async fn measure(town: &Town, busy: PersonId, place: String) {
    let mut taken = Vec::new();
    let mut found = 0;
    for _look in 0..LOOKS {
        let begun = std::time::Instant::now();
        let desk = town.engine.desk(busy).await.unwrap();
        found = desk.duties(&a_quarter(desk.now())).await.unwrap().len();
        taken.push(begun.elapsed());
    }
    taken.sort();
    println!(
        "{place}: {found} duties judged in {:?} (middle), {:?} (slowest of {LOOKS})",
        taken[LOOKS / 2],
        taken[LOOKS - 1]
    );
    let begun = std::time::Instant::now();
    let directory = town.engine.directory().await.unwrap();
    let missed = town.engine.missed_duties(&directory).await.unwrap().len();
    println!("{place}: everybody's missed duties, {missed}, in {:?}", begun.elapsed());
}
