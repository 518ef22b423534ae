//! Duties: computed against a slow definition, day by day and act by act, over random journals; and single cases in words.

use std::collections::BTreeSet;

use base::{Instant, PersonId, RecordId, Span, TeamId};
use clocks::{Date, Every, Period, TimeZone};
use model::{
    ActivityIx, Cadence, Does, Header, Letter, Lifecycle, MoveIx, PracticeIx, Record, Responsibility, RoleIx,
    ScopeKind, Site, StateIx, TypeIx, Value, Within,
};

use super::{build, world::Random};
use crate::{
    Appointment, Attested, Deed, Deputy, Duty, Evidence, Holder, Judge, Parts, Person, Place, Roster, Scope, Share,
    Standing, Team, Timetable, answers_for_duty, missed,
};

const OPEN: ActivityIx = ActivityIx(0);
const VERIFY: ActivityIx = ActivityIx(1);
const AMEND: ActivityIx = ActivityIx(2);
const CLOSE: ActivityIx = ActivityIx(3);
const OWNER: RoleIx = RoleIx(0);
const DESK: RoleIx = RoleIx(1);
const CHIEF: RoleIx = RoleIx(2);
const DAY: i64 = 86_400;

fn zone() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap()
}

fn day(text: &str) -> Instant {
    let day: Date = text.parse().unwrap();
    day.to_zoned(zone()).unwrap().timestamp().into()
}

fn says(key: &str, activity: Option<ActivityIx>, cadence: Cadence, evidence: &str) -> Responsibility {
    Responsibility {
        key: key.to_owned(),
        text: format!("Do {key}."),
        letter: Letter::A,
        names: String::new(),
        activity,
        cadence,
        evidence: evidence.to_owned(),
        r#where: Vec::new(),
    }
}

/// Checks of services: the owner verifies one each month and attests each quarter, the desk looks each week and day.
fn site() -> Site {
    let scopes = vec![
        (ScopeKind::Team, Within::Slot(Header::HolderTeam.slot())),
        (ScopeKind::Service, Within::Slot(Header::Service.slot())),
    ];
    let mut of = build::record_type(0, "check", PracticeIx(0), scopes);
    let mut moves = vec![build::step("open", &[], 0), build::step("verify", &[0], 0), build::step("close", &[0], 1)];
    moves[1].asks = vec![(Header::Title.slot(), true)];
    of.lifecycle = Lifecycle { states: ["open", "closed"].map(build::state).into(), moves };
    of.activities = vec![OPEN, VERIFY, AMEND, CLOSE];
    let cells = |roles: &[RoleIx]| roles.iter().map(|it| build::cell(*it, Letter::A)).collect::<Vec<_>>();
    let mut activities = vec![
        build::activity("check:open", PracticeIx(0), Does::Move(TypeIx(0), MoveIx(0))),
        build::activity("check:verify", PracticeIx(0), Does::Move(TypeIx(0), MoveIx(1))),
        build::activity("check:amend", PracticeIx(0), Does::Amend(TypeIx(0), vec![Header::Title.slot()])),
        build::activity("check:close", PracticeIx(0), Does::Move(TypeIx(0), MoveIx(2))),
    ];
    for it in &mut activities {
        it.cells = cells(&[OWNER, DESK]);
    }
    let mut owner = build::role("owner", ScopeKind::Service);
    owner.appointed_by = Some(CHIEF);
    owner.responsibilities = vec![
        says("verify", Some(VERIFY), Cadence::Monthly, "check.title"),
        says("minutes", None, Cadence::Quarterly, "minutes.text"),
        says("events", Some(VERIFY), Cadence::OnEvent, "check.title"),
    ];
    let mut desk = build::role("desk", ScopeKind::Team);
    desk.responsibilities = vec![
        says("look", None, Cadence::Weekly, "check.title"),
        says("hand-over", None, Cadence::Daily, "nothing"),
        Responsibility { letter: Letter::I, ..says("hear", None, Cadence::Daily, "check.title") },
    ];
    Site {
        practices: vec![build::practice(0, "checking")],
        types: vec![of],
        activities,
        roles: vec![owner, desk, build::role("chief", ScopeKind::Organisation)],
        ..Site::default()
    }
}

