//! What Remit knows of: record types, fields, values, lifecycles, activities, roles, cells and conditions,
//! as resolved values. No files, no SQL, no HTTP, no clock.
//!
//! Everything here is made once at start (see `declare`) and never changes afterwards. Names become indices at that
//! moment ([`TypeIx`], [`Slot`], [`StateIx`], [`MoveIx`], [`ActivityIx`], [`RoleIx`], [`PracticeIx`]), so that no
//! name is looked up while a request runs.

mod activity;
mod index;
mod kind;
mod lifecycle;
mod measure;
mod practice;
mod record;
mod relation;
mod role;
pub mod rules;
mod site;
mod types;
mod value;
mod when;

pub use activity::{Activity, Cell, Does, Duty, Letter, Reach};
pub use index::{ActivityIx, MoveIx, PracticeIx, RoleIx, Slot, StateIx, StateSet, TypeIx};
pub use kind::{Column, Kind, Opt, Options};
pub use lifecycle::{Lifecycle, Move, Phase, Set, Source, State, Tone};
pub use measure::{Amount, Calc, Cover, Grace, Measure, Moment, Part, Targets, Tells, Test, Unit};
pub use practice::{Agreement, ClockRule, Practice, Target};
pub use record::{Acted, Draft, Record};
pub use relation::{Relation, Verb};
pub use role::{Apart, Cadence, Cardinality, Conflict, Facing, Holder, Responsibility, Role, ScopeKind, ScopedBy};
pub use rules::Rules;
pub use site::Site;
pub use types::{Field, Header, RecordType, Sight, Within};
pub use value::{BadValue, Money, Value};
pub use when::{Asker, When};
