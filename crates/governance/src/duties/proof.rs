//! Whether a duty is done: by an act of the one who has it, on a record within the scope, in the period; else attested.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base::{Instant, PersonId, RecordId};
use model::{ActivityIx, Asker, Does, Kind, Record, RecordType, Site, Slot, TypeIx, When};

use super::{Duty, Proof, Timetable};
use crate::{Appointment, Holder, Roster, scope::Scoping};

/// An act of the journal that set fields of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its place in the journal.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: PersonId,
    /// For whom a deputy acted.
    pub on_behalf_of: Option<PersonId>,
    /// The appointment on which it rested.
    pub appointment: Option<RecordId>,
    /// What was done.
    pub activity: ActivityIx,
    /// On which record.
    pub record: RecordId,
    /// The fields that it filled.
    pub set: Vec<Slot>,
}

/// What somebody attested of a duty that no field proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// Its place in the journal.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: PersonId,
    /// For whom a deputy attested.
    pub on_behalf_of: Option<PersonId>,
    /// In their words.
    pub note: String,
    /// The record that they named.
    pub record: Option<RecordId>,
    /// The file that they named.
    pub file: Option<i64>,
}

/// What is known of acts: enough to judge the duties it was gathered for.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Acts by activity.
    deeds: BTreeMap<ActivityIx, Vec<Deed>>,
    /// The records that they were done on, as they are now.
    records: BTreeMap<RecordId, Record>,
    /// Attestations by duty, the first of each.
    attested: BTreeMap<String, Attested>,
    /// Duties for which nothing came up.
    idle: BTreeSet<String>,
}

/// Where a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its period is over and nothing shows that it was done.
    Missed,
    /// Its period runs.
    Open,
    /// Its period lies ahead.
    Ahead,
    /// Its period is over, and nothing came up in it that it would have asked for.
    Idle,
    /// Whoever has it says so; there is no field that would prove it.
    Attested,
    /// An act proves it.
    Proved,
}

/// Where a duty stands, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Where it stands.
    pub standing: Standing,
    /// Whether it was attested after its period only.
    pub is_late: bool,
    /// The act that proves it.
    pub deed: Option<Deed>,
    /// The attestation.
    pub attested: Option<Attested>,
}

impl Standing {
    /// Its name in addresses, files and the interface for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Open => "open",
            Self::Ahead => "ahead",
            Self::Idle => "idle",
            Self::Attested => "attested",
            Self::Proved => "proved",
        }
    }
    /// Whether nothing remains to be done.
    pub fn is_done(self) -> bool {
        match self {
            Self::Idle | Self::Attested | Self::Proved => true,
            Self::Missed | Self::Open | Self::Ahead => false,
        }
    }
}

impl Evidence {
    /// Adds an act.
    pub fn add(&mut self, deed: Deed) {
        let all = self.deeds.entry(deed.activity).or_default();
        let at = all.partition_point(|it| (it.at, it.seq) < (deed.at, deed.seq));
        if all.get(at).is_none_or(|it| it.seq != deed.seq) {
            all.insert(at, deed);
        }
    }
    /// Adds a record that acts were done on.
    pub fn add_record(&mut self, record: Record) {
        self.records.insert(record.id, record);
    }
    /// Adds an attestation; the first of a duty stays.
    pub fn add_attested(&mut self, duty: String, it: Attested) {
        self.attested.entry(duty).or_insert(it);
    }
    /// Adds that nothing came up for a duty.
    pub fn add_idle(&mut self, duty: String) {
        self.idle.insert(duty);
    }
    /// The records that are named and not here yet.
    pub fn unread(&self) -> BTreeSet<RecordId> {
        let named = self.deeds.values().flatten().map(|it| it.record);
        named.filter(|it| !self.records.contains_key(it)).collect()
    }
}

/// Judges duties by what is known. It keeps what it worked out about scopes, so use one for many.
#[derive(Debug)]
pub struct Judge<'a> {
    roster: &'a Roster,
    site: &'a Site,
    evidence: &'a Evidence,
    scoping: Scoping<'a>,
    within: BTreeMap<(RecordId, TypeIx), When>,
    nobody: Asker,
}

impl<'a> Judge<'a> {
    /// One for these acts.
    pub fn new(roster: &'a Roster, site: &'a Site, evidence: &'a Evidence) -> Self {
        // A scope condition reads nothing of the asker.
        let nobody = Asker::myself(PersonId::new(0), BTreeSet::new());
        Self { roster, site, evidence, scoping: Scoping::over(roster, site), within: BTreeMap::new(), nobody }
    }

    /// Where a duty stands.
    pub fn stands(&mut self, duty: &Duty, now: Instant) -> Shown {
        let deed = self.deed(duty, now);
        let attested = if self.proof(duty).is_some() { None } else { self.evidence.attested.get(&duty.id()).cloned() };
        let attested = attested.filter(|it| it.at <= now && it.at >= duty.from);
        let standing = if deed.is_some() {
            Standing::Proved
        } else if attested.is_some() {
            Standing::Attested
        } else if now >= duty.until && self.evidence.idle.contains(&duty.id()) {
            Standing::Idle
        } else if now >= duty.until {
            Standing::Missed
        } else if now >= duty.from {
            Standing::Open
        } else {
            Standing::Ahead
        };
        Shown { standing, is_late: attested.as_ref().is_some_and(|it| it.at >= duty.until), deed, attested }
    }

