//! How one role stands to another, on something: who gives it, asks it, tells it, checks it, hands over to it.

use crate::RoleIx;

/// What a role does towards another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Gives the role to its holders.
    Assigns,
    /// Agrees to what it does.
    Approves,
    /// Looks at what it did.
    Reviews,
    /// Leads the board that it is.
    Chairs,
    /// Speaks there for others.
    RepresentsIn,
    /// Tells it regularly what was done.
    ReportsTo,
    /// Turns to it where its own means end.
    EscalatesTo,
    /// Asks it first.
    Consults,
    /// Tells it.
    Informs,
    /// Gives work on to it.
    HandsOverTo,
}

/// One relation between two roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Who does it.
    pub from: RoleIx,
    /// What.
    pub verb: Verb,
    /// Towards whom.
    pub to: RoleIx,
    /// On what: a record type, a practice or a scope kind, by key.
    pub over: String,
    /// The file and line that declared it.
    pub declared_at: String,
}

impl Verb {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Assigns,
        Self::Approves,
        Self::Reviews,
        Self::Chairs,
        Self::RepresentsIn,
        Self::ReportsTo,
        Self::EscalatesTo,
        Self::Consults,
        Self::Informs,
        Self::HandsOverTo,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assigns => "assigns",
            Self::Approves => "approves",
            Self::Reviews => "reviews",
            Self::Chairs => "chairs",
            Self::RepresentsIn => "represents-in",
            Self::ReportsTo => "reports-to",
            Self::EscalatesTo => "escalates-to",
            Self::Consults => "consults",
            Self::Informs => "informs",
            Self::HandsOverTo => "hands-over-to",
        }
    }
    /// The verb with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}
