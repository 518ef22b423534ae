//! Lists: in order, whole, counted, under scope.

use std::{collections::BTreeSet, sync::Arc};

use base::{Instant, PersonId, RecordId, Span, TeamId};
use model::{Asker, Header, Record, Value, When};
use store::{Among, Direction, Disjunct, Find, Sort, Store};
use testkit::{Dice, START, both};

use crate::shared::{TICKET, fresh, new_of, side_by_side};

const SORTS: [Sort; 4] = [Sort::Changed, Sort::Opened, Sort::Due, Sort::Priority];

fn asker() -> Arc<Asker> {
    Arc::new(Asker::myself(PersonId::new(1), BTreeSet::from([TeamId::new(1), TeamId::new(2)])))
}

fn scope(of: Vec<When>) -> Vec<Disjunct> {
    of.into_iter().map(|when| Disjunct { asker: asker(), when }).collect()
}

fn find(sort: Sort, direction: Direction, limit: usize) -> Find {
    Find {
        of: TICKET,
        open_only: false,
        filter: When::Always,
        asker: asker(),
        sort,
        direction,
        after: None,
        limit,
        among: None,
    }
}

/// A hundred and eighty tickets with many ties and many empty fields.
async fn fill(store: &Arc<Store>) -> Vec<Record> {
    let mut dice = Dice::new(5);
    let mut records = Vec::new();
    for n in 0..180 {
        let mut record = fresh(store, &format!("Ticket {n}"));
        let at = |secs: i64| Value::Instant(START.plus(Span::from_secs(secs)));
        record.set(Header::Opened.slot(), at(dice.between(0, 20)));
        record.set(Header::Changed.slot(), at(dice.between(0, 20)));
        if dice.chance(50) {
            record.set(Header::Due.slot(), at(dice.between(0, 5)));
        }
        if dice.chance(40) {
            record.set(Header::Closed.slot(), at(1));
        }
        if dice.chance(70) {
            record.set(Header::Priority.slot(), Value::Int(dice.between(1, 4)));
        }
        if dice.chance(70) {
            record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(dice.between(1, 4))));
        }
        if dice.chance(30) {
            record.set(Header::ForPerson.slot(), Value::Person(PersonId::new(dice.between(1, 4))));
        }
        records.push(record);
    }
    for outcome in side_by_side(store, records.iter().map(|it| new_of(store, it)).collect()).await {
        outcome.unwrap();
    }
    for record in &mut records {
        record.version = 1;
    }
    records
}

fn scopes() -> Vec<Vec<Disjunct>> {
    let (team, whom) = (Header::HolderTeam.slot(), Header::ForPerson.slot());
    let numbers = |n: &[i64]| Arc::new(n.iter().copied().collect::<BTreeSet<i64>>());
    let mut forty: Vec<_> = (3..41).map(|n| When::In(team, numbers(&[n]))).collect();
    forty.extend([When::InMyTeams(team), When::IsActor(whom)]);
    vec![
        scope(vec![When::Always]),
        scope(vec![When::Never]),
        scope(vec![]),
        scope(vec![When::InMyTeams(team)]),
        scope(vec![When::InMyTeams(team), When::IsActor(whom), When::Never]),
        scope(vec![When::Any(vec![When::Empty(team), When::In(team, numbers(&[1, 2, 3]))]), When::Always]),
        scope(vec![When::Not(Box::new(When::InMyTeams(team))), When::In(team, numbers(&(2..900).collect::<Vec<_>>()))]),
        scope(forty),
    ]
}

fn key(record: &Record, sort: Sort) -> i64 {
    let value = record.header(sort.header()).number();
    match sort {
        Sort::Due => value.unwrap_or(i64::MAX),
        Sort::Priority => value.unwrap_or(99),
        Sort::Changed | Sort::Opened => value.unwrap(),
    }
}

