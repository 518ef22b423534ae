//! Every measure on both databases against one that is worked out in memory from all records and the whole journal, for
//! people who see everything and people who see little; and every figure against the list that it opens.
#![expect(
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test has no public face, fails where it indexes wrongly, and reckons in floating point on purpose"
)]

mod measures {
    pub mod oracle;
    pub mod world;
}

use std::fmt::Write as _;

use engine::{By, Desk, Figure, Halt, Of, Period, Query, Series, Side, Step, Which};
use measures::{
    oracle::{Oracle, Told},
    world::World,
};
use model::{Measure, Tells, Value};

/// Who asks: some who see all of their practice, some who see a service or a team, somebody outside.
const ASKERS: [&str; 5] = ["margit-olsen", "sofia-marin", "hanna-eriksson", "maya-okafor", "priya-raman"];

fn periods(desk: &Desk) -> Vec<Period> {
    Period::last(Step::Month, desk.today(), 6)
}

fn differs(expected: Told, found: Figure) -> bool {
    let (value, counted, met) = expected;
    let near = match (value, found.thousandths) {
        (None, None) => true,
        (Some(value), Some(found)) => (value * 1000.0 - found as f64).abs() <= 1.0 + value.abs() * 1e-9,
        (Some(_), None) | (None, Some(_)) => false,
    };
    !near || (counted, met) != (found.counted, found.met)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_measure_counts_what_brute_force_counts() {
    testkit::each(async |home| {
        let world = World::open(&home).await;
        let (mut faults, mut counting) = (String::new(), std::collections::BTreeSet::new());
        for key in ASKERS {
            let desk = world.desk(key).await;
            let periods = periods(&desk);
            for measure in world.site.measures.iter().filter(|it| it.calc.is_some()) {
                let series = desk.series(measure, &periods, &Of::default(), None).await.unwrap();
                let oracle = Oracle::of(&world, &desk);
                for (period, figure) in series.periods.iter().zip(&series.figures) {
                    let expected = oracle.figure(measure, period, &|_, _| true);
                    if figure.counted > 0 {
                        counting.insert(measure.key.clone());
                    }
                    if differs(expected, *figure) {
                        writeln!(faults, "{key} {} {}: {expected:?}, not {figure:?}", measure.key, period.key).unwrap();
                    }
                }
            }
        }
        assert!(faults.is_empty(), "on {}:\n{faults}", home.place.shown());
        let computed = world.site.measures.iter().filter(|it| it.calc.is_some()).count();
        let idle: Vec<_> = world
            .site
            .measures
            .iter()
            .filter(|it| it.calc.is_some() && !counting.contains(&it.key))
            .map(|it| &it.key)
            .collect();
        assert!(idle.len() * 10 <= computed, "nothing ever counts towards {idle:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_apart_adds_up_to_the_rows_of_each_value() {
    testkit::each(async |home| {
        let world = World::open(&home).await;
        let mut faults = String::new();
        for key in ["sofia-marin", "hanna-eriksson"] {
            let desk = world.desk(key).await;
            let periods = periods(&desk);
            let oracle = Oracle::of(&world, &desk);
            for measure in &world.site.measures {
                for by in desk.ways_apart(measure).into_iter().filter(|it| *it != By::Person) {
                    let series = desk.series(measure, &periods, &Of::default(), Some(&by)).await.unwrap();
                    for (value, figures) in series.groups.iter().take(6) {
                        for (period, figure) in series.periods.iter().zip(figures) {
                            let expected = oracle.figure(measure, period, &|of, record| {
                                oracle.value(of, record, &by).as_ref() == Some(value)
                            });
                            if differs(expected, *figure) {
                                writeln!(
                                    faults,
                                    "{key} {} {by:?} {value:?} {}: {expected:?}, not {figure:?}",
                                    measure.key, period.key
                                )
                                .unwrap();
                            }
                        }
                    }
                }
            }
        }
        assert!(faults.is_empty(), "on {}:\n{faults}", home.place.shown());
    })
    .await;
}

/// How many rows the lists behind a figure hold.
async fn rows(desk: &Desk, measure: &Measure, period: &Period, side: Side) -> Result<i64, Halt> {
    let practice = desk.site().practice(measure.practice).unwrap();
    let which = Which { side, period: Some(period.clone()), ..Which::of(&practice.key, &measure.key) };
    let below = side == Side::Per;
    let mut sum = 0;
    for (_, of) in desk.types_of(measure).into_iter().filter(|(it, _)| (*it == Side::Per) == below) {
        let query = Query { kind: of.key.clone(), filter: which.term(), ..Query::default() };
        let page = desk.find(&Query { limit: 200, ..query.clone() }).await?;
        sum += match page.next {
            None => page.rows.len() as i64,
            Some(_) => desk.count(&query).await? as i64,
        };
    }
    Ok(sum)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_opens_exactly_the_rows_that_it_counts() {
    testkit::each(async |home| {
        let world = World::open(&home).await;
        let mut faults = String::new();
        for key in ["sofia-marin", "maya-okafor"] {
            let desk = world.desk(key).await;
            let periods = periods(&desk);
            for measure in &world.site.measures {
                let Some(calc) = &measure.calc else { continue };
                let series = desk.series(measure, &periods, &Of::default(), None).await.unwrap();
                // Records that count in two ways stand in a list once.
                let twice =
                    calc.over.iter().enumerate().any(|(at, it)| calc.over[..at].iter().any(|one| one.of == it.of));
                for (period, figure) in
                    series.periods.iter().zip(&series.figures).rev().filter(|(_, it)| it.counted > 0 && !twice).take(2)
                {
                    let mut sides = vec![(Side::All, figure.counted)];
                    match calc.tells {
                        Tells::Share => {
                            sides.extend([(Side::Met, figure.met), (Side::Unmet, figure.counted - figure.met)])
                        }
                        Tells::Rate => sides.push((Side::Per, figure.met)),
                        Tells::Count | Tells::Average | Tells::Median | Tells::Sum => {}
                    }
                    for (side, expected) in sides {
                        let found = rows(&desk, measure, period, side).await.unwrap();
                        if found != expected {
                            writeln!(
                                faults,
                                "{key} {} {} {side:?}: {expected} counted, {found} rows",
                                measure.key, period.key
                            )
                            .unwrap();
                        }
                    }
                }
            }
        }
        assert!(faults.is_empty(), "on {}:\n{faults}", home.place.shown());
    })
    .await;
}

async fn by_person(desk: &Desk, measure: &Measure) -> Series {
    desk.series(measure, &periods(desk), &Of::default(), Some(&By::Person)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_person_are_for_that_person_and_whoever_answers_for_their_team() {
    testkit::each(async |home| {
        let world = World::open(&home).await;
        let measure = world.site.find_measure("incident-management", "reopened").unwrap();
        let (maya, hanna) = (world.desk("maya-okafor").await, world.desk("hanna-eriksson").await);
        let of_maya = Of { person: Some(maya.person()), ..Of::default() };
        assert!(maya.series(measure, &periods(&maya), &of_maya, None).await.is_ok(), "her own");
        assert!(hanna.series(measure, &periods(&hanna), &of_maya, None).await.is_ok(), "her team's manager");
        let sofia = world.desk("sofia-marin").await;
        let refused = sofia.series(measure, &periods(&sofia), &of_maya, None).await.unwrap_err();
        assert!(
            matches!(refused, Halt::Refused(it) if it.code == "one-person"),
            "the practice's owner sees teams, not people"
        );
        for (value, _) in by_person(&sofia, measure).await.groups {
            assert_eq!(value, Value::Person(sofia.person()));
        }
        let own: Vec<_> = by_person(&maya, measure).await.groups.into_iter().map(|it| it.0).collect();
        assert!(own.iter().all(|it| *it == Value::Person(maya.person())), "{own:?}");
        let query = Query {
            kind: "incident".to_owned(),
            filter: "counted:incident-management/reopened/all/person=maya-okafor".to_owned(),
            ..Query::default()
        };
        assert!(sofia.find(&query).await.is_err(), "nor do the rows tell");
        assert!(maya.find(&query).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_counts_once_its_sponsor_has_set_it() {
    testkit::each(async |home| {
        let world = World::open(&home).await;
        let desk = world.desk("sofia-marin").await;
        let all = desk.targets().await.unwrap();
        let found = engine::Target::find(&all, "incident-management/incidents-within-sla", None).unwrap();
        let measure = world.site.find_measure("incident-management", "incidents-within-sla").unwrap();
        assert_eq!(found.thousandths, 95_000);
        assert!(found.is_reached(measure, 95_000) && !found.is_reached(measure, 94_999));
        let draft = all.iter().find(|it| it.measure == "service-desk/first-contact-resolution");
        assert_eq!(draft, None, "one that nobody has set a value for is measured without a target");
    })
    .await;
}