fn appointment(id: i64, role: RoleIx, holder: Holder, scope: Scope) -> Appointment {
    Appointment { id: RecordId::new(id), role, holder, scope, from: None, until: None }
}

const LINE: RecordId = RecordId::new(20);
const MAIL: RecordId = RecordId::new(21);

/// Four people, two teams one below the other, a line with a service in it.
fn parts() -> Parts {
    let person = |n: i64| Person { id: PersonId::new(n), key: format!("p{n}"), name: format!("P{n}"), is_active: true };
    let team = |n: i64, parent: Option<i64>, members: &[i64]| Team {
        id: TeamId::new(n),
        key: format!("t{n}"),
        name: format!("T{n}"),
        parent: parent.map(TeamId::new),
        members: members.iter().copied().map(PersonId::new).collect(),
        line: None,
    };
    let place = |id: RecordId, kind: ScopeKind, parent: Option<RecordId>| Place {
        id,
        kind,
        name: id.to_string(),
        parent,
        key: id.to_string(),
    };
    Parts {
        epoch: 1,
        people: (1..=4).map(person).collect(),
        teams: vec![team(1, None, &[1, 2]), team(2, Some(1), &[3])],
        places: vec![place(LINE, ScopeKind::Service, None), place(MAIL, ScopeKind::Service, Some(LINE))],
        ..Parts::default()
    }
}

fn record(site: &Site, id: i64, service: RecordId, team: i64) -> Record {
    let mut it = Record::new(&site.types[0], RecordId::new(id), format!("C-{id}"), StateIx(0));
    it.set(Header::Service.slot(), Value::Record(service));
    it.set(Header::HolderTeam.slot(), Value::Team(TeamId::new(team)));
    it
}

fn deed(seq: i64, at: Instant, actor: i64, activity: ActivityIx, on: i64) -> Deed {
    Deed {
        seq,
        at,
        actor: PersonId::new(actor),
        on_behalf_of: None,
        appointment: None,
        activity,
        record: RecordId::new(on),
        set: vec![Header::Title.slot()],
    }
}

/// A random organisation with a random journal.
struct Town {
    site: Site,
    parts: Parts,
    records: Vec<Record>,
    deeds: Vec<Deed>,
    attested: Vec<(String, Attested)>,
    since: Instant,
}

const BEGIN: &str = "2026-01-20";
const TOWN_DAYS: i64 = 150;

impl Town {
    fn of(seed: u64) -> Self {
        let mut r = Random::new(seed);
        let site = site();
        let mut parts = parts();
        let moment = |r: &mut Random| day(BEGIN).plus(Span::from_secs(r.below(TOWN_DAYS * DAY)));
        for id in 0..5 {
            let holder = |r: &mut Random| match r.below(3) {
                0 => Holder::Team(TeamId::new(1 + r.below(2))),
                _ => Holder::Person(PersonId::new(1 + r.below(4))),
            };
            let mut it = if r.percent(50) {
                let scope = Scope::Record(ScopeKind::Service, if r.percent(50) { LINE } else { MAIL });
                appointment(1000 + id, OWNER, holder(&mut r), scope)
            } else {
                appointment(1000 + id, DESK, holder(&mut r), Scope::Team(TeamId::new(1 + r.below(2))))
            };
            it.from = r.percent(60).then(|| moment(&mut r));
            it.until = r.percent(40).then(|| moment(&mut r));
            parts.appointments.push(it);
        }
        for id in 0..3 {
            parts.deputies.push(Deputy {
                id: RecordId::new(2000 + id),
                of: PersonId::new(1 + r.below(4)),
                deputy: PersonId::new(1 + r.below(4)),
                from: r.percent(50).then(|| moment(&mut r)),
                until: r.percent(50).then(|| moment(&mut r)),
                roles: r.percent(30).then(|| vec![OWNER]),
            });
        }
        let records = (0..6).map(|it| record(&site, it, if it % 2 == 0 { LINE } else { MAIL }, 1 + it % 3 % 2));
        let records = records.collect();
        let deeds = (0..60).map(|seq| Deed {
            on_behalf_of: r.percent(15).then(|| PersonId::new(1 + r.below(4))),
            appointment: r.percent(30).then(|| RecordId::new(1000 + r.below(5))),
            set: if r.percent(70) { vec![Header::Title.slot()] } else { vec![Header::Priority.slot()] },
            ..deed(seq, moment(&mut r), 1 + r.below(4), r.one(&[OPEN, VERIFY, AMEND, CLOSE]), r.below(7))
        });
        let deeds = deeds.collect();
        Self { site, parts, records, deeds, attested: Vec::new(), since: moment(&mut r) }
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::default();
        for it in &self.deeds {
            evidence.add(it.clone());
        }
        for it in &self.records {
            evidence.add_record(it.clone());
        }
        for (id, it) in &self.attested {
            evidence.add_attested(id.clone(), it.clone());
        }
        evidence
    }
}

