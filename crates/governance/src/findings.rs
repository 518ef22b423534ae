//! What is missing or wrong in who answers for what. Computed from the declared site, the roster, what the journal tells
//! of use, and duties that were missed; nothing is stored here. [`Found`] keeps what was found in small units, so that
//! after a change only the units that it touches are computed again.

mod ahead;
mod conflict;
mod expiry;
mod found;
mod frame;
mod gap;
mod idle;
mod instances;
mod load;
mod misfit;
mod missed;
mod overlap;
mod owner;
mod single;
mod touched;
mod vacancy;

pub(crate) use conflict::clash;
pub(crate) use misfit::unfit as misfit_of;

use base::{Instant, PersonId, RecordId, TeamId};
use model::{ActivityIx, RoleIx, Site};

pub use found::Found;
pub use idle::Used;
pub use missed::Missed;
pub use owner::{Owner, owner};

use crate::{Roster, Scope, who::View};

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub severity: Severity,
    /// The stable code of its sentence: `gap.nobody-appointed`.
    pub code: &'static str,
    /// The roles concerned.
    pub roles: Vec<RoleIx>,
    /// The scope concerned, where it is one.
    pub scope: Option<Scope>,
    /// All scopes concerned, in order, where there are several.
    pub scopes: Vec<Scope>,
    /// The persons concerned.
    pub persons: Vec<PersonId>,
    /// The teams concerned.
    pub teams: Vec<TeamId>,
    /// The activity concerned.
    pub activity: Option<ActivityIx>,
    /// The appointments or deputy rows concerned.
    pub appointments: Vec<RecordId>,
    /// Since when, where the roster tells.
    pub since: Option<Instant>,
    /// When it will be, for what ends.
    pub until: Option<Instant>,
    /// From when it will hold, for what does not hold yet.
    pub begins: Option<Instant>,
    /// A figure, where one tells more: how many things somebody answers for.
    pub count: Option<usize>,
    /// The declaration's own words on it, such as why two roles conflict.
    pub words: Option<String>,
    /// A lawful way out.
    pub fix: Option<Fix>,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Nobody answers, or nobody does it.
    Gap,
    /// More than one answers.
    Overlap,
    /// One person holds what must be apart.
    Conflict,
    /// An appointment whose holder is not there.
    Vacancy,
    /// One person, and nobody to stand in.
    SinglePoint,
    /// Something ends soon and nothing follows.
    Expiry,
    /// An appointment or a deputy that can't be right.
    Misfit,
    /// Somebody answers for far more than others do.
    Overload,
    /// An appointment that was not used in a year.
    Idle,
    /// A duty that was due and not done.
    MissedDuty,
    /// A role that people are appointed to and nobody acts by.
    Decorative,
}

/// How bad a finding is; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Work is stuck or the law is broken.
    Critical,
    /// It will be.
    Warning,
    /// Worth knowing.
    Note,
}

/// A suggested way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Appoint somebody.
    Appoint {
        /// To this role.
        role: RoleIx,
        /// Over this scope.
        scope: Scope,
        /// By a holder of this role.
        by: Option<RoleIx>,
    },
    /// End this appointment.
    End {
        /// Which one.
        appointment: RecordId,
    },
    /// Name a deputy.
    NameDeputy {
        /// For whom.
        of: PersonId,
        /// In which role.
        role: RoleIx,
    },
    /// Extend what ends, or name who follows.
    Extend {
        /// Which one.
        appointment: RecordId,
    },
    /// Correct the row.
    Correct {
        /// Which one.
        row: RecordId,
    },
    /// Correct the matrix.
    Declare {
        /// At this activity.
        activity: ActivityIx,
    },
    /// Hand some of it to others.
    Share {
        /// Whose.
        of: PersonId,
    },
    /// Do what was missed.
    Do {
        /// The duty.
        activity: ActivityIx,
    },
    /// Use the role, or retire it.
    Retire {
        /// Which one.
        role: RoleIx,
    },
}

/// What findings are made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Who is there and who holds what.
    pub roster: &'a Roster,
    /// What is declared.
    pub site: &'a Site,
    /// At which instant.
    pub now: Instant,
    /// When appointments were last used, as the journal tells.
    pub used: &'a Used,
    /// Duties that were due and not done, from whoever keeps duties.
    pub missed: &'a [Missed],
}

impl<'a> Facts<'a> {
    pub(crate) fn view(&self) -> View<'a> {
        View { roster: self.roster, site: self.site, now: self.now }
    }
    /// The same at another instant.
    #[must_use]
    pub fn at(self, now: Instant) -> Self {
        Self { now, ..self }
    }
}

