//! What a person sees, and how far: one record at a time, or as conditions for whole lists.

use std::sync::Arc;

use model::{Asker, Record, TypeIx, When};

use crate::{Authority, Basis, Refusal, RefusalKind, simplify};

/// One way of seeing records of a type.
#[derive(Clone, Debug)]
pub(crate) struct Seeing {
    pub(crate) when: When,
    pub(crate) grant: Basis,
    pub(crate) asker: Arc<Asker>,
    pub(crate) inside: bool,
}

/// That a record is seen, by what, and whether from inside IT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// By what.
    pub basis: Basis,
    /// Whether inner notes and inner fields are seen too.
    pub inside: bool,
}

/// One part of a list's condition: the records for which `when` holds as `asker` reads it. Parts are joined by OR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disjunct {
    /// As whom the condition is read.
    pub asker: Arc<Asker>,
    /// The condition.
    pub when: When,
}

impl Seeing {
    /// Whether everything that `other` gives is given by this one too.
    fn includes(&self, other: &Self) -> bool {
        self.when == other.when
            && self.inside >= other.inside
            && self.speaks() >= other.speaks()
            && Arc::ptr_eq(&self.asker, &other.asker)
    }
    fn speaks(&self) -> bool {
        self.grant.letter.may_speak()
    }
    fn holds(&self, record: &Record) -> bool {
        self.when.holds(&self.asker, record)
    }
}

/// All ways of seeing records of one type, and what they come to as conditions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sights {
    ways: Vec<Seeing>,
    all: Vec<Disjunct>,
    inside: Vec<Disjunct>,
}

impl Sights {
    pub(crate) fn of(myself: &Arc<Asker>, ways: Vec<Seeing>) -> Self {
        let ways = strongest_first(ways);
        let trees = |inside_only: bool| {
            let seen = ways.iter().filter(|it| it.inside || !inside_only);
            simplify::disjuncts(myself, seen.map(|it| (&it.asker, it.when.clone())))
        };
        Self { all: trees(false), inside: trees(true), ways }
    }
    pub(crate) fn ways(&self) -> &[Seeing] {
        &self.ways
    }
    /// Whether the record is seen at all: the same as having a way, only faster to say.
    pub(crate) fn shows(&self, record: &Record) -> bool {
        self.all.iter().any(|it| it.when.holds(&it.asker, record))
    }
}

/// The ways of seeing, the strongest first, none twice.
fn strongest_first(mut all: Vec<Seeing>) -> Vec<Seeing> {
    all.sort_by_key(|it| (!it.inside, !it.speaks(), it.grant.on_behalf_of.is_some(), it.grant.letter));
    let mut kept: Vec<Seeing> = Vec::new();
    for it in all {
        if !kept.iter().any(|other| other.includes(&it)) {
            kept.push(it);
        }
    }
    kept
}

impl Authority {
    pub(crate) fn ways(&self, of: TypeIx) -> &[Seeing] {
        self.sights(of).map(Sights::ways).unwrap_or_default()
    }

    /// Whether and by what the record is seen.
    pub fn sees(&self, record: &Record) -> Option<Sighting> {
        let found = self.ways(record.of).iter().find(|it| it.holds(record))?;
        Some(Sighting { basis: found.grant, inside: found.inside })
    }

    /// Whether and by what one may comment on the record, link it and attach files to it.
    pub fn speaks(&self, record: &Record) -> Result<Basis, Refusal> {
        let mut is_seen = false;
        for it in self.ways(record.of).iter().filter(|it| it.holds(record)) {
            if it.speaks() {
                return Ok(it.grant);
            }
            is_seen = true;
        }
        let kind = if is_seen { RefusalKind::NoRole } else { RefusalKind::Unseen };
        Err(Refusal::plain(None, kind))
    }

    /// Whether any record of a type could be seen.
    pub fn sees_any(&self, of: TypeIx) -> bool {
        self.sights(of).is_some_and(|it| !it.all.is_empty())
    }

    /// Which records of a type are seen (from inside IT only, if asked). Empty: none. One `Always`: all.
    pub fn scope(&self, of: TypeIx, inside_only: bool) -> Vec<Disjunct> {
        self.sights(of).map(|it| if inside_only { it.inside.clone() } else { it.all.clone() }).unwrap_or_default()
    }
}