/// The slow definition: what a period is, day by day.
fn label(every: Every, day: Date) -> String {
    match every {
        Every::Day => day.to_string(),
        Every::Week => day.strftime("%G-W%V").to_string(),
        Every::Month => day.strftime("%Y-%m").to_string(),
        Every::Quarter => format!("{}-Q{}", day.year(), (i16::from(day.month()) + 2) / 3),
        Every::Year => day.year().to_string(),
    }
}

/// All duties of an appointment whose end lies in the window, found by walking over the days of four years.
fn slow_duties(
    town: &Town,
    it: &Appointment,
    rules: &[(&str, Every)],
    window: (Instant, Instant),
) -> BTreeSet<(String, Instant, Instant)> {
    let mut found = BTreeSet::new();
    for (key, every) in rules {
        let mut first: Date = "2025-01-01".parse().unwrap();
        let end: Date = "2029-01-01".parse().unwrap();
        while first < end {
            let mut next = first;
            while label(*every, next) == label(*every, first) {
                next = next.tomorrow().unwrap();
            }
            let (from, until) = (day(&first.to_string()), day(&next.to_string()));
            let begins = it.from.map_or(town.since, |own| if own > town.since { own } else { town.since });
            let half = from.plus(Span::from_micros(until.since(from).micros() / 2));
            let begun = begins <= half;
            let lasts = it.until.is_none_or(|ends| ends >= until);
            if begun && lasts && window.0 < until && until <= window.1 {
                found.insert((format!("{}~{key}~{}", it.id, label(*every, first)), from, until));
            }
            first = next;
        }
    }
    found
}

/// Whether an act proves a duty, from the words of the decision and nothing else.
fn slow_proves(town: &Town, it: &Appointment, key: &str, deed: &Deed) -> bool {
    let sets = deed.set.contains(&Header::Title.slot()) && matches!(deed.activity, VERIFY | AMEND);
    let confirms = key == "owner.verify" && deed.activity == VERIFY;
    let live = |row: &Deputy| row.from.is_none_or(|it| it <= deed.at) && row.until.is_none_or(|it| deed.at < it);
    let by = match it.holder {
        Holder::Person(person) => {
            deed.actor == person
                || deed.on_behalf_of == Some(person)
                || town.parts.deputies.iter().any(|row| {
                    let covers = row.roles.as_ref().is_none_or(|all| all.contains(&it.role));
                    row.of == person && row.deputy == deed.actor && live(row) && covers
                })
        }
        Holder::Team(team) => town.parts.teams.iter().any(|it| it.id == team && it.members.contains(&deed.actor)),
    };
    let Some(record) = town.records.iter().find(|it| it.id == deed.record) else { return false };
    let within = match it.scope {
        Scope::Record(_, place) => {
            let service = record.get(Header::Service.slot()).record().unwrap();
            service == place || (place == LINE && service == MAIL)
        }
        Scope::Team(team) => {
            let own = record.get(Header::HolderTeam.slot()).team().unwrap();
            own == team || (team == TeamId::new(1) && own == TeamId::new(2))
        }
        Scope::Whole(_) | Scope::Process(_) => unreachable!("no such scope in this town"),
    };
    (sets || confirms) && (by || deed.appointment == Some(it.id)) && within
}

