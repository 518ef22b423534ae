//! Ids: 64 bits, ordered by time, made without asking the database.
//!
//! 41 bits of milliseconds since 2020, 10 bits for the node, 12 bits of sequence: see `docs/decisions/0001-ids.md`.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};

use serde::{Deserialize, Serialize};

use crate::Instant;

/// 2020-01-01T00:00:00Z in milliseconds since 1970.
const EPOCH_MS: i64 = 1_577_836_800_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The id with this number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }
            /// Its number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

id!(
    /// A record of any type.
    RecordId
);
id!(
    /// A person.
    PersonId
);
id!(
    /// A team.
    TeamId
);
id!(
    /// A stored file.
    FileId
);

/// Makes ids for one node; never the same twice, always rising.
#[derive(Debug)]
pub struct Ids {
    node: i64,
    last: AtomicI64,
}

impl Ids {
    /// How many nodes can make ids side by side.
    pub const NODES: u16 = 1 << NODE_BITS;

    /// A source for this node; numbers beyond [`Self::NODES`] wrap.
    pub fn for_node(node: u16) -> Self {
        Self { node: i64::from(node % Self::NODES), last: AtomicI64::new(0) }
    }

    /// The next id. Stays unique and rising when the clock stands still or steps back.
    pub fn next(&self, now: Instant) -> i64 {
        let ms = (now.micros() / 1000 - EPOCH_MS).max(0);
        let floor = ms << SEQUENCE_BITS;
        let step = |last: i64| Some(floor.max(last.saturating_add(1)));
        let before = self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step).unwrap_or(floor);
        let tick = floor.max(before.saturating_add(1));
        let (ms, sequence) = (tick >> SEQUENCE_BITS, tick & ((1 << SEQUENCE_BITS) - 1));
        (ms << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_even_when_the_clock_steps_back() {
        let ids = Ids::for_node(3);
        let late = Instant::from_micros(1_800_000_000_000_000);
        let first = ids.next(late);
        let second = ids.next(Instant::from_micros(1_700_000_000_000_000));
        assert!(second > first);
    }

    #[test]
    fn two_nodes_never_make_the_same_id() {
        let now = Instant::from_micros(1_800_000_000_000_000);
        let (one, two) = (Ids::for_node(1), Ids::for_node(2));
        let made: std::collections::BTreeSet<i64> = (0..5000).flat_map(|_| [one.next(now), two.next(now)]).collect();
        assert_eq!(made.len(), 10_000);
    }
}
