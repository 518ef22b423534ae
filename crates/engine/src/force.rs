//! What is in force: the files, with the published changes of the matrix laid over them in the order in which they came.
//!
//! The site is made anew when the published changes are others than those it was made from, on each node, at the first
//! request after the epoch has moved. All but cells stays what it was, so that indices, columns and desks go on holding.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Instant, RecordId};
use declare::{Faults, Sources, cells, cells::Layer};
use governance::Timetable;
use model::Site;
use store::Published;

use crate::{Fault, duties::Calendar};

/// In the place of a record: what was published because files that were put into force say so.
pub(crate) const BY_FILES: RecordId = RecordId::new(0);

/// How many made sites are kept: drafts that are being looked at, and days of the past.
const KEPT: usize = 24;

/// What the files declare, and the sites that were made from it.
#[derive(Debug)]
pub(crate) struct Declared {
    site: Arc<Site>,
    files: Sources,
    zone: String,
    /// By which daily duties rest, where there is one.
    working: Option<Arc<clocks::Calendar>>,
    /// What is about to be published: it lies over everything else.
    ahead: Vec<Layer>,
    made: Mutex<BTreeMap<Vec<Layer>, Arc<Site>>>,
}

impl Declared {
    pub(crate) fn new(
        site: Arc<Site>,
        files: Sources,
        (zone, working): (String, Option<Arc<clocks::Calendar>>),
    ) -> Self {
        Self { site, files, zone, working, ahead: Vec::new(), made: Mutex::default() }
    }

    /// The same with what is about to be published.
    pub(crate) fn ahead(self, ahead: Vec<Layer>) -> Self {
        Self { ahead, ..self }
    }

    /// The files with these layers over them.
    pub(crate) fn with(&self, layers: &[Layer]) -> Result<Arc<Site>, Faults> {
        if layers.is_empty() {
            return Ok(Arc::clone(&self.site));
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(layers) {
            return Ok(Arc::clone(known));
        }
        let site = Arc::new(cells::lay(&self.site, &self.files, layers)?);
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(layers.to_vec(), Arc::clone(&site));
        Ok(site)
    }

    /// The files with these published changes over them. One that no longer fits is told, never passed over: leaving it
    /// out would give back authority that somebody decided to take away.
    pub(crate) fn in_force(&self, published: &[Published]) -> Result<Arc<Site>, Fault> {
        if !published.is_empty() && self.files.all().is_empty() {
            return Err(Fault::Declared(
                "changes of the matrix were published, but the files they lie over were not handed in".to_owned(),
            ));
        }
        let all: Vec<Layer> = layers(published).into_iter().chain(self.ahead.iter().cloned()).collect();
        self.with(&all).map_err(|faults| {
            let first = faults.0.first().map(declare::Fault::brief).unwrap_or_default();
            Fault::Declared(format!(
                "a published change of the matrix no longer fits the files: {first}; bring back in the files what it names"
            ))
        })
    }

    /// What recurs by a site.
    pub(crate) fn duties(&self, site: &Site) -> Timetable {
        Calendar::table(site, &self.zone).by(self.working.clone())
    }

    /// Whether changes can be published at all: an engine that was given no files can't lay anything over them.
    pub(crate) fn can_publish(&self) -> bool {
        !self.files.all().is_empty()
    }
}

/// Published changes as layers.
pub(crate) fn layers(published: &[Published]) -> Vec<Layer> {
    published.iter().map(|it| Layer { path: it.path.clone(), text: it.text.clone() }).collect()
}

/// Which change of a practice the next one is.
pub(crate) fn next_version(published: &[Published], practice: &str) -> i64 {
    let own = published.iter().filter(|it| it.practice == practice);
    own.map(|it| it.version).max().unwrap_or_default().saturating_add(1)
}

/// The changes that had been published by an instant.
pub(crate) fn by(published: &[Published], at: Instant) -> &[Published] {
    published.split_at(published.partition_point(|it| it.at <= at)).0
}
