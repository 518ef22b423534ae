//! What is missing or wrong as of now, computed once for all desks: anew only where something has changed since.

use std::sync::{Arc, Mutex, PoisonError};

use base::{Instant, Span};
use governance::{Facts, Finding, Found, Missed, Summary, Used};

use crate::{Directory, Engine, Fault};

/// For how long findings stand while nothing changes but the time.
const STANDS: Span = Span::from_secs(60);
/// How often the journal is asked what was used.
const ASKED: Span = Span::from_secs(3_600);

/// What was found, with what it was found from.
#[derive(Debug)]
pub(crate) struct Present {
    pub(crate) directory: Arc<Directory>,
    pub(crate) now: Instant,
    pub(crate) used: Arc<Used>,
    pub(crate) missed: Arc<Vec<Missed>>,
    pub(crate) found: Found,
    /// What holds now, the worst first; then what will.
    pub(crate) list: Vec<Finding>,
}

/// What findings are made from besides the directory, and the last of them.
#[derive(Debug, Default)]
pub(crate) struct Keeper {
    last: Mutex<Option<Arc<Present>>>,
    used: Mutex<Use>,
    missed: Mutex<Arc<Vec<Missed>>>,
    pub(crate) kept: tokio::sync::Mutex<Option<(i64, Instant)>>,
    making: tokio::sync::Mutex<()>,
}

/// What the journal told of use, and up to where it was read.
#[derive(Debug, Default)]
struct Use {
    used: Arc<Used>,
    upto: i64,
    asked: Option<Instant>,
}

impl Present {
    /// What it was found from.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            roster: &self.directory.roster,
            site: &self.directory.site,
            now: self.now,
            used: &self.used,
            missed: &self.missed,
        }
    }

    fn stands(&self, now: Instant, with: (&Arc<Directory>, &Arc<Used>, &Arc<Vec<Missed>>)) -> bool {
        let same = Arc::ptr_eq(&self.directory, with.0)
            && Arc::ptr_eq(&self.used, with.1)
            && Arc::ptr_eq(&self.missed, with.2);
        same && now >= self.now && now < self.now.plus(STANDS)
    }
}

impl Engine {
    /// Takes over which duties were missed, from whoever keeps duties; they show as findings from then on.
    pub fn note_missed(&self, missed: Vec<Missed>) {
        *lock(&self.findings.missed) = Arc::new(missed);
    }

    /// What is missing or wrong as of now.
    pub(crate) async fn found(&self) -> Result<Arc<Present>, Fault> {
        let directory = self.directory().await?;
        let (used, missed) = (Arc::clone(&lock(&self.findings.used).used), Arc::clone(&lock(&self.findings.missed)));
        let now = self.now();
        let still = |it: &Arc<Present>| it.stands(now, (&directory, &used, &missed));
        let last = lock(&self.findings.last).clone();
        if let Some(last) = last.filter(still) {
            return Ok(last);
        }
        let _one_at_a_time = self.findings.making.lock().await;
        let last = lock(&self.findings.last).clone();
        if let Some(last) = last.clone().filter(still) {
            return Ok(last);
        }
        let made = tokio::task::spawn_blocking(move || make(last.as_deref(), (directory, used, missed), now));
        let made = made.await.map(Arc::new).map_err(|_panicked| Fault::Inner("finding stopped".to_owned()))?;
        *lock(&self.findings.last) = Some(Arc::clone(&made));
        Ok(made)
    }

    /// Asks the journal which appointments were used since it was last asked.
    pub(crate) async fn ask_use(&self) -> Result<(), Fault> {
        let now = self.now();
        let (mut used, upto) = {
            let known = lock(&self.findings.used);
            if known.asked.is_some_and(|it| now >= it && now < it.plus(ASKED)) {
                return Ok(());
            }
            (known.used.as_ref().clone(), known.upto)
        };
        if upto == 0 {
            used = Used::since(self.store.kept_since().await?);
        }
        let (bases, end) = self.store.bases_after(upto).await?;
        for (basis, at) in bases {
            if let Ok(summary) = serde_json::from_str::<Summary>(&basis) {
                used.note(summary.appointment, at);
            }
        }
        let mut known = lock(&self.findings.used);
        if *known.used != used {
            known.used = Arc::new(used);
        }
        (known.upto, known.asked) = (end, Some(now));
        drop(known);
        Ok(())
    }
}

fn make(
    last: Option<&Present>,
    (directory, used, missed): (Arc<Directory>, Arc<Used>, Arc<Vec<Missed>>),
    now: Instant,
) -> Present {
    let mut made = Present { directory, now, used, missed, found: Found::default(), list: Vec::new() };
    let facts = made.facts();
    let found = match last {
        // Other cells, other findings everywhere: nothing of before holds any more.
        Some(last) if Arc::ptr_eq(&last.directory.site, &made.directory.site) => {
            last.found.after(&last.facts(), &facts)
        }
        Some(_) | None => Found::all(&facts),
    };
    let mut list = found.list();
    list.extend(found.ahead(&facts));
    (made.found, made.list) = (found, list);
    made
}

fn lock<T>(it: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}
