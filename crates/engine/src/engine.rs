//! The engine: what all desks share.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use base::{Clock, Instant, PersonId};
use declare::cells::Layer;
use governance::Authority;
use model::{Site, TypeIx};
use store::Store;

use crate::{
    Ceiling, Desk, Directory, Fault, Ground, Halt, Refused, clockwork::Terms, directory, duties, force::Declared,
};

/// What an engine is made of.
#[derive(Debug)]
pub struct Setup {
    /// Where the data is.
    pub store: store::Options,
    /// What the files declare.
    pub site: Arc<Site>,
    /// The files themselves: published changes of the matrix are laid over them. Without them none can be published.
    pub files: declare::Sources,
    /// The calendars that agreements name, by key.
    pub calendars: BTreeMap<String, Arc<clocks::Calendar>>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// The organisation's name.
    pub organisation: String,
    /// The organisation's time zone.
    pub zone: String,
}

/// The engine.
#[derive(Debug)]
pub struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) site: Arc<Site>,
    pub(crate) declared: Declared,
    pub(crate) terms: Terms,
    pub(crate) duties: duties::Calendar,
    pub(crate) behaviours: practices::Bound,
    clock: Arc<dyn Clock>,
    organisation: RwLock<String>,
    zone: String,
    present: RwLock<Arc<Directory>>,
    refreshing: tokio::sync::Mutex<()>,
    authorities: Mutex<BTreeMap<PersonId, Arc<Authority>>>,
    numbers: Mutex<BTreeMap<TypeIx, (i64, i64)>>,
    pub(crate) findings: crate::present::Keeper,
}

/// How many numbers are taken from the database at once.
const BLOCK: i64 = 50;

impl Engine {
    /// Opens the store and makes ready.
    pub async fn open(setup: Setup) -> Result<Arc<Self>, Fault> {
        Self::open_ahead(setup, Vec::new()).await
    }

    /// The same as it will be once these layers are published.
    pub async fn open_ahead(setup: Setup, ahead: Vec<Layer>) -> Result<Arc<Self>, Fault> {
        let now = setup.clock.now();
        let store = Arc::new(Store::open(&setup.store, Arc::clone(&setup.site), now).await?);
        let behaviours = practices::bind(&setup.site).map_err(|fault| Fault::Declared(fault.to_string()))?;
        let working = setup.calendars.get(duties::WORKING).cloned();
        let terms = Terms::new(&setup.site, setup.calendars);
        let days = (setup.zone.clone(), working);
        let declared = Declared::new(Arc::clone(&setup.site), setup.files, days).ahead(ahead);
        let present = Arc::new(directory::read(&store, &declared, None).await?);
        let organisation = store.meta("organisation").await?.unwrap_or(setup.organisation);
        let engine = Self {
            store,
            duties: duties::Calendar::default(),
            site: setup.site,
            declared,
            terms,
            behaviours,
            clock: setup.clock,
            organisation: RwLock::new(organisation),
            zone: setup.zone,
            present: RwLock::new(present),
            refreshing: tokio::sync::Mutex::new(()),
            authorities: Mutex::default(),
            numbers: Mutex::default(),
            findings: crate::present::Keeper::default(),
        };
        engine.set_timers().await?;
        Ok(Arc::new(engine))
    }

    /// What the files declare. The cells in force are a desk's: changes that were published lie over these.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }
    /// The present instant.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
    /// The organisation's name.
    pub fn organisation(&self) -> String {
        self.organisation.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// The organisation's time zone, an IANA name.
    pub fn zone(&self) -> &str {
        &self.zone
    }
    /// The store, for those who look after it: backup, verification, benchmarks.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Renames the organisation.
    pub async fn name_organisation(&self, name: &str) -> Result<(), Fault> {
        self.store.set_meta("organisation", name).await?;
        *self.organisation.write().unwrap_or_else(PoisonError::into_inner) = name.to_owned();
        Ok(())
    }

    /// People, teams, places and appointments as of now: read anew whenever the epoch has moved, on any node.
    pub async fn directory(&self) -> Result<Arc<Directory>, Fault> {
        let epoch = self.store.epoch().await?;
        if let Some(present) = self.fresh(epoch) {
            return Ok(present);
        }
        let _one_at_a_time = self.refreshing.lock().await;
        if let Some(present) = self.fresh(epoch) {
            return Ok(present);
        }
        let known = Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner));
        let read = Arc::new(directory::read(&self.store, &self.declared, Some(&known)).await?);
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        self.authorities.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(read)
    }

    fn fresh(&self, epoch: i64) -> Option<Arc<Directory>> {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        (present.roster.epoch() >= epoch).then(|| Arc::clone(&present))
    }

    /// A desk for a person, now, with nothing taken away.
    pub async fn desk(self: &Arc<Self>, person: PersonId) -> Result<Desk, Halt> {
        self.desk_under(person, Ceiling::All).await
    }

    /// A desk for a person, now, that may do no more than the ceiling allows.
    pub async fn desk_under(self: &Arc<Self>, person: PersonId, ceiling: Ceiling) -> Result<Desk, Halt> {
        let directory = self.directory().await?;
        if !directory.roster.is_active(person) {
            return Err(
                Refused::new(Ground::Unknown, "inactive", "This account is not active. Ask the service desk.").into()
            );
        }
        let now = self.now();
        let authority = self.authority(&directory, person, now);
        Ok(Desk::new(Arc::clone(self), directory, authority, now, ceiling))
    }

    /// The authority of a person: kept until the epoch moves or a validity begins or ends. Decisions are never kept.
    fn authority(&self, directory: &Directory, person: PersonId, now: Instant) -> Arc<Authority> {
        let roster = &directory.roster;
        let mut kept = self.authorities.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&person) {
            let lasts = known.valid_until().is_none_or(|it| now < it);
            if known.epoch() == roster.epoch() && lasts {
                return Arc::clone(known);
            }
        }
        let made = Arc::new(roster.authority(&directory.site, person, now));
        if kept.len() > 10_000 {
            kept.clear();
        }
        kept.insert(person, Arc::clone(&made));
        made
    }

    /// The next number of a type, with its prefix.
    pub(crate) async fn next_number(&self, of: TypeIx) -> Result<String, Fault> {
        let kind = self.site.of(of).ok_or_else(|| Fault::Inner("a number for no type".to_owned()))?;
        let taken = self.take_number(of);
        let number = match taken {
            Some(number) => number,
            None => {
                let first = self.store.take_numbers(&kind.prefix, BLOCK).await?;
                let mut blocks = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
                blocks.insert(of, (first.saturating_add(1), first.saturating_add(BLOCK)));
                first
            }
        };
        Ok(format!("{}-{number}", kind.prefix))
    }

    fn take_number(&self, of: TypeIx) -> Option<i64> {
        let mut blocks = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, end) = blocks.get_mut(&of)?;
        if *next >= *end {
            return None;
        }
        let number = *next;
        *next = next.saturating_add(1);
        Some(number)
    }
}