    /// What proves a duty; `None` where no record of the evidence's type can lie in the appointment's scope, so that it
    /// has to be attested.
    pub fn proof<'d>(&mut self, duty: &'d Duty) -> Option<&'d Proof> {
        let proof = duty.what.proof.as_ref()?;
        let of = self.site.of(proof.of)?;
        (proof.everywhere || *self.condition(&duty.appointment, of) != When::Never).then_some(proof)
    }

    /// The records that wait for what would prove a duty: those of the appointment's scope in a state from which it is done.
    /// `None` where it can be done at any time, or where no record proves it.
    pub fn waiting(&mut self, duty: &Duty) -> Option<(TypeIx, When)> {
        let proof = self.proof(duty)?;
        let of = self.site.of(proof.of)?;
        // What sets the field too is another way to the same; what is asked for is the duty's own activity.
        let own: Vec<ActivityIx> = proof.by.iter().copied().filter(|it| Some(*it) == duty.what.activity).collect();
        let mut ways = Vec::new();
        for ix in if own.is_empty() { &proof.by } else { &own } {
            ways.push(match self.site.activity(*ix)?.does {
                Does::Move(_, step) => {
                    let step = of.lifecycle.step(step).filter(|it| !it.opens)?;
                    When::all([When::InState(step.from), step.when.clone()])
                }
                Does::Amend(..) => When::InState(of.lifecycle.open()),
                Does::Follow(_) | Does::Duty => return None,
            });
        }
        let narrowed: Option<Vec<When>> = proof.narrowed.iter().map(|(slot, value)| says(of, *slot, value)).collect();
        let scope = if proof.everywhere { When::Always } else { self.condition(&duty.appointment, of).clone() };
        Some((proof.of, When::all(narrowed?.into_iter().chain([scope, When::any(ways)]))))
    }

    /// The first act that proves a duty.
    fn deed(&mut self, duty: &Duty, now: Instant) -> Option<Deed> {
        let proof = self.proof(duty)?;
        let evidence = self.evidence;
        let mut found: Option<&Deed> = None;
        for activity in &proof.by {
            let all = evidence.deeds.get(activity).map(Vec::as_slice).unwrap_or_default();
            let from = all.partition_point(|it| it.at < duty.from);
            for deed in all.iter().skip(from).take_while(|it| it.at < duty.until && it.at <= now) {
                if found.is_none_or(|it| (deed.at, deed.seq) < (it.at, it.seq)) && self.proves(duty, proof, deed) {
                    found = Some(deed);
                    break;
                }
            }
        }
        found.cloned()
    }

    fn proves(&mut self, duty: &Duty, proof: &Proof, deed: &Deed) -> bool {
        let confirmed = proof.confirms && Some(deed.activity) == duty.what.activity;
        if !(confirmed || deed.set.contains(&proof.slot)) || !self.is_by_holder(duty, deed) {
            return false;
        }
        let evidence = self.evidence;
        let Some(record) = evidence.records.get(&deed.record).filter(|it| it.of == proof.of) else { return false };
        let Some(of) = self.site.of(proof.of) else { return false };
        let fits = |(slot, value): &(Slot, String)| {
            let held = record.get(*slot);
            of.field(*slot).is_some_and(|field| held.print(&field.kind) == *value)
                || held.number().is_some_and(|it| Ok(it) == value.parse())
        };
        proof.narrowed.iter().all(fits) && (proof.everywhere || self.holds(&duty.appointment, of, record))
    }

    fn holds(&mut self, appointment: &Appointment, of: &RecordType, record: &Record) -> bool {
        let nobody = self.nobody.clone();
        self.condition(appointment, of).holds(&nobody, record)
    }

    fn condition(&mut self, appointment: &Appointment, of: &RecordType) -> &When {
        let (scoping, site) = (&mut self.scoping, self.site);
        self.within.entry((appointment.id, of.ix)).or_insert_with(|| {
            site.role(appointment.role).map_or(When::Never, |role| scoping.condition(appointment.scope, role, of))
        })
    }

    /// Whether an act was one of those who have the duty: it rested on that very appointment, or was done by its holder,
    /// by one of the team that holds it, or by whoever stood in for the holder then.
    fn is_by_holder(&self, duty: &Duty, deed: &Deed) -> bool {
        let Appointment { id, role, holder, .. } = duty.appointment;
        let itself = match holder {
            Holder::Person(person) => {
                person == deed.actor
                    || deed.on_behalf_of == Some(person)
                    || self.roster.stood_in(person, role, deed.at).any(|it| it == deed.actor)
            }
            Holder::Team(team) => self.roster.team(team).is_some_and(|it| it.members.contains(&deed.actor)),
        };
        itself || deed.appointment == Some(id)
    }
}

/// That a field says this; `None` where its kind can't be compared.
fn says(of: &RecordType, slot: Slot, value: &str) -> Option<When> {
    match &of.field(slot)?.kind {
        Kind::Line(_) | Kind::Choice(_) => Some(When::Is(slot, value.to_owned())),
        Kind::Whole | Kind::Level(_) | Kind::YesNo => {
            Some(When::In(slot, Arc::new(BTreeSet::from([value.parse().ok()?]))))
        }
        Kind::Text
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => None,
    }
}

/// The duties of a roster that were missed at an instant: of each, the last one whose period is over, unless it was
/// attested since or the one after it is done already. The longest missed first.
pub fn missed(
    table: &Timetable,
    (roster, site): (&Roster, &Site),
    evidence: &Evidence,
    (since, now): (Instant, Instant),
) -> Vec<Duty> {
    let mut judge = Judge::new(roster, site, evidence);
    let mut found = Vec::new();
    for duty in table.over(roster, since, now) {
        if judge.stands(&duty, now).standing != Standing::Missed {
            continue;
        }
        let next = table.after(&duty, since);
        if next.is_none_or(|it| !judge.stands(&it, now).standing.is_done()) {
            found.push(duty);
        }
    }
    found.sort_by_key(|it| (it.until, it.appointment.id, it.what.key.clone()));
    found
}
