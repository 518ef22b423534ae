//! A case and what happened to it, as plain words.

use std::sync::Arc;

use base::Instant;
use model::Phase;

/// One case: a record with its history, or a trace of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub key: Arc<str>,
    /// What happened, by time.
    pub acts: Vec<Act>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Instant,
    /// What: the activity's key, or the log's own words.
    pub what: Arc<str>,
    /// Whether it moved the case on. Only such acts make variants; a comment does not.
    pub is_step: bool,
    /// The state after it, where it tells.
    pub state: Option<(Arc<str>, Phase)>,
    /// Who did it.
    pub person: Option<Arc<str>>,
    /// The team that has the case after it.
    pub team: Option<Arc<str>>,
    /// The support line of that team.
    pub line: Option<u8>,
    /// The role in which it was done.
    pub role: Option<Arc<str>>,
    /// The declared activity that it stands for.
    pub activity: Option<Arc<str>>,
    /// How it stands to the matrix.
    pub standing: Standing,
}

/// How an act stands to the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A cell gives it to whoever did it.
    Within,
    /// The activity is declared, and no cell gives it to whoever did it.
    Outside,
    /// No move leads from the state before to the state after.
    NoMove,
    /// Nothing to hold it against.
    #[default]
    Unjudged,
}

impl Standing {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Outside => "outside",
            Self::NoMove => "no-move",
            Self::Unjudged => "unjudged",
        }
    }
}

impl Act {
    /// An act of which only time and name are known.
    pub fn named(at: Instant, what: Arc<str>) -> Self {
        Self {
            at,
            what,
            is_step: true,
            state: None,
            person: None,
            team: None,
            line: None,
            role: None,
            activity: None,
            standing: Standing::Unjudged,
        }
    }
}
