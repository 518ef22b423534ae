//! The basis of an act: by which appointment, role and cell, and on whose behalf.

use base::{PersonId, RecordId};
use model::{ActivityIx, Letter, RoleIx, Site};
use serde::{Deserialize, Serialize};

use crate::Scope;

/// Why an act is allowed or a record is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// The activity whose cell it is.
    pub activity: ActivityIx,
    /// The appointment.
    pub appointment: RecordId,
    /// The role that it gives.
    pub role: RoleIx,
    /// The cell's letter.
    pub letter: Letter,
    /// The principal, where a deputy acts.
    pub on_behalf_of: Option<PersonId>,
    /// The appointment's scope.
    pub scope: Scope,
}

/// A basis in keys that outlive the running program: what the journal keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The activity's key.
    pub activity: String,
    /// The appointment.
    pub appointment: RecordId,
    /// The role's key.
    pub role: String,
    /// The cell's letter.
    pub letter: String,
    /// The principal, where a deputy acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PersonId>,
    /// The scope: its kind, then what it names: `organisation`, `process:change`, `team:4`, `service:17`.
    pub scope: String,
}

impl Basis {
    /// The same in stable keys.
    pub fn summary(&self, site: &Site) -> Summary {
        Summary {
            activity: site.activity(self.activity).map(|it| it.key.clone()).unwrap_or_default(),
            appointment: self.appointment,
            role: site.role(self.role).map(|it| it.key.clone()).unwrap_or_default(),
            letter: self.letter.name().to_owned(),
            on_behalf_of: self.on_behalf_of,
            scope: self.scope.text(site),
        }
    }
}

impl Scope {
    /// The scope as text in stable keys and ids.
    pub fn text(self, site: &Site) -> String {
        let kind = self.kind().name();
        match self {
            Self::Whole(_) => kind.to_owned(),
            Self::Process(practice) => {
                format!("{kind}:{}", site.practice(practice).map(|it| it.key.as_str()).unwrap_or_default())
            }
            Self::Team(team) => format!("{kind}:{team}"),
            Self::Record(_, id) => format!("{kind}:{id}"),
        }
    }
}