impl FindingKind {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::Gap,
        Self::Overlap,
        Self::Conflict,
        Self::Vacancy,
        Self::SinglePoint,
        Self::Expiry,
        Self::Misfit,
        Self::Overload,
        Self::Idle,
        Self::MissedDuty,
        Self::Decorative,
    ];
    /// Its name in files and pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::Conflict => "conflict",
            Self::Vacancy => "vacancy",
            Self::SinglePoint => "single-point",
            Self::Expiry => "expiry",
            Self::Misfit => "misfit",
            Self::Overload => "overload",
            Self::Idle => "idle",
            Self::MissedDuty => "missed-duty",
            Self::Decorative => "decorative",
        }
    }
    /// Whether findings of this kind are told apart by the rows that they are about.
    fn is_of_rows(self) -> bool {
        match self {
            Self::Vacancy | Self::Expiry | Self::Misfit | Self::Idle => true,
            Self::Gap
            | Self::Overlap
            | Self::Conflict
            | Self::SinglePoint
            | Self::Overload
            | Self::MissedDuty
            | Self::Decorative => false,
        }
    }
    /// Whether findings of this kind are told apart by the persons that they are about.
    fn is_of_persons(self) -> bool {
        match self {
            Self::Conflict | Self::SinglePoint | Self::Overload | Self::MissedDuty | Self::Misfit => true,
            Self::Gap | Self::Overlap | Self::Vacancy | Self::Expiry | Self::Idle | Self::Decorative => false,
        }
    }
}

impl Severity {
    /// Its name in files and pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Finding {
    fn new(kind: FindingKind, severity: Severity, code: &'static str) -> Self {
        Self {
            kind,
            severity,
            code,
            roles: Vec::new(),
            scope: None,
            scopes: Vec::new(),
            persons: Vec::new(),
            teams: Vec::new(),
            activity: None,
            appointments: Vec::new(),
            since: None,
            until: None,
            begins: None,
            count: None,
            words: None,
            fix: None,
        }
    }

    /// Over these scopes: one is named as the scope, several are listed.
    fn over(mut self, mut scopes: Vec<Scope>) -> Self {
        scopes.sort_unstable();
        scopes.dedup();
        self.scope = scopes.first().copied().filter(|_| scopes.len() == 1);
        self.scopes = if scopes.len() > 1 { scopes } else { Vec::new() };
        self
    }

    /// Every scope concerned.
    pub fn all_scopes(&self) -> impl Iterator<Item = Scope> {
        self.scope.into_iter().chain(self.scopes.iter().copied())
    }

    /// A key that stays the same while the finding is the same one: what its record and its age hang on.
    pub fn key(&self, site: &Site) -> String {
        let mut parts = vec![self.code.to_owned()];
        parts.extend(self.roles.iter().filter_map(|it| site.role(*it)).map(|it| it.key.clone()));
        parts.extend(self.activity.and_then(|it| site.activity(it)).map(|it| it.key.clone()));
        // Where a person or an activity is what it is about, the scopes may grow and shrink; it stays the same finding.
        if !matches!(self.kind, FindingKind::Conflict | FindingKind::SinglePoint) && self.code != "overlap.two-answer" {
            parts.extend(self.scope.map(|it| it.text(site)));
        }
        if self.kind.is_of_persons() {
            parts.extend(self.persons.iter().map(|it| format!("person:{it}")));
        }
        if self.kind.is_of_rows() {
            parts.extend(self.appointments.iter().map(|it| format!("row:{it}")));
        }
        parts.join(" ")
    }

    /// What it rests on, as text: where it changes, an acceptance of the risk no longer holds.
    pub fn facts(&self, site: &Site) -> String {
        let scopes: Vec<String> = self.all_scopes().map(|it| it.text(site)).collect();
        let persons: Vec<String> = self.persons.iter().map(ToString::to_string).collect();
        let teams: Vec<String> = self.teams.iter().map(ToString::to_string).collect();
        let rows: Vec<String> = self.appointments.iter().map(ToString::to_string).collect();
        format!(
            "{} {} s:{} p:{} t:{} r:{} u:{:?} n:{:?}",
            self.code,
            self.severity.name(),
            scopes.join(","),
            persons.join(","),
            teams.join(","),
            rows.join(","),
            self.until.map(Instant::micros),
            self.count,
        )
    }
}

/// Everything that is missing or wrong at an instant: the worst first, in a stable order.
pub fn findings(roster: &Roster, site: &Site, now: Instant) -> Vec<Finding> {
    let (used, missed) = (Used::default(), []);
    Found::all(&Facts { roster, site, now, used: &used, missed: &missed }).list()
}

/// The worst first, in a stable order.
fn sorted(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|one, two| {
        let order = |it: &Finding| (it.severity, it.begins, it.kind, it.code, it.scope);
        order(one)
            .cmp(&order(two))
            .then_with(|| one.roles.cmp(&two.roles))
            .then_with(|| one.persons.cmp(&two.persons))
            .then_with(|| one.appointments.cmp(&two.appointments))
    });
    found
}
