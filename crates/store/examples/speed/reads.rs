//! Lists, counts and search, as six shapes of askers see them, in milliseconds of processor time.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use crate::busy::Busy;
use base::{PersonId, TeamId};
use model::{Asker, Header, Slot, StateIx, TypeIx, When};
use store::{Direction, Disjunct, Find, Sort, Store};

fn numbers(of: impl IntoIterator<Item = i64>) -> Arc<BTreeSet<i64>> {
    Arc::new(of.into_iter().collect())
}

/// Names and alternatives of each shape; `n` varies the person.
fn shapes(n: i64, store: &Store) -> Vec<(&'static str, Vec<When>)> {
    let [team, holder, whom, opener, service, ci] =
        [Header::HolderTeam, Header::HolderPerson, Header::ForPerson, Header::OpenedBy, Header::Service, Header::Ci]
            .map(Header::slot);
    let choice = store.site().types.first().and_then(|it| it.slot("choice")).unwrap_or(Slot(0));
    let own = || vec![When::Involves(whom), When::Involves(opener)];
    let mut agent = own();
    agent.extend([When::InMyTeams(team), When::Involves(holder)]);
    let mut forty = agent.clone();
    forty.extend((0..12).map(|it| When::In(team, numbers([(n + it) % 41 + 1]))));
    forty.extend((0..8).map(|it| When::In(service, numbers((0..5).map(|of| (n + it * 5 + of) % 200 + 1)))));
    forty.extend((0..8).map(|it| When::In(ci, numbers((0..20).map(|of| (n + it * 20 + of) % 5000 + 1)))));
    forty.extend((0..4).map(|it| {
        When::all([
            When::In(team, numbers([(n + it) % 41 + 1])),
            When::Is(choice, "red".to_owned()),
            When::Not(Box::new(When::InState([StateIx(4)].into_iter().collect()))),
        ])
    }));
    forty.extend(
        (0..4)
            .map(|it| When::All(vec![When::In(service, numbers([it + 1])), When::AtMost(Header::Priority.slot(), 2)])),
    );
    vec![
        ("requester", own()),
        ("agent", agent),
        ("line of services", vec![When::In(service, numbers((0..40).map(|it| (n + it) % 200 + 1)))]),
        ("500 items", vec![When::In(ci, numbers((0..500).map(|it| (n * 7 + it * 3) % 5000 + 1)))]),
        ("40 mixed", forty),
        ("everything", vec![When::Always]),
        ("nobody", vec![When::In(team, numbers([999])), When::Never]),
    ]
}

/// Median and 95th percentile.
fn shown(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at =
        |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
    format!("{:6.1}/{:<7.1}", at(50), at(95))
}

/// Prints median and 95th percentile in milliseconds of 20 askers of each shape.
pub(crate) async fn measure(store: &Store, busy: &Busy, records: i64) -> anyhow::Result<()> {
    println!(
        "median/p95 ms   changed        open           due            priority       opened         2nd page       filter         count          count open"
    );
    for at in 0..shapes(1, store).len() {
        let mut columns: Vec<Vec<Duration>> = vec![Vec::new(); 9];
        for n in 1..=20 {
            let shapes = shapes(n * 13, store);
            let Some((_, whens)) = shapes.get(at) else { continue };
            let asker = Arc::new(Asker::myself(PersonId::new(n * 13), BTreeSet::from([TeamId::new(n % 41 + 1)])));
            let scope: Vec<_> =
                whens.iter().map(|it| Disjunct { asker: Arc::clone(&asker), when: it.clone() }).collect();
            for (column, time) in columns.iter_mut().zip(one(store, busy, &asker, &scope).await?) {
                column.push(time);
            }
        }
        let name = shapes(1, store).get(at).map(|it| it.0).unwrap_or_default();
        println!("{name:16}{}", columns.into_iter().map(shown).collect::<Vec<_>>().join(" "));
    }
    search(store, busy, records).await
}

async fn one(store: &Store, busy: &Busy, asker: &Arc<Asker>, scope: &[Disjunct]) -> anyhow::Result<Vec<Duration>> {
    let find = |sort, direction, open_only| Find {
        of: TypeIx(0),
        open_only,
        filter: When::Always,
        asker: Arc::clone(asker),
        sort,
        direction,
        after: None,
        limit: 50,
        among: None,
    };
    let first = find(Sort::Changed, Direction::Down, false);
    let mut lists = vec![
        first.clone(),
        find(Sort::Changed, Direction::Down, true),
        find(Sort::Due, Direction::Up, true),
        find(Sort::Priority, Direction::Up, true),
        find(Sort::Opened, Direction::Down, false),
    ];
    lists.push(Find { after: store.list(&first, scope).await?.next, ..first.clone() });
    lists.push(Find { filter: When::In(Header::HolderPerson.slot(), numbers([7])), ..first.clone() });
    let mut times = Vec::new();
    for list in &lists {
        store.list(list, scope).await?;
        let begun = busy.now();
        store.list(list, scope).await?;
        times.push(busy.now().saturating_sub(begun));
    }
    for find in [&first, &find(Sort::Changed, Direction::Down, true)] {
        store.count(find, scope, 1000).await?;
        let begun = busy.now();
        store.count(find, scope, 1000).await?;
        times.push(busy.now().saturating_sub(begun));
    }
    Ok(times)
}

async fn search(store: &Store, busy: &Busy, records: i64) -> anyhow::Result<()> {
    let asked = [
        "ticket",
        "tick",
        "network",
        "net",
        "printer",
        "printer vpn",
        "network printer",
        "ticket v77",
        "w123",
        "w",
        "nothing",
    ];
    for text in asked.into_iter().map(str::to_owned).chain([format!("n{}", records / 2)]) {
        let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..20 {
            let begun = busy.now();
            hits = store.matching(&words, store::Begun::Each).await?.newest.len();
            times.push(busy.now().saturating_sub(begun));
        }
        println!("search {text:16} {hits:5} hits {} ms", shown(times));
    }
    Ok(())
}
