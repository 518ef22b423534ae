//! Roles: responsibilities and authorities over a kind of scope.

use crate::{ActivityIx, PracticeIx, RoleIx};

/// What an appointment is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeKind {
    /// Everything.
    Organisation,
    /// The service management programme: everything, for governing it.
    Programme,
    /// One practice.
    Process,
    /// A line of services, with the services in it.
    ServiceLine,
    /// One service.
    Service,
    /// One configuration item.
    Ci,
    /// One team, with the teams below it.
    Team,
    /// One customer.
    Customer,
    /// One supplier.
    Supplier,
    /// One project.
    Project,
    /// One application.
    Application,
    /// One facility.
    Facility,
    /// One security control.
    Control,
    /// One change.
    Change,
    /// One incident.
    Incident,
}

/// By what a scope is told apart from others of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopedBy {
    /// By nothing: there is one only.
    Nothing,
    /// By a practice.
    Practice,
    /// By a team.
    Team,
    /// By a record.
    Record,
}

impl ScopeKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Organisation,
        Self::Programme,
        Self::Process,
        Self::ServiceLine,
        Self::Service,
        Self::Ci,
        Self::Team,
        Self::Customer,
        Self::Supplier,
        Self::Project,
        Self::Application,
        Self::Facility,
        Self::Control,
        Self::Change,
        Self::Incident,
    ];
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Programme => "programme",
            Self::Process => "process",
            Self::ServiceLine => "service-line",
            Self::Service => "service",
            Self::Ci => "ci",
            Self::Team => "team",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
            Self::Project => "project",
            Self::Application => "application",
            Self::Facility => "facility",
            Self::Control => "control",
            Self::Change => "change",
            Self::Incident => "incident",
        }
    }
    /// The kind with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
    /// Whether a scope of this kind needs no name: there is only one.
    pub fn is_whole(self) -> bool {
        self.by() == ScopedBy::Nothing
    }
    /// By what a scope of this kind is told apart from others of its kind.
    pub const fn by(self) -> ScopedBy {
        match self {
            Self::Organisation | Self::Programme => ScopedBy::Nothing,
            Self::Process => ScopedBy::Practice,
            Self::Team => ScopedBy::Team,
            Self::ServiceLine
            | Self::Service
            | Self::Ci
            | Self::Customer
            | Self::Supplier
            | Self::Project
            | Self::Application
            | Self::Facility
            | Self::Control
            | Self::Change
            | Self::Incident => ScopedBy::Record,
        }
    }
}

/// How many holders a role has per scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// One, no more and no less.
    ExactlyOne,
    /// One or more.
    AtLeastOne,
    /// Any number; such a role never answers for anything.
    Any,
}

/// Who may hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A person.
    Person,
    /// A team.
    Team,
    /// Either.
    Either,
}

/// Which way a role looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facing {
    /// Towards people.
    Front,
    /// Towards technology.
    Back,
    /// Both.
    Hybrid,
    /// From outside IT.
    External,
}

/// Who puts a holder in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Apart {
    /// Never the same person.
    Always,
    /// Not on the same scope.
    SameScope,
    /// Better not; a warning only.
    Avoid,
}

/// Two roles that one person should not hold together.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The other role.
    pub role: RoleIx,
    /// How strictly.
    pub when: Apart,
    /// Why, in a sentence.
    pub why: String,
}

/// How often a duty falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// When something happens.
    OnEvent,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every year.
    Yearly,
}

/// One responsibility of a role.
#[derive(Clone, Debug)]
pub struct Responsibility {
    /// Its key within the role.
    pub key: String,
    /// What it says.
    pub text: String,
    /// Its letter.
    pub letter: crate::Letter,
    /// The activity's name as the catalogue gives it.
    pub names: String,
    /// The activity, once a practice declares it.
    pub activity: Option<ActivityIx>,
    /// How often.
    pub cadence: Cadence,
    /// What proves it.
    pub evidence: String,
    /// The record's fields that narrow it (`field=value`), as written.
    pub r#where: Vec<(String, String)>,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its stable key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// Other names people use.
    pub aliases: Vec<String>,
    /// The lifecycle stage under which it is listed.
    pub stage: String,
    /// What an appointment is bound to.
    pub scope: ScopeKind,
    /// Further kinds it may be bound to.
    pub also_scopes: Vec<ScopeKind>,
    /// Who may hold it.
    pub holder: Holder,
    /// How many.
    pub cardinality: Cardinality,
    /// Which way it looks.
    pub facing: Facing,
    /// The role that appoints its holders; `None` where the installation or the act itself does.
    pub appointed_by: Option<RoleIx>,
    /// Whether it is taken on by acting.
    pub is_self_taken: bool,
    /// The generic role that it is a special case of, and for which practices.
    pub specialises: Option<(RoleIx, Vec<PracticeIx>)>,
    /// Roles that may go together with it.
    pub may_combine_with: Vec<RoleIx>,
    /// Roles that must be kept apart from it.
    pub conflicts: Vec<Conflict>,
    /// Its responsibilities.
    pub responsibilities: Vec<Responsibility>,
    /// Its authorities as the catalogue words them (`verb:record-type [condition]`).
    pub authorities: Vec<String>,
    /// Whether its holders belong to IT: they read inner notes and inner fields.
    pub is_inside: bool,
    /// The file and line that declared it.
    pub declared_at: String,
}
