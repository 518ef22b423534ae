//! Who may do what and why, over which records, and what is missing. Pure: no files, no SQL, no clock.
//!
//! One source of authority: the cells of the matrix (`model::Cell`) and the appointments of a [`Roster`]. A person's
//! [`Authority`] is made from both; from it come `decide` (one act on one record), `sees` (one record) and `scope`
//! (which records, as condition trees that `store` compiles to SQL). All three read the very same trees.
//!
//! Three rules hold everywhere: an inactive person has no authority; whoever stands in for somebody never may more than
//! that somebody may at that moment, and is judged together with them; what is not seen can't be acted on.

mod appointing;
mod authority;
mod basis;
mod closure;
mod consult;
mod explain;
mod findings;
mod gather;
mod grant;
mod parts;
mod refusal;
mod roster;
mod scope;
mod sight;
mod simplify;
mod way;
mod who;

#[cfg(test)]
mod tests;

pub use appointing::{Objection, belongs_to, objections, objections_to_deputy};
pub use authority::Authority;
pub use basis::{Basis, Summary};
pub use consult::{Asked, asked};
pub use explain::{Explanation, Param, Part, explain};
pub use findings::{Finding, FindingKind, Fix, Severity, findings};
pub use grant::Grant;
pub use parts::{Appointment, Deputy, Holder, Parts, Person, Place, Team};
pub use refusal::{Miss, MissKind, Refusal, RefusalKind};
pub use roster::Roster;
pub use scope::Scope;
pub use sight::{Disjunct, Sighting};
pub use way::{Step, Way};
pub use who::{Answer, Who, holders_over, who, who_could};
