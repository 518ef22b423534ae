//! The sample organisation with hundreds of random records of every type that is measured, known in memory, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use base::{Instant, ManualClock, PersonId, RecordId, Span, TeamId};
use declare::Sources;
use engine::{Desk, Engine, Setup};
use model::{Asker, Header, Kind, Money, Record, RecordType, Site, StateIx, TypeIx, Value, When};
use store::{Commit, Direction, Disjunct, Due, Entry, Find, Sort, Store};
use testkit::{Dice, Home};

/// Everything, in memory.
pub struct World {
    pub engine: Arc<Engine>,
    pub site: Arc<Site>,
    pub now: Instant,
    pub records: BTreeMap<TypeIx, Vec<Record>>,
    pub journal: BTreeMap<RecordId, Vec<Entry>>,
    pub met: BTreeSet<(RecordId, String)>,
    pub clocked: BTreeSet<(RecordId, String)>,
    pub working: BTreeMap<String, Arc<clocks::Calendar>>,
    pub zone: jiff::tz::TimeZone,
}

/// So many records of each type are made up.
const EACH: usize = 36;

impl World {
    pub async fn open(home: &Home) -> Self {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
        let loaded = declare::load(&sources).unwrap();
        let organisation = loaded.organisation;
        let working: BTreeMap<_, _> =
            organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
        let now: Instant = "2026-11-16T08:00:00Z".parse().unwrap();
        let site = Arc::new(loaded.site);
        let setup = Setup {
            store: home.options(),
            site: Arc::clone(&site),
            files: loaded.sources,
            calendars: working.clone(),
            clock: Arc::new(ManualClock::at(now)),
            organisation: organisation.title.clone(),
            zone: organisation.zone.clone(),
        };
        let engine = Engine::open(setup).await.unwrap();
        engine.load(&organisation, |_| {}).await.unwrap();
        let zone = jiff::tz::TimeZone::get(&organisation.zone).unwrap();
        let (records, journal, met, clocked) = Default::default();
        let mut world = Self { engine, site, now, records, journal, met, clocked, working, zone };
        let store = home.open_for(Arc::clone(&world.site), now).await.unwrap();
        world.read(&store).await;
        world.invent(&store).await;
        world.read(&store).await;
        world
    }

    pub async fn desk(&self, key: &str) -> Desk {
        let directory = self.engine.directory().await.unwrap();
        let person = directory.find_person(key).unwrap_or_else(|| panic!("there is no {key}"));
        self.engine.desk(person).await.unwrap()
    }

    /// The types that measures look at.
    fn types(&self) -> Vec<TypeIx> {
        let calcs = self.site.measures.iter().filter_map(|it| it.calc.as_ref());
        let parts = calcs.flat_map(|it| it.over.iter().chain(&it.per));
        let all: BTreeSet<TypeIx> = parts.flat_map(|it| it.covers().map(|it| it.of).chain([it.of])).collect();
        all.into_iter().collect()
    }

    async fn read(&mut self, store: &Store) {
        let asker = Arc::new(Asker::myself(PersonId::new(0), BTreeSet::new()));
        for of in self.types() {
            let find = Find {
                of,
                open_only: false,
                filter: When::Always,
                asker: Arc::clone(&asker),
                sort: Sort::Opened,
                direction: Direction::Up,
                after: None,
                limit: 10_000,
                among: None,
            };
            let all = [Disjunct { asker: Arc::clone(&asker), when: When::Always }];
            let found = store.list(&find, &all).await.unwrap().records;
            for record in &found {
                let past = store.journal_of(record.id, 1000).await.unwrap();
                self.journal.insert(record.id, past.into_iter().map(|it| it.entry).collect());
            }
            self.records.insert(of, found);
        }
    }

    async fn invent(&mut self, store: &Store) {
        let mut dice = Dice::new(20);
        let mut commit = Commit::new();
        let there: Vec<_> = self.records.iter().flat_map(|(of, all)| all.iter().map(|it| (*of, it.id))).collect();
        for it in there {
            self.clocks(store, &mut commit, it, &mut dice);
        }
        store.commit(commit).await.unwrap();
        let directory = self.engine.directory().await.unwrap();
        let people: Vec<PersonId> = directory.people().map(|it| PersonId::new(it.id)).collect();
        let teams: Vec<TeamId> = directory.roster.teams().map(|it| it.id).collect();
        let mut ids: BTreeMap<TypeIx, Vec<RecordId>> =
            self.records.iter().map(|(of, records)| (*of, records.iter().map(|it| it.id).collect())).collect();
        let mut fresh: Vec<(TypeIx, RecordId)> = Vec::new();
        for of in self.types() {
            // Appointments and people stay as they are: the roster is read from them.
            if self.site.of(of).is_some_and(|it| it.key == "appointment") {
                continue;
            }
            for _each in 0..EACH {
                let id = RecordId::new(store.next_id(self.now));
                ids.entry(of).or_default().push(id);
                fresh.push((of, id));
            }
        }
        let site = Arc::clone(&self.site);
        for (n, some) in fresh.chunks(250).enumerate() {
            let mut commit = Commit::new();
            for (at, (of, id)) in some.iter().enumerate() {
                let of = site.of(*of).unwrap();
                let chance = Chance { people: &people, teams: &teams, ids: &ids, now: self.now };
                let record = chance.record(of, *id, n * 250 + at, &mut dice);
                store.put_new(&mut commit, &record).unwrap();
                for entry in chance.entries(of, &record, &mut dice) {
                    commit.enter(entry);
                }
                self.clocks(store, &mut commit, (of.ix, *id), &mut dice);
            }
            store.commit(commit).await.unwrap();
        }
    }

