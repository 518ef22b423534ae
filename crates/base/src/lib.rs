//! Typed ids, instants and the clock seam. Knows nothing of service management.

mod clock;
mod counted;
mod id;
mod instant;

pub use clock::{Clock, ManualClock, SystemClock};
pub use counted::counted;
pub use id::{FileId, Ids, PersonId, RecordId, TeamId};
pub use instant::{BadInstant, Instant, NoTime, Span};
