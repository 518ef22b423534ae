//! Everything declared, resolved: what a running Remit knows besides its data.

use std::collections::BTreeMap;

use crate::{
    Activity, ActivityIx, Agreement, ClockRule, Does, Measure, MoveIx, Practice, PracticeIx, RecordType, Relation,
    Role, RoleIx, Rules, ScopeKind, Slot, Targets, TypeIx,
};

/// The declared site. Made by `declare`, shared behind an `Arc`, never changed.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Practices.
    pub practices: Vec<Practice>,
    /// Record types.
    pub types: Vec<RecordType>,
    /// Activities: the rows of the matrix.
    pub activities: Vec<Activity>,
    /// Roles: its columns.
    pub roles: Vec<Role>,
    /// How roles stand to each other.
    pub relations: Vec<Relation>,
    /// Clocks.
    pub clocks: Vec<ClockRule>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Measures, in order of practice and file.
    pub measures: Vec<Measure>,
    /// Where targets and reviews of measures are kept, if anywhere.
    pub targets: Option<Targets>,
    /// Timers, effects, guards and whose answers are waited for.
    pub rules: Rules,
    /// Texts by key, for pages.
    pub texts: BTreeMap<String, String>,
    /// A hash of all that was declared, hexadecimal.
    pub digest: String,
}

impl Site {
    /// A record type.
    pub fn of(&self, ix: TypeIx) -> Option<&RecordType> {
        self.types.get(ix.at())
    }
    /// The record type with this key.
    pub fn find_type(&self, key: &str) -> Option<&RecordType> {
        self.types.iter().find(|it| it.key == key)
    }
    /// The record type whose records are scopes of a kind.
    pub fn place_type(&self, kind: ScopeKind) -> Option<&RecordType> {
        self.types.iter().find(|it| it.place == Some(kind))
    }
    /// The record type whose numbers begin with this prefix (`INC`).
    pub fn find_prefix(&self, prefix: &str) -> Option<&RecordType> {
        self.types.iter().find(|it| it.prefix.eq_ignore_ascii_case(prefix))
    }
    /// An activity.
    pub fn activity(&self, ix: ActivityIx) -> Option<&Activity> {
        self.activities.get(ix.at())
    }
    /// The activity with this key.
    pub fn find_activity(&self, key: &str) -> Option<(ActivityIx, &Activity)> {
        self.activities.iter().enumerate().find(|(_, it)| it.key == key).map(|(at, it)| (ActivityIx::of(at), it))
    }
    /// The activity that stands for a move.
    pub fn activity_of_move(&self, of: TypeIx, step: MoveIx) -> Option<ActivityIx> {
        let wanted = Does::Move(of, step);
        self.on(of).find(|(_, it)| it.does == wanted).map(|(ix, _)| ix)
    }
    /// The activities that change this field of a type without a move.
    pub fn activities_amending(&self, of: TypeIx, slot: Slot) -> impl Iterator<Item = ActivityIx> {
        self.on(of)
            .filter(move |(_, it)| matches!(&it.does, Does::Amend(_, slots) if slots.contains(&slot)))
            .map(|(ix, _)| ix)
    }
    /// The activities on records of a type.
    pub fn on(&self, of: TypeIx) -> impl Iterator<Item = (ActivityIx, &Activity)> {
        self.of(of).into_iter().flat_map(|it| &it.activities).filter_map(|ix| Some((*ix, self.activity(*ix)?)))
    }
    /// A role.
    pub fn role(&self, ix: RoleIx) -> Option<&Role> {
        self.roles.get(ix.at())
    }
    /// The role with this key.
    pub fn find_role(&self, key: &str) -> Option<RoleIx> {
        self.roles.iter().position(|it| it.key == key).map(RoleIx::of)
    }
    /// A practice.
    pub fn practice(&self, ix: PracticeIx) -> Option<&Practice> {
        self.practices.get(ix.at())
    }
    /// A measure by the keys of its practice and its own.
    pub fn find_measure(&self, practice: &str, key: &str) -> Option<&Measure> {
        let of = self.find_practice(practice)?.ix;
        self.measures.iter().find(|it| it.practice == of && it.key == key)
    }
    /// The measures of a practice.
    pub fn measures_of(&self, practice: PracticeIx) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(move |it| it.practice == practice)
    }
    /// The practice with this key.
    pub fn find_practice(&self, key: &str) -> Option<&Practice> {
        self.practices.iter().find(|it| it.key == key)
    }
}