/// What the list must be, worked out in memory.
fn expected(records: &[Record], find: &Find, scope: &[Disjunct]) -> Vec<RecordId> {
    let seen = |it: &&Record| scope.iter().any(|one| one.when.holds(&one.asker, it));
    let meant = |it: &&Record| {
        (!find.open_only || it.header(Header::Closed).is_empty())
            && find.filter.holds(&find.asker, it)
            && match &find.among {
                Some(Among::These(ids)) => ids.contains(&it.id),
                Some(Among::Holding(_) | Among::Counted(_)) | None => true,
            }
    };
    let mut found: Vec<_> = records.iter().filter(seen).filter(meant).map(|it| (key(it, find.sort), it.id)).collect();
    found.sort_unstable();
    if find.direction == Direction::Down {
        found.reverse();
    }
    found.into_iter().map(|it| it.1).collect()
}

/// All pages, one after the other.
async fn paged(store: &Store, find: &Find, scope: &[Disjunct]) -> Vec<Record> {
    let mut find = find.clone();
    let mut all = Vec::new();
    loop {
        let page = store.list(&find, scope).await.unwrap();
        assert!(page.records.len() <= find.limit);
        assert!(page.next.is_none() || page.records.len() == find.limit);
        all.extend(page.records);
        find.after = page.next;
        if find.after.is_none() {
            return all;
        }
    }
}

fn ids(records: &[Record]) -> Vec<RecordId> {
    records.iter().map(|it| it.id).collect()
}

