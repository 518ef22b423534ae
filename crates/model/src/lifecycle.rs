//! States and the moves between them.

use crate::{Kind, MoveIx, Slot, StateIx, StateSet, Value, When};

/// The stretch of a record's life that a state belongs to. Clocks, queues and counts read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nobody has begun.
    New,
    /// Being worked on.
    Active,
    /// Waiting for somebody outside the team; clocks may pause.
    Waiting,
    /// Done, not yet confirmed.
    Done,
    /// Ended for good.
    Closed,
}

impl Phase {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::New, Self::Active, Self::Waiting, Self::Done, Self::Closed];

    /// Its name in files and filters.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }
    /// Whether work remains.
    pub fn is_open(self) -> bool {
        match self {
            Self::New | Self::Active | Self::Waiting => true,
            Self::Done | Self::Closed => false,
        }
    }
}

/// How a state is coloured; the shape comes from the phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// No colour.
    Neutral,
    /// Blue.
    Info,
    /// Orange.
    Warn,
    /// Purple.
    Plan,
    /// Green.
    Ok,
    /// Red.
    Crit,
}

/// One state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its stable key.
    pub key: String,
    /// How it is shown.
    pub title: String,
    /// The stretch of life.
    pub phase: Phase,
    /// Its colour.
    pub tone: Tone,
    /// Whether nothing waits in it: what can be done is done when there is cause, such as correcting what is published.
    pub rests: bool,
}

/// Where a move takes a value from that it sets by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The person who acts (or for whom the deputy acts).
    Actor,
    /// The instant of the act.
    Now,
    /// A fixed value.
    Fixed(Value),
    /// One more than before.
    Increment,
}

/// A field that a move sets by itself.
#[derive(Clone, Debug)]
pub struct Set {
    /// The field.
    pub slot: Slot,
    /// Its new value.
    pub to: Source,
}

/// A move: a transition that a person makes.
#[derive(Clone, Debug)]
pub struct Move {
    /// Its stable key, the verb of its activity.
    pub key: String,
    /// What the button says.
    pub title: String,
    /// States from which it can be made; empty for moves that open a record.
    pub from: StateSet,
    /// Whether it opens a record.
    pub opens: bool,
    /// The state it leads to; `None` leaves the state as it is (an act on fields).
    pub to: Option<StateIx>,
    /// Fields that it asks for, and whether each must be filled.
    pub asks: Vec<(Slot, bool)>,
    /// Fields that it sets by itself.
    pub sets: Vec<Set>,
    /// What must hold on the record besides.
    pub when: When,
    /// Why it can't be made where `when` does not hold, in words.
    pub unless: String,
    /// Whether it asks for a message to the requester.
    pub asks_reply: bool,
    /// What to confirm, naming the consequence; empty where nothing is to be confirmed.
    pub confirm: String,
    /// Whether it is the usual next step (one filled button).
    pub is_primary: bool,
}

/// States and moves of a type.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    /// States in order.
    pub states: Vec<State>,
    /// Moves in order.
    pub moves: Vec<Move>,
}

impl Lifecycle {
    /// The state with this index.
    pub fn state(&self, ix: StateIx) -> Option<&State> {
        self.states.get(ix.at())
    }
    /// The index of the state with this key.
    pub fn find_state(&self, key: &str) -> Option<StateIx> {
        self.states.iter().position(|it| it.key == key).map(StateIx::of)
    }
    /// The move with this index.
    pub fn step(&self, ix: MoveIx) -> Option<&Move> {
        self.moves.get(ix.at())
    }
    /// The move with this key.
    pub fn find_move(&self, key: &str) -> Option<(MoveIx, &Move)> {
        self.moves.iter().enumerate().find(|(_, it)| it.key == key).map(|(at, it)| (MoveIx::of(at), it))
    }
    /// The states of a phase.
    pub fn in_phase(&self, phase: Phase) -> StateSet {
        self.states.iter().enumerate().filter(|(_, it)| it.phase == phase).map(|(at, _)| StateIx::of(at)).collect()
    }
    /// The states in which work remains.
    pub fn open(&self) -> StateSet {
        self.states.iter().enumerate().filter(|(_, it)| it.phase.is_open()).map(|(at, _)| StateIx::of(at)).collect()
    }
}

impl Source {
    /// Whether this source gives values of that kind.
    pub fn fits(&self, kind: &Kind) -> bool {
        match self {
            Self::Actor => matches!(kind, Kind::Person),
            Self::Now => matches!(kind, Kind::Instant | Kind::Date),
            Self::Increment => matches!(kind, Kind::Whole),
            Self::Fixed(_) => true,
        }
    }
}
