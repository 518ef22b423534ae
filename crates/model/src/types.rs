//! A record type as declared: its fields, its lifecycle and how its records lie within scopes.

use indexmap::IndexMap;

use crate::{ActivityIx, Kind, Lifecycle, PracticeIx, RoleIx, ScopeKind, Slot, TypeIx, When};

/// The fields that every record has, held in the header table. A type's own field may take one over
/// (`as = "service"`), so that lists, scopes and clocks find it in the same place for all types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Header {
    /// What people call it.
    Title,
    /// The team that has it.
    HolderTeam,
    /// The person who has it.
    HolderPerson,
    /// For whom it is (the caller, the requester).
    ForPerson,
    /// Who opened it.
    OpenedBy,
    /// The service that it is about.
    Service,
    /// The configuration item that it is about.
    Ci,
    /// Level from 1 (most urgent).
    Priority,
    /// When its next running clock ends; computed.
    Due,
    /// When it was opened; computed.
    Opened,
    /// When it last changed; computed.
    Changed,
    /// When it reached its end; computed.
    Closed,
}

impl Header {
    /// All of them, in slot order.
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::HolderTeam,
        Self::HolderPerson,
        Self::ForPerson,
        Self::OpenedBy,
        Self::Service,
        Self::Ci,
        Self::Priority,
        Self::Due,
        Self::Opened,
        Self::Changed,
        Self::Closed,
    ];
    /// How many there are: the first slot of a type's own fields.
    pub const COUNT: usize = Self::ALL.len();

    /// Its slot.
    pub fn slot(self) -> Slot {
        Slot::of(Self::ALL.iter().position(|it| *it == self).unwrap_or(Self::COUNT))
    }
    /// Its name in files and its column in the header table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::HolderTeam => "holder_team",
            Self::HolderPerson => "holder_person",
            Self::ForPerson => "for_person",
            Self::OpenedBy => "opened_by",
            Self::Service => "service",
            Self::Ci => "ci",
            Self::Priority => "priority",
            Self::Due => "due",
            Self::Opened => "opened",
            Self::Changed => "changed",
            Self::Closed => "closed",
        }
    }
    /// Whether only the engine sets it.
    pub fn is_computed(self) -> bool {
        match self {
            Self::OpenedBy | Self::Due | Self::Opened | Self::Changed | Self::Closed => true,
            Self::Title
            | Self::HolderTeam
            | Self::HolderPerson
            | Self::ForPerson
            | Self::Service
            | Self::Ci
            | Self::Priority => false,
        }
    }
}

/// Who may read a field once they see the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    /// Everyone who sees the record.
    #[default]
    Open,
    /// Only those who see it through a role inside IT (see [`crate::Role::is_inside`]).
    Inside,
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its stable key: API name and, for body fields, column name.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// What to write, for the person who fills it.
    pub help: String,
    /// What it holds.
    pub kind: Kind,
    /// The header field that it takes over, if any.
    pub header: Option<Header>,
    /// Whether only the engine or a behaviour sets it.
    pub is_computed: bool,
    /// Whether it is part of the type at all (an unused header field is not shown).
    pub is_declared: bool,
    /// Who reads it.
    pub sight: Sight,
    /// Whether its words are found by search.
    pub is_searched: bool,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// How the records of a type lie within a scope kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// All of them do.
    Always,
    /// Those whose field names the scope or something below it.
    Slot(Slot),
    /// The record is the scope itself, or lies below it.
    Itself,
}

/// A record type.
#[derive(Clone, Debug)]
pub struct RecordType {
    /// Its stable key.
    pub key: String,
    /// One of them.
    pub title: String,
    /// Several of them.
    pub plural: String,
    /// What stands before the number: `INC`.
    pub prefix: String,
    /// The practice that owns it.
    pub practice: PracticeIx,
    /// Its own index.
    pub ix: TypeIx,
    /// All fields by slot; the first [`Header::COUNT`] are the header's.
    pub fields: Vec<Field>,
    /// Its states and moves.
    pub lifecycle: Lifecycle,
    /// How its records lie within scopes; a kind not listed never reaches them.
    pub scopes: Vec<(ScopeKind, Within)>,
    /// The kind of scope that a record of it can be: what an appointment is over.
    pub place: Option<ScopeKind>,
    /// The field that names the scope above a record of it.
    pub parent: Option<Slot>,
    /// The behaviours that run on it, in order, with their parameters.
    pub behaviours: Vec<(String, IndexMap<String, String>)>,
    /// Activities on records of this type, in declared order.
    pub activities: Vec<ActivityIx>,
    /// Icon name for pages.
    pub icon: String,
    /// The role whose holder answers for a record where no cell says otherwise (the practice's manager).
    pub answers: Option<RoleIx>,
    /// Fields shown in lists after number and title.
    pub list: Vec<Slot>,
    /// When a field must be filled, beyond what moves need.
    pub needs: Vec<(Slot, When)>,
    /// The file and line that declared it.
    pub declared_at: String,
}

impl RecordType {
    /// The slot of the field with this key.
    pub fn slot(&self, key: &str) -> Option<Slot> {
        self.fields.iter().position(|it| it.key == key && it.is_declared).map(Slot::of)
    }
    /// The field in a slot.
    pub fn field(&self, slot: Slot) -> Option<&Field> {
        self.fields.get(slot.at())
    }
    /// The fields that people see, with their slots.
    pub fn shown(&self) -> impl Iterator<Item = (Slot, &Field)> {
        self.fields.iter().enumerate().filter(|(_, it)| it.is_declared).map(|(at, it)| (Slot::of(at), it))
    }
    /// The fields held in the type's own table, with their slots.
    pub fn body(&self) -> impl Iterator<Item = (Slot, &Field)> {
        self.fields.iter().enumerate().skip(Header::COUNT).map(|(at, it)| (Slot::of(at), it))
    }
    /// How records lie within a scope kind; `None` where such scopes never reach them.
    pub fn within(&self, kind: ScopeKind) -> Option<&Within> {
        self.scopes.iter().find(|(it, _)| *it == kind).map(|(_, within)| within)
    }
}
