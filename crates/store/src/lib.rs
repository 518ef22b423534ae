//! The only SQL. SQLite and PostgreSQL behind one narrow interface; both are always compiled.
//!
//! A read is one statement ([`sql::Text`]) with bound values. A write is a [`Commit`]: statements as data, what each of
//! them must hit, and the journal entries that go with them. Commits of many askers share one transaction and one
//! fsync (group commit); each is acknowledged only after it. Statements can be made only of text known when this was
//! compiled, of names checked against the declared model, and of bound values: there is no way to splice a value in.
//!
//! Absent on purpose: authority, clocks, any decision. `match` on the dialect occurs in `sql/`, `ddl.rs`, `emit.rs`
//! and `search.rs`, nowhere else.

#![expect(clippy::doc_markdown, reason = "`SQLite` and `PostgreSQL` are names, not code")]

mod access;
mod cases;
mod claim;
mod commit;
mod ddl;
mod duties;
mod emit;
mod fault;
mod files;
mod fold;
mod journal;
mod list;
mod naming;
mod naturals;
mod open;
mod people;
mod published;
mod records;
mod schema;
mod search;
mod sift;
pub mod sql;
mod tally;
mod terms;
mod timers;
mod write;
mod writing;

pub use access::{OneTime, Session, Token};
pub use cases::{CaseEntry, CasePlace};
pub use claim::{Due, Outgoing};
pub use commit::{Commit, Committed, Conflict, Entry, Expect};
pub use ddl::Plan;
pub use duties::{Feed, Look};
pub use emit::Disjunct;
pub use fault::{CommitError, Fault};
pub use files::{Attached, Linked};
pub use fold::{fold, tokens};
pub use journal::{Journaled, Mark, Spine};
pub use list::{Among, Cursor, Direction, Find, Listed, Sort};
pub use open::{Options, Store};
pub use people::{DeputyRow, PersonRow, TeamRow};
pub use published::Published;
pub use search::{Begun, Holding, Matching};
pub use sift::{Almanac, Around, Sieve, Sift, Stretch};
pub use sql::{Bind, Dialect, Row};
pub use tally::{Tallied, Tally};
pub use terms::Terms;
pub use timers::Ringing;
