//! `When::holds` and the SQL of a condition are one: random conditions over random records on both databases.

use std::{collections::BTreeSet, sync::Arc};

use base::{Instant, PersonId, RecordId, TeamId};
use model::{Asker, Header, Kind, Record, Slot, StateIx, Value, When};
use testkit::{Dice, Place, START, random_condition, random_value};

use crate::{Commit, Dialect, Options, Store, sql::Text};

const RECORDS: usize = 60;

async fn open(place: &Place) -> Store {
    let options = match place {
        Place::Folder(folder) => Options::File(folder.join("remit.db")),
        Place::Database { url, .. } => Options::Server(url.clone()),
    };
    Store::open(&options, Arc::new(testkit::site()), START).await.unwrap()
}

/// Random records of a type, as the store reads them back.
async fn records(store: &Store, dice: &mut Dice) -> Vec<Record> {
    let of = &store.site().types[0];
    let mut commit = Commit::new();
    let mut ids = Vec::new();
    for n in 1..=RECORDS {
        let id = RecordId::new(i64::try_from(n).unwrap());
        let mut record = Record::new(of, id, format!("TKT-{n}"), StateIx::of(dice.below(5)));
        for (at, field) in of.fields.iter().enumerate() {
            record.set(Slot::of(at), random_value(&field.kind, dice));
        }
        for header in [Header::Opened, Header::Changed] {
            record.set(header.slot(), Value::Instant(Instant::from_micros(dice.between(-2, 5))));
        }
        store.put_new(&mut commit, &record).unwrap();
        for _ in 0..dice.below(4) {
            store.put_acted(&mut commit, id, model::ActivityIx::of(dice.below(6)), PersonId::new(dice.between(1, 5)));
        }
        ids.push(id);
    }
    store.commit(commit).await.unwrap();
    let mut all = Vec::new();
    for id in ids {
        all.extend(store.record(id).await.unwrap());
    }
    all
}

fn asker(dice: &mut Dice) -> Asker {
    let person = |dice: &mut Dice| PersonId::new(dice.between(1, 5));
    let teams = (0..dice.below(3)).map(|_| TeamId::new(dice.between(1, 5))).collect();
    match dice.below(3) {
        0 => Asker { holder: person(dice), involved: vec![person(dice), person(dice)], teams },
        1 => Asker { holder: person(dice), involved: Vec::new(), teams: BTreeSet::new() },
        _myself => Asker::myself(person(dice), teams),
    }
}

/// The ids of the rows on which a condition's text holds; the text may have been bent.
async fn in_sql(store: &Store, asker: &Asker, when: &When, bend: &[(&str, &str)]) -> Vec<RecordId> {
    let of = &store.site().types[0];
    let (mut condition, binds) = store.emit(of, asker, when).unwrap().into_parts();
    for (from, to) in bend {
        condition = condition.replace(from, to).into();
    }
    let text = format!("SELECT r.id FROM record r JOIN r_ticket b ON b.id = r.id WHERE {condition} ORDER BY r.id");
    let rows = store.rows(&text, &binds).await.unwrap_or_else(|fault| panic!("{fault:?} in {condition}"));
    rows.iter().map(|it| RecordId::new(it.int(0).unwrap())).collect()
}

/// How many of so many random conditions differ between memory and SQL, with the first that does.
async fn differences(place: &Place, seed: u64, trees: usize, bend: &[(&str, &str)]) -> (usize, Option<When>) {
    let store = open(place).await;
    let mut dice = Dice::new(seed);
    let records = records(&store, &mut dice).await;
    let ids: Vec<_> = records.iter().map(|it| it.id).collect();
    let of = Arc::clone(store.site());
    let (mut differ, mut first, mut telling) = (0, None, 0);
    for _ in 0..trees {
        let when = random_condition(&of.types[0], &ids, &mut dice, 4);
        let asker = asker(&mut dice);
        let held: Vec<_> = records.iter().filter(|it| when.holds(&asker, it)).map(|it| it.id).collect();
        telling += usize::from(!held.is_empty() && held.len() < records.len());
        if in_sql(&store, &asker, &when, bend).await != held {
            differ += 1;
            first = first.or(Some(when));
        }
    }
    assert!(telling * 100 >= trees * 40, "only {telling} of {trees} conditions told records apart");
    (differ, first)
}

#[tokio::test]
async fn conditions_read_the_same_in_memory_and_on_sqlite() {
    for seed in 0..10 {
        let found = differences(&Place::folder().unwrap(), seed, 100, &[]).await;
        assert_eq!(found, (0, None), "seed {seed}");
    }
}

#[tokio::test]
async fn conditions_read_the_same_in_memory_and_on_postgresql() {
    for seed in 100..103 {
        let found = differences(&Place::database().unwrap(), seed, 150, &[]).await;
        assert_eq!(found, (0, None), "seed {seed}");
    }
}

/// Seeded faults: each must turn the comparison red on both databases.
#[tokio::test]
async fn a_wrong_emitter_is_caught() {
    let faults: [&[(&str, &str)]; 6] = [
        // The guard that keeps NULL from escaping a leaf is gone.
        &[
            ("r.holder_person IS NOT NULL AND ", ""),
            ("r.holder_team IS NOT NULL AND ", ""),
            ("b.f_choice IS NOT NULL AND ", ""),
        ],
        &[(" <= ", " < ")],
        &[(" AND ", " OR ")],
        &[("NOT (", "(")],
        &[(" IS NULL", " IS NOT NULL")],
        &[("p.record = r.id AND ", "")],
    ];
    for fresh in [Place::folder, Place::database] {
        for fault in faults {
            let mut caught = false;
            for seed in 7..17 {
                if caught {
                    break;
                }
                caught = differences(&fresh().unwrap(), seed, 150, fault).await.0 > 0;
            }
            assert!(caught, "{fault:?} goes unnoticed on {}", fresh().unwrap().shown());
        }
    }
}

#[tokio::test]
async fn a_number_means_a_person_only_in_a_field_of_persons() {
    let store = open(&Place::folder().unwrap()).await;
    assert_eq!(store.dialect(), Dialect::Sqlite);
    let of = &store.site().types[0];
    let me = Asker::myself(PersonId::new(1), BTreeSet::from([TeamId::new(1)]));
    for (at, field) in of.fields.iter().enumerate() {
        let shown = |when: When| store.emit(of, &me, &when).unwrap().shown().to_owned();
        let slot = Slot::of(at);
        assert_eq!(shown(When::IsActor(slot)) == "1 = 0", !matches!(field.kind, Kind::Person), "{}", field.key);
        assert_eq!(shown(When::InMyTeams(slot)) == "1 = 0", !matches!(field.kind, Kind::Team), "{}", field.key);
    }
    assert_eq!(Text::new("").shown(), "");
}
