//! Duties: what recurs for the holders of roles, when each falls due, what proves it, who answers where it is missed.
//! Pure: nothing here is stored. Duties are computed from what is declared and from appointments; whether they are done,
//! from acts that the journal holds.
//!
//! Why calendar periods, why the first and the last period count as they do, and why nothing but an act proves a duty:
//! `docs/decisions/0017-duties.md`.

mod answer;
mod declared;
mod proof;

use std::{collections::BTreeMap, sync::Arc};

use base::Instant;
use clocks::{Calendar, Every, Period, TimeZone};
use model::{Cadence, RoleIx, Site};

pub use answer::{Rung, Share, answers_for_duty, is_to_do};
pub use declared::{Proof, Recurring};
pub use proof::{Attested, Deed, Evidence, Judge, Shown, Standing, missed};

use crate::{Appointment, Roster};

/// The most periods of one duty that are looked at in one go.
const PERIODS_MOST: usize = 2000;

/// The most days in a row on which nothing is due.
const CLOSED_MOST: usize = 21;

/// One duty: something that recurs, for one appointment, in one calendar period.
#[derive(Clone, Debug)]
pub struct Duty {
    /// What recurs.
    pub what: Arc<Recurring>,
    /// Whose: a person's or a team's, over one scope.
    pub appointment: Appointment,
    /// The calendar period.
    pub period: Period,
    /// From when it can be done.
    pub from: Instant,
    /// The first instant at which it is too late.
    pub until: Instant,
}

impl Duty {
    /// What names it for good: appointment, what recurs, period.
    pub fn id(&self) -> String {
        format!("{}~{}~{}", self.appointment.id, self.what.key, self.period.name())
    }
}

/// How often something falls due, as calendar periods; `None` for what is done when something happens.
pub fn every(cadence: Cadence) -> Option<Every> {
    match cadence {
        Cadence::OnEvent => None,
        Cadence::Daily => Some(Every::Day),
        Cadence::Weekly => Some(Every::Week),
        Cadence::Monthly => Some(Every::Month),
        Cadence::Quarterly => Some(Every::Quarter),
        Cadence::Yearly => Some(Every::Year),
    }
}

/// Everything that recurs by what is declared, and the zone in whose calendar it falls due.
#[derive(Clone, Debug, Default)]
pub struct Timetable {
    zone: Option<TimeZone>,
    /// By which daily duties rest: a day without hours asks for nothing.
    working: Option<Arc<Calendar>>,
    by_role: BTreeMap<RoleIx, Vec<Arc<Recurring>>>,
}

impl Timetable {
    /// Reads what recurs from a site.
    pub fn of(site: &Site, zone: TimeZone) -> Self {
        let mut by_role: BTreeMap<RoleIx, Vec<Arc<Recurring>>> = BTreeMap::new();
        for it in declared::all(site) {
            by_role.entry(it.role).or_default().push(Arc::new(it));
        }
        Self { zone: Some(zone), working: None, by_role }
    }

    /// The same by a calendar: what recurs daily is due on the days on which it has hours.
    #[must_use]
    pub fn by(self, working: Option<Arc<Calendar>>) -> Self {
        Self { working, ..self }
    }

