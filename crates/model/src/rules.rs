//! What is declared of a record type beyond its own fields and moves: moves that the platform makes when a time has passed,
//! what a move leads to on other records, what must hold on other records, whose answers it waits for.
//!
//! Rules give no authority. They add to what a move needs, or make moves that the matrix knows.

use base::Span;

use crate::{ActivityIx, MoveIx, RoleIx, Slot, TypeIx, Value, When};

/// Every rule of a site.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Moves that the platform makes when a time has passed.
    pub timers: Vec<Timer>,
    /// What moves lead to on other records.
    pub effects: Vec<Effect>,
    /// What must hold on other records before a move.
    pub guards: Vec<Guard>,
    /// Values that a move takes from elsewhere.
    pub lookups: Vec<Lookup>,
    /// Whose answers an activity waits for.
    pub consults: Vec<Consult>,
    /// Roles that only members of a team holding another role may have.
    pub memberships: Vec<Membership>,
    /// Roles whose team must come from several divisions.
    pub spreads: Vec<Spread>,
}

/// A move that the platform makes once an instant in a field has passed.
#[derive(Clone, Debug)]
pub struct Timer {
    /// Its stable key within the type.
    pub key: String,
    /// The type.
    pub of: TypeIx,
    /// The move that it makes.
    pub makes: MoveIx,
    /// The field; a date has passed when its day is over where the organisation is.
    pub past: Slot,
    /// How long after it; negative: before it.
    pub after: Span,
    /// What must hold besides.
    pub when: When,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// Which other records are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Those that a field of the record names.
    Named(Slot),
    /// Those of a type that name the record in a field.
    Naming(TypeIx, Slot),
}

/// What a move leads to elsewhere.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its stable key within the type.
    pub key: String,
    /// The type.
    pub of: TypeIx,
    /// The moves after which it happens.
    pub on: Vec<MoveIx>,
    /// On which records; `None` where it opens one or tells somebody.
    pub to: Option<Via>,
    /// What happens there.
    pub makes: Makes,
    /// What it fills.
    pub fills: Vec<Fill>,
    /// What must hold on the record after the move.
    pub when: When,
    /// Whether the move is refused where the effect can't happen.
    pub must: bool,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// What an effect does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Makes {
    /// Makes a move on each of the records, by type.
    Moves(Vec<(TypeIx, MoveIx)>),
    /// Opens a record.
    Opens(TypeIx, MoveIx),
    /// Says something on each of the records; `true` where it is for those inside IT only.
    Says(String, bool),
    /// Tells whoever holds these roles over the records, or everywhere where none are named.
    Tells(Vec<RoleIx>),
}

/// A field of the other record that an effect fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The other record's type.
    pub of: TypeIx,
    /// Its field.
    pub slot: Slot,
    /// From what.
    pub from: Origin,
}

/// Where a filled value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The same value as in a field of the record that the effect comes from.
    Field(Slot),
    /// What is there, and a field's number more.
    More(Slot),
    /// What is there, and a field's number less.
    Less(Slot),
    /// The record that the effect comes from.
    Itself,
    /// Whoever acts.
    Actor,
    /// The instant of the act.
    Now,
    /// That long after the act.
    Later(Span),
    /// One more than before.
    Increment,
    /// A fixed value.
    Fixed(Value),
}

/// What must hold on other records, or in who holds what, before a move.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The type.
    pub of: TypeIx,
    /// The move.
    pub step: MoveIx,
    /// On which records it is asked at all.
    pub when: When,
    /// What is asked.
    pub check: Check,
    /// Why the move can't be made where it does not hold, in words.
    pub unless: String,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// What a guard asks.
#[derive(Clone, Debug)]
pub enum Check {
    /// All of the other records are so; none at all is all.
    All(Others),
    /// At least one of them is.
    Any(Others),
    /// None of them is.
    None(Others),
    /// Each of these roles is held over the record, or over what its field names.
    Held(Vec<RoleIx>, Option<Slot>),
    /// The person in the first field holds no role over what the second names.
    Outsider(Slot, Slot),
    /// No line of the field stands in the same field of another record that is so, nor among what declared roles do.
    Untaken(Slot, When),
    /// The record as it will be is so.
    So(When),
    /// The instant or the day in the field, where it is filled, has not passed.
    Ahead(Slot),
    /// The first field lies before the second, where both are filled.
    Earlier(Slot, Slot),
}

