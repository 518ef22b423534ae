//! What is missing or wrong in who answers for what: gaps, overlaps, conflicts, vacancies, single points of failure,
//! expiries and appointments that can't be right. Computed from the declared site and the roster; nothing is stored.

mod conflict;
mod expiry;
mod gap;
mod instances;
mod misfit;
mod overlap;
mod single;
mod vacancy;

pub(crate) use conflict::clash;

use base::{Instant, PersonId, RecordId, TeamId};
use model::{ActivityIx, RoleIx, Site};

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
    /// The scope concerned.
    pub scope: Option<Scope>,
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
    /// When it will be, for what lies ahead.
    pub until: Option<Instant>,
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
}

impl FindingKind {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Gap, Self::Overlap, Self::Conflict, Self::Vacancy, Self::SinglePoint, Self::Expiry, Self::Misfit];
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
            persons: Vec::new(),
            teams: Vec::new(),
            activity: None,
            appointments: Vec::new(),
            since: None,
            until: None,
            words: None,
            fix: None,
        }
    }

    /// A key that stays the same while the finding is the same one: what its age and its acceptance hang on.
    pub fn key(&self, site: &Site) -> String {
        let mut parts = vec![self.code.to_owned()];
        parts.extend(self.roles.iter().filter_map(|it| site.role(*it)).map(|it| it.key.clone()));
        parts.extend(self.activity.and_then(|it| site.activity(it)).map(|it| it.key.clone()));
        parts.extend(self.scope.map(|it| it.text(site)));
        parts.extend(self.persons.iter().map(|it| format!("person:{it}")));
        parts.extend(self.teams.iter().map(|it| format!("team:{it}")));
        if self.kind != FindingKind::Gap {
            parts.extend(self.appointments.iter().map(|it| format!("row:{it}")));
        }
        parts.join(" ")
    }
}

/// Everything that is missing or wrong at an instant: the worst first, in a stable order.
pub fn findings(roster: &Roster, site: &Site, now: Instant) -> Vec<Finding> {
    let view = View { roster, site, now };
    let mut found = Vec::new();
    let (filled, gaps) = gap::roles(&view);
    found.extend(gap::activities(&view, &gaps));
    found.extend(gaps);
    found.extend(single::points(&view, &filled));
    found.extend(overlap::holders(&view));
    found.extend(overlap::answers(&view));
    found.extend(conflict::all(&view));
    found.extend(vacancy::all(&view));
    found.extend(expiry::all(&view));
    found.extend(misfit::appointments(&view));
    found.extend(misfit::spreads(&view));
    found.extend(misfit::deputies(&view));
    found.extend(misfit::trees(&view));
    found.sort_by(|one, two| {
        let order = |it: &Finding| (it.severity, it.kind, it.code, it.scope);
        order(one).cmp(&order(two)).then_with(|| one.roles.cmp(&two.roles)).then_with(|| one.persons.cmp(&two.persons))
    });
    found
}