    /// Clocks that ended in time or did not, as the dice fall.
    fn clocks(&mut self, store: &Store, commit: &mut Commit, (of, id): (TypeIx, RecordId), dice: &mut Dice) {
        for clock in self.site.clocks.iter().filter(|it| it.of == of) {
            let state = (*dice.one(&["met", "metlate", "missed", "running"]).unwrap()).to_owned();
            // Records of the sample have a reading already; of the others one in six is measured by no agreement.
            if dice.chance(16) && !self.journal.contains_key(&id) {
                continue;
            }
            self.clocked.insert((id, clock.key.clone()));
            if state == "met" {
                self.met.insert((id, clock.key.clone()));
            }
            store.put_clock(commit, &Due { record: id, clock: clock.key.clone(), due: None, state });
        }
    }
}

/// What random records are made of.
struct Chance<'a> {
    people: &'a [PersonId],
    teams: &'a [TeamId],
    ids: &'a BTreeMap<TypeIx, Vec<RecordId>>,
    now: Instant,
}

impl Chance<'_> {
    /// An instant in the last nine months or the next one.
    fn instant(&self, dice: &mut Dice) -> Instant {
        let minutes = dice.between(-270 * 1440, 30 * 1440);
        self.now.plus(Span::from_mins(minutes)).plus(Span::from_micros(dice.between(0, 59_999_999)))
    }

    fn record(&self, of: &RecordType, id: RecordId, n: usize, dice: &mut Dice) -> Record {
        let state = StateIx::of(dice.below(of.lifecycle.states.len()));
        let mut record = Record::new(of, id, format!("{}-{}", of.prefix, 900_000 + n), state);
        for (slot, field) in of.shown() {
            // The engine's own times must fit the state.
            let is_computed = Header::ALL.get(slot.at()).is_some_and(|it| it.is_computed());
            if !is_computed && dice.chance(78) {
                record.set(slot, self.value(&field.kind, dice));
            }
        }
        let opened = self.now.plus(Span::from_mins(-dice.between(0, 200 * 1440)));
        record.set(Header::Opened.slot(), Value::Instant(opened));
        record.set(Header::Changed.slot(), Value::Instant(opened));
        if dice.chance(40) {
            record.set(Header::Due.slot(), Value::Instant(self.instant(dice)));
        }
        if of.lifecycle.state(state).is_some_and(|it| !it.phase.is_open()) {
            record.set(Header::Closed.slot(), Value::Instant(opened.plus(Span::from_mins(dice.between(0, 9000)))));
        }
        if let Some(person) = dice.one(self.people) {
            record.set(Header::OpenedBy.slot(), Value::Person(*person));
        }
        record
    }

    fn value(&self, kind: &Kind, dice: &mut Dice) -> Value {
        let ids = |to: &[TypeIx]| -> Vec<RecordId> {
            to.iter().filter_map(|it| self.ids.get(it)).flatten().copied().collect()
        };
        match kind {
            Kind::Line(_) | Kind::Text => Value::Text("words".to_owned()),
            Kind::Whole => Value::Int(dice.between(0, 4)),
            Kind::Decimal(_) => Value::Int(dice.between(-400, 4000)),
            Kind::Money => Value::Money(Money { minor: dice.between(0, 900_000), currency: "EUR".to_owned() }),
            Kind::YesNo => Value::YesNo(dice.chance(50)),
            Kind::Date => Value::Date(self.instant(dice).timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()),
            Kind::Instant => Value::Instant(self.instant(dice)),
            Kind::Duration => Value::Duration(Span::from_mins(dice.between(1, 5000))),
            Kind::Choice(options) => dice.one(&options.0).map_or(Value::Empty, |it| Value::Text(it.key.clone())),
            Kind::Level(options) => Value::Int(dice.between(1, options.0.len() as i64)),
            Kind::Reference(to) => dice.one(&ids(to)).map_or(Value::Empty, |it| Value::Record(*it)),
            Kind::References(to) => {
                let all = ids(to);
                let some: BTreeSet<RecordId> = (0..dice.below(4)).filter_map(|_| dice.one(&all).copied()).collect();
                if some.is_empty() { Value::Empty } else { Value::Records(some.into_iter().collect()) }
            }
            Kind::Person => dice.one(self.people).map_or(Value::Empty, |it| Value::Person(*it)),
            Kind::Team => dice.one(self.teams).map_or(Value::Empty, |it| Value::Team(*it)),
            Kind::Attachment => Value::Empty,
        }
    }

    /// Moves in any order, and messages of which some reply.
    fn entries(&self, of: &RecordType, record: &Record, dice: &mut Dice) -> Vec<Entry> {
        let mut found = Vec::new();
        let mut at = record.instant(Header::Opened).unwrap();
        for _each in 0..dice.below(5) {
            at = at.plus(Span::from_mins(dice.between(1, 3000)));
            let step = dice.one(&of.lifecycle.moves).unwrap();
            let mut what = serde_json::json!({ "number": record.number, "move": step.key });
            if dice.chance(50) {
                what["comment"] = "He said \"inside\":false, she said \"comment\":1".into();
                what["inside"] = dice.chance(50).into();
            }
            found.push(Entry {
                at,
                recorded: at,
                actor: dice.one(self.people).copied(),
                activity: format!("{}:{}", of.key, step.key),
                record: Some(record.id),
                basis: "{}".to_owned(),
                what: what.to_string(),
                ..Entry::default()
            });
        }
        found
    }
}
