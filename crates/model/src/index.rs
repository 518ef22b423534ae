//! Indices: what a declared name becomes when it is resolved at start.

macro_rules! index {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// The position as a list index.
            pub fn at(self) -> usize {
                usize::from(self.0)
            }
            /// The index of a position; positions beyond the range saturate (the resolver refuses such sites).
            pub fn of(position: usize) -> Self {
                Self(<$inner>::try_from(position).unwrap_or(<$inner>::MAX))
            }
        }
    };
}

index!(
    /// A record type.
    TypeIx(u16)
);
index!(
    /// A field of one record type; the first [`crate::Header::COUNT`] are the header's.
    Slot(u16)
);
index!(
    /// A state of one record type.
    StateIx(u8)
);
index!(
    /// A move of one record type.
    MoveIx(u16)
);
index!(
    /// An activity.
    ActivityIx(u16)
);
index!(
    /// A role.
    RoleIx(u16)
);
index!(
    /// A practice.
    PracticeIx(u16)
);

/// A set of states of one record type; a type has at most 64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateSet(u64);

impl StateSet {
    /// How many states a type may have.
    pub const MOST: usize = 64;

    /// The set with one more state.
    #[must_use]
    pub fn with(self, state: StateIx) -> Self {
        Self(self.0 | (1 << (state.0 & 63)))
    }
    /// Whether the state is in it.
    pub fn has(self, state: StateIx) -> bool {
        self.0 & (1 << (state.0 & 63)) != 0
    }
    /// The states in it, in order.
    pub fn states(self) -> impl Iterator<Item = StateIx> {
        (0..64u8).map(StateIx).filter(move |it| self.has(*it))
    }
    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<StateIx> for StateSet {
    fn from_iter<I: IntoIterator<Item = StateIx>>(states: I) -> Self {
        states.into_iter().fold(Self::default(), Self::with)
    }
}
