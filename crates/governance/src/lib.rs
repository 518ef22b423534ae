//! Who may do what and why, over which records, and what is missing. Pure: no files, no SQL, no clock.
//!
//! One source of authority: the cells of the matrix (`model::Cell`) and the appointments of a [`Roster`]. A person's
//! [`Authority`] is made from both; from it come `decide` (one act on one record), `sees` (one record) and `scope`
//! (which records, as condition trees that `store` compiles to SQL). All three read the very same trees.
//!
//! Three rules hold everywhere: an inactive person has no authority; whoever stands in for somebody never may more than
//! that somebody may at that moment, and is judged together with them; what is not seen can't be acted on.

mod answers;
mod appointing;
mod ask;
mod authority;
mod basis;
mod closure;
mod consult;
mod duties;
mod explain;
mod findings;
mod gather;
mod grant;
mod map;
mod parts;
mod radius;
mod reach;
mod refusal;
mod roster;
mod scope;
mod sight;
mod simplify;
mod way;
mod what_if;
mod who;

#[cfg(test)]
mod tests;

pub use answers::{Answering, Fit, Question, answering};
pub use appointing::{Objection, belongs_to, objections, objections_to_deputy, unfit};
pub use ask::{Understood, understand};
pub use authority::Authority;
pub use basis::{Basis, Summary};
pub use consult::{Asked, asked};
pub use duties::{
    Attested, Deed, Duty, Evidence, Judge, Proof, Recurring, Rung, Share, Shown, Standing, Timetable, answers_for_duty,
    every, is_to_do, missed,
};
pub use explain::{Explanation, Param, Part, explain};
pub use findings::{Facts, Finding, FindingKind, Fix, Found, Missed, Owner, Severity, Used, findings, owner};
pub use grant::Grant;
pub use map::{Edge, Tie, Towards, neighbours, ties};
pub use parts::{Appointment, Away, Deputy, Holder, Parts, Person, Place, Team};
pub use radius::{Touched, radius};
pub use reach::within;
pub use refusal::{Miss, MissKind, Refusal, RefusalKind};
pub use roster::Roster;
pub use scope::Scope;
pub use sight::{Disjunct, Sighting};
pub use way::{Step, Way};
pub use what_if::{Change, Lost, Shift, lost, shift};
pub use who::{Answer, Who, holders_over, who, who_could};
