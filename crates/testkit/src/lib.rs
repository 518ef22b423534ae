//! What tests share: throw-away databases, a hand-made site, random records and conditions, naughty strings.
//!
//! Nothing here is skipped: where PostgreSQL is missing, the test fails and says what to install.

#![expect(clippy::doc_markdown, reason = "`SQLite` and `PostgreSQL` are names, not code")]

mod cluster;
mod data;
mod dice;
mod home;
mod own;
mod site;
mod unprivileged;
mod whim;

pub use cluster::Cluster;
pub use data::naughty_strings;
pub use dice::Dice;
pub use home::{Home, Place, both, each};
pub use own::OwnCluster;
pub use site::{field, site, site_with};
pub use whim::{random_condition, random_value};

use base::Instant;

/// When tests begin: 2026-03-02T09:00:00Z, a Monday.
pub const START: Instant = Instant::from_micros(1_772_442_000_000_000);