#[test]
fn duties_and_where_they_stand_are_what_the_slow_definition_says() {
    let mut seen: std::collections::BTreeMap<Standing, usize> = std::collections::BTreeMap::new();
    for seed in 1..40 {
        let mut town = Town::of(seed);
        let roster = Roster::build(town.parts.clone());
        let table = Timetable::of(&town.site, zone());
        let window = (day(BEGIN), day(BEGIN).plus(Span::from_secs(200 * DAY)));
        let now = day(BEGIN).plus(Span::from_secs(100 * DAY + 4321));
        let all: Vec<Duty> =
            town.parts.appointments.iter().flat_map(|it| table.duties(it, town.since, window)).collect();
        let mut r = Random::new(seed + 1000);
        for it in all.iter().filter(|it| it.what.key.ends_with("minutes") || it.what.key.ends_with("hand-over")) {
            if r.percent(30) {
                let at = it.from.plus(Span::from_secs(r.below(20 * DAY)));
                let attested = Attested {
                    seq: r.below(9999),
                    at,
                    actor: PersonId::new(1),
                    on_behalf_of: None,
                    note: String::new(),
                    record: None,
                    file: None,
                };
                town.attested.push((it.id(), attested));
            }
        }
        let evidence = town.evidence();
        let mut judge = Judge::new(&roster, &town.site, &evidence);
        for it in &town.parts.appointments {
            let rules: &[(&str, Every)] = if it.role == OWNER {
                &[("owner.verify", Every::Month), ("owner.minutes", Every::Quarter)]
            } else {
                &[("desk.look", Every::Week), ("desk.hand-over", Every::Day)]
            };
            let mine = all.iter().filter(|duty| duty.appointment.id == it.id);
            let computed: BTreeSet<_> = mine.clone().map(|it| (it.id(), it.from, it.until)).collect();
            assert_eq!(computed, slow_duties(&town, it, rules, window), "town {seed}");
            for duty in mine {
                let found = judge.stands(duty, now);
                *seen.entry(found.standing).or_default() += 1;
                let is_proved_by_field = matches!(duty.what.key.as_str(), "owner.verify" | "desk.look");
                let mut proofs: Vec<&Deed> = town
                    .deeds
                    .iter()
                    .filter(|deed| duty.from <= deed.at && deed.at < duty.until && deed.at <= now)
                    .filter(|deed| is_proved_by_field && slow_proves(&town, it, &duty.what.key, deed))
                    .collect();
                proofs.sort_by_key(|it| (it.at, it.seq));
                let attested = town.attested.iter().find(|(id, it)| *id == duty.id() && it.at <= now);
                let expected = match (proofs.first(), attested.filter(|_| !is_proved_by_field)) {
                    (Some(_), _) => Standing::Proved,
                    (None, Some(_)) => Standing::Attested,
                    (None, None) if duty.until <= now => Standing::Missed,
                    (None, None) if duty.from <= now => Standing::Open,
                    (None, None) => Standing::Ahead,
                };
                assert_eq!(found.standing, expected, "town {seed} {}", duty.id());
                assert_eq!(found.deed.as_ref(), proofs.first().copied(), "town {seed} {}", duty.id());
            }
        }
    }
    for standing in [Standing::Missed, Standing::Open, Standing::Ahead, Standing::Attested, Standing::Proved] {
        assert!(seen.get(&standing).is_some_and(|it| *it > 40), "too few are {standing:?}: {seen:?}");
    }
}