    /// The zone in whose calendar duties fall due.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// What recurs for the holders of a role.
    pub fn recurring(&self, role: RoleIx) -> &[Arc<Recurring>] {
        self.by_role.get(&role).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everything that recurs.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Recurring>> {
        self.by_role.values().flatten()
    }

    /// The duties of an appointment that fall due after `from` and not after `until`. Nothing is anybody's duty before
    /// `since`: the journal that would prove it was not kept yet.
    pub fn duties(&self, appointment: &Appointment, since: Instant, (from, until): (Instant, Instant)) -> Vec<Duty> {
        let mut found = Vec::new();
        for what in self.recurring(appointment.role) {
            let begins = appointment.from.map_or(since, |it| it.max(since));
            let mut period = what.every.at(&self.zone(), from.max(begins));
            for _one in 0..PERIODS_MOST {
                let duty = self.duty(what, appointment, period);
                if duty.until > until {
                    break;
                }
                if duty.until > from && self.counts(&duty, begins) {
                    found.push(duty);
                }
                period = period.next();
            }
        }
        found
    }

    /// The duty of an appointment with a key in a period, if it is one.
    pub fn find(&self, appointment: &Appointment, since: Instant, key: &str, period: Period) -> Option<Duty> {
        let what = self.recurring(appointment.role).iter().find(|it| it.key == key && it.every == period.every())?;
        let begins = appointment.from.map_or(since, |it| it.max(since));
        Some(self.duty(what, appointment, period)).filter(|it| self.counts(it, begins))
    }

    /// The duty that comes after one: of the next period that asks for anything.
    pub fn after(&self, duty: &Duty, since: Instant) -> Option<Duty> {
        let mut period = duty.period.next();
        for _closed in 0..CLOSED_MOST {
            if self.is_due_in(period) {
                break;
            }
            period = period.next();
        }
        self.find(&duty.appointment, since, &duty.what.key, period)
    }

    /// Whether anything is due in a period: on a day without hours nothing is.
    fn is_due_in(&self, period: Period) -> bool {
        match period.every() {
            Every::Day => self.working.as_ref().is_none_or(|it| !it.hours_on(period.first()).is_empty()),
            Every::Week | Every::Month | Every::Quarter | Every::Year => true,
        }
    }

    fn counts(&self, duty: &Duty, begins: Instant) -> bool {
        self.is_due_in(duty.period) && counts(duty, begins)
    }

    /// Of everything that recurs for every appointment that holds: the duty whose period was the last to end.
    pub fn over(&self, roster: &Roster, since: Instant, now: Instant) -> Vec<Duty> {
        self.of_all(roster, since, now, |what, zone| {
            let mut period = what.every.at(zone, now).before();
            for _closed in 0..CLOSED_MOST {
                if self.is_due_in(period) {
                    break;
                }
                period = period.before();
            }
            period
        })
    }

    /// Of everything that recurs for every appointment that holds: the duty whose period runs now.
    pub fn running(&self, roster: &Roster, since: Instant, now: Instant) -> Vec<Duty> {
        self.of_all(roster, since, now, |what, zone| what.every.at(zone, now))
    }

    fn of_all(
        &self,
        roster: &Roster,
        since: Instant,
        now: Instant,
        period: impl Fn(&Recurring, &TimeZone) -> Period,
    ) -> Vec<Duty> {
        let zone = self.zone();
        let live = roster.appointments().iter().filter(|it| it.is_live(now) && roster.is_held(it.holder));
        let each = live.flat_map(|it| self.recurring(it.role).iter().map(move |what| (it, what)));
        each.filter_map(|(it, what)| self.find(it, since, &what.key, period(what, &zone))).collect()
    }

    fn duty(&self, what: &Arc<Recurring>, appointment: &Appointment, period: Period) -> Duty {
        let zone = self.zone();
        Duty {
            what: Arc::clone(what),
            appointment: appointment.clone(),
            period,
            from: period.starts(&zone),
            until: period.ends(&zone),
        }
    }
}

/// Whether a period makes a duty for an appointment: at least half of it lies ahead when the appointment begins, and
/// the appointment lasts to its end. So nobody is asked for a year's work on its last day, and whoever holds a role when
/// its duty falls due is the one who has it.
fn counts(duty: &Duty, begins: Instant) -> bool {
    let (whole, left) = (duty.until.since(duty.from), duty.until.since(begins));
    let began = begins <= duty.from || left.micros().saturating_mul(2) >= whole.micros();
    began && whole.micros() > 0 && duty.appointment.until.is_none_or(|it| it >= duty.until)
}