/// Other records, and how they must be.
#[derive(Clone, Debug)]
pub struct Others {
    /// Which.
    pub via: Via,
    /// What must hold on each, by type.
    pub are: Vec<(TypeIx, When)>,
    /// Their fields that hold the same as the record's: type, theirs, ours.
    pub same: Vec<(TypeIx, Slot, Slot)>,
}

/// A value that a move takes from elsewhere.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The type.
    pub of: TypeIx,
    /// The move.
    pub step: MoveIx,
    /// The field that is filled.
    pub slot: Slot,
    /// From where.
    pub from: Source,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// Where a looked-up value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field of the record that another field names, by type.
    Theirs(Slot, Vec<(TypeIx, Slot)>),
    /// Whoever holds the role in the first field over what the second names.
    Holder(Slot, Slot),
    /// That long after the act.
    Later(Span),
}

/// Whose answer an activity waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consult {
    /// The activity.
    pub activity: ActivityIx,
    /// The role that is asked: one of its C cells.
    pub role: RoleIx,
    /// On which records it is asked.
    pub when: When,
    /// How long it is waited for; an edit of the record begins it anew.
    pub within: Span,
    /// Of how many persons how many must have answered, as a fraction; `None`: one for each appointment.
    pub quorum: Option<(u32, u32)>,
    /// The file and line that declared it.
    pub declared_at: String,
}

/// A role that only members of a team holding another role may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The role.
    pub role: RoleIx,
    /// The role that the team holds.
    pub within: RoleIx,
}

/// A role whose team must come from several divisions: the teams right below the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The role.
    pub role: RoleIx,
    /// From how many at least.
    pub least: usize,
}

impl Rules {
    /// The timers of a type.
    pub fn timers_of(&self, of: TypeIx) -> impl Iterator<Item = &Timer> {
        self.timers.iter().filter(move |it| it.of == of)
    }
    /// The effects of a move.
    pub fn effects_of(&self, of: TypeIx, step: MoveIx) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(move |it| it.of == of && it.on.contains(&step))
    }
    /// The guards of a move.
    pub fn guards_of(&self, of: TypeIx, step: MoveIx) -> impl Iterator<Item = &Guard> {
        self.guards.iter().filter(move |it| it.of == of && it.step == step)
    }
    /// What a move takes from elsewhere.
    pub fn lookups_of(&self, of: TypeIx, step: MoveIx) -> impl Iterator<Item = &Lookup> {
        self.lookups.iter().filter(move |it| it.of == of && it.step == step)
    }
    /// Whose answers an activity waits for.
    pub fn consults_of(&self, activity: ActivityIx) -> impl Iterator<Item = &Consult> {
        self.consults.iter().filter(move |it| it.activity == activity)
    }
    /// The role whose team a holder of this role must belong to.
    pub fn membership_of(&self, role: RoleIx) -> Option<RoleIx> {
        self.memberships.iter().find(|it| it.role == role).map(|it| it.within)
    }
    /// The fields in which other types name a record that a rule looks for: each wants an index.
    pub fn backward(&self) -> Vec<(TypeIx, Slot)> {
        let checks = self.guards.iter().filter_map(|it| match &it.check {
            Check::All(others) | Check::Any(others) | Check::None(others) => Some(others.via),
            Check::Held(..)
            | Check::Outsider(..)
            | Check::Untaken(..)
            | Check::So(_)
            | Check::Ahead(_)
            | Check::Earlier(..) => None,
        });
        let ways = checks.chain(self.effects.iter().filter_map(|it| it.to));
        let mut found: Vec<_> = ways
            .filter_map(|it| match it {
                Via::Naming(of, slot) => Some((of, slot)),
                Via::Named(_) => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
