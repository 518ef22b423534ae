//! The sample organisation, with a clock that is moved by hand.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use base::{Instant, ManualClock};
use declare::Sources;
use engine::{Desk, Engine, Refused, Setup};
use testkit::Home;

use super::chapter::Scenario;

/// A running engine and what the present scenario knows by name.
pub struct Town {
    pub engine: Arc<Engine>,
    pub clock: ManualClock,
    pub names: BTreeMap<String, String>,
    pub refused: Option<Refused>,
}

impl Town {
    /// A fresh copy of the sample organisation on a Monday morning.
    pub async fn open(home: &Home) -> Self {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
        let sources = Sources::overlay(Sources::shipped(), Sources::folder(&sample).unwrap());
        Self::of(home, declare::load(&sources).unwrap()).await
    }

    /// An organisation on a Monday morning.
    pub async fn of(home: &Home, loaded: declare::Loaded) -> Self {
        let organisation = loaded.organisation;
        let calendars =
            organisation.calendars.iter().map(|it| (it.key.clone(), Arc::new(it.calendar().unwrap()))).collect();
        let clock = ManualClock::at("2026-11-16T08:00:00Z".parse::<Instant>().unwrap());
        let setup = Setup {
            store: home.options(),
            site: Arc::new(loaded.site),
            files: loaded.sources,
            calendars,
            clock: Arc::new(clock.clone()),
            organisation: organisation.title.clone(),
            zone: organisation.zone.clone(),
        };
        let engine = Engine::open(setup).await.unwrap();
        engine.load(&organisation, |_| {}).await.unwrap();
        Self { engine, clock, names: BTreeMap::new(), refused: None }
    }

    /// Plays a scenario; the first line that does not hold ends it.
    pub async fn play(&mut self, scenario: &Scenario) -> Result<(), String> {
        self.names.clear();
        self.refused = None;
        self.clock.set("2026-11-16T08:00:00Z".parse::<Instant>().unwrap().max(self.engine.now()));
        for act in &scenario.acts {
            self.say(act).await.map_err(|fault| format!("line {}: {}: {fault}", act.line, act.text))?;
        }
        match &self.refused {
            Some(refused) => Err(format!("was refused, and nobody expected it: {refused}")),
            None => Ok(()),
        }
    }

    /// The desk of a person by key.
    pub async fn desk(&self, key: &str) -> Result<Desk, String> {
        let directory = self.engine.directory().await.map_err(|it| it.to_string())?;
        let person = directory.find_person(key).ok_or_else(|| format!("there is no person `{key}`"))?;
        self.engine.desk(person).await.map_err(|it| it.to_string())
    }

    /// The number that a name such as `$a` stands for.
    pub fn number(&self, name: &str) -> Result<String, String> {
        if !name.starts_with('$') {
            return Ok(name.to_owned());
        }
        self.names.get(name).cloned().ok_or_else(|| format!("{name} stands for nothing yet"))
    }
}
