//! Targets and reviews: records that say what a measure has to reach, and when its sponsor looks at it.

use std::sync::Arc;

use base::RecordId;
use model::{Kind, Measure, RecordType, Slot, Targets, Value, When};
use store::{Direction, Find, Sort};

use super::Period;
use crate::{Desk, Halt, Seen, Step, read::disjuncts};

/// A target in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The number of the record that holds it.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The measure, as `practice/measure`.
    pub measure: String,
    /// The service that it is for; `None`: for the practice as a whole.
    pub service: Option<RecordId>,
    /// The value to reach, in thousandths of the measure's unit.
    pub thousandths: i64,
}

/// What a review looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The practice's key.
    pub practice: Option<String>,
    /// The service.
    pub service: Option<RecordId>,
    /// The quarter.
    pub quarter: Period,
}

/// So many targets are read at once.
const MOST: usize = 500;

impl Desk {
    /// The targets in force that the asker sees.
    pub async fn targets(&self) -> Result<Vec<Target>, Halt> {
        let Some(at) = self.site().targets else { return Ok(Vec::new()) };
        let Some(of) = self.site().of(at.kpi) else { return Ok(Vec::new()) };
        let named = |slot: Slot| When::Empty(slot).negated();
        let find = Find {
            of: at.kpi,
            open_only: false,
            filter: When::all([When::InState(at.in_force), named(at.measure), named(at.target)]),
            asker: Arc::clone(self.authority.asker()),
            sort: Sort::Opened,
            direction: Direction::Down,
            after: None,
            limit: MOST,
            among: None,
        };
        let scope = disjuncts(self.authority.scope(at.kpi, false));
        let listed = self.engine.store.list(&find, &scope).await?;
        let seen = listed.records.into_iter().filter_map(|it| self.seen(it).ok());
        Ok(seen.filter_map(|it| target(of, &at, &it)).collect())
    }

    /// What a record reviews, if it is a review of measures.
    pub fn review(&self, seen: &Seen) -> Option<Review> {
        let at = self.site().targets.filter(|it| it.review == seen.record().of)?;
        let of = self.site().of(at.review)?;
        let day = match seen.get(of, at.review_day) {
            Value::Date(day) => *day,
            Value::Instant(instant) => instant.timestamp().to_zoned(self.zone()).date(),
            Value::Empty
            | Value::Text(_)
            | Value::Int(_)
            | Value::YesNo(_)
            | Value::Money(_)
            | Value::Duration(_)
            | Value::Record(_)
            | Value::Records(_)
            | Value::Person(_)
            | Value::Team(_)
            | Value::File(_) => return None,
        };
        let practice = seen.get(of, at.review_practice).text().map(str::to_owned);
        let service = seen.get(of, at.review_service).record();
        (practice.is_some() || service.is_some()).then(|| Review {
            practice,
            service,
            quarter: Period::of(Step::Quarter, day),
        })
    }
}

impl Target {
    /// Whether a figure reaches it.
    pub fn is_reached(&self, measure: &Measure, thousandths: i64) -> bool {
        if measure.up_is_better { thousandths >= self.thousandths } else { thousandths <= self.thousandths }
    }

    /// The target of a measure among all: the service's own, else the one for the whole.
    pub fn find<'a>(all: &'a [Self], measure: &str, service: Option<RecordId>) -> Option<&'a Self> {
        let own = all.iter().find(|it| it.measure == measure && it.service == service);
        own.or_else(|| all.iter().find(|it| it.measure == measure && it.service.is_none()))
    }
}

fn target(of: &RecordType, at: &Targets, seen: &Seen) -> Option<Target> {
    let n = seen.get(of, at.target).number()?;
    let places = match of.field(at.target).map(|it| &it.kind) {
        Some(Kind::Decimal(places)) => u32::from(*places),
        Some(_) | None => 0,
    };
    Some(Target {
        number: seen.number().to_owned(),
        title: seen.title().to_owned(),
        measure: seen.get(of, at.measure).text()?.to_owned(),
        service: seen.get(of, at.service).record(),
        thousandths: n.saturating_mul(1000) / 10i64.saturating_pow(places),
    })
}
