//! The organisation as text beside the one that is stored: what differs, what would follow from making them alike, and
//! making them alike under somebody's authority.
//!
//! What is compared is always two [`declare::Organisation`]s; [`Standing`] reads the stored one as such. Declared files
//! (roles, cells, types) are compared by whoever has them; this knows only what both sites give whom.

mod apply;
mod apply_places;
mod apply_roles;
mod cells;
mod differ;
mod drawn;
mod effect;
mod fill;
mod policy;
mod spoken;
mod standing;
mod target;
pub mod template;
mod touched;

pub use apply::{Applied, Prepared, Which};
pub use differ::{Step, differ};
pub use drawn::{Drawn, draw};
pub use effect::{Effect, Give, Shift, Side, effect};
pub use fill::{Candidates, fill};
pub use policy::{Broken, broken};
pub use spoken::{Spoken, spoken};
pub use standing::{Base, Ids, Standing, hex};
pub use target::target;
pub use touched::Touched;
