//! A desk: somebody, at one instant, with their authority. The only handle through which records are read or written.

use std::{collections::BTreeSet, sync::Arc};

use base::{Instant, PersonId};
use governance::{Authority, Basis, Roster};
use model::{Activity, ActivityIx, Does, RecordType, Site, TypeIx};

use crate::{Directory, Engine, Ground, Halt, Refused};

/// The most that a desk may do, whatever its person may: a token for a program is given no more than it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ceiling {
    /// All that the person may.
    #[default]
    All,
    /// Looking only.
    Read,
    /// Looking, and these activities by key.
    Only(BTreeSet<String>),
}

/// How many holders of a role are named to whoever does not hold it.
const NAMED: usize = 3;

/// A desk.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(crate) engine: Arc<Engine>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) authority: Arc<Authority>,
    pub(crate) now: Instant,
    ceiling: Ceiling,
    /// The types of which somebody has open work; looked up once.
    held: tokio::sync::OnceCell<BTreeSet<TypeIx>>,
}

impl Ceiling {
    /// Reads a ceiling as tokens keep it: `all`, `read`, or activity keys parted by spaces.
    pub fn parse(text: &str) -> Self {
        match text.trim() {
            "all" => Self::All,
            "read" | "" => Self::Read,
            keys => Self::Only(keys.split_whitespace().map(str::to_owned).collect()),
        }
    }
    /// The ceiling as tokens keep it.
    pub fn print(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Read => "read".to_owned(),
            Self::Only(keys) => keys.iter().cloned().collect::<Vec<_>>().join(" "),
        }
    }
    fn allows(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Read => false,
            Self::Only(keys) => keys.contains(key),
        }
    }
}

impl Desk {
    pub(crate) fn new(
        engine: Arc<Engine>,
        directory: Arc<Directory>,
        authority: Arc<Authority>,
        now: Instant,
        ceiling: Ceiling,
    ) -> Self {
        Self { engine, directory, authority, now, ceiling, held: tokio::sync::OnceCell::new() }
    }

    /// Whose it is.
    pub fn person(&self) -> PersonId {
        self.authority.person()
    }
    /// Whether it is nobody's: the platform's own.
    pub(crate) fn is_nobody(&self) -> bool {
        self.person().get() == 0
    }
    /// The instant at which it acts.
    pub fn now(&self) -> Instant {
        self.now
    }
    /// What is declared, with the published changes of the matrix over it: the desk keeps what was in force as it began.
    pub fn site(&self) -> &Site {
        &self.directory.site
    }
    /// The engine behind it.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }
    /// People, teams and places by name.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }
    /// What its person may.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }
    pub(crate) fn roster(&self) -> &Roster {
        &self.directory.roster
    }

    /// Whether its person belongs to IT in any role: they may look people and teams up.
    pub fn is_inside(&self) -> bool {
        self.authority.grants().iter().any(|it| it.inside)
    }

    /// The record type with this key, if the desk has anything to do with it.
    pub fn kind(&self, key: &str) -> Result<&RecordType, Halt> {
        self.site()
            .find_type(key)
            .filter(|it| self.touches(it.ix))
            .ok_or_else(|| Refused::not_found(&format!("kind of record called `{key}`")).into())
    }

    /// Whether the person sees or opens any record of a type.
    pub fn touches(&self, of: TypeIx) -> bool {
        self.authority.sees_any(of) || !self.authority.may_open(self.site(), of).is_empty()
    }

    /// The record types that the person has anything to do with.
    pub fn kinds(&self) -> impl Iterator<Item = &RecordType> {
        self.site().types.iter().filter(|it| self.touches(it.ix))
    }

    /// The types of which there is open work with this person or one of their teams. A list of all that somebody has
    /// asks these types only, instead of every one that there is.
    pub async fn held(&self) -> Result<&BTreeSet<TypeIx>, Halt> {
        let asker = self.authority.asker();
        let teams: Vec<i64> = asker.teams.iter().map(|it| it.get()).collect();
        Ok(self.held.get_or_try_init(|| self.engine.store.held(asker.holder, &teams)).await?)
    }

    /// The moves that would open a record of a type for this person.
    pub fn openings(&self, of: TypeIx) -> Vec<(ActivityIx, &Activity)> {
        self.authority
            .may_open(self.site(), of)
            .into_iter()
            .filter_map(|ix| Some((ix, self.site().activity(ix)?)))
            .filter(|(_, it)| self.ceiling.allows(&it.key))
            .collect()
    }

    /// Refuses what lies above the ceiling.
    pub(crate) fn under_ceiling(&self, activity: ActivityIx) -> Result<&Activity, Halt> {
        let found = self.site().activity(activity);
        let row = found.ok_or_else(|| Halt::from(Refused::not_found("such activity")))?;
        if self.ceiling.allows(&row.key) {
            return Ok(row);
        }
        Err(self.above(&row.key))
    }

    /// Refuses speaking on records where the ceiling is for reading only.
    pub(crate) fn may_speak_at_all(&self) -> Result<(), Halt> {
        if self.ceiling.allows("speak") { Ok(()) } else { Err(self.above("speak")) }
    }

    fn above(&self, key: &str) -> Halt {
        let message = format!("This token may not do `{key}`. Make one with a higher ceiling on your profile page.");
        Refused::new(Ground::Forbidden, "ceiling", message).into()
    }

    /// The basis on which a duty-like activity (an import, an export of the journal) is this person's.
    pub fn entitled(&self, key: &str) -> Result<Basis, Halt> {
        let found = self.site().find_activity(key);
        let refused = || {
            let who = found.and_then(|(ix, _)| self.who_does(ix));
            let who = who.unwrap_or_else(|| "See who does under Who does what.".to_owned());
            Refused::new(Ground::Forbidden, "no-role", format!("None of your roles does `{key}`. {who}"))
        };
        let (ix, row) = found.ok_or_else(refused)?;
        if row.does != Does::Duty {
            return Err(refused().into());
        }
        self.under_ceiling(ix)?;
        self.authority.duty(ix).ok_or_else(|| refused().into())
    }

    /// Who does a duty, by role and name, for those inside, who may all know whom to ask.
    fn who_does(&self, ix: ActivityIx) -> Option<String> {
        let row = self.site().activity(ix).filter(|_| self.is_inside())?;
        let mut told: Vec<String> = Vec::new();
        for cell in row.cells.iter().filter(|it| it.letter.may_do()) {
            let role = self.site().role(cell.role).map(|it| it.title.clone()).unwrap_or_default();
            let holders = self.roster().holders(cell.role, self.now);
            let persons: BTreeSet<PersonId> = holders.flat_map(|it| self.roster().persons(it.holder)).collect();
            let names: Vec<String> = persons.iter().take(NAMED).map(|it| self.directory.name(*it)).collect();
            if !names.is_empty() {
                told.push(format!("{role} ({})", names.join(", ")));
            }
        }
        (!told.is_empty()).then(|| format!("Those who do: {}.", told.join("; ")))
    }

    /// Whether the ceiling leaves an activity to this desk.
    pub(crate) fn ceiling_allows(&self, key: &str) -> bool {
        self.ceiling.allows(key)
    }
}