/// One owner of the mail service, in an ordinary organisation.
fn owned(change: impl FnOnce(&mut Parts)) -> (Site, Roster, Timetable) {
    let (site, mut parts) = (site(), parts());
    let mail = Scope::Record(ScopeKind::Service, MAIL);
    parts.appointments = vec![
        appointment(1, OWNER, Holder::Person(PersonId::new(1)), mail),
        appointment(2, CHIEF, Holder::Person(PersonId::new(4)), Scope::Whole(ScopeKind::Organisation)),
    ];
    change(&mut parts);
    let table = Timetable::of(&site, zone());
    (site, Roster::build(parts), table)
}

fn one(table: &Timetable, roster: &Roster, period: &str) -> Option<Duty> {
    let key = if period.contains('Q') { "owner.minutes" } else { "owner.verify" };
    table.find(&roster.appointments()[0], day("2025-01-01"), key, Period::parse(period).unwrap())
}

fn standing(deeds: &[Deed], now: &str, change: impl FnOnce(&mut Parts)) -> Standing {
    let (site, roster, table) = owned(change);
    let mut evidence = Evidence::default();
    for it in deeds {
        evidence.add(it.clone());
    }
    evidence.add_record(record(&site, 1, MAIL, 1));
    evidence.add_record(record(&site, 2, LINE, 1));
    Judge::new(&roster, &site, &evidence).stands(&one(&table, &roster, "2026-03").unwrap(), day(now)).standing
}

#[test]
fn only_an_act_of_the_holder_within_scope_and_period_proves_a_duty() {
    let check = |it: Deed, expected| assert_eq!(standing(&[it], "2026-04-10", |_| {}), expected);
    check(deed(1, day("2026-03-10"), 1, VERIFY, 1), Standing::Proved);
    check(deed(1, day("2026-03-10"), 2, VERIFY, 1), Standing::Missed);
    check(deed(1, day("2026-03-10"), 1, VERIFY, 2), Standing::Missed);
    check(deed(1, day("2026-02-28"), 1, VERIFY, 1), Standing::Missed);
    check(deed(1, day("2026-04-01"), 1, VERIFY, 1), Standing::Missed);
    check(deed(1, day("2026-03-10"), 1, CLOSE, 1), Standing::Missed);
    // Amending something else is no proof; verifying confirms the value even where it stays.
    check(Deed { set: Vec::new(), ..deed(1, day("2026-03-10"), 1, AMEND, 1) }, Standing::Missed);
    check(Deed { set: Vec::new(), ..deed(1, day("2026-03-10"), 1, VERIFY, 1) }, Standing::Proved);
    // Somebody who has left the appointment since, but acted on it.
    check(Deed { appointment: Some(RecordId::new(1)), ..deed(1, day("2026-03-10"), 3, VERIFY, 1) }, Standing::Proved);
}

#[test]
fn a_deputy_does_for_the_holder_while_they_stand_in() {
    let stands_in = |parts: &mut Parts| {
        parts.deputies.push(Deputy {
            id: RecordId::new(9),
            of: PersonId::new(1),
            deputy: PersonId::new(3),
            from: Some(day("2026-03-05")),
            until: Some(day("2026-03-15")),
            roles: None,
        });
    };
    let at = |text: &str| standing(&[deed(1, day(text), 3, VERIFY, 1)], "2026-04-10", stands_in);
    assert_eq!(at("2026-03-04"), Standing::Missed);
    assert_eq!(at("2026-03-05"), Standing::Proved);
    assert_eq!(at("2026-03-15"), Standing::Missed);
    let (_, roster, table) = owned(stands_in);
    let duty = one(&table, &roster, "2026-03").unwrap();
    assert_eq!(duty.stand_ins(&roster, day("2026-03-10")), [PersonId::new(3)]);
    assert_eq!(
        duty.is_for(&roster, PersonId::new(3), day("2026-03-10")),
        Some(Share { on_behalf_of: Some(PersonId::new(1)) })
    );
    assert_eq!(duty.is_for(&roster, PersonId::new(3), day("2026-03-20")), None);
    assert_eq!(duty.is_for(&roster, PersonId::new(1), day("2026-03-20")), Some(Share { on_behalf_of: None }));
}