#[tokio::test]
async fn pages_of_any_size_are_the_whole_list_in_order() {
    both(async |store| {
        let records = fill(&store).await;
        for (n, scope) in scopes().iter().enumerate() {
            for sort in SORTS {
                for direction in [Direction::Up, Direction::Down] {
                    for open_only in [false, true] {
                        let whole = Find { open_only, ..find(sort, direction, 1000) };
                        let wanted = expected(&records, &whole, scope);
                        let case = format!("scope {n} {sort:?} {direction:?} open {open_only}");
                        assert_eq!(ids(&paged(&store, &whole, scope).await), wanted, "{case}");
                        if open_only == (direction == Direction::Up) {
                            let fifty = Find { limit: 50, ..whole.clone() };
                            assert_eq!(ids(&paged(&store, &fifty, scope).await), wanted, "{case} by 50");
                        }
                        assert_eq!(store.count(&whole, scope, 1000).await.unwrap(), wanted.len(), "{case} count");
                    }
                }
            }
        }
        for size in [1, 2] {
            let by = find(Sort::Due, Direction::Up, size);
            let scope = &scopes()[4];
            assert_eq!(ids(&paged(&store, &by, scope).await), expected(&records, &by, scope), "by {size}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_gives_whole_records() {
    both(async |store| {
        let records = fill(&store).await;
        let all = paged(&store, &find(Sort::Opened, Direction::Up, 70), &scope(vec![When::Always])).await;
        let find = |id| records.iter().find(|it: &&Record| it.id == id);
        assert!(all.iter().all(|it| find(it.id) == Some(it)));
    })
    .await;
}

#[tokio::test]
async fn filters_and_search_results_narrow_a_list() {
    both(async |store| {
        let records = fill(&store).await;
        let late = START.plus(Span::from_secs(10));
        let filter = When::all([
            When::AtLeast(Header::Opened.slot(), late.micros()),
            When::Not(Box::new(When::Empty(Header::Priority.slot()))),
            When::Empty(model::Slot::of(Header::COUNT)),
        ]);
        let some: Vec<_> = records.iter().step_by(2).map(|it| it.id).chain([RecordId::new(5)]).collect();
        for among in [None, Some(some), Some(Vec::new())] {
            for scope in scopes() {
                let find = Find {
                    filter: filter.clone(),
                    among: among.clone().map(Among::These),
                    ..find(Sort::Changed, Direction::Down, 20)
                };
                let wanted = expected(&records, &find, &scope);
                assert_eq!(ids(&paged(&store, &find, &scope).await), wanted);
                assert_eq!(store.count(&find, &scope, 1000).await.unwrap(), wanted.len());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_types_of_which_somebody_has_open_work_are_known() {
    both(async |store| {
        let held = async |person: i64, teams: &[i64]| store.held(PersonId::new(person), teams).await.unwrap().len();
        assert_eq!(held(1, &[1, 2]).await, 0);
        let mut one = fresh(&store, "Somebody's");
        one.set(Header::HolderPerson.slot(), Value::Person(PersonId::new(7)));
        store.commit(new_of(&store, &one)).await.unwrap();
        let mut ended = fresh(&store, "Ended");
        ended.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(9)));
        ended.set(Header::Closed.slot(), Value::Instant(START));
        store.commit(new_of(&store, &ended)).await.unwrap();
        assert_eq!((held(7, &[]).await, held(8, &[9]).await, held(8, &[]).await), (1, 0, 0));
        let mut team = fresh(&store, "A team's");
        team.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(9)));
        store.commit(new_of(&store, &team)).await.unwrap();
        assert_eq!((held(8, &[9]).await, held(8, &[3]).await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_count_stops_one_above_its_cap() {
    both(async |store| {
        fill(&store).await;
        let find = find(Sort::Changed, Direction::Down, 50);
        for scope in [scope(vec![When::Always]), scope(vec![When::Always, When::InMyTeams(Header::HolderTeam.slot())])]
        {
            assert_eq!(store.count(&find, &scope, 100).await.unwrap(), 101);
            assert_eq!(store.count(&find, &scope, 179).await.unwrap(), 180);
            assert_eq!(store.count(&find, &scope, 180).await.unwrap(), 180);
        }
    })
    .await;
}

#[tokio::test]
async fn a_thousand_search_results_under_forty_alternatives_can_be_asked_for() {
    both(async |store| {
        let records = fill(&store).await;
        let mut among: Vec<_> = records.iter().map(|it| it.id).collect();
        among.extend((1..1000).map(RecordId::new));
        let find = Find { among: Some(Among::These(among)), ..find(Sort::Changed, Direction::Down, 50) };
        let scope = scopes().pop().unwrap();
        assert_eq!(ids(&paged(&store, &find, &scope).await), expected(&records, &find, &scope));
    })
    .await;
}

/// Records that all hold the same word, more than are ever named one by one.
async fn fill_with_a_word(store: &Store, word: &str) -> Vec<Record> {
    let mut made = Vec::new();
    for n in 0..1200 {
        let mut record = fresh(store, word);
        record.set(Header::Opened.slot(), Value::Instant(START.plus(Span::from_secs(n))));
        record.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(n % 40)));
        record.set(Header::Priority.slot(), if n % 3 == 0 { Value::Empty } else { Value::Int(2) });
        let mut commit = new_of(store, &record);
        store.put_words(&mut commit, &record, word, true);
        store.commit(commit).await.unwrap();
        made.push(record);
    }
    made
}

#[tokio::test]
async fn words_that_are_everywhere_are_found_under_scope_behind_the_newest_thousand() {
    both(async |store| {
        let records = fill_with_a_word(&store, "printer").await;
        fill(&store).await;
        let matching = store.matching(&["print".to_owned()], store::Begun::Last).await.unwrap();
        assert_eq!(matching.newest.len(), 1000);
        for when in [When::InMyTeams(Header::HolderTeam.slot()), When::Always, When::Empty(Header::Priority.slot())] {
            let scope = scope(vec![when]);
            for sort in SORTS {
                let find = Find { among: Some(matching.all.clone()), ..find(sort, Direction::Up, 100) };
                assert_eq!(ids(&paged(&store, &find, &scope).await), expected(&records, &find, &scope), "{sort:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_instant_before_1970_sorts_before_it() {
    both(async |store| {
        let mut old = fresh(&store, "Old");
        old.set(Header::Changed.slot(), Value::Instant(Instant::from_micros(-5)));
        let new = fresh(&store, "New");
        for record in [&old, &new] {
            store.commit(new_of(&store, record)).await.unwrap();
        }
        let all = paged(&store, &find(Sort::Changed, Direction::Up, 1), &scope(vec![When::Always])).await;
        assert_eq!(ids(&all), [old.id, new.id]);
    })
    .await;
}