#[test]
fn the_first_period_counts_from_its_half_and_the_last_to_its_end_only() {
    let check = |from: &str, until: Option<&str>, period: &str, expected: bool| {
        let (_, roster, table) = owned(|parts| {
            parts.appointments[0].from = Some(day(from));
            parts.appointments[0].until = until.map(day);
        });
        assert_eq!(one(&table, &roster, period).is_some(), expected, "{from} {until:?} {period}");
    };
    check("2026-04-15", None, "2026-04", true);
    check("2026-04-17", None, "2026-04", false);
    check("2026-04-17", None, "2026-05", true);
    check("2026-04-01", Some("2026-05-01"), "2026-04", true);
    check("2026-04-01", Some("2026-04-30"), "2026-04", false);
    check("2026-02-10", None, "2026-Q1", true);
    check("2026-02-20", None, "2026-Q1", false);
}

#[test]
fn a_missed_duty_is_listed_until_it_is_made_good_or_done_the_next_time() {
    let (site, roster, table) = owned(|_| {});
    let (since, now) = (day("2026-01-01"), day("2026-04-10"));
    let keys = |evidence: &Evidence| {
        missed(&table, (&roster, &site), evidence, (since, now)).iter().map(Duty::id).collect::<Vec<_>>()
    };
    let mut evidence = Evidence::default();
    assert_eq!(keys(&evidence), ["1~owner.minutes~2026-Q1", "1~owner.verify~2026-03"]);
    let late = Attested {
        seq: 5,
        at: day("2026-04-05"),
        actor: PersonId::new(1),
        on_behalf_of: None,
        note: "Held on 30 March.".to_owned(),
        record: None,
        file: None,
    };
    evidence.add_attested("1~owner.minutes~2026-Q1".to_owned(), late);
    assert_eq!(keys(&evidence), ["1~owner.verify~2026-03"]);
    let quarter = one(&table, &roster, "2026-Q1").unwrap();
    assert!(Judge::new(&roster, &site, &evidence).stands(&quarter, now).is_late);
    evidence.add(deed(1, day("2026-04-09"), 1, VERIFY, 1));
    evidence.add_record(record(&site, 1, MAIL, 1));
    assert!(keys(&evidence).is_empty());
}

#[test]
fn a_word_never_proves_what_a_field_would() {
    let (site, roster, table) = owned(|_| {});
    let duty = one(&table, &roster, "2026-03").unwrap();
    let mut evidence = Evidence::default();
    let word = Attested {
        seq: 5,
        at: day("2026-03-05"),
        actor: PersonId::new(1),
        on_behalf_of: None,
        note: "Done, believe me.".to_owned(),
        record: None,
        file: None,
    };
    evidence.add_attested(duty.id(), word);
    assert_eq!(Judge::new(&roster, &site, &evidence).stands(&duty, day("2026-04-10")).standing, Standing::Missed);
}

#[test]
fn a_missed_duty_climbs_to_whoever_answers_and_then_to_whoever_appoints() {
    let who = |site: &Site, roster: &Roster, table: &Timetable| {
        let rung = answers_for_duty(roster, site, &one(table, roster, "2026-03").unwrap(), day("2026-04-10"));
        rung.map(|it| (it.role, it.appoints, it.persons(roster)))
    };
    // The owner answers for it themselves, and the desk's role is not over the service: the chief appointed them.
    let (site, roster, table) = owned(|_| {});
    assert_eq!(who(&site, &roster, &table), Some((CHIEF, true, vec![PersonId::new(4)])));
    // A desk over the whole organisation holds an A of the activity.
    let (site, roster, table) = owned(|parts| {
        let all = Scope::Whole(ScopeKind::Organisation);
        parts.appointments.push(appointment(3, DESK, Holder::Team(TeamId::new(2)), all));
    });
    assert_eq!(who(&site, &roster, &table), Some((DESK, false, vec![PersonId::new(3)])));
    // Nobody answers to themselves.
    let (site, roster, table) = owned(|parts| parts.appointments[1].holder = Holder::Person(PersonId::new(1)));
    assert_eq!(who(&site, &roster, &table), None);
}
